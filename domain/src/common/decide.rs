//! Decisions on a stream of any kind: mail, its report, notices.

use super::{
    CommonEvent, CommonState, DeliveryReported, MAILS_OPEN_MAX, MailRequested, MailStands,
    NoticeIssued,
};
use crate::case::{Case, Decision};
use crate::decider::FileState;
use crate::engine::Undecided;
use crate::event::Event;
use crate::matching::MatchState;
use crate::refusal::{DeliveryRefusal, Refusal, require};

pub(crate) fn request_mail(case: &Case<'_>, command: &MailRequested) -> Decision {
    require(begun(case)?.mails_open() < MAILS_OPEN_MAX, || {
        DeliveryRefusal::TooManyOpenMails {
            max: MAILS_OPEN_MAX,
        }
    })?;
    decided(case, CommonEvent::MailRequested(command.clone()))
}

pub(crate) fn report_delivery(case: &Case<'_>, command: &DeliveryReported) -> Decision {
    let mail = command.mail;
    match begun(case)?.mail(mail) {
        MailStands::Open => decided(case, CommonEvent::DeliveryReported(command.clone())),
        MailStands::Reported => Err(DeliveryRefusal::DeliveryAlreadyReported { mail }.into()),
        MailStands::Unknown => Err(DeliveryRefusal::MailNotRequested { mail }.into()),
    }
}

pub(crate) fn issue_notice(case: &Case<'_>, command: &NoticeIssued) -> Decision {
    let (task, deadline) = (command.task, command.deadline);
    require(begun(case)?.noticed(task) != Some(deadline), || {
        DeliveryRefusal::NoticeAlreadyIssued { task, deadline }
    })?;
    decided(case, CommonEvent::NoticeIssued(command.clone()))
}

/// The stream's mails and notices, where the stream has begun.
fn begun<'a>(case: &Case<'a>) -> Result<&'a CommonState, Undecided<Refusal>> {
    let state = case.own_state()?;
    require(state.stage().is_some(), || {
        DeliveryRefusal::StreamNotBegun {
            stream: case.stream().clone(),
        }
    })?;
    Ok(&state.common)
}

/// A match's address is sealed as all else that a match says of its candidate.
fn decided(case: &Case<'_>, event: CommonEvent) -> Decision {
    let subject = match &case.own_state()?.file {
        FileState::Match(MatchState::Proposed(parties)) => &parties.candidate,
        _ => case.stream(),
    };
    Ok(vec![case.draft(Event::Common(event), subject)])
}
