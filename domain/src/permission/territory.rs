//! Territories: whether a case lies within an actor's reach.

use super::Reach;
use crate::candidate::{CandidateFile, CandidateState};
use crate::case::Case;
use crate::command::Command;
use crate::decider::FileState;
use crate::engine::{StreamName, Undecided};
use crate::host::{HostFile, HostState};
use crate::matching::MatchState;
use crate::programme::Lot;
use crate::refusal::Refusal;

/// Before the label, where a provider's scope is a lot.
const LOT: &str = "lot:";

/// Whether it does; what no file shows to lie within lies outside.
pub(super) fn holds(
    case: &Case<'_>,
    command: &Command,
    reach: Reach,
) -> Result<bool, Undecided<Refusal>> {
    let scope = &*case.asked.actor.scope;
    match reach {
        Reach::Everywhere => Ok(true),
        Reach::National => Ok(scope == "national"),
        Reach::OwnFile => Ok(names(scope, case.stream())),
        Reach::OwnMatches => is_of_match(case, scope),
        Reach::OwnCounsellors => is_employer(case, scope),
        Reach::Department => is_of_department(case, scope),
        Reach::Lots => is_of_lots(case, command, scope),
    }
}

/// A stream's name has one spelling.
fn names(scope: &str, stream: &StreamName) -> bool {
    scope
        .parse()
        .is_ok_and(|named: StreamName| named == *stream)
}

fn is_of_match(case: &Case<'_>, scope: &str) -> Result<bool, Undecided<Refusal>> {
    Ok(match &case.own_state()?.file {
        FileState::Match(MatchState::Proposed(parties)) => names(scope, &parties.host),
        _ => false,
    })
}

fn is_employer(case: &Case<'_>, scope: &str) -> Result<bool, Undecided<Refusal>> {
    let hire = person(case)?.and_then(|person| person.hire.as_ref());
    Ok(hire.is_some_and(|hire| names(scope, &hire.host)))
}

fn is_of_department(case: &Case<'_>, scope: &str) -> Result<bool, Undecided<Refusal>> {
    let host = host(case, case.stream())?;
    Ok(host.is_some_and(|host| host.application.department.code() == scope))
}

fn is_of_lots(case: &Case<'_>, command: &Command, scope: &str) -> Result<bool, Undecided<Refusal>> {
    if let Command::EnrolInTraining(place) = command {
        return Ok(gives(scope, &place.lot, &place.provider));
    }
    let Some(person) = person(case)? else {
        return Ok(false);
    };
    match person.training_place() {
        Some(place) => Ok(gives(scope, &place.lot, &place.provider)),
        None => may_take_in(case, person, scope),
    }
}

/// Whether a scope stands for a lot, or for the provider who gives it.
fn gives(scope: &str, lot: &str, provider: &str) -> bool {
    match scope.strip_prefix(LOT) {
        Some(label) => label == lot,
        None => scope == provider,
    }
}

/// Who was never enrolled is everyone's whose lots serve the host: anyone's, where there is no hire.
fn may_take_in(
    case: &Case<'_>,
    person: &CandidateFile,
    scope: &str,
) -> Result<bool, Undecided<Refusal>> {
    let host = match &person.hire {
        Some(hire) => host(case, &hire.host)?,
        None => None,
    };
    let serves = |lot: &Lot| host.is_none_or(|host| lot.serves(host.region));
    let lots = case.programme()?.file().map(|file| &file.lots);
    let mut lots = lots.into_iter().flatten();
    Ok(lots.any(|(label, lot)| is_given_by(scope, label, lot) && serves(lot)))
}

fn is_given_by(scope: &str, label: &str, lot: &Lot) -> bool {
    match scope.strip_prefix(LOT) {
        Some(named) => named == label,
        None => lot.is_given_by(scope),
    }
}

fn person<'a>(case: &Case<'a>) -> Result<Option<&'a CandidateFile>, Undecided<Refusal>> {
    Ok(match &case.own_state()?.file {
        FileState::Candidate(CandidateState::Registered(file)) => Some(file),
        _ => None,
    })
}

fn host<'a>(
    case: &Case<'a>,
    stream: &StreamName,
) -> Result<Option<&'a HostFile>, Undecided<Refusal>> {
    Ok(match &case.state(stream)?.file {
        FileState::Host(HostState::Registered(file)) => Some(file),
        _ => None,
    })
}
