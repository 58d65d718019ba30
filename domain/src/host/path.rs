//! The way of a host's file: its stage, and what it goes back to when a vote is corrected or the
//! file reopened.

use super::{HostStage, HostStep};

/// Where a host's file stands, with the history that a stage alone forgets.
///
/// Two ways go on side by side: that of the opinions and of the verdicts that grant nothing, and
/// that of a host with posts. Which of them shows depends on the votes as they are corrected; and
/// a file that has left the programme still has both, for the day on which it is reopened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HostPath {
    /// Where opinions and verdicts led that grant nothing.
    awaiting: HostStage,
    /// Where the account and the convention led.
    with_posts: HostStage,
    /// Whether one verdict at least is favourable.
    favourable: bool,
    /// Where it left the programme.
    left: Option<HostStage>,
}

impl HostPath {
    /// A file that was registered.
    pub const START: Self = Self {
        awaiting: HostStage::Registered,
        with_posts: HostStage::Validated,
        favourable: false,
        left: None,
    };

    /// Where the file stands.
    pub fn stage(self) -> HostStage {
        self.left.unwrap_or(self.underneath())
    }

    /// Whether one verdict at least is favourable.
    pub fn is_favourable(self) -> bool {
        self.favourable
    }

    /// Where it stands, or would stand if it had not left.
    fn underneath(self) -> HostStage {
        if self.favourable {
            self.with_posts
        } else {
            self.awaiting
        }
    }

    /// The way after a step. Total: what no arrow says moves nothing.
    #[must_use]
    pub fn after(mut self, step: HostStep) -> Self {
        use HostStep as P;
        match step {
            P::Validated | P::CorrectedToValidated => self.favourable = true,
            P::CorrectedToRefused => self.grants_nothing(HostStage::Refused),
            P::CorrectedToReview => self.grants_nothing(HostStage::UnderReview),
            P::Opined | P::Refused | P::SetAside => self.awaiting = self.awaiting.after(step),
            P::Withdrawn | P::Cancelled | P::MarkedDuplicate => {
                self.left = Some(self.stage().after(step));
            }
            P::Reopened => self.left = None,
            _ => self.with_posts = self.with_posts.after(step),
        }
        self
    }

    fn grants_nothing(&mut self, stage: HostStage) {
        self.favourable = false;
        self.awaiting = stage;
    }
}
