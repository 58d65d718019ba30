//! Decisions on the programme: opening, targets, training lots, published figures, deadlines, days, revoked imports.

use super::{
    DayTicked, DeadlineSet, FigurePublished, ImportBatchRevoked, MilestoneRevised, MilestoneSet,
    ProgrammeEvent, ProgrammeOpened, ProgrammeState, TrainingLotAllotted, TrainingLotDefined,
};
use crate::case::{Case, Decision};
use crate::engine::Undecided;
use crate::event::Event;
use crate::refusal::{ProgrammeRefusal, Refusal, RequestRefusal, require};

pub(crate) fn open(case: &Case<'_>, command: &ProgrammeOpened) -> Decision {
    if let Some(stream) = case.tally.programme() {
        let stream = stream.clone();
        return Err(RequestRefusal::ProgrammeAlreadyOpened { stream }.into());
    }
    decided(case, ProgrammeEvent::ProgrammeOpened(command.clone()))
}

pub(crate) fn set_milestone(case: &Case<'_>, command: &MilestoneSet) -> Decision {
    let programme = own_programme(case)?;
    let (metric, due_on) = (command.metric, command.due_on);
    require(!programme.has_milestone(metric, due_on), || {
        ProgrammeRefusal::MilestoneAlreadySet { metric, due_on }
    })?;
    decided(case, ProgrammeEvent::MilestoneSet(command.clone()))
}

pub(crate) fn revise_milestone(case: &Case<'_>, command: &MilestoneRevised) -> Decision {
    let programme = own_programme(case)?;
    let (metric, due_on) = (command.metric, command.due_on);
    require(programme.has_milestone(metric, due_on), || {
        ProgrammeRefusal::MilestoneNotSet { metric, due_on }
    })?;
    decided(case, ProgrammeEvent::MilestoneRevised(command.clone()))
}

pub(crate) fn define_lot(case: &Case<'_>, command: &TrainingLotDefined) -> Decision {
    let programme = own_programme(case)?;
    require(programme.lot(&command.lot).is_none(), || {
        ProgrammeRefusal::LotAlreadyDefined {
            lot: command.lot.clone(),
        }
    })?;
    decided(case, ProgrammeEvent::TrainingLotDefined(command.clone()))
}

pub(crate) fn allot_lot(case: &Case<'_>, command: &TrainingLotAllotted) -> Decision {
    let programme = own_programme(case)?;
    require(programme.lot(&command.lot).is_some(), || {
        ProgrammeRefusal::LotNotDefined {
            lot: command.lot.clone(),
        }
    })?;
    decided(case, ProgrammeEvent::TrainingLotAllotted(command.clone()))
}

pub(crate) fn publish_figure(case: &Case<'_>, command: &FigurePublished) -> Decision {
    own_programme(case)?;
    decided(case, ProgrammeEvent::FigurePublished(command.clone()))
}

/// `applies_from` may lie in the past or ahead: tasks are told late by what applies to their day.
pub(crate) fn set_deadline(case: &Case<'_>, command: &DeadlineSet) -> Decision {
    own_programme(case)?;
    decided(case, ProgrammeEvent::DeadlineSet(command.clone()))
}

/// Became true on the day itself, also where it is told later.
pub(crate) fn tick_day(case: &Case<'_>, command: &DayTicked) -> Decision {
    let programme = own_programme(case)?;
    let (date, today) = (command.date, case.asked.today);
    require(date <= today, || ProgrammeRefusal::DayNotCome {
        date,
        today,
    })?;
    if let Some(occurred_on) = case.asked.occurred_on.filter(|&day| day != date) {
        return Err(ProgrammeRefusal::TickNotOnItsDay { occurred_on, date }.into());
    }
    if let Some(last) = programme.last_tick().filter(|&last| date <= last) {
        return Err(ProgrammeRefusal::DayAlreadyTicked { date, last }.into());
    }
    decided(&case.on(date), ProgrammeEvent::DayTicked(command.clone()))
}

/// Whether there is such a batch is not asked here: no state knows by which import its events came.
/// Whoever takes the command holds it against the log.
pub(crate) fn revoke_batch(case: &Case<'_>, command: &ImportBatchRevoked) -> Decision {
    let programme = own_programme(case)?;
    require(!programme.has_revoked(&command.batch), || {
        ProgrammeRefusal::BatchAlreadyRevoked {
            batch: command.batch.clone(),
        }
    })?;
    decided(case, ProgrammeEvent::ImportBatchRevoked(command.clone()))
}

fn own_programme<'a>(case: &Case<'a>) -> Result<&'a ProgrammeState, Undecided<Refusal>> {
    let programme = case
        .tally
        .programme()
        .ok_or(RequestRefusal::ProgrammeNotOpened)?;
    require(case.stream() == programme, || {
        RequestRefusal::NotTheProgrammesStream {
            programme: programme.clone(),
            found: case.stream().clone(),
        }
    })?;
    case.programme()
}

fn decided(case: &Case<'_>, event: ProgrammeEvent) -> Decision {
    case.decided(Event::Programme(event))
}
