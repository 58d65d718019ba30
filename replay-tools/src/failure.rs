//! What an error is to the caller: exit code 3 where stored data is damaged, else 1.

use std::error::Error;
use std::process::ExitCode;

use domain::Refusal;
use domain::engine::DecodeError;
use eventlog::{DecideError, FormatError, LedgerOpenError, OpenError, ReadError, VaultError};
use projections::ReplayError;

/// Something is damaged below what was acknowledged.
pub(crate) const DAMAGED: u8 = 3;

/// Prints the error on stderr, with what caused it; the exit code.
pub(crate) fn report(error: &anyhow::Error) -> ExitCode {
    eprintln!("error: {error:#}");
    if error.chain().any(is_damage) {
        ExitCode::from(DAMAGED)
    } else {
        ExitCode::FAILURE
    }
}

/// Whether an error says that stored bytes are not what was written. An error that is shown as the
/// one inside it hides that one from the chain, so each is asked for.
fn is_damage(error: &(dyn Error + 'static)) -> bool {
    let read = |error: &ReadError| matches!(error, ReadError::Damaged { .. });
    if let Some(error) = error.downcast_ref::<DecideError<Refusal>>() {
        return match error {
            DecideError::Damaged(error) => read(error),
            DecideError::Vault(error) => is_vault_damage(error),
            _ => false,
        };
    }
    if let Some(error) = error.downcast_ref::<ReplayError>() {
        return match error {
            ReplayError::Read(error) => read(error),
            ReplayError::Poison { why, .. } => is_format_damage(why),
            ReplayError::NotNext { .. } | ReplayError::Missing(_) => true,
        };
    }
    if let Some(LedgerOpenError::Log(error)) = error.downcast_ref() {
        return read(error);
    }
    error.downcast_ref().is_some_and(read)
        || error.downcast_ref().is_some_and(is_vault_damage)
        || error.downcast_ref().is_some_and(is_format_damage)
        || matches!(error.downcast_ref(), Some(OpenError::Damaged { .. }))
}

fn is_vault_damage(error: &VaultError) -> bool {
    matches!(
        error,
        VaultError::Damaged { .. }
            | VaultError::NotAuthentic { .. }
            | VaultError::Unreadable { .. }
    )
}

/// Damage, or the work of a newer release, which is none.
fn is_format_damage(error: &FormatError) -> bool {
    match error {
        FormatError::Newer { .. } => false,
        FormatError::Malformed(_) | FormatError::Envelope { .. } => true,
        FormatError::Payload { source, .. } => matches!(source, DecodeError::Malformed { .. }),
    }
}

#[cfg(test)]
mod tests {
    use anyhow::anyhow;
    use domain::engine::Position;

    use super::*;

    fn damaged() -> ReadError {
        ReadError::Damaged {
            position: Position::FIRST,
            place: "segment 1, byte 40".to_owned(),
            why: "checksum".to_owned(),
        }
    }

    fn is_damaged(error: &anyhow::Error) -> bool {
        error.chain().any(is_damage)
    }

    #[test]
    fn damage_is_found_however_it_is_wrapped() {
        let decide: DecideError<Refusal> = DecideError::Damaged(damaged());
        let wrapped = [
            anyhow!(damaged()),
            anyhow!(decide),
            anyhow!(ReplayError::Read(damaged())),
            anyhow!(LedgerOpenError::Log(damaged())).context("the ledger of cnfs"),
            anyhow!(FormatError::Malformed("cut".to_owned())).context("position 7"),
        ];
        for error in wrapped {
            assert!(is_damaged(&error), "{error:#}");
            assert!(format!("{error:#}").contains("position") || error.is::<LedgerOpenError>());
        }
    }

    #[test]
    fn a_missing_file_or_a_newer_release_is_no_damage() {
        let newer = FormatError::Newer { found: 9, known: 1 };
        let storage = ReadError::Storage("gone".to_owned());
        for error in [anyhow!(newer), anyhow!(storage), anyhow!("no such file")] {
            assert!(!is_damaged(&error), "{error:#}");
        }
    }
}
