//! Decisions on people and matches take the arrows of their tables, and take all of them.

use std::collections::{BTreeSet, HashMap, VecDeque};

use domain::candidate::{CandidateFile, CandidateStage, CandidateStep};
use domain::engine::{Draft, StoredEvent, StreamName};
use domain::matching::{MatchStage, MatchStep};
use domain::workflow::{Arrow, Stage};
use domain::{Command, Event};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::laws::{any_decision, busy_programme, stream_of_kind};
use crate::programme_in_memory::*;

/// An arrow that was taken: its event, from where, to where.
type Taken = (&'static str, Option<&'static str>, &'static str);

/// The arrow that an event takes, if the table lists it for that command.
fn listed<S: Stage>(
    step: S::Step,
    event: &'static str,
    from: Option<&'static str>,
    command: &str,
) -> Option<Taken> {
    let leads = |arrow: &Arrow<S, S::Step>| match from {
        None => arrow.from.is_empty(),
        Some(from) => arrow.from.iter().any(|&stage| stage.into() == from),
    };
    let mut arrows = S::ARROWS.iter();
    let arrow = arrows.find(|it| it.step == step && it.event == event && leads(it))?;
    let to = arrow.to.map(Into::into).or(from)?;
    arrow.by.contains(&command).then_some((event, from, to))
}

/// The arrow of a person's or a match's event; `None` for events of other kinds.
fn arrow(draft: &Draft<Event>, from: Option<&'static str>, command: &str) -> Option<Taken> {
    let event = draft.event.type_name();
    let arrow = match &draft.event {
        Event::Candidate(it) => {
            listed::<CandidateStage>(CandidateStep::of(it), event, from, command)
        }
        Event::Match(it) => listed::<MatchStage>(MatchStep::of(it), event, from, command),
        _ => return None,
    };
    Some(arrow.unwrap_or_else(|| panic!("{command}: no arrow {event} is listed from {from:?}")))
}

/// Asks, and answers with the arrows of people and matches that were taken.
fn ask(programme: &mut Programme, on: &StreamName, command: &Command) -> Vec<Taken> {
    let states = programme.states.iter();
    let before: HashMap<_, _> = states
        .map(|(name, state)| (name.clone(), state.stage()))
        .collect();
    let drafts = programme.ask(on, command, None).unwrap_or_default();
    let taken = drafts.iter().filter_map(|draft| {
        let from = before.get(&draft.stream).copied().flatten();
        let taken = arrow(draft, from, command.type_name())?;
        assert_eq!(programme.stage(&draft.stream.to_string()), Some(taken.2));
        Some(taken)
    });
    taken.collect()
}

proptest! {
    #[test]
    fn whatever_is_decided_is_an_arrow_of_the_table(
        asked in prop::collection::vec((any_decision(), 1..=3_u128), 0..80),
    ) {
        let programme = &mut busy_programme();
        for (event, number) in asked {
            let Ok(command) = Command::from_event(&event) else { continue };
            ask(programme, &stream_of_kind(command.kind().unwrap_or("host"), number), &command);
        }
    }
}

fn arrows<S: Stage>() -> BTreeSet<Taken> {
    let mut all = BTreeSet::new();
    for arrow in S::ARROWS {
        let to = arrow.to.map(Into::into);
        let begins = arrow.from.is_empty();
        all.extend(to.filter(|_| begins).map(|to| (arrow.event, None, to)));
        for &from in arrow.from {
            let from = from.into();
            all.insert((arrow.event, Some(from), to.unwrap_or(from)));
        }
    }
    all
}

/// Everything that may be asked about candidate 1 and a match with host 1, in a form that only the
/// stage can refuse.
fn questions(p: &Programme, number: u128) -> Vec<(String, &'static str, Value)> {
    let is_known = p.stage(&candidate(1)).is_some();
    let file = is_known.then(|| p.person(&candidate(1)));
    let last_day = file.and_then(CandidateFile::last_day);
    let next = last_day.map_or(date("2021-07-01"), |last_day| last_day.plus_days(1));
    let hire = file.and_then(|file| file.hire.as_ref());
    let end = json!(hire.map_or(next, |hire| hire.starts_on));
    let proposal = json!({"host": host(1), "candidate": candidate(1), "origin": "manual"});
    let of_person = [
        ("RegisterCandidate", person()),
        ("ChangeAvailability", json!({"available": true})),
        ("ChangeMobility", json!({"mobility_km": 5})),
        ("SharePixResult", json!({"level": 1, "shared_on": next})),
        (
            "ConfirmHire",
            json!({"contract": "cdd", "starts_on": end, "ends_on": end}),
        ),
        ("ExtendContract", until("2030-01-01")),
        ("RenewContract", until("2030-01-01")),
        ("EndContract", json!({"ends_on": end})),
        ("NotifyTermination", resignation()),
        ("CancelTerminationNotice", resignation()),
        (
            "ValidateTermination",
            with(resignation(), json!({"on": end})),
        ),
        (
            "RecordPlacementTest",
            json!({"recommended_path_hours": 105}),
        ),
        ("WaiveTraining", json!({"basis": "holds_ccp1"})),
        ("EnrolInTraining", place()),
        (
            "RescheduleTraining",
            json!({"starts_on": "2021-07-05", "ends_on": "2021-07-05"}),
        ),
        ("StartTraining", json!({})),
        ("CompleteTraining", json!({})),
        ("DropTraining", reason()),
        ("RecordExam", json!({"exam": "ccp1", "passed": true})),
        ("RecordExam", json!({"exam": "pix", "passed": true})),
        ("AwardCertification", json!({"certificate": "ccp1"})),
        ("AwardCertification", json!({"certificate": "pix"})),
        ("TakeUpPost", json!({})),
        ("SendEquipment", json!({"items": ["laptop"]})),
        ("ReportActivity", activity("2021-07-01")),
        ("MergeCandidate", json!({"into": candidate(2)})),
    ];
    let of_match = [
        ("ProposeMatch", proposal),
        ("ShortlistMatch", json!({})),
        ("WithdrawShortlist", json!({})),
        ("DeclineMatch", json!({})),
        ("WithdrawDecline", json!({})),
        ("DeclareHire", json!({"starts_on": next})),
        ("CancelHireDeclaration", reason()),
        ("CloseMatch", json!({"because": "host_left"})),
    ];
    let of_person = of_person.map(|(name, data)| (candidate(1), name, data));
    let of_match = of_match.map(|(name, data)| (match_(number), name, data));
    of_person.into_iter().chain(of_match).collect()
}

/// What tells two situations apart as far as arrows go.
fn situation(p: &Programme, number: u128) -> String {
    let person = p.stage(&candidate(1)).map(|stage| {
        let file = p.person(&candidate(1));
        let hire = file.hire.as_ref();
        let hire = hire.map(|hire| {
            (
                hire.notice.is_some(),
                hire.match_ == stream(&match_(number)),
            )
        });
        let training = (
            std::mem::discriminant(&file.training),
            file.completed_on.is_some(),
        );
        let exams = [file.ccp1, file.pix].map(|it| (it.passed_on.is_some(), it.awarded));
        (stage, hire, training, exams, file.past_hires.is_empty())
    });
    format!("{person:?} {:?}", p.stage(&match_(number)))
}

/// Every arrow that is taken on the ways, shortest first, through all situations. A match that is
/// at its end is followed by another.
fn taken_on_all_ways() -> BTreeSet<Taken> {
    let mut first = Programme::opened();
    first.validated_host(1, 1);
    first.registered_candidate(2);
    let (mut seen, mut taken) = (BTreeSet::new(), BTreeSet::new());
    let mut ways = VecDeque::from([(first, 1)]);
    while let Some((programme, number)) = ways.pop_front() {
        for (on, name, data) in questions(&programme, number) {
            let mut next = programme.clone();
            let command = Command::from_json(name, &data).unwrap();
            let arrows = ask(&mut next, &stream(&on), &command);
            let is_over = matches!(next.stage(&match_(number)), Some("cancelled" | "closed"));
            let had_left = next.stage(&candidate(1)) == Some("left") && on == candidate(1);
            let number = number + u128::from(is_over || had_left);
            if !arrows.is_empty() && seen.insert(situation(&next, number)) {
                ways.push_back((next, number));
            }
            taken.extend(arrows);
        }
    }
    taken
}

#[test]
fn every_arrow_of_people_and_matches_is_taken_on_some_way_and_no_other() {
    let mut all = arrows::<MatchStage>();
    all.extend(arrows::<CandidateStage>());
    let taken = taken_on_all_ways();
    assert_eq!(
        all.difference(&taken).collect::<Vec<_>>(),
        [&("", None, ""); 0]
    );
    assert_eq!(
        taken.difference(&all).collect::<Vec<_>>(),
        [&("", None, ""); 0]
    );
}
