//! The definitions where they are easily misread, each by an example.

use std::num::NonZeroU32;

use domain::host::{
    ActivationMailSent, ApplicationMarkedDuplicate, ConventionFileCorrected,
    ConventionFileFoundNonCompliant, ConventionFileOpened, ConventionSent, ConventionSigned,
    ConventionTerminated, HostAccountActivated, HostEvent, HostKind, HostWithdrawn, PostsReturned,
    Procedure,
};
use domain::programme::Delivery;
use projections::Lens;
use projections::views::{self, Level, RecruitmentsPoint};

use super::history::{History, as_of, day, host, known, sealed};

pub(super) fn figure(history: &History, lens: &Lens, id: &str) -> i64 {
    let funnel = views::funnel(&history.rows(), lens);
    let stage = funnel.stages.into_iter().find(|stage| stage.id == id);
    stage.unwrap().value
}

pub(super) fn posts_open(history: &History, lens: &Lens) -> i64 {
    views::funnel(&history.rows(), lens).stages[2]
        .posts
        .unwrap()
}

/// Figures of the territories that have any, by code.
pub(super) fn hired_by_region(history: &History, lens: &Lens) -> Vec<(&'static str, i64)> {
    let territories = views::territories(&history.rows(), lens, Level::Region);
    let rows = territories.rows.into_iter();
    rows.map(|row| (row.code, row.figures.counsellors_hired.value))
        .filter(|(_, hired)| *hired != 0)
        .collect()
}

pub(super) fn hired_by_period(history: &History, lens: &Lens) -> Vec<(String, i64)> {
    points(history, lens)
        .into_iter()
        .filter(|point| point.hired != 0)
        .map(|point| (point.period, point.hired))
        .collect()
}

pub(super) fn points(history: &History, lens: &Lens) -> Vec<RecruitmentsPoint> {
    views::recruitments(&history.rows(), lens).points
}

pub(super) fn posts(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap()
}

pub(super) fn returned(number: u32) -> HostEvent {
    HostEvent::PostsReturned(PostsReturned {
        posts: posts(number),
        reason: sealed(),
    })
}

pub(super) fn activated() -> HostEvent {
    HostEvent::HostAccountActivated(HostAccountActivated {})
}

pub(super) fn mail() -> HostEvent {
    HostEvent::ActivationMailSent(ActivationMailSent {
        expires_on: day(28),
    })
}

pub(super) fn sent(number: u32) -> HostEvent {
    HostEvent::ConventionSent(ConventionSent {
        posts: posts(number),
        amount_cents: 1,
        months: 24,
    })
}

pub(super) fn signed(number: u32) -> HostEvent {
    HostEvent::ConventionSigned(ConventionSigned {
        posts: posts(number),
        amount_cents: 1,
        months: 24,
    })
}

pub(super) fn file_opened() -> HostEvent {
    HostEvent::ConventionFileOpened(ConventionFileOpened {
        dossier_number: 1,
        procedure: Procedure::Public,
    })
}

/// One host in the Nord with two posts, and one person, proposed to it.
pub(super) fn one_host_one_person() -> History {
    let mut history = History::default();
    history
        .register_host(1, 0, "59")
        .vote(1, 1, 5, 2)
        .register_person(1, 0, "75")
        .propose(1, 1, 6);
    history
}

#[test]
fn a_cancelled_hire_leaves_its_half_month_once_the_cancellation_is_within_both_times() {
    let mut history = one_host_one_person();
    history.hire(1, 1, 10);
    let before_the_record = history.events.len() as u64;
    history.cancel_hire(1, 1, 20);

    let hired_in_january = vec![("2021-01-H1".to_owned(), 1)];
    assert_eq!(hired_by_period(&history, &as_of(19)), hired_in_january);
    assert_eq!(hired_by_period(&history, &as_of(20)), []);
    assert_eq!(
        hired_by_period(&history, &known(20, before_the_record)),
        hired_in_january
    );
}

#[test]
fn a_person_hired_again_elsewhere_counts_at_the_first_hire() {
    let mut history = one_host_one_person();
    history
        .register_host(2, 0, "75")
        .vote(2, 1, 5, 1)
        .hire(1, 1, 10)
        .end_hire(1, 1, 40)
        .propose(1, 2, 40)
        .hire(1, 2, 50);
    assert_eq!(hired_by_region(&history, &as_of(60)), [("32", 1)]);
    assert_eq!(
        hired_by_period(&history, &as_of(60)),
        [("2021-01-H1".to_owned(), 1)]
    );
}

#[test]
fn after_a_cancelled_hire_the_next_one_counts_where_and_when_it_is() {
    let mut history = one_host_one_person();
    history
        .register_host(2, 0, "75")
        .vote(2, 1, 5, 1)
        .hire(1, 1, 10)
        .cancel_hire(1, 1, 20)
        .hire(1, 2, 50);
    assert_eq!(hired_by_region(&history, &as_of(60)), [("11", 1)]);
    assert_eq!(
        hired_by_period(&history, &as_of(60)),
        [("2021-02-H2".to_owned(), 1)]
    );
}

#[test]
fn a_hire_recorded_late_becomes_the_first_by_its_own_day() {
    let mut history = one_host_one_person();
    history
        .register_host(2, 0, "75")
        .vote(2, 1, 5, 1)
        .hire(1, 1, 40)
        .cancel_hire(1, 1, 45)
        .hire(1, 2, 20);
    // The cancellation undoes the declaration before it in the order of record, not the other one.
    assert_eq!(hired_by_region(&history, &as_of(60)), [("11", 1)]);
    assert_eq!(figure(&history, &as_of(60), "counsellors_hired"), 1);
}

#[test]
fn an_ended_contract_undoes_no_hire() {
    let mut history = one_host_one_person();
    history.hire(1, 1, 10).end_hire(1, 1, 30);
    let total = views::territories(&history.rows(), &as_of(40), Level::Region).total;
    assert_eq!(total.counsellors_hired.value, 1);
    assert_eq!(total.counsellors_in_post.value, 0);
}

#[test]
fn a_person_in_training_counts_where_the_host_is_until_the_hire_is_cancelled() {
    let mut history = one_host_one_person();
    history
        .hire(1, 1, 10)
        .enrol(1, 11, "1", Delivery::Remote)
        .start_training(1, 12)
        .cancel_hire(1, 1, 20);
    let nord = Lens {
        department: Some("59".parse().unwrap()),
        ..as_of(15)
    };
    assert_eq!(figure(&history, &nord, "counsellors_in_training"), 1);
    assert_eq!(figure(&history, &as_of(19), "counsellors_in_training"), 1);
    assert_eq!(figure(&history, &as_of(20), "counsellors_in_training"), 0);
}

#[test]
fn a_training_started_again_after_it_was_dropped_is_under_way() {
    let mut history = one_host_one_person();
    history
        .hire(1, 1, 10)
        .enrol(1, 11, "1", Delivery::Remote)
        .start_training(1, 12)
        .drop_training(1, 20)
        .enrol(1, 25, "2", Delivery::OnSite);
    assert_eq!(figure(&history, &as_of(26), "counsellors_in_training"), 0);
    history.start_training(1, 30);
    assert_eq!(figure(&history, &as_of(30), "counsellors_in_training"), 1);
}

#[test]
fn a_withdrawn_host_is_not_validated_and_its_posts_stay_open_until_returned() {
    let mut history = one_host_one_person();
    let reason = sealed();
    history.on_host(1, 20, HostEvent::HostWithdrawn(HostWithdrawn { reason }));
    assert_eq!(figure(&history, &as_of(19), "applications_validated"), 1);
    assert_eq!(figure(&history, &as_of(20), "applications_validated"), 0);
    assert_eq!(posts_open(&history, &as_of(20)), 2);
    history.on_host(1, 25, returned(2));
    assert_eq!(posts_open(&history, &as_of(25)), 0);
}

#[test]
fn a_duplicate_is_no_registered_host_from_the_day_it_is_marked() {
    let mut history = one_host_one_person();
    let marked = ApplicationMarkedDuplicate { of: host(2) };
    history.on_host(1, 20, HostEvent::ApplicationMarkedDuplicate(marked));
    assert_eq!(figure(&history, &as_of(19), "hosts_registered"), 1);
    assert_eq!(figure(&history, &as_of(20), "hosts_registered"), 0);
}

#[test]
fn returned_posts_fall_into_the_half_month_of_their_own_day() {
    let mut history = History::default();
    history
        .register_host(1, 0, "59")
        .vote(1, 1, 5, 3)
        .on_host(1, 35, returned(2));
    let by_period: Vec<_> = points(&history, &as_of(50))
        .into_iter()
        .map(|point| (point.period, point.posts_opened, point.posts_cumulative))
        .collect();
    assert_eq!(
        by_period,
        [
            ("2021-01-H1".to_owned(), 3, 3),
            ("2021-01-H2".to_owned(), 0, 3),
            ("2021-02-H1".to_owned(), -2, 1),
            ("2021-02-H2".to_owned(), 0, 1),
        ]
    );
}

#[test]
fn a_vote_recorded_late_counts_from_its_own_day_once_it_is_known() {
    let mut history = History::default();
    history.register_host(1, 0, "59").register_host(2, 40, "75");
    let before_the_record = history.events.len() as u64;
    history.vote(1, 1, 5, 3);
    assert_eq!(posts_open(&history, &known(10, before_the_record)), 0);
    assert_eq!(posts_open(&history, &as_of(10)), 3);
    assert_eq!(posts_open(&history, &as_of(4)), 0);
}

#[test]
fn several_sessions_may_grant_posts_and_one_favourable_verdict_is_enough() {
    let mut history = History::default();
    history
        .register_host(1, 0, "59")
        .vote(1, 1, 5, 2)
        .vote(1, 2, 10, 0)
        .vote(1, 3, 15, 1);
    assert_eq!(figure(&history, &as_of(12), "applications_validated"), 1);
    assert_eq!(posts_open(&history, &as_of(20)), 3);
}

#[test]
fn posts_in_recruitment_are_those_of_activated_hosts_and_never_clamped() {
    let mut history = one_host_one_person();
    history.hire(1, 1, 10);
    assert_eq!(figure(&history, &as_of(10), "posts_in_recruitment"), 0);
    history.on_host(1, 12, activated());
    assert_eq!(figure(&history, &as_of(12), "posts_in_recruitment"), 1);
    history.hire(2, 1, 13).hire(3, 1, 14);
    assert_eq!(figure(&history, &as_of(14), "posts_in_recruitment"), -1);
}

#[test]
fn a_convention_sent_again_is_one_convention_with_its_last_terms() {
    let mut history = one_host_one_person();
    history
        .on_host(1, 10, file_opened())
        .on_host(1, 11, sent(1))
        .on_host(1, 12, sent(2))
        .on_host(1, 15, signed(2));
    let at = |offset| views::quality(&history.rows(), &as_of(offset));
    assert_eq!(at(12).conventions_sent.conventions.value, 1);
    assert_eq!(at(12).conventions_sent.posts.value, 2);
    assert_eq!(at(14).conventions_signed.conventions.value, 0);
    assert_eq!(at(15).conventions_signed.posts.value, 2);
    assert_eq!(at(15).conventions_sent.posts.value, 2);
}

#[test]
fn a_terminated_convention_is_sent_and_no_longer_signed() {
    let mut history = one_host_one_person();
    let terminated = HostEvent::ConventionTerminated(ConventionTerminated {
        by: "host".to_owned(),
        reason: sealed(),
    });
    history
        .on_host(1, 11, sent(2))
        .on_host(1, 12, signed(2))
        .on_host(1, 20, terminated);
    let quality = views::quality(&history.rows(), &as_of(20));
    assert_eq!(quality.conventions_sent.conventions.value, 1);
    assert_eq!(quality.conventions_signed.conventions.value, 0);
    assert_eq!(figure(&history, &as_of(19), "conventions_signed"), 1);
    assert_eq!(figure(&history, &as_of(20), "conventions_signed"), 0);
}

#[test]
fn shares_say_what_they_divide() {
    let mut history = History::default();
    history
        .register_host_of(HostKind::Private, 1, 0, "59")
        .register_host(2, 0, "59")
        .vote(1, 1, 5, 1)
        .vote(2, 1, 5, 3);
    let share = views::quality(&history.rows(), &as_of(5)).private_share;
    assert_eq!(share.value, Some(0.25));
    assert_eq!((share.numerator.value, share.denominator.value), (1, 4));
    let nothing = views::quality(&history.rows(), &as_of(4)).private_share;
    assert_eq!(nothing.value, None);
}

#[test]
fn an_activation_follows_every_mail_before_it() {
    let mut history = one_host_one_person();
    history
        .register_host(2, 0, "59")
        .on_host(1, 6, mail())
        .on_host(1, 9, mail())
        .on_host(2, 6, mail());
    let share = |offset| {
        let share = views::quality(&history.rows(), &as_of(offset)).not_activated_share;
        (share.numerator.value, share.denominator.value)
    };
    assert_eq!(share(9), (3, 3));
    history.on_host(1, 20, activated());
    let share = views::quality(&history.rows(), &as_of(20)).not_activated_share;
    assert_eq!((share.numerator.value, share.denominator.value), (1, 3));
}

#[test]
fn a_corrected_file_is_compliant_again_and_a_file_is_expected_until_one_is_opened() {
    let mut history = one_host_one_person();
    let defects = Vec::new();
    let found =
        HostEvent::ConventionFileFoundNonCompliant(ConventionFileFoundNonCompliant { defects });
    let corrected = HostEvent::ConventionFileCorrected(ConventionFileCorrected {});
    history
        .on_host(1, 8, activated())
        .on_host(1, 10, file_opened())
        .on_host(1, 12, found)
        .on_host(1, 20, corrected);
    let at = |offset| views::quality(&history.rows(), &as_of(offset));
    assert_eq!(at(9).convention_files_expected.value, 1);
    assert_eq!(at(10).convention_files_expected.value, 0);
    assert_eq!(at(12).non_compliant_share.value, Some(1.0));
    assert_eq!(at(20).non_compliant_share.value, Some(0.0));
}
