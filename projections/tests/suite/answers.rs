//! Milestones, territories, sessions, training and answers, each by an example.

use domain::Event;
use domain::engine::Dated;
use domain::host::HostKind;
use domain::programme::{
    Delivery, Metric, MilestoneRevised, MilestoneSet, ProgrammeEvent, TrainingLotAllotted,
};
use projections::views::{self, Level};
use projections::{Answer, Asked, Lens, Locale, View};
use serde_json::json;

use super::decided::registered;
use super::definitions::{one_host_one_person, points};
use super::history::{History, as_of, day, host, known, programme, sealed, session};
use super::moves::convened;

fn milestone(value: u32) -> Event {
    Event::Programme(ProgrammeEvent::MilestoneSet(MilestoneSet {
        metric: Metric::CounsellorsHired,
        due_on: "2021-09-30".parse().unwrap(),
        value,
        label: "Fin septembre".to_owned(),
    }))
}

#[test]
fn a_milestone_says_what_is_still_needed_in_each_half_month() {
    let mut history = one_host_one_person();
    history
        .record(&programme(), 0, milestone(1_000))
        .hire(1, 1, 10);
    let at_committee = Lens::as_of("2021-06-14".parse().unwrap());
    let trajectory = views::trajectory(&history.rows(), &at_committee);
    let milestone = &trajectory.milestones[0];
    assert_eq!(
        (milestone.target, milestone.actual, milestone.gap),
        (1_000, 1, 999)
    );
    // Seven half-months begin after 14 June and end by 30 September.
    assert_eq!(milestone.required_per_half_month, Some(142.71));
    assert_eq!(trajectory.series.last().unwrap().counsellors_hired, 1);
}

#[test]
fn a_milestone_that_is_due_asks_for_no_pace() {
    let mut history = one_host_one_person();
    history.record(&programme(), 0, milestone(1_000));
    let late = Lens::as_of("2021-09-20".parse().unwrap());
    let trajectory = views::trajectory(&history.rows(), &late);
    assert_eq!(trajectory.milestones[0].required_per_half_month, None);
}

#[test]
fn a_milestone_that_was_not_known_is_not_shown_and_a_revision_keeps_the_label() {
    let mut history = one_host_one_person();
    let before = history.events.len() as u64;
    let revised = ProgrammeEvent::MilestoneRevised(MilestoneRevised {
        metric: Metric::CounsellorsHired,
        due_on: "2021-09-30".parse().unwrap(),
        value: 800,
        reason: sealed(),
    });
    history.record(&programme(), 0, milestone(1_000)).record(
        &programme(),
        30,
        Event::Programme(revised),
    );
    let targets = |lens: &Lens| -> Vec<_> {
        let milestones = views::trajectory(&history.rows(), lens).milestones;
        milestones
            .into_iter()
            .map(|it| (it.target, it.label.unwrap()))
            .collect()
    };
    assert_eq!(targets(&known(60, before)), []);
    assert_eq!(targets(&as_of(29)), [(1_000, "Fin septembre".to_owned())]);
    assert_eq!(targets(&as_of(30)), [(800, "Fin septembre".to_owned())]);
}

#[test]
fn a_host_registered_after_its_vote_counts_in_the_total_and_in_no_territory_until_then() {
    let mut history = History::default();
    history.register_host(1, 10, "59").vote(1, 1, 5, 2);
    let territories = views::territories(&history.rows(), &as_of(5), Level::Region);
    let last = territories.rows.last().unwrap();
    assert_eq!((last.code, last.figures.posts_open.value), ("unknown", 2));
    assert_eq!(territories.total.posts_open.value, 2);
    let placed = views::territories(&history.rows(), &as_of(10), Level::Region);
    assert!(placed.rows.iter().all(|row| row.code != "unknown"));
}

#[test]
fn every_territory_of_a_level_has_its_row() {
    let rows = History::default().rows();
    let count = |level, lens: &Lens| views::territories(&rows, lens, level).rows.len();
    assert_eq!(count(Level::Region, &as_of(0)), 24);
    assert_eq!(count(Level::Department, &as_of(0)), 107);
    let hauts_de_france = Lens {
        region: Some("32".parse().unwrap()),
        ..as_of(0)
    };
    assert_eq!(count(Level::Region, &hauts_de_france), 1);
    assert_eq!(count(Level::Department, &hauts_de_france), 5);
}

#[test]
fn a_figure_on_facts_dated_at_latest_says_so_and_the_others_do_not() {
    let mut history = History::default();
    let event = registered(HostKind::Commune, "59");
    history
        .record_dated(&host(1), 5, Dated::AtLatest, Event::Host(event))
        .vote(1, 1, 5, 2);
    let funnel = views::funnel(&history.rows(), &as_of(5));
    let approximate: Vec<_> = funnel
        .stages
        .iter()
        .filter(|stage| stage.approximate)
        .map(|stage| stage.id)
        .collect();
    assert_eq!(approximate, ["hosts_registered"]);
    assert!(funnel.is_approximate());
    assert!(views::workflow_counts(&history.rows(), &as_of(5)).is_approximate());
    assert!(!views::recruitments(&history.rows(), &as_of(5)).is_approximate());
}

#[test]
fn a_session_counts_the_last_verdict_on_each_file() {
    let mut history = History::default();
    history
        .record(&session(7), 5, Event::Session(convened(7, 5)))
        .register_host(1, 0, "59")
        .register_host(2, 0, "75")
        .vote(1, 7, 5, 2)
        .vote(2, 7, 5, 1)
        .vote(1, 7, 5, 4);
    let sessions = views::sessions(&history.rows(), &as_of(5));
    let figures = &sessions.sessions[0].figures;
    assert_eq!((figures.votes.value, figures.posts.value), (2, 5));
    let nord = Lens {
        department: Some("59".parse().unwrap()),
        ..as_of(5)
    };
    let total = views::sessions(&history.rows(), &nord).total;
    assert_eq!((total.votes.value, total.posts.value), (1, 4));
}

#[test]
fn training_is_counted_by_lot_path_and_delivery() {
    let mut history = one_host_one_person();
    let allotted = ProgrammeEvent::TrainingLotAllotted(TrainingLotAllotted {
        lot: "1".to_owned(),
        counsellors: 537,
        as_of: day(0),
    });
    history
        .record(&programme(), 0, Event::Programme(allotted))
        .hire(1, 1, 10)
        .enrol(1, 11, "1", Delivery::Remote)
        .start_training(1, 12)
        .complete_training(1, 42)
        .certify(1, 50);
    let training = views::training(&history.rows(), &as_of(50));
    let lot = &training.lots[0];
    assert_eq!((lot.lot.as_str(), lot.allotted), ("1", Some(537)));
    let counts = [
        lot.figures.enrolled,
        lot.figures.started,
        lot.figures.in_training,
        lot.figures.completed,
        lot.figures.certified,
    ];
    assert_eq!(counts.map(|figure| figure.value), [1, 1, 0, 1, 1]);
    assert_eq!(training.paths[0].path_hours, 280);
    assert_eq!(training.deliveries[0].figures, lot.figures);
}

#[test]
fn the_workflow_counts_each_file_where_its_events_lead_it() {
    let mut history = one_host_one_person();
    history.hire(1, 1, 10);
    let counts = views::workflow_counts(&history.rows(), &as_of(10));
    let full: Vec<_> = counts
        .kinds
        .iter()
        .flat_map(|kind| kind.states.iter().map(move |state| (kind.kind, state)))
        .filter(|(_, state)| state.files.value > 0)
        .map(|(kind, state)| (kind, state.state.as_str()))
        .collect();
    assert_eq!(
        full,
        [
            ("session", "convened"),
            ("host", "validated"),
            ("candidate", "hired"),
            ("match", "hired"),
        ]
    );
}

#[test]
fn an_answer_has_the_shape_that_others_parse() {
    let mut history = History::default();
    history.register_host(1, 0, "59").vote(1, 1, 5, 2);
    let rows = history.rows();
    let asked = Asked {
        programme: "cnfs".parse().unwrap(),
        position: rows.position(),
        known_at: None,
        lens: as_of(5),
    };
    let answer = Answer::new(&asked, views::funnel(&rows, &asked.lens));
    let answer = serde_json::to_value(answer).unwrap();
    assert_eq!(answer["programme"], "cnfs");
    assert_eq!(answer["position"], 3);
    assert_eq!(answer["as_of"], "2021-01-06");
    assert_eq!(
        answer["definitions"][0],
        json!({"id": "hosts_registered", "version": 1})
    );
    assert_eq!(
        answer["stages"][2],
        json!({
            "id": "applications_validated",
            "label": "Candidatures validées en COSELEC",
            "value": 1,
            "unit": "hosts",
            "posts": 2
        })
    );
    let point = serde_json::to_value(&points(&history, &as_of(5))[0]).unwrap();
    assert_eq!(
        point,
        json!({
            "period": "2021-01-H1", "starts_on": "2021-01-01", "ends_on": "2021-01-15",
            "hired": 0, "cumulative": 0, "posts_opened": 2, "posts_cumulative": 2
        })
    );
}

#[test]
fn a_table_is_written_for_a_french_spreadsheet() {
    let mut history = History::default();
    history
        .register_host_of(HostKind::Private, 1, 0, "59")
        .register_host(2, 0, "59")
        .vote(1, 1, 5, 1)
        .vote(2, 1, 5, 3);
    let csv = views::quality(&history.rows(), &as_of(5))
        .table()
        .csv(Locale::French);
    let mut lines = csv.split("\r\n");
    assert_eq!(
        lines.next(),
        Some("\u{feff}Indicateur;Libellé;Valeur;Numérateur;Dénominateur;Postes")
    );
    assert_eq!(
        lines.next(),
        Some("private_share;Part des postes dans le privé;0,25;1;4;")
    );
}
