//! Decisions on a host's convention: its file, the sending, the signature, the end.

use super::decide::decided;
use super::{
    Convention, ConventionFileCorrected, ConventionFileFoundNonCompliant, ConventionFileMoved,
    ConventionFileOpened, ConventionSent, ConventionSigned, ConventionTerminated, DossierState,
    HostEvent, Terms,
};
use crate::case::{Case, Decision};
use crate::command::MoveConventionFile;
use crate::refusal::{ConventionRefusal, Refusal, require};
use crate::workflow::dossier;

pub(crate) fn open_file(case: &Case<'_>, command: &ConventionFileOpened) -> Decision {
    let host = case.own_host()?;
    host.require_validated()?;
    match host.convention {
        Convention::NotOpened | Convention::File(DossierState::Refused | DossierState::Dropped) => {
            decided(case, HostEvent::ConventionFileOpened(command.clone()))
        }
        Convention::File(stands) => {
            Err(ConventionRefusal::ConventionFileAlreadyOpen { stands }.into())
        }
        Convention::Sent(_) | Convention::Signed(_) => {
            let stands = DossierState::Accepted;
            Err(ConventionRefusal::ConventionFileAlreadyOpen { stands }.into())
        }
        Convention::Terminated => Err(ConventionRefusal::ConventionIsTerminated.into()),
    }
}

pub(crate) fn move_file(case: &Case<'_>, command: &MoveConventionFile) -> Decision {
    let stands = case
        .own_host()?
        .convention
        .dossier()
        .ok_or(ConventionRefusal::NoConventionFile)?;
    let from = command.from.unwrap_or(stands);
    require(from == stands, || {
        ConventionRefusal::ConventionFileStandsElsewhere { from, stands }
    })?;
    let to = command.to;
    require(dossier::MOVES.contains(&(from, to)), || {
        ConventionRefusal::NoSuchMove { from, to }
    })?;
    decided(
        case,
        HostEvent::ConventionFileMoved(ConventionFileMoved { from, to }),
    )
}

pub(crate) fn find_non_compliant(
    case: &Case<'_>,
    command: &ConventionFileFoundNonCompliant,
) -> Decision {
    let dossier = case.own_host()?.convention.dossier();
    require(dossier.is_some(), || ConventionRefusal::NoConventionFile)?;
    decided(
        case,
        HostEvent::ConventionFileFoundNonCompliant(command.clone()),
    )
}

pub(crate) fn correct_file(case: &Case<'_>) -> Decision {
    require(case.own_host()?.non_compliant, || {
        ConventionRefusal::FileNotNonCompliant
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
        ConventionRefusal::ConventionMonthsUnknown { months }
    })?;
    let (posts, posts_open) = (command.posts.get(), host.posts.open);
    require(i64::from(posts) <= posts_open, || {
        ConventionRefusal::ConventionExceedsPosts { posts, posts_open }
    })?;
    decided(case, HostEvent::ConventionSent(command.clone()))
}

/// Until it is signed, a convention may be sent again with other terms.
fn require_accepted(convention: Convention) -> Result<(), ConventionRefusal> {
    match convention {
        Convention::File(DossierState::Accepted) | Convention::Sent(_) => Ok(()),
        Convention::NotOpened => Err(ConventionRefusal::NoConventionFile),
        Convention::File(stands) => Err(ConventionRefusal::ConventionFileNotAccepted { stands }),
        Convention::Signed(_) => Err(ConventionRefusal::ConventionAlreadySigned),
        Convention::Terminated => Err(ConventionRefusal::ConventionIsTerminated),
    }
}

pub(crate) fn sign(case: &Case<'_>, command: &ConventionSigned) -> Decision {
    let host = case.own_host()?;
    host.require_live()?;
    let sent = match host.convention {
        Convention::Sent(terms) => Ok(terms),
        Convention::NotOpened | Convention::File(_) => Err(ConventionRefusal::ConventionNotSent),
        Convention::Signed(_) => Err(ConventionRefusal::ConventionAlreadySigned),
        Convention::Terminated => Err(ConventionRefusal::ConventionIsTerminated),
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
        require(sent == signed, || ConventionRefusal::TermsDiffer {
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
        Convention::Terminated => Err(ConventionRefusal::ConventionIsTerminated.into()),
        _ => Err(ConventionRefusal::ConventionNotSigned.into()),
    }
}
