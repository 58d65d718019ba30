//! A host's file: what counts of it, and how it stands at a lens.

use domain::engine::{Meta, StreamName};
use domain::host::{
    ApplicationAmended, ApplicationField, HostEvent, HostKind, HostStage, HostStep, Verdict,
};
use domain::task::TaskStep;
use domain::territory::Department;
use serde::{Deserialize, Serialize};

use super::convention::ConventionStanding;
use super::facts::{Fact, Facts};
use crate::cnfs::figure::{Figure, Seen};
use crate::cnfs::lens::{Lens, Place};

/// The facts of a host.
pub(crate) type HostFacts = Facts<HostFact, HostStep>;

/// What an event says of a host.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum HostFact {
    /// It applied.
    Registered {
        /// What it is in law.
        kind: HostKind,
        /// Where it counts.
        place: Place,
    },
    /// Its application now says another place.
    Moved {
        /// Where it counts from that day on.
        place: Place,
    },
    /// Its application now says another kind.
    BecameKind {
        /// What it is in law from that day on.
        kind: HostKind,
    },
    /// A prefect gave an opinion, the first or another.
    Opined,
    /// The COSELEC gave a verdict, or corrected one. Boxed: it is larger than the others.
    Voted(Box<Vote>),
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
    /// It was changed while in force.
    ConventionAmended {
        /// By how much what it covers changes.
        delta: i32,
    },
    /// It was ended.
    ConventionTerminated,
    /// Posts were added, transferred or given back.
    Posts {
        /// By how much the posts open change.
        delta: i64,
    },
    /// A post was taken.
    Filled,
    /// A post was left.
    Vacated,
    /// The file repeats another one.
    Duplicate,
    /// The file was cancelled, or the host withdrew.
    Left,
    /// It lives again.
    Reopened,
    /// What no indicator counts.
    #[default]
    Other,
}

/// A session's word on a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vote {
    /// The session: its last word counts.
    session: StreamName,
    favourable: bool,
    /// What it grants, or by how much it corrects that.
    posts: i64,
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
            HostEvent::ApplicationAmended(amended) => Self::of_amendment(amended),
            HostEvent::PrefectOpinionGiven(_) | HostEvent::PrefectOpinionRevised(_) => Self::Opined,
            HostEvent::CoselecVoteRecorded(vote) => Self::Voted(Box::new(Vote {
                session: vote.session.clone(),
                favourable: vote.verdict == Verdict::Favourable,
                posts: i64::from(vote.posts_granted),
            })),
            HostEvent::CoselecVoteCorrected(vote) => Self::Voted(Box::new(Vote {
                session: vote.session.clone(),
                favourable: vote.verdict == Verdict::Favourable,
                posts: i64::from(vote.posts_delta),
            })),
            HostEvent::ActivationMailSent(_) => Self::Mailed,
            HostEvent::HostAccountActivated(_) => Self::Activated,
            HostEvent::PostFilled(_) => Self::Filled,
            HostEvent::PostVacated(_) => Self::Vacated,
            HostEvent::ApplicationMarkedDuplicate(_) => Self::Duplicate,
            HostEvent::ApplicationCancelled(_) | HostEvent::HostWithdrawn(_) => Self::Left,
            HostEvent::ApplicationReopened(_) => Self::Reopened,
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
            HostEvent::ConventionAmended(amended) => Self::ConventionAmended {
                delta: amended.posts_delta,
            },
            HostEvent::ConventionTerminated(_) => Self::ConventionTerminated,
            _ => Self::of_posts(event),
        }
    }

    fn of_posts(event: &HostEvent) -> Self {
        let delta = match event {
            HostEvent::PostsAdded(added) => i64::from(added.posts.get()),
            HostEvent::PostsTransferredIn(come) => i64::from(come.posts.get()),
            HostEvent::PostsTransferredOut(gone) => -i64::from(gone.posts.get()),
            HostEvent::PostsReturned(gone) => -i64::from(gone.posts.get()),
            _ => return Self::Other,
        };
        Self::Posts { delta }
    }

    /// The two fields that figures are cut by; what cannot be read as such a field amends none.
    fn of_amendment(amended: &ApplicationAmended) -> Self {
        let after = amended.after.as_deref().unwrap_or_default();
        let fact = match amended.field {
            ApplicationField::Department => {
                let department = after.parse::<Department>();
                department.ok().map(|department| Self::Moved {
                    place: Place {
                        department,
                        region: department.region(),
                    },
                })
            }
            ApplicationField::Kind => after.parse().ok().map(|kind| Self::BecameKind { kind }),
            _ => None,
        };
        fact.unwrap_or_default()
    }

    /// By how much it changes the posts open.
    pub(crate) fn posts_delta(&self) -> i64 {
        match self {
            Self::Voted(vote) => vote.posts,
            Self::Posts { delta } => *delta,
            _ => 0,
        }
    }
}

/// Adds an event to a host's facts.
pub(crate) fn record(
    facts: &mut HostFacts,
    meta: &Meta,
    event: &HostEvent,
    task: Option<TaskStep>,
) {
    facts.add::<HostStage>(meta, HostFact::of(event), HostStep::of(event), task);
}

/// Where a host counts, once its registration lies within the lens: where it was amended to last,
/// or else where it was registered first.
pub(crate) fn place(facts: &HostFacts, lens: &Lens) -> Option<Place> {
    let mut known = None;
    for fact in facts.at(lens) {
        match &fact.what {
            HostFact::Registered { place, .. } => {
                known.get_or_insert(*place);
            }
            HostFact::Moved { place } => known = Some(*place),
            _ => {}
        }
    }
    known
}

/// The words of the sessions on a file.
fn votes<'a>(
    facts: &'a HostFacts,
    lens: &Lens,
) -> impl Iterator<Item = (&'a Fact<HostFact, HostStep>, &'a Vote)> {
    facts.at(lens).filter_map(|fact| match &fact.what {
        HostFact::Voted(vote) => Some((fact, vote.as_ref())),
        _ => None,
    })
}

/// Whether some session's last word is favourable.
fn favourable(facts: &HostFacts, lens: &Lens) -> Seen {
    let mut seen = Seen::Never;
    for (fact, vote) in votes(facts, lens).filter(|(_, vote)| vote.favourable) {
        let is_replaced = votes(facts, lens)
            .any(|(later, word)| later.order() > fact.order() && word.session == vote.session);
        if !is_replaced {
            seen.see(fact.is_in_doubt());
        }
    }
    seen
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
            standing.take(&fact.what, fact.is_in_doubt());
        }
        standing.favourable = favourable(facts, lens);
        standing
    }

    fn take(&mut self, fact: &HostFact, in_doubt: bool) {
        self.posts_open += Figure::of(fact.posts_delta(), in_doubt);
        match fact {
            HostFact::Registered { kind, place } => {
                // A file is registered once; were it twice, it would stay where it was. And what
                // an amendment says stands, be its day before that of the registration.
                self.kind.get_or_insert(*kind);
                self.place.get_or_insert(*place);
                self.registered.see(in_doubt);
            }
            HostFact::Moved { place } => self.place = Some(*place),
            HostFact::BecameKind { kind } => self.kind = Some(*kind),
            HostFact::Opined => self.opined.see(in_doubt),
            HostFact::Mailed => self.mails += Figure::of(1, in_doubt),
            HostFact::Activated => self.activated.see(in_doubt),
            HostFact::Filled => self.filled += Figure::of(1, in_doubt),
            HostFact::Vacated => self.filled += Figure::of(-1, in_doubt),
            HostFact::Duplicate => self.duplicate.see(in_doubt),
            HostFact::Left => self.left.see(in_doubt),
            HostFact::Reopened => {
                self.duplicate = Seen::Never;
                self.left = Seen::Never;
            }
            _ => self.convention.take(fact, in_doubt),
        }
    }

    /// Registered, not marked duplicate.
    pub(crate) fn is_registered(&self) -> bool {
        self.registered.is_seen() && !self.duplicate.is_seen()
    }

    /// A favourable verdict as corrected, posts open above 0, not withdrawn, cancelled or duplicate.
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
