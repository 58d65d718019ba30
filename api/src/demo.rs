//! `jalon demo`: the sample programme, decided through the ledger into a temporary folder, and served.

use std::sync::Arc;
use std::time::Duration;

use domain::engine::Position;
use eventlog::Environment;
use tempfile::TempDir;

use crate::app::App;
use crate::cli::DemoArguments;
use crate::sample::{self, LoadError};
use crate::serve::{ServeError, open, run};
use crate::settings::Settings;

/// How long the read model may take to catch up with the history.
const CATCH_UP_MAX: Duration = Duration::from_mins(1);

/// A folder that goes when the demonstration ends, and what serves it.
pub struct Demo {
    /// What it runs with.
    pub settings: Settings,
    /// Held so that the folder lives as long as the demonstration.
    _folder: TempDir,
}

/// Why the sample programme cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// A step was not decided: the history breaks a rule, or the log failed.
    #[error("{0}")]
    NotDecided(Box<LoadError>),
    /// The read model did not catch up.
    #[error("the read model stands at {position} after the sample programme was decided")]
    Behind {
        /// Where it stands.
        position: u64,
    },
}

impl Demo {
    /// Makes the folder.
    pub fn prepare(arguments: &DemoArguments) -> Result<Self, ServeError> {
        let folder = tempfile::Builder::new()
            .prefix("jalon-demo-")
            .tempdir()
            .map_err(ServeError::Stopped)?;
        let settings = Settings::of_demo(
            folder.path().to_owned(),
            arguments.listen,
            arguments.log_level.clone(),
        )?;
        Ok(Self {
            settings,
            _folder: folder,
        })
    }

    /// Decides the history, then answers until asked to stop.
    pub async fn serve(&self, world: Arc<dyn Environment>) -> Result<(), ServeError> {
        let app = open(&self.settings, world).await?;
        decide_history(&app).await?;
        run(app, self.settings.listen).await
    }
}

/// Decides every step, in order, and waits until the figures show them all.
async fn decide_history(app: &App) -> Result<(), ServeError> {
    let programme = app.programmes.begin(&sample::slug()).await?;
    let loaded = sample::load(&programme.ledger, sample::history())
        .await
        .map_err(|why| DemoError::NotDecided(Box::new(why)))?;
    let Some(last) = loaded.position else {
        return Ok(());
    };
    if programme.files.wait_for(last, CATCH_UP_MAX).await {
        return Ok(());
    }
    let position = programme.files.position().map_or(0, Position::get);
    Err(DemoError::Behind { position }.into())
}
