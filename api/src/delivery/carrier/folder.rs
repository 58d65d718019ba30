//! A folder as a carrier: one file for each mail, named after it, so that a second delivery replaces the first.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{Result, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use async_trait::async_trait;

use super::{Carrier, DeliveryError};
use crate::delivery::message::Message;

/// A mail holds an address: it is its owner's alone to read.
const FOLDER_MODE: u32 = 0o700;
const FILE_MODE: u32 = 0o600;

/// See the module.
pub(in crate::delivery) struct Folder {
    path: PathBuf,
}

impl Folder {
    /// That folder, made with the first mail where it is not there.
    pub(in crate::delivery) fn at(path: PathBuf) -> Self {
        Self { path }
    }
}

#[async_trait]
impl Carrier for Folder {
    async fn deliver(&self, mail: &Message) -> std::result::Result<(), DeliveryError> {
        let (path, mail) = (self.path.clone(), mail.clone());
        let written = tokio::task::spawn_blocking(move || put(&path, &mail));
        match written.await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(why)) => Err(DeliveryError::Transient(why.to_string())),
            Err(why) => Err(DeliveryError::Transient(why.to_string())),
        }
    }
}

/// Under another name first: whoever reads the folder finds whole mails only, and a power cut
/// leaves none by halves.
fn put(folder: &Path, mail: &Message) -> Result<()> {
    DirBuilder::new()
        .recursive(true)
        .mode(FOLDER_MODE)
        .create(folder)?;
    let place = folder.join(format!("{}.eml", mail.id()));
    let begun = folder.join(format!(".{}.begun", mail.id()));
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(FILE_MODE)
        .open(&begun)?;
    file.write_all(mail.bytes())?;
    file.sync_all()?;
    std::fs::rename(&begun, &place)?;
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::letter::tests::letter;

    fn mail() -> Message {
        let from = "jalon@example.org".parse().unwrap();
        Message::of(&letter("contact@example.org"), &from).unwrap()
    }

    fn files(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.collect()
    }

    #[tokio::test]
    async fn a_second_delivery_replaces_the_first() {
        let parent = tempfile::tempdir().unwrap();
        let path = parent.path().join("mails");
        let (folder, mail) = (Folder::at(path.clone()), mail());
        folder.deliver(&mail).await.unwrap();
        folder.deliver(&mail).await.unwrap();
        let name = format!("{}.eml", mail.id());
        assert_eq!(files(&path), std::slice::from_ref(&name));
        assert_eq!(std::fs::read(path.join(name)).unwrap(), mail.bytes());
    }

    #[tokio::test]
    async fn a_folder_that_cannot_be_written_may_be_written_later() {
        let parent = tempfile::tempdir().unwrap();
        let file = parent.path().join("file");
        std::fs::write(&file, "").unwrap();
        let delivered = Folder::at(file).deliver(&mail()).await;
        assert!(matches!(delivered, Err(DeliveryError::Transient(_))));
    }
}
