//! Reactions of an imported history: what may have followed from what, so that nothing else comes in under that name.

use super::mail::ANNOUNCEMENTS;
use super::{Cause, Followed};
use crate::candidate::CandidateEvent;
use crate::common::{CommonEvent, DeliveryOutcome, MailRequested, NoticeIssued};
use crate::decider::FileState;
use crate::engine::{Draft, Needs};
use crate::event::Event;
use crate::host::decide::ACTIVATION_LINK_DAYS;
use crate::host::{HostEvent, Verdict};
use crate::matching::{ClosedBecause, MatchEvent, MatchStage, MatchState, MatchStep, Parties};
use crate::programme::ProgrammeEvent;

/// Whether a reaction may have followed from its cause. Not whether it would today: which matches
/// were open then, and which mails, only that history knows.
pub(super) fn may_follow(cause: &Cause<'_>, reaction: &Draft<Event>) -> Followed {
    let is_of_its_day = reaction.occurred_on == cause.draft.occurred_on;
    if !is_of_its_day || reaction.corrects.is_some() {
        return Ok(false);
    }
    match &reaction.event {
        Event::Common(CommonEvent::MailRequested(mail)) => {
            Ok(is_own(cause, reaction) && is_announced(cause, mail))
        }
        Event::Host(event) => Ok(is_own(cause, reaction) && is_sent(cause, event)),
        Event::Match(MatchEvent::MatchClosed(closed)) => {
            let parties = open_match(cause, reaction)?;
            Ok(parties.is_some_and(|parties| closes(cause, reaction, parties, closed.because)))
        }
        Event::Common(CommonEvent::NoticeIssued(notice)) => is_late(cause, reaction, notice),
        _ => Ok(false),
    }
}

fn is_own(cause: &Cause<'_>, reaction: &Draft<Event>) -> bool {
    cause.draft.stream == reaction.stream
}

fn is_announced(cause: &Cause<'_>, mail: &MailRequested) -> bool {
    let verdict = match &cause.draft.event {
        Event::Host(HostEvent::CoselecVoteRecorded(vote)) => vote.verdict,
        Event::Host(HostEvent::CoselecVoteCorrected(vote)) => vote.verdict,
        _ => return false,
    };
    verdict == Verdict::Favourable && mail.to.is_none() && ANNOUNCEMENTS.contains(&mail.template)
}

fn is_sent(cause: &Cause<'_>, event: &HostEvent) -> bool {
    let Event::Common(CommonEvent::DeliveryReported(report)) = &cause.draft.event else {
        return false;
    };
    let expires_on = cause.draft.occurred_on.plus_days(ACTIVATION_LINK_DAYS);
    let fits = match event {
        HostEvent::ValidationLetterSent(_) => true,
        HostEvent::ActivationMailSent(sent) => sent.expires_on == expires_on,
        _ => false,
    };
    fits && report.outcome == DeliveryOutcome::Delivered
}

/// Whom a match brings together, where the table lets it be closed.
fn open_match<'a>(
    cause: &Cause<'a>,
    reaction: &Draft<Event>,
) -> Result<Option<&'a Parties>, Needs> {
    Ok(match &cause.streams.get(&reaction.stream)?.file {
        FileState::Match(MatchState::Proposed(parties))
            if MatchStage::listed(Some(parties.stage), MatchStep::Closed).is_some() =>
        {
            Some(parties)
        }
        _ => None,
    })
}

fn closes(
    cause: &Cause<'_>,
    reaction: &Draft<Event>,
    parties: &Parties,
    because: ClosedBecause,
) -> bool {
    let stream = &cause.draft.stream;
    let (expected, is_party) = match &cause.draft.event {
        Event::Host(HostEvent::PostFilled(filled)) => {
            let is_other = parties.candidate != filled.candidate;
            let is_party = parties.host == *stream && is_other;
            (ClosedBecause::HiredElsewhere, is_party)
        }
        Event::Host(
            HostEvent::HostWithdrawn(_)
            | HostEvent::ApplicationCancelled(_)
            | HostEvent::ApplicationMarkedDuplicate(_),
        ) => (ClosedBecause::HostLeft, parties.host == *stream),
        Event::Candidate(CandidateEvent::CandidateHired(hired)) => {
            let is_party = parties.candidate == *stream && hired.match_ != reaction.stream;
            (ClosedBecause::HiredElsewhere, is_party)
        }
        Event::Candidate(CandidateEvent::AvailabilityChanged(changed)) => {
            let is_party = parties.candidate == *stream && !changed.available;
            (ClosedBecause::CandidateUnavailable, is_party)
        }
        Event::Candidate(CandidateEvent::CandidateMerged(_)) => {
            let is_party = parties.candidate == *stream;
            (ClosedBecause::CandidateUnavailable, is_party)
        }
        Event::Programme(ProgrammeEvent::DayTicked(_)) => {
            let left = [&parties.host, &parties.candidate];
            let left = left.map(|party| cause.tally.left_open(party));
            return left.contains(&Some(because));
        }
        _ => return false,
    };
    is_party && because == expected
}

fn is_late(cause: &Cause<'_>, reaction: &Draft<Event>, notice: &NoticeIssued) -> Followed {
    let Event::Programme(ProgrammeEvent::DayTicked(tick)) = &cause.draft.event else {
        return Ok(false);
    };
    let has_begun = cause.streams.get(&reaction.stream)?.stage().is_some();
    Ok(has_begun && notice.deadline < tick.date)
}
