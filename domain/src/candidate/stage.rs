//! Where a candidate stands on the way to the certificate, and what moves the file.

use serde::{Deserialize, Serialize};
use strum::{Display, IntoStaticStr, VariantArray};

use super::{CandidateEvent, Certificate};

//              ┌────────────────── hire_cancelled ──────────────────┐
//              ▼                                                    │
//          registered ──hired──► hired ──enrolled──► enrolled ──training_started──► in_training
//                                  ▲ ▲                              │                   │
//                 left ──hired─────┘ └───────training_dropped───────┼───────────────────┤
//                  ▲                                                │   training_completed
//                  └── hire_ended: from hired to certified ◄────────┘                   ▼
//                                                      certified ◄──certified────── trained
//
// A waived training leads from hired to certified. What a person has reached stays reached: after
// `left` and a new hire the path begins again at `hired`.

/// Where a candidate stands.
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
pub enum CandidateStage {
    /// Looks for a host.
    Registered,
    /// Has a host, and no place in a training yet.
    Hired,
    /// Has a place in a training.
    Enrolled,
    /// Follows it.
    InTraining,
    /// Followed it to its end.
    Trained,
    /// Holds the CCP1.
    Certified,
    /// The contract is over.
    Left,
}

/// What moves a candidate's file.
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
pub enum CandidateStep {
    /// The person applies.
    Registered,
    /// A host hires.
    Hired,
    /// That declaration was void.
    HireCancelled,
    /// The contract ended, at its term or before.
    HireEnded,
    /// A place in a training.
    Enrolled,
    /// The training begins.
    TrainingStarted,
    /// The training was left.
    TrainingDropped,
    /// The training was followed to its end.
    TrainingCompleted,
    /// The CCP1 was awarded.
    Certified,
}

impl CandidateStage {
    /// Every stage, in the order of the path.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// Where a file stands after a step.
    #[must_use]
    pub fn after(self, step: CandidateStep) -> Self {
        use CandidateStep as Step;
        match (self, step) {
            (Self::Registered | Self::Left, Step::HireCancelled | Step::HireEnded)
            | (Self::Certified, Step::HireCancelled) => self,
            (Self::Registered | Self::Left, Step::Hired)
            | (Self::InTraining, Step::TrainingDropped) => Self::Hired,
            (_, Step::HireCancelled) => Self::Registered,
            (_, Step::HireEnded) => Self::Left,
            (Self::Hired | Self::Enrolled | Self::Trained, Step::Enrolled) => Self::Enrolled,
            (Self::Enrolled, Step::TrainingStarted) => Self::InTraining,
            (Self::InTraining, Step::TrainingCompleted) => Self::Trained,
            (_, Step::Certified) => Self::Certified,
            (stays, _) => stays,
        }
    }
}

impl CandidateStep {
    /// The step that an event takes, `None` where it moves nothing.
    pub fn of(event: &CandidateEvent) -> Option<Self> {
        Some(match event {
            CandidateEvent::CandidateRegistered(_) => Self::Registered,
            CandidateEvent::CandidateHired(_) => Self::Hired,
            CandidateEvent::HireCancelled(_) => Self::HireCancelled,
            CandidateEvent::ContractEnded(_) | CandidateEvent::TerminationValidated(_) => {
                Self::HireEnded
            }
            CandidateEvent::TrainingEnrolled(_) => Self::Enrolled,
            CandidateEvent::TrainingStarted(_) => Self::TrainingStarted,
            CandidateEvent::TrainingDropped(_) => Self::TrainingDropped,
            CandidateEvent::TrainingCompleted(_) => Self::TrainingCompleted,
            CandidateEvent::CertificationAwarded(awarded)
                if awarded.certificate == Certificate::Ccp1 =>
            {
                Self::Certified
            }
            _ => return None,
        })
    }
}
