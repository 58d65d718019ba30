//! The tasks that the workflow knows.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

/// What waits to be done. Frozen in this order.
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
    JsonSchema,
    Display,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum TaskKind {
    /// The prefecture gives its opinion on a registered host.
    GiveOpinion,
    /// The COSELEC votes on a host with an opinion.
    Vote,
    /// The letter goes to a validated host.
    SendLetter,
    /// The activation mail goes to a validated host.
    SendActivationMail,
    /// The invited host opens its account, while the link holds.
    ActivateAccount,
    /// The Banque des Territoires opens the convention's file of an activated host.
    OpenConventionFile,
    /// It decides on that file.
    DecideConventionFile,
    /// The host mends what its file lacks.
    CorrectConventionFile,
    /// The accepted convention goes to the host.
    SendConvention,
    /// The sent convention is signed.
    SignConvention,
    /// The host fills its free posts.
    Recruit,
    /// The prefecture gives its opinion on more posts.
    OpinePostsRequest,
    /// The ANCT answers the request for more posts.
    AnswerPostsRequest,
    /// The host answers a proposed match.
    AnswerMatch,
    /// The ANCT confirms a declared hire.
    ConfirmHire,
    /// The hired person enters training.
    EnterTraining,
    /// The trained person sits the exam.
    SitExam,
    /// The passed exam is certified.
    AwardCertificate,
    /// The ANCT answers a notified termination.
    ValidateTermination,
    /// The minutes of a session that was held are sealed.
    SealMinutes,
    /// The delivery service takes up a requested mail.
    DeliverMail,
}
