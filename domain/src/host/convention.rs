//! Decisions on a host's convention: its file, the sending, the signature, its amendments and payments, the end.

use super::decide::decided;
use super::{
    Convention, ConventionAmended, ConventionFileCorrected, ConventionFileFoundNonCompliant,
    ConventionFileMoved, ConventionFileOpened, ConventionSent, ConventionSigned,
    ConventionTerminated, DossierState, HostEvent, HostFile, SubsidyPaid, Terms,
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
    require_filled_covered(host, "posts", sent.posts.get())?;
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

/// An amendment covers at least one post, as the convention did when it was sent: one that shall
/// cover none is terminated.
pub(crate) fn amend(case: &Case<'_>, command: &ConventionAmended) -> Decision {
    let host = case.own_host()?;
    let terms = host.require_signed()?;
    let amended = terms
        .amended(command)
        .ok_or_else(|| refusal(terms, command))?;
    require_covered(host, amended, command.posts_delta)?;
    decided(case, HostEvent::ConventionAmended(command.clone()))
}

fn refusal(terms: Terms, command: &ConventionAmended) -> ConventionRefusal {
    let posts = i64::from(terms.posts.get()) + i64::from(command.posts_delta);
    if posts < 1 || posts > i64::from(u32::MAX) {
        return ConventionRefusal::AmendedPostsOutOfRange { posts };
    }
    ConventionRefusal::AmendedAmountOutOfRange {
        amount_cents: terms.amount_cents,
        delta: command.amount_delta_cents,
    }
}

/// Rule 2 for what is taken off; for what is added, that the posts are open. A convention that
/// covers more than is open, for posts were returned since, may be amended towards it step by step.
fn require_covered(host: &HostFile, amended: Terms, delta: i32) -> Result<(), Refusal> {
    let (posts, posts_open) = (amended.posts.get(), host.posts.open);
    if delta < 0 {
        require_filled_covered(host, "posts_delta", posts)?;
    }
    require(delta <= 0 || i64::from(posts) <= posts_open, || {
        ConventionRefusal::AmendmentExceedsPosts { posts, posts_open }
    })
}

/// Rule 2: a convention in force covers every post that is filled.
fn require_filled_covered(host: &HostFile, field: &'static str, posts: u32) -> Result<(), Refusal> {
    let filled = host.posts.filled;
    require(filled <= i64::from(posts), || {
        ConventionRefusal::CoveredPostsAreFilled {
            field,
            posts,
            filled,
        }
    })
}

/// Paid is what a convention in force says: instalments in their order, within its amount.
pub(crate) fn pay(case: &Case<'_>, command: &SubsidyPaid) -> Decision {
    let host = case.own_host()?;
    let amount_cents = host.require_signed()?.amount_cents;
    let (instalment, expected) = (
        command.instalment.get(),
        host.paid.instalments.saturating_add(1),
    );
    require(instalment == expected, || {
        ConventionRefusal::InstalmentOutOfOrder {
            instalment,
            expected,
        }
    })?;
    let paid = host.paid.cents.checked_add(command.amount_cents);
    require(paid.is_some_and(|paid| paid <= amount_cents), || {
        ConventionRefusal::SubsidyExceeded {
            cents: command.amount_cents,
            paid: host.paid.cents,
            amount_cents,
        }
    })?;
    decided(case, HostEvent::SubsidyPaid(command.clone()))
}

impl HostFile {
    /// The terms in force.
    fn require_signed(&self) -> Result<Terms, ConventionRefusal> {
        match self.convention {
            Convention::Signed(terms) => Ok(terms),
            Convention::Terminated => Err(ConventionRefusal::ConventionIsTerminated),
            _ => Err(ConventionRefusal::ConventionNotSigned),
        }
    }
}

pub(crate) fn terminate(case: &Case<'_>, command: &ConventionTerminated) -> Decision {
    case.own_host()?.require_signed()?;
    decided(case, HostEvent::ConventionTerminated(command.clone()))
}
