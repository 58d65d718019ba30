//! Names and counts: programmes, streams, positions, versions, ids.

use std::fmt;
use std::num::NonZeroU64;
use std::str::FromStr;

use arrayvec::ArrayString;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

/// Why a text is not a name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// A stream's name has the form `kind:key`.
    #[error("a stream's name is `kind:key`, got `{0}`")]
    NotAStream(String),
    /// The kind before the colon is 1 to 16 lower-case letters.
    #[error("a stream's kind is 1 to 16 lower-case letters, got `{0}`")]
    Kind(String),
    /// The key is a UUID, or 1 to 64 characters of `A–Z a–z 0–9 - _ .`
    #[error("a stream's key is a UUID, or 1 to 64 of the characters A-Z a-z 0-9 - _ . , got `{0}`")]
    Key(String),
    /// A programme's slug.
    #[error(
        "a programme's slug is 1 to 32 of the characters a-z 0-9 -, and begins with a letter, got `{0}`"
    )]
    Slug(String),
}

/// A programme's short name, as it stands in addresses: `cnfs`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProgrammeSlug(ArrayString<32>);

impl ProgrammeSlug {
    /// The slug as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ProgrammeSlug {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        let begins = text.as_bytes().first().is_some_and(u8::is_ascii_lowercase);
        match ArrayString::from(text) {
            Ok(slug) if begins && text.bytes().all(allowed) => Ok(Self(slug)),
            _ => Err(NameError::Slug(clipped(text))),
        }
    }
}

/// What follows the colon of a stream's name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StreamKey {
    /// Most streams are named by a UUID.
    Uuid(Uuid),
    /// Sessions and programmes are named by a label.
    Text(Box<str>),
}

/// A stream's full name: `host:0190…`, `session:62BIS`, `programme:cnfs`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamName {
    kind: ArrayString<16>,
    key: StreamKey,
}

impl StreamName {
    /// A stream named by a UUID.
    ///
    /// # Panics
    /// If `kind` is not 1 to 16 lower-case letters: kinds are constants of the code.
    pub fn of_uuid(kind: &str, id: Uuid) -> Self {
        Self {
            kind: parse_kind(kind).expect("a kind is a constant of 1 to 16 lower-case letters"),
            key: StreamKey::Uuid(id),
        }
    }

    /// A stream named by a label.
    pub fn of_text(kind: &str, label: &str) -> Result<Self, NameError> {
        let kind = parse_kind(kind)?;
        Ok(Self {
            kind,
            key: parse_key(label)?,
        })
    }

    /// The stream of that kind that a key of the same kind names.
    ///
    /// # Panics
    /// As [`StreamName::of_uuid`].
    pub(crate) fn of_key(kind: &str, key: StreamKey) -> Self {
        Self {
            kind: parse_kind(kind).expect("a kind is a constant of 1 to 16 lower-case letters"),
            key,
        }
    }

    /// `host`, `session`, …
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// What follows the colon.
    pub fn key(&self) -> &StreamKey {
        &self.key
    }

    /// The UUID, where the stream is named by one.
    pub fn uuid(&self) -> Option<Uuid> {
        match self.key {
            StreamKey::Uuid(id) => Some(id),
            StreamKey::Text(_) => None,
        }
    }
}

fn parse_kind(kind: &str) -> Result<ArrayString<16>, NameError> {
    let fits = !kind.is_empty() && kind.bytes().all(|b| b.is_ascii_lowercase());
    match ArrayString::from(kind) {
        Ok(short) if fits => Ok(short),
        _ => Err(NameError::Kind(clipped(kind))),
    }
}

fn parse_key(key: &str) -> Result<StreamKey, NameError> {
    // Only the hyphenated lower-case form is a UUID key, so that a name has one spelling.
    if key.len() == 36
        && let Ok(id) = Uuid::try_parse(key)
        && id.hyphenated().encode_lower(&mut Uuid::encode_buffer()) == key
    {
        return Ok(StreamKey::Uuid(id));
    }
    let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    if (1..=64).contains(&key.len()) && key.bytes().all(allowed) && Uuid::try_parse(key).is_err() {
        Ok(StreamKey::Text(key.into()))
    } else {
        Err(NameError::Key(clipped(key)))
    }
}

/// What a message repeats of a bad input: its first 80 characters.
fn clipped(text: &str) -> String {
    text.chars().take(80).collect()
}

impl FromStr for StreamName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let (kind, key) = text
            .split_once(':')
            .ok_or_else(|| NameError::NotAStream(clipped(text)))?;
        Self::of_text(kind, key)
    }
}

impl fmt::Display for StreamName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.key {
            StreamKey::Uuid(id) => write!(f, "{}:{}", self.kind, id.hyphenated()),
            StreamKey::Text(text) => write!(f, "{}:{text}", self.kind),
        }
    }
}

impl fmt::Debug for StreamName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for ProgrammeSlug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ProgrammeSlug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The stored shape of a stream's name: compact at rest, its text at every edge.
#[derive(Serialize, Deserialize)]
enum StoredKey<'a> {
    Uuid(Uuid),
    Text(&'a str),
}

impl Serialize for StreamName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            return serializer.collect_str(self);
        }
        let key = match &self.key {
            StreamKey::Uuid(id) => StoredKey::Uuid(*id),
            StreamKey::Text(text) => StoredKey::Text(text),
        };
        (self.kind.as_str(), key).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for StreamName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        if deserializer.is_human_readable() {
            let text = String::deserialize(deserializer)?;
            return text.parse().map_err(D::Error::custom);
        }
        let (kind, key) = <(&str, StoredKey<'_>)>::deserialize(deserializer)?;
        let kind = parse_kind(kind).map_err(D::Error::custom)?;
        let key = match key {
            StoredKey::Uuid(id) => StreamKey::Uuid(id),
            StoredKey::Text(text) => parse_key(text).map_err(D::Error::custom)?,
        };
        Ok(Self { kind, key })
    }
}

impl Serialize for ProgrammeSlug {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for ProgrammeSlug {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for StreamName {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "StreamName".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^[a-z]{1,16}:[A-Za-z0-9._-]{1,64}$",
            "description": "A stream's full name: its kind, a colon, and its key (a UUID, or a label for sessions and programmes).",
            "examples": ["host:0190a5c2-7e11-7c4e-9a51-0242ac120002", "session:62BIS", "programme:cnfs"]
        })
    }
}

macro_rules! counted {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(NonZeroU64);

        impl $name {
            /// The first: 1.
            pub const FIRST: Self = Self(NonZeroU64::MIN);

            /// `None` for 0, which does not exist.
            pub const fn new(number: u64) -> Option<Self> {
                match NonZeroU64::new(number) {
                    Some(number) => Some(Self(number)),
                    None => None,
                }
            }

            /// The number, never 0.
            pub const fn get(self) -> u64 {
                self.0.get()
            }

            /// The one after `last`, or the first. Total, for numbers that come from a disk: it
            /// stays at 2^64 − 1, which no log reaches and no two places of a sound one share.
            pub fn after(last: Option<Self>) -> Self {
                last.map_or(Self::FIRST, |last| Self(last.0.saturating_add(1)))
            }

            /// The one before, `None` before the first.
            pub const fn before(self) -> Option<Self> {
                Self::new(self.0.get() - 1)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

counted! {
    /// Where an event stands in its programme: 1-based, gapless, in order of commit.
    Position
}
counted! {
    /// Where an event stands in its stream: 1-based, gapless.
    Version
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
        )]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }
    };
}

id! {
    /// An event's identity, for ever.
    EventId
}
id! {
    /// A command's identity: all events of one atomic append share it.
    CommandId
}
