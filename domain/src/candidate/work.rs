//! Decisions on a counsellor's work: taking up the post, the outfit, the daily activity.

use super::decide::{decided, own};
use super::{ActivityReported, CandidateEvent, Equipment, EquipmentSent, TookUpPost};
use crate::case::{Case, Decision};
use crate::engine::CivilDate;
use crate::refusal::{PersonRefusal, Refusal, require};

/// An activity is of one day.
const MINUTES_A_DAY: u32 = 24 * 60;

pub(crate) fn take_up_post(case: &Case<'_>) -> Decision {
    let hire = own(case)?.active_hire()?;
    require(hire.took_up_on.is_none(), || {
        PersonRefusal::PostAlreadyTakenUp
    })?;
    decided(case, CandidateEvent::TookUpPost(TookUpPost {}))
}

pub(crate) fn send_equipment(case: &Case<'_>, command: &EquipmentSent) -> Decision {
    own(case)?.active_hire()?;
    require(!command.items.is_empty(), || PersonRefusal::NothingSent)?;
    if let Some(item) = named_twice(&command.items) {
        return Err(PersonRefusal::ItemNamedTwice { item }.into());
    }
    decided(case, CandidateEvent::EquipmentSent(command.clone()))
}

/// Ends at the first repetition, so after no more steps than there are kinds of items.
fn named_twice(items: &[Equipment]) -> Option<Equipment> {
    let mut placed = items.iter().enumerate();
    let repeats = |&(place, item): &(usize, &Equipment)| items[..place].contains(item);
    placed.find(repeats).map(|(_, item)| *item)
}

/// Thousands a day: it reads one file, and leaves nothing in it.
pub(crate) fn report_activity(case: &Case<'_>, command: &ActivityReported) -> Decision {
    let case = &on_its_day(case, command.on)?;
    let on = command.on;
    require(own(case)?.is_or_was_in_post(on), || {
        PersonRefusal::NotInPost { on }
    })?;
    let minutes = command.minutes.get();
    require(minutes <= MINUTES_A_DAY, || {
        PersonRefusal::ActivityLongerThanADay { minutes }
    })?;
    decided(case, CandidateEvent::ActivityReported(command.clone()))
}

/// The activity's own day is when it became true.
fn on_its_day<'a>(case: &Case<'a>, on: CivilDate) -> Result<Case<'a>, Refusal> {
    if let Some(occurred_on) = case.asked.occurred_on {
        require(occurred_on == on, || PersonRefusal::ActivityOnAnotherDay {
            occurred_on,
            on,
        })?;
    }
    let case = case.on(on);
    case.not_in_the_future()?;
    Ok(case)
}
