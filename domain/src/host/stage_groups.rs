//! Stages of a host's file that arrows leave together.

use strum::VariantArray;

use super::HostStage as S;

/// Where no favourable verdict was given yet.
pub(super) const AWAITING_POSTS: &[S] = &[S::Registered, S::Opined, S::Refused, S::UnderReview];

/// From the first favourable verdict on.
pub(super) const WITH_POSTS: &[S] = &[
    S::Validated,
    S::Activated,
    S::ConventionOpened,
    S::ConventionSent,
    S::ConventionSigned,
    S::ConventionTerminated,
];

/// Where a file stands whose favourable vote was corrected away; its account and its convention
/// are what they were, and what winds them up goes on.
pub(super) const AWAY: &[S] = &[S::Refused, S::UnderReview];

/// The same, or where it left the programme.
pub(super) const AWAY_OR_LEFT: &[S] = &[
    S::Refused,
    S::UnderReview,
    S::Withdrawn,
    S::Cancelled,
    S::Duplicate,
];

/// Where a convention may be signed: on its stage, or underneath.
pub(super) const SIGNED: &[S] = &[
    S::ConventionSigned,
    S::Refused,
    S::UnderReview,
    S::Withdrawn,
    S::Cancelled,
    S::Duplicate,
];

/// Where a file stands that was voted on.
pub(super) const VOTED: &[S] = &[
    S::Refused,
    S::UnderReview,
    S::Validated,
    S::Activated,
    S::ConventionOpened,
    S::ConventionSent,
    S::ConventionSigned,
    S::ConventionTerminated,
];

/// From the first favourable verdict on, or where it left the programme.
pub(super) const WITH_POSTS_OR_LEFT: &[S] = &[
    S::Validated,
    S::Activated,
    S::ConventionOpened,
    S::ConventionSent,
    S::ConventionSigned,
    S::ConventionTerminated,
    S::Withdrawn,
    S::Cancelled,
    S::Duplicate,
];

/// From the convention's file on, or where a corrected vote led.
pub(super) const IN_CONVENTION_OR_AWAY: &[S] = &[
    S::Refused,
    S::UnderReview,
    S::ConventionOpened,
    S::ConventionSent,
    S::ConventionSigned,
    S::ConventionTerminated,
];

/// Where a file stands that has not left the programme.
pub(super) const LIVE: &[S] = &[
    S::Registered,
    S::Opined,
    S::Refused,
    S::UnderReview,
    S::Validated,
    S::Activated,
    S::ConventionOpened,
    S::ConventionSent,
    S::ConventionSigned,
    S::ConventionTerminated,
];

/// Where a file stands that has left it.
pub(super) const LEFT: &[S] = &[S::Withdrawn, S::Cancelled, S::Duplicate];

/// Where a further opinion moves nothing; a duplicate may still be given one.
pub(super) const BEYOND_REGISTRATION: &[S] = &[
    S::Opined,
    S::Refused,
    S::UnderReview,
    S::Validated,
    S::Activated,
    S::ConventionOpened,
    S::ConventionSent,
    S::ConventionSigned,
    S::ConventionTerminated,
    S::Duplicate,
];

/// Every stage.
pub(super) const ANYWHERE: &[S] = S::VARIANTS;
