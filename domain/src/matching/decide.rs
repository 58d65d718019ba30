//! Decisions on a match: the proposal, the host's interest, the hire and its cancellation.

use super::{
    DeclineWithdrawn, HireDeclarationCancelled, HireDeclared, MatchClosed, MatchDeclined,
    MatchEvent, MatchProposed, MatchShortlisted, MatchStage, MatchStep, Parties,
    ShortlistWithdrawn,
};
use crate::candidate::hire::require_contract_dates;
use crate::candidate::{CandidateEvent, CandidateFile, CandidateHired, HireCancelled};
use crate::case::{Case, Decision};
use crate::command::DeclareHire;
use crate::event::Event;
use crate::host::{Convention, HostEvent, HostFile, PostFilled, PostVacated};
use crate::refusal::{ConventionRefusal, HireRefusal, PostsRefusal, Refusal, require};

pub(crate) fn propose(case: &Case<'_>, command: &MatchProposed) -> Decision {
    case.is_new(|| HireRefusal::MatchAlreadyProposed)?;
    case.host("host", &command.host)?;
    case.candidate("candidate", &command.candidate)?;
    decided(case, MatchEvent::MatchProposed(command.clone()))
}

fn decided(case: &Case<'_>, event: MatchEvent) -> Decision {
    case.decided(Event::Match(event))
}

pub(crate) fn shortlist(case: &Case<'_>) -> Decision {
    case.own_match()?.require_arrow(MatchStep::Shortlisted)?;
    decided(case, MatchEvent::MatchShortlisted(MatchShortlisted {}))
}

pub(crate) fn withdraw_shortlist(case: &Case<'_>) -> Decision {
    case.own_match()?
        .require_arrow(MatchStep::ShortlistWithdrawn)?;
    decided(case, MatchEvent::ShortlistWithdrawn(ShortlistWithdrawn {}))
}

pub(crate) fn decline(case: &Case<'_>) -> Decision {
    case.own_match()?.require_arrow(MatchStep::Declined)?;
    decided(case, MatchEvent::MatchDeclined(MatchDeclined {}))
}

pub(crate) fn withdraw_decline(case: &Case<'_>) -> Decision {
    case.own_match()?
        .require_arrow(MatchStep::DeclineWithdrawn)?;
    decided(case, MatchEvent::DeclineWithdrawn(DeclineWithdrawn {}))
}

pub(crate) fn close(case: &Case<'_>, command: &MatchClosed) -> Decision {
    case.own_match()?.require_arrow(MatchStep::Closed)?;
    decided(case, MatchEvent::MatchClosed(command.clone()))
}

pub(crate) fn declare_hire(case: &Case<'_>, command: &DeclareHire) -> Decision {
    let parties = case.own_match()?;
    parties.require_arrow(MatchStep::HireDeclared)?;
    require_post(case.host("host", &parties.host)?)?;
    require_free_person(case.candidate("candidate", &parties.candidate)?, command)?;
    require_contract_dates(command.contract, command.starts_on, command.ends_on)?;

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

/// Rule 3, and a file on which a hire can be ended again.
fn require_free_person(person: &CandidateFile, command: &DeclareHire) -> Result<(), Refusal> {
    person.require_unmerged()?;
    if let Some(hire) = &person.hire {
        let host = hire.host.clone();
        return Err(HireRefusal::AlreadyHired { host }.into());
    }
    person.require_starts_after_last_hire(command.starts_on)
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
    parties.require_arrow(MatchStep::DeclarationCancelled)?;
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
    /// Refused where the table has no such arrow.
    fn require_arrow(&self, step: MatchStep) -> Result<(), Refusal> {
        let stage = self.stage;
        require(MatchStage::listed(Some(stage), step).is_some(), || {
            HireRefusal::MatchStandsElsewhere {
                stage,
                expected: step.leads_from(),
            }
        })
    }
}
