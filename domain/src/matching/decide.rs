//! Decisions on a match: the proposal, the host's interest, the hire and its cancellation.

use super::{
    HireDeclarationCancelled, HireDeclared, MatchEvent, MatchProposed, MatchShortlisted,
    MatchStage, Parties,
};
use crate::candidate::{CandidateEvent, CandidateFile, CandidateHired, Contract, HireCancelled};
use crate::case::{Case, Decision};
use crate::command::DeclareHire;
use crate::event::Event;
use crate::host::{Convention, HostEvent, HostFile, PostFilled, PostVacated};
use crate::refusal::{ConventionRefusal, HireRefusal, PostsRefusal, Refusal, require};

pub(crate) fn propose(case: &Case<'_>, command: &MatchProposed) -> Decision {
    case.is_new(|| HireRefusal::MatchAlreadyProposed)?;
    case.host("host", &command.host)?;
    case.candidate("candidate", &command.candidate)?;
    case.decided(Event::Match(MatchEvent::MatchProposed(command.clone())))
}

pub(crate) fn shortlist(case: &Case<'_>) -> Decision {
    case.own_match()?.require_stage(MatchStage::Proposed)?;
    case.decided(Event::Match(MatchEvent::MatchShortlisted(
        MatchShortlisted {},
    )))
}

pub(crate) fn declare_hire(case: &Case<'_>, command: &DeclareHire) -> Decision {
    let parties = case.own_match()?;
    parties.require_stage(MatchStage::Shortlisted)?;
    require_post(case.host("host", &parties.host)?)?;
    require_free_person(case.candidate("candidate", &parties.candidate)?, command)?;
    require_contract_dates(command)?;

    let declared = MatchEvent::HireDeclared(HireDeclared {
        starts_on: command.starts_on,
    });
    let person = &parties.candidate;
    Ok(vec![
        case.draft(Event::Match(declared), person),
        case.companion(person, hired(case, parties, command), person),
        case.companion(&parties.host, filled(case, parties), person),
    ])
}

/// Rule 2.
fn require_post(host: &HostFile) -> Result<(), Refusal> {
    host.require_validated()?;
    let filled = host.posts.filled;
    require(host.posts.free() > 0, || PostsRefusal::NoFreePost {
        filled,
        posts_open: host.posts.open,
    })?;
    match host.convention {
        Convention::Terminated => Err(ConventionRefusal::ConventionIsTerminated.into()),
        Convention::Signed(terms) => {
            let posts = terms.posts.get();
            require(filled < i64::from(posts), || {
                PostsRefusal::NoFreePostInConvention { filled, posts }
            })
        }
        Convention::NotOpened | Convention::File(_) | Convention::Sent(_) => Ok(()),
    }
}

/// Rule 3. A cancelled declaration was void and leaves no day that a new hire could overlap.
fn require_free_person(person: &CandidateFile, command: &DeclareHire) -> Result<(), HireRefusal> {
    if let Some(hire) = &person.hire {
        let host = hire.host.clone();
        return Err(HireRefusal::AlreadyHired { host });
    }
    let starts_on = command.starts_on;
    match person.last_day {
        Some(last_day) if starts_on <= last_day => Err(HireRefusal::StartsBeforeLastHireEnded {
            starts_on,
            last_day,
        }),
        _ => Ok(()),
    }
}

/// Rule 5.
fn require_contract_dates(command: &DeclareHire) -> Result<(), Refusal> {
    let starts_on = command.starts_on;
    match (command.contract, command.ends_on) {
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

fn hired(case: &Case<'_>, parties: &Parties, command: &DeclareHire) -> Event {
    Event::Candidate(CandidateEvent::CandidateHired(CandidateHired {
        match_: case.stream().clone(),
        host: parties.host.clone(),
        contract: command.contract,
        starts_on: command.starts_on,
        ends_on: command.ends_on,
    }))
}

fn filled(case: &Case<'_>, parties: &Parties) -> Event {
    Event::Host(HostEvent::PostFilled(PostFilled {
        match_: case.stream().clone(),
        candidate: parties.candidate.clone(),
    }))
}

pub(crate) fn cancel_declaration(case: &Case<'_>, command: &HireDeclarationCancelled) -> Decision {
    let parties = case.own_match()?;
    parties.require_stage(MatchStage::Hired)?;
    if let Some(declared_on) = parties.declared_on {
        case.not_before("declaration", declared_on, "cancellation")?;
    }
    let person = case.candidate("candidate", &parties.candidate)?;
    let is_active = |match_| {
        person
            .hire
            .as_ref()
            .is_some_and(|hire| &hire.match_ == match_)
    };
    require(is_active(case.stream()), || HireRefusal::HireNotActive {
        match_: case.stream().clone(),
    })?;
    // Read although nothing depends on it: the append extends this stream too.
    case.host("host", &parties.host)?;

    let cancelled = CandidateEvent::HireCancelled(HireCancelled {
        reason: command.reason.clone(),
    });
    let vacated = HostEvent::PostVacated(PostVacated {
        match_: case.stream().clone(),
        reason: command.reason.clone(),
    });
    let decision = MatchEvent::HireDeclarationCancelled(command.clone());
    let person = &parties.candidate;
    Ok(vec![
        case.draft(Event::Match(decision), person),
        case.companion(person, Event::Candidate(cancelled), person),
        case.companion(&parties.host, Event::Host(vacated), person),
    ])
}

impl Parties {
    fn require_stage(&self, expected: MatchStage) -> Result<(), Refusal> {
        let stage = self.stage;
        require(stage == expected, || HireRefusal::MatchStandsElsewhere {
            stage,
            expected,
        })
    }
}
