//! The vault: each subject's personal fields are sealed under a key of its own, kept beside the log and not in it.
//!
//! A subject is a person's file: a stream name. Its key is drawn from a pool that was made and
//! synced ahead, so that the first event of a person costs no sync of its own. A sealed field is
//! tied to its stream, its event and its field name, and names its key: opening needs no subject.
//!
//! Destroying a subject's keys makes what they sealed unreadable wherever it was copied to; the
//! format is made for it (see `record`).

mod error;
mod file;
mod header;
mod keyring;
mod permissions;
mod record;
mod secret;

pub use error::VaultError;

use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use domain::engine::{
    EventId, KeyId, Meta, PersonalField, Recorded, Sealed, StoredEvent, StreamName,
};

use crate::Digest;
use file::{KeyFile, KeyFollower};
use keyring::{Keyring, new_pool};
use secret::{Secret, fill_random, place};

/// The keys of one programme's subjects. One process at a time may open it to write: the data
/// folder's lock sees to that.
pub struct Vault {
    /// Read for each personal field, written once for each subject.
    keys: RwLock<Keys>,
}

struct Keys {
    ring: Keyring,
    store: Store,
}

/// Where keys are kept.
enum Store {
    Memory,
    File(KeyFile),
    Follower(KeyFollower),
}

impl Vault {
    /// Opens the vault in that folder, or creates it.
    pub fn open(dir: &Path) -> Result<Self, VaultError> {
        let mut ring = Keyring::default();
        let file = KeyFile::open(dir, &mut |record| ring.learn(record))?;
        Ok(Self::of(ring, Store::File(file)))
    }

    /// Opens the vault in that folder beside the process that writes it: fields can be opened,
    /// those of later keys too, and none sealed.
    pub fn open_read_only(dir: &Path) -> Result<Self, VaultError> {
        let mut ring = Keyring::default();
        let mut follower = KeyFollower::new(dir);
        follower.read_on(&mut |record| ring.learn(record))?;
        Ok(Self::of(ring, Store::Follower(follower)))
    }

    /// A vault that ends with its process, for logs in memory.
    pub fn in_memory() -> Self {
        Self::of(Keyring::default(), Store::Memory)
    }

    fn of(ring: Keyring, store: Store) -> Self {
        let keys = RwLock::new(Keys { ring, store });
        Self { keys }
    }

    /// Seals every personal field of an event that is to be recorded under that id in that stream.
    /// An event without one costs nothing and needs no key.
    pub fn seal<E: StoredEvent>(
        &self,
        event: &mut E,
        stream: &StreamName,
        event_id: EventId,
        subject: &StreamName,
    ) -> Result<(), VaultError> {
        let mut outcome = Ok(());
        event.personal_fields(&mut |name, field| {
            if outcome.is_ok() {
                outcome = self.seal_field(name, field, &|| place(stream, event_id, name), subject);
            }
        });
        outcome
    }

    fn seal_field(
        &self,
        name: &'static str,
        field: &mut dyn PersonalField,
        place: &dyn Fn() -> Vec<u8>,
        subject: &StreamName,
    ) -> Result<(), VaultError> {
        let mut bytes = field
            .clear()
            .ok_or(VaultError::NotInTheClear { field: name })?;
        let (key_id, secret) = self.key_of(subject)?;
        let mut nonce = [0; 24];
        fill_random(&mut nonce)?;
        secret.seal(&nonce, &place(), &mut bytes);
        field.seal(Sealed {
            key_id,
            nonce,
            bytes,
        });
        Ok(())
    }

    /// Opens every sealed field of a recorded event. A field whose key is gone stays sealed.
    pub fn unseal<E: StoredEvent>(&self, event: &mut Recorded<E>) -> Result<(), VaultError> {
        let mut outcome = Ok(());
        let meta = &event.meta;
        event.event.personal_fields(&mut |name, field| {
            if outcome.is_ok() {
                outcome = self.open_field(name, field, meta);
            }
        });
        outcome
    }

    fn open_field(
        &self,
        name: &'static str,
        field: &mut dyn PersonalField,
        meta: &Meta,
    ) -> Result<(), VaultError> {
        let Some(sealed) = field.sealed() else {
            return Ok(());
        };
        let Some(secret) = self.secret(sealed.key_id)? else {
            return Ok(());
        };
        let (mut bytes, nonce) = (sealed.bytes.clone(), sealed.nonce);
        let position = meta.position;
        secret
            .open(
                &nonce,
                &place(&meta.stream, meta.event_id, name),
                &mut bytes,
            )
            .ok_or(VaultError::NotAuthentic {
                field: name,
                position,
            })?;
        field.open(&bytes).map_err(|why| VaultError::Unreadable {
            field: name,
            position,
            why,
        })
    }

    /// A request's digest under the subject's key.
    pub fn digest(&self, subject: &StreamName, request: &[u8]) -> Result<Digest, VaultError> {
        let (key_id, secret) = self.key_of(subject)?;
        Ok(Digest {
            key_id,
            tag: secret.digest(request),
        })
    }

    /// Whether a digest is that request's; `None` if its key is gone, or cannot be read.
    pub fn check(&self, digest: &Digest, request: &[u8]) -> Option<bool> {
        let secret = self.secret(digest.key_id).ok().flatten()?;
        Some(secret.digests_to(request, &digest.tag))
    }

    /// The key that seals for a subject: the one it has, or one from the pool.
    fn key_of(&self, subject: &StreamName) -> Result<(KeyId, Arc<Secret>), VaultError> {
        if let Some(key) = self.read().ring.of(subject) {
            return Ok(key);
        }
        self.write().assign(subject)
    }

    fn secret(&self, id: KeyId) -> Result<Option<Arc<Secret>>, VaultError> {
        match self.known_secret(id) {
            Lookup::Found(secret) => Ok(Some(secret)),
            Lookup::Gone => Ok(None),
            Lookup::PerhapsLater => self.write().read_on(id),
        }
    }

    fn known_secret(&self, id: KeyId) -> Lookup {
        let keys = self.read();
        match (keys.ring.secret(id), &keys.store) {
            (Some(secret), _) => Lookup::Found(secret),
            (None, Store::Follower(_)) => Lookup::PerhapsLater,
            (None, Store::Memory | Store::File(_)) => Lookup::Gone,
        }
    }

    /// A panic under the lock leaves sound keys: each change is one insertion.
    fn read(&self) -> RwLockReadGuard<'_, Keys> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Keys> {
        self.keys.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is known of a key.
enum Lookup {
    Found(Arc<Secret>),
    Gone,
    /// The writing process may have made it since the file was read.
    PerhapsLater,
}

impl Keys {
    fn assign(&mut self, subject: &StreamName) -> Result<(KeyId, Arc<Secret>), VaultError> {
        // Another thread may have been first between the two locks.
        if let Some(key) = self.ring.of(subject) {
            return Ok(key);
        }
        let (id, secret) = self.spare_key()?;
        if let Store::File(file) = &mut self.store {
            file.append_assigned(id, subject)?;
        }
        self.ring.assign(id, subject);
        Ok((id, secret))
    }

    fn spare_key(&mut self) -> Result<(KeyId, Arc<Secret>), VaultError> {
        loop {
            let spare = self.ring.next_spare();
            if let Some(key) = spare.and_then(|id| Some((id, self.ring.secret(id)?))) {
                return Ok(key);
            }
            self.fill_pool()?;
        }
    }

    fn fill_pool(&mut self) -> Result<(), VaultError> {
        let pool = new_pool()?;
        match &mut self.store {
            Store::Memory => {}
            Store::File(file) => file.append_pool(&pool)?,
            Store::Follower(_) => return Err(VaultError::ReadOnly),
        }
        self.ring.add_spare(pool);
        Ok(())
    }

    fn read_on(&mut self, id: KeyId) -> Result<Option<Arc<Secret>>, VaultError> {
        let Self { ring, store } = self;
        if let Store::Follower(follower) = store {
            follower.read_on(&mut |record| ring.learn(record))?;
        }
        Ok(ring.secret(id))
    }
}
