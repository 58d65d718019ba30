//! Open tasks: what waits, for whom, since when and until when, in both times.

use domain::Event;
use domain::candidate::{CandidateEvent, Certificate, ExamSat};
use domain::engine::Dated;
use domain::host::{HostEvent, HostWithdrawn};
use domain::matching::{MatchEvent, MatchProposed, Origin};
use domain::programme::{DeadlineSet, Delivery, ProgrammeEvent};
use domain::task::TaskKind;
use projections::views::{self, InScope, Lateness, TaskFilter, TaskRow};
use projections::{Lens, View};

use super::definitions::{activated, mail, one_host_one_person};
use super::history::{
    History, as_of, day, host, known, match_of, person, programme, sealed, session,
};
use super::moves::convened;

fn open(history: &History, lens: &Lens, filter: &TaskFilter) -> Vec<(String, TaskKind)> {
    let tasks = views::tasks(&history.rows(), lens, filter)
        .tasks
        .into_iter();
    tasks
        .map(|row| (row.stream.to_string(), row.task))
        .collect()
}

fn kinds(history: &History, lens: &Lens, filter: &TaskFilter) -> Vec<TaskKind> {
    let open = open(history, lens, filter).into_iter();
    open.map(|(_, task)| task).collect()
}

fn of_file(history: &History, lens: &Lens, number: u32) -> Vec<TaskRow> {
    views::tasks_of(&history.rows(), lens, &host(number))
}

fn in_scope(scope: &str) -> TaskFilter {
    TaskFilter {
        scope: scope.parse().unwrap(),
        ..TaskFilter::default()
    }
}

fn of_role(role: &str) -> TaskFilter {
    TaskFilter {
        role: Some(role.to_owned()),
        ..TaskFilter::default()
    }
}

fn deadline(days: u16) -> Event {
    Event::Programme(ProgrammeEvent::DeadlineSet(DeadlineSet {
        task: TaskKind::GiveOpinion,
        months: None,
        days: Some(days),
        applies_from: day(0),
    }))
}

/// Two registered hosts; the vote on the first is recorded later than its day.
fn two_hosts() -> (History, u64) {
    let mut history = History::default();
    history.register_host(1, 0, "59").register_host(2, 3, "75");
    let before_the_vote = history.events.len() as u64;
    history.vote(1, 1, 5, 2);
    (history, before_the_vote)
}

#[test]
fn a_task_waits_at_one_pair_of_times_and_is_done_at_another() {
    let (history, before_the_vote) = two_hosts();
    let all = TaskFilter::default();
    let opinions = |lens: &Lens| {
        let mut open = open(&history, lens, &all);
        open.retain(|(_, task)| *task == TaskKind::GiveOpinion);
        open.into_iter()
            .map(|(stream, _)| stream)
            .collect::<Vec<_>>()
    };
    let (first, second) = (host(1).to_string(), host(2).to_string());
    assert_eq!(opinions(&as_of(2)), [host(1).to_string()]);
    assert_eq!(opinions(&as_of(4)), [first.clone(), second.clone()]);
    // The vote closes it from its own day on, once it is known.
    assert_eq!(
        opinions(&known(6, before_the_vote)),
        [first, second.clone()]
    );
    assert_eq!(opinions(&as_of(6)), [second]);
}

#[test]
fn a_task_is_late_by_the_deadline_that_was_known() {
    let (mut history, _) = two_hosts();
    let before_any_deadline = history.events.len() as u64;
    history.record(&programme(), 10, deadline(20));
    let after_the_first = history.events.len() as u64;
    history.record(&programme(), 30, deadline(40));
    let opinion = |lens: &Lens| {
        let task = of_file(&history, lens, 2).remove(0);
        (task.since, task.due, task.late_days)
    };
    let since = day(3);
    assert_eq!(
        opinion(&known(60, before_any_deadline)),
        (since, None, None)
    );
    assert_eq!(opinion(&as_of(9)), (since, None, None));
    assert_eq!(opinion(&as_of(23)), (since, Some(day(23)), None));
    assert_eq!(opinion(&as_of(24)), (since, Some(day(23)), Some(1)));
    assert_eq!(
        opinion(&known(60, after_the_first)),
        (since, Some(day(23)), Some(37))
    );
    assert_eq!(opinion(&as_of(60)), (since, Some(day(43)), Some(17)));
}

#[test]
fn the_longest_due_come_first_and_those_without_a_deadline_last() {
    let (mut history, _) = two_hosts();
    history.on_host(1, 6, mail());
    let rows = history.rows();
    let tasks = views::tasks(&rows, &as_of(200), &TaskFilter::default());
    let order: Vec<_> = tasks.tasks.iter().map(|row| (row.task, row.due)).collect();
    assert_eq!(
        order,
        [
            (TaskKind::ActivateAccount, Some(day(28))),
            (TaskKind::Recruit, Some("2021-04-06".parse().unwrap())),
            (TaskKind::GiveOpinion, None),
            (TaskKind::SendLetter, None),
        ]
    );
    assert_eq!((tasks.total, tasks.late), (4, 2));
    let counts: Vec<_> = tasks
        .by_task
        .iter()
        .map(|count| (count.task, count.role, count.open, count.late))
        .collect();
    assert_eq!(
        counts,
        [
            (TaskKind::GiveOpinion, "prefecture", 1, 0),
            (TaskKind::SendLetter, "anct", 1, 0),
            (TaskKind::ActivateAccount, "host", 1, 1),
            (TaskKind::Recruit, "host", 1, 1),
        ]
    );
    assert_eq!(tasks.table().rows.len(), 4);
}

#[test]
fn a_page_is_a_part_of_the_whole_and_says_how_much_there_is() {
    let mut history = History::default();
    for number in 0..20 {
        history.register_host(number, 20 - i32::try_from(number).unwrap(), "59");
    }
    let rows = history.rows();
    let whole = views::tasks(&rows, &as_of(30), &TaskFilter::default());
    assert_eq!(whole.tasks.len(), 20);
    assert_eq!(whole.tasks[0].stream, host(19));
    for (offset, limit) in [(0, 7), (7, 7), (14, 7), (25, 7), (0, 0), (3, usize::MAX)] {
        let filter = TaskFilter {
            offset,
            limit,
            ..TaskFilter::default()
        };
        let page = views::tasks(&rows, &as_of(30), &filter);
        let expected = whole.tasks.iter().skip(offset).take(limit);
        assert!(page.tasks.iter().eq(expected), "{offset} {limit}");
        assert_eq!((page.total, &page.by_task), (20, &whole.by_task));
    }
}

#[test]
fn tasks_are_told_apart_by_role_scope_lateness_and_territory() {
    let (mut history, _) = two_hosts();
    history.on_host(1, 6, mail());
    let late = TaskFilter {
        lateness: Lateness::Late,
        ..of_role("host")
    };
    let kinds = |lens: &Lens, filter: &TaskFilter| kinds(&history, lens, filter);
    assert_eq!(
        kinds(&as_of(40), &of_role("prefecture")),
        [TaskKind::GiveOpinion]
    );
    assert_eq!(kinds(&as_of(40), &of_role("nobody")), []);
    assert_eq!(kinds(&as_of(40), &late), [TaskKind::ActivateAccount]);
    assert_eq!(kinds(&as_of(40), &in_scope("75")), [TaskKind::GiveOpinion]);
    assert_eq!(kinds(&as_of(40), &in_scope("59")).len(), 3);
    assert_eq!(kinds(&as_of(40), &in_scope(&host(1).to_string())).len(), 3);
    assert_eq!(kinds(&as_of(40), &in_scope("national")).len(), 4);
    let nord = Lens {
        region: Some("32".parse().unwrap()),
        ..as_of(40)
    };
    assert_eq!(kinds(&nord, &TaskFilter::default()).len(), 3);
}

#[test]
fn a_persons_task_belongs_to_the_hiring_host_and_to_the_trainings_provider() {
    let mut history = one_host_one_person();
    history
        .hire(1, 1, 10)
        .enrol(1, 11, "4", Delivery::OnSite)
        .start_training(1, 12)
        .complete_training(1, 20);
    let exam = TaskKind::SitExam;
    let in_reach = |scope: &str| kinds(&history, &as_of(30), &in_scope(scope));
    assert_eq!(in_reach("P"), [exam]);
    assert_eq!(in_reach("lot:4"), [exam]);
    assert_eq!(in_reach("lot:1"), []);
    assert!(in_reach("59").contains(&exam));
    assert!(!in_reach("75").contains(&exam));
    let tasks = views::tasks_of(&history.rows(), &as_of(30), &person(1));
    let row = tasks.iter().find(|row| row.task == exam).unwrap();
    assert_eq!(row.scope.host, Some(host(1)));
    assert_eq!(row.scope.department, "59".parse().ok());
    assert_eq!(
        (row.scope.lot.as_deref(), row.scope.provider.as_deref()),
        (Some("4"), Some("P"))
    );
    // What the ANCT must do about the same person is no provider's.
    let confirm = tasks.iter().find(|row| row.task == TaskKind::ConfirmHire);
    assert_eq!(confirm.unwrap().scope.lot, None);

    let (exam, passed) = (Certificate::Ccp1, true);
    let sat = CandidateEvent::ExamSat(ExamSat { exam, passed });
    history.on_person(1, 25, sat);
    let provider = of_role("training_provider");
    assert_eq!(kinds(&history, &as_of(24), &provider), [TaskKind::SitExam]);
    assert_eq!(
        kinds(&history, &as_of(25), &provider),
        [TaskKind::AwardCertificate]
    );
}

#[test]
fn a_match_waits_for_its_host() {
    let mut history = one_host_one_person();
    let proposed = MatchEvent::MatchProposed(MatchProposed {
        host: host(1),
        candidate: person(2),
        distance_m: None,
        origin: Origin::Automatic,
    });
    history.record(&match_of(2, 1), 8, Event::Match(proposed));
    let filter = TaskFilter {
        role: Some("host".to_owned()),
        scope: InScope::Stream(host(1)),
        ..TaskFilter::default()
    };
    let asked = |offset| {
        let tasks = open(&history, &as_of(offset), &filter);
        tasks
            .into_iter()
            .filter(|(_, task)| *task == TaskKind::AnswerMatch)
            .collect::<Vec<_>>()
    };
    assert_eq!(asked(7), []);
    assert_eq!(
        asked(8),
        [(match_of(2, 1).to_string(), TaskKind::AnswerMatch)]
    );
}

#[test]
fn the_minutes_of_a_session_to_come_do_not_wait_yet() {
    let mut history = History::default();
    history.record(&session(7), 0, Event::Session(convened(7, 9)));
    assert_eq!(kinds(&history, &as_of(8), &TaskFilter::default()), []);
    assert_eq!(
        kinds(&history, &as_of(9), &TaskFilter::default()),
        [TaskKind::SealMinutes]
    );
    let nord = Lens {
        region: Some("32".parse().unwrap()),
        ..as_of(9)
    };
    assert_eq!(kinds(&history, &nord, &TaskFilter::default()), []);
}

#[test]
fn a_mail_waits_on_any_stream_also_where_the_host_has_left() {
    let (mut history, _) = two_hosts();
    history.request_mail(2, 4);
    let reason = sealed();
    history.on_host(2, 5, HostEvent::HostWithdrawn(HostWithdrawn { reason }));
    let waits = |history: &History, offset| -> Vec<_> {
        let tasks = of_file(history, &as_of(offset), 2).into_iter();
        tasks.map(|row| (row.task, row.role)).collect()
    };
    let (opinion, mail) = (TaskKind::GiveOpinion, TaskKind::DeliverMail);
    assert_eq!(
        waits(&history, 4),
        [(opinion, "prefecture"), (mail, "engine")]
    );
    assert_eq!(waits(&history, 6), [(mail, "engine")]);
    history.deliver_mail(2, 8);
    assert_eq!(waits(&history, 8), []);
}

#[test]
fn a_task_that_follows_from_a_doubtful_day_says_so() {
    let (mut history, _) = two_hosts();
    history.record_dated(&host(1), 9, Dated::AtLatest, Event::Host(activated()));
    let rows = history.rows();
    let is_approximate =
        |offset| views::tasks(&rows, &as_of(offset), &TaskFilter::default()).is_approximate();
    assert!(!is_approximate(8));
    assert!(is_approximate(9));
    assert!(
        of_file(&history, &as_of(9), 1)
            .iter()
            .all(|row| row.approximate)
    );
    assert!(
        of_file(&history, &as_of(9), 2)
            .iter()
            .all(|row| !row.approximate)
    );
    assert_eq!(of_file(&history, &as_of(9), 3), []);
}

#[test]
fn a_row_has_the_shape_that_others_parse() {
    let (history, _) = two_hosts();
    let row = of_file(&history, &as_of(9), 2).remove(0);
    assert_eq!(
        serde_json::to_value(row).unwrap(),
        serde_json::json!({
            "stream": host(2).to_string(),
            "task": "give_opinion",
            "role": "prefecture",
            "title": "Donner l'avis du préfet",
            "scope": {"department": "75", "host": host(2).to_string()},
            "since": "2021-01-04",
        })
    );
}
