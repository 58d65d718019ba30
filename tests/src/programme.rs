//! The programme in-process: commands as JSON decided through a ledger on an embedded log, for benchmarks and laws.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, anyhow};
use domain::engine::{Actor, CivilDate, CommandId, Dated, ProgrammeSlug, Source, StreamName};
use domain::{Cnfs, Command};
use eventlog::{
    DecideError, EmbeddedLog, EmbeddedOptions, Environment as _, EventLog, ExpectedVersion,
    Identities, Ledger, LedgerLimits, MemoryLog, Request, Vault,
};
use serde_json::Value;
use tokio::task::JoinSet;

use crate::{SimulatedWorld, request};

/// The slug of the sample's and default's programme.
pub fn slug() -> Result<ProgrammeSlug> {
    Ok("cnfs".parse()?)
}

/// A programme that is open, in a folder of its own.
#[derive(Clone)]
pub struct Programme {
    world: Arc<SimulatedWorld>,
    vault: Arc<Vault>,
    ledger: Ledger<Cnfs>,
}

impl Programme {
    /// A new programme on an embedded log and a vault below `folder`.
    pub async fn in_folder(folder: &Path) -> Result<Self> {
        let world = world();
        let options = EmbeddedOptions::default();
        let log = EmbeddedLog::open(&folder.join("log"), slug()?, world.clone(), options)?;
        let vault = Vault::open(&folder.join("vault"))?;
        let programme = Self::over(Arc::new(log), Arc::new(vault), world).await?;
        programme.decide(&request::open_programme(u32::MAX)).await?;
        Ok(programme)
    }

    /// A new programme in memory, with an envelope of posts.
    pub async fn in_memory(posts_envelope: u32) -> Result<Self> {
        let world = world();
        let log = MemoryLog::new(slug()?, world.clone());
        let vault = Vault::in_memory();
        let programme = Self::over(Arc::new(log), Arc::new(vault), world).await?;
        programme
            .decide(&request::open_programme(posts_envelope))
            .await?;
        Ok(programme)
    }

    /// Another ledger over the same log, which folds it from its first event.
    pub async fn from_zero(&self) -> Result<Self> {
        Self::over(self.log(), self.vault.clone(), self.world.clone()).await
    }

    async fn over(
        log: Arc<dyn EventLog>,
        vault: Arc<Vault>,
        world: Arc<SimulatedWorld>,
    ) -> Result<Self> {
        let limits = LedgerLimits::default();
        let ledger = Ledger::open(log, vault.clone(), world.clone(), limits).await?;
        Ok(Self {
            world,
            vault,
            ledger,
        })
    }

    /// Its log.
    pub fn log(&self) -> Arc<dyn EventLog> {
        self.ledger.log().clone()
    }

    /// Its ledger.
    pub fn ledger(&self) -> &Ledger<Cnfs> {
        &self.ledger
    }

    /// Decides one command and waits until it is durable: the stream that was decided on.
    pub async fn decide(&self, command: &Value) -> Result<String> {
        let decided = self.ledger.decide(self.request(command)?).await?;
        Ok(decided.events[0].stream.to_string())
    }

    /// Decides one command; whether it was refused.
    pub async fn try_decide(&self, command: &Value) -> Result<bool> {
        match self.ledger.decide(self.request(command)?).await {
            Ok(_) => Ok(false),
            Err(DecideError::Refused(_)) => Ok(true),
            Err(error) => Err(error.into()),
        }
    }

    /// Waits for what is under way and closes the log.
    pub async fn close(&self) -> Result<()> {
        Ok(self.ledger.close().await?)
    }

    fn request(&self, asked: &Value) -> Result<Request<Cnfs>> {
        let type_name = asked["type"].as_str().context("a command has a type")?;
        let command = Command::from_json(type_name, &asked["data"])?;
        let stream = if let Some(name) = asked["stream"].as_str() {
            name.parse()?
        } else {
            let kind = command.kind().context("a command on any stream names it")?;
            StreamName::of_uuid(kind, self.world.new_id())
        };
        let day: CivilDate = serde_json::from_value(asked["occurred_on"].clone())?;
        Ok(Request {
            command,
            stream,
            actor: operator(),
            occurred_on: Some(day),
            dated: Dated::Exact,
            expected_version: ExpectedVersion::Any,
            command_id: CommandId(self.world.new_id()),
            repeat_of: None,
            recorded_at: None,
            source: Source::api(),
            causation_id: None,
            correlation_id: None,
            corrects: None,
            identities: Identities::Fresh,
        })
    }

    /// One file from its registration to a hire: seven commands, ten events.
    pub async fn one_file(&self, name: &str, session: &str) -> Result<()> {
        let host = self.decide(&request::register_host(name)).await?;
        self.decide(&request::opinion(&host)).await?;
        self.decide(&request::vote(&host, session, 1)).await?;
        let candidate = self.decide(&request::register_candidate(name)).await?;
        let proposed = request::propose_match(&host, &candidate);
        let matched = self.decide(&proposed).await?;
        self.decide(&request::shortlist(&matched)).await?;
        self.decide(&request::declare_hire(&matched)).await?;
        Ok(())
    }

    /// Many files, so many of them at once, one session for each writer. `round` tells one call's
    /// sessions and hosts from another's.
    pub async fn files(&self, round: usize, files: usize, writers: usize) -> Result<()> {
        let mut at_work = JoinSet::new();
        for writer in 0..writers {
            let programme = self.clone();
            let label = format!("{round}-{writer}");
            let share = files / writers;
            at_work.spawn(async move { programme.some_files(&label, share).await });
        }
        while let Some(done) = at_work.join_next().await {
            done.map_err(|panic| anyhow!(panic))??;
        }
        Ok(())
    }

    async fn some_files(&self, label: &str, files: usize) -> Result<()> {
        let session = self.decide(&request::convene(label, 1)).await?;
        for file in 0..files {
            self.one_file(&format!("Host {label}-{file}"), &session)
                .await?;
        }
        Ok(())
    }
}

fn operator() -> Actor {
    Actor {
        role: "operator".into(),
        id: "benchmark".into(),
        scope: "national".into(),
    }
}

/// Every fact of [`request`] lies before its day.
fn world() -> Arc<SimulatedWorld> {
    Arc::new(SimulatedWorld::at(
        CivilDate::of(2021, 6, 14).noon_in_paris(),
    ))
}
