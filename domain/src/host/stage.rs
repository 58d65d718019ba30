//! Where a host's file stands, and what moves it.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use strum::{Display, IntoStaticStr, VariantArray};

use super::{HostEvent, Verdict};
use crate::workflow::{Arrow, Machine, Stage};

//  registered ──opined──► opined
//       └────────┬──────────┘
//                ├──set_aside──► under_review ─┐      votes lead from each of these three
//                ├──refused────► refused ──────┤      to the others, until one is favourable
//                └──validated──► validated ◄───┘
//                                    │ account_activated
//                                    ▼
//                                activated ──► convention_opened ──► convention_sent
//                                                                          │
//                      convention_terminated ◄── convention_signed ◄───────┘
//
// A convention may be opened before the account is: the file goes straight on from `validated`.
// From every stage one step leads to `withdrawn`, `cancelled` and `duplicate`; reopened, a file
// stands where it stood. A correction that leaves no favourable vote leads back to `refused` or
// `under_review`, and the next favourable one to where the file stood before.

/// Where a host's file stands.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    Display,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum HostStage {
    /// Waits for its prefect's opinion.
    Registered,
    /// Waits for the COSELEC.
    Opined,
    /// Has posts.
    Validated,
    /// Has none.
    Refused,
    /// The COSELEC wants to see it again.
    UnderReview,
    /// Has its account.
    Activated,
    /// Its convention's file is open.
    ConventionOpened,
    /// Its convention waits for a signature.
    ConventionSent,
    /// Its convention is in force.
    ConventionSigned,
    /// Its convention is over.
    ConventionTerminated,
    /// Left the programme.
    Withdrawn,
    /// Cancelled.
    Cancelled,
    /// Repeats another file.
    Duplicate,
}

/// What moves a host's file.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    Display,
    IntoStaticStr,
    VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum HostStep {
    /// The structure applies.
    Registered,
    /// Its prefecture gives an opinion.
    Opined,
    /// A favourable verdict.
    Validated,
    /// An unfavourable one.
    Refused,
    /// A verdict of further review.
    SetAside,
    /// It is invited to open its account.
    ActivationMailSent,
    /// It opened its account.
    AccountActivated,
    /// The convention's file is opened.
    ConventionOpened,
    /// That file moves.
    ConventionMoved,
    /// That file has defects.
    FoundNonCompliant,
    /// They are mended.
    FileCorrected,
    /// The convention goes to the host.
    ConventionSent,
    /// The convention is signed.
    ConventionSigned,
    /// The convention ends.
    ConventionTerminated,
    /// Free posts are given back.
    PostsReturned,
    /// A post is taken.
    PostFilled,
    /// A post is free again.
    PostVacated,
    /// The file repeats another.
    MarkedDuplicate,
    /// The file is cancelled.
    Cancelled,
    /// It leaves the programme.
    Withdrawn,
    /// Whoever answers for it confirmed the address for mail.
    EmailConfirmed,
    /// A field of the application is changed.
    Amended,
    /// Another opinion in place of an earlier one.
    OpinionRevised,
    /// A verdict is corrected, and one at least is favourable.
    CorrectedToValidated,
    /// A verdict is corrected: none is favourable, the last is unfavourable.
    CorrectedToRefused,
    /// A verdict is corrected: none is favourable, the last is of further review.
    CorrectedToReview,
    /// The letter that announces the validation.
    LetterSent,
    /// The host is accompanied.
    FollowedUp,
    /// The convention in force is changed.
    ConventionAmended,
    /// A part of the subsidy is paid.
    SubsidyPaid,
    /// It asks for more posts.
    PostsRequested,
    /// Its prefecture gives an opinion on that.
    RequestOpined,
    /// It gets none.
    RequestRefused,
    /// It gets them.
    PostsAdded,
    /// Free posts go to another host.
    TransferredOut,
    /// Another host's posts arrive.
    TransferredIn,
    /// A file that had left lives again.
    Reopened,
}

static MACHINE: LazyLock<Machine<HostStage>> = LazyLock::new(Machine::new);

impl Stage for HostStage {
    type Step = HostStep;

    const KIND: &'static str = "host";

    const ARROWS: &'static [Arrow<Self, HostStep>] = super::arrows::ARROWS;
}

impl HostStage {
    /// Every stage, in the order of the path.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// Whether the file has not left the programme: neither withdrawn, cancelled nor a duplicate.
    pub fn is_live(self) -> bool {
        !matches!(self, Self::Withdrawn | Self::Cancelled | Self::Duplicate)
    }

    /// Where the table leads; what no arrow says moves nothing. See `HostPath`, which remembers.
    pub(super) fn after(self, step: HostStep) -> Self {
        MACHINE.after(self, step)
    }

    /// Where an arrow of the table leads; `None` where there is none.
    pub(crate) fn listed(from: Option<Self>, step: HostStep) -> Option<Self> {
        MACHINE.listed(from, step)
    }
}

impl HostStep {
    /// The step that an event takes.
    pub fn of(event: &HostEvent) -> Self {
        match event {
            HostEvent::HostRegistered(_) => Self::Registered,
            HostEvent::PrefectOpinionGiven(_) => Self::Opined,
            HostEvent::CoselecVoteRecorded(vote) => Self::of_verdict(vote.verdict),
            HostEvent::ActivationMailSent(_) => Self::ActivationMailSent,
            HostEvent::HostAccountActivated(_) => Self::AccountActivated,
            HostEvent::ConventionFileOpened(_) => Self::ConventionOpened,
            HostEvent::ConventionFileMoved(_) => Self::ConventionMoved,
            HostEvent::ConventionFileFoundNonCompliant(_) => Self::FoundNonCompliant,
            HostEvent::ConventionFileCorrected(_) => Self::FileCorrected,
            HostEvent::ConventionSent(_) => Self::ConventionSent,
            HostEvent::ConventionSigned(_) => Self::ConventionSigned,
            HostEvent::ConventionTerminated(_) => Self::ConventionTerminated,
            HostEvent::PostsReturned(_) => Self::PostsReturned,
            HostEvent::PostFilled(_) => Self::PostFilled,
            HostEvent::PostVacated(_) => Self::PostVacated,
            HostEvent::ApplicationMarkedDuplicate(_) => Self::MarkedDuplicate,
            HostEvent::ApplicationCancelled(_) => Self::Cancelled,
            HostEvent::HostWithdrawn(_) => Self::Withdrawn,
            HostEvent::ContactEmailConfirmed(_) => Self::EmailConfirmed,
            HostEvent::ApplicationAmended(_) => Self::Amended,
            HostEvent::PrefectOpinionRevised(_) => Self::OpinionRevised,
            HostEvent::CoselecVoteCorrected(vote) => Self::of_correction(vote.leaves),
            HostEvent::ValidationLetterSent(_) => Self::LetterSent,
            HostEvent::FollowUpRecorded(_) => Self::FollowedUp,
            HostEvent::ConventionAmended(_) => Self::ConventionAmended,
            HostEvent::SubsidyPaid(_) => Self::SubsidyPaid,
            HostEvent::PostsRequested(_) => Self::PostsRequested,
            HostEvent::PostsRequestOpined(_) => Self::RequestOpined,
            HostEvent::PostsRequestRefused(_) => Self::RequestRefused,
            HostEvent::PostsAdded(_) => Self::PostsAdded,
            HostEvent::PostsTransferredOut(_) => Self::TransferredOut,
            HostEvent::PostsTransferredIn(_) => Self::TransferredIn,
            HostEvent::ApplicationReopened(_) => Self::Reopened,
        }
    }

    fn of_verdict(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Favourable => Self::Validated,
            Verdict::Unfavourable => Self::Refused,
            Verdict::FurtherReview => Self::SetAside,
        }
    }

    fn of_correction(leaves: Verdict) -> Self {
        match leaves {
            Verdict::Favourable => Self::CorrectedToValidated,
            Verdict::Unfavourable => Self::CorrectedToRefused,
            Verdict::FurtherReview => Self::CorrectedToReview,
        }
    }
}
