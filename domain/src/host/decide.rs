//! Decisions on a host's file: registration, opinion, vote, account, returned posts, leaving.

use super::{
    Account, ActivationMailSent, ApplicationCancelled, ApplicationMarkedDuplicate,
    CoselecVoteRecorded, HostAccountActivated, HostEvent, HostFile, HostRegistered, HostStage,
    HostWithdrawn, PostsReturned, PrefectOpinionGiven, Verdict,
};
use crate::case::{Case, Decision};
use crate::command::RecordCoselecVote;
use crate::engine::{CivilDate, Undecided};
use crate::event::Event;
use crate::identifier::Siret;
use crate::refusal::{FileRefusal, PostsRefusal, Refusal, require};
use crate::session::{SessionEvent, VoteTallied};
use crate::territory::require_agreement;

/// How long an activation link holds.
pub(crate) const ACTIVATION_LINK_DAYS: i32 = 28;

/// How many files in a row may repeat each other: each link is one more stream to read.
pub const DUPLICATE_LINKS_MAX: usize = 16;

/// The department, and collectivity, that has RIDET numbers.
const NEW_CALEDONIA: &str = "988";

pub(crate) fn register(case: &Case<'_>, command: &HostRegistered) -> Decision {
    let department = command.department;
    require_agreement(department, command.region, command.commune_insee)?;
    require(
        command.ridet.is_none() || department.code() == NEW_CALEDONIA,
        || FileRefusal::RidetOutsideNewCaledonia { department },
    )?;
    require_checksum(command.siret)?;
    case.is_new(|| FileRefusal::AlreadyRegistered {
        stream: case.stream().clone(),
    })?;
    decided(case, HostEvent::HostRegistered(command.clone()))
}

/// Rule 9.
fn require_checksum(siret: Option<Siret>) -> Result<(), Refusal> {
    siret.map_or(Ok(()), |siret| {
        require(siret.passes_checksum(), || FileRefusal::SiretChecksum {
            siret,
        })
    })
}

pub(crate) fn record_opinion(case: &Case<'_>, command: &PrefectOpinionGiven) -> Decision {
    let stage = case.own_host()?.stage;
    // A duplicate may still be given an opinion: that it is one is among the opinions.
    let left = matches!(stage, HostStage::Cancelled | HostStage::Withdrawn);
    require(!left, || FileRefusal::FileNotLive { stage })?;
    decided(case, HostEvent::PrefectOpinionGiven(command.clone()))
}

pub(crate) fn record_vote(case: &Case<'_>, command: &RecordCoselecVote) -> Decision {
    let session = &command.session;
    let (held_on, _) = case.session(session)?.votable(session)?;
    let case = &on_the_sessions_day(case, held_on)?;
    let host = case.own_host()?;
    host.require_live()?;
    require(!host.voted_in.contains(session), || {
        FileRefusal::VerdictAlreadyGiven {
            session: session.clone(),
        }
    })?;
    require_posts_for_verdict(command)?;
    require_room_in_envelope(case, command.posts_granted)?;

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
        without_opinion: !host.opined,
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

/// Rule 1.
fn require_room_in_envelope(case: &Case<'_>, posts_granted: u32) -> Result<(), Refusal> {
    let (posts_open, envelope) = (case.tally.posts_open(), case.tally.posts_envelope());
    let after = posts_open.saturating_add(i64::from(posts_granted));
    require(posts_granted == 0 || after <= envelope, || {
        FileRefusal::EnvelopeExceeded {
            posts_granted,
            posts_open,
            envelope,
        }
    })
}

pub(crate) fn send_activation_mail(case: &Case<'_>) -> Decision {
    case.own_host()?.require_validated()?;
    decided(
        case,
        HostEvent::ActivationMailSent(ActivationMailSent {
            expires_on: case.occurred_on.plus_days(ACTIVATION_LINK_DAYS),
        }),
    )
}

pub(crate) fn activate_account(case: &Case<'_>) -> Decision {
    let host = case.own_host()?;
    host.require_live()?;
    match host.account {
        Account::NotInvited => Err(FileRefusal::NoActivationMail.into()),
        Account::Activated => Err(FileRefusal::AlreadyActivated.into()),
        Account::Invited => decided(
            case,
            HostEvent::HostAccountActivated(HostAccountActivated {}),
        ),
    }
}

pub(crate) fn return_posts(case: &Case<'_>, command: &PostsReturned) -> Decision {
    let host = case.own_host()?;
    let (posts, free) = (command.posts.get(), host.posts.free());
    require(i64::from(posts) <= free, || PostsRefusal::PostsNotFree {
        posts,
        free,
    })?;
    let mut drafts = decided(case, HostEvent::PostsReturned(command.clone()))?;
    // Rule 6; a file that has left the programme already does not leave it twice.
    if host.posts.open == i64::from(posts) && host.stage.is_live() {
        let withdrawn = HostEvent::HostWithdrawn(HostWithdrawn {
            reason: command.reason.clone(),
        });
        drafts.push(case.companion(case.stream(), Event::Host(withdrawn), case.stream()));
    }
    Ok(drafts)
}

pub(crate) fn mark_duplicate(case: &Case<'_>, command: &ApplicationMarkedDuplicate) -> Decision {
    case.own_host()?.require_live()?;
    require_no_circle(case, command)?;
    decided(case, HostEvent::ApplicationMarkedDuplicate(command.clone()))
}

/// Rule 11: the target exists, and following it never leads back here.
fn require_no_circle(
    case: &Case<'_>,
    command: &ApplicationMarkedDuplicate,
) -> Result<(), Undecided<Refusal>> {
    let of = || command.of.clone();
    let mut target = &command.of;
    for _ in 0..DUPLICATE_LINKS_MAX {
        require(target != case.stream(), || {
            PostsRefusal::DuplicatesMakeACircle { of: of() }
        })?;
        match &case.host("of", target)?.duplicate_of {
            None => return Ok(()),
            Some(next) => target = next,
        }
    }
    let bound = DUPLICATE_LINKS_MAX;
    Err(PostsRefusal::TooManyDuplicateLinks { of: of(), bound }.into())
}

pub(crate) fn cancel(case: &Case<'_>, command: &ApplicationCancelled) -> Decision {
    case.own_host()?.require_live()?;
    decided(case, HostEvent::ApplicationCancelled(command.clone()))
}

pub(crate) fn withdraw(case: &Case<'_>, command: &HostWithdrawn) -> Decision {
    case.own_host()?.require_live()?;
    decided(case, HostEvent::HostWithdrawn(command.clone()))
}

impl HostFile {
    /// Refused on a file that is cancelled, withdrawn or a duplicate: nothing new begins there,
    /// while what winds it up (opinions, moves of its file, returns, ended hires) stays open.
    pub(crate) fn require_live(&self) -> Result<(), Refusal> {
        let stage = self.stage;
        require(stage.is_live(), || FileRefusal::FileNotLive { stage })
    }

    /// Refused unless live and with a favourable vote.
    pub(crate) fn require_validated(&self) -> Result<(), Refusal> {
        self.require_live()?;
        require(self.favourable, || FileRefusal::NoFavourableVote)
    }
}

pub(super) fn decided(case: &Case<'_>, event: HostEvent) -> Decision {
    case.decided(Event::Host(event))
}
