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
// A convention may be opened before the account is: the file goes straight on from `validated`. No
// step leads back; from every stage one step leads to `withdrawn`, `cancelled` and `duplicate`,
// and from these none leads on.

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
    /// A verdict is corrected.
    VoteCorrected,
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

    const ARROWS: &'static [Arrow<Self, HostStep>] = &{
        use HostStep as P;
        [
            Arrow::begins(
                P::Registered,
                "HostRegistered",
                &["RegisterHost"],
                Self::Registered,
            ),
            Arrow::moves(
                P::Opined,
                "PrefectOpinionGiven",
                &["RecordPrefectOpinion"],
                &[Self::Registered],
                Self::Opined,
            ),
            Arrow::stays(
                P::Opined,
                "PrefectOpinionGiven",
                &["RecordPrefectOpinion"],
                BEYOND_REGISTRATION,
            ),
            Arrow::moves(
                P::Validated,
                "CoselecVoteRecorded",
                &["RecordCoselecVote"],
                AWAITING_POSTS,
                Self::Validated,
            ),
            Arrow::stays(
                P::Validated,
                "CoselecVoteRecorded",
                &["RecordCoselecVote"],
                WITH_POSTS,
            ),
            Arrow::moves(
                P::Refused,
                "CoselecVoteRecorded",
                &["RecordCoselecVote"],
                AWAITING_POSTS,
                Self::Refused,
            ),
            Arrow::stays(
                P::Refused,
                "CoselecVoteRecorded",
                &["RecordCoselecVote"],
                WITH_POSTS,
            ),
            Arrow::moves(
                P::SetAside,
                "CoselecVoteRecorded",
                &["RecordCoselecVote"],
                AWAITING_POSTS,
                Self::UnderReview,
            ),
            Arrow::stays(
                P::SetAside,
                "CoselecVoteRecorded",
                &["RecordCoselecVote"],
                WITH_POSTS,
            ),
            Arrow::stays(
                P::ActivationMailSent,
                "ActivationMailSent",
                &["SendActivationMail"],
                WITH_POSTS,
            ),
            Arrow::moves(
                P::AccountActivated,
                "HostAccountActivated",
                &["ActivateHostAccount"],
                &[Self::Validated],
                Self::Activated,
            ),
            Arrow::stays(
                P::AccountActivated,
                "HostAccountActivated",
                &["ActivateHostAccount"],
                IN_CONVENTION,
            ),
            Arrow::moves(
                P::ConventionOpened,
                "ConventionFileOpened",
                &["OpenConventionFile"],
                &[Self::Validated, Self::Activated, Self::ConventionOpened],
                Self::ConventionOpened,
            ),
            Arrow::stays(
                P::ConventionMoved,
                "ConventionFileMoved",
                &["MoveConventionFile"],
                ANYWHERE,
            ),
            Arrow::stays(
                P::FoundNonCompliant,
                "ConventionFileFoundNonCompliant",
                &["FindConventionFileNonCompliant"],
                ANYWHERE,
            ),
            Arrow::stays(
                P::FileCorrected,
                "ConventionFileCorrected",
                &["CorrectConventionFile"],
                ANYWHERE,
            ),
            Arrow::moves(
                P::ConventionSent,
                "ConventionSent",
                &["SendConvention"],
                &[Self::ConventionOpened, Self::ConventionSent],
                Self::ConventionSent,
            ),
            Arrow::moves(
                P::ConventionSigned,
                "ConventionSigned",
                &["SignConvention"],
                &[Self::ConventionSent],
                Self::ConventionSigned,
            ),
            Arrow::moves(
                P::ConventionTerminated,
                "ConventionTerminated",
                &["TerminateConvention"],
                &[Self::ConventionSigned],
                Self::ConventionTerminated,
            ),
            Arrow::stays(
                P::ConventionTerminated,
                "ConventionTerminated",
                &["TerminateConvention"],
                LEFT,
            ),
            Arrow::stays(
                P::PostsReturned,
                "PostsReturned",
                &["ReturnPosts"],
                ANYWHERE,
            ),
            Arrow::stays(P::PostFilled, "PostFilled", &["DeclareHire"], WITH_POSTS),
            Arrow::stays(
                P::PostVacated,
                "PostVacated",
                &[
                    "CancelHireDeclaration",
                    "EndContract",
                    "ValidateTermination",
                ],
                ANYWHERE,
            ),
            Arrow::moves(
                P::MarkedDuplicate,
                "ApplicationMarkedDuplicate",
                &["MarkDuplicate"],
                LIVE,
                Self::Duplicate,
            ),
            Arrow::moves(
                P::Cancelled,
                "ApplicationCancelled",
                &["CancelApplication"],
                LIVE,
                Self::Cancelled,
            ),
            Arrow::moves(
                P::Withdrawn,
                "HostWithdrawn",
                &["WithdrawHost", "ReturnPosts"],
                LIVE,
                Self::Withdrawn,
            ),
        ]
    };
}

impl HostStage {
    /// Every stage, in the order of the path.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// Whether the file has not left the programme: neither withdrawn, cancelled nor a duplicate.
    pub fn is_live(self) -> bool {
        !matches!(self, Self::Withdrawn | Self::Cancelled | Self::Duplicate)
    }

    /// Where a file stands after a step; what no arrow says moves nothing.
    #[must_use]
    pub fn after(self, step: HostStep) -> Self {
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
            HostEvent::CoselecVoteCorrected(_) => Self::VoteCorrected,
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
}

/// Where no favourable verdict was given yet.
const AWAITING_POSTS: &[HostStage] = &[
    HostStage::Registered,
    HostStage::Opined,
    HostStage::Refused,
    HostStage::UnderReview,
];

/// From the first favourable verdict on.
const WITH_POSTS: &[HostStage] = &[
    HostStage::Validated,
    HostStage::Activated,
    HostStage::ConventionOpened,
    HostStage::ConventionSent,
    HostStage::ConventionSigned,
    HostStage::ConventionTerminated,
];

/// From the convention's file on.
const IN_CONVENTION: &[HostStage] = &[
    HostStage::ConventionOpened,
    HostStage::ConventionSent,
    HostStage::ConventionSigned,
    HostStage::ConventionTerminated,
];

/// Where a file stands that has not left the programme.
const LIVE: &[HostStage] = &[
    HostStage::Registered,
    HostStage::Opined,
    HostStage::Refused,
    HostStage::UnderReview,
    HostStage::Validated,
    HostStage::Activated,
    HostStage::ConventionOpened,
    HostStage::ConventionSent,
    HostStage::ConventionSigned,
    HostStage::ConventionTerminated,
];

/// Where a file stands that has left it.
const LEFT: &[HostStage] = &[
    HostStage::Withdrawn,
    HostStage::Cancelled,
    HostStage::Duplicate,
];

/// Where a further opinion moves nothing; a duplicate may still be given one.
const BEYOND_REGISTRATION: &[HostStage] = &[
    HostStage::Opined,
    HostStage::Refused,
    HostStage::UnderReview,
    HostStage::Validated,
    HostStage::Activated,
    HostStage::ConventionOpened,
    HostStage::ConventionSent,
    HostStage::ConventionSigned,
    HostStage::ConventionTerminated,
    HostStage::Duplicate,
];

/// Every stage.
const ANYWHERE: &[HostStage] = HostStage::VARIANTS;
