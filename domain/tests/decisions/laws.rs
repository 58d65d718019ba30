//! Laws: folding is total, decisions keep the books balanced, and a decision's events decide it again.

use domain::candidate::{CandidateFile, CandidateStage, CandidateState, CandidateStep, Contract};
use domain::engine::{
    CivilDate, Decider, Draft, EventId, Happened, StoredEvent, StreamName, Tally,
};
use domain::host::{HostPath, HostStage, HostState, HostStep, Verdict};
use domain::matching::{MatchStage, MatchStep};
use domain::{Cnfs, CnfsTally, Command, Event, FileState, State};
use proptest::prelude::*;
use serde_json::{Value, json};
use strum::VariantArray;
use uuid::Uuid;

use crate::every_event::{event, samples};
use crate::programme_in_memory::*;

/// More dice than any event has fields.
const DICE: usize = 20;

/// What a field may hold instead of its sample.
fn alternatives(event: &str, field: &str) -> Vec<Value> {
    let texts = |values: &[&str]| values.iter().map(|value| json!(value)).collect();
    match field {
        "contract" if event == "HireConfirmed" => texts(&["cdd", "cdi"]),
        "ends_on" if event == "HireConfirmed" => vec![json!(null), json!("2022-07-01")],
        "session" => texts(&["session:12", "session:13", "session:14"]),
        "host" | "of" => vec![json!(host(1)), json!(host(2)), json!(host(3))],
        "candidate" | "into" => vec![json!(candidate(1)), json!(candidate(2))],
        "match" => vec![json!(match_(1)), json!(match_(2))],
        "verdict" => texts(&["favourable", "unfavourable", "further_review"]),
        "posts_granted" => vec![json!(0), json!(1), json!(u32::MAX)],
        "posts" => vec![json!(1), json!(2), json!(u32::MAX)],
        "from" | "to" => texts(&[
            "draft",
            "under_construction",
            "under_instruction",
            "accepted",
            "refused",
            "dropped",
        ]),
        "contract" => vec![json!(null), json!("cdd"), json!("cdi")],
        "exam" | "certificate" => texts(&["ccp1", "pix"]),
        "passed" => vec![json!(true), json!(false)],
        "starts_on" | "ends_on" | "on" => texts(&["2021-06-30", "2021-07-01", "2022-07-01"]),
        "held_on" => texts(&["2021-04-01", "2023-06-01"]),
        "label" => texts(&["12", "13"]),
        "lot" => texts(&["1", "3", "9"]),
        "provider" => texts(&["AFPA", "Autre"]),
        "mobility_km" => vec![json!(5), json!(6)],
        "posts_delta" => vec![json!(-2), json!(-1), json!(0), json!(1), json!(i32::MAX)],
        "request" => vec![json!(Uuid::from_u128(1)), json!(Uuid::from_u128(2))],
        "instalment" => vec![json!(1), json!(2)],
        "level" => vec![json!(0), json!(1)],
        "items" => vec![json!([]), json!(["laptop"])],
        _ => Vec::new(),
    }
}

/// What carries the books on; without it most histories end in cancelled and waived files.
const LIKELY: [&str; 20] = [
    "CoselecVoteRecorded",
    "CoselecVoteCorrected",
    "PostsRequested",
    "PostsAdded",
    "PostsTransferredOut",
    "ConventionAmended",
    "ApplicationReopened",
    "HireDeclared",
    "HireDeclarationCancelled",
    "HireConfirmed",
    "ContractExtended",
    "ContractEnded",
    "DeclineWithdrawn",
    "CandidateMerged",
    "PostsReturned",
    "TrainingEnrolled",
    "TrainingStarted",
    "TrainingCompleted",
    "ExamSat",
    "CertificationAwarded",
];

/// Any event of the catalogue.
pub(crate) fn any_event() -> impl Strategy<Value = Event> {
    thrown(samples())
}

/// Events from which a programme's life is made, the likely ones more often.
pub(crate) fn any_decision() -> impl Strategy<Value = Event> {
    let likely = samples()
        .into_iter()
        .filter(|(name, _)| LIKELY.contains(name));
    prop_oneof![4 => thrown(likely.collect()), 1 => any_event()]
}

/// One of the samples, its fields thrown with dice.
fn thrown(samples: Vec<(&'static str, Value)>) -> impl Strategy<Value = Event> {
    let dice = prop::collection::vec(any::<u8>(), DICE);
    (prop::sample::select(samples), dice).prop_map(|((name, mut data), dice)| {
        let fields = data.as_object_mut().unwrap().iter_mut();
        for ((field, value), die) in fields.zip(dice) {
            let mut choices = alternatives(name, field);
            choices.push(value.clone());
            *value = choices.swap_remove(usize::from(die) % choices.len());
        }
        event(name, &data)
    })
}

pub(crate) fn any_day() -> impl Strategy<Value = CivilDate> {
    (-30_000_i32..90_000).prop_map(|days| date("1970-01-01").plus_days(days))
}

/// A stream of any kind, of few names so that decisions meet.
pub(crate) fn any_stream() -> impl Strategy<Value = StreamName> {
    let names = (1..=3).flat_map(|number| [host(number), candidate(number), match_(number)]);
    let others = ["session:12", "session:13", "programme:cnfs", "autre:1"];
    let all: Vec<_> = names.chain(others.map(str::to_owned)).collect();
    prop::sample::select(all).prop_map(|name| stream(&name))
}

pub(crate) fn stream_of_kind(kind: &str, number: u128) -> StreamName {
    let name = match kind {
        "programme" => "programme:cnfs".to_owned(),
        "session" => format!("session:{}", 11 + number),
        _ => format!("{kind}:{}", Uuid::from_u128(number)),
    };
    stream(&name)
}

fn happened(event: &Event, occurred_on: CivilDate) -> Happened<'_, Event> {
    Happened {
        event,
        event_id: EventId(Uuid::nil()),
        occurred_on,
    }
}

fn folded(stream: &StreamName, history: &[(Event, CivilDate)]) -> State {
    let mut state = Cnfs::initial(stream);
    for (event, day) in history {
        let had_begun = state.stage().is_some();
        Cnfs::evolve(&mut state, &happened(event, *day));
        assert!(
            state.stage().is_some() || !had_begun,
            "what has begun does not vanish"
        );
    }
    state
}

proptest! {
    #[test]
    fn any_event_may_follow_any_other_in_any_stream(
        stream in any_stream(),
        history in prop::collection::vec((any_event(), any_day()), 0..60),
    ) {
        let state = folded(&stream, &history);
        prop_assert_eq!(&state, &folded(&stream, &history));
        let same_kind = std::mem::discriminant(&state.file) == std::mem::discriminant(&Cnfs::initial(&stream).file);
        prop_assert!(same_kind);
    }

    #[test]
    fn events_of_another_kind_change_nothing(
        stream in any_stream(),
        history in prop::collection::vec((any_event(), any_day()), 0..30),
    ) {
        let (own, foreign): (Vec<_>, Vec<_>) =
            history.into_iter().partition(|(event, _)| event.kind().is_none_or(|kind| kind == stream.kind()));
        let state = folded(&stream, &own);
        let all: Vec<_> = own.into_iter().chain(foreign).collect();
        prop_assert_eq!(state, folded(&stream, &all));
    }

    #[test]
    fn the_envelope_counts_any_history_and_the_first_opening_holds(
        history in prop::collection::vec((any_stream(), any_event()), 0..60),
    ) {
        let mut tally = CnfsTally::default();
        for (stream, event) in &history {
            tally.apply(stream, &happened(event, date("2021-06-14")));
        }
        let is_opening = |event: &Event| event.type_name() == "ProgrammeOpened";
        let first = history.iter().find(|(_, event)| is_opening(event));
        prop_assert_eq!(tally.programme(), first.map(|(stream, _)| stream));
    }

    #[test]
    fn whatever_is_asked_the_books_stay_balanced(
        asked in prop::collection::vec((any_decision(), 1..=3_u128), 0..80),
        reacts in any::<bool>(),
    ) {
        let programme = &mut busy_programme();
        programme.reacts = reacts;
        for (event, number) in asked {
            let Ok(command) = Command::from_event(&event) else { continue };
            let stream = stream_of_kind(command.kind().unwrap_or("host"), number);
            let before = programme.clone();
            let corrects = to_correct(&before, &stream, &command);
            if let Ok(drafts) = programme.ask_correcting(&stream, &command, None, corrects) {
                assert_decided_again(before, &drafts);
            }
            assert_balanced(programme);
        }
    }
}

/// Three sessions, two hosts with posts, three candidates shortlisted there.
pub(crate) fn busy_programme() -> Programme {
    let mut programme = Programme::opened();
    programme.convene("13", "2021-04-08");
    programme.convene("14", "2021-04-15");
    let hosts = [
        programme.validated_host(1, 3),
        programme.host_under_convention(2, 2, 2),
    ];
    for number in 1..=3 {
        let host = &hosts[usize::from(number == 3)];
        programme.shortlisted(number, host);
    }
    programme
}

/// The event that a correction of that stream would have to name.
pub(crate) fn to_correct(
    programme: &Programme,
    stream: &StreamName,
    command: &Command,
) -> Option<EventId> {
    let FileState::Host(HostState::Registered(file)) = &programme.states.get(stream)?.file else {
        return None;
    };
    match command {
        Command::CorrectCoselecVote(command) => Some(file.vote_of(&command.session)?.event_id),
        Command::RevisePrefectOpinion(_) => file.opinions.last().copied(),
        _ => None,
    }
}

/// The events of a decision lead back to a command that decides the same events.
fn assert_decided_again(mut before: Programme, drafts: &[Draft<Event>]) {
    let append: Vec<_> = drafts
        .iter()
        .map(|draft| (draft.stream.clone(), draft.event.clone()))
        .collect();
    let (place, command) = Command::from_append(&append).unwrap();
    assert_eq!(place, 0);
    let occurred_on = Some(drafts[0].occurred_on);
    let (stream, corrects) = (&drafts[0].stream, drafts[0].corrects);
    let again = before.ask_correcting(stream, &command, occurred_on, corrects);
    assert_eq!(again.unwrap(), drafts);
}

fn assert_balanced(programme: &Programme) {
    let (mut open, mut filled, mut hired) = (0, 0, 0);
    for state in programme.states.values() {
        match &state.file {
            FileState::Host(HostState::Registered(host)) => {
                assert!(0 <= host.posts.filled && host.posts.filled <= host.posts.open);
                let granted = host.votes.iter().map(|vote| (vote.verdict, vote.posts));
                let favourable = |(verdict, _)| verdict == Verdict::Favourable;
                assert_eq!(host.is_favourable(), granted.clone().any(favourable));
                assert!(granted.clone().all(|vote| favourable(vote) == (vote.1 > 0)));
                open += host.posts.open;
                filled += host.posts.filled;
            }
            FileState::Candidate(CandidateState::Registered(person)) => {
                hired += i64::from(person.hire.is_some());
                assert_dates_hold(person);
            }
            _ => {}
        }
    }
    assert_eq!(open, programme.tally.posts_open());
    assert!(open <= programme.tally.posts_envelope());
    assert_eq!(filled, hired, "every filled post has its person");
}

fn any_path() -> impl Strategy<Value = HostPath> {
    let steps = prop::sample::select(HostStep::VARIANTS);
    prop::collection::vec(steps, 0..30)
        .prop_map(|steps| steps.into_iter().fold(HostPath::START, HostPath::after))
}

/// Rules 3 and 5, and that a merged file has no hire.
fn assert_dates_hold(person: &CandidateFile) {
    let Some(hire) = &person.hire else { return };
    assert!(person.merged_into.is_none());
    assert!(
        person
            .last_day()
            .is_none_or(|last_day| hire.starts_on > last_day)
    );
    match (hire.contract, hire.current_end()) {
        (None, _) | (Some(Contract::Cdi), None) => {}
        (Some(contract), end) => {
            assert!(contract != Contract::Cdi && end.is_some_and(|end| end >= hire.starts_on));
        }
    }
}

proptest! {
    #[test]
    fn a_file_that_left_stays_where_it_is_until_it_is_reopened(
        path in any_path(), step in prop::sample::select(HostStep::VARIANTS),
    ) {
        let moved = path.after(step).stage() != path.stage();
        prop_assert!(path.stage().is_live() || step == HostStep::Reopened || !moved);
        prop_assert!(path.after(HostStep::Reopened).stage().is_live());
    }

    #[test]
    fn only_a_corrected_vote_leads_a_live_host_back_along_the_path(
        path in any_path(), step in prop::sample::select(HostStep::VARIANTS),
    ) {
        let (before, after) = (path.stage(), path.after(step).stage());
        let decided = |stage| !matches!(stage, HostStage::Refused | HostStage::UnderReview);
        let corrected = matches!(step, HostStep::CorrectedToRefused | HostStep::CorrectedToReview);
        prop_assert!(
            !before.is_live() || after >= before || corrected || !decided(before),
            "{before} led by {step} to {after}"
        );
    }

    #[test]
    fn what_was_left_and_reopened_or_corrected_and_corrected_back_stands_where_it_stood(path in any_path()) {
        let live = path.after(HostStep::Reopened);
        for leaves in [HostStep::Withdrawn, HostStep::Cancelled, HostStep::MarkedDuplicate] {
            prop_assert_eq!(live.after(leaves).after(HostStep::Reopened), live);
        }
        let granted = live.after(HostStep::Validated);
        let corrected = granted.after(HostStep::CorrectedToRefused);
        prop_assert_eq!(corrected.stage(), HostStage::Refused);
        prop_assert_eq!(corrected.after(HostStep::CorrectedToValidated).stage(), granted.stage());
    }
}

#[test]
fn only_the_drawn_arrows_move_a_match() {
    let moves = MatchStage::ALL.iter().flat_map(|&from| {
        let steps = MatchStep::VARIANTS.iter();
        steps.map(move |&step| (from, from.after(step)))
    });
    let arrows: Vec<_> = moves.filter(|(from, to)| from != to).collect();
    let drawn = [
        (MatchStage::Proposed, MatchStage::Shortlisted),
        (MatchStage::Proposed, MatchStage::Declined),
        (MatchStage::Proposed, MatchStage::Closed),
        (MatchStage::Shortlisted, MatchStage::Hired),
        (MatchStage::Shortlisted, MatchStage::Proposed),
        (MatchStage::Shortlisted, MatchStage::Declined),
        (MatchStage::Shortlisted, MatchStage::Closed),
        (MatchStage::Hired, MatchStage::Cancelled),
        (MatchStage::Declined, MatchStage::Proposed),
        (MatchStage::Declined, MatchStage::Closed),
    ];
    assert_eq!(arrows, drawn);
}

#[test]
fn a_merged_file_stays_merged() {
    for step in CandidateStep::VARIANTS {
        assert_eq!(CandidateStage::Merged.after(*step), CandidateStage::Merged);
    }
}

#[test]
fn every_stage_of_a_candidate_is_reached_from_registration() {
    let mut reached = vec![CandidateStage::Registered];
    for _ in CandidateStage::ALL {
        let next = reached.iter().flat_map(|&stage| {
            let steps = CandidateStep::VARIANTS.iter();
            steps.map(move |&step| stage.after(step))
        });
        reached = next.collect();
        reached.sort();
        reached.dedup();
    }
    assert_eq!(reached, CandidateStage::ALL);
}

#[test]
fn stages_are_named_in_snake_case_everywhere() {
    for stage in HostStage::ALL {
        assert_eq!(json!(stage), json!(stage.to_string()));
        assert_eq!(<&str>::from(stage), stage.to_string());
    }
}
