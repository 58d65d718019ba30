//! `jalon demo`: the sample programme, decided through the ledger into a temporary folder, and served.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use eventlog::Environment;

use crate::background::Work;
use crate::cli::DemoArguments;
use crate::clock::Ticks;
use crate::limits::Limits;
use crate::programmes::Programme;
use crate::sample::{self, LoadError};
use crate::serve::{Entrance, ServeError, open};
use crate::settings::{LISTEN_DEFAULT, Settings, SettingsError, check_open};

/// What the demonstration runs with, checked.
pub struct Demo {
    /// Where it listens.
    listen: SocketAddr,
    /// What is logged.
    pub log_level: String,
}

/// Why the sample programme cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// A step was not decided: the history breaks a rule, or the log failed.
    #[error("{0}")]
    NotDecided(Box<LoadError>),
    /// There is no temporary folder to be had.
    #[error("no temporary folder can be made: {0}")]
    NoFolder(std::io::Error),
}

impl Demo {
    /// Checks the arguments: open access is for loopback addresses.
    pub fn prepare(arguments: &DemoArguments) -> Result<Self, SettingsError> {
        let listen = arguments.listen.unwrap_or(LISTEN_DEFAULT);
        check_open(listen)?;
        let log_level = arguments.log_level.clone();
        Ok(Self {
            listen,
            log_level: log_level.unwrap_or_else(|| "warn".to_owned()),
        })
    }

    /// Decides the history, then answers until asked to stop. Its folder is made once signals are
    /// heard and the port is bound, and goes with it however it ends.
    pub async fn serve(&self, world: Arc<dyn Environment>) -> Result<(), ServeError> {
        let entrance = Entrance::at(self.listen).await?;
        let folder = tempfile::Builder::new().prefix("jalon-demo-").tempdir();
        let folder = folder.map_err(DemoError::NoFolder)?;
        let settings = self.settings(folder.path().to_owned());
        let work = Work::of(&settings).map_err(SettingsError::from)?;
        let app = open(&settings, world).await?;
        // Begun before anything that a signal cuts short: what is begun is closed at the end.
        let programme = app.programmes.begin(&sample::slug()).await?;
        // Boxed: it is large, and there is one in a process.
        let first = Box::pin(decide_history(programme));
        entrance.run(app, work, first).await
    }

    fn settings(&self, data: PathBuf) -> Settings {
        Settings {
            data,
            listen: self.listen,
            log_level: self.log_level.clone(),
            // The sample's own days are long gone; today would make all of it late.
            ticks: Ticks::Off,
            delivery: None,
            limits: Limits::default(),
        }
    }
}

/// Decides every step, in order.
async fn decide_history(programme: Arc<Programme>) -> Result<(), ServeError> {
    tracing::info!("the sample programme is decided into a temporary folder");
    let loaded = sample::load(&programme.ledger, sample::history()).await;
    loaded.map_err(|why| DemoError::NotDecided(Box::new(why)))?;
    Ok(())
}
