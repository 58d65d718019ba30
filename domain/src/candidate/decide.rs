//! Decisions on a person's file: registration, what the person says of themselves, merging.

use super::{
    AvailabilityChanged, CandidateEvent, CandidateFile, CandidateMerged, CandidateRegistered,
    MobilityChanged, PixResultShared,
};
use crate::case::{Case, Decision};
use crate::engine::Undecided;
use crate::event::Event;
use crate::refusal::{FileRefusal, PersonRefusal, Refusal, require};
use crate::territory::require_agreement;

/// The distances that the form offers.
const MOBILITIES_KM: [u16; 7] = [5, 10, 15, 20, 40, 100, 2000];

/// The levels of Pix that are shared.
const PIX_LEVELS: std::ops::RangeInclusive<u8> = 1..=3;

/// How many files that repeat each other are followed behind a merge's target.
pub const MERGE_LINKS_MAX: usize = 16;

pub(crate) fn register(case: &Case<'_>, command: &CandidateRegistered) -> Decision {
    require_offered(command.mobility_km)?;
    require_agreement(command.department, command.region, command.commune_insee)?;
    case.is_new(|| FileRefusal::AlreadyRegistered {
        stream: case.stream().clone(),
    })?;
    decided(case, CandidateEvent::CandidateRegistered(command.clone()))
}

pub(crate) fn change_availability(case: &Case<'_>, command: &AvailabilityChanged) -> Decision {
    own(case)?;
    decided(case, CandidateEvent::AvailabilityChanged(command.clone()))
}

pub(crate) fn change_mobility(case: &Case<'_>, command: &MobilityChanged) -> Decision {
    own(case)?;
    require_offered(command.mobility_km)?;
    decided(case, CandidateEvent::MobilityChanged(command.clone()))
}

fn require_offered(mobility_km: u16) -> Result<(), Refusal> {
    require(MOBILITIES_KM.contains(&mobility_km), || {
        FileRefusal::MobilityUnknown { mobility_km }
    })
}

pub(crate) fn share_pix(case: &Case<'_>, command: &PixResultShared) -> Decision {
    own(case)?;
    let level = command.level;
    require(PIX_LEVELS.contains(&level), || {
        PersonRefusal::PixLevelUnknown { level }
    })?;
    decided(case, CandidateEvent::PixResultShared(command.clone()))
}

/// The file that goes on cannot take over a hire, whose match and post name this one: a person
/// with a hire goes on under the file that has it (rule 3).
pub(crate) fn merge(case: &Case<'_>, command: &CandidateMerged) -> Decision {
    let file = own(case)?;
    if let Some(hire) = &file.hire {
        let host = hire.host.clone();
        return Err(PersonRefusal::HireStandsOnThisFile { host }.into());
    }
    require_no_circle(case, command)?;
    decided(case, CandidateEvent::CandidateMerged(command.clone()))
}

/// Rule 11: the target exists, and following it never leads back here.
fn require_no_circle(case: &Case<'_>, command: &CandidateMerged) -> Result<(), Undecided<Refusal>> {
    let into = || command.into.clone();
    let mut target = &command.into;
    for _ in 0..MERGE_LINKS_MAX {
        require(target != case.stream(), || {
            PersonRefusal::MergesMakeACircle { into: into() }
        })?;
        match &case.candidate("into", target)?.merged_into {
            None => return Ok(()),
            Some(next) => target = next,
        }
    }
    let bound = MERGE_LINKS_MAX;
    Err(PersonRefusal::TooManyMergeLinks {
        into: into(),
        bound,
    }
    .into())
}

/// The file that is decided on, unless another goes on in its place.
pub(super) fn own<'a>(case: &Case<'a>) -> Result<&'a CandidateFile, Undecided<Refusal>> {
    let file = case.own_candidate()?;
    file.require_unmerged()?;
    Ok(file)
}

impl CandidateFile {
    /// Refused on a file that was merged into another: nothing is decided on it any more.
    pub(crate) fn require_unmerged(&self) -> Result<(), Refusal> {
        match &self.merged_into {
            None => Ok(()),
            Some(into) => Err(PersonRefusal::FileIsMerged { into: into.clone() }.into()),
        }
    }
}

pub(super) fn decided(case: &Case<'_>, event: CandidateEvent) -> Decision {
    case.decided(Event::Candidate(event))
}
