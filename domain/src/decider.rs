//! The programme's decider: hands each command to the kind of stream that it is decided on.

use crate::candidate::{CandidateState, decide as candidate, hire, training, work};
use crate::case::{Case, Decision};
use crate::command::Command;
use crate::common::{CommonState, decide as common};
use crate::engine::{
    Actor, Asked, Decider, Draft, Happened, Needs, StreamName, Streams, Undecided,
};
use crate::event::Event;
use crate::guard;
use crate::host::{HostState, amend, convention, decide as host, posts, vote};
use crate::matching::{MatchState, decide as matching};
use crate::programme::{ProgrammeState, decide as programme};
use crate::reaction;
use crate::refusal::Refusal;
use crate::session::{SessionState, decide as session};
use crate::tally::CnfsTally;

/// Conseiller numérique France Services: the programme that this engine runs.
#[derive(Debug, Clone, Copy)]
pub struct Cnfs;

/// A stream's state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// What streams of its kind remember.
    pub file: FileState,
    /// What streams of every kind remember.
    pub common: CommonState,
}

/// What a stream remembers by its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileState {
    /// Of `programme:<slug>`.
    Programme(ProgrammeState),
    /// Of `session:<label>`.
    Session(SessionState),
    /// Of `host:<uuid>`.
    Host(HostState),
    /// Of `candidate:<uuid>`.
    Candidate(CandidateState),
    /// Of `match:<uuid>`.
    Match(MatchState),
    /// Of a kind that the programme does not have: nothing happens in it.
    Foreign,
}

impl State {
    /// What the file's state is called, `None` before its first event.
    pub fn stage(&self) -> Option<&'static str> {
        self.file.stage()
    }
}

impl FileState {
    fn initial(kind: &str) -> Self {
        match kind {
            "programme" => Self::Programme(ProgrammeState::default()),
            "session" => Self::Session(SessionState::default()),
            "host" => Self::Host(HostState::default()),
            "candidate" => Self::Candidate(CandidateState::default()),
            "match" => Self::Match(MatchState::default()),
            _ => Self::Foreign,
        }
    }

    fn evolve(&mut self, happened: &Happened<'_, Event>) {
        match (self, happened.event) {
            (Self::Programme(state), Event::Programme(event)) => state.evolve(event),
            (Self::Session(state), Event::Session(event)) => state.evolve(event),
            (Self::Host(state), Event::Host(event)) => state.evolve(&happened.of(event)),
            (Self::Candidate(state), Event::Candidate(event)) => {
                state.evolve(&happened.of(event));
            }
            (Self::Match(state), Event::Match(event)) => state.evolve(&happened.of(event)),
            _ => {}
        }
    }

    /// What the file's state is called, `None` before its first event.
    pub fn stage(&self) -> Option<&'static str> {
        match self {
            Self::Programme(state) => state.stage().map(Into::into),
            Self::Session(state) => state.stage().map(Into::into),
            Self::Host(state) => state.stage().map(Into::into),
            Self::Candidate(state) => state.stage().map(Into::into),
            Self::Match(state) => state.stage().map(Into::into),
            Self::Foreign => None,
        }
    }
}

impl Decider for Cnfs {
    type Command = Command;
    type Event = Event;
    type State = State;
    type Tally = CnfsTally;
    type Refusal = Refusal;

    fn initial(stream: &StreamName) -> State {
        State {
            file: FileState::initial(stream.kind()),
            common: CommonState::default(),
        }
    }

    fn evolve(state: &mut State, happened: &Happened<'_, Event>) {
        match happened.event {
            // What never began has no mails: nothing happens in a stream of an unknown kind either.
            Event::Common(event) if state.stage().is_some() => {
                state.common.evolve(&happened.of(event));
            }
            _ => state.file.evolve(happened),
        }
    }

    fn react(
        cause: &Draft<Event>,
        _asked: &Asked,
        streams: &Streams<'_, State>,
        tally: &CnfsTally,
    ) -> Result<Vec<Draft<Event>>, Needs> {
        reaction::react(cause, streams, tally)
    }

    fn engine_actor() -> Actor {
        Actor {
            role: "engine".into(),
            id: "engine".into(),
            scope: "national".into(),
        }
    }

    fn may_follow(
        cause: &Draft<Event>,
        reaction: &Draft<Event>,
        streams: &Streams<'_, State>,
        tally: &CnfsTally,
    ) -> Result<bool, Needs> {
        reaction::may_follow(cause, reaction, streams, tally)
    }

    fn decide(
        command: &Command,
        asked: &Asked,
        streams: &Streams<'_, State>,
        tally: &CnfsTally,
    ) -> Result<Vec<Draft<Event>>, Undecided<Refusal>> {
        let case = &Case::new(asked, streams, tally);
        case.admit(command)?;
        let drafts = Self::answer(case, command)?;
        guard::require_arrows(case, &drafts)?;
        Ok(drafts)
    }
}

impl Cnfs {
    fn answer(case: &Case<'_>, command: &Command) -> Decision {
        match command {
            Command::OpenProgramme(command) => programme::open(case, command),
            Command::SetMilestone(command) => programme::set_milestone(case, command),
            Command::ReviseMilestone(command) => programme::revise_milestone(case, command),
            Command::DefineTrainingLot(command) => programme::define_lot(case, command),
            Command::AllotTrainingLot(command) => programme::allot_lot(case, command),
            Command::PublishFigure(command) => programme::publish_figure(case, command),
            Command::SetDeadline(command) => programme::set_deadline(case, command),
            Command::TickDay(command) => programme::tick_day(case, command),
            Command::RevokeImportBatch(command) => programme::revoke_batch(case, command),
            Command::ConveneSession(command) => session::convene(case, command),
            Command::SealMinutes(_) => session::seal_minutes(case),
            Command::TableFile(command) => session::table_file(case, command),
            Command::RegisterHost(command) => host::register(case, command),
            Command::RecordPrefectOpinion(command) => host::record_opinion(case, command),
            Command::RecordCoselecVote(command) => vote::record_vote(case, command),
            Command::SendActivationMail(_) => host::send_activation_mail(case),
            Command::ActivateHostAccount(_) => host::activate_account(case),
            Command::OpenConventionFile(command) => convention::open_file(case, command),
            Command::MoveConventionFile(command) => convention::move_file(case, command),
            Command::FindConventionFileNonCompliant(command) => {
                convention::find_non_compliant(case, command)
            }
            Command::CorrectConventionFile(_) => convention::correct_file(case),
            Command::SendConvention(command) => convention::send(case, command),
            Command::SignConvention(command) => convention::sign(case, command),
            Command::TerminateConvention(command) => convention::terminate(case, command),
            Command::ReturnPosts(command) => posts::return_posts(case, command),
            Command::MarkDuplicate(command) => host::mark_duplicate(case, command),
            Command::CancelApplication(command) => host::cancel(case, command),
            Command::WithdrawHost(command) => host::withdraw(case, command),
            Command::ConfirmContactEmail(_) => host::confirm_email(case),
            Command::AmendApplication(command) => amend::amend(case, command),
            Command::RevisePrefectOpinion(command) => host::revise_opinion(case, command),
            Command::CorrectCoselecVote(command) => vote::correct_vote(case, command),
            Command::SendValidationLetter(_) => host::send_letter(case),
            Command::RecordFollowUp(command) => host::record_follow_up(case, command),
            Command::AmendConvention(command) => convention::amend(case, command),
            Command::PaySubsidy(command) => convention::pay(case, command),
            Command::RequestPosts(command) => posts::request(case, command),
            Command::RecordPostsRequestOpinion(command) => {
                posts::record_request_opinion(case, command)
            }
            Command::RefusePostsRequest(command) => posts::refuse_request(case, command),
            Command::AddPosts(command) => posts::add(case, command),
            Command::TransferPosts(command) => posts::transfer(case, command),
            Command::ReopenApplication(command) => host::reopen(case, command),
            Command::RegisterCandidate(command) => candidate::register(case, command),
            Command::EndContract(command) => hire::end_contract(case, command),
            Command::NotifyTermination(command) => hire::notify_termination(case, command),
            Command::ValidateTermination(command) => hire::validate_termination(case, command),
            Command::WaiveTraining(command) => training::waive(case, command),
            Command::EnrolInTraining(command) => training::enrol(case, command),
            Command::StartTraining(_) => training::start(case),
            Command::CompleteTraining(_) => training::complete(case),
            Command::DropTraining(command) => training::drop_training(case, command),
            Command::RecordExam(command) => training::record_exam(case, command),
            Command::AwardCertification(command) => training::award(case, command),
            Command::ChangeAvailability(command) => candidate::change_availability(case, command),
            Command::ChangeMobility(command) => candidate::change_mobility(case, command),
            Command::SharePixResult(command) => candidate::share_pix(case, command),
            Command::ConfirmHire(command) => hire::confirm(case, command),
            Command::ExtendContract(command) => hire::extend(case, command),
            Command::RenewContract(command) => hire::renew(case, command),
            Command::CancelTerminationNotice(command) => hire::cancel_notice(case, command),
            Command::RecordPlacementTest(command) => training::record_placement_test(case, command),
            Command::RescheduleTraining(command) => training::reschedule(case, command),
            Command::TakeUpPost(_) => work::take_up_post(case),
            Command::SendEquipment(command) => work::send_equipment(case, command),
            Command::ReportActivity(command) => work::report_activity(case, command),
            Command::MergeCandidate(command) => candidate::merge(case, command),
            Command::ProposeMatch(command) => matching::propose(case, command),
            Command::ShortlistMatch(_) => matching::shortlist(case),
            Command::DeclareHire(command) => matching::declare_hire(case, command),
            Command::CancelHireDeclaration(command) => matching::cancel_declaration(case, command),
            Command::RequestMail(command) => common::request_mail(case, command),
            Command::ReportDelivery(command) => common::report_delivery(case, command),
            Command::IssueNotice(command) => common::issue_notice(case, command),
            Command::WithdrawShortlist(_) => matching::withdraw_shortlist(case),
            Command::DeclineMatch(_) => matching::decline(case),
            Command::WithdrawDecline(_) => matching::withdraw_decline(case),
            Command::CloseMatch(command) => matching::close(case, command),
        }
    }
}
