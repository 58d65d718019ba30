//! What a read asks of the two times: `as_of`, `known_at`, and the position to wait for.

use std::time::Duration;

use domain::engine::{CivilDate, Instant, Position};
use eventlog::EventLog;
use projections::cnfs::Known;

use crate::app::App;
use crate::http::parameters::Parameters;
use crate::problem::Problem;
use crate::programmes::Programme;

/// How long a read waits for `at_least` unless `timeout_ms` says otherwise.
pub(crate) const WAIT_TIMEOUT_MS_DEFAULT: u64 = 5_000;

/// What was known at a moment, and the moment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct KnownAt {
    /// The instant asked for, `None` where all is meant.
    pub(crate) instant: Option<Instant>,
    /// The prefix of the log that was known then.
    pub(crate) known: Known,
}

impl KnownAt {
    /// From the parameter `known_at`: a date means through the end of that day in Paris.
    pub(crate) async fn of(parameters: &Parameters, log: &dyn EventLog) -> Result<Self, Problem> {
        let Some(text) = parameters.text("known_at") else {
            return Ok(Self {
                instant: None,
                known: Known::All,
            });
        };
        let instant = instant(text)?;
        let position = log.position_at(instant).await;
        let position = position.map_err(|why| Problem::internal(&why))?;
        Ok(Self {
            instant: Some(instant),
            known: Known::from_position_at(position),
        })
    }

    /// The same, without what comes after the log's head as it stood: so an answer stands at one
    /// place of the log, and its tag names it.
    pub(crate) fn up_to(self, head: Option<Position>) -> Self {
        let known = match (self.known, head) {
            (Known::Nothing, _) | (_, None) => Known::Nothing,
            (Known::All, Some(head)) => Known::Through(head),
            (Known::Through(last), Some(head)) => Known::Through(last.min(head)),
        };
        Self { known, ..self }
    }

    /// Whether an event at that position was known.
    pub(crate) fn holds(&self, position: Position) -> bool {
        match self.known {
            Known::All => true,
            Known::Through(last) => position <= last,
            Known::Nothing => false,
        }
    }
}

fn instant(text: &str) -> Result<Instant, Problem> {
    if let Ok(day) = text.parse::<CivilDate>() {
        return Ok(day.end_of_day_in_paris());
    }
    text.parse().map_err(|_| {
        let message = "is a date (YYYY-MM-DD, through the end of that day in Paris) \
                       or an instant (RFC 3339 with an offset)";
        Problem::field("known_at", message)
    })
}

/// The position that the parameter `at_least` names, and how long to wait for it.
pub(crate) struct Patience {
    position: Option<Position>,
    wait: Duration,
}

impl Patience {
    /// From the parameters `at_least` and `timeout_ms`.
    pub(crate) fn of(parameters: &Parameters, app: &App) -> Result<Self, Problem> {
        let at_least = parameters.count("at_least")?;
        let wait = parameters.number("timeout_ms", 0..=app.limits.wait_timeout_ms_max)?;
        Ok(Self {
            position: at_least.and_then(Position::new),
            wait: Duration::from_millis(wait.unwrap_or(WAIT_TIMEOUT_MS_DEFAULT)),
        })
    }

    /// Waits until the read model shows that position.
    pub(crate) async fn for_read_model(&self, programme: &Programme) -> Result<(), Problem> {
        let Some(position) = self.position else {
            return Ok(());
        };
        if programme.files.wait_for(position, self.wait).await {
            return Ok(());
        }
        Err(self.not_reached(position, programme.files.status().position))
    }

    /// Waits until the read model shows what the log held: no longer than a read waits by itself.
    pub(crate) async fn for_rows(
        &self,
        programme: &Programme,
        head: Option<Position>,
    ) -> Result<(), Problem> {
        let wait = self
            .wait
            .max(Duration::from_millis(WAIT_TIMEOUT_MS_DEFAULT));
        let caught_up = Self {
            position: head,
            wait,
        };
        caught_up.for_read_model(programme).await
    }

    /// Waits until the log holds that position.
    pub(crate) async fn for_log(&self, log: &dyn EventLog) -> Result<(), Problem> {
        let Some(position) = self.position else {
            return Ok(());
        };
        let mut head = log.head();
        let reached = head.wait_for(|head| head.is_some_and(|head| head >= position));
        match tokio::time::timeout(self.wait, reached).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(self.not_reached(position, *log.head().borrow())),
        }
    }

    fn not_reached(&self, position: Position, actual: Option<Position>) -> Problem {
        let (actual, wait) = (actual.map_or(0, Position::get), self.wait.as_millis());
        Problem::unavailable(
            "PositionNotReached",
            format!("position {position} was not reached within {wait} ms; it is {actual}"),
        )
        .at("at_least", format!("the position is {actual}"))
    }
}
