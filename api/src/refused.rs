//! What the ledger answers when it does not decide, told as problems.

use axum::http::StatusCode;
use domain::Refusal;
use domain::engine::{Refusal as _, Version};
use eventlog::DecideError;

use crate::problem::Problem;

/// The members of a command that a refusal may name beside those of its `data`.
const BESIDE_THE_DATA: [&str; 6] = [
    "stream",
    "occurred_on",
    "dated",
    "corrects",
    "actor.role",
    "actor.scope",
];

/// Why a command was not decided.
pub(crate) type NotDecided = DecideError<Refusal>;

/// The answer to a request that was not decided.
pub(crate) fn problem_of(error: NotDecided) -> Problem {
    let detail = error.to_string();
    match error {
        DecideError::Refused(refusal) => refused(&refusal),
        DecideError::Conflict {
            expected, actual, ..
        } => Problem::new(StatusCode::CONFLICT, "VersionConflict", detail)
            .with_versions(number(expected), number(actual)),
        DecideError::CommandReused => unprocessable(
            "IdempotencyKeyReused",
            "this idempotency key was used before, by another request of the same actor",
        ),
        DecideError::EventIdReused { .. } => unprocessable("EventIdReused", &detail),
        DecideError::DecisionDiffers { .. } => unprocessable("DecisionDiffers", &detail),
        DecideError::RecordedAtGoesBack { .. } => unprocessable("RecordedAtGoesBack", &detail),
        DecideError::TooManyStreams { .. } => unprocessable("TooManyStreams", &detail),
        DecideError::OutOfBounds(_) => unprocessable("OutOfBounds", &detail),
        DecideError::Busy => Problem::unavailable("Busy", detail),
        DecideError::RestedOnFailure => Problem::unavailable("RestedOnFailure", detail),
        DecideError::Closed(_) => Problem::unavailable("Closed", detail),
        DecideError::UnknownOutcome => Problem::unavailable(
            "UnknownOutcome",
            "the decision may have been recorded: repeat it with the same Idempotency-Key to learn what became of it",
        ),
        DecideError::Damaged(why) => Problem::internal(&why),
        DecideError::Vault(why) => Problem::internal(&why),
    }
}

/// 0 where there is no event.
fn number(version: Option<Version>) -> u64 {
    version.map_or(0, Version::get)
}

fn unprocessable(code: &str, detail: &str) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail)
}

fn refused(refusal: &Refusal) -> Problem {
    let status = if refusal.is_forbidden() {
        StatusCode::FORBIDDEN
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let detail = refusal.to_string();
    let problem = Problem::new(status, refusal.code(), &*detail);
    let Some(field) = refusal.field() else {
        return problem;
    };
    // The text begins with the field's name, which stands beside the message already.
    let named = format!("`{field}`: ");
    let message = detail.strip_prefix(&named).unwrap_or(&detail);
    if BESIDE_THE_DATA.contains(&field) {
        problem.at(field, message)
    } else {
        problem.at(&format!("data.{field}"), message)
    }
}
