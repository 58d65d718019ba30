//! What a host's file remembers: its stage, its posts, its account, its convention.

use std::collections::BTreeSet;
use std::num::NonZeroU32;

use super::{
    CoselecVoteRecorded, DossierState, HostEvent, HostRegistered, HostStage, HostStep, Verdict,
};
use crate::engine::StreamName;
use crate::territory::{Department, Region};

/// A host structure.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum HostState {
    /// Before the first event.
    #[default]
    NotRegistered,
    /// From then on.
    Registered(HostFile),
}

/// What decisions on a host rest on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostFile {
    /// Where the file stands.
    pub stage: HostStage,
    /// Where the host lies: its prefecture's territory.
    pub department: Department,
    /// Where the host counts.
    pub region: Region,
    /// Whether a prefect gave an opinion.
    pub opined: bool,
    /// The sessions that voted on it: one verdict each (rule 4).
    pub voted_in: BTreeSet<StreamName>,
    /// Whether one of them was favourable.
    pub favourable: bool,
    /// Its posts.
    pub posts: Posts,
    /// Its account.
    pub account: Account,
    /// Its convention.
    pub convention: Convention,
    /// Whether its convention's file was found non-compliant, and not corrected since.
    pub non_compliant: bool,
    /// The file that it repeats.
    pub duplicate_of: Option<StreamName>,
}

/// A host's posts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Posts {
    /// Granted − returned.
    pub open: i64,
    /// Open ones that are taken.
    pub filled: i64,
}

impl Posts {
    /// Open ones that nobody takes.
    pub fn free(self) -> i64 {
        self.open.saturating_sub(self.filled)
    }
}

/// A host's account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Account {
    /// No activation mail went out.
    NotInvited,
    /// One did.
    Invited,
    /// The account is open.
    Activated,
}

/// What a convention says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// Posts it covers.
    pub posts: NonZeroU32,
    /// The subsidy, in euro cents.
    pub amount_cents: u64,
    /// 18, 24 or 36.
    pub months: u8,
}

// not_opened ──opened──► open(draft) ⇄ … open(accepted) ──sent──► sent ──signed──► signed ──terminated──► terminated
//                ▲              └─► open(refused), open(dropped)
//                └───────────────────────┘ a new file

/// A host's convention with the Banque des Territoires.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Convention {
    /// No file was opened.
    NotOpened,
    /// A file is open, or was refused or dropped.
    File(DossierState),
    /// Accepted, and sent to the host.
    Sent(Terms),
    /// In force.
    Signed(Terms),
    /// Over.
    Terminated,
}

impl Convention {
    /// Where its file stands, `None` where none was opened.
    pub fn dossier(self) -> Option<DossierState> {
        match self {
            Self::NotOpened => None,
            Self::File(stands) => Some(stands),
            Self::Sent(_) | Self::Signed(_) | Self::Terminated => Some(DossierState::Accepted),
        }
    }
}

impl HostState {
    /// The state after an event. Total.
    pub fn evolve(&mut self, event: &HostEvent) {
        match (&mut *self, event) {
            (Self::NotRegistered, HostEvent::HostRegistered(registered)) => {
                *self = Self::Registered(HostFile::new(registered));
            }
            (Self::NotRegistered, _) => {}
            (Self::Registered(file), _) => file.evolve(event),
        }
    }

    /// Where the file stands, `None` before its first event.
    pub fn stage(&self) -> Option<HostStage> {
        match self {
            Self::NotRegistered => None,
            Self::Registered(file) => Some(file.stage),
        }
    }
}

impl HostFile {
    fn new(registered: &HostRegistered) -> Self {
        Self {
            stage: HostStage::Registered,
            department: registered.department,
            region: registered.region,
            opined: false,
            voted_in: BTreeSet::new(),
            favourable: false,
            posts: Posts::default(),
            account: Account::NotInvited,
            convention: Convention::NotOpened,
            non_compliant: false,
            duplicate_of: None,
        }
    }

    fn evolve(&mut self, event: &HostEvent) {
        match event {
            HostEvent::PrefectOpinionGiven(_) => self.opined = true,
            HostEvent::CoselecVoteRecorded(vote) => self.take_vote(vote),
            HostEvent::ActivationMailSent(_) if self.account == Account::NotInvited => {
                self.account = Account::Invited;
            }
            HostEvent::HostAccountActivated(_) => self.account = Account::Activated,
            HostEvent::PostsReturned(returned) => self.add_posts(-i64::from(returned.posts.get())),
            HostEvent::PostFilled(_) => self.fill(1),
            HostEvent::PostVacated(_) => self.fill(-1),
            HostEvent::ApplicationMarkedDuplicate(marked) => {
                self.duplicate_of = Some(marked.of.clone());
            }
            _ => self.evolve_convention(event),
        }
        self.stage = self.stage.after(HostStep::of(event));
    }

    fn evolve_convention(&mut self, event: &HostEvent) {
        match event {
            HostEvent::ConventionFileOpened(_) => {
                self.convention = Convention::File(DossierState::Draft);
                self.non_compliant = false;
            }
            HostEvent::ConventionFileMoved(moved) => self.convention = Convention::File(moved.to),
            HostEvent::ConventionFileFoundNonCompliant(_) => self.non_compliant = true,
            HostEvent::ConventionFileCorrected(_) => self.non_compliant = false,
            HostEvent::ConventionSent(sent) => self.convention = Convention::Sent(sent.into()),
            HostEvent::ConventionSigned(signed) => {
                self.convention = Convention::Signed(signed.into());
            }
            HostEvent::ConventionTerminated(_) => self.convention = Convention::Terminated,
            _ => {}
        }
    }

    fn take_vote(&mut self, vote: &CoselecVoteRecorded) {
        self.voted_in.insert(vote.session.clone());
        self.favourable |= vote.verdict == Verdict::Favourable;
        self.add_posts(i64::from(vote.posts_granted));
    }

    fn add_posts(&mut self, posts: i64) {
        self.posts.open = self.posts.open.saturating_add(posts);
    }

    fn fill(&mut self, posts: i64) {
        self.posts.filled = self.posts.filled.saturating_add(posts);
    }
}

impl From<&super::ConventionSent> for Terms {
    fn from(sent: &super::ConventionSent) -> Self {
        Self {
            posts: sent.posts,
            amount_cents: sent.amount_cents,
            months: sent.months,
        }
    }
}

impl From<&super::ConventionSigned> for Terms {
    fn from(signed: &super::ConventionSigned) -> Self {
        Self {
            posts: signed.posts,
            amount_cents: signed.amount_cents,
            months: signed.months,
        }
    }
}
