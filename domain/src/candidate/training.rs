//! Decisions on a person's training: waiver, enrolment, course, exams, certificates.

use super::decide::{active_hire, decided};
use super::{
    CandidateEvent, CertificationAwarded, ExamSat, Training, TrainingCompleted, TrainingDropped,
    TrainingEnrolled, TrainingStarted, TrainingWaived,
};
use crate::case::{Case, Decision};
use crate::command::EnrolInTraining;
use crate::programme::{Delivery, Lot};
use crate::refusal::{ProgrammeRefusal, Refusal, TrainingRefusal, require};

/// The lengths of the paths. The 320 hours are published elsewhere as 350.
const PATHS_HOURS: [u16; 4] = [105, 280, 320, 420];

pub(crate) fn waive(case: &Case<'_>, command: &TrainingWaived) -> Decision {
    match case.own_candidate()?.training {
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
    require_enrollable(case.own_candidate()?.training)?;
    let hire = active_hire(case)?;
    let (starts_on, ends_on) = (command.starts_on, command.ends_on);
    require(ends_on >= starts_on, || {
        TrainingRefusal::TrainingEndsBeforeStart { starts_on, ends_on }
    })?;
    let path_hours = command.path_hours;
    require(PATHS_HOURS.contains(&path_hours), || {
        TrainingRefusal::PathHoursUnknown { path_hours }
    })?;
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

pub(crate) fn start(case: &Case<'_>) -> Decision {
    let Training::Enrolled { on } = case.own_candidate()?.training else {
        return Err(TrainingRefusal::NotEnrolled.into());
    };
    case.not_before("enrolment", on, "start of the training")?;
    decided(case, CandidateEvent::TrainingStarted(TrainingStarted {}))
}

pub(crate) fn complete(case: &Case<'_>) -> Decision {
    let Training::Started { on } = case.own_candidate()?.training else {
        return Err(TrainingRefusal::TrainingNotStarted.into());
    };
    case.not_before("start of the training", on, "completion")?;
    decided(
        case,
        CandidateEvent::TrainingCompleted(TrainingCompleted {}),
    )
}

pub(crate) fn drop_training(case: &Case<'_>, command: &TrainingDropped) -> Decision {
    let Training::Started { .. } = case.own_candidate()?.training else {
        return Err(TrainingRefusal::TrainingNotStarted.into());
    };
    decided(case, CandidateEvent::TrainingDropped(command.clone()))
}

pub(crate) fn record_exam(case: &Case<'_>, command: &ExamSat) -> Decision {
    let person = case.own_candidate()?;
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
    let examined = case.own_candidate()?.examined(certificate);
    let passed_on = examined
        .passed_on
        .ok_or(TrainingRefusal::ExamNotPassed { certificate })?;
    case.not_before("passed exam", passed_on, "certificate")?;
    require(!examined.awarded, || TrainingRefusal::AlreadyCertified {
        certificate,
    })?;
    decided(case, CandidateEvent::CertificationAwarded(command.clone()))
}
