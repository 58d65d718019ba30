//! Events of a host's stream: a structure's file, from registration to its last post.

use std::num::NonZeroU32;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString};

use super::convention_event::{
    ConventionAmended, ConventionFileCorrected, ConventionFileFoundNonCompliant,
    ConventionFileMoved, ConventionFileOpened, ConventionSent, ConventionSigned,
    ConventionTerminated, SubsidyPaid,
};
use super::posts_event::{
    PostFilled, PostVacated, PostsAdded, PostsRequestOpined, PostsRequestRefused, PostsRequested,
    PostsReturned, PostsTransferredIn, PostsTransferredOut,
};
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
        /// Whoever answers for it confirmed the address for mail.
        ContactEmailConfirmed = 1,
        /// A field of the application is changed.
        ApplicationAmended = 1,
        /// Its prefecture gives another opinion in place of an earlier one.
        PrefectOpinionRevised = 1,
        /// A verdict of the COSELEC was recorded wrongly.
        CoselecVoteCorrected = 1,
        /// The minister's letter that announces the validation.
        ValidationLetterSent = 1,
        /// It is accompanied along its file.
        FollowUpRecorded = 1,
        /// The convention in force is changed.
        ConventionAmended = 1,
        /// A part of the subsidy is paid.
        SubsidyPaid = 1,
        /// It asks for more posts.
        PostsRequested = 1,
        /// Its prefecture gives an opinion on that.
        PostsRequestOpined = 1,
        /// It gets none.
        PostsRequestRefused = 1,
        /// It gets them.
        PostsAdded = 1,
        /// Free posts go to another host, in the same append as their arrival.
        PostsTransferredOut = 1,
        /// Another host's posts arrive.
        PostsTransferredIn = 1,
        /// A file that was cancelled, withdrawn or marked as a duplicate lives again.
        ApplicationReopened = 1,
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

impl Verdict {
    /// Stands where the engine will derive one.
    fn until_derived() -> Self {
        Self::FurtherReview
    }
}

impl HostEvent {
    /// See [`crate::engine::StoredEvent::take_derived`].
    pub(crate) fn take_derived(&mut self, decided: &Self) {
        match (self, decided) {
            (Self::CoselecVoteRecorded(told), Self::CoselecVoteRecorded(decided)) => {
                told.without_opinion = decided.without_opinion;
            }
            (Self::CoselecVoteCorrected(told), Self::CoselecVoteCorrected(decided)) => {
                told.leaves = decided.leaves;
            }
            _ => {}
        }
    }
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
    /// Whether the file had no prefect's opinion when it was voted on (it happened). Derived: who
    /// tells of the vote need not say it.
    #[serde(default)]
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

/// See [`HostEvent::ContactEmailConfirmed`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactEmailConfirmed {}

/// The fields of an application that may be amended. Frozen in this order.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, Display, EnumString,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum ApplicationField {
    /// What the host is in law.
    Kind,
    /// Its name.
    LegalName,
    /// Its establishment's number.
    Siret,
    /// The like in New Caledonia.
    Ridet,
    /// Its commune.
    CommuneInsee,
    /// Its postal code.
    PostalCode,
    /// Its department; the region follows.
    Department,
    /// How many posts it asks for.
    RequestedPosts,
    /// When it wants to begin.
    MissionStart,
    /// Whether it knows whom to hire.
    HasCandidate,
    /// The network it belongs to.
    Network,
    /// Whether it holds the label France services.
    FranceServices,
    /// Whether it lies in a zone de revitalisation rurale.
    RuralZone,
    /// Whether it lies in a quartier prioritaire de la ville.
    PriorityDistrict,
    /// Who answers for it: personal, in `contact`.
    Contact,
}

/// See [`HostEvent::ApplicationAmended`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplicationAmended {
    /// Which field.
    pub field: ApplicationField,
    /// What stood there; nothing where it was empty, or is personal.
    pub before: Option<String>,
    /// What stands there now, as text; nothing where it is emptied, or is personal.
    pub after: Option<String>,
    /// Who answers for the host now, where that is the field.
    pub contact: Option<Personal<Contact>>,
    /// Why.
    pub reason: Personal<String>,
}

/// See [`HostEvent::PrefectOpinionRevised`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PrefectOpinionRevised {
    /// The opinion now.
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

/// See [`HostEvent::CoselecVoteCorrected`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CoselecVoteCorrected {
    /// The session's stream.
    pub session: StreamName,
    /// The verdict as it should have been recorded.
    pub verdict: Verdict,
    /// Posts to be added to those granted; negative: taken off.
    pub posts_delta: i32,
    /// What the file's votes, so corrected, leave it with: favourable where one of them is, else
    /// the last one's verdict. Derived: who tells of the correction need not say it.
    #[serde(default = "Verdict::until_derived")]
    pub leaves: Verdict,
    /// Why.
    pub reason: Personal<String>,
}

/// See [`HostEvent::ValidationLetterSent`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ValidationLetterSent {}

/// By which way a host is accompanied. Frozen in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, Display)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum FollowUpChannel {
    /// By mail.
    Mail,
    /// By telephone.
    Call,
    /// By chat.
    Chat,
    /// By video.
    Video,
}

/// See [`HostEvent::FollowUpRecorded`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FollowUpRecorded {
    /// By which way.
    pub channel: FollowUpChannel,
    /// On what, from the programme's list of topics.
    pub topic: String,
    /// What was said.
    pub summary: Personal<String>,
}

/// See [`HostEvent::ApplicationReopened`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplicationReopened {
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
            Self::PrefectOpinionRevised(PrefectOpinionRevised {
                comment: Some(comment),
                ..
            }) => visit("comment", comment),
            Self::ApplicationAmended(ApplicationAmended {
                contact, reason, ..
            }) => {
                if let Some(contact) = contact {
                    visit("contact", contact);
                }
                visit("reason", reason);
            }
            Self::FollowUpRecorded(FollowUpRecorded { summary, .. }) => visit("summary", summary),
            Self::PostsRequested(PostsRequested { motive, .. }) => visit("motive", motive),
            Self::ConventionTerminated(ConventionTerminated { reason, .. })
            | Self::CoselecVoteCorrected(CoselecVoteCorrected { reason, .. })
            | Self::PostsRequestRefused(PostsRequestRefused { reason, .. })
            | Self::ApplicationReopened(ApplicationReopened { reason })
            | Self::PostsReturned(PostsReturned { reason, .. })
            | Self::PostVacated(PostVacated { reason, .. })
            | Self::ApplicationCancelled(ApplicationCancelled { reason })
            | Self::HostWithdrawn(HostWithdrawn { reason }) => visit("reason", reason),
            _ => {}
        }
    }
}
