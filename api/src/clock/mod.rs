//! The clock: each day in Paris is recorded once, so that lateness is told up to it.

use std::sync::Arc;
use std::time::Duration;

use clap::ValueEnum;
use domain::engine::{CivilDate, CommandId, ProgrammeSlug, StreamName};
use domain::programme::DayTicked;
use domain::{Cnfs, Command, Refusal};
use eventlog::{DecideError, Environment, Request};
use serde::Deserialize;
use uuid::Uuid;

use crate::background::Stop;
use crate::by_engine;
use crate::programmes::Programme;

/// Under which ticks have their version 5 command ids.
const TICKS: Uuid = Uuid::from_u128(0x6a61_6c6f_6e2d_5400_8000_7469_636b_7321);

/// Whether days are recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ticks {
    /// At the start, and at every midnight in Paris.
    #[default]
    Daily,
    /// By a command only.
    Off,
}

/// Ticks the days of one programme.
pub(crate) struct Clock {
    programme: Arc<Programme>,
    world: Arc<dyn Environment>,
    /// How often it is looked whether a new day has come.
    check: Duration,
    /// The last day that needs no more tick of this process.
    done: Option<CivilDate>,
}

impl Clock {
    /// Of that programme, looking at the world's clock so often.
    pub(crate) fn of(
        programme: Arc<Programme>,
        world: Arc<dyn Environment>,
        check: Duration,
    ) -> Self {
        Self {
            programme,
            world,
            check,
            done: None,
        }
    }

    /// Ticks until `stop`.
    pub(crate) async fn run(mut self, stop: Stop) {
        loop {
            self.tick_if_due().await;
            if !stop.rest(self.check).await {
                return;
            }
        }
    }

    async fn tick_if_due(&mut self) {
        let today = self.world.now().paris_date();
        if self.done >= Some(today) {
            return;
        }
        match self.tick(today).await {
            Ok(is_done) => self.done = self.done.max(is_done.then_some(today)),
            Err(why) if why.is_retryable() => {
                tracing::warn!(%today, %why, "the day is ticked later");
            }
            Err(why) => {
                tracing::error!(%today, %why, "the day cannot be ticked");
                self.done = Some(today);
            }
        }
    }

    /// Whether the day stands in the log; false where nothing was opened yet.
    async fn tick(&self, today: CivilDate) -> Result<bool, DecideError<Refusal>> {
        let ledger = &self.programme.ledger;
        let seen = ledger.ask_tally(|tally| (tally.programme().cloned(), tally.last_ticked()));
        let (Some(stream), last) = seen.await? else {
            return Ok(false);
        };
        if last < Some(today) {
            let request = tick(&self.programme.slug, stream, today);
            let decided = ledger.decide(request).await?;
            tracing::debug!(%today, position = %decided.position, "the day is ticked");
        }
        Ok(true)
    }
}

/// Two starts on one day ask for the same tick.
fn tick(slug: &ProgrammeSlug, stream: StreamName, date: CivilDate) -> Request<Cnfs> {
    let name = format!("{} {date}", slug.as_str());
    let id = CommandId(Uuid::new_v5(&TICKS, name.as_bytes()));
    by_engine::request(Command::TickDay(DayTicked { date }), stream, id)
}
