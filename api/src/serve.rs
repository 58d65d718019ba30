//! Running: open the folder, listen, say so, answer until asked to stop, and close the logs.

use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;

use eventlog::{DataFolder, Environment, FolderError};
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

use crate::app::App;
use crate::background::{Stop, Work};
use crate::demo::DemoError;
use crate::http::connections;
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
    let work = Work::of(settings).map_err(SettingsError::from)?;
    let entrance = Entrance::at(settings.listen).await?;
    let Some(app) = entrance.unless_stopped(open(settings, world)).await else {
        return Ok(());
    };
    entrance.run(app?, work, std::future::ready(Ok(()))).await
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

/// The port, bound, and the signals, heard: what must stand before anything is opened, so that a
/// taken port is told at once, and whoever asks to stop is heard from the beginning.
pub struct Entrance {
    listener: TcpListener,
    stop: Stop,
}

impl Entrance {
    /// Binds the port, and begins to hear signals.
    pub async fn at(address: SocketAddr) -> Result<Self, ServeError> {
        let stop = signals().map_err(ServeError::Stopped)?;
        let bound = TcpListener::bind(address).await;
        let listener = bound.map_err(|why| ServeError::Listen { address, why })?;
        Ok(Self { listener, stop })
    }

    /// What becomes of `task`; `None` where a signal says to stop before its end.
    pub async fn unless_stopped<T>(&self, task: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            () = self.stop.clone().asked() => None,
            ended = task => Some(ended),
        }
    }

    /// Waits for what must come first, says that it is ready, answers until a signal says to stop,
    /// lets what is under way end within the named bound, and closes the logs: these however it
    /// ends.
    pub async fn run(
        self,
        app: Arc<App>,
        work: Work,
        first: impl Future<Output = Result<(), ServeError>>,
    ) -> Result<(), ServeError> {
        let ready = async {
            first.await?;
            catch_up(&app).await;
            Ok(())
        };
        let ended = match self.unless_stopped(ready).await {
            Some(Ok(())) => self.answer(&app, work).await,
            Some(failed) => failed,
            None => Ok(()),
        };
        app.programmes.close().await;
        ended
    }

    async fn answer(self, app: &Arc<App>, work: Work) -> Result<(), ServeError> {
        announce(self.listener.local_addr().map_err(ServeError::Stopped)?);
        let beside = work.begin(app.clone(), self.stop.clone());
        let (router, stop) = (router(app.clone()), self.stop.asked());
        connections::serve(self.listener, router, &app.limits, stop).await;
        beside.end(app.limits.drain_timeout()).await;
        Ok(())
    }
}

fn announce(address: SocketAddr) {
    let mut stdout = std::io::stdout().lock();
    // Whoever closed our stdout does not wait for this line.
    let _ = writeln!(stdout, "listening on http://{address}").and_then(|()| stdout.flush());
}

/// Waits within the named bound until every read model shows its log's head; who lags behind it
/// is named in the log, and in `/health/ready`.
async fn catch_up(app: &App) {
    let deadline = tokio::time::Instant::now() + app.limits.catch_up_timeout();
    for programme in app.programmes.all() {
        let Some(head) = *programme.log().head().borrow() else {
            continue;
        };
        let left = deadline.saturating_duration_since(tokio::time::Instant::now());
        if !programme.files.wait_for(head, left).await {
            let status = programme.files.status();
            let stopped = status.stopped.map(|stopped| stopped.reason);
            tracing::warn!(programme = %programme.slug, lag = status.lag, ?stopped,
                "the read model has not caught up within the limit `catch_up_timeout_ms`");
        }
    }
}

/// Hears signals from now on. The first one asks to stop; a second one ends the process at once.
fn signals() -> std::io::Result<Stop> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let (asked, heard) = watch::channel(false);
    tokio::spawn(async move {
        one_of(&mut terminate, &mut interrupt).await;
        tracing::info!("asked to stop: what is under way ends first");
        asked.send_replace(true);
        one_of(&mut terminate, &mut interrupt).await;
        std::process::exit(1);
    });
    Ok(Stop::when(heard))
}

async fn one_of(terminate: &mut Signal, interrupt: &mut Signal) {
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}

#[cfg(test)]
mod tests {
    use eventlog::SystemEnvironment;

    use super::*;
    use crate::clock::Ticks;
    use crate::limits::Limits;
    use crate::sample;

    /// Enough that folding them takes longer than opening their log.
    const STEPS: usize = 3_000;

    /// Opened anew on a history whose read models are gone: they are folded from its beginning.
    async fn reopened() -> (tempfile::TempDir, Arc<App>) {
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings {
            data: folder.path().to_owned(),
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            log_level: "off".to_owned(),
            ticks: Ticks::Off,
            delivery: None,
            limits: Limits::default(),
        };
        let world = Arc::new(SystemEnvironment);
        let app = open(&settings, world.clone()).await.unwrap();
        let programme = app.programmes.begin(&sample::slug()).await.unwrap();
        let steps = sample::history().into_iter().take(STEPS);
        sample::load(&programme.ledger, steps).await.unwrap();
        app.programmes.close().await;
        drop((app, programme));
        let data = DataFolder::open_exclusive(folder.path()).unwrap();
        std::fs::remove_dir_all(data.read_models_dir(&sample::slug())).unwrap();
        drop(data);
        let app = open(&settings, world).await.unwrap();
        (folder, app)
    }

    fn lag(app: &App) -> u64 {
        let programmes = app.programmes.all();
        programmes.iter().map(|one| one.files.status().lag).sum()
    }

    #[tokio::test]
    async fn the_read_models_have_caught_up_before_it_is_ready() {
        let (_folder, app) = reopened().await;
        catch_up(&app).await;
        assert_eq!(lag(&app), 0);
        app.programmes.close().await;
    }

    #[tokio::test]
    async fn a_read_model_that_stands_still_is_not_waited_for() {
        let (_folder, app) = reopened().await;
        for programme in app.programmes.all() {
            programme.files.stop().await;
        }
        let started = std::time::Instant::now();
        catch_up(&app).await;
        assert!(started.elapsed() < app.limits.catch_up_timeout());
        app.programmes.close().await;
    }
}
