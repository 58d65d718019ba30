//! Decisions on a hire: its confirmation, what prolongs it, and its end.

use super::decide::{decided, own};
use super::{
    CandidateEvent, CandidateFile, Contract, ContractEnded, ContractExtended, ContractRenewed,
    Hire, HireConfirmed, TerminationNoticeCancelled, TerminationNotified, TerminationValidated,
};
use crate::case::{Case, Decision};
use crate::engine::{CivilDate, Personal, Undecided};
use crate::event::Event;
use crate::host::{HostEvent, PostVacated};
use crate::refusal::{HireRefusal, Refusal, require};

/// The contract that was seen may differ in all from the one that was declared.
pub(crate) fn confirm(case: &Case<'_>, command: &HireConfirmed) -> Decision {
    let person = own(case)?;
    let hire = person.active_hire()?;
    require(hire.confirmed_on.is_none(), || {
        HireRefusal::HireAlreadyConfirmed
    })?;
    require_contract_dates(Some(command.contract), command.starts_on, command.ends_on)?;
    person.require_starts_after_last_hire(command.starts_on)?;
    decided(case, CandidateEvent::HireConfirmed(command.clone()))
}

pub(crate) fn extend(case: &Case<'_>, command: &ContractExtended) -> Decision {
    require_prolongs(case, own(case)?.active_hire()?, command.ends_on)?;
    decided(case, CandidateEvent::ContractExtended(command.clone()))
}

pub(crate) fn renew(case: &Case<'_>, command: &ContractRenewed) -> Decision {
    require_prolongs(case, own(case)?.active_hire()?, command.ends_on)?;
    decided(case, CandidateEvent::ContractRenewed(command.clone()))
}

/// A correction may say any end: that the one before was wrong is why it is made.
fn require_prolongs(case: &Case<'_>, hire: &Hire, ends_on: CivilDate) -> Result<(), Refusal> {
    require_has_an_end(hire, ends_on)?;
    require_end_after_start("ends_on", hire, ends_on)?;
    match hire.end_as_of(case.occurred_on) {
        Some(current) if case.asked.corrects.is_none() => require(ends_on > current, || {
            HireRefusal::EndsNoLater { ends_on, current }
        }),
        _ => Ok(()),
    }
}

pub(crate) fn end_contract(case: &Case<'_>, command: &ContractEnded) -> Decision {
    let hire = own(case)?.active_hire()?;
    require_has_an_end(hire, command.ends_on)?;
    require_end_after_start("ends_on", hire, command.ends_on)?;
    free_the_post(
        case,
        hire,
        CandidateEvent::ContractEnded(command.clone()),
        "contract ended",
    )
}

/// A notice may be repeated: the last one says on which day.
pub(crate) fn notify_termination(case: &Case<'_>, command: &TerminationNotified) -> Decision {
    own(case)?.active_hire()?;
    decided(case, CandidateEvent::TerminationNotified(command.clone()))
}

pub(crate) fn cancel_notice(case: &Case<'_>, command: &TerminationNoticeCancelled) -> Decision {
    let hire = own(case)?.active_hire()?;
    require(hire.notice.is_some(), || HireRefusal::NoOpenNotice)?;
    decided(
        case,
        CandidateEvent::TerminationNoticeCancelled(command.clone()),
    )
}

pub(crate) fn validate_termination(case: &Case<'_>, command: &TerminationValidated) -> Decision {
    let hire = own(case)?.active_hire()?;
    require_end_after_start("on", hire, command.on)?;
    free_the_post(
        case,
        hire,
        CandidateEvent::TerminationValidated(command.clone()),
        "termination validated",
    )
}

impl CandidateFile {
    /// The hire that is neither cancelled nor over.
    pub(crate) fn active_hire(&self) -> Result<&Hire, Undecided<Refusal>> {
        Ok(self.hire.as_ref().ok_or(HireRefusal::NoActiveHire)?)
    }

    /// Rule 3. A cancelled declaration was void and leaves no day that a new hire could overlap.
    pub(crate) fn require_starts_after_last_hire(
        &self,
        starts_on: CivilDate,
    ) -> Result<(), Refusal> {
        match self.last_day() {
            Some(last_day) => require(starts_on > last_day, || {
                HireRefusal::StartsBeforeLastHireEnded {
                    starts_on,
                    last_day,
                }
            }),
            None => Ok(()),
        }
    }
}

/// Rule 5.
pub(crate) fn require_contract_dates(
    contract: Option<Contract>,
    starts_on: CivilDate,
    ends_on: Option<CivilDate>,
) -> Result<(), Refusal> {
    match (contract, ends_on) {
        (None, _) | (Some(Contract::Cdi), None) => Ok(()),
        (Some(Contract::Cdi), Some(ends_on)) => Err(HireRefusal::CdiHasNoEnd { ends_on }.into()),
        (Some(contract), None) => Err(HireRefusal::ContractEndMissing { contract }.into()),
        (Some(_), Some(ends_on)) => require(ends_on >= starts_on, || {
            HireRefusal::ContractEndsBeforeStart {
                field: "ends_on",
                starts_on,
                ends_on,
            }
        }),
    }
}

/// Rule 5.
fn require_has_an_end(hire: &Hire, ends_on: CivilDate) -> Result<(), Refusal> {
    require(hire.contract != Some(Contract::Cdi), || {
        HireRefusal::CdiHasNoEnd { ends_on }
    })
}

/// Rule 5, for contracts of a known form that have a term.
fn require_end_after_start(
    field: &'static str,
    hire: &Hire,
    ends_on: CivilDate,
) -> Result<(), Refusal> {
    let has_term = hire.contract.is_some_and(|form| form != Contract::Cdi);
    let starts_on = hire.starts_on;
    require(!has_term || ends_on >= starts_on, || {
        HireRefusal::ContractEndsBeforeStart {
            field,
            starts_on,
            ends_on,
        }
    })
}

/// The person's own reason stays in the person's stream: the host's says only what freed the post.
fn free_the_post(case: &Case<'_>, hire: &Hire, event: CandidateEvent, because: &str) -> Decision {
    // Read although nothing depends on it: the append extends this stream too.
    case.host("host", &hire.host)?;
    let vacated = HostEvent::PostVacated(PostVacated {
        match_: hire.match_.clone(),
        reason: Personal::Clear(because.to_owned()),
    });
    let person = case.stream();
    Ok(vec![
        case.draft(Event::Candidate(event), person),
        case.companion(&hire.host, Event::Host(vacated), person),
    ])
}
