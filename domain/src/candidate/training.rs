//! Decisions on a person's training: placement, waiver, enrolment, course, exams, certificates.

use super::decide::{decided, own};
use super::{
    CandidateEvent, CertificationAwarded, ExamSat, PlacementTestTaken, Training, TrainingCompleted,
    TrainingDropped, TrainingEnrolled, TrainingPlace, TrainingRescheduled, TrainingStarted,
    TrainingWaived,
};
use crate::case::{Case, Decision};
use crate::command::EnrolInTraining;
use crate::engine::{CivilDate, Undecided};
use crate::programme::{Delivery, Lot};
use crate::refusal::{ProgrammeRefusal, Refusal, TrainingRefusal, require};

/// The lengths of the paths. The 320 hours are published elsewhere as 350.
const PATHS_HOURS: [u16; 4] = [105, 280, 320, 420];

pub(crate) fn record_placement_test(case: &Case<'_>, command: &PlacementTestTaken) -> Decision {
    own(case)?;
    require_path("recommended_path_hours", command.recommended_path_hours)?;
    decided(case, CandidateEvent::PlacementTestTaken(command.clone()))
}

pub(crate) fn waive(case: &Case<'_>, command: &TrainingWaived) -> Decision {
    match own(case)?.training {
        Training::Open | Training::Dropped => {
            decided(case, CandidateEvent::TrainingWaived(command.clone()))
        }
        Training::Waived => Err(TrainingRefusal::TrainingIsWaived.into()),
        Training::Enrolled { .. } | Training::Started { .. } | Training::Completed => {
            Err(TrainingRefusal::AlreadyEnrolled.into())
        }
    }
}

pub(crate) fn enrol(case: &Case<'_>, command: &EnrolInTraining) -> Decision {
    let person = own(case)?;
    require_enrollable(person.training)?;
    let hire = person.active_hire()?;
    require_dates_in_order(command.starts_on, command.ends_on)?;
    require_path("path_hours", command.path_hours)?;
    let region = case.host("host", &hire.host)?.region;
    let programme = case.programme()?;
    let lot = || command.lot.clone();
    let found = programme
        .lot(&command.lot)
        .ok_or_else(|| ProgrammeRefusal::LotNotDefined { lot: lot() })?;
    require(found.serves(region), || TrainingRefusal::LotDoesNotServe {
        lot: lot(),
        region,
    })?;
    let delivery = require_given_so(found, command)?;
    decided(
        case,
        CandidateEvent::TrainingEnrolled(enrolled(command, delivery)),
    )
}

/// Rule 7.
fn require_dates_in_order(starts_on: CivilDate, ends_on: CivilDate) -> Result<(), Refusal> {
    require(ends_on >= starts_on, || {
        TrainingRefusal::TrainingEndsBeforeStart { starts_on, ends_on }
    })
}

fn require_path(field: &'static str, path_hours: u16) -> Result<(), Refusal> {
    require(PATHS_HOURS.contains(&path_hours), || {
        TrainingRefusal::PathHoursUnknown { field, path_hours }
    })
}

/// A place that was not taken up yet may be changed for another; a training under way may not.
fn require_enrollable(training: Training) -> Result<(), TrainingRefusal> {
    match training {
        Training::Waived => Err(TrainingRefusal::TrainingIsWaived),
        Training::Started { .. } => Err(TrainingRefusal::TrainingUnderWay),
        Training::Open | Training::Enrolled { .. } | Training::Completed | Training::Dropped => {
            Ok(())
        }
    }
}

/// The lot's delivery, if the command does not contradict the lot.
fn require_given_so(lot: &Lot, command: &EnrolInTraining) -> Result<Delivery, Refusal> {
    require(lot.is_given_by(&command.provider), || {
        TrainingRefusal::ProviderNotOfLot {
            provider: command.provider.clone(),
            lot: command.lot.clone(),
        }
    })?;
    let delivery = command.delivery.unwrap_or(lot.delivery);
    require(delivery == lot.delivery, || {
        TrainingRefusal::DeliveryDiffers {
            delivery,
            expected: lot.delivery,
            lot: command.lot.clone(),
        }
    })?;
    Ok(delivery)
}

fn enrolled(command: &EnrolInTraining, delivery: Delivery) -> TrainingEnrolled {
    TrainingEnrolled {
        lot: command.lot.clone(),
        provider: command.provider.clone(),
        path_hours: command.path_hours,
        delivery,
        starts_on: command.starts_on,
        ends_on: command.ends_on,
    }
}

pub(crate) fn reschedule(case: &Case<'_>, command: &TrainingRescheduled) -> Decision {
    let (planned, started_on) = planned(case)?;
    require_dates_in_order(command.starts_on, command.ends_on)?;
    // What was decided before the training began may become known only now.
    if started_on.is_some_and(|on| case.occurred_on > on) {
        let starts_on = planned.starts_on;
        require(command.starts_on == starts_on, || {
            TrainingRefusal::TrainingHasBegun { starts_on }
        })?;
    }
    decided(case, CandidateEvent::TrainingRescheduled(command.clone()))
}

/// The place in a training that waits to begin, or is under way; and since when it is.
fn planned<'a>(
    case: &Case<'a>,
) -> Result<(&'a TrainingPlace, Option<CivilDate>), Undecided<Refusal>> {
    let person = own(case)?;
    let started_on = match person.training {
        Training::Enrolled { .. } => None,
        Training::Started { on } => Some(on),
        Training::Open | Training::Waived | Training::Completed | Training::Dropped => {
            return Err(TrainingRefusal::NothingToReschedule.into());
        }
    };
    let place = person.place.as_ref();
    let place = place.ok_or(TrainingRefusal::NothingToReschedule)?;
    Ok((place, started_on))
}

pub(crate) fn start(case: &Case<'_>) -> Decision {
    let Training::Enrolled { on } = own(case)?.training else {
        return Err(TrainingRefusal::NotEnrolled.into());
    };
    case.not_before("enrolment", on, "start of the training")?;
    decided(case, CandidateEvent::TrainingStarted(TrainingStarted {}))
}

pub(crate) fn complete(case: &Case<'_>) -> Decision {
    let Training::Started { on } = own(case)?.training else {
        return Err(TrainingRefusal::TrainingNotStarted.into());
    };
    case.not_before("start of the training", on, "completion")?;
    decided(
        case,
        CandidateEvent::TrainingCompleted(TrainingCompleted {}),
    )
}

pub(crate) fn drop_training(case: &Case<'_>, command: &TrainingDropped) -> Decision {
    let Training::Started { .. } = own(case)?.training else {
        return Err(TrainingRefusal::TrainingNotStarted.into());
    };
    decided(case, CandidateEvent::TrainingDropped(command.clone()))
}

pub(crate) fn record_exam(case: &Case<'_>, command: &ExamSat) -> Decision {
    let person = own(case)?;
    match person.completed_on {
        Some(completed_on) => case.not_before("completed training", completed_on, "exam")?,
        None => require(person.training == Training::Waived, || {
            TrainingRefusal::NeitherTrainedNorWaived
        })?,
    }
    decided(case, CandidateEvent::ExamSat(command.clone()))
}

pub(crate) fn award(case: &Case<'_>, command: &CertificationAwarded) -> Decision {
    let certificate = command.certificate;
    let examined = own(case)?.examined(certificate);
    let passed_on = examined
        .passed_on
        .ok_or(TrainingRefusal::ExamNotPassed { certificate })?;
    case.not_before("passed exam", passed_on, "certificate")?;
    require(!examined.awarded, || TrainingRefusal::AlreadyCertified {
        certificate,
    })?;
    decided(case, CandidateEvent::CertificationAwarded(command.clone()))
}
