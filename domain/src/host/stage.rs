//! Where a host's file stands, and what moves it.

use serde::{Deserialize, Serialize};
use strum::{Display, IntoStaticStr, VariantArray};

use super::{HostEvent, Verdict};

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
    /// It opened its account.
    AccountActivated,
    /// Its convention's file is opened.
    ConventionOpened,
    /// The convention goes to the host.
    ConventionSent,
    /// The convention is signed.
    ConventionSigned,
    /// The convention ends.
    ConventionTerminated,
    /// It leaves the programme.
    Withdrawn,
    /// The file is cancelled.
    Cancelled,
    /// The file repeats another.
    MarkedDuplicate,
}

impl HostStage {
    /// Every stage, in the order of the path.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// Whether the file has not left the programme: neither withdrawn, cancelled nor a duplicate.
    pub fn is_live(self) -> bool {
        !matches!(self, Self::Withdrawn | Self::Cancelled | Self::Duplicate)
    }

    /// Whether no favourable verdict was given yet.
    fn awaits_posts(self) -> bool {
        matches!(
            self,
            Self::Registered | Self::Opined | Self::Refused | Self::UnderReview
        )
    }

    /// Where a file stands after a step.
    #[must_use]
    pub fn after(self, step: HostStep) -> Self {
        use HostStep as Step;
        match step {
            _ if !self.is_live() => self,
            Step::Withdrawn => Self::Withdrawn,
            Step::Cancelled => Self::Cancelled,
            Step::MarkedDuplicate => Self::Duplicate,
            Step::Opined if self == Self::Registered => Self::Opined,
            Step::Validated if self.awaits_posts() => Self::Validated,
            Step::Refused if self.awaits_posts() => Self::Refused,
            Step::SetAside if self.awaits_posts() => Self::UnderReview,
            Step::AccountActivated if self == Self::Validated => Self::Activated,
            Step::ConventionOpened => self.max(Self::ConventionOpened),
            Step::ConventionSent => self.max(Self::ConventionSent),
            Step::ConventionSigned => self.max(Self::ConventionSigned),
            Step::ConventionTerminated => self.max(Self::ConventionTerminated),
            _ => self,
        }
    }
}

impl HostStep {
    /// The step that an event takes, `None` where it moves nothing.
    pub fn of(event: &HostEvent) -> Option<Self> {
        Some(match event {
            HostEvent::HostRegistered(_) => Self::Registered,
            HostEvent::PrefectOpinionGiven(_) => Self::Opined,
            HostEvent::CoselecVoteRecorded(vote) => Self::of_verdict(vote.verdict),
            HostEvent::HostAccountActivated(_) => Self::AccountActivated,
            HostEvent::ConventionFileOpened(_) => Self::ConventionOpened,
            HostEvent::ConventionSent(_) => Self::ConventionSent,
            HostEvent::ConventionSigned(_) => Self::ConventionSigned,
            HostEvent::ConventionTerminated(_) => Self::ConventionTerminated,
            HostEvent::HostWithdrawn(_) => Self::Withdrawn,
            HostEvent::ApplicationCancelled(_) => Self::Cancelled,
            HostEvent::ApplicationMarkedDuplicate(_) => Self::MarkedDuplicate,
            _ => return None,
        })
    }

    fn of_verdict(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Favourable => Self::Validated,
            Verdict::Unfavourable => Self::Refused,
            Verdict::FurtherReview => Self::SetAside,
        }
    }
}
