//! Running: open the folder, listen, say so, answer until asked to stop, and close the logs.

use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use eventlog::{DataFolder, Environment, FolderError};
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::oneshot;

use crate::app::App;
use crate::demo::DemoError;
use crate::programmes::{ProgrammeError, Programmes};
use crate::router::router;
use crate::settings::{Settings, SettingsError};

/// Why the server did not run, or not to its end.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// It was asked for something that cannot be.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// Another process serves the folder.
    #[error(
        "the data folder {0} is in use: another process holds its lock {0}/lock; one folder has one server"
    )]
    Locked(String),
    /// The folder.
    #[error(transparent)]
    Folder(FolderError),
    /// A programme.
    #[error(transparent)]
    Programme(Box<ProgrammeError>),
    /// The sample programme.
    #[error(transparent)]
    Demo(#[from] DemoError),
    /// The address.
    #[error("cannot listen on {address}: {why}")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// Why.
        why: std::io::Error,
    },
    /// The system gives no signals, or took the socket away.
    #[error("the server stopped: {0}")]
    Stopped(std::io::Error),
}

impl From<ProgrammeError> for ServeError {
    fn from(error: ProgrammeError) -> Self {
        Self::Programme(Box::new(error))
    }
}

impl From<FolderError> for ServeError {
    fn from(error: FolderError) -> Self {
        match error {
            FolderError::Locked(folder) => Self::Locked(folder.display().to_string()),
            other => Self::Folder(other),
        }
    }
}

impl ServeError {
    /// 2: wrong usage; 3: damaged data; 1: everything else.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Settings(_) => 2,
            Self::Programme(why) if why.is_damage() => 3,
            _ => 1,
        }
    }
}

/// Serves a data folder until asked to stop.
pub async fn serve(settings: &Settings, world: Arc<dyn Environment>) -> Result<(), ServeError> {
    let app = open(settings, world).await?;
    run(app, settings.listen).await
}

/// Opens what the settings name.
pub async fn open(
    settings: &Settings,
    world: Arc<dyn Environment>,
) -> Result<Arc<App>, ServeError> {
    let folder = DataFolder::open_exclusive(&settings.data)?;
    let programmes = Programmes::open(folder, world, settings.limits.programmes_max).await?;
    Ok(App::new(programmes, settings.limits.clone()))
}

/// Answers until a signal says to stop, then lets what is under way end within the named bound.
/// A second signal ends the process at once.
pub async fn run(app: Arc<App>, listen: SocketAddr) -> Result<(), ServeError> {
    let mut signals = Signals::listen().map_err(ServeError::Stopped)?;
    let listener = bind(listen).await?;
    let (stop, stopped) = oneshot::channel::<()>();
    let server = axum::serve(listener, router(app.clone())).with_graceful_shutdown(async {
        // A sender that is gone means the same.
        let _ = stopped.await;
    });
    let server = tokio::spawn(server.into_future());
    signals.next().await;
    tracing::info!("asked to stop: requests under way end first");
    let _ = stop.send(());
    tokio::spawn(async move {
        signals.next().await;
        std::process::exit(1);
    });
    drain(server, app.limits.drain_timeout()).await;
    app.programmes.close().await;
    Ok(())
}

async fn bind(address: SocketAddr) -> Result<TcpListener, ServeError> {
    let failed = |why| ServeError::Listen { address, why };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let bound = listener.local_addr().map_err(failed)?;
    let mut stdout = std::io::stdout().lock();
    // Whoever closed our stdout does not wait for this line.
    let _ = writeln!(stdout, "listening on http://{bound}").and_then(|()| stdout.flush());
    Ok(listener)
}

async fn drain(server: tokio::task::JoinHandle<std::io::Result<()>>, within: Duration) {
    let abort = server.abort_handle();
    match tokio::time::timeout(within, server).await {
        Ok(Ok(Ok(()))) => {}
        Ok(Ok(Err(why))) => tracing::error!(%why, "the server stopped"),
        Ok(Err(why)) => tracing::error!(%why, "the server stopped"),
        Err(_) => {
            tracing::warn!(?within, "requests under way did not end in time");
            abort.abort();
        }
    }
}

/// The signals that ask a process to stop.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn listen() -> std::io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
