//! The table: which roles decide each command, and how far each of them reaches.

use super::Role;

/// A role that decides a command, and its reach with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// How far it reaches.
    pub reach: Reach,
}

/// How far a role reaches, by its actor's scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Whatever the scope says.
    Everywhere,
    /// The scope is `national`.
    National,
    /// The stream that the scope names.
    OwnFile,
    /// The matches of the host that the scope names.
    OwnMatches,
    /// The people whose active hire is at the host that the scope names.
    OwnCounsellors,
    /// The hosts of the department whose code the scope is.
    Department,
    /// The lots of the provider whose name the scope is, or the lot that it names.
    Lots,
}

impl Reach {
    /// What lies within it.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Everywhere => "everything",
            Self::National => "a `national` scope",
            Self::OwnFile => "its own file",
            Self::OwnMatches => "its own matches",
            Self::OwnCounsellors => "the people whom it employs",
            Self::Department => "the hosts of its department",
            Self::Lots => "its own lots",
        }
    }
}

const fn grant(role: Role, reach: Reach) -> Grant {
    Grant { role, reach }
}

const ANYBODY: Grant = grant(Role::Anonymous, Reach::Everywhere);
const HOST: Grant = grant(Role::Host, Reach::OwnFile);
const HOST_OF_MATCH: Grant = grant(Role::Host, Reach::OwnMatches);
const EMPLOYER: Grant = grant(Role::Host, Reach::OwnCounsellors);
const CANDIDATE: Grant = grant(Role::Candidate, Reach::OwnFile);
const PREFECTURE: Grant = grant(Role::Prefecture, Reach::Department);
const ANCT: Grant = grant(Role::Anct, Reach::National);
const BANK: Grant = grant(Role::BanqueDesTerritoires, Reach::National);
const STEERING: Grant = grant(Role::Steering, Reach::National);
const PROVIDER: Grant = grant(Role::TrainingProvider, Reach::Lots);
const ENGINE: Grant = grant(Role::Engine, Reach::National);

/// Commands and who decides them beside the operator, who decides all.
pub(super) const TABLE: &[(&[&str], &[Grant])] = &[
    (
        &[
            "OpenProgramme",
            "SetMilestone",
            "ReviseMilestone",
            "DefineTrainingLot",
            "AllotTrainingLot",
            "PublishFigure",
            "SetDeadline",
        ],
        &[STEERING],
    ),
    (&["RevokeImportBatch"], &[ANCT]),
    (
        &[
            "TickDay",
            "RequestMail",
            "ReportDelivery",
            "IssueNotice",
            "ProposeMatch",
            "CloseMatch",
        ],
        &[ENGINE],
    ),
    (&["ConveneSession", "TableFile", "SealMinutes"], &[ANCT]),
    (&["RegisterHost"], &[HOST, ANYBODY]),
    (
        &[
            "ConfirmContactEmail",
            "ActivateHostAccount",
            "RequestPosts",
            "ReturnPosts",
        ],
        &[HOST],
    ),
    (
        &[
            "RecordPrefectOpinion",
            "RevisePrefectOpinion",
            "RecordPostsRequestOpinion",
        ],
        &[PREFECTURE],
    ),
    (
        &[
            "RecordCoselecVote",
            "CorrectCoselecVote",
            "AmendApplication",
            "SendValidationLetter",
            "SendActivationMail",
            "RecordFollowUp",
            "MarkDuplicate",
            "CancelApplication",
            "ReopenApplication",
            "RefusePostsRequest",
            "AddPosts",
            "TransferPosts",
        ],
        &[ANCT],
    ),
    // A host leaves of its own will, or is taken out.
    (&["WithdrawHost"], &[HOST, ANCT]),
    (
        &[
            "OpenConventionFile",
            "MoveConventionFile",
            "FindConventionFileNonCompliant",
            "SendConvention",
            "SignConvention",
            "AmendConvention",
            "PaySubsidy",
            "TerminateConvention",
        ],
        &[BANK],
    ),
    // The host mends its file; the bank sees that it is mended.
    (&["CorrectConventionFile"], &[HOST, BANK]),
    (
        &[
            "RegisterCandidate",
            "ChangeAvailability",
            "ChangeMobility",
            "SharePixResult",
        ],
        &[CANDIDATE, ANCT],
    ),
    (
        &[
            "ConfirmHire",
            "ValidateTermination",
            "MergeCandidate",
            "SendEquipment",
        ],
        &[ANCT],
    ),
    (&["NotifyTermination"], &[EMPLOYER]),
    // What becomes of a contract is told by the employer, or by the agency for it.
    (
        &[
            "ExtendContract",
            "RenewContract",
            "EndContract",
            "CancelTerminationNotice",
            "TakeUpPost",
        ],
        &[EMPLOYER, ANCT],
    ),
    (&["ReportActivity"], &[CANDIDATE]),
    (
        &[
            "RecordPlacementTest",
            "WaiveTraining",
            "EnrolInTraining",
            "RescheduleTraining",
            "StartTraining",
            "CompleteTraining",
            "DropTraining",
            "RecordExam",
            "AwardCertification",
        ],
        &[PROVIDER],
    ),
    (
        &[
            "ShortlistMatch",
            "WithdrawShortlist",
            "DeclineMatch",
            "WithdrawDecline",
            "DeclareHire",
            "CancelHireDeclaration",
        ],
        &[HOST_OF_MATCH],
    ),
];

/// Who decides a command beside the operator; nobody where there is no such command.
pub fn decided_by(command: &str) -> &'static [Grant] {
    let mut rows = TABLE.iter();
    rows.find(|(commands, _)| commands.contains(&command))
        .map_or(&[], |(_, grants)| grants)
}
