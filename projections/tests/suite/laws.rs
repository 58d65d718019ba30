//! Laws that hold for every history, every pair of times and every way of folding.

use std::collections::BTreeMap;

use domain::engine::{Fold, Meta, Position};
use projections::views::{self, Level, TaskFilter};
use projections::{Answer, Asked, Files, Known, Lens, Options, ReadModel, Rows, View, replay};
use proptest::prelude::*;
use serde::Serialize;
use serde_json::{Value, json};

use super::history::{as_of, day};
use super::moves::{DAYS, histories, lawful_histories};
use super::oracle::Oracle;

/// Any pair of times, and any territory.
fn lenses() -> impl Strategy<Value = Lens> {
    let known = prop_oneof![
        Just(Known::All),
        Just(Known::Nothing),
        (1..150_u64).prop_filter_map("never 0", |at| Position::new(at).map(Known::Through)),
    ];
    let region = prop_oneof![3 => Just(None), 1 => Just(Some("32")), 1 => Just(Some("04"))];
    let department = prop_oneof![4 => Just(None), 1 => Just(Some("59"))];
    (-5..DAYS + 40, known, region, department).prop_map(|(offset, known, region, department)| {
        Lens {
            as_of: day(offset),
            known,
            region: region.map(|code| code.parse().unwrap()),
            department: department.map(|code| code.parse().unwrap()),
        }
    })
}

fn pairs_of_times() -> impl Strategy<Value = Lens> {
    lenses().prop_map(|lens| Lens {
        region: None,
        department: None,
        ..lens
    })
}

fn holds(lens: &Lens, meta: &Meta) -> bool {
    let known = match lens.known {
        Known::All => true,
        Known::Through(last) => meta.position <= last,
        Known::Nothing => false,
    };
    known && meta.occurred_on <= lens.as_of
}

/// Every view as it is answered, with its table.
fn answers(rows: &Rows<Files>, lens: &Lens) -> Vec<Value> {
    vec![
        answer(lens, views::funnel(rows, lens)),
        answer(lens, views::recruitments(rows, lens)),
        answer(lens, views::territories(rows, lens, Level::Region)),
        answer(lens, views::territories(rows, lens, Level::Department)),
        answer(lens, views::trajectory(rows, lens)),
        answer(lens, views::quality(rows, lens)),
        answer(lens, views::training(rows, lens)),
        answer(lens, views::sessions(rows, lens)),
        answer(lens, views::workflow_counts(rows, lens)),
        answer(lens, views::activities(rows, lens)),
        answer(lens, views::tasks(rows, lens, &TaskFilter::default())),
    ]
}

fn answer<V: View + Serialize>(lens: &Lens, view: V) -> Value {
    let table = view.table();
    for row in &table.rows {
        assert_eq!(row.len(), table.header.len(), "a row fills its header");
    }
    let asked = Asked {
        programme: "test".parse().unwrap(),
        position: None,
        known_at: None,
        lens: *lens,
    };
    json!({"table": format!("{table:?}"), "answer": Answer::new(&asked, view)})
}

proptest! {
    #[test]
    fn a_view_in_two_times_is_the_view_of_the_events_within_them(
        history in histories(),
        lens in lenses(),
    ) {
        let filtered = history.rows_where(|meta| holds(&lens, meta));
        let everything = Lens { known: Known::All, ..lens };
        prop_assert_eq!(answers(&history.rows(), &lens), answers(&filtered, &everything));
    }

    #[test]
    fn the_figures_are_those_of_the_definitions(
        history in lawful_histories(),
        lens in pairs_of_times(),
    ) {
        let rows = history.rows();
        let lens = match lens.known {
            Known::Through(position) => Lens { known: history.known_through(position), ..lens },
            _ => lens,
        };
        let events = history.events.iter().filter(|event| holds(&lens, &event.meta));
        let oracle = Oracle(events.collect());

        let funnel = views::funnel(&rows, &lens);
        let mut figures: BTreeMap<_, _> =
            funnel.stages.iter().map(|stage| (stage.id, stage.value)).collect();
        figures.insert("posts_open", funnel.stages[2].posts.unwrap());
        prop_assert_eq!(figures, oracle.funnel());

        let moved: BTreeMap<_, _> = views::recruitments(&rows, &lens)
            .points
            .iter()
            .map(|point| (point.period.clone(), (point.hired, point.posts_opened)))
            .filter(|(_, moved)| *moved != (0, 0))
            .collect();
        let mut expected = oracle.by_half_month();
        expected.retain(|_, moved| *moved != (0, 0));
        prop_assert_eq!(moved, expected);
    }

    #[test]
    fn the_rows_add_up_to_the_total_and_the_total_is_the_funnel(
        history in histories(),
        lens in lenses(),
    ) {
        let rows = history.rows();
        let funnel = views::funnel(&rows, &lens);
        let recruitments = views::recruitments(&rows, &lens);
        let reached = recruitments.points.last();
        for level in [Level::Region, Level::Department] {
            let total = views::territories(&rows, &lens, level).total;
            let of_total = [
                total.hosts_registered,
                total.hosts_opined,
                total.applications_validated,
                total.posts_in_recruitment,
                total.conventions_signed,
                total.counsellors_hired,
                total.counsellors_in_training,
            ];
            let of_funnel: Vec<_> = funnel.stages.iter().map(|stage| stage.value).collect();
            prop_assert_eq!(of_total.map(|figure| figure.value).to_vec(), of_funnel);
            prop_assert_eq!(Some(total.posts_open.value), funnel.stages[2].posts);
            prop_assert_eq!(
                reached.map_or((0, 0), |point| (point.cumulative, point.posts_cumulative)),
                (total.counsellors_hired.value, total.posts_open.value),
            );
        }
    }

    #[test]
    fn territories_part_the_programme_without_rest(history in histories(), lens in pairs_of_times()) {
        let rows = history.rows();
        let territories = views::territories(&rows, &lens, Level::Region);
        for row in territories.rows.iter().filter(|row| row.code != "unknown") {
            let alone = Lens { region: Some(row.code.parse().unwrap()), ..lens };
            let funnel = views::funnel(&rows, &alone);
            prop_assert_eq!(funnel.stages[0].value, row.figures.hosts_registered.value);
            prop_assert_eq!(funnel.stages[5].value, row.figures.counsellors_hired.value);
        }
    }

    #[test]
    fn rows_folded_apart_by_stream_and_put_together_are_the_rows_folded_at_once(
        history in histories(),
        parts in 1..4_u64,
    ) {
        let part_of = |meta: &Meta| {
            meta.stream.to_string().bytes().map(u64::from).sum::<u64>() % parts
        };
        let mut together = Rows::<Files>::default();
        for part in 0..parts {
            together.merge(history.rows_where(|meta| part_of(meta) == part));
        }
        let at_once = history.rows();
        prop_assert_eq!(together.digest(), at_once.digest());
        prop_assert_eq!(together.position(), at_once.position());
        prop_assert_eq!(sorted(&together), sorted(&at_once));
    }

    #[test]
    fn rows_that_differ_have_digests_that_differ(history in histories()) {
        let rows = history.rows();
        for omitted in &history.events {
            let other = history.rows_where(|meta| meta.position != omitted.meta.position);
            prop_assert_ne!(other.digest(), rows.digest());
        }
    }
}

proptest! {
    // Each case starts a runtime and two threads of read models.
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_read_model_that_followed_live_equals_a_replay_whatever_its_pages(
        history in histories(),
        page_events in 1..20_usize,
        appended_before in 0..60_usize,
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let before = history.first(appended_before);
            let log = before.log().await;
            let model = ReadModel::<Files>::start(log.clone(), None, Options { page_events })
                .await
                .unwrap();
            history.append_to(&*log, before.events.len()).await;
            if let Some(last) = history.events.last() {
                assert!(model.wait_for(last.meta.position, super::read_model::PATIENCE).await);
            }
            let replayed = replay::<Files>(&*log, None, |_| {}).await.unwrap();
            model.view(|rows| {
                assert_eq!(rows.digest(), replayed.digest());
                assert_eq!(rows.position(), replayed.position());
                assert_eq!(sorted(rows), sorted(&replayed));
            });
        });
    }
}

fn sorted(rows: &Rows<Files>) -> Vec<(String, String)> {
    let mut sorted: Vec<_> = rows
        .iter()
        .map(|(key, row)| (key.to_string(), format!("{row:?}")))
        .collect();
    sorted.sort();
    sorted
}

#[test]
fn every_indicator_that_a_view_shows_is_defined_once() {
    let mut ids: Vec<_> = projections::definitions().iter().map(|it| it.id).collect();
    for shown in [
        views::Funnel::INDICATORS,
        views::Recruitments::INDICATORS,
        views::Territories::INDICATORS,
        views::Trajectory::INDICATORS,
        views::Quality::INDICATORS,
        views::Training::INDICATORS,
        views::Sessions::INDICATORS,
        views::WorkflowCounts::INDICATORS,
        views::Activities::INDICATORS,
        views::Tasks::INDICATORS,
    ] {
        assert!(shown.iter().all(|id| ids.contains(id)), "{shown:?}");
    }
    ids.sort_unstable();
    let defined = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), defined);
}

#[test]
fn an_empty_programme_has_every_stage_and_no_point() {
    let rows = Rows::<Files>::default();
    let funnel = views::funnel(&rows, &as_of(0));
    assert_eq!(funnel.stages.len(), 7);
    assert!(funnel.stages.iter().all(|stage| stage.value == 0));
    assert!(views::recruitments(&rows, &as_of(0)).points.is_empty());
}

#[test]
fn the_fold_keeps_its_name() {
    assert_eq!((Files::NAME, Files::VERSION), ("files", 2));
}
