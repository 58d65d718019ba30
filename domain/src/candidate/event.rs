//! Events of a candidate's stream: a person, from registration to certification.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::Display;

use crate::engine::{CivilDate, Personal, PersonalField, StreamName};
use crate::event::{events, nothing_to_lift};
use crate::programme::Delivery;
use crate::territory::{Commune, Department, Region};

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
            Self::TerminationNotified(TerminationNotified { reason, .. })
            | Self::TerminationValidated(TerminationValidated { reason, .. }) => {
                visit("reason", reason);
            }
            _ => {}
        }
    }
}
