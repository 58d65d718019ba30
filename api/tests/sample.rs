//! The sample programme: accepted step by step, the same every time, fictional, and with the figures that were published.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use api::sample::{self, Loaded};
use domain::engine::{CivilDate, Personal, Recorded, StoredEvent};
use domain::host::HostEvent;
use domain::programme::Delivery;
use domain::territory::Department;
use domain::{Cnfs, Command, Event};
use eventlog::{Ledger, LedgerLimits, MemoryLog, SystemEnvironment, Vault};
use projections::Rows;
use projections::cnfs::views::{
    Funnel, Level, TerritoryRow, funnel, quality, recruitments, territories, training, trajectory,
};
use projections::cnfs::{Figure, Files, Known, Lens};
use tokio::runtime::Runtime;

/// The sample as it stands after one load, shared by the tests.
struct Sample {
    runtime: Runtime,
    ledger: Ledger<Cnfs>,
    loaded: Loaded,
    rows: Rows<Files>,
}

static SAMPLE: LazyLock<Sample> = LazyLock::new(|| {
    let runtime = Runtime::new().expect("a runtime");
    let (ledger, loaded, rows) = runtime.block_on(async {
        let ledger = ledger().await;
        let loaded = sample::load(&ledger, sample::history()).await;
        let loaded = loaded.unwrap_or_else(|why| panic!("{why}"));
        let rows = projections::replay::<Files>(ledger.log().as_ref(), None, |_| {}).await;
        (ledger, loaded, rows.expect("the log can be read"))
    });
    Sample {
        runtime,
        ledger,
        loaded,
        rows,
    }
});

async fn ledger() -> Ledger<Cnfs> {
    let world = Arc::new(SystemEnvironment);
    let log = Arc::new(MemoryLog::new(sample::slug(), world.clone()));
    let vault = Arc::new(Vault::in_memory());
    Ledger::open(log, vault, world, LedgerLimits::default())
        .await
        .expect("an empty log opens")
}

impl Sample {
    /// Through a day, as it was known at its end.
    fn then(&self, day: CivilDate) -> Lens {
        let log = self.ledger.log();
        let position = self
            .runtime
            .block_on(log.position_at(day.end_of_day_in_paris()))
            .expect("the log can be read");
        Lens {
            known: Known::from_position_at(position),
            ..Lens::as_of(day)
        }
    }

    /// Through a day, in both ways: as it was known then, and as it is known today.
    fn both(&self, day: CivilDate) -> [Lens; 2] {
        [self.then(day), Lens::as_of(day)]
    }

    fn funnel(&self, lens: &Lens) -> Funnel {
        funnel(&self.rows, lens)
    }

    fn events(&self) -> Vec<Recorded<Event>> {
        let log = self.ledger.log();
        let mut events = Vec::new();
        let mut after = None;
        loop {
            let page = self.runtime.block_on(log.read(after, 4_096));
            let page = page.expect("the log can be read");
            events.extend(page.events.iter().map(|bytes| {
                eventlog::decode::<Event>(bytes).expect("the log holds what was written")
            }));
            after = events.last().map(|event| event.meta.position);
            if page.is_last {
                return events;
            }
        }
    }
}

fn stage(funnel: &Funnel, id: &str) -> i64 {
    let stage = funnel.stages.iter().find(|stage| stage.id == id);
    stage.expect("the funnel has the stage").value
}

fn posts(funnel: &Funnel) -> i64 {
    let validated = funnel.stages.iter().find_map(|stage| stage.posts);
    validated.expect("the funnel tells the posts")
}

/// A day whose figures were published.
struct Published {
    day: (i16, i8, i8),
    posts: i64,
    /// `None` where it was not told.
    hired: Option<i64>,
}

const PUBLISHED: [Published; 4] = [
    Published {
        day: (2021, 3, 31),
        posts: 600,
        hired: None,
    },
    Published {
        day: (2021, 4, 30),
        posts: 1_000,
        hired: None,
    },
    Published {
        day: (2021, 5, 31),
        posts: 2_000,
        hired: Some(45),
    },
    Published {
        day: (2021, 6, 14),
        posts: 2_417,
        hired: Some(447),
    },
];

impl Published {
    fn day(&self) -> CivilDate {
        let (year, month, day) = self.day;
        CivilDate::of(year, month, day)
    }
}

fn last_slide() -> CivilDate {
    PUBLISHED[PUBLISHED.len() - 1].day()
}

#[test]
fn posts_and_hires_are_those_published_as_known_then_and_as_known_today() {
    for published in &PUBLISHED {
        for lens in SAMPLE.both(published.day()) {
            let funnel = SAMPLE.funnel(&lens);
            assert_eq!(posts(&funnel), published.posts, "{lens:?}");
            if let Some(hired) = published.hired {
                assert_eq!(stage(&funnel, "counsellors_hired"), hired, "{lens:?}");
            }
        }
    }
}

#[test]
fn all_who_were_hired_by_the_end_of_may_are_in_training_then() {
    for lens in SAMPLE.both(CivilDate::of(2021, 5, 31)) {
        let funnel = SAMPLE.funnel(&lens);
        assert_eq!(stage(&funnel, "counsellors_in_training"), 45, "{lens:?}");
    }
}

#[test]
fn twenty_eight_are_enrolled_on_site_in_june() {
    for lens in SAMPLE.both(last_slide()) {
        let training = training(&SAMPLE.rows, &lens);
        let mut deliveries = training.deliveries.iter();
        let on_site = deliveries.find(|row| row.delivery == Delivery::OnSite);
        assert_eq!(
            on_site.map(|row| row.figures.enrolled.value),
            Some(28),
            "{lens:?}"
        );
    }
}

#[test]
fn conventions_and_shares_are_those_published() {
    for lens in SAMPLE.both(last_slide()) {
        let quality = quality(&SAMPLE.rows, &lens);
        let sent = &quality.conventions_sent;
        assert_eq!((sent.conventions.value, sent.posts.value), (24, 26));
        assert_eq!(quality.private_share.numerator.value, 290);
        assert_eq!(percent(quality.private_share.value), "12 %");
        assert_eq!(percent(quality.non_compliant_share.value), "2 %");
        let not_activated = quality.not_activated_share.value;
        assert!(not_activated.is_some_and(|share| (0.25..0.35).contains(&share)));
    }
}

fn percent(share: Option<f64>) -> String {
    format!(
        "{:.0} %",
        share.expect("there is something to divide by") * 100.0
    )
}

#[test]
fn the_counts_of_unnamed_training_lots_stand_as_published_figures() {
    let training = training(&SAMPLE.rows, &Lens::as_of(last_slide()));
    let values: Vec<i64> = training
        .published
        .iter()
        .map(|figure| figure.value)
        .collect();
    assert_eq!(values, [537, 549, 437, 569]);
    assert!(training.lots.iter().all(|lot| lot.allotted.is_none()));
}

#[test]
fn territories_add_up_to_their_total_and_to_the_funnel() {
    for published in &PUBLISHED {
        let lens = SAMPLE.then(published.day());
        let funnel = SAMPLE.funnel(&lens);
        for level in [Level::Region, Level::Department] {
            let table = territories(&SAMPLE.rows, &lens, level);
            let sum = |of: fn(&TerritoryRow) -> Figure| -> i64 {
                table.rows.iter().map(|row| of(row).value).sum()
            };
            let total = &table.total;
            assert_eq!(sum(|row| row.figures.posts_open), posts(&funnel));
            assert_eq!(total.posts_open.value, posts(&funnel));
            let hired = stage(&funnel, "counsellors_hired");
            assert_eq!(sum(|row| row.figures.counsellors_hired), hired);
            assert_eq!(total.counsellors_hired.value, hired);
            let registered = stage(&funnel, "hosts_registered");
            assert_eq!(sum(|row| row.figures.hosts_registered), registered);
            assert_eq!(total.hosts_registered.value, registered);
        }
    }
}

#[test]
fn every_department_has_a_host() {
    let table = territories(&SAMPLE.rows, &Lens::as_of(last_slide()), Level::Department);
    let without = table
        .rows
        .iter()
        .filter(|row| row.figures.hosts_registered.value == 0);
    assert_eq!(without.count(), 0);
    assert_eq!(table.rows.len(), Department::all().len());
}

#[test]
fn half_months_add_up_to_what_was_published() {
    for published in &PUBLISHED {
        let curve = recruitments(&SAMPLE.rows, &SAMPLE.then(published.day()));
        let last = curve.points.last().expect("there are half-months");
        assert_eq!(last.posts_cumulative, published.posts);
        let hired: i64 = curve.points.iter().map(|point| point.hired).sum();
        assert_eq!(last.cumulative, hired);
        assert!(published.hired.is_none_or(|published| published == hired));
    }
}

#[test]
fn the_milestones_are_known_at_every_published_date() {
    let expected = [
        ("posts_open", (2021, 9, 30), 3_000),
        ("counsellors_hired", (2021, 9, 30), 1_000),
        ("posts_open", (2021, 12, 31), 3_500),
        ("counsellors_hired", (2021, 12, 31), 2_500),
        ("counsellors_hired", (2022, 4, 30), 4_000),
    ];
    for published in &PUBLISHED {
        let trajectory = trajectory(&SAMPLE.rows, &SAMPLE.then(published.day()));
        let mut found: Vec<_> = trajectory
            .milestones
            .iter()
            .map(|goal| (goal.metric.to_string(), goal.due_on, goal.target))
            .collect();
        found.sort();
        let mut expected = expected.map(|(metric, (year, month, day), target)| {
            (metric.to_owned(), CivilDate::of(year, month, day), target)
        });
        expected.sort();
        assert_eq!(found, expected);
    }
}

#[test]
fn the_funnel_of_june_is_plausible_and_narrows() {
    let funnel = SAMPLE.funnel(&SAMPLE.then(last_slide()));
    assert!((8_500..8_800).contains(&stage(&funnel, "hosts_registered")));
    assert!((6_100..6_400).contains(&stage(&funnel, "hosts_opined")));
    assert_eq!(stage(&funnel, "applications_validated"), 1_603);
    assert!((700..1_300).contains(&stage(&funnel, "posts_in_recruitment")));
    assert!((1..=24).contains(&stage(&funnel, "conventions_signed")));
    assert!((100..447).contains(&stage(&funnel, "counsellors_in_training")));
}

#[test]
fn what_is_recorded_late_shows_between_the_two_times() {
    let apart = |day: CivilDate, id: &str| {
        let [then, today] = SAMPLE
            .both(day)
            .map(|lens| stage(&SAMPLE.funnel(&lens), id));
        today - then
    };
    assert!(apart(last_slide(), "hosts_opined") > 100);
    assert!(apart(last_slide(), "conventions_signed") > 0);
    let september = CivilDate::of(2021, 9, 30);
    assert!(apart(september, "counsellors_hired") > 10);
    assert!(apart(september, "applications_validated") > 10);
    assert!(apart(september, "conventions_signed") > 100);
}

#[test]
fn it_goes_on_to_a_plausible_end() {
    let hired = |day| stage(&SAMPLE.funnel(&Lens::as_of(day)), "counsellors_hired");
    assert!((900..1_100).contains(&hired(CivilDate::of(2021, 9, 30))));
    assert!((2_200..2_700).contains(&hired(CivilDate::of(2021, 12, 31))));
    let end = CivilDate::of(2022, 12, 31);
    assert!((3_800..4_000).contains(&hired(end)));
    let open = posts(&SAMPLE.funnel(&Lens::as_of(end)));
    assert!((3_850..=4_000).contains(&open));
    let certified = training(&SAMPLE.rows, &Lens::as_of(end)).total.certified;
    assert!((2_800..3_800).contains(&certified.value));
}

#[test]
fn the_envelope_is_never_exceeded_in_the_order_of_recording() {
    let mut open = 0;
    for event in SAMPLE.events() {
        open += match event.event {
            Event::Host(HostEvent::CoselecVoteRecorded(vote)) => i64::from(vote.posts_granted),
            Event::Host(HostEvent::PostsReturned(returned)) => -i64::from(returned.posts.get()),
            _ => 0,
        };
        assert!((0..=4_000).contains(&open), "{:?}", event.meta);
    }
}

/// What happens in a programme that goes its way: the corrections, requests and daily reports of the
/// rest of the catalogue are not told by the sample.
const MAIN_PATH: [&str; 42] = [
    "ProgrammeOpened",
    "MilestoneSet",
    "TrainingLotDefined",
    "FigurePublished",
    "SessionConvened",
    "VoteTallied",
    "MinutesSealed",
    "HostRegistered",
    "PrefectOpinionGiven",
    "CoselecVoteRecorded",
    "ActivationMailSent",
    "HostAccountActivated",
    "ConventionFileOpened",
    "ConventionFileMoved",
    "ConventionFileFoundNonCompliant",
    "ConventionFileCorrected",
    "ConventionSent",
    "ConventionSigned",
    "ConventionTerminated",
    "PostsReturned",
    "PostFilled",
    "PostVacated",
    "ApplicationMarkedDuplicate",
    "ApplicationCancelled",
    "HostWithdrawn",
    "CandidateRegistered",
    "CandidateHired",
    "HireCancelled",
    "ContractEnded",
    "TerminationNotified",
    "TerminationValidated",
    "TrainingWaived",
    "TrainingEnrolled",
    "TrainingStarted",
    "TrainingCompleted",
    "TrainingDropped",
    "ExamSat",
    "CertificationAwarded",
    "MatchProposed",
    "MatchShortlisted",
    "HireDeclared",
    "HireDeclarationCancelled",
];

#[test]
fn each_kind_of_event_of_the_main_path_happens() {
    let happened: BTreeSet<String> = SAMPLE
        .events()
        .iter()
        .map(|event| event.event.type_name().to_owned())
        .collect();
    let absent: Vec<_> = MAIN_PATH
        .iter()
        .filter(|name| !happened.contains(**name))
        .collect();
    assert!(absent.is_empty(), "{absent:?}");
    let known: BTreeSet<_> = Event::catalogue().map(|(_, name, _)| name).collect();
    assert!(MAIN_PATH.iter().all(|name| known.contains(name)));
}

#[test]
fn each_verdict_and_each_opinion_is_given() {
    let (mut verdicts, mut opinions) = (BTreeSet::new(), BTreeSet::new());
    for step in sample::history() {
        match step.command {
            Command::RecordCoselecVote(vote) => verdicts.insert(vote.verdict.to_string()),
            Command::RecordPrefectOpinion(given) => opinions.insert(given.opinion.to_string()),
            _ => false,
        };
    }
    assert_eq!((verdicts.len(), opinions.len()), (3, 4));
}

#[test]
fn every_step_is_accepted_and_a_second_load_changes_nothing() {
    let steps = sample::history();
    let count = u64::try_from(steps.len()).expect("fewer than 2^64 steps");
    assert_eq!((SAMPLE.loaded.decided, SAMPLE.loaded.repeated), (count, 0));
    let position = SAMPLE.loaded.position;
    assert!(position.is_some_and(|last| (60_000..=120_000).contains(&last.get())));

    let again = SAMPLE.runtime.block_on(sample::load(&SAMPLE.ledger, steps));
    let again = again.unwrap_or_else(|why| panic!("{why}"));
    assert_eq!((again.decided, again.repeated), (0, count));
    assert_eq!(*SAMPLE.ledger.log().head().borrow(), position);
}

#[test]
fn a_step_that_is_refused_is_named() {
    let steps = sample::history().into_iter().skip(1).take(1);
    let runtime = Runtime::new().expect("a runtime");
    let refused = runtime.block_on(async { sample::load(&ledger().await, steps).await });
    let why = refused.expect_err("the programme was not opened");
    assert!(why.to_string().contains("RegisterHost"), "{why}");
    assert!(why.to_string().contains("not opened yet"), "{why}");
}

#[test]
fn the_history_is_the_same_every_time_and_recorded_in_order() {
    let steps = sample::history();
    assert!(steps == sample::history(), "two histories differ");
    assert!(steps.is_sorted_by_key(|step| step.recorded_at));
    let ids: BTreeSet<_> = steps.iter().map(|step| step.command_id).collect();
    assert_eq!(ids.len(), steps.len());
}

#[test]
fn nobody_in_it_is_real() {
    for step in sample::history() {
        match step.command {
            Command::RegisterHost(host) => {
                let number = host.siret.map(|siret| siret.to_string());
                let number = number.or(host.ridet.map(|ridet| ridet.to_string()));
                assert!(number.is_some_and(|number| number.starts_with("000")));
                assert!(host.commune_insee.is_none() && host.postal_code.is_none());
                let contact = clear(host.contact);
                is_fictional(&contact.email, contact.phone.as_deref());
            }
            Command::RegisterCandidate(person) => {
                let identity = clear(person.identity);
                is_fictional(&identity.email, identity.phone.as_deref());
            }
            _ => {}
        }
    }
}

fn clear<T>(field: Option<Personal<T>>) -> T {
    match field {
        Some(Personal::Clear(content)) => content,
        _ => panic!("a command brings its personal fields in the clear"),
    }
}

fn is_fictional(email: &str, phone: Option<&str>) {
    assert!(email.ends_with(".example"), "{email}");
    assert!(phone.is_none_or(|phone| phone.starts_with("+33 6 39 98 ")));
}
