//! The vault: what is sealed opens only in its place and with its key, and keys survive what may happen to a file.

use std::fs::{self, OpenOptions, Permissions};
use std::os::unix::fs::{FileExt, PermissionsExt};
use std::path::Path;

use domain::engine::{
    Actor, CivilDate, CommandId, Dated, DecodeError, EventId, Instant, KeyId, Meta, Personal,
    PersonalField, Position, Recorded, Sealed, Source, StoredEvent, StreamName, Version,
};
use eventlog::{Vault, VaultError};
use tempfile::TempDir;
use uuid::Uuid;

#[path = "../toy/event.rs"]
mod event;
mod keys_file;
use event::Event;

const NOTE: &str = "for Planted Name, the rent";

/// The bytes of the header, and of one key's record.
const HEADER: u64 = 64;
const KEY_RECORD: u64 = 6 + 1 + 16 + 1 + 32 + 4;
/// Where in its record the key stands.
const KEY: u64 = 6 + 1 + 16 + 1;

fn stream(label: &str) -> StreamName {
    StreamName::of_text("account", label).expect("a label")
}

fn event_id(number: u128) -> EventId {
    EventId(Uuid::from_u128(number))
}

fn noted() -> Event {
    Event::Deposited {
        amount: 1,
        note: Some(Personal::Clear(NOTE.to_owned())),
    }
}

fn note(event: &Event) -> &Personal<String> {
    match event {
        Event::Deposited {
            note: Some(note), ..
        } => note,
        other => panic!("a deposit with a note, got {other:?}"),
    }
}

fn sealed(event: &Event) -> &Sealed {
    match note(event) {
        Personal::Sealed(sealed) => sealed,
        other => panic!("a sealed note, got {other:?}"),
    }
}

/// A noted deposit of that account, sealed under its key, as the log would hold it.
fn recorded(vault: &Vault, label: &str) -> Recorded<Event> {
    let mut event = noted();
    let (stream, id) = (stream(label), event_id(1));
    vault.seal(&mut event, &stream, id, &stream).expect("a key");
    Recorded {
        meta: meta(stream, id),
        event,
    }
}

fn meta(stream: StreamName, event_id: EventId) -> Meta {
    let now = Instant::from_micros(0);
    Meta {
        event_id,
        programme: "toy".parse().expect("a slug"),
        stream,
        version: Version::FIRST,
        position: Position::FIRST,
        previous: None,
        occurred_on: CivilDate::of(2021, 5, 3),
        dated: Dated::Exact,
        recorded_at: now,
        appended_at: now,
        actor: Actor {
            role: "operator".into(),
            id: "test".into(),
            scope: "national".into(),
        },
        source: Source::api(),
        command_id: CommandId(event_id.0),
        causation_id: None,
        correlation_id: event_id.0,
        schema: 1,
        corrects: None,
    }
}

fn opens(vault: &Vault, recorded: &Recorded<Event>) -> bool {
    let mut opened = recorded.clone();
    vault.unseal(&mut opened).expect("it is authentic");
    *note(&opened.event) == Personal::Clear(NOTE.to_owned())
}

fn folder() -> (TempDir, std::path::PathBuf) {
    let parent = tempfile::tempdir().expect("a folder");
    let vault = parent.path().join("vault");
    (parent, vault)
}

fn keys_file(dir: &Path) -> fs::File {
    let path = dir.join("keys");
    let opened = OpenOptions::new().read(true).write(true).open(path);
    opened.expect("the key file")
}

fn cut(dir: &Path, length: u64) {
    keys_file(dir).set_len(length).expect("a shorter file");
}

fn flip(dir: &Path, offset: u64) {
    let (file, mut byte) = (keys_file(dir), [0]);
    file.read_exact_at(&mut byte, offset).expect("a byte");
    file.write_all_at(&[byte[0] ^ 1], offset).expect("a byte");
}

#[test]
fn what_is_sealed_opens_in_its_place() {
    let vault = Vault::in_memory();
    assert!(opens(&vault, &recorded(&vault, "a")));
}

#[test]
fn a_sealed_field_does_not_show_its_content() {
    let vault = Vault::in_memory();
    let recorded = recorded(&vault, "a");
    let bytes = &sealed(&recorded.event).bytes;
    assert!(!bytes.windows(7).any(|window| window == b"Planted"));
}

#[test]
fn in_another_stream_or_event_or_changed_it_does_not_open() {
    let vault = Vault::in_memory();
    let place = recorded(&vault, "a");
    let mut in_other_stream = place.clone();
    in_other_stream.meta.stream = stream("b");
    let mut in_other_event = place.clone();
    in_other_event.meta.event_id = event_id(2);
    let mut changed = place.clone();
    if let Event::Deposited {
        note: Some(Personal::Sealed(sealed)),
        ..
    } = &mut changed.event
    {
        sealed.bytes[0] ^= 1;
    }

    for mut elsewhere in [in_other_stream, in_other_event, changed] {
        assert!(matches!(
            vault.unseal(&mut elsewhere),
            Err(VaultError::NotAuthentic { field: "note", .. })
        ));
    }
}

#[test]
fn two_seals_of_one_content_have_nothing_in_common() {
    let vault = Vault::in_memory();
    let (one, other) = (recorded(&vault, "a"), recorded(&vault, "a"));
    let (one, other) = (sealed(&one.event), sealed(&other.event));
    assert_eq!(one.key_id, other.key_id);
    assert_ne!(one.nonce, other.nonce);
    assert_ne!(one.bytes, other.bytes);
}

#[test]
fn each_subject_has_a_key_of_its_own() {
    let vault = Vault::in_memory();
    let (one, other) = (recorded(&vault, "a"), recorded(&vault, "b"));
    assert_ne!(sealed(&one.event).key_id, sealed(&other.event).key_id);
}

#[test]
fn a_field_whose_key_is_gone_stays_sealed() {
    let mut recorded = recorded(&Vault::in_memory(), "a");
    let before = recorded.clone();
    Vault::in_memory().unseal(&mut recorded).unwrap();
    assert_eq!(recorded, before);
}

#[test]
fn what_is_not_in_the_clear_is_not_sealed_again() {
    let vault = Vault::in_memory();
    let mut recorded = recorded(&vault, "a");
    let again = vault.seal(&mut recorded.event, &stream("a"), event_id(1), &stream("a"));
    assert_eq!(again, Err(VaultError::NotInTheClear { field: "note" }));
}

#[test]
fn an_event_without_personal_fields_needs_no_key() {
    let (_parent, dir) = folder();
    let vault = Vault::open(&dir).unwrap();
    let mut event = Event::Debited { amount: 1 };
    vault
        .seal(&mut event, &stream("a"), event_id(1), &stream("a"))
        .unwrap();
    assert_eq!(keys_file(&dir).metadata().unwrap().len(), HEADER);
}

#[test]
fn a_digest_is_that_of_its_request_under_its_key() {
    let vault = Vault::in_memory();
    let digest = vault.digest(&stream("a"), b"request").unwrap();
    let of_other = vault.digest(&stream("b"), b"request").unwrap();

    assert_eq!(vault.check(&digest, b"request"), Some(true));
    assert_eq!(vault.check(&digest, b"another"), Some(false));
    assert_ne!(digest.tag, of_other.tag);
    assert_eq!(Vault::in_memory().check(&digest, b"request"), None);
}

#[test]
fn threads_that_need_one_subject_agree_on_its_key() {
    let vault = Vault::in_memory();
    let keys: Vec<KeyId> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| sealed(&recorded(&vault, "a").event).key_id))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    assert!(keys.windows(2).all(|pair| pair[0] == pair[1]));
}

/// An event with two personal fields.
#[derive(Debug, Clone, PartialEq)]
struct Registered {
    name: Personal<String>,
    email: Personal<String>,
}

impl StoredEvent for Registered {
    fn type_name(&self) -> &'static str {
        "Registered"
    }

    fn schema(&self) -> u16 {
        1
    }

    fn encode(&self, out: &mut Vec<u8>) {
        let bytes = postcard::to_stdvec(&(&self.name, &self.email));
        out.extend_from_slice(&bytes.expect("personal fields are sealed"));
    }

    fn decode(type_name: &str, schema: u16, bytes: &[u8]) -> Result<Self, DecodeError> {
        let fields = postcard::from_bytes(bytes).map(|(name, email)| Self { name, email });
        fields.map_err(|why| DecodeError::Malformed {
            type_name: type_name.to_owned(),
            schema,
            why: why.to_string(),
        })
    }

    fn personal_fields(&mut self, visit: &mut dyn FnMut(&'static str, &mut dyn PersonalField)) {
        visit("name", &mut self.name);
        visit("email", &mut self.email);
    }
}

#[test]
fn in_another_field_of_the_same_event_it_does_not_open() {
    let vault = Vault::in_memory();
    let mut event = Registered {
        name: Personal::Clear("Planted Name".to_owned()),
        email: Personal::Clear("planted@example.org".to_owned()),
    };
    let (stream, id) = (stream("a"), event_id(1));
    vault.seal(&mut event, &stream, id, &stream).unwrap();
    std::mem::swap(&mut event.name, &mut event.email);

    let meta = meta(stream, id);
    let opened = vault.unseal(&mut Recorded { meta, event });

    assert!(matches!(
        opened,
        Err(VaultError::NotAuthentic { field: "name", .. })
    ));
}
