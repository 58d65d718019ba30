//! Random histories: any moves on a few files, on any days, in any order.

use std::collections::HashMap;
use std::num::NonZeroU32;

use domain::Event;
use domain::engine::Dated;
use domain::host::{
    ActivationMailSent, ApplicationCancelled, ApplicationField, ApplicationMarkedDuplicate,
    ApplicationReopened, ConventionAmended, ConventionFileCorrected,
    ConventionFileFoundNonCompliant, ConventionFileOpened, ConventionSent, ConventionSigned,
    ConventionTerminated, HostAccountActivated, HostEvent, HostKind, HostWithdrawn, Opinion,
    PostsAdded, PostsReturned, PostsTransferredIn, PostsTransferredOut, PrefectOpinionGiven,
    PrefectOpinionRevised, Procedure, ValidationLetterSent, Verdict,
};
use domain::programme::{
    DeadlineSet, Delivery, FigurePublished, Metric, MilestoneRevised, MilestoneSet, ProgrammeEvent,
    TrainingLotAllotted, TrainingLotDefined,
};
use domain::session::{MinutesSealed, SessionConvened, SessionEvent};
use domain::task::TaskKind;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::Union;
use uuid::Uuid;

use super::decided::amended;
use super::history::{History, day, host, programme, sealed, session};

/// How many hosts, persons and sessions a random history is about: few, so that moves meet.
const FILES: u32 = 5;
/// Days on which things happen.
pub(crate) const DAYS: i32 = 100;
/// Two departments of one region, one of another, and one overseas.
const DEPARTMENTS: [&str; 4] = ["59", "62", "75", "974"];

/// One move: it knows its files and is done on a day.
#[derive(Debug, Clone)]
enum Move {
    Host(u32, HostMove),
    Person(u32, PersonMove),
    Hire(u32, u32),
    CancelHire(u32, u32),
    EndHire(u32, u32),
    Propose(u32, u32),
    Vote(u32, u32, u32),
    Correct(u32, u32, Verdict, i32),
    RequestMail(u32),
    DeliverMail(u32),
    Convene(u32),
    Seal(u32),
    Programme(ProgrammeEvent),
}

#[derive(Debug, Clone)]
enum HostMove {
    Register(HostKind, usize),
    Move(usize),
    Become(HostKind),
    Event(Box<HostEvent>),
}

#[derive(Debug, Clone, Copy)]
enum PersonMove {
    Register(usize),
    Enrol(Delivery),
    Start,
    Complete,
    Drop,
    Certify,
    Report(u32),
    /// Into the file of that number, where it is a lower one: merges make no circle.
    Merge(u32),
}

/// Any history, also such as no rule would let happen.
pub(crate) fn histories() -> impl Strategy<Value = History> {
    vec(dated_moves(), 0..80).prop_map(|moves| {
        made(moves, |history, move_, offset| {
            move_.make(history, offset);
        })
    })
}

/// Histories in which hires keep their rules: a person has one active hire at most, and what is
/// cancelled or ended is that one, on its day or after it.
pub(crate) fn lawful_histories() -> impl Strategy<Value = History> {
    vec(dated_moves(), 0..120).prop_map(|moves| {
        let mut hired: HashMap<u32, (u32, i32)> = HashMap::new();
        made(moves, |history, move_, offset| match move_ {
            Move::Hire(person, host) if !hired.contains_key(&person) => {
                hired.insert(person, (host, offset));
                history.hire(person, host, offset);
            }
            Move::CancelHire(person, _) => {
                if let Some((host, declared)) = hired.remove(&person) {
                    history.cancel_hire(person, host, offset.max(declared));
                }
            }
            Move::EndHire(person, _) => {
                if let Some((host, _)) = hired.remove(&person) {
                    history.end_hire(person, host, offset);
                }
            }
            Move::Hire(..) => {}
            other => other.make(history, offset),
        })
    })
}

fn dated_moves() -> impl Strategy<Value = (Move, i32, Dated)> {
    let dated = prop_oneof![4 => Just(Dated::Exact), 1 => Just(Dated::AtLatest)];
    (moves(), 0..DAYS, dated)
}

fn made(moves: Vec<(Move, i32, Dated)>, mut make: impl FnMut(&mut History, Move, i32)) -> History {
    let mut history = History::default();
    for (move_, offset, dated) in moves {
        let before = history.events.len();
        make(&mut history, move_, offset);
        for event in &mut history.events[before..] {
            event.meta.dated = dated;
        }
        history.append_ends.push(history.events.len());
    }
    history
}

fn moves() -> impl Strategy<Value = Move> {
    let files = || 0..FILES;
    let verdicts = prop_oneof![
        Just(Verdict::Favourable),
        Just(Verdict::Unfavourable),
        Just(Verdict::FurtherReview),
    ];
    prop_oneof![
        8 => (files(), host_moves()).prop_map(|(host, move_)| Move::Host(host, move_)),
        6 => (files(), person_moves()).prop_map(|(person, move_)| Move::Person(person, move_)),
        4 => (files(), files()).prop_map(|(person, host)| Move::Hire(person, host)),
        2 => (files(), files()).prop_map(|(person, host)| Move::CancelHire(person, host)),
        1 => (files(), files()).prop_map(|(person, host)| Move::EndHire(person, host)),
        1 => (files(), files()).prop_map(|(person, host)| Move::Propose(person, host)),
        4 => (files(), files(), 0..4_u32).prop_map(|(host, held, posts)| Move::Vote(host, held, posts)),
        2 => (files(), files(), verdicts, -3..4_i32)
            .prop_map(|(host, held, verdict, posts)| Move::Correct(host, held, verdict, posts)),
        1 => files().prop_map(Move::RequestMail),
        1 => files().prop_map(Move::DeliverMail),
        1 => files().prop_map(Move::Convene),
        1 => files().prop_map(Move::Seal),
        2 => programme_moves().prop_map(Move::Programme),
    ]
}

fn host_moves() -> impl Strategy<Value = HostMove> {
    let kinds = || prop_oneof![Just(HostKind::Commune), Just(HostKind::Private)];
    let register =
        (kinds(), 0..DEPARTMENTS.len()).prop_map(|(kind, place)| HostMove::Register(kind, place));
    let posts = (1..4_u32).prop_filter_map("never 0", std::num::NonZeroU32::new);
    prop_oneof![
        6 => register,
        1 => (0..DEPARTMENTS.len()).prop_map(HostMove::Move),
        1 => kinds().prop_map(HostMove::Become),
        12 => Union::new(host_events().map(Just)).prop_map(HostMove::event),
        3 => posts.clone().prop_flat_map(|posts| Union::new(
            posts_events(posts).map(|event| Just(HostMove::event(event)))
        )),
        3 => posts.clone().prop_map(|posts| HostMove::event(HostEvent::PostsReturned(
            PostsReturned { posts, reason: sealed() }
        ))),
        2 => posts.clone().prop_map(|posts| HostMove::event(HostEvent::ConventionSent(
            ConventionSent { posts, amount_cents: 1, months: 24 }
        ))),
        2 => posts.prop_map(|posts| HostMove::event(HostEvent::ConventionSigned(
            ConventionSigned { posts, amount_cents: 1, months: 24 }
        ))),
    ]
}

/// Posts that come and go.
fn posts_events(posts: NonZeroU32) -> [HostEvent; 4] {
    let (request, host) = (Uuid::nil(), host(0));
    [
        HostEvent::PostsAdded(PostsAdded { posts, request }),
        HostEvent::PostsTransferredIn(PostsTransferredIn {
            posts,
            host: host.clone(),
        }),
        HostEvent::PostsTransferredOut(PostsTransferredOut { posts, host }),
        HostEvent::ConventionAmended(ConventionAmended {
            posts_delta: 1,
            amount_delta_cents: 0,
        }),
    ]
}

/// The events of a host that have nothing to vary.
fn host_events() -> [HostEvent; 15] {
    [
        HostEvent::PrefectOpinionGiven(PrefectOpinionGiven {
            opinion: Opinion::Favourable,
            recommended_posts: None,
            wave: None,
            france_services: None,
            rural_zone: None,
            priority_district: None,
            comment: None,
        }),
        HostEvent::ActivationMailSent(ActivationMailSent { expires_on: day(0) }),
        HostEvent::ActivationMailSent(ActivationMailSent { expires_on: day(1) }),
        HostEvent::HostAccountActivated(HostAccountActivated {}),
        HostEvent::ConventionFileOpened(ConventionFileOpened {
            dossier_number: 1,
            procedure: Procedure::Public,
        }),
        HostEvent::ConventionFileFoundNonCompliant(ConventionFileFoundNonCompliant {
            defects: Vec::new(),
        }),
        HostEvent::ConventionFileCorrected(ConventionFileCorrected {}),
        HostEvent::ConventionTerminated(ConventionTerminated {
            by: "host".to_owned(),
            reason: sealed(),
        }),
        HostEvent::ApplicationMarkedDuplicate(ApplicationMarkedDuplicate { of: host(0) }),
        HostEvent::ApplicationCancelled(ApplicationCancelled { reason: sealed() }),
        HostEvent::HostWithdrawn(HostWithdrawn { reason: sealed() }),
        HostEvent::ApplicationReopened(ApplicationReopened { reason: sealed() }),
        HostEvent::ApplicationReopened(ApplicationReopened { reason: sealed() }),
        HostEvent::ValidationLetterSent(ValidationLetterSent {}),
        HostEvent::PrefectOpinionRevised(PrefectOpinionRevised {
            opinion: Opinion::Unfavourable,
            recommended_posts: None,
            wave: None,
            france_services: None,
            rural_zone: None,
            priority_district: None,
            comment: None,
        }),
    ]
}

fn person_moves() -> impl Strategy<Value = PersonMove> {
    prop_oneof![
        4 => (0..DEPARTMENTS.len()).prop_map(PersonMove::Register),
        2 => Just(PersonMove::Enrol(Delivery::Remote)),
        1 => Just(PersonMove::Enrol(Delivery::OnSite)),
        3 => Just(PersonMove::Start),
        1 => Just(PersonMove::Complete),
        1 => Just(PersonMove::Drop),
        1 => Just(PersonMove::Certify),
        2 => (1..9_u32).prop_map(PersonMove::Report),
        1 => (0..FILES).prop_map(PersonMove::Merge),
    ]
}

fn programme_moves() -> impl Strategy<Value = ProgrammeEvent> {
    let metrics = || prop_oneof![Just(Metric::PostsOpen), Just(Metric::CounsellorsHired)];
    let due = || (0..3_i32).prop_map(|due| day(40 * due));
    let tasks = prop_oneof![Just(TaskKind::GiveOpinion), Just(TaskKind::Recruit)];
    prop_oneof![
        (metrics(), due(), 1..9_u32).prop_map(|(metric, due_on, value)| {
            let label = format!("{value}");
            ProgrammeEvent::MilestoneSet(MilestoneSet {
                metric,
                due_on,
                value,
                label,
            })
        }),
        (metrics(), due(), 1..9_u32).prop_map(|(metric, due_on, value)| {
            let reason = sealed();
            ProgrammeEvent::MilestoneRevised(MilestoneRevised {
                metric,
                due_on,
                value,
                reason,
            })
        }),
        (tasks, due(), 0..40_u16).prop_map(|(task, applies_from, days)| {
            ProgrammeEvent::DeadlineSet(DeadlineSet {
                task,
                months: None,
                days: Some(days),
                applies_from,
            })
        }),
        (1..9_u32).prop_map(|counsellors| {
            let (lot, as_of) = ("1".to_owned(), day(0));
            ProgrammeEvent::TrainingLotAllotted(TrainingLotAllotted {
                lot,
                counsellors,
                as_of,
            })
        }),
        Just(ProgrammeEvent::TrainingLotDefined(TrainingLotDefined {
            lot: "1".to_owned(),
            delivery: Delivery::Remote,
            providers: vec!["P".to_owned()],
            regions: Vec::new(),
        })),
        Just(ProgrammeEvent::FigurePublished(FigurePublished {
            metric: "counsellors_hired".to_owned(),
            value: 3,
            as_of: day(0),
            published_by: "ANCT".to_owned(),
        })),
    ]
}

impl Move {
    fn make(self, history: &mut History, offset: i32) {
        match self {
            Self::Host(number, HostMove::Register(kind, place)) => {
                history.register_host_of(kind, number, offset, DEPARTMENTS[place])
            }
            Self::Host(number, HostMove::Move(place)) => {
                history.move_host(number, offset, DEPARTMENTS[place])
            }
            Self::Host(number, HostMove::Become(kind)) => history.on_host(
                number,
                offset,
                amended(ApplicationField::Kind, &kind.to_string()),
            ),
            Self::Host(number, HostMove::Event(event)) => history.on_host(number, offset, *event),
            Self::Person(number, move_) => move_.make(number, history, offset),
            Self::Hire(person, host) => history.hire(person, host, offset),
            Self::CancelHire(person, host) => history.cancel_hire(person, host, offset),
            Self::EndHire(person, host) => history.end_hire(person, host, offset),
            Self::Propose(person, host) => history.propose(person, host, offset),
            Self::Vote(host, held_in, posts) => history.vote(host, held_in, offset, posts),
            Self::Correct(host, held_in, verdict, posts) => {
                history.correct_vote(host, held_in, offset, verdict, posts)
            }
            Self::RequestMail(number) => history.request_mail(number, offset),
            Self::DeliverMail(number) => history.deliver_mail(number, offset),
            Self::Convene(number) => history.record(
                &session(number),
                offset,
                Event::Session(convened(number, offset)),
            ),
            Self::Seal(number) => {
                history.record(&session(number), offset, Event::Session(minutes_sealed()))
            }
            Self::Programme(event) => history.record(&programme(), offset, Event::Programme(event)),
        };
    }
}

impl HostMove {
    fn event(event: HostEvent) -> Self {
        Self::Event(Box::new(event))
    }
}

impl PersonMove {
    fn make(self, number: u32, history: &mut History, offset: i32) -> &mut History {
        match self {
            Self::Register(place) => history.register_person(number, offset, DEPARTMENTS[place]),
            Self::Enrol(delivery) => history.enrol(number, offset, "1", delivery),
            Self::Start => history.start_training(number, offset),
            Self::Complete => history.complete_training(number, offset),
            Self::Drop => history.drop_training(number, offset),
            Self::Certify => history.certify(number, offset),
            Self::Report(participants) => history.report(number, offset, participants),
            Self::Merge(into) if into < number => history.merge(number, offset, into),
            Self::Merge(_) => history,
        }
    }
}

pub(crate) fn convened(number: u32, offset: i32) -> SessionEvent {
    SessionEvent::SessionConvened(SessionConvened {
        label: number.to_string(),
        ordinal: number,
        held_on: day(offset),
        phase: 1,
    })
}

fn minutes_sealed() -> SessionEvent {
    SessionEvent::MinutesSealed(MinutesSealed {
        votes: 0,
        favourable: 0,
        posts: 0,
        digest: String::new(),
    })
}
