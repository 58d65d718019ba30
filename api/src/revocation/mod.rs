//! Revocation: what a revoked import did is taken back, event by event, newest first.
//!
//! Each compensating command has an id that derives from the revocation and the event, so that a
//! scan that was cut short, by a stop or a kill, is simply done again: what was decided is answered
//! as before. A refusal is counted, and stops nothing; nor does it become a decision when the scan
//! is done again: on a stream on which others decided since the revocation nothing is taken back.

mod batch;
mod board;

use std::sync::Arc;
use std::time::Duration;

use domain::Event;
use domain::engine::{Recorded, StreamName, Version};
use domain::programme::ProgrammeEvent;
use eventlog::{DecideError, FormatError, ReadError, VaultError, decode};

pub(crate) use batch::Revoked;
pub(crate) use board::{Board, Progress};

use crate::background::Stop;
use crate::programmes::Programme;

/// How many events of the programme's stream are read at once.
const PAGE_EVENTS: usize = 500;
/// After a failure the scan rests so many times longer than between two looks.
const REST_AFTER_FAILURE: u32 = 10;

/// Why a revocation cannot go on now.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RevocationError {
    #[error(transparent)]
    Log(#[from] ReadError),
    #[error(transparent)]
    Format(#[from] FormatError),
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error("{0}")]
    Undecided(String),
    #[error("it is time to stop")]
    Stopped,
}

impl<R: std::fmt::Display> From<DecideError<R>> for RevocationError {
    fn from(why: DecideError<R>) -> Self {
        Self::Undecided(why.to_string())
    }
}

/// Follows a programme's revocations until `stop`; looks at the log at most once in `pause`.
pub(crate) async fn run(programme: Arc<Programme>, pause: Duration, stop: Stop) {
    let mut head = programme.log().head();
    let mut follower = Follower::default();
    loop {
        let rest = match follower.follow(&programme, &stop).await {
            Ok(()) => pause,
            Err(RevocationError::Stopped) => return,
            Err(why) => {
                tracing::error!(programme = %programme.slug, %why, "a revocation waits");
                pause * REST_AFTER_FAILURE
            }
        };
        let failed = rest > pause;
        if !stop.rest(rest).await {
            return;
        }
        tokio::select! {
            () = stop.clone().asked() => return,
            moved = head.changed(), if !failed => if moved.is_err() { return },
            else => {}
        }
    }
}

/// How far the programme's stream was followed.
#[derive(Default)]
struct Follower {
    stream: Option<StreamName>,
    after: Option<Version>,
}

impl Follower {
    /// Takes back what the revocations that came since say, one after the other.
    async fn follow(&mut self, programme: &Programme, stop: &Stop) -> Result<(), RevocationError> {
        let Some(stream) = self.stream(programme).await? else {
            return Ok(());
        };
        loop {
            let log = programme.log();
            let page = log.read_stream(&stream, self.after, PAGE_EVENTS).await?;
            for bytes in &page.events {
                let mut event: Recorded<Event> = decode(bytes)?;
                let version = event.meta.version;
                if let Event::Programme(ProgrammeEvent::ImportBatchRevoked(revoked)) =
                    &mut event.event
                {
                    let batch = std::mem::take(&mut revoked.batch);
                    Revoked::of(programme, &event.meta, batch)
                        .take_back(stop)
                        .await?;
                }
                self.after = Some(version);
            }
            if page.is_last || page.events.is_empty() {
                return Ok(());
            }
        }
    }

    async fn stream(
        &mut self,
        programme: &Programme,
    ) -> Result<Option<StreamName>, RevocationError> {
        if self.stream.is_none() {
            let opened = programme
                .ledger
                .ask_tally(|tally| tally.programme().cloned());
            self.stream = opened.await?;
        }
        Ok(self.stream.clone())
    }
}
