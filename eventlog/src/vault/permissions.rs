//! Who may read the keys: the owner, and nobody else.

use std::fs::{DirBuilder, Metadata};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::Path;

use super::VaultError;
use crate::folder::make_folder;

/// Read and write for the owner.
pub(super) const FILE_MODE: u32 = 0o600;
/// All for the owner.
const FOLDER_MODE: u32 = 0o700;
/// What nobody else may have.
const OTHERS: u32 = 0o077;

/// Creates the folder if it is not there, and requires that it is private.
pub(super) fn create_private_folder(dir: &Path) -> Result<(), VaultError> {
    make_folder(dir, DirBuilder::new().mode(FOLDER_MODE))
        .map_err(|why| VaultError::storage(dir, &why))?;
    require_private_folder(dir)
}

pub(super) fn require_private_folder(dir: &Path) -> Result<(), VaultError> {
    require_private(dir, FOLDER_MODE)
}

pub(super) fn require_private_file(path: &Path) -> Result<(), VaultError> {
    require_private(path, FILE_MODE)
}

fn require_private(path: &Path, wanted: u32) -> Result<(), VaultError> {
    let found = std::fs::metadata(path).map_err(|why| VaultError::storage(path, &why))?;
    let mode = mode_of(&found);
    if mode & OTHERS == 0 {
        return Ok(());
    }
    Err(VaultError::TooOpen {
        path: path.to_owned(),
        mode,
        wanted,
    })
}

fn mode_of(metadata: &Metadata) -> u32 {
    metadata.permissions().mode() & 0o7777
}
