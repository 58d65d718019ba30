//! The programme's decider: hands each command to the kind of stream that it is decided on.

use crate::candidate::{CandidateState, decide as candidate, hire, training, work};
use crate::case::Case;
use crate::command::Command;
use crate::engine::{Asked, Decider, Draft, Happened, StreamName, Streams, Undecided};
use crate::envelope::EnvelopeTally;
use crate::event::Event;
use crate::host::{HostState, convention, decide as host};
use crate::matching::{MatchState, decide as matching};
use crate::programme::{ProgrammeState, decide as programme};
use crate::refusal::Refusal;
use crate::session::{SessionState, decide as session};

/// Conseiller numérique France Services: the programme that this engine runs.
#[derive(Debug, Clone, Copy)]
pub struct Cnfs;

/// A stream's state, by the stream's kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
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
    type Tally = EnvelopeTally;
    type Refusal = Refusal;

    fn initial(stream: &StreamName) -> State {
        match stream.kind() {
            "programme" => State::Programme(ProgrammeState::default()),
            "session" => State::Session(SessionState::default()),
            "host" => State::Host(HostState::default()),
            "candidate" => State::Candidate(CandidateState::default()),
            "match" => State::Match(MatchState::default()),
            _ => State::Foreign,
        }
    }

    fn evolve(state: &mut State, happened: &Happened<'_, Event>) {
        match (state, happened.event) {
            (State::Programme(state), Event::Programme(event)) => state.evolve(event),
            (State::Session(state), Event::Session(event)) => state.evolve(event),
            (State::Host(state), Event::Host(event)) => state.evolve(event),
            (State::Candidate(state), Event::Candidate(event)) => {
                state.evolve(&happened.of(event));
            }
            (State::Match(state), Event::Match(event)) => state.evolve(&happened.of(event)),
            _ => {}
        }
    }

    fn decide(
        command: &Command,
        asked: &Asked,
        streams: &Streams<'_, State>,
        tally: &EnvelopeTally,
    ) -> Result<Vec<Draft<Event>>, Undecided<Refusal>> {
        let case = &Case::new(asked, streams, tally);
        case.admit(command)?;
        match command {
            Command::OpenProgramme(command) => programme::open(case, command),
            Command::SetMilestone(command) => programme::set_milestone(case, command),
            Command::ReviseMilestone(command) => programme::revise_milestone(case, command),
            Command::DefineTrainingLot(command) => programme::define_lot(case, command),
            Command::AllotTrainingLot(command) => programme::allot_lot(case, command),
            Command::PublishFigure(command) => programme::publish_figure(case, command),
            Command::ConveneSession(command) => session::convene(case, command),
            Command::SealMinutes(_) => session::seal_minutes(case),
            Command::RegisterHost(command) => host::register(case, command),
            Command::RecordPrefectOpinion(command) => host::record_opinion(case, command),
            Command::RecordCoselecVote(command) => host::record_vote(case, command),
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
            Command::ReturnPosts(command) => host::return_posts(case, command),
            Command::MarkDuplicate(command) => host::mark_duplicate(case, command),
            Command::CancelApplication(command) => host::cancel(case, command),
            Command::WithdrawHost(command) => host::withdraw(case, command),
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
            Command::WithdrawShortlist(_) => matching::withdraw_shortlist(case),
            Command::DeclineMatch(_) => matching::decline(case),
            Command::WithdrawDecline(_) => matching::withdraw_decline(case),
            Command::CloseMatch(command) => matching::close(case, command),
        }
    }
}
