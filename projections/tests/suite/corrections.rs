//! What corrects, adds to or undoes an earlier fact, each by an example.

use domain::candidate::{
    CandidateEvent, Contract, ContractExtended, ContractRenewed, HireConfirmed,
};
use domain::engine::Dated;
use domain::host::{
    ApplicationCancelled, ApplicationField, ApplicationMarkedDuplicate, ApplicationReopened,
    ConventionAmended, FollowUpChannel, FollowUpRecorded, HostEvent, HostKind, HostWithdrawn,
    Opinion, PostsAdded, PostsTransferredIn, PostsTransferredOut, PrefectOpinionRevised, Verdict,
};
use domain::programme::{DayTicked, Delivery, ProgrammeEvent};
use domain::session::{FileTabled, SessionEvent, VoteTallied};
use domain::{Event, HalfMonth};
use projections::views::{self, Level};
use projections::{Lens, View};
use uuid::Uuid;

use super::decided::amended;
use super::definitions::{
    figure, hired_by_period, hired_by_region, one_host_one_person, points, posts, posts_open,
    returned, signed,
};
use super::history::{History, as_of, day, host, known, programme, sealed, session};
use super::moves::convened;

fn added(number: u32) -> HostEvent {
    HostEvent::PostsAdded(PostsAdded {
        posts: posts(number),
        request: Uuid::nil(),
    })
}

fn reopened() -> HostEvent {
    HostEvent::ApplicationReopened(ApplicationReopened { reason: sealed() })
}

fn region(code: &str, offset: i32) -> Lens {
    Lens {
        region: Some(code.parse().unwrap()),
        ..as_of(offset)
    }
}

#[test]
fn each_change_of_the_posts_falls_into_the_half_month_of_its_own_day() {
    let mut history = History::default();
    let (to, from) = (host(2), host(1));
    let out = HostEvent::PostsTransferredOut(PostsTransferredOut {
        posts: posts(1),
        host: to,
    });
    let come = HostEvent::PostsTransferredIn(PostsTransferredIn {
        posts: posts(1),
        host: from,
    });
    history
        .register_host(1, 0, "59")
        .register_host(2, 0, "75")
        .vote(1, 1, 5, 3)
        .correct_vote(1, 1, 20, Verdict::Favourable, -1)
        .on_host(1, 35, added(4))
        .on_host(1, 50, out)
        .on_host(2, 50, come)
        .on_host(1, 64, returned(2));
    let opened = |lens: &Lens| -> Vec<_> {
        let points = points(&history, lens).into_iter();
        points.map(|point| point.posts_opened).collect()
    };
    assert_eq!(opened(&as_of(64)), [3, -1, 4, 0, -2]);
    assert_eq!(opened(&region("32", 64)), [3, -1, 4, -1, -2]);
    assert_eq!(opened(&region("11", 64)), [0, 0, 0, 1, 0]);
    assert_eq!(HalfMonth::of(day(64)).to_string(), "2021-03-H1");
    assert_eq!(posts_open(&history, &as_of(64)), 4);
    assert_eq!(posts_open(&history, &as_of(34)), 2);
}

#[test]
fn the_last_word_of_each_session_says_whether_a_host_is_validated() {
    let mut history = History::default();
    history
        .register_host(1, 0, "59")
        .vote(1, 1, 5, 2)
        .vote(1, 2, 10, 0);
    let before_the_correction = history.events.len() as u64;
    history.correct_vote(1, 1, 20, Verdict::Unfavourable, -1);
    let validated = |lens: &Lens| figure(&history, lens, "applications_validated");
    assert_eq!(validated(&as_of(19)), 1);
    assert_eq!(validated(&known(20, before_the_correction)), 1);
    // A post stays open by the deltas, and no verdict grants it any more.
    assert_eq!(validated(&as_of(20)), 0);
    assert_eq!(posts_open(&history, &as_of(20)), 1);

    history.correct_vote(1, 2, 25, Verdict::Favourable, 1);
    assert_eq!(figure(&history, &as_of(24), "applications_validated"), 0);
    assert_eq!(figure(&history, &as_of(25), "applications_validated"), 1);
}

#[test]
fn a_correction_of_one_session_leaves_the_verdict_of_another() {
    let mut history = History::default();
    history
        .register_host(1, 0, "59")
        .vote(1, 1, 5, 2)
        .vote(1, 2, 10, 1)
        .correct_vote(1, 2, 20, Verdict::Unfavourable, -1);
    assert_eq!(figure(&history, &as_of(20), "applications_validated"), 1);
    assert_eq!(posts_open(&history, &as_of(20)), 2);
}

#[test]
fn a_session_counts_the_total_that_a_correction_tallied() {
    let mut history = History::default();
    let tallied = |posts| {
        Event::Session(SessionEvent::VoteTallied(VoteTallied {
            host: host(1),
            verdict: Verdict::Favourable,
            posts,
        }))
    };
    let tabled = SessionEvent::FileTabled(FileTabled { host: host(1) });
    history
        .record(&session(7), 5, Event::Session(convened(7, 5)))
        .record(&session(7), 5, Event::Session(tabled))
        .register_host(1, 0, "59")
        .vote(1, 7, 5, 2)
        .correct_vote(1, 7, 9, Verdict::Favourable, 1)
        .record(&session(7), 9, tallied(3));
    let of = |offset| {
        let total = views::sessions(&history.rows(), &as_of(offset)).total;
        (total.votes.value, total.favourable.value, total.posts.value)
    };
    assert_eq!(of(8), (1, 1, 2));
    assert_eq!(of(9), (1, 1, 3));
}

#[test]
fn a_revised_opinion_is_an_opinion() {
    let mut history = History::default();
    let revised = HostEvent::PrefectOpinionRevised(PrefectOpinionRevised {
        opinion: Opinion::Unfavourable,
        recommended_posts: None,
        wave: None,
        france_services: None,
        rural_zone: None,
        priority_district: None,
        comment: None,
    });
    history.register_host(1, 0, "59").on_host(1, 3, revised);
    assert_eq!(figure(&history, &as_of(2), "hosts_opined"), 0);
    assert_eq!(figure(&history, &as_of(3), "hosts_opined"), 1);
}

#[test]
fn an_amended_convention_covers_more_or_fewer_posts_and_ends_with_its_termination() {
    let mut history = one_host_one_person();
    let amended = |posts_delta| {
        HostEvent::ConventionAmended(ConventionAmended {
            posts_delta,
            amount_delta_cents: 0,
        })
    };
    history
        .on_host(1, 10, super::definitions::sent(2))
        .on_host(1, 12, signed(2))
        .on_host(1, 20, amended(3))
        .on_host(1, 30, amended(-1));
    let at = |offset| {
        let quality = views::quality(&history.rows(), &as_of(offset));
        let (sent, signed) = (quality.conventions_sent, quality.conventions_signed);
        (sent.posts.value, signed.posts.value)
    };
    assert_eq!((at(12), at(20), at(30)), ((2, 2), (2, 5), (2, 4)));
}

#[test]
fn a_reopened_file_lives_again_whatever_had_ended_it() {
    let ends = [
        HostEvent::HostWithdrawn(HostWithdrawn { reason: sealed() }),
        HostEvent::ApplicationCancelled(ApplicationCancelled { reason: sealed() }),
        HostEvent::ApplicationMarkedDuplicate(ApplicationMarkedDuplicate { of: host(2) }),
    ];
    for end in ends {
        let mut history = one_host_one_person();
        history.on_host(1, 20, end).on_host(1, 30, reopened());
        let validated = |offset| figure(&history, &as_of(offset), "applications_validated");
        assert_eq!((validated(19), validated(20), validated(30)), (1, 0, 1));
        assert_eq!(figure(&history, &as_of(30), "hosts_registered"), 1);
        let counts = views::workflow_counts(&history.rows(), &as_of(30));
        let mut states = counts.kinds[2].states.iter();
        let stands = states.find(|state| state.files.value == 1).unwrap();
        assert_eq!(stands.state, "validated");
    }
}

#[test]
fn an_amended_application_moves_the_host_with_its_people_and_its_kind() {
    let mut history = one_host_one_person();
    history
        .hire(1, 1, 10)
        .move_host(1, 20, "75")
        .on_host(1, 25, amended(ApplicationField::Kind, "private"))
        .on_host(1, 26, amended(ApplicationField::LegalName, "93"));
    assert_eq!(hired_by_region(&history, &as_of(19)), [("32", 1)]);
    assert_eq!(hired_by_region(&history, &as_of(26)), [("11", 1)]);
    let open = |code, offset| posts_open(&history, &region(code, offset));
    assert_eq!((open("32", 19), open("11", 19)), (2, 0));
    assert_eq!((open("32", 20), open("11", 20)), (0, 2));
    let private = |offset| views::quality(&history.rows(), &as_of(offset)).private_share;
    assert_eq!(private(24).value, Some(0.0));
    assert_eq!(private(25).value, Some(1.0));
}

#[test]
fn what_an_amendment_says_stands_be_it_dated_before_the_registration() {
    let mut history = History::default();
    history
        .register_host_of(HostKind::Commune, 1, 10, "59")
        .vote(1, 1, 11, 1)
        .move_host(1, 5, "75");
    assert_eq!(posts_open(&history, &region("11", 11)), 1);
    assert_eq!(posts_open(&history, &region("32", 11)), 0);
}

#[test]
fn a_person_whose_file_was_merged_into_another_counts_once() {
    let mut history = one_host_one_person();
    history
        .register_person(2, 0, "75")
        .hire(2, 1, 8)
        .enrol(2, 9, "1", Delivery::Remote)
        .start_training(2, 10)
        .complete_training(2, 12)
        .certify(2, 14)
        .end_hire(2, 1, 15)
        .hire(1, 1, 20)
        .certify(1, 22);
    let hired = |history: &History| figure(history, &as_of(40), "counsellors_hired");
    assert_eq!(hired(&history), 2);
    history.merge(2, 30, 1);
    assert_eq!(hired(&history), 1);
    let hired_in_h2 = [("2021-01-H2".to_owned(), 1)];
    assert_eq!(hired_by_period(&history, &as_of(40)), hired_in_h2);
    assert_eq!(figure(&history, &as_of(29), "counsellors_hired"), 2);
    let training = views::training(&history.rows(), &as_of(40)).total;
    // The training is known by the merged file only, and stays counted.
    assert_eq!((training.certified.value, training.completed.value), (1, 1));
    // Merged once more, into a file that counts nothing.
    history.register_person(3, 0, "75").merge(1, 35, 3);
    assert_eq!(hired(&history), 1);
    assert_eq!(hired_by_period(&history, &as_of(40)), hired_in_h2);
}

#[test]
fn what_happens_to_a_contract_while_it_runs_changes_no_count() {
    let mut history = one_host_one_person();
    history.hire(1, 1, 10);
    let counts = |history: &History| {
        let total = views::territories(&history.rows(), &as_of(40), Level::Region).total;
        (
            total.counsellors_hired.value,
            total.counsellors_in_post.value,
        )
    };
    assert_eq!(counts(&history), (1, 1));
    let ends_on = day(400);
    history
        .on_person(
            1,
            12,
            CandidateEvent::HireConfirmed(HireConfirmed {
                contract: Contract::Cdd,
                starts_on: day(10),
                ends_on: Some(day(300)),
                gross_salary_cents: None,
            }),
        )
        .on_person(
            1,
            13,
            CandidateEvent::ContractExtended(ContractExtended { ends_on }),
        )
        .on_person(
            1,
            14,
            CandidateEvent::ContractRenewed(ContractRenewed { ends_on }),
        );
    assert_eq!(counts(&history), (1, 1));
    history.end_hire(1, 1, 20);
    assert_eq!(counts(&history), (1, 0));
}

#[test]
fn what_no_figure_needs_leaves_the_rows_as_they_were() {
    let mut history = one_host_one_person();
    let tick = ProgrammeEvent::DayTicked(DayTicked { date: day(7) });
    history.record(&programme(), 7, Event::Programme(tick.clone()));
    let before = history.rows().digest();
    let followed_up = HostEvent::FollowUpRecorded(FollowUpRecorded {
        channel: FollowUpChannel::Call,
        topic: "convention".to_owned(),
        summary: sealed(),
    });
    history
        .on_host(1, 8, followed_up)
        .on_host(1, 8, amended(ApplicationField::LegalName, "Mairie"))
        .record(&programme(), 8, Event::Programme(tick));
    assert_eq!(history.rows().digest(), before);
}

#[test]
fn people_supported_are_the_participants_of_reported_activities_in_both_times() {
    let mut history = one_host_one_person();
    history.hire(1, 1, 10).report(1, 12, 3).report(1, 20, 5);
    let before_the_late_report = history.events.len() as u64;
    history.report(1, 11, 4);
    let at = |lens: &Lens| -> (i64, Vec<i64>) {
        let view = views::activities(&history.rows(), lens);
        let points = view.points.iter().map(|point| point.participants.value);
        (view.people_supported.value, points.collect())
    };
    assert_eq!(at(&as_of(11)), (4, vec![4]));
    assert_eq!(at(&as_of(40)), (12, vec![7, 5, 0]));
    assert_eq!(at(&known(19, before_the_late_report)), (3, vec![3, 0]));
    // Where the hiring host is, and not where the person lives.
    assert_eq!(at(&region("32", 40)).0, 12);
    assert_eq!(at(&region("11", 40)), (0, vec![]));
    assert!(!views::activities(&history.rows(), &as_of(40)).is_approximate());
    history.events.last_mut().unwrap().meta.dated = Dated::AtLatest;
    assert!(views::activities(&history.rows(), &as_of(40)).is_approximate());
}
