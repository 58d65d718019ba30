//! What a session remembers: its day, and the running sums and digest of its votes.

use sha2::{Digest, Sha256};

use super::{SessionEvent, SessionStage, VoteTallied};
use crate::engine::CivilDate;
use crate::host::Verdict;

/// One COSELEC meeting.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SessionState {
    /// Before its first event.
    #[default]
    NotConvened,
    /// It may be voted in.
    Convened {
        /// The day of the meeting.
        held_on: CivilDate,
        /// What was voted so far.
        sums: VoteSums,
    },
    /// Its minutes are closed.
    Sealed {
        /// The day of the meeting.
        held_on: CivilDate,
    },
}

/// The sums of a session's votes, and their running digest.
///
/// The set of files voted on is not here: each file remembers which sessions voted on it, so that
/// a session of a thousand votes is as cheap to copy as an empty one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct VoteSums {
    /// Verdicts given.
    pub votes: u32,
    /// Favourable ones among them.
    pub favourable: u32,
    /// Posts granted.
    pub posts: u32,
    /// SHA-256 over the digest before (32 zero bytes at first) and the vote's line,
    /// `<host's stream> <verdict> <posts>`.
    pub digest: [u8; 32],
}

impl VoteSums {
    fn tally(&mut self, vote: &VoteTallied) {
        let favourable = u32::from(vote.verdict == Verdict::Favourable);
        self.votes = self.votes.saturating_add(1);
        self.favourable = self.favourable.saturating_add(favourable);
        self.posts = self.posts.saturating_add(vote.posts);
        self.digest = Sha256::new()
            .chain_update(self.digest)
            .chain_update(format!("{} {} {}", vote.host, vote.verdict, vote.posts))
            .finalize()
            .into();
    }
}

impl SessionState {
    /// The state after an event. Total.
    pub fn evolve(&mut self, event: &SessionEvent) {
        match (&mut *self, event) {
            (Self::NotConvened, SessionEvent::SessionConvened(convened)) => {
                *self = Self::Convened {
                    held_on: convened.held_on,
                    sums: VoteSums::default(),
                };
            }
            (Self::Convened { sums, .. }, SessionEvent::VoteTallied(vote)) => sums.tally(vote),
            (&mut Self::Convened { held_on, .. }, SessionEvent::MinutesSealed(_)) => {
                *self = Self::Sealed { held_on };
            }
            _ => {}
        }
    }

    /// Where it stands, `None` before its first event.
    pub fn stage(&self) -> Option<SessionStage> {
        match self {
            Self::NotConvened => None,
            Self::Convened { .. } => Some(SessionStage::Convened),
            Self::Sealed { .. } => Some(SessionStage::Sealed),
        }
    }
}
