//! Decisions on a host's convention: its file, the sending, the signature, the end.

use super::decide::decided;
use super::{
    Convention, ConventionFileCorrected, ConventionFileFoundNonCompliant, ConventionFileMoved,
    ConventionFileOpened, ConventionSent, ConventionSigned, ConventionTerminated, DossierState,
    HostEvent, Terms,
};
use crate::case::{Case, Decision};
use crate::command::MoveConventionFile;
use crate::refusal::{Refusal, require};

pub(crate) fn open_file(case: &Case<'_>, command: &ConventionFileOpened) -> Decision {
    let host = case.own_host()?;
    host.require_validated()?;
    match host.convention {
        Convention::NotOpened | Convention::File(DossierState::Refused | DossierState::Dropped) => {
            decided(case, HostEvent::ConventionFileOpened(command.clone()))
        }
        Convention::File(stands) => Err(Refusal::ConventionFileAlreadyOpen { stands }.into()),
        Convention::Sent(_) | Convention::Signed(_) => {
            let stands = DossierState::Accepted;
            Err(Refusal::ConventionFileAlreadyOpen { stands }.into())
        }
        Convention::Terminated => Err(Refusal::ConventionIsTerminated.into()),
    }
}

pub(crate) fn move_file(case: &Case<'_>, command: &MoveConventionFile) -> Decision {
    let stands = case
        .own_host()?
        .convention
        .dossier()
        .ok_or(Refusal::NoConventionFile)?;
    let from = command.from.unwrap_or(stands);
    require(from == stands, || Refusal::ConventionFileStandsElsewhere {
        from,
        stands,
    })?;
    let to = command.to;
    require(may_move(from, to), || Refusal::NoSuchMove { from, to })?;
    decided(
        case,
        HostEvent::ConventionFileMoved(ConventionFileMoved { from, to }),
    )
}

// draft ──► under_construction ⇄ under_instruction ──► accepted | refused | dropped
fn may_move(from: DossierState, to: DossierState) -> bool {
    use DossierState::{Accepted, Draft, Dropped, Refused, UnderConstruction, UnderInstruction};
    matches!(
        (from, to),
        (Draft, UnderConstruction)
            | (UnderConstruction, UnderInstruction)
            | (
                UnderInstruction,
                UnderConstruction | Accepted | Refused | Dropped
            )
    )
}

pub(crate) fn find_non_compliant(
    case: &Case<'_>,
    command: &ConventionFileFoundNonCompliant,
) -> Decision {
    let dossier = case.own_host()?.convention.dossier();
    require(dossier.is_some(), || Refusal::NoConventionFile)?;
    decided(
        case,
        HostEvent::ConventionFileFoundNonCompliant(command.clone()),
    )
}

pub(crate) fn correct_file(case: &Case<'_>) -> Decision {
    require(case.own_host()?.non_compliant, || {
        Refusal::FileNotNonCompliant
    })?;
    decided(
        case,
        HostEvent::ConventionFileCorrected(ConventionFileCorrected {}),
    )
}

pub(crate) fn send(case: &Case<'_>, command: &ConventionSent) -> Decision {
    let host = case.own_host()?;
    host.require_live()?;
    require_accepted(host.convention)?;
    let months = command.months;
    require(matches!(months, 18 | 24 | 36), || {
        Refusal::ConventionMonthsUnknown { months }
    })?;
    let (posts, posts_open) = (command.posts.get(), host.posts.open);
    require(i64::from(posts) <= posts_open, || {
        Refusal::ConventionExceedsPosts { posts, posts_open }
    })?;
    decided(case, HostEvent::ConventionSent(command.clone()))
}

/// Until it is signed, a convention may be sent again with other terms.
fn require_accepted(convention: Convention) -> Result<(), Refusal> {
    match convention {
        Convention::File(DossierState::Accepted) | Convention::Sent(_) => Ok(()),
        Convention::NotOpened => Err(Refusal::NoConventionFile),
        Convention::File(stands) => Err(Refusal::ConventionFileNotAccepted { stands }),
        Convention::Signed(_) => Err(Refusal::ConventionAlreadySigned),
        Convention::Terminated => Err(Refusal::ConventionIsTerminated),
    }
}

pub(crate) fn sign(case: &Case<'_>, command: &ConventionSigned) -> Decision {
    let host = case.own_host()?;
    host.require_live()?;
    let sent = match host.convention {
        Convention::Sent(terms) => Ok(terms),
        Convention::NotOpened | Convention::File(_) => Err(Refusal::ConventionNotSent),
        Convention::Signed(_) => Err(Refusal::ConventionAlreadySigned),
        Convention::Terminated => Err(Refusal::ConventionIsTerminated),
    }?;
    require_same_terms(sent, command.into())?;
    decided(case, HostEvent::ConventionSigned(command.clone()))
}

fn require_same_terms(sent: Terms, signed: Terms) -> Result<(), Refusal> {
    for (field, sent, signed) in [
        (
            "posts",
            u64::from(sent.posts.get()),
            u64::from(signed.posts.get()),
        ),
        ("amount_cents", sent.amount_cents, signed.amount_cents),
        ("months", sent.months.into(), signed.months.into()),
    ] {
        require(sent == signed, || Refusal::TermsDiffer {
            field,
            sent,
            signed,
        })?;
    }
    Ok(())
}

pub(crate) fn terminate(case: &Case<'_>, command: &ConventionTerminated) -> Decision {
    match case.own_host()?.convention {
        Convention::Signed(_) => decided(case, HostEvent::ConventionTerminated(command.clone())),
        Convention::Terminated => Err(Refusal::ConventionIsTerminated.into()),
        _ => Err(Refusal::ConventionNotSigned.into()),
    }
}
