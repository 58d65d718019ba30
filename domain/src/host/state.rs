//! What a host's file remembers: its way, its application, its votes and posts, its account, its convention.

use std::num::NonZeroU32;
use std::sync::Arc;

use super::posts_state::outcome;
use super::{
    Application, ApplicationAmended, ApplicationField, ConventionAmended, CoselecVoteCorrected,
    CoselecVoteRecorded, DossierState, HostEvent, HostPath, HostRegistered, HostStage, HostStep,
    OpenRequest, Paid, Posts, SubsidyPaid, Verdict, Vote,
};
use crate::engine::{EventId, Happened, StreamName};
use crate::territory::Region;

/// A host structure.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum HostState {
    /// Before the first event.
    #[default]
    NotRegistered,
    /// From then on.
    Registered(HostFile),
}

/// What decisions on a host rest on. It does not grow with what happens every day (follow-ups,
/// payments, hires), and what does grow, with sessions and opinions, is shared between copies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostFile {
    /// Where the file stands, and where it stood.
    pub path: HostPath,
    /// Where the host counts.
    pub region: Region,
    /// What the application says, as amended.
    pub application: Arc<Application>,
    /// The opinions given and revised, by their events: none is ever overwritten, a revision
    /// names the one that it stands in place of.
    pub opinions: Arc<Vec<EventId>>,
    /// The sessions that voted on it, in the order of record: one verdict each (rule 4).
    pub votes: Arc<Vec<Vote>>,
    /// Its posts.
    pub posts: Posts,
    /// The request for more of them that waits for an answer.
    pub request: Option<OpenRequest>,
    /// Its account.
    pub account: Account,
    /// Its convention.
    pub convention: Convention,
    /// What was paid of the convention's subsidy.
    pub paid: Paid,
    /// Whether its convention's file was found non-compliant, and not corrected since.
    pub non_compliant: bool,
    /// The file that it repeats.
    pub duplicate_of: Option<StreamName>,
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
    pub fn evolve(&mut self, happened: &Happened<'_, HostEvent>) {
        match (&mut *self, happened.event) {
            (Self::NotRegistered, HostEvent::HostRegistered(registered)) => {
                *self = Self::Registered(HostFile::new(registered));
            }
            (Self::NotRegistered, _) => {}
            (Self::Registered(file), _) => file.evolve(happened),
        }
    }

    /// Where the file stands, `None` before its first event.
    pub fn stage(&self) -> Option<HostStage> {
        match self {
            Self::NotRegistered => None,
            Self::Registered(file) => Some(file.stage()),
        }
    }
}

impl HostFile {
    fn new(registered: &HostRegistered) -> Self {
        Self {
            path: HostPath::START,
            region: registered.region,
            application: Arc::new(registered.into()),
            opinions: Arc::default(),
            votes: Arc::default(),
            posts: Posts::default(),
            request: None,
            account: Account::NotInvited,
            convention: Convention::NotOpened,
            paid: Paid::default(),
            non_compliant: false,
            duplicate_of: None,
        }
    }

    /// Where the file stands.
    pub fn stage(&self) -> HostStage {
        self.path.stage()
    }

    /// Whether a session gave a favourable verdict that was not corrected away.
    pub fn is_favourable(&self) -> bool {
        self.path.is_favourable()
    }

    /// Whether a prefect gave an opinion.
    pub fn is_opined(&self) -> bool {
        !self.opinions.is_empty()
    }

    /// A session's verdict on the file, as it stands.
    pub fn vote_of(&self, session: &StreamName) -> Option<&Vote> {
        self.votes.iter().find(|vote| &vote.session == session)
    }

    /// The verdict that the file's votes leave it with if one session's were another.
    pub(super) fn outcome_with(&self, session: &StreamName, corrected: Verdict) -> Verdict {
        let verdict = |vote: &Vote| {
            if &vote.session == session {
                corrected
            } else {
                vote.verdict
            }
        };
        outcome(self.votes.iter().map(verdict)).unwrap_or(corrected)
    }

    fn evolve(&mut self, happened: &Happened<'_, HostEvent>) {
        let event = happened.event;
        match event {
            HostEvent::PrefectOpinionGiven(_) | HostEvent::PrefectOpinionRevised(_) => {
                Arc::make_mut(&mut self.opinions).push(happened.event_id);
            }
            HostEvent::CoselecVoteRecorded(vote) => self.take_vote(vote, happened.event_id),
            HostEvent::CoselecVoteCorrected(vote) => self.correct_vote(vote, happened.event_id),
            HostEvent::ActivationMailSent(_) if self.account == Account::NotInvited => {
                self.account = Account::Invited;
            }
            HostEvent::HostAccountActivated(_) => self.account = Account::Activated,
            HostEvent::ApplicationAmended(amended) => self.amend(amended),
            HostEvent::ApplicationMarkedDuplicate(marked) => {
                self.duplicate_of = Some(marked.of.clone());
            }
            HostEvent::ApplicationReopened(_) => self.duplicate_of = None,
            _ => {
                self.evolve_posts(event);
                self.evolve_convention(event);
            }
        }
        self.path = self.path.after(HostStep::of(event));
    }

    fn evolve_posts(&mut self, event: &HostEvent) {
        match event {
            HostEvent::PostsReturned(returned) => self.posts.take(returned.posts.get()),
            HostEvent::PostFilled(_) => self.posts.fill(1),
            HostEvent::PostVacated(_) => self.posts.fill(-1),
            HostEvent::PostsTransferredOut(out) => self.posts.take(out.posts.get()),
            HostEvent::PostsTransferredIn(arrived) => self.posts.add(arrived.posts.get()),
            HostEvent::PostsRequested(asked) => {
                self.request = Some(OpenRequest {
                    request: asked.request,
                    posts: asked.posts,
                });
            }
            HostEvent::PostsRequestRefused(_) => self.request = None,
            HostEvent::PostsAdded(added) => {
                self.posts.add(added.posts.get());
                self.request = None;
            }
            _ => {}
        }
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
            HostEvent::ConventionAmended(amended) => self.amend_convention(amended),
            HostEvent::ConventionTerminated(_) => self.convention = Convention::Terminated,
            HostEvent::SubsidyPaid(paid) => self.paid.add(paid),
            _ => {}
        }
    }

    fn take_vote(&mut self, vote: &CoselecVoteRecorded, event_id: EventId) {
        Arc::make_mut(&mut self.votes).push(Vote {
            session: vote.session.clone(),
            event_id,
            verdict: vote.verdict,
            posts: vote.posts_granted,
        });
        self.posts.add(vote.posts_granted);
    }

    fn correct_vote(&mut self, corrected: &CoselecVoteCorrected, event_id: EventId) {
        let votes = Arc::make_mut(&mut self.votes).iter_mut();
        for vote in votes.filter(|vote| vote.session == corrected.session) {
            vote.event_id = event_id;
            vote.verdict = corrected.verdict;
            vote.posts = vote.posts.saturating_add_signed(corrected.posts_delta);
        }
        self.posts.add(corrected.posts_delta);
    }

    /// What does not fit its field changes nothing: deciders refuse it.
    fn amend(&mut self, amended: &ApplicationAmended) {
        let application = Arc::make_mut(&mut self.application);
        let fits = application.amend(amended.field, amended.after.as_deref());
        if fits.is_ok() && amended.field == ApplicationField::Department {
            self.region = application.department.region();
        }
    }

    fn amend_convention(&mut self, amended: &ConventionAmended) {
        if let Convention::Signed(terms) = self.convention
            && let Some(terms) = terms.amended(amended)
        {
            self.convention = Convention::Signed(terms);
        }
    }
}

impl Terms {
    /// The terms with an amendment; `None` where they would cover no post, or less than nothing.
    pub(super) fn amended(self, by: &ConventionAmended) -> Option<Self> {
        let posts = self.posts.get().checked_add_signed(by.posts_delta)?;
        Some(Self {
            posts: NonZeroU32::new(posts)?,
            amount_cents: self
                .amount_cents
                .checked_add_signed(by.amount_delta_cents)?,
            months: self.months,
        })
    }
}

impl Paid {
    fn add(&mut self, paid: &SubsidyPaid) {
        self.instalments = paid.instalment.get();
        self.cents = self.cents.saturating_add(paid.amount_cents);
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
