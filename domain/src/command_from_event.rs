//! From events back to the command that decides them: for services that emit events, and for imports.

use crate::candidate::{CandidateEvent, CandidateHired};
use crate::command::{
    ActivateHostAccount, AmendApplication, Command, CompleteTraining, ConfirmContactEmail,
    CorrectConventionFile, CorrectCoselecVote, DeclareHire, DeclineMatch, EnrolInTraining,
    MoveConventionFile, RecordCoselecVote, RefusePostsRequest, SealMinutes, SendActivationMail,
    SendValidationLetter, ShortlistMatch, StartTraining, TakeUpPost, WithdrawDecline,
    WithdrawShortlist,
};
use crate::common::CommonEvent;
use crate::engine::{StoredEvent, StreamName};
use crate::event::Event;
use crate::host::HostEvent;
use crate::matching::MatchEvent;
use crate::programme::ProgrammeEvent;
use crate::session::SessionEvent;

/// No command has this as its first event.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotADecision {
    /// It only follows from another event of its append.
    #[error(
        "`{0}` is no decision of its own: it is recorded by the append of the event that causes it"
    )]
    Companion(&'static str),
    /// There is nothing.
    #[error("an append without events decides nothing")]
    Empty,
}

impl Command {
    /// The command whose first event this is.
    ///
    /// A hire's contract is not in `HireDeclared`: see [`Command::from_append`].
    pub fn from_event(event: &Event) -> Result<Self, NotADecision> {
        match event {
            Event::Programme(event) => Some(of_programme(event)),
            Event::Session(event) => of_session(event),
            Event::Host(event) => of_host(event)
                .or_else(|| of_convention(event))
                .or_else(|| of_posts(event)),
            Event::Candidate(event) => of_candidate(event).or_else(|| of_training(event)),
            Event::Match(event) => Some(of_match(event)),
            Event::Common(event) => Some(of_any_stream(event)),
        }
        .ok_or(NotADecision::Companion(event.type_name()))
    }

    /// The place of an append's deciding event, and its command with all that its companions know.
    pub fn from_append(append: &[(StreamName, Event)]) -> Result<(usize, Self), NotADecision> {
        let mut first_companion = Err(NotADecision::Empty);
        for (place, (_, event)) in append.iter().enumerate() {
            match Self::from_event(event) {
                Ok(command) => return Ok((place, command.completed_by(append))),
                Err(companion) if place == 0 => first_companion = Err(companion),
                Err(_) => {}
            }
        }
        first_companion
    }

    fn completed_by(mut self, append: &[(StreamName, Event)]) -> Self {
        if let Self::DeclareHire(declared) = &mut self
            && let Some(hired) = append.iter().find_map(|(_, event)| hired(event))
        {
            declared.contract = hired.contract;
            declared.ends_on = hired.ends_on;
        }
        self
    }
}

fn hired(event: &Event) -> Option<&CandidateHired> {
    match event {
        Event::Candidate(CandidateEvent::CandidateHired(hired)) => Some(hired),
        _ => None,
    }
}

fn of_programme(event: &ProgrammeEvent) -> Command {
    match event.clone() {
        ProgrammeEvent::ProgrammeOpened(event) => Command::OpenProgramme(event),
        ProgrammeEvent::MilestoneSet(event) => Command::SetMilestone(event),
        ProgrammeEvent::MilestoneRevised(event) => Command::ReviseMilestone(event),
        ProgrammeEvent::TrainingLotDefined(event) => Command::DefineTrainingLot(event),
        ProgrammeEvent::TrainingLotAllotted(event) => Command::AllotTrainingLot(event),
        ProgrammeEvent::FigurePublished(event) => Command::PublishFigure(event),
        ProgrammeEvent::DeadlineSet(event) => Command::SetDeadline(event),
        ProgrammeEvent::DayTicked(event) => Command::TickDay(event),
        ProgrammeEvent::ImportBatchRevoked(event) => Command::RevokeImportBatch(event),
    }
}

fn of_any_stream(event: &CommonEvent) -> Command {
    match event.clone() {
        CommonEvent::MailRequested(event) => Command::RequestMail(event),
        CommonEvent::DeliveryReported(event) => Command::ReportDelivery(event),
        CommonEvent::NoticeIssued(event) => Command::IssueNotice(event),
    }
}

fn of_session(event: &SessionEvent) -> Option<Command> {
    Some(match event {
        SessionEvent::SessionConvened(event) => Command::ConveneSession(event.clone()),
        SessionEvent::MinutesSealed(_) => Command::SealMinutes(SealMinutes {}),
        SessionEvent::FileTabled(event) => Command::TableFile(event.clone()),
        SessionEvent::VoteTallied(_) => return None,
    })
}

fn of_host(event: &HostEvent) -> Option<Command> {
    Some(match event.clone() {
        HostEvent::HostRegistered(event) => Command::RegisterHost(event),
        HostEvent::PrefectOpinionGiven(event) => Command::RecordPrefectOpinion(event),
        HostEvent::CoselecVoteRecorded(event) => Command::RecordCoselecVote(RecordCoselecVote {
            session: event.session,
            verdict: event.verdict,
            posts_granted: event.posts_granted,
            priority: event.priority,
            remarks: event.remarks,
        }),
        HostEvent::ActivationMailSent(_) => Command::SendActivationMail(SendActivationMail {}),
        HostEvent::HostAccountActivated(_) => Command::ActivateHostAccount(ActivateHostAccount {}),
        HostEvent::ApplicationMarkedDuplicate(event) => Command::MarkDuplicate(event),
        HostEvent::ApplicationCancelled(event) => Command::CancelApplication(event),
        HostEvent::HostWithdrawn(event) => Command::WithdrawHost(event),
        HostEvent::ApplicationReopened(event) => Command::ReopenApplication(event),
        HostEvent::ContactEmailConfirmed(_) => Command::ConfirmContactEmail(ConfirmContactEmail {}),
        HostEvent::ApplicationAmended(event) => Command::AmendApplication(AmendApplication {
            field: event.field,
            after: event.after,
            contact: event.contact,
            reason: event.reason,
        }),
        HostEvent::PrefectOpinionRevised(event) => Command::RevisePrefectOpinion(event),
        HostEvent::CoselecVoteCorrected(event) => Command::CorrectCoselecVote(CorrectCoselecVote {
            session: event.session,
            verdict: event.verdict,
            posts_delta: event.posts_delta,
            reason: event.reason,
        }),
        HostEvent::ValidationLetterSent(_) => {
            Command::SendValidationLetter(SendValidationLetter {})
        }
        HostEvent::FollowUpRecorded(event) => Command::RecordFollowUp(event),
        _ => return None,
    })
}

fn of_posts(event: &HostEvent) -> Option<Command> {
    Some(match event.clone() {
        HostEvent::PostsReturned(event) => Command::ReturnPosts(event),
        HostEvent::PostsRequested(event) => Command::RequestPosts(event),
        HostEvent::PostsRequestOpined(event) => Command::RecordPostsRequestOpinion(event),
        HostEvent::PostsRequestRefused(event) => Command::RefusePostsRequest(RefusePostsRequest {
            request: event.request,
            reason: event.reason,
        }),
        HostEvent::PostsAdded(event) => Command::AddPosts(event),
        HostEvent::PostsTransferredOut(event) => Command::TransferPosts(event),
        _ => return None,
    })
}

fn of_convention(event: &HostEvent) -> Option<Command> {
    Some(match event.clone() {
        HostEvent::ConventionFileOpened(event) => Command::OpenConventionFile(event),
        HostEvent::ConventionFileMoved(event) => Command::MoveConventionFile(MoveConventionFile {
            from: Some(event.from),
            to: event.to,
        }),
        HostEvent::ConventionFileFoundNonCompliant(event) => {
            Command::FindConventionFileNonCompliant(event)
        }
        HostEvent::ConventionFileCorrected(_) => {
            Command::CorrectConventionFile(CorrectConventionFile {})
        }
        HostEvent::ConventionSent(event) => Command::SendConvention(event),
        HostEvent::ConventionSigned(event) => Command::SignConvention(event),
        HostEvent::ConventionTerminated(event) => Command::TerminateConvention(event),
        HostEvent::ConventionAmended(event) => Command::AmendConvention(event),
        HostEvent::SubsidyPaid(event) => Command::PaySubsidy(event),
        _ => return None,
    })
}

fn of_candidate(event: &CandidateEvent) -> Option<Command> {
    Some(match event.clone() {
        CandidateEvent::CandidateRegistered(event) => Command::RegisterCandidate(event),
        CandidateEvent::ContractEnded(event) => Command::EndContract(event),
        CandidateEvent::TerminationNotified(event) => Command::NotifyTermination(event),
        CandidateEvent::TerminationValidated(event) => Command::ValidateTermination(event),
        CandidateEvent::AvailabilityChanged(event) => Command::ChangeAvailability(event),
        CandidateEvent::MobilityChanged(event) => Command::ChangeMobility(event),
        CandidateEvent::PixResultShared(event) => Command::SharePixResult(event),
        CandidateEvent::HireConfirmed(event) => Command::ConfirmHire(event),
        CandidateEvent::ContractExtended(event) => Command::ExtendContract(event),
        CandidateEvent::ContractRenewed(event) => Command::RenewContract(event),
        CandidateEvent::TerminationNoticeCancelled(event) => {
            Command::CancelTerminationNotice(event)
        }
        CandidateEvent::TookUpPost(_) => Command::TakeUpPost(TakeUpPost {}),
        CandidateEvent::EquipmentSent(event) => Command::SendEquipment(event),
        CandidateEvent::ActivityReported(event) => Command::ReportActivity(event),
        CandidateEvent::CandidateMerged(event) => Command::MergeCandidate(event),
        _ => return None,
    })
}

fn of_training(event: &CandidateEvent) -> Option<Command> {
    Some(match event.clone() {
        CandidateEvent::TrainingWaived(event) => Command::WaiveTraining(event),
        CandidateEvent::TrainingEnrolled(event) => Command::EnrolInTraining(EnrolInTraining {
            lot: event.lot,
            provider: event.provider,
            path_hours: event.path_hours,
            delivery: Some(event.delivery),
            starts_on: event.starts_on,
            ends_on: event.ends_on,
        }),
        CandidateEvent::TrainingStarted(_) => Command::StartTraining(StartTraining {}),
        CandidateEvent::TrainingCompleted(_) => Command::CompleteTraining(CompleteTraining {}),
        CandidateEvent::TrainingDropped(event) => Command::DropTraining(event),
        CandidateEvent::ExamSat(event) => Command::RecordExam(event),
        CandidateEvent::CertificationAwarded(event) => Command::AwardCertification(event),
        CandidateEvent::PlacementTestTaken(event) => Command::RecordPlacementTest(event),
        CandidateEvent::TrainingRescheduled(event) => Command::RescheduleTraining(event),
        _ => return None,
    })
}

fn of_match(event: &MatchEvent) -> Command {
    match event.clone() {
        MatchEvent::MatchProposed(event) => Command::ProposeMatch(event),
        MatchEvent::MatchShortlisted(_) => Command::ShortlistMatch(ShortlistMatch {}),
        MatchEvent::HireDeclared(event) => Command::DeclareHire(DeclareHire {
            starts_on: event.starts_on,
            contract: None,
            ends_on: None,
        }),
        MatchEvent::HireDeclarationCancelled(event) => Command::CancelHireDeclaration(event),
        MatchEvent::ShortlistWithdrawn(_) => Command::WithdrawShortlist(WithdrawShortlist {}),
        MatchEvent::MatchDeclined(_) => Command::DeclineMatch(DeclineMatch {}),
        MatchEvent::DeclineWithdrawn(_) => Command::WithdrawDecline(WithdrawDecline {}),
        MatchEvent::MatchClosed(event) => Command::CloseMatch(event),
    }
}
