//! Decisions on the verdicts of the COSELEC: a vote, and its correction.

use super::posts::require_room_in_envelope;
use super::{CoselecVoteCorrected, CoselecVoteRecorded, HostEvent, HostFile, Verdict, Vote};
use crate::case::{Case, Decision};
use crate::command::{CorrectCoselecVote, RecordCoselecVote};
use crate::engine::{CivilDate, StreamName};
use crate::event::Event;
use crate::refusal::{FileRefusal, PostsRefusal, Refusal, require};
use crate::session::{SessionEvent, VoteTallied};

pub(crate) fn record_vote(case: &Case<'_>, command: &RecordCoselecVote) -> Decision {
    let session = &command.session;
    let (held_on, _) = case.session(session)?.votable(session)?;
    let case = &on_the_sessions_day(case, held_on)?;
    let host = case.own_host()?;
    host.require_live()?;
    require(host.vote_of(session).is_none(), || {
        FileRefusal::VerdictAlreadyGiven {
            session: session.clone(),
        }
    })?;
    require_posts_for_verdict(command)?;
    require_room_in_envelope(case, "posts_granted", command.posts_granted)?;

    let tallied = SessionEvent::VoteTallied(VoteTallied {
        host: case.stream().clone(),
        verdict: command.verdict,
        posts: command.posts_granted,
    });
    let recorded = HostEvent::CoselecVoteRecorded(CoselecVoteRecorded {
        session: session.clone(),
        verdict: command.verdict,
        posts_granted: command.posts_granted,
        priority: command.priority,
        remarks: command.remarks.clone(),
        without_opinion: !host.is_opined(),
    });
    Ok(vec![
        case.draft(Event::Host(recorded), case.stream()),
        case.companion(session, Event::Session(tallied), session),
    ])
}

fn on_the_sessions_day<'a>(case: &Case<'a>, held_on: CivilDate) -> Result<Case<'a>, Refusal> {
    if let Some(occurred_on) = case.asked.occurred_on {
        require(occurred_on == held_on, || {
            FileRefusal::VoteNotOnSessionDay {
                occurred_on,
                held_on,
            }
        })?;
    }
    let case = case.on(held_on);
    case.not_in_the_future()?;
    Ok(case)
}

fn require_posts_for_verdict(command: &RecordCoselecVote) -> Result<(), Refusal> {
    let (verdict, posts_granted) = (command.verdict, command.posts_granted);
    let grants = posts_granted > 0;
    require(grants == (verdict == Verdict::Favourable), || {
        FileRefusal::PostsDoNotFitVerdict {
            verdict,
            posts_granted,
        }
    })
}

/// Rule 4: a correction names what it corrects and why; it may follow the sealing of the minutes,
/// and the host's leaving.
pub(crate) fn correct_vote(case: &Case<'_>, command: &CorrectCoselecVote) -> Decision {
    let session = &command.session;
    let held_on = case.session(session)?.held_on(session)?;
    let host = case.own_host()?;
    let vote = vote_to_correct(case, host, session)?;
    case.not_before("session", held_on, "correction")?;
    let posts = corrected_posts(command, vote)?;
    require_corrected_posts(case, host, command.posts_delta)?;

    let corrected = HostEvent::CoselecVoteCorrected(CoselecVoteCorrected {
        session: session.clone(),
        verdict: command.verdict,
        posts_delta: command.posts_delta,
        leaves: host.outcome_with(session, command.verdict),
        reason: command.reason.clone(),
    });
    let tallied = SessionEvent::VoteTallied(VoteTallied {
        host: case.stream().clone(),
        verdict: command.verdict,
        posts,
    });
    Ok(vec![
        case.draft(Event::Host(corrected), case.stream()),
        case.companion(session, Event::Session(tallied), session),
    ])
}

fn vote_to_correct<'a>(
    case: &Case<'_>,
    host: &'a HostFile,
    session: &StreamName,
) -> Result<&'a Vote, Refusal> {
    let no_verdict = || FileRefusal::NoVerdictToCorrect {
        session: session.clone(),
    };
    let vote = host.vote_of(session).ok_or_else(no_verdict)?;
    case.corrects_one_of(&[vote.event_id])?;
    Ok(vote)
}

/// The posts granted in all after the correction: they fit the verdict as those of a vote do.
fn corrected_posts(command: &CorrectCoselecVote, vote: &Vote) -> Result<u32, Refusal> {
    let posts = i64::from(vote.posts) + i64::from(command.posts_delta);
    let is_favourable = command.verdict == Verdict::Favourable;
    u32::try_from(posts)
        .ok()
        .filter(|posts| (*posts > 0) == is_favourable)
        .ok_or_else(|| {
            let verdict = command.verdict;
            FileRefusal::CorrectedPostsDoNotFitVerdict { verdict, posts }.into()
        })
}

/// Rules 1 and 2: what is added fits into the envelope, and what is taken off is free.
fn require_corrected_posts(case: &Case<'_>, host: &HostFile, delta: i32) -> Result<(), Refusal> {
    let (taken_off, free) = (-i64::from(delta), host.posts.free());
    require(delta >= 0 || taken_off <= free, || {
        PostsRefusal::CorrectedPostsNotFree { taken_off, free }
    })?;
    require_room_in_envelope(case, "posts_delta", u32::try_from(delta).unwrap_or(0))
}
