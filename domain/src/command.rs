//! The commands: the imperative of their events, each with the fields that the engine cannot derive.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::candidate::{
    ActivityReported, AvailabilityChanged, CandidateMerged, CandidateRegistered,
    CertificationAwarded, Contract, ContractEnded, ContractExtended, ContractRenewed,
    EquipmentSent, ExamSat, HireConfirmed, MobilityChanged, PixResultShared, PlacementTestTaken,
    TerminationNoticeCancelled, TerminationNotified, TerminationValidated, TrainingDropped,
    TrainingRescheduled, TrainingWaived,
};
use crate::common::{DeliveryReported, MailRequested, NoticeIssued};
use crate::engine::{CivilDate, Personal, StreamName};
use crate::host::{
    ApplicationCancelled, ApplicationField, ApplicationMarkedDuplicate, ApplicationReopened,
    Contact, ConventionAmended, ConventionFileFoundNonCompliant, ConventionFileOpened,
    ConventionSent, ConventionSigned, ConventionTerminated, DossierState, FollowUpRecorded,
    HostRegistered, HostWithdrawn, PostsAdded, PostsRequestOpined, PostsRequested, PostsReturned,
    PostsTransferredOut, PrefectOpinionGiven, PrefectOpinionRevised, SubsidyPaid, Verdict,
};
use crate::json::BadInput;
use crate::matching::{HireDeclarationCancelled, MatchClosed, MatchProposed};
use crate::programme::{
    DayTicked, DeadlineSet, Delivery, FigurePublished, ImportBatchRevoked, MilestoneRevised,
    MilestoneSet, ProgrammeOpened, TrainingLotAllotted, TrainingLotDefined,
};
use crate::session::{FileTabled, SessionConvened};

/// `any`: streams of every kind; else that kind alone.
macro_rules! kind {
    (any) => {
        None
    };
    ($kind:literal) => {
        Some($kind)
    };
}

/// Declares the commands: name, payload, and the kind of stream that it is decided on.
macro_rules! commands {
    ($($(#[$doc:meta])* $name:ident($payload:ty) on $kind:tt,)+) => {
        /// What may be asked of the programme.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Command {
            $($(#[$doc])* $name($payload),)+
        }

        impl Command {
            /// Every command: its name and the kind of stream that it is decided on; `None`: any.
            pub const TYPES: &'static [(&'static str, Option<&'static str>)] =
                &[$((stringify!($name), kind!($kind)),)+];

            /// The command's name.
            pub fn type_name(&self) -> &'static str {
                match self {
                    $(Self::$name(_) => stringify!($name),)+
                }
            }

            /// The kind of stream that it is decided on; `None`: any.
            pub fn kind(&self) -> Option<&'static str> {
                match self {
                    $(Self::$name(_) => kind!($kind),)+
                }
            }

            /// The payload, as JSON.
            ///
            /// # Panics
            /// Never: payloads are plain JSON.
            pub fn data(&self) -> serde_json::Value {
                match self {
                    $(Self::$name(payload) => serde_json::to_value(payload),)+
                }
                .expect("payloads are plain JSON")
            }

            /// Reads a command strictly: unknown fields and missing ones are refused.
            pub fn from_json(type_name: &str, data: &serde_json::Value) -> Result<Self, BadInput> {
                match type_name {
                    $(stringify!($name) => crate::json::payload(data).map(Self::$name),)+
                    _ => Err(BadInput::unknown_type(type_name)),
                }
            }

            /// The JSON Schema of each payload, by command.
            pub fn schemas(generator: &mut SchemaGenerator) -> Vec<(&'static str, Schema)> {
                vec![$((stringify!($name), generator.subschema_for::<$payload>()),)+]
            }
        }
    };
}

commands! {
    /// Begins the programme.
    OpenProgramme(ProgrammeOpened) on "programme",
    /// Sets a target.
    SetMilestone(MilestoneSet) on "programme",
    /// Changes a target.
    ReviseMilestone(MilestoneRevised) on "programme",
    /// Awards a training lot.
    DefineTrainingLot(TrainingLotDefined) on "programme",
    /// Attributes counsellors to a lot.
    AllotTrainingLot(TrainingLotAllotted) on "programme",
    /// Keeps an official figure.
    PublishFigure(FigurePublished) on "programme",
    /// Sets within which time something is to be done.
    SetDeadline(DeadlineSet) on "programme",
    /// Tells that a day has come.
    TickDay(DayTicked) on "programme",
    /// Revokes an import as a whole.
    RevokeImportBatch(ImportBatchRevoked) on "programme",
    /// Calls a meeting of the COSELEC.
    ConveneSession(SessionConvened) on "session",
    /// Closes its minutes.
    SealMinutes(SealMinutes) on "session",
    /// Puts a file on a meeting's agenda.
    TableFile(FileTabled) on "session",
    /// Registers a host structure.
    RegisterHost(HostRegistered) on "host",
    /// Records a prefect's opinion.
    RecordPrefectOpinion(PrefectOpinionGiven) on "host",
    /// Records a verdict of the COSELEC, on the host and on the session.
    RecordCoselecVote(RecordCoselecVote) on "host",
    /// Records that the activation mail went out.
    SendActivationMail(SendActivationMail) on "host",
    /// Opens the host's account.
    ActivateHostAccount(ActivateHostAccount) on "host",
    /// Opens the convention's file.
    OpenConventionFile(ConventionFileOpened) on "host",
    /// Moves it.
    MoveConventionFile(MoveConventionFile) on "host",
    /// Records its defects.
    FindConventionFileNonCompliant(ConventionFileFoundNonCompliant) on "host",
    /// Records that they are mended.
    CorrectConventionFile(CorrectConventionFile) on "host",
    /// Sends the convention.
    SendConvention(ConventionSent) on "host",
    /// Signs it.
    SignConvention(ConventionSigned) on "host",
    /// Ends it.
    TerminateConvention(ConventionTerminated) on "host",
    /// Gives free posts back; all of them withdraws the host.
    ReturnPosts(PostsReturned) on "host",
    /// Marks a file as repeating another.
    MarkDuplicate(ApplicationMarkedDuplicate) on "host",
    /// Cancels a file.
    CancelApplication(ApplicationCancelled) on "host",
    /// Takes the host out of the programme.
    WithdrawHost(HostWithdrawn) on "host",
    /// Records that the contact's address for mail was confirmed.
    ConfirmContactEmail(ConfirmContactEmail) on "host",
    /// Changes one field of the application.
    AmendApplication(AmendApplication) on "host",
    /// Revises a prefect's opinion: `corrects` names it.
    RevisePrefectOpinion(PrefectOpinionRevised) on "host",
    /// Corrects a verdict of the COSELEC, on the host and on the session: `corrects` names it.
    CorrectCoselecVote(CorrectCoselecVote) on "host",
    /// Records that the letter went out that announces the validation.
    SendValidationLetter(SendValidationLetter) on "host",
    /// Records how the host was accompanied.
    RecordFollowUp(FollowUpRecorded) on "host",
    /// Changes the convention in force.
    AmendConvention(ConventionAmended) on "host",
    /// Pays an instalment of the subsidy.
    PaySubsidy(SubsidyPaid) on "host",
    /// Asks for more posts.
    RequestPosts(PostsRequested) on "host",
    /// Records a prefect's opinion on that request.
    RecordPostsRequestOpinion(PostsRequestOpined) on "host",
    /// Closes the request without posts.
    RefusePostsRequest(RefusePostsRequest) on "host",
    /// Closes the request with posts.
    AddPosts(PostsAdded) on "host",
    /// Gives free posts to another host: on both at once.
    TransferPosts(PostsTransferredOut) on "host",
    /// Lets a file live again that had left the programme.
    ReopenApplication(ApplicationReopened) on "host",
    /// Registers a candidate.
    RegisterCandidate(CandidateRegistered) on "candidate",
    /// Records the end of a contract: frees the post.
    EndContract(ContractEnded) on "candidate",
    /// Announces the end of a contract before its term.
    NotifyTermination(TerminationNotified) on "candidate",
    /// Accepts that end: frees the post.
    ValidateTermination(TerminationValidated) on "candidate",
    /// Waives the training.
    WaiveTraining(TrainingWaived) on "candidate",
    /// Enrols in a training lot.
    EnrolInTraining(EnrolInTraining) on "candidate",
    /// Records the first day of training.
    StartTraining(StartTraining) on "candidate",
    /// Records the training's end.
    CompleteTraining(CompleteTraining) on "candidate",
    /// Records that the training was left.
    DropTraining(TrainingDropped) on "candidate",
    /// Records an exam.
    RecordExam(ExamSat) on "candidate",
    /// Awards a certificate.
    AwardCertification(CertificationAwarded) on "candidate",
    /// The person can, or cannot, be hired.
    ChangeAvailability(AvailabilityChanged) on "candidate",
    /// The person goes as far as that to work.
    ChangeMobility(MobilityChanged) on "candidate",
    /// The person shares a result of Pix.
    SharePixResult(PixResultShared) on "candidate",
    /// Records that the contract was seen.
    ConfirmHire(HireConfirmed) on "candidate",
    /// Lets the contract run longer.
    ExtendContract(ContractExtended) on "candidate",
    /// Lets a new contract follow it.
    RenewContract(ContractRenewed) on "candidate",
    /// Takes an announced end of the contract back.
    CancelTerminationNotice(TerminationNoticeCancelled) on "candidate",
    /// Records the test that recommends a path.
    RecordPlacementTest(PlacementTestTaken) on "candidate",
    /// Gives the training other dates.
    RescheduleTraining(TrainingRescheduled) on "candidate",
    /// Records that the person began to work with the public.
    TakeUpPost(TakeUpPost) on "candidate",
    /// Sends the outfit.
    SendEquipment(EquipmentSent) on "candidate",
    /// Reports a day's activity; the day of the event is the activity's.
    ReportActivity(ActivityReported) on "candidate",
    /// Lets another file of the same person go on.
    MergeCandidate(CandidateMerged) on "candidate",
    /// Brings a candidate and a host together.
    ProposeMatch(MatchProposed) on "match",
    /// The host is interested.
    ShortlistMatch(ShortlistMatch) on "match",
    /// The host hires: on the match, the candidate and the host at once.
    DeclareHire(DeclareHire) on "match",
    /// Declares that hire void, on all three at once.
    CancelHireDeclaration(HireDeclarationCancelled) on "match",
    /// The host is not interested any more.
    WithdrawShortlist(WithdrawShortlist) on "match",
    /// The host declines.
    DeclineMatch(DeclineMatch) on "match",
    /// The host thinks again.
    WithdrawDecline(WithdrawDecline) on "match",
    /// Nothing can come of it any more.
    CloseMatch(MatchClosed) on "match",
    /// Has a mail or a letter sent.
    RequestMail(MailRequested) on any,
    /// Tells what became of it.
    ReportDelivery(DeliveryReported) on any,
    /// Tells that something was not done in time.
    IssueNotice(NoticeIssued) on any,
}

macro_rules! without_fields {
    ($($(#[$doc:meta])* $name:ident,)+) => {
        $($(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {})+
    };
}

without_fields! {
    /// See [`Command::SealMinutes`]: sums and digest are derived from the session's votes.
    SealMinutes,
    /// See [`Command::SendActivationMail`]: the link's last day is derived.
    SendActivationMail,
    /// See [`Command::ActivateHostAccount`].
    ActivateHostAccount,
    /// See [`Command::CorrectConventionFile`].
    CorrectConventionFile,
    /// See [`Command::ConfirmContactEmail`].
    ConfirmContactEmail,
    /// See [`Command::SendValidationLetter`].
    SendValidationLetter,
    /// See [`Command::StartTraining`].
    StartTraining,
    /// See [`Command::CompleteTraining`].
    CompleteTraining,
    /// See [`Command::TakeUpPost`].
    TakeUpPost,
    /// See [`Command::ShortlistMatch`].
    ShortlistMatch,
    /// See [`Command::WithdrawShortlist`].
    WithdrawShortlist,
    /// See [`Command::DeclineMatch`].
    DeclineMatch,
    /// See [`Command::WithdrawDecline`].
    WithdrawDecline,
}

/// See [`Command::RecordCoselecVote`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordCoselecVote {
    /// The session's stream.
    pub session: StreamName,
    /// The verdict.
    pub verdict: Verdict,
    /// Posts granted: at least 1 where favourable, else 0.
    #[serde(default)]
    pub posts_granted: u32,
    /// Whether the file goes first.
    #[serde(default)]
    pub priority: bool,
    /// What the committee noted.
    pub remarks: Option<Personal<String>>,
}

/// See [`Command::CorrectCoselecVote`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectCoselecVote {
    /// The session's stream.
    pub session: StreamName,
    /// The verdict as it should have been recorded.
    pub verdict: Verdict,
    /// Posts to be added to those granted; negative: taken off.
    #[serde(default)]
    pub posts_delta: i32,
    /// Why.
    pub reason: Personal<String>,
}

/// See [`Command::AmendApplication`]: what stood there before is derived.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AmendApplication {
    /// Which field.
    pub field: ApplicationField,
    /// What shall stand there, as text; left out, the field is emptied.
    pub after: Option<String>,
    /// Who answers for the host, where that is the field; left out, nobody known does.
    pub contact: Option<Personal<Contact>>,
    /// Why.
    pub reason: Personal<String>,
}

/// See [`Command::RefusePostsRequest`]: how many were asked for is derived.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RefusePostsRequest {
    /// The request.
    pub request: Uuid,
    /// Why.
    pub reason: Personal<String>,
}

/// See [`Command::MoveConventionFile`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveConventionFile {
    /// From where; refused if the file stands elsewhere. Derived where left out.
    pub from: Option<DossierState>,
    /// To where.
    pub to: DossierState,
}

/// See [`Command::EnrolInTraining`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EnrolInTraining {
    /// The lot's label.
    pub lot: String,
    /// Who gives it: one of the lot's providers.
    pub provider: String,
    /// 105, 280, 320 or 420.
    pub path_hours: u16,
    /// How it is given; refused if the lot says otherwise. Derived where left out.
    pub delivery: Option<Delivery>,
    /// The first day.
    pub starts_on: CivilDate,
    /// The last day.
    pub ends_on: CivilDate,
}

/// See [`Command::DeclareHire`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclareHire {
    /// The first day of work.
    pub starts_on: CivilDate,
    /// The form of the contract, where it is known.
    pub contract: Option<Contract>,
    /// The last day, where there is one.
    pub ends_on: Option<CivilDate>,
}
