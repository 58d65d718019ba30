//! Decisions on a person: registration, and the end of a hire.

use super::{
    CandidateEvent, CandidateRegistered, Contract, ContractEnded, Hire, TerminationNotified,
    TerminationValidated,
};
use crate::case::{Case, Decision};
use crate::engine::{CivilDate, Personal, Undecided};
use crate::event::Event;
use crate::host::{HostEvent, PostVacated};
use crate::refusal::{FileRefusal, HireRefusal, Refusal, require};
use crate::territory::require_agreement;

/// The distances that the form offers.
const MOBILITIES_KM: [u16; 7] = [5, 10, 15, 20, 40, 100, 2000];

pub(crate) fn register(case: &Case<'_>, command: &CandidateRegistered) -> Decision {
    let mobility_km = command.mobility_km;
    require(MOBILITIES_KM.contains(&mobility_km), || {
        FileRefusal::MobilityUnknown { mobility_km }
    })?;
    require_agreement(command.department, command.region, command.commune_insee)?;
    case.is_new(|| FileRefusal::AlreadyRegistered {
        stream: case.stream().clone(),
    })?;
    decided(case, CandidateEvent::CandidateRegistered(command.clone()))
}

pub(crate) fn end_contract(case: &Case<'_>, command: &ContractEnded) -> Decision {
    let hire = active_hire(case)?;
    let ends_on = command.ends_on;
    require(hire.contract != Some(Contract::Cdi), || {
        HireRefusal::CdiHasNoEnd { ends_on }
    })?;
    require_end_after_start("ends_on", hire, ends_on)?;
    free_the_post(
        case,
        hire,
        CandidateEvent::ContractEnded(command.clone()),
        "contract ended",
    )
}

pub(crate) fn notify_termination(case: &Case<'_>, command: &TerminationNotified) -> Decision {
    active_hire(case)?;
    decided(case, CandidateEvent::TerminationNotified(command.clone()))
}

pub(crate) fn validate_termination(case: &Case<'_>, command: &TerminationValidated) -> Decision {
    let hire = active_hire(case)?;
    require_end_after_start("on", hire, command.on)?;
    free_the_post(
        case,
        hire,
        CandidateEvent::TerminationValidated(command.clone()),
        "termination validated",
    )
}

/// The hire that is neither cancelled nor over.
pub(super) fn active_hire<'a>(case: &Case<'a>) -> Result<&'a Hire, Undecided<Refusal>> {
    let hire = case.own_candidate()?.hire.as_ref();
    Ok(hire.ok_or(HireRefusal::NoActiveHire)?)
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

pub(super) fn decided(case: &Case<'_>, event: CandidateEvent) -> Decision {
    case.decided(Event::Candidate(event))
}
