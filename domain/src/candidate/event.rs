//! Events of a candidate's stream: a person, from registration to certification.

use std::num::NonZeroU32;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::Display;

use crate::engine::{CivilDate, Personal, PersonalField, StreamName};
use crate::event::{events, nothing_to_lift};
use crate::programme::Delivery;
use crate::territory::{Commune, Department, PostalCode, Region};

events! {
    /// What happens to a person on the way to the certificate.
    pub enum CandidateEvent {
        /// The person applies.
        CandidateRegistered = 1,
        /// A host declared the hire, in the same append as the match's and the host's events.
        CandidateHired = 1,
        /// That declaration was void.
        HireCancelled = 1,
        /// The contract ended.
        ContractEnded = 1,
        /// The host says that the contract will be ended.
        TerminationNotified = 1,
        /// The ANCT accepts it: the hire is over.
        TerminationValidated = 1,
        /// The person needs no training.
        TrainingWaived = 1,
        /// A place in a training lot.
        TrainingEnrolled = 1,
        /// The training began.
        TrainingStarted = 1,
        /// The training was followed to its end.
        TrainingCompleted = 1,
        /// The training was left.
        TrainingDropped = 1,
        /// An exam was sat.
        ExamSat = 1,
        /// A certificate was awarded.
        CertificationAwarded = 1,
        /// The person can, or cannot, be hired.
        AvailabilityChanged = 1,
        /// The person goes as far as that to work.
        MobilityChanged = 1,
        /// The person shares a result of Pix.
        PixResultShared = 1,
        /// The ANCT has seen the contract.
        HireConfirmed = 1,
        /// The contract runs longer.
        ContractExtended = 1,
        /// A new contract follows it without a break.
        ContractRenewed = 1,
        /// The contract will not be ended before its term after all.
        TerminationNoticeCancelled = 1,
        /// The test that recommends a path.
        PlacementTestTaken = 1,
        /// The training has other dates.
        TrainingRescheduled = 1,
        /// The person began to work with the public.
        TookUpPost = 1,
        /// The counsellor's outfit is on its way.
        EquipmentSent = 1,
        /// The counsellor helped people: the daily report.
        ActivityReported = 1,
        /// The person is registered twice: the other file goes on.
        CandidateMerged = 1,
    }
    lift = nothing_to_lift;
}

/// Where a candidate comes from, in the form's own questions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Situation {
    /// Looks for work.
    pub seeking_work: Option<bool>,
    /// Has work.
    pub employed: Option<bool>,
    /// Is in training.
    pub in_training: Option<bool>,
    /// Holds a diploma of digital mediation.
    pub mediation_diploma: Option<bool>,
    /// Has practised digital mediation.
    pub mediation_experience: Option<bool>,
}

/// Who the person is. Personal.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// The given name.
    pub given_name: String,
    /// The family name.
    pub family_name: String,
    /// The address for mail.
    pub email: String,
    /// The telephone.
    pub phone: Option<String>,
}

/// See [`CandidateEvent::CandidateRegistered`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CandidateRegistered {
    /// Where the person comes from.
    pub situation: Option<Situation>,
    /// 5, 10, 15, 20, 40, 100 or 2000.
    pub mobility_km: u16,
    /// From when.
    pub available_from: CivilDate,
    /// The commune's INSEE code.
    pub commune_insee: Option<Commune>,
    /// Where the person counts until hired.
    pub department: Department,
    /// Where the person counts until hired.
    pub region: Region,
    /// The person's number in the application before this one.
    pub legacy_id: Option<String>,
    /// Who it is.
    pub identity: Option<Personal<Identity>>,
}

/// The form of the contract of work. Frozen in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, Display)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Contract {
    /// For a fixed term.
    Cdd,
    /// Without a term.
    Cdi,
    /// Parcours emploi compétences.
    Pec,
    /// Contrat de projet of the public service.
    PublicProject,
}

/// See [`CandidateEvent::CandidateHired`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CandidateHired {
    /// The match that led to it.
    #[serde(rename = "match")]
    pub match_: StreamName,
    /// The host: from now on the person counts where it is.
    pub host: StreamName,
    /// The form of the contract, where it is known.
    pub contract: Option<Contract>,
    /// The first day.
    pub starts_on: CivilDate,
    /// The last day, where there is one.
    pub ends_on: Option<CivilDate>,
}

/// See [`CandidateEvent::HireCancelled`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HireCancelled {
    /// Why.
    pub reason: Personal<String>,
}

/// See [`CandidateEvent::ContractEnded`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContractEnded {
    /// The last day.
    pub ends_on: CivilDate,
}

/// Why a contract is ended before its term. Frozen in this order; personal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TerminationReason {
    /// By the host.
    Dismissal,
    /// By the person.
    Resignation,
    /// Not renewed.
    NonRenewal,
    /// Taken on for good.
    MadePermanent,
    /// The subsidy ends.
    EndOfSubsidy,
}

/// See [`CandidateEvent::TerminationNotified`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TerminationNotified {
    /// The last day.
    pub on: CivilDate,
    /// Why.
    pub reason: Personal<TerminationReason>,
}

/// See [`CandidateEvent::TerminationValidated`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TerminationValidated {
    /// The last day.
    pub on: CivilDate,
    /// Why.
    pub reason: Personal<TerminationReason>,
}

/// Why no training is needed. Frozen in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, Display)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum WaiverBasis {
    /// Holds the CCP1.
    HoldsCcp1,
    /// Holds the professional title.
    HoldsTitle,
}

/// See [`CandidateEvent::TrainingWaived`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrainingWaived {
    /// On which ground.
    pub basis: WaiverBasis,
}

/// See [`CandidateEvent::TrainingEnrolled`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrainingEnrolled {
    /// The lot's label.
    pub lot: String,
    /// Who gives it: one of the lot's providers.
    pub provider: String,
    /// 105, 280, 320 or 420.
    pub path_hours: u16,
    /// How it is given: as the lot says.
    pub delivery: Delivery,
    /// The first day.
    pub starts_on: CivilDate,
    /// The last day.
    pub ends_on: CivilDate,
}

/// See [`CandidateEvent::TrainingStarted`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrainingStarted {}

/// See [`CandidateEvent::TrainingCompleted`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrainingCompleted {}

/// See [`CandidateEvent::TrainingDropped`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrainingDropped {
    /// Why.
    pub reason: Personal<String>,
}

/// What is examined, and certified. Frozen in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, Display)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Certificate {
    /// The first certificate of professional skills of the title.
    Ccp1,
    /// The certificate Pix.
    Pix,
}

/// See [`CandidateEvent::ExamSat`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExamSat {
    /// Which exam.
    pub exam: Certificate,
    /// With which outcome.
    pub passed: bool,
}

/// See [`CandidateEvent::CertificationAwarded`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CertificationAwarded {
    /// Which certificate.
    pub certificate: Certificate,
}

/// See [`CandidateEvent::AvailabilityChanged`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AvailabilityChanged {
    /// Whether the person can be hired.
    pub available: bool,
    /// From when.
    pub available_from: Option<CivilDate>,
}

/// See [`CandidateEvent::MobilityChanged`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MobilityChanged {
    /// 5, 10, 15, 20, 40, 100 or 2000.
    pub mobility_km: u16,
}

/// See [`CandidateEvent::PixResultShared`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PixResultShared {
    /// 1 to 3.
    pub level: u8,
    /// The day of the sharing.
    pub shared_on: CivilDate,
}

/// See [`CandidateEvent::HireConfirmed`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HireConfirmed {
    /// The form of the contract.
    pub contract: Contract,
    /// The first day.
    pub starts_on: CivilDate,
    /// The last day, where there is one.
    pub ends_on: Option<CivilDate>,
    /// The gross salary a month, in euro cents.
    pub gross_salary_cents: Option<Personal<u64>>,
}

/// See [`CandidateEvent::ContractExtended`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContractExtended {
    /// The last day now.
    pub ends_on: CivilDate,
}

/// See [`CandidateEvent::ContractRenewed`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContractRenewed {
    /// The last day of the new contract.
    pub ends_on: CivilDate,
}

/// See [`CandidateEvent::TerminationNoticeCancelled`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TerminationNoticeCancelled {
    /// The last day that had been announced.
    pub on: CivilDate,
    /// The reason that had been announced.
    pub reason: Personal<TerminationReason>,
}

/// See [`CandidateEvent::PlacementTestTaken`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlacementTestTaken {
    /// 105, 280, 320 or 420.
    pub recommended_path_hours: u16,
}

/// See [`CandidateEvent::TrainingRescheduled`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrainingRescheduled {
    /// The first day now.
    pub starts_on: CivilDate,
    /// The last day now.
    pub ends_on: CivilDate,
}

/// See [`CandidateEvent::TookUpPost`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TookUpPost {}

/// What a counsellor is sent. Frozen in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, Display)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Equipment {
    /// Clothing with the programme's sign.
    Clothing,
    /// Accessories with it.
    Accessories,
    /// A laptop.
    Laptop,
}

/// See [`CandidateEvent::EquipmentSent`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EquipmentSent {
    /// What is sent.
    pub items: Vec<Equipment>,
}

/// How people were helped. Frozen in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, Display)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum ActivityKind {
    /// One by one, by appointment.
    Individual,
    /// In a workshop.
    Collective,
    /// As they came.
    DropIn,
}

/// See [`CandidateEvent::ActivityReported`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ActivityReported {
    /// The day.
    pub on: CivilDate,
    /// How.
    pub kind: ActivityKind,
    /// On what, from the programme's list of themes.
    pub theme: String,
    /// How many people.
    pub participants: NonZeroU32,
    /// How long.
    pub minutes: NonZeroU32,
    /// Where.
    pub postal_code: Option<PostalCode>,
}

/// See [`CandidateEvent::CandidateMerged`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CandidateMerged {
    /// The file that goes on.
    pub into: StreamName,
}

impl CandidateEvent {
    pub(crate) fn personal_fields(
        &mut self,
        visit: &mut dyn FnMut(&'static str, &mut dyn PersonalField),
    ) {
        match self {
            Self::CandidateRegistered(CandidateRegistered {
                identity: Some(identity),
                ..
            }) => {
                visit("identity", identity);
            }
            Self::HireCancelled(HireCancelled { reason })
            | Self::TrainingDropped(TrainingDropped { reason }) => visit("reason", reason),
            Self::HireConfirmed(HireConfirmed {
                gross_salary_cents: Some(salary),
                ..
            }) => visit("gross_salary_cents", salary),
            Self::TerminationNotified(TerminationNotified { reason, .. })
            | Self::TerminationNoticeCancelled(TerminationNoticeCancelled { reason, .. })
            | Self::TerminationValidated(TerminationValidated { reason, .. }) => {
                visit("reason", reason);
            }
            _ => {}
        }
    }
}
