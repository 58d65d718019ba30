//! A host's file: what counts of it, and how it stands at a lens.

use domain::engine::Meta;
use domain::host::{HostEvent, HostKind, HostStep, Verdict};
use serde::{Deserialize, Serialize};

use super::facts::Facts;
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
    pub(crate) opined: bool,
    pub(crate) favourable: bool,
    pub(crate) posts_open: i64,
    pub(crate) filled: i64,
    pub(crate) mails: i64,
    pub(crate) activated: bool,
    pub(crate) duplicate: bool,
    pub(crate) left: bool,
    pub(crate) files: ConventionFiles,
    pub(crate) sent: Conventions,
    pub(crate) signed: Conventions,
    pub(crate) terminated: bool,
    pub(crate) doubts: HostDoubts,
}

/// A host's convention files.
#[derive(Debug, Default)]
pub(crate) struct ConventionFiles {
    pub(crate) opened: i64,
    /// Those that were replaced by a new file while they had defects.
    given_up: i64,
    /// Whether the one that is worked on has defects.
    non_compliant: bool,
}

/// So many conventions, over so many posts.
#[derive(Debug, Default)]
pub(crate) struct Conventions {
    pub(crate) conventions: i64,
    pub(crate) posts: i64,
}

/// Of which facts only the latest day is known, by what rests on them.
#[derive(Debug, Default)]
pub(crate) struct HostDoubts {
    pub(crate) registration: bool,
    pub(crate) opinion: bool,
    pub(crate) posts: bool,
    pub(crate) account: bool,
    pub(crate) filling: bool,
    pub(crate) convention: bool,
}

impl HostStanding {
    pub(crate) fn of(facts: &HostFacts, lens: &Lens) -> Self {
        let mut standing = Self::default();
        for fact in facts.at(lens) {
            standing.take(fact.what);
            if fact.is_in_doubt() {
                standing.doubts.raise(fact.what);
            }
        }
        standing
    }

    fn take(&mut self, fact: HostFact) {
        self.posts_open += fact.posts_delta();
        match fact {
            HostFact::Registered { kind, place } => {
                self.kind = Some(kind);
                self.place = Some(place);
            }
            HostFact::Opined => self.opined = true,
            HostFact::Voted { favourable, .. } => self.favourable |= favourable,
            HostFact::Mailed => self.mails += 1,
            HostFact::Activated => self.activated = true,
            HostFact::FileOpened | HostFact::FileNonCompliant | HostFact::FileCorrected => {
                self.files.take(fact);
            }
            HostFact::ConventionSent { posts } => self.sent.add(posts),
            HostFact::ConventionSigned { posts } => self.signed.add(posts),
            HostFact::ConventionTerminated => self.terminated = true,
            HostFact::Filled => self.filled += 1,
            HostFact::Vacated => self.filled -= 1,
            HostFact::Duplicate => self.duplicate = true,
            HostFact::Left => self.left = true,
            HostFact::Returned { .. } | HostFact::Other => {}
        }
    }

    /// Registered, not marked duplicate.
    pub(crate) fn is_registered(&self) -> bool {
        self.place.is_some() && !self.duplicate
    }

    /// A favourable verdict, posts open above 0, not withdrawn, cancelled or duplicate.
    pub(crate) fn is_validated(&self) -> bool {
        self.favourable && self.posts_open > 0 && !self.left && !self.duplicate
    }

    /// Posts open − filled, where it is validated and activated.
    pub(crate) fn posts_in_recruitment(&self) -> i64 {
        if self.is_validated() && self.activated {
            self.posts_open - self.filled
        } else {
            0
        }
    }

    /// Signed and not terminated.
    pub(crate) fn is_signed(&self) -> bool {
        self.signed.conventions > 0 && !self.terminated
    }

    /// Validated, activated, no convention file opened.
    pub(crate) fn is_file_expected(&self) -> bool {
        self.is_validated() && self.activated && self.files.opened == 0
    }
}

impl ConventionFiles {
    fn take(&mut self, fact: HostFact) {
        match fact {
            HostFact::FileOpened => {
                self.given_up += i64::from(self.non_compliant);
                self.non_compliant = false;
                self.opened += 1;
            }
            HostFact::FileNonCompliant => self.non_compliant = true,
            _ => self.non_compliant = false,
        }
    }

    /// Found non-compliant and not corrected.
    pub(crate) fn non_compliant(&self) -> i64 {
        self.given_up + i64::from(self.non_compliant)
    }
}

impl Conventions {
    fn add(&mut self, posts: u32) {
        self.conventions += 1;
        self.posts += i64::from(posts);
    }
}

impl HostDoubts {
    fn raise(&mut self, fact: HostFact) {
        match fact {
            HostFact::Registered { .. } => self.registration = true,
            HostFact::Opined => self.opinion = true,
            HostFact::Voted { .. } | HostFact::Returned { .. } => self.posts = true,
            HostFact::Mailed | HostFact::Activated => self.account = true,
            HostFact::Filled | HostFact::Vacated => self.filling = true,
            HostFact::Duplicate | HostFact::Left | HostFact::Other => {}
            _ => self.convention = true,
        }
    }
}
