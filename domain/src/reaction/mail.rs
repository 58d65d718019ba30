//! Mails after a favourable verdict: requested with it, and sent once they are delivered.

use super::{Cause, Reaction};
use crate::common::{CommonEvent, DeliveryOutcome, DeliveryReported, MailRequested, MailTemplate};
use crate::engine::{CivilDate, Draft, Needs};
use crate::event::Event;
use crate::host::decide::ACTIVATION_LINK_DAYS;
use crate::host::{ActivationMailSent, HostEvent, ValidationLetterSent, Verdict};
use crate::task::{OpenTask, TaskKind};

/// What a validated host is told by mail.
pub(super) const ANNOUNCEMENTS: [MailTemplate; 2] =
    [MailTemplate::ValidationLetter, MailTemplate::Activation];

/// The first favourable verdict on a file, be it by a correction, is announced; not by a mail that
/// still waits to be delivered, from before the verdict was corrected away and back.
pub(super) fn voted(cause: &Cause<'_>, verdict: Verdict) -> Reaction {
    if verdict != Verdict::Favourable {
        return Ok(Vec::new());
    }
    let host = cause.host()?;
    let is_first = host.is_some_and(|file| !file.is_favourable() && file.stage().is_live());
    let waiting = waiting_mails(cause)?;
    let announced = ANNOUNCEMENTS.iter();
    let announced = announced.filter(|template| is_first && !waiting.contains(template));
    Ok(announced
        .map(|&template| request(cause, template))
        .collect())
}

fn waiting_mails(cause: &Cause<'_>) -> Result<Vec<MailTemplate>, Needs> {
    let stream = &cause.draft.stream;
    let mails = cause.streams.get(stream)?.common.open_mails();
    let templates = mails.filter_map(|mail| cause.tally.open_mail(stream, mail));
    Ok(templates.collect())
}

fn request(cause: &Cause<'_>, template: MailTemplate) -> Draft<Event> {
    let mail = CommonEvent::MailRequested(MailRequested { template, to: None });
    cause.follows(&cause.draft.stream, Event::Common(mail))
}

/// A mail that was delivered is sent, in the words of the host's file; unless the verdict that it
/// announces was corrected away meanwhile, or the host has left.
pub(super) fn reported(cause: &Cause<'_>, report: &DeliveryReported) -> Reaction {
    let host = cause.host()?;
    if !host.is_some_and(|file| file.is_favourable() && file.stage().is_live()) {
        return Ok(Vec::new());
    }
    let mail = cause.tally.open_mail(&cause.draft.stream, report.mail);
    let delivered = mail.filter(|_| report.outcome == DeliveryOutcome::Delivered);
    let sent = delivered.and_then(|template| sent(cause, template));
    let sent = sent.map(|event| cause.follows(&cause.draft.stream, Event::Host(event)));
    Ok(sent.into_iter().collect())
}

fn sent(cause: &Cause<'_>, template: MailTemplate) -> Option<HostEvent> {
    let on = cause.draft.occurred_on;
    let letter = HostEvent::ValidationLetterSent(ValidationLetterSent {});
    let activation = HostEvent::ActivationMailSent(ActivationMailSent {
        expires_on: on.plus_days(ACTIVATION_LINK_DAYS),
    });
    match template {
        MailTemplate::ValidationLetter => waits(cause, is_due_letter).then_some(letter),
        MailTemplate::Activation => {
            waits(cause, |open| is_due_link(open, on)).then_some(activation)
        }
        MailTemplate::EmailConfirmation | MailTemplate::Reminder => None,
    }
}

fn waits(cause: &Cause<'_>, is_met: impl Fn(&OpenTask) -> bool) -> bool {
    let mut open = cause.tally.open_tasks(&cause.draft.stream);
    open.any(|open| is_met(&open))
}

fn is_due_letter(open: &OpenTask) -> bool {
    open.task == TaskKind::SendLetter
}

/// The host's first link, or one that stands for a link that has run out.
fn is_due_link(open: &OpenTask, on: CivilDate) -> bool {
    match open.task {
        TaskKind::SendActivationMail => true,
        TaskKind::ActivateAccount => open.due_fixed.is_some_and(|last_day| last_day < on),
        _ => false,
    }
}
