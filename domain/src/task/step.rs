//! What of an event matters to tasks.

use serde::{Deserialize, Serialize};

use crate::candidate::{CandidateEvent, Certificate};
use crate::common::CommonEvent;
use crate::engine::CivilDate;
use crate::event::Event;
use crate::host::{DossierState, HostEvent, Verdict};
use crate::matching::MatchEvent;
use crate::session::SessionEvent;

/// An event as it bears on tasks: what [`Waiting`](super::Waiting) folds. Frozen in this order,
/// for read models keep steps and fold them in the order of their dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskStep {
    /// A session is called for that day.
    Convened {
        /// The day of the meeting.
        held_on: CivilDate,
    },
    /// Its minutes are closed.
    MinutesSealed,
    /// A host applies.
    Registered,
    /// Its prefecture gives an opinion, the first or another.
    OpinionGiven,
    /// The COSELEC decides on it.
    Voted {
        /// How.
        verdict: Verdict,
        /// Posts granted.
        posts: u32,
    },
    /// That was recorded wrongly.
    VoteCorrected {
        /// The verdict that the votes, so corrected, leave the file with.
        verdict: Verdict,
        /// Posts to be added to those granted.
        posts: i32,
    },
    /// The letter of validation is on its way.
    LetterSent,
    /// The activation mail is on its way.
    ActivationMailSent {
        /// Its link's last day.
        expires_on: CivilDate,
    },
    /// The host opens its account.
    Activated,
    /// The convention's file is opened.
    FileOpened,
    /// It moves there.
    FileMoved(DossierState),
    /// It has defects.
    FoundNonCompliant,
    /// They are mended.
    FileCorrected,
    /// The convention goes to the host.
    ConventionSent,
    /// It is signed.
    ConventionSigned,
    /// It ends.
    ConventionTerminated,
    /// Posts come or go, without a vote and without a request.
    PostsChanged(i64),
    /// A post is taken.
    Filled,
    /// A post is free again.
    Vacated,
    /// The host asks for more.
    PostsRequested,
    /// Its prefecture gives an opinion on that.
    RequestOpined,
    /// It gets them.
    RequestGranted(u32),
    /// It gets none.
    RequestRefused,
    /// The file leaves the programme: withdrawn, cancelled, a duplicate.
    Left,
    /// It lives again.
    Reopened,
    /// A person is hired.
    Hired {
        /// The first day of work.
        starts_on: CivilDate,
    },
    /// The contract was seen.
    HireConfirmed {
        /// The first day of work.
        starts_on: CivilDate,
    },
    /// The hire was void, or is over.
    HireOver,
    /// The contract is to be ended before its term.
    TerminationNotified,
    /// It is not after all.
    NoticeCancelled,
    /// No training is needed.
    TrainingWaived,
    /// The training begins.
    TrainingStarted,
    /// It was followed to its end.
    TrainingCompleted,
    /// It was left.
    TrainingDropped,
    /// An exam was passed.
    ExamPassed(Certificate),
    /// It is certified.
    Certified(Certificate),
    /// The person's other file goes on.
    Merged,
    /// A match waits for the host's answer, for the first time or again.
    Asked,
    /// The host answers it.
    Answered,
    /// Nothing can come of it any more.
    Closed,
    /// A mail is to go out.
    MailRequested,
    /// What became of it is known.
    MailReported,
}

impl TaskStep {
    /// `None` where the event opens and closes nothing, and counts for nothing that does.
    pub fn of(event: &Event) -> Option<Self> {
        match event {
            Event::Programme(_) => None,
            Event::Session(event) => of_session(event),
            Event::Host(event) => of_host(event),
            Event::Candidate(event) => of_candidate(event),
            Event::Match(event) => Some(of_match(event)),
            Event::Common(event) => of_any(event),
        }
    }
}

fn of_session(event: &SessionEvent) -> Option<TaskStep> {
    Some(match event {
        SessionEvent::SessionConvened(convened) => TaskStep::Convened {
            held_on: convened.held_on,
        },
        SessionEvent::MinutesSealed(_) => TaskStep::MinutesSealed,
        SessionEvent::VoteTallied(_) | SessionEvent::FileTabled(_) => return None,
    })
}

fn of_host(event: &HostEvent) -> Option<TaskStep> {
    Some(match event {
        HostEvent::HostRegistered(_) => TaskStep::Registered,
        HostEvent::PrefectOpinionGiven(_) | HostEvent::PrefectOpinionRevised(_) => {
            TaskStep::OpinionGiven
        }
        HostEvent::CoselecVoteRecorded(vote) => TaskStep::Voted {
            verdict: vote.verdict,
            posts: vote.posts_granted,
        },
        HostEvent::CoselecVoteCorrected(vote) => TaskStep::VoteCorrected {
            verdict: vote.leaves,
            posts: vote.posts_delta,
        },
        HostEvent::ValidationLetterSent(_) => TaskStep::LetterSent,
        HostEvent::ActivationMailSent(mail) => TaskStep::ActivationMailSent {
            expires_on: mail.expires_on,
        },
        HostEvent::HostAccountActivated(_) => TaskStep::Activated,
        HostEvent::ApplicationMarkedDuplicate(_)
        | HostEvent::ApplicationCancelled(_)
        | HostEvent::HostWithdrawn(_) => TaskStep::Left,
        HostEvent::ApplicationReopened(_) => TaskStep::Reopened,
        _ => return of_convention(event).or_else(|| of_posts(event)),
    })
}

fn of_convention(event: &HostEvent) -> Option<TaskStep> {
    Some(match event {
        HostEvent::ConventionFileOpened(_) => TaskStep::FileOpened,
        HostEvent::ConventionFileMoved(moved) => TaskStep::FileMoved(moved.to),
        HostEvent::ConventionFileFoundNonCompliant(_) => TaskStep::FoundNonCompliant,
        HostEvent::ConventionFileCorrected(_) => TaskStep::FileCorrected,
        HostEvent::ConventionSent(_) => TaskStep::ConventionSent,
        HostEvent::ConventionSigned(_) => TaskStep::ConventionSigned,
        HostEvent::ConventionTerminated(_) => TaskStep::ConventionTerminated,
        _ => return None,
    })
}

fn of_posts(event: &HostEvent) -> Option<TaskStep> {
    Some(match event {
        HostEvent::PostsReturned(gone) => TaskStep::PostsChanged(-i64::from(gone.posts.get())),
        HostEvent::PostsTransferredOut(gone) => {
            TaskStep::PostsChanged(-i64::from(gone.posts.get()))
        }
        HostEvent::PostsTransferredIn(come) => TaskStep::PostsChanged(i64::from(come.posts.get())),
        HostEvent::PostFilled(_) => TaskStep::Filled,
        HostEvent::PostVacated(_) => TaskStep::Vacated,
        HostEvent::PostsRequested(_) => TaskStep::PostsRequested,
        HostEvent::PostsRequestOpined(_) => TaskStep::RequestOpined,
        HostEvent::PostsRequestRefused(_) => TaskStep::RequestRefused,
        HostEvent::PostsAdded(added) => TaskStep::RequestGranted(added.posts.get()),
        _ => return None,
    })
}

fn of_candidate(event: &CandidateEvent) -> Option<TaskStep> {
    Some(match event {
        CandidateEvent::CandidateHired(hired) => TaskStep::Hired {
            starts_on: hired.starts_on,
        },
        CandidateEvent::HireConfirmed(confirmed) => TaskStep::HireConfirmed {
            starts_on: confirmed.starts_on,
        },
        CandidateEvent::HireCancelled(_)
        | CandidateEvent::ContractEnded(_)
        | CandidateEvent::TerminationValidated(_) => TaskStep::HireOver,
        CandidateEvent::TerminationNotified(_) => TaskStep::TerminationNotified,
        CandidateEvent::TerminationNoticeCancelled(_) => TaskStep::NoticeCancelled,
        CandidateEvent::TrainingWaived(_) => TaskStep::TrainingWaived,
        CandidateEvent::TrainingStarted(_) => TaskStep::TrainingStarted,
        CandidateEvent::TrainingCompleted(_) => TaskStep::TrainingCompleted,
        CandidateEvent::TrainingDropped(_) => TaskStep::TrainingDropped,
        CandidateEvent::ExamSat(exam) if exam.passed => TaskStep::ExamPassed(exam.exam),
        CandidateEvent::CertificationAwarded(awarded) => TaskStep::Certified(awarded.certificate),
        CandidateEvent::CandidateMerged(_) => TaskStep::Merged,
        _ => return None,
    })
}

fn of_match(event: &MatchEvent) -> TaskStep {
    match event {
        MatchEvent::MatchProposed(_)
        | MatchEvent::ShortlistWithdrawn(_)
        | MatchEvent::DeclineWithdrawn(_) => TaskStep::Asked,
        MatchEvent::MatchShortlisted(_)
        | MatchEvent::HireDeclared(_)
        | MatchEvent::MatchDeclined(_) => TaskStep::Answered,
        MatchEvent::HireDeclarationCancelled(_) | MatchEvent::MatchClosed(_) => TaskStep::Closed,
    }
}

fn of_any(event: &CommonEvent) -> Option<TaskStep> {
    Some(match event {
        CommonEvent::MailRequested(_) => TaskStep::MailRequested,
        CommonEvent::DeliveryReported(_) => TaskStep::MailReported,
        CommonEvent::NoticeIssued(_) => return None,
    })
}
