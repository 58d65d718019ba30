//! The keys at hand: by id, by subject, and those that are nobody's yet.

use std::collections::HashMap;
use std::sync::Arc;

use domain::engine::{KeyId, StreamName};
use uuid::Builder;
use zeroize::Zeroizing;

use super::VaultError;
use super::record::Record;
use super::secret::{KEY_BYTES, Secret, fill_random};

/// How many keys are made and synced at once.
pub(super) const POOL_KEYS: usize = 1_024;

/// All keys of a vault.
#[derive(Default)]
pub(super) struct Keyring {
    /// Shared, so that sealing and opening do not hold the vault's lock.
    secrets: HashMap<KeyId, Arc<Secret>>,
    /// A subject whose assignment was lost in a power cut has more than one key; the newest seals.
    subjects: HashMap<StreamName, KeyId>,
    /// Made by this process and given to nobody. A key found in a file is never put here: the
    /// record of its assignment may be lost, and the event that it sealed may not.
    spare: Vec<KeyId>,
}

impl Keyring {
    pub(super) fn secret(&self, id: KeyId) -> Option<Arc<Secret>> {
        self.secrets.get(&id).cloned()
    }

    pub(super) fn of(&self, subject: &StreamName) -> Option<(KeyId, Arc<Secret>)> {
        let id = *self.subjects.get(subject)?;
        Some((id, self.secret(id)?))
    }

    pub(super) fn next_spare(&self) -> Option<KeyId> {
        self.spare.last().copied()
    }

    /// Takes up a fact of the key file.
    pub(super) fn learn(&mut self, record: Record) {
        match record {
            Record::Key(id, secret) => {
                self.secrets.insert(id, Arc::new(secret));
            }
            // Its subject, if it has one, gets another key for what is sealed from now on.
            Record::Destroyed(id) => {
                self.secrets.remove(&id);
            }
            Record::Assigned(id, subject) => {
                self.subjects.insert(subject, id);
            }
        }
    }

    /// The spare key is that subject's from now on.
    pub(super) fn assign(&mut self, id: KeyId, subject: &StreamName) {
        if self.next_spare() == Some(id) {
            self.spare.pop();
        }
        self.subjects.insert(subject.clone(), id);
    }

    /// Keys that this process made, and that may be assigned.
    pub(super) fn add_spare(&mut self, pool: Vec<(KeyId, Secret)>) {
        self.spare.extend(pool.iter().map(|(id, _)| *id));
        let shared = |(id, secret)| (id, Arc::new(secret));
        self.secrets.extend(pool.into_iter().map(shared));
    }
}

/// New random keys under new random ids.
pub(super) fn new_pool() -> Result<Vec<(KeyId, Secret)>, VaultError> {
    let mut random = Zeroizing::new(vec![0; POOL_KEYS * (16 + KEY_BYTES)]);
    fill_random(&mut random)?;
    let keys = random.as_chunks::<{ 16 + KEY_BYTES }>().0;
    Ok(keys.iter().map(new_key).collect())
}

fn new_key(random: &[u8; 16 + KEY_BYTES]) -> (KeyId, Secret) {
    let (mut id, mut key) = ([0; 16], Zeroizing::new([0; KEY_BYTES]));
    id.copy_from_slice(&random[..16]);
    key.copy_from_slice(&random[16..]);
    let id = KeyId(Builder::from_random_bytes(id).into_uuid());
    (id, Secret::new(*key))
}
