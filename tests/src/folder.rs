//! A data folder as files: copied, searched and damaged.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: PathBuf,
    /// Bytes from its beginning.
    pub offset: usize,
}

impl Place {
    /// Flips the lowest bit of the byte there.
    pub fn flip_a_bit(&self) -> Result<()> {
        let mut bytes = std::fs::read(&self.file)?;
        let byte = bytes.get_mut(self.offset).context("outside of the file")?;
        *byte ^= 1;
        Ok(std::fs::write(&self.file, bytes)?)
    }

    /// Ends the file there.
    pub fn cut(&self) -> Result<()> {
        let bytes = std::fs::read(&self.file)?;
        let kept = bytes.get(..self.offset).context("outside of the file")?;
        Ok(std::fs::write(&self.file, kept)?)
    }

    /// Zeroes the file from there on, as if nothing had reached the disk.
    pub fn blank_the_rest(&self) -> Result<()> {
        let mut bytes = std::fs::read(&self.file)?;
        let rest = bytes
            .get_mut(self.offset..)
            .context("outside of the file")?;
        rest.fill(0);
        Ok(std::fs::write(&self.file, bytes)?)
    }
}

/// Copies a folder with all that is in it, and who may read it.
pub fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    std::fs::set_permissions(to, from.metadata()?.permissions())?;
    for entry in from
        .read_dir()
        .with_context(|| from.display().to_string())?
    {
        let entry = entry?;
        let copy = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &copy)?;
        } else {
            std::fs::copy(entry.path(), copy)?;
        }
    }
    Ok(())
}

/// Every file below a folder, in order of path.
pub fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in folder
        .read_dir()
        .with_context(|| folder.display().to_string())?
    {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(files_below(&path)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Where these bytes stand for the first time in the files of a folder.
pub fn find_bytes(folder: &Path, bytes: &[u8]) -> Result<Place> {
    for file in files_below(folder)? {
        let content = std::fs::read(&file)?;
        if let Some(offset) = content
            .windows(bytes.len())
            .position(|window| window == bytes)
        {
            return Ok(Place { file, offset });
        }
    }
    anyhow::bail!("no file below {} holds these bytes", folder.display())
}
