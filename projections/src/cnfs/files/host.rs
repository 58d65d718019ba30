//! A host's file: what counts of it, and how it stands at a lens.

use domain::engine::Meta;
use domain::host::{HostEvent, HostKind, HostStep, Verdict};
use serde::{Deserialize, Serialize};

use super::convention::ConventionStanding;
use super::facts::Facts;
use crate::cnfs::figure::{Figure, Seen};
use crate::cnfs::lens::{Lens, Place};

/// The facts of a host.
pub(crate) type HostFacts = Facts<HostFact, HostStep>;

/// What an event says of a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum HostFact {
    /// It applied.
    Registered {
        /// What it is in law.
        kind: HostKind,
        /// Where it counts.
        place: Place,
    },
    /// A prefect gave an opinion.
    Opined,
    /// The COSELEC gave a verdict.
    Voted {
        /// Whether it was favourable.
        favourable: bool,
        /// What it granted.
        posts: u32,
    },
    /// An activation mail went out.
    Mailed,
    /// The account was opened.
    Activated,
    /// A convention file was opened.
    FileOpened,
    /// It was found to have defects.
    FileNonCompliant,
    /// They were mended.
    FileCorrected,
    /// A convention went out.
    ConventionSent {
        /// What it covers.
        posts: u32,
    },
    /// It was signed.
    ConventionSigned {
        /// What it covers.
        posts: u32,
    },
    /// It was ended.
    ConventionTerminated,
    /// Posts were given back.
    Returned {
        /// How many.
        posts: u32,
    },
    /// A post was taken.
    Filled,
    /// A post was left.
    Vacated,
    /// The file repeats another one.
    Duplicate,
    /// The file was cancelled, or the host withdrew.
    Left,
    /// What no indicator counts.
    Other,
}

impl HostFact {
    pub(crate) fn of(event: &HostEvent) -> Self {
        match event {
            HostEvent::HostRegistered(registered) => Self::Registered {
                kind: registered.kind,
                place: Place {
                    department: registered.department,
                    region: registered.region,
                },
            },
            HostEvent::PrefectOpinionGiven(_) => Self::Opined,
            HostEvent::CoselecVoteRecorded(vote) => Self::Voted {
                favourable: vote.verdict == Verdict::Favourable,
                posts: vote.posts_granted,
            },
            HostEvent::ActivationMailSent(_) => Self::Mailed,
            HostEvent::HostAccountActivated(_) => Self::Activated,
            HostEvent::PostsReturned(returned) => Self::Returned {
                posts: returned.posts.get(),
            },
            HostEvent::PostFilled(_) => Self::Filled,
            HostEvent::PostVacated(_) => Self::Vacated,
            HostEvent::ApplicationMarkedDuplicate(_) => Self::Duplicate,
            HostEvent::ApplicationCancelled(_) | HostEvent::HostWithdrawn(_) => Self::Left,
            _ => Self::of_convention(event),
        }
    }

    fn of_convention(event: &HostEvent) -> Self {
        match event {
            HostEvent::ConventionFileOpened(_) => Self::FileOpened,
            HostEvent::ConventionFileFoundNonCompliant(_) => Self::FileNonCompliant,
            HostEvent::ConventionFileCorrected(_) => Self::FileCorrected,
            HostEvent::ConventionSent(sent) => Self::ConventionSent {
                posts: sent.posts.get(),
            },
            HostEvent::ConventionSigned(signed) => Self::ConventionSigned {
                posts: signed.posts.get(),
            },
            HostEvent::ConventionTerminated(_) => Self::ConventionTerminated,
            _ => Self::Other,
        }
    }

    /// By how much it changes the posts open.
    pub(crate) fn posts_delta(self) -> i64 {
        match self {
            Self::Voted { posts, .. } => i64::from(posts),
            Self::Returned { posts } => -i64::from(posts),
            _ => 0,
        }
    }
}

/// Adds an event to a host's facts.
pub(crate) fn record(facts: &mut HostFacts, meta: &Meta, event: &HostEvent) {
    facts.add(meta, HostFact::of(event), HostStep::of(event));
}

/// Where a host counts, once its registration lies within the lens.
pub(crate) fn place(facts: &HostFacts, lens: &Lens) -> Option<Place> {
    facts.at(lens).find_map(|fact| match fact.what {
        HostFact::Registered { place, .. } => Some(place),
        _ => None,
    })
}

/// How a host stands at a lens.
#[derive(Debug, Default)]
pub(crate) struct HostStanding {
    pub(crate) kind: Option<HostKind>,
    pub(crate) place: Option<Place>,
    pub(crate) registered: Seen,
    pub(crate) opined: Seen,
    favourable: Seen,
    pub(crate) posts_open: Figure,
    filled: Figure,
    pub(crate) mails: Figure,
    pub(crate) activated: Seen,
    duplicate: Seen,
    left: Seen,
    pub(crate) convention: ConventionStanding,
}

impl HostStanding {
    pub(crate) fn of(facts: &HostFacts, lens: &Lens) -> Self {
        let mut standing = Self::default();
        for fact in facts.at(lens) {
            standing.take(fact.what, fact.is_in_doubt());
        }
        standing
    }

    fn take(&mut self, fact: HostFact, in_doubt: bool) {
        self.posts_open += Figure::of(fact.posts_delta(), in_doubt);
        match fact {
            HostFact::Registered { kind, place } => {
                // A file is registered once; were it twice, it would stay where it was.
                self.kind.get_or_insert(kind);
                self.place.get_or_insert(place);
                self.registered.see(in_doubt);
            }
            HostFact::Opined => self.opined.see(in_doubt),
            HostFact::Voted {
                favourable: true, ..
            } => self.favourable.see(in_doubt),
            HostFact::Mailed => self.mails += Figure::of(1, in_doubt),
            HostFact::Activated => self.activated.see(in_doubt),
            HostFact::Filled => self.filled += Figure::of(1, in_doubt),
            HostFact::Vacated => self.filled += Figure::of(-1, in_doubt),
            HostFact::Duplicate => self.duplicate.see(in_doubt),
            HostFact::Left => self.left.see(in_doubt),
            _ => self.convention.take(fact, in_doubt),
        }
    }

    /// Registered, not marked duplicate.
    pub(crate) fn is_registered(&self) -> bool {
        self.registered.is_seen() && !self.duplicate.is_seen()
    }

    /// A favourable verdict, posts open above 0, not withdrawn, cancelled or duplicate.
    pub(crate) fn is_validated(&self) -> bool {
        self.favourable.is_seen()
            && self.posts_open.value > 0
            && !self.left.is_seen()
            && !self.duplicate.is_seen()
    }

    /// Posts open − filled, where it is validated and activated.
    pub(crate) fn posts_in_recruitment(&self) -> Figure {
        if !self.is_validated() || !self.activated.is_seen() {
            return Figure::default();
        }
        let in_doubt =
            self.posts_open.approximate || self.filled.approximate || self.activated.is_in_doubt();
        Figure::of(self.posts_open.value - self.filled.value, in_doubt)
    }

    /// Validated, activated, no convention file opened.
    pub(crate) fn file_expected(&self) -> Figure {
        let expected =
            self.is_validated() && self.activated.is_seen() && self.convention.opened.value == 0;
        let in_doubt = self.posts_open.approximate || self.activated.is_in_doubt();
        Figure::one(expected, in_doubt)
    }
}
