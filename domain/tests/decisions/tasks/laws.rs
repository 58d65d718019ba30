//! Laws of what waits: any history, at most one open task of a kind, nothing from nothing.

use domain::candidate::Certificate;
use domain::host::{DossierState, Verdict};
use proptest::prelude::*;

use domain::engine::CivilDate;
use domain::task::{OpenTask, TaskKind, TaskStep, Waiting};

use crate::programme_in_memory::date;

/// Any step, with a few values of its fields.
fn any_step() -> impl Strategy<Value = TaskStep> {
    use TaskStep as S;
    const VERDICTS: [Verdict; 3] = [
        Verdict::Favourable,
        Verdict::Unfavourable,
        Verdict::FurtherReview,
    ];
    const STATES: [DossierState; 3] = [
        DossierState::UnderInstruction,
        DossierState::Accepted,
        DossierState::Refused,
    ];
    const EXAMS: [Certificate; 2] = [Certificate::Ccp1, Certificate::Pix];
    let day = || prop::sample::select(vec![date("2021-05-01"), date("2022-05-01")]);
    prop_oneof![
        2 => (prop::sample::select(&VERDICTS), 0..3_u32)
            .prop_map(|(verdict, posts)| S::Voted { verdict, posts }),
        1 => (prop::sample::select(&VERDICTS), -3..3_i32)
            .prop_map(|(verdict, posts)| S::VoteCorrected { verdict, posts }),
        2 => prop::sample::select(&STATES).prop_map(S::FileMoved),
        1 => prop::sample::select(&EXAMS).prop_map(S::ExamPassed),
        1 => prop::sample::select(&EXAMS).prop_map(S::Certified),
        1 => day().prop_map(|held_on| S::Convened { held_on }),
        1 => day().prop_map(|expires_on| S::ActivationMailSent { expires_on }),
        1 => day().prop_map(|starts_on| S::Hired { starts_on }),
        1 => day().prop_map(|starts_on| S::HireConfirmed { starts_on }),
        1 => prop::sample::select(&[i64::MIN, -1, 1, i64::MAX]).prop_map(S::PostsChanged),
        1 => (0..3_u32).prop_map(S::RequestGranted),
        20 => prop::sample::select(&PLAIN),
    ]
}

const PLAIN: [TaskStep; 31] = {
    use TaskStep as S;
    [
        S::MinutesSealed,
        S::Registered,
        S::OpinionGiven,
        S::LetterSent,
        S::Activated,
        S::FileOpened,
        S::FoundNonCompliant,
        S::FileCorrected,
        S::ConventionSent,
        S::ConventionSigned,
        S::ConventionTerminated,
        S::Filled,
        S::Vacated,
        S::PostsRequested,
        S::RequestOpined,
        S::RequestRefused,
        S::Left,
        S::Reopened,
        S::HireOver,
        S::TerminationNotified,
        S::NoticeCancelled,
        S::TrainingWaived,
        S::TrainingStarted,
        S::TrainingCompleted,
        S::TrainingDropped,
        S::Merged,
        S::Asked,
        S::Answered,
        S::Closed,
        S::MailRequested,
        S::MailReported,
    ]
};

fn any_day() -> impl Strategy<Value = CivilDate> {
    (0_i32..900).prop_map(|days| date("2021-01-01").plus_days(days))
}

fn folded(steps: &[(TaskStep, CivilDate)]) -> Vec<OpenTask> {
    let mut waiting = Waiting::default();
    for (step, on) in steps {
        waiting.apply(*step, *on);
    }
    waiting.open().collect()
}

fn history() -> impl Strategy<Value = Vec<(TaskStep, CivilDate)>> {
    prop::collection::vec((any_step(), any_day()), 0..80)
}

proptest! {
    /// The first step says of which kind the stream is: all kinds are met.
    #[test]
    fn any_step_may_follow_any_other_and_of_each_kind_at_most_one_task_is_open(
        steps in history(),
    ) {
        let mut waiting = Waiting::default();
        for (step, on) in steps {
            waiting.apply(step, on);
            let open: Vec<_> = waiting.open().map(|open| open.task).collect();
            prop_assert!(open.is_sorted_by(|a, b| a < b), "{open:?}");
        }
    }

    #[test]
    fn the_order_of_dates_and_positions_is_total(steps in history()) {
        let mut in_order = steps.clone();
        in_order.sort_by_key(|(_, on)| *on);
        let mut numbered: Vec<_> = steps.into_iter().enumerate().rev().collect();
        numbered.sort_by_key(|(position, (_, on))| (*on, *position));
        let again: Vec<_> = numbered.into_iter().map(|(_, step)| step).collect();
        prop_assert_eq!(folded(&in_order), folded(&again));
    }

    #[test]
    fn what_closes_opens_nothing(on in any_day()) {
    use TaskStep as S;
        let closing = [
            S::MinutesSealed, S::LetterSent, S::FileCorrected, S::Filled, S::RequestOpined,
            S::RequestRefused, S::Left, S::HireOver, S::NoticeCancelled, S::TrainingWaived,
            S::TrainingStarted, S::Merged, S::Answered, S::Closed, S::MailReported,
            S::ConventionSigned, S::ConventionTerminated, S::Certified(Certificate::Ccp1),
        ];
        for step in closing {
            prop_assert_eq!(folded(&[(step, on)]), Vec::new());
        }
    }

    #[test]
    fn every_task_is_open_since_a_day_of_its_history(steps in history()) {
        for open in folded(&steps) {
            let held_on = |step: &TaskStep| *step == TaskStep::Convened { held_on: open.since };
            let known = steps.iter().any(|(step, on)| *on == open.since || held_on(step));
            prop_assert!(known, "{open:?}");
        }
    }

    #[test]
    fn a_file_that_left_has_nothing_open_but_mails(steps in history(), on in any_day()) {
        for leaving in [TaskStep::Left, TaskStep::Merged] {
            let mut steps = steps.clone();
            let is_its_kind = |open: &OpenTask| match leaving {
                TaskStep::Left => open.task <= TaskKind::AnswerPostsRequest,
                _ => (TaskKind::ConfirmHire..=TaskKind::ValidateTermination)
                    .contains(&open.task),
            };
            steps.push((leaving, on));
            prop_assert!(!folded(&steps).iter().any(is_its_kind));
        }
    }

    #[test]
    fn a_step_is_read_back_from_its_stored_form(step in any_step()) {
        let stored = postcard::to_stdvec(&step).unwrap();
        prop_assert_eq!(postcard::from_bytes::<TaskStep>(&stored).unwrap(), step);
        let text = serde_json::to_string(&step).unwrap();
        prop_assert_eq!(serde_json::from_str::<TaskStep>(&text).unwrap(), step);
    }
}
