//! The chain of frames: which frame may follow which, so that no stale one comes back to life.

use std::num::NonZeroU64;

use domain::engine::{Position, ProgrammeSlug};
use sha2::{Digest as _, Sha256};

use super::frame::Frame;

/// The bytes of a [`ChainHash`].
pub(crate) const HASH_BYTES: usize = 16;

/// SHA-256, its first 16 bytes: it tells frames apart; what an auditor relies on is the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ChainHash(pub(crate) [u8; HASH_BYTES]);

impl ChainHash {
    pub(crate) fn cut(hash: [u8; 32]) -> Self {
        Self(*hash.first_chunk().expect("32 bytes begin with 16"))
    }

    /// What a programme's first frame follows: a frame of another programme's log never fits.
    fn genesis(programme: &ProgrammeSlug) -> Self {
        Self::cut(Sha256::digest(format!("jalon log 1 {programme}")).into())
    }
}

/// Counts the writers that a log has had: 1-based, one more each time it is opened for writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Term(NonZeroU64);

impl Term {
    pub(crate) const FIRST: Self = Self(NonZeroU64::MIN);

    pub(crate) fn new(number: u64) -> Option<Self> {
        NonZeroU64::new(number).map(Self)
    }

    pub(crate) fn get(self) -> u64 {
        self.0.get()
    }

    /// The term of the writer after `last`, or of the first.
    pub(crate) fn after(last: Option<Self>) -> Self {
        last.map_or(Self::FIRST, |last| Self(last.0.saturating_add(1)))
    }
}

/// The end of a chain of frames.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Chain {
    /// The last position; `None` before the first frame.
    pub(crate) position: Option<Position>,
    /// The last frame's, or the programme's genesis.
    pub(crate) hash: ChainHash,
    /// The last frame's; `None` before the first frame.
    pub(crate) term: Option<Term>,
    /// The highest that any frame carries: up to here, nothing can be a torn tail.
    pub(crate) watermark: Option<Position>,
}

impl Chain {
    pub(crate) fn new(programme: &ProgrammeSlug) -> Self {
        Self {
            position: None,
            hash: ChainHash::genesis(programme),
            term: None,
            watermark: None,
        }
    }

    /// The position that the next frame begins with.
    pub(crate) fn next(&self) -> Position {
        Position::after(self.position)
    }

    /// Whether the frame may come next.
    pub(crate) fn check(&self, frame: &Frame<'_>) -> Result<(), &'static str> {
        if frame.first != self.next() {
            Err("the frame's first position is not the next one")
        } else if frame.previous != self.hash {
            Err("the frame does not follow the one before it")
        } else if Some(frame.term) < self.term {
            Err("the frame's term goes back")
        } else {
            Ok(())
        }
    }

    /// Goes on past the frame.
    pub(crate) fn extend(&mut self, frame: &Frame<'_>) {
        self.position = Some(frame.last);
        self.hash = frame.hash();
        self.term = Some(frame.term);
        self.watermark = self.watermark.max(frame.watermark);
    }
}
