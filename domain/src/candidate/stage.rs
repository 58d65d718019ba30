//! Where a candidate stands on the way to the certificate, and what moves the file.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use strum::{Display, IntoStaticStr, VariantArray};

use super::{CandidateEvent, Certificate};
use crate::workflow::{Arrow, Machine, Stage};

//              ┌────────────────── hire_cancelled ──────────────────┐
//              ▼                                                    │
//          registered ──hired──► hired ──enrolled──► enrolled ──training_started──► in_training
//                                  ▲ ▲                              │                   │
//                 left ──hired─────┘ └───────training_dropped───────┼───────────────────┤
//                  ▲                                                │   training_completed
//                  └── hire_ended: from hired to certified ◄────────┘                   ▼
//                                                      certified ◄──certified────── trained
//
// A file without an active hire may be merged, and then stays so. A waived training leads from
// hired to certified. What a person has reached stays reached: after
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
    /// Another file of the same person goes on.
    Merged,
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
    /// The contract ended at its term.
    ContractEnded,
    /// The contract is to be ended before its term.
    TerminationNotified,
    /// That end is accepted.
    TerminationValidated,
    /// No training is needed.
    TrainingWaived,
    /// A place in a training.
    Enrolled,
    /// The training begins.
    TrainingStarted,
    /// The training was left.
    TrainingDropped,
    /// The training was followed to its end.
    TrainingCompleted,
    /// An exam was sat.
    ExamSat,
    /// The CCP1 was awarded.
    Certified,
    /// The certificate Pix was awarded.
    PixCertified,
    /// The person can, or cannot, be hired.
    AvailabilityChanged,
    /// The person goes as far as that to work.
    MobilityChanged,
    /// A result of Pix is shared.
    PixShared,
    /// The contract was seen.
    HireConfirmed,
    /// The contract runs longer.
    ContractExtended,
    /// A new contract follows.
    ContractRenewed,
    /// The contract is not ended before its term after all.
    NoticeCancelled,
    /// The test that recommends a path.
    PlacementTested,
    /// The training has other dates.
    Rescheduled,
    /// The person began to work with the public.
    TookUpPost,
    /// The outfit is on its way.
    EquipmentSent,
    /// The daily report.
    ActivityReported,
    /// The other file goes on.
    Merged,
}

static MACHINE: LazyLock<Machine<CandidateStage>> = LazyLock::new(Machine::new);

impl Stage for CandidateStage {
    type Step = CandidateStep;

    const KIND: &'static str = "candidate";

    const ARROWS: &'static [Arrow<Self, CandidateStep>] = &{
        use CandidateStep as P;
        [
            Arrow::begins(
                P::Registered,
                "CandidateRegistered",
                &["RegisterCandidate"],
                Self::Registered,
            ),
            Arrow::moves(
                P::Hired,
                "CandidateHired",
                &["DeclareHire"],
                &[Self::Registered, Self::Left],
                Self::Hired,
            ),
            Arrow::stays(
                P::Hired,
                "CandidateHired",
                &["DeclareHire"],
                &[Self::Certified],
            ),
            Arrow::moves(
                P::HireCancelled,
                "HireCancelled",
                &["CancelHireDeclaration"],
                &[Self::Hired, Self::Enrolled, Self::InTraining, Self::Trained],
                Self::Registered,
            ),
            Arrow::stays(
                P::HireCancelled,
                "HireCancelled",
                &["CancelHireDeclaration"],
                &[Self::Certified],
            ),
            Arrow::moves(
                P::ContractEnded,
                "ContractEnded",
                &["EndContract"],
                HIRED,
                Self::Left,
            ),
            Arrow::stays(
                P::TerminationNotified,
                "TerminationNotified",
                &["NotifyTermination"],
                HIRED,
            ),
            Arrow::moves(
                P::TerminationValidated,
                "TerminationValidated",
                &["ValidateTermination"],
                HIRED,
                Self::Left,
            ),
            Arrow::stays(
                P::TrainingWaived,
                "TrainingWaived",
                &["WaiveTraining"],
                &[Self::Registered, Self::Hired, Self::Certified, Self::Left],
            ),
            Arrow::moves(
                P::Enrolled,
                "TrainingEnrolled",
                &["EnrolInTraining"],
                &[Self::Hired, Self::Enrolled, Self::Trained],
                Self::Enrolled,
            ),
            Arrow::stays(
                P::Enrolled,
                "TrainingEnrolled",
                &["EnrolInTraining"],
                &[Self::Certified],
            ),
            Arrow::moves(
                P::TrainingStarted,
                "TrainingStarted",
                &["StartTraining"],
                &[Self::Enrolled],
                Self::InTraining,
            ),
            Arrow::stays(
                P::TrainingStarted,
                "TrainingStarted",
                &["StartTraining"],
                ELSEWHERE,
            ),
            Arrow::moves(
                P::TrainingDropped,
                "TrainingDropped",
                &["DropTraining"],
                &[Self::InTraining],
                Self::Hired,
            ),
            Arrow::stays(
                P::TrainingDropped,
                "TrainingDropped",
                &["DropTraining"],
                ELSEWHERE,
            ),
            Arrow::moves(
                P::TrainingCompleted,
                "TrainingCompleted",
                &["CompleteTraining"],
                &[Self::InTraining],
                Self::Trained,
            ),
            Arrow::stays(
                P::TrainingCompleted,
                "TrainingCompleted",
                &["CompleteTraining"],
                ELSEWHERE,
            ),
            Arrow::stays(P::ExamSat, "ExamSat", &["RecordExam"], UNMERGED),
            Arrow::moves(
                P::Certified,
                "CertificationAwarded",
                &["AwardCertification"],
                UNMERGED,
                Self::Certified,
            ),
            Arrow::stays(
                P::PixCertified,
                "CertificationAwarded",
                &["AwardCertification"],
                UNMERGED,
            ),
            Arrow::stays(
                P::AvailabilityChanged,
                "AvailabilityChanged",
                &["ChangeAvailability"],
                UNMERGED,
            ),
            Arrow::stays(
                P::MobilityChanged,
                "MobilityChanged",
                &["ChangeMobility"],
                UNMERGED,
            ),
            Arrow::stays(
                P::PixShared,
                "PixResultShared",
                &["SharePixResult"],
                UNMERGED,
            ),
            Arrow::stays(P::HireConfirmed, "HireConfirmed", &["ConfirmHire"], HIRED),
            Arrow::stays(
                P::ContractExtended,
                "ContractExtended",
                &["ExtendContract"],
                HIRED,
            ),
            Arrow::stays(
                P::ContractRenewed,
                "ContractRenewed",
                &["RenewContract"],
                HIRED,
            ),
            Arrow::stays(
                P::NoticeCancelled,
                "TerminationNoticeCancelled",
                &["CancelTerminationNotice"],
                HIRED,
            ),
            Arrow::stays(
                P::PlacementTested,
                "PlacementTestTaken",
                &["RecordPlacementTest"],
                UNMERGED,
            ),
            Arrow::stays(
                P::Rescheduled,
                "TrainingRescheduled",
                &["RescheduleTraining"],
                &[
                    Self::Registered,
                    Self::Hired,
                    Self::Enrolled,
                    Self::InTraining,
                    Self::Certified,
                    Self::Left,
                ],
            ),
            Arrow::stays(P::TookUpPost, "TookUpPost", &["TakeUpPost"], HIRED),
            Arrow::stays(P::EquipmentSent, "EquipmentSent", &["SendEquipment"], HIRED),
            Arrow::stays(
                P::ActivityReported,
                "ActivityReported",
                &["ReportActivity"],
                UNMERGED,
            ),
            Arrow::moves(
                P::Merged,
                "CandidateMerged",
                &["MergeCandidate"],
                &[Self::Registered, Self::Certified, Self::Left],
                Self::Merged,
            ),
        ]
    };
}

impl CandidateStage {
    /// Every stage, in the order of the path.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// Where a file stands after a step; what no arrow says moves nothing.
    #[must_use]
    pub fn after(self, step: CandidateStep) -> Self {
        MACHINE.after(self, step)
    }

    /// Where an arrow of the table leads; `None` where there is none.
    pub(crate) fn listed(from: Option<Self>, step: CandidateStep) -> Option<Self> {
        MACHINE.listed(from, step)
    }
}

impl CandidateStep {
    /// The step that an event takes.
    pub fn of(event: &CandidateEvent) -> Self {
        match event {
            CandidateEvent::CandidateRegistered(_) => Self::Registered,
            CandidateEvent::CandidateHired(_) => Self::Hired,
            CandidateEvent::HireCancelled(_) => Self::HireCancelled,
            CandidateEvent::ContractEnded(_) => Self::ContractEnded,
            CandidateEvent::TerminationNotified(_) => Self::TerminationNotified,
            CandidateEvent::TerminationValidated(_) => Self::TerminationValidated,
            CandidateEvent::TrainingWaived(_) => Self::TrainingWaived,
            CandidateEvent::TrainingEnrolled(_) => Self::Enrolled,
            CandidateEvent::TrainingStarted(_) => Self::TrainingStarted,
            CandidateEvent::TrainingDropped(_) => Self::TrainingDropped,
            CandidateEvent::TrainingCompleted(_) => Self::TrainingCompleted,
            CandidateEvent::ExamSat(_) => Self::ExamSat,
            CandidateEvent::CertificationAwarded(awarded) => match awarded.certificate {
                Certificate::Ccp1 => Self::Certified,
                Certificate::Pix => Self::PixCertified,
            },
            CandidateEvent::AvailabilityChanged(_) => Self::AvailabilityChanged,
            CandidateEvent::MobilityChanged(_) => Self::MobilityChanged,
            CandidateEvent::PixResultShared(_) => Self::PixShared,
            CandidateEvent::HireConfirmed(_) => Self::HireConfirmed,
            CandidateEvent::ContractExtended(_) => Self::ContractExtended,
            CandidateEvent::ContractRenewed(_) => Self::ContractRenewed,
            CandidateEvent::TerminationNoticeCancelled(_) => Self::NoticeCancelled,
            CandidateEvent::PlacementTestTaken(_) => Self::PlacementTested,
            CandidateEvent::TrainingRescheduled(_) => Self::Rescheduled,
            CandidateEvent::TookUpPost(_) => Self::TookUpPost,
            CandidateEvent::EquipmentSent(_) => Self::EquipmentSent,
            CandidateEvent::ActivityReported(_) => Self::ActivityReported,
            CandidateEvent::CandidateMerged(_) => Self::Merged,
        }
    }
}

/// Where a hire is active.
const HIRED: &[CandidateStage] = &[
    CandidateStage::Hired,
    CandidateStage::Enrolled,
    CandidateStage::InTraining,
    CandidateStage::Trained,
    CandidateStage::Certified,
];

/// Where a training goes on although the hire that it began under is over, or void, or another one.
const ELSEWHERE: &[CandidateStage] = &[
    CandidateStage::Registered,
    CandidateStage::Hired,
    CandidateStage::Certified,
    CandidateStage::Left,
];

/// Every stage but the one in which nothing is decided any more.
const UNMERGED: &[CandidateStage] = &[
    CandidateStage::Registered,
    CandidateStage::Hired,
    CandidateStage::Enrolled,
    CandidateStage::InTraining,
    CandidateStage::Trained,
    CandidateStage::Certified,
    CandidateStage::Left,
];
