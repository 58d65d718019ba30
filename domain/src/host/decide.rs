//! Decisions on a host's file: registration, opinion, letter, account, follow-up, leaving and coming back.

use super::{
    Account, ActivationMailSent, Application, ApplicationCancelled, ApplicationMarkedDuplicate,
    ApplicationReopened, ContactEmailConfirmed, FollowUpRecorded, HostAccountActivated, HostEvent,
    HostFile, HostRegistered, HostStage, HostWithdrawn, PrefectOpinionGiven, PrefectOpinionRevised,
    ValidationLetterSent,
};
use crate::case::{Case, Decision};
use crate::engine::Undecided;
use crate::event::Event;
use crate::refusal::{FileRefusal, PostsRefusal, Refusal, require};
use crate::territory::require_agreement;

/// How long an activation link holds.
pub(crate) const ACTIVATION_LINK_DAYS: i32 = 28;

/// How many files in a row may repeat each other: each link is one more stream to read.
pub const DUPLICATE_LINKS_MAX: usize = 16;

/// The department, and collectivity, that has RIDET numbers.
const NEW_CALEDONIA: &str = "988";

pub(crate) fn register(case: &Case<'_>, command: &HostRegistered) -> Decision {
    require_agreement(command.department, command.region, None)?;
    Application::from(command).require_rules()?;
    case.is_new(|| FileRefusal::AlreadyRegistered {
        stream: case.stream().clone(),
    })?;
    decided(case, HostEvent::HostRegistered(command.clone()))
}

impl Application {
    /// Rules 9 and 10, the region apart: it is the department's.
    pub(super) fn require_rules(&self) -> Result<(), Refusal> {
        let department = self.department;
        require_agreement(department, department.region(), self.commune_insee)?;
        let may_have_ridet = department.code() == NEW_CALEDONIA;
        require(self.ridet.is_none() || may_have_ridet, || {
            FileRefusal::RidetOutsideNewCaledonia { department }
        })?;
        self.siret.map_or(Ok(()), |siret| {
            require(siret.passes_checksum(), || FileRefusal::SiretChecksum {
                siret,
            })
        })
    }
}

pub(crate) fn confirm_email(case: &Case<'_>) -> Decision {
    case.own_host()?;
    decided(
        case,
        HostEvent::ContactEmailConfirmed(ContactEmailConfirmed {}),
    )
}

pub(crate) fn record_opinion(case: &Case<'_>, command: &PrefectOpinionGiven) -> Decision {
    case.own_host()?.require_open_to_opinions()?;
    decided(case, HostEvent::PrefectOpinionGiven(command.clone()))
}

/// Another opinion stands beside the one that it revises, and names it; nothing is overwritten.
pub(crate) fn revise_opinion(case: &Case<'_>, command: &PrefectOpinionRevised) -> Decision {
    let host = case.own_host()?;
    host.require_open_to_opinions()?;
    require(host.is_opined(), || FileRefusal::NoOpinionToRevise)?;
    case.corrects_one_of(&host.opinions)?;
    decided(case, HostEvent::PrefectOpinionRevised(command.clone()))
}

pub(crate) fn send_letter(case: &Case<'_>) -> Decision {
    case.own_host()?.require_validated()?;
    decided(
        case,
        HostEvent::ValidationLetterSent(ValidationLetterSent {}),
    )
}

/// At any time: also a host that left is accompanied while its contracts end.
pub(crate) fn record_follow_up(case: &Case<'_>, command: &FollowUpRecorded) -> Decision {
    case.own_host()?;
    decided(case, HostEvent::FollowUpRecorded(command.clone()))
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

/// Back to where it stood, or would stand by now: what happened to it meanwhile counts.
pub(crate) fn reopen(case: &Case<'_>, command: &ApplicationReopened) -> Decision {
    let stage = case.own_host()?.stage();
    require(!stage.is_live(), || FileRefusal::FileIsLive { stage })?;
    decided(case, HostEvent::ApplicationReopened(command.clone()))
}

impl HostFile {
    /// A duplicate may still be given an opinion: that it is one is among the opinions.
    fn require_open_to_opinions(&self) -> Result<(), Refusal> {
        let stage = self.stage();
        let left = matches!(stage, HostStage::Cancelled | HostStage::Withdrawn);
        require(!left, || FileRefusal::FileNotLive { stage })
    }

    /// Refused on a file that is cancelled, withdrawn or a duplicate: nothing new begins there,
    /// while what winds it up (opinions, moves of its file, returns, ended hires) stays open.
    pub(crate) fn require_live(&self) -> Result<(), Refusal> {
        let stage = self.stage();
        require(stage.is_live(), || FileRefusal::FileNotLive { stage })
    }

    /// Refused unless live and with a favourable vote.
    pub(crate) fn require_validated(&self) -> Result<(), Refusal> {
        self.require_live()?;
        require(self.is_favourable(), || FileRefusal::NoFavourableVote)
    }
}

pub(super) fn decided(case: &Case<'_>, event: HostEvent) -> Decision {
    case.decided(Event::Host(event))
}
