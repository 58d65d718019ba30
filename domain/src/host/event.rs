//! Events of a host's stream: a structure's file, from registration to its last post.

use std::num::NonZeroU32;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString};

use crate::engine::{CivilDate, Personal, PersonalField, StreamName};
use crate::event::{events, nothing_to_lift};
use crate::identifier::{Ridet, Siret};
use crate::territory::{Commune, Department, PostalCode, Region};

events! {
    /// What happens to a host structure's file.
    pub enum HostEvent {
        /// The structure applies.
        HostRegistered = 1,
        /// Its prefecture gives an opinion.
        PrefectOpinionGiven = 1,
        /// The COSELEC decides on it.
        CoselecVoteRecorded = 1,
        /// It is invited to open its account.
        ActivationMailSent = 1,
        /// It opened its account.
        HostAccountActivated = 1,
        /// Its convention's file is opened with the Banque des Territoires.
        ConventionFileOpened = 1,
        /// That file moves.
        ConventionFileMoved = 1,
        /// That file has defects.
        ConventionFileFoundNonCompliant = 1,
        /// The defects are mended.
        ConventionFileCorrected = 1,
        /// The convention goes to the host.
        ConventionSent = 1,
        /// The convention is signed.
        ConventionSigned = 1,
        /// The convention ends.
        ConventionTerminated = 1,
        /// Free posts are given back.
        PostsReturned = 1,
        /// A post is taken, in the same append as the hire.
        PostFilled = 1,
        /// A post is free again, in the same append as what freed it.
        PostVacated = 1,
        /// The file repeats another one.
        ApplicationMarkedDuplicate = 1,
        /// The file is cancelled.
        ApplicationCancelled = 1,
        /// The structure leaves the programme.
        HostWithdrawn = 1,
    }
    lift = nothing_to_lift;
}

/// What a host is in law. Frozen in this order.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, Display, EnumString,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum HostKind {
    /// A commune.
    Commune,
    /// A department.
    Department,
    /// A region.
    Region,
    /// A grouping of communes.
    Epci,
    /// Another collectivity.
    Collectivity,
    /// A public interest grouping.
    Gip,
    /// Under private law.
    Private,
    /// Public, where the source says no more.
    Public,
}

/// Who answers for a host. Personal.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// The person's name.
    pub name: String,
    /// The person's address for mail.
    pub email: String,
    /// The telephone.
    pub phone: Option<String>,
    /// The function held.
    pub role: Option<String>,
}

/// See [`HostEvent::HostRegistered`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HostRegistered {
    /// What it is in law.
    pub kind: HostKind,
    /// Its name.
    pub legal_name: String,
    /// Its establishment's number, 14 digits.
    pub siret: Option<Siret>,
    /// The like in New Caledonia, 7 digits.
    pub ridet: Option<Ridet>,
    /// The commune's INSEE code.
    pub commune_insee: Option<Commune>,
    /// The postal code.
    pub postal_code: Option<PostalCode>,
    /// Where it counts.
    pub department: Department,
    /// Where it counts.
    pub region: Region,
    /// How many posts it asks for.
    pub requested_posts: Option<NonZeroU32>,
    /// When it wants to begin.
    pub mission_start: Option<CivilDate>,
    /// Whether it knows whom to hire.
    pub has_candidate: Option<bool>,
    /// The network it belongs to.
    pub network: Option<String>,
    /// Whether it holds the label France services.
    pub france_services: Option<bool>,
    /// Whether it lies in a zone de revitalisation rurale.
    pub rural_zone: Option<bool>,
    /// Whether it lies in a quartier prioritaire de la ville.
    pub priority_district: Option<bool>,
    /// Its number in the application before this one.
    pub legacy_id: Option<String>,
    /// Who answers for it.
    pub contact: Option<Personal<Contact>>,
}

/// A prefect's opinion. Frozen in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, Display)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Opinion {
    /// Yes.
    Favourable,
    /// No.
    Unfavourable,
    /// To be looked at again.
    FurtherReview,
    /// The file repeats another one.
    Duplicate,
}

/// See [`HostEvent::PrefectOpinionGiven`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PrefectOpinionGiven {
    /// The opinion.
    pub opinion: Opinion,
    /// How many posts it recommends.
    pub recommended_posts: Option<u32>,
    /// The wave of opinions it belongs to.
    pub wave: Option<String>,
    /// What the prefecture says of the label France services.
    pub france_services: Option<bool>,
    /// What it says of the rural zone.
    pub rural_zone: Option<bool>,
    /// What it says of the priority district.
    pub priority_district: Option<bool>,
    /// Its reasons.
    pub comment: Option<Personal<String>>,
}

/// A verdict of the COSELEC. Frozen in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, Display)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Verdict {
    /// Posts are granted.
    Favourable,
    /// No post.
    Unfavourable,
    /// To be looked at again.
    FurtherReview,
}

/// See [`HostEvent::CoselecVoteRecorded`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CoselecVoteRecorded {
    /// The session's stream.
    pub session: StreamName,
    /// The verdict.
    pub verdict: Verdict,
    /// Posts granted: at least 1 where favourable, else 0.
    pub posts_granted: u32,
    /// Whether the file goes first.
    pub priority: bool,
    /// What the committee noted.
    pub remarks: Option<Personal<String>>,
    /// Whether the file had no prefect's opinion when it was voted on (it happened).
    pub without_opinion: bool,
}

/// See [`HostEvent::ActivationMailSent`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ActivationMailSent {
    /// The link's last day, 28 days later.
    pub expires_on: CivilDate,
}

/// See [`HostEvent::HostAccountActivated`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HostAccountActivated {}

/// Which form of convention. Frozen in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, Display)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Procedure {
    /// For public hosts.
    Public,
    /// For associations.
    Association,
    /// For companies.
    Company,
}

/// See [`HostEvent::ConventionFileOpened`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConventionFileOpened {
    /// The file's number at démarches-simplifiées.
    pub dossier_number: u64,
    /// Which form.
    pub procedure: Procedure,
}

/// Where a convention's file stands. Frozen in this order.
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
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum DossierState {
    /// Being written by the host.
    Draft,
    /// Handed in, still open for changes.
    UnderConstruction,
    /// Being examined.
    UnderInstruction,
    /// Accepted.
    Accepted,
    /// Refused.
    Refused,
    /// Dropped.
    Dropped,
}

/// See [`HostEvent::ConventionFileMoved`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConventionFileMoved {
    /// From where.
    pub from: DossierState,
    /// To where.
    pub to: DossierState,
}

/// See [`HostEvent::ConventionFileFoundNonCompliant`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConventionFileFoundNonCompliant {
    /// What is missing or wrong, from the programme's list of defects.
    pub defects: Vec<String>,
}

/// See [`HostEvent::ConventionFileCorrected`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConventionFileCorrected {}

/// See [`HostEvent::ConventionSent`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConventionSent {
    /// Posts it covers.
    pub posts: NonZeroU32,
    /// The subsidy, in euro cents.
    pub amount_cents: u64,
    /// 18, 24 or 36.
    pub months: u8,
}

/// See [`HostEvent::ConventionSigned`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConventionSigned {
    /// Posts it covers, as sent.
    pub posts: NonZeroU32,
    /// The subsidy in euro cents, as sent.
    pub amount_cents: u64,
    /// 18, 24 or 36, as sent.
    pub months: u8,
}

/// See [`HostEvent::ConventionTerminated`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConventionTerminated {
    /// Which side ended it: `host`, `state`.
    pub by: String,
    /// Why.
    pub reason: Personal<String>,
}

/// See [`HostEvent::PostsReturned`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PostsReturned {
    /// How many.
    pub posts: NonZeroU32,
    /// Why.
    pub reason: Personal<String>,
}

/// See [`HostEvent::PostFilled`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PostFilled {
    /// The match that led to the hire.
    #[serde(rename = "match")]
    pub match_: StreamName,
    /// Who took it.
    pub candidate: StreamName,
}

/// See [`HostEvent::PostVacated`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PostVacated {
    /// The match whose hire ended.
    #[serde(rename = "match")]
    pub match_: StreamName,
    /// Why; sealed with the hired person's key.
    pub reason: Personal<String>,
}

/// See [`HostEvent::ApplicationMarkedDuplicate`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplicationMarkedDuplicate {
    /// The file that stays.
    pub of: StreamName,
}

/// See [`HostEvent::ApplicationCancelled`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplicationCancelled {
    /// Why.
    pub reason: Personal<String>,
}

/// See [`HostEvent::HostWithdrawn`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HostWithdrawn {
    /// Why.
    pub reason: Personal<String>,
}

impl HostEvent {
    pub(crate) fn personal_fields(
        &mut self,
        visit: &mut dyn FnMut(&'static str, &mut dyn PersonalField),
    ) {
        match self {
            Self::HostRegistered(HostRegistered {
                contact: Some(contact),
                ..
            }) => visit("contact", contact),
            Self::PrefectOpinionGiven(PrefectOpinionGiven {
                comment: Some(comment),
                ..
            }) => {
                visit("comment", comment);
            }
            Self::CoselecVoteRecorded(CoselecVoteRecorded {
                remarks: Some(remarks),
                ..
            }) => {
                visit("remarks", remarks);
            }
            Self::ConventionTerminated(ConventionTerminated { reason, .. })
            | Self::PostsReturned(PostsReturned { reason, .. })
            | Self::PostVacated(PostVacated { reason, .. })
            | Self::ApplicationCancelled(ApplicationCancelled { reason })
            | Self::HostWithdrawn(HostWithdrawn { reason }) => visit("reason", reason),
            _ => {}
        }
    }
}
