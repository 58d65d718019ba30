//! The indicators: each with a version, a unit, a French label and its definition in words.

use schemars::JsonSchema;
use serde::Serialize;

/// What an indicator means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Definition {
    /// Its stable name.
    pub id: &'static str,
    /// Raised whenever the same events would give another figure.
    pub version: u32,
    /// What is counted.
    pub unit: &'static str,
    /// How the page calls it, in French.
    pub label: &'static str,
    /// The definition.
    pub text: &'static str,
}

/// Every indicator.
pub fn definitions() -> &'static [Definition] {
    &DEFINITIONS
}

/// One of them.
pub fn definition(id: &str) -> Option<&'static Definition> {
    DEFINITIONS.iter().find(|definition| definition.id == id)
}

const fn first(
    id: &'static str,
    unit: &'static str,
    label: &'static str,
    text: &'static str,
) -> Definition {
    Definition {
        id,
        version: 1,
        unit,
        label,
        text,
    }
}

const DEFINITIONS: [Definition; 23] = [
    first(
        "hosts_registered",
        "hosts",
        "Structures inscrites",
        "Registered, not marked duplicate.",
    ),
    first(
        "hosts_opined",
        "hosts",
        "Structures avec avis du préfet",
        "At least one prefect's opinion.",
    ),
    first(
        "applications_validated",
        "hosts",
        "Candidatures validées en COSELEC",
        "A favourable verdict as corrected, posts open above 0, not withdrawn, cancelled or duplicate.",
    ),
    first(
        "posts_open",
        "posts",
        "Postes ouverts",
        "Granted (with corrections) + added + transferred in − returned − transferred out.",
    ),
    first(
        "posts_in_recruitment",
        "posts",
        "Postes en recrutement",
        "Posts open − filled, over validated hosts whose account is activated.",
    ),
    first(
        "conventions_sent",
        "conventions",
        "Conventions envoyées",
        "Sent, signed since or not; with the posts that they cover.",
    ),
    first(
        "conventions_signed",
        "conventions",
        "Conventions signées",
        "Signed and not terminated; with the posts that they cover.",
    ),
    first(
        "convention_files_expected",
        "hosts",
        "Dossiers de convention attendus",
        "Validated, activated, no convention file opened.",
    ),
    first(
        "counsellors_hired",
        "people",
        "Conseillers recrutés",
        "Hires declared, less the cancelled (a later termination does not undo a hire). A person counts once, a merged file not beside the one that goes on, at the host and in the half-month of their first uncancelled declaration.",
    ),
    first(
        "counsellors_in_post",
        "people",
        "Conseillers en poste",
        "Hired, contract neither ended nor terminated.",
    ),
    first(
        "counsellors_in_training",
        "people",
        "Conseillers en formation",
        "Training started, not completed nor dropped, hire not cancelled.",
    ),
    first(
        "counsellors_certified",
        "people",
        "Conseillers certifiés",
        "CCP1 awarded.",
    ),
    first(
        "private_share",
        "ratio",
        "Part des postes dans le privé",
        "Posts open of private hosts ÷ posts open.",
    ),
    first(
        "non_compliant_share",
        "ratio",
        "Part des dossiers non conformes",
        "Convention files found non-compliant and not corrected ÷ files opened.",
    ),
    first(
        "not_activated_share",
        "ratio",
        "Part des mails d'activation sans suite",
        "Activation mails sent and not followed by an activation ÷ mails sent.",
    ),
    first(
        "training_enrolled",
        "people",
        "Conseillers inscrits en formation",
        "Enrolled in a training, hire not cancelled; counted in the lot of the last enrolment.",
    ),
    first(
        "training_started",
        "people",
        "Formations commencées",
        "Training of the last enrolment started (completed or dropped since or not), hire not cancelled.",
    ),
    first(
        "training_completed",
        "people",
        "Formations achevées",
        "Training of the last enrolment followed to its end, hire not cancelled.",
    ),
    first(
        "session_votes",
        "hosts",
        "Dossiers examinés en COSELEC",
        "Verdicts of a session, one per file: the last tallied.",
    ),
    first(
        "session_posts",
        "posts",
        "Postes attribués en COSELEC",
        "Posts granted by the favourable verdicts of a session, before any return.",
    ),
    first(
        "files_by_state",
        "files",
        "Dossiers par état",
        "Files of each kind by the state that their events lead to.",
    ),
    first(
        "people_supported",
        "participants",
        "Personnes accompagnées",
        "Participants of reported activities, where their counsellor counts.",
    ),
    first(
        "open_tasks",
        "tasks",
        "Tâches en attente",
        "What waits to be done by the events of each file, of each kind one at most in a file; late after its last day in time.",
    ),
];
