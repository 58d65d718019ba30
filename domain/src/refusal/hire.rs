//! Refusals: matches and hires.

use super::declare::refusals;
use crate::candidate::Contract;
use crate::engine::{CivilDate, StreamName};
use crate::matching::MatchStage;

refusals! {
    /// Why something is not decided on a match or a hire. The variant's name is its stable code.
    HireRefusal

    /// A match is proposed once.
    #[error("the match is proposed already")]
    MatchAlreadyProposed,
    /// The match does not exist.
    #[error("`{match_}` is not proposed")]
    MatchNotProposed {
        /// The match.
        match_: StreamName,
    },
    /// No such arrow.
    #[error("the match is {stage}: it must be {}", any_of(.expected))]
    MatchStandsElsewhere {
        /// Where it stands.
        stage: MatchStage,
        /// Where it would have to stand: in one of these.
        expected: &'static [MatchStage],
    },
    /// Rule 3.
    #[error("the person has an active hire at `{host}` (rule 3)")]
    AlreadyHired {
        /// Where.
        host: StreamName,
    },
    /// Rule 3.
    #[error("`starts_on`: {starts_on} does not lie after the end of the last hire, {last_day} (rule 3)")]
    StartsBeforeLastHireEnded {
        /// The first day given.
        starts_on: CivilDate,
        /// The last day of the hire before.
        last_day: CivilDate,
    } at "starts_on",
    /// Nothing to cancel or to end.
    #[error("the person has no active hire")]
    NoActiveHire,
    /// The hire of this match is over.
    #[error("the hire that `{match_}` led to is over")]
    HireNotActive {
        /// The match.
        match_: StreamName,
    },
    /// A hire is confirmed once.
    #[error("the hire is confirmed already")]
    HireAlreadyConfirmed,
    /// There is nothing to cancel.
    #[error("no notice of termination is open")]
    NoOpenNotice,
    /// What prolongs a contract ends it later.
    #[error("`ends_on`: the contract runs to {current} already, got {ends_on}")]
    EndsNoLater {
        /// The last day given.
        ends_on: CivilDate,
        /// The last day until now.
        current: CivilDate,
    } at "ends_on",
    /// Rule 5.
    #[error("`ends_on`: a cdi has no end date, got {ends_on} (rule 5)")]
    CdiHasNoEnd {
        /// The last day given.
        ends_on: CivilDate,
    } at "ends_on",
    /// Rule 5.
    #[error("`ends_on`: a contract of the form {contract} has an end date (rule 5)")]
    ContractEndMissing {
        /// The form.
        contract: Contract,
    } at "ends_on",
    /// Rule 5.
    #[error("`{field}`: the contract ends on {ends_on}, before its start on {starts_on} (rule 5)")]
    ContractEndsBeforeStart {
        /// The field that holds its end.
        field: &'static str,
        /// The first day.
        starts_on: CivilDate,
        /// The last day given.
        ends_on: CivilDate,
    } at [field],
}

/// `proposed or shortlisted`.
fn any_of(stages: &[MatchStage]) -> String {
    let names: Vec<&str> = stages.iter().map(Into::into).collect();
    names.join(" or ")
}
