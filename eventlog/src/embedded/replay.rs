//! Taking stored frames back into chain and heads: what opening and following do with each frame.

use domain::engine::{Instant, Position, ProgrammeSlug};

use super::acknowledged::Acknowledged;
use super::error::OpenError;
use crate::format::{Chain, Envelope, FORMAT, FormatError, Frame};
use crate::sequencer::{Broken, Heads};

/// Why a frame whose checksum holds, and which is the chain's next, is refused all the same.
#[derive(Debug)]
pub(crate) enum Unsound {
    /// Its content breaks a law.
    Law { position: Position, why: String },
    /// An event of it was written by a newer release.
    Newer(u8),
    /// It is another programme's.
    OtherProgramme(String),
}

impl Unsound {
    /// As the error of an opening, found at a place.
    pub(crate) fn at(self, place: String, programme: &ProgrammeSlug) -> OpenError {
        match self {
            Self::Law { position, why } => OpenError::Damaged {
                position,
                place,
                why,
            },
            Self::Newer(found) => OpenError::NewerFormat {
                place,
                found,
                known: FORMAT,
            },
            Self::OtherProgramme(found) => OpenError::OtherProgramme {
                place,
                found,
                expected: programme.clone(),
            },
        }
    }
}

/// Takes the chain's next frame into the heads; says when its batch was recorded.
pub(crate) fn take(
    frame: &Frame<'_>,
    chain: &mut Chain,
    heads: &mut Heads,
    programme: &ProgrammeSlug,
    acknowledged: Option<&Acknowledged>,
) -> Result<Instant, Unsound> {
    let broken = |position, why: String| Unsound::Law { position, why };
    if heads
        .commands
        .insert(frame.command_id, frame.first)
        .is_some()
    {
        let why = format!("command {} was appended before", frame.command_id);
        return Err(broken(frame.first, why));
    }
    let mut recorded_at = None;
    for (position, event) in frame.events() {
        let envelope = parse(position, event)?;
        if envelope.programme != programme.as_str() {
            return Err(Unsound::OtherProgramme(envelope.programme.to_owned()));
        }
        if envelope.command_id() != frame.command_id {
            return Err(broken(position, "it names another command".to_owned()));
        }
        if let Some(Broken { law, why }) = heads.broken_laws(&envelope).into_iter().next() {
            return Err(broken(position, format!("{law}: {why}")));
        }
        recorded_at = Some(envelope.recorded_at);
        heads.observe(envelope);
    }
    chain.extend(frame);
    if acknowledged.is_some_and(|known| known.contradicts(frame, chain.hash)) {
        let why = "this is not the frame that was acknowledged".to_owned();
        return Err(broken(frame.first, why));
    }
    recorded_at.ok_or_else(|| broken(frame.first, "a frame holds an event".to_owned()))
}

fn parse(position: Position, event: &[u8]) -> Result<Envelope<'_>, Unsound> {
    Envelope::parse(event).map_err(|why| match why {
        FormatError::Newer { found, .. } => Unsound::Newer(found),
        other => Unsound::Law {
            position,
            why: other.to_string(),
        },
    })
}
