//! Personal fields: in the clear while deciding, sealed at rest, erased when their key is gone.

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer, ser::Error as _};
use uuid::Uuid;

use super::CivilDate;

/// Which key of the vault sealed a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KeyId(pub Uuid);

/// The stored shape of every personal field, frozen in format 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    /// The key, by name.
    pub key_id: KeyId,
    /// The nonce of XChaCha20-Poly1305.
    pub nonce: [u8; 24],
    /// Cipher text and tag over the field's JSON.
    pub bytes: Vec<u8>,
}

/// A field that belongs to a person.
///
/// At rest only [`Personal::Sealed`] exists: encoding anything else fails, so that no event can
/// reach a disk with a person in the clear. At the edges a sealed field reads `{"sealed":true}`,
/// an erased one `{"erased":"<date>"}`, and neither is accepted as input.
#[derive(Clone, PartialEq, Eq)]
pub enum Personal<T> {
    /// As a command brings it, or as the vault opened it for a reader entitled to it.
    Clear(T),
    /// As it is stored.
    Sealed(Sealed),
    /// Its key was destroyed on that day.
    Erased(CivilDate),
}

/// Nobody is printed by accident.
impl<T> fmt::Debug for Personal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Clear(_) => "Clear(…)",
            Self::Sealed(_) => "Sealed(…)",
            Self::Erased(_) => "Erased(…)",
        })
    }
}

/// A field's content could not be read back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the sealed field does not hold what its event type says: {0}")]
pub struct Unreadable(pub String);

/// One personal field of an event, whatever its type: what the vault works on.
pub trait PersonalField {
    /// The content as JSON, where it is in the clear.
    fn clear(&self) -> Option<Vec<u8>>;
    /// The sealed form, where it is sealed.
    fn sealed(&self) -> Option<&Sealed>;
    /// Replaces the content by its sealed form.
    fn seal(&mut self, sealed: Sealed);
    /// Replaces the sealed form by its content.
    fn open(&mut self, json: &[u8]) -> Result<(), Unreadable>;
    /// Marks the content as erased.
    fn erase(&mut self, on: CivilDate);
}

impl<T: Serialize + DeserializeOwned> PersonalField for Personal<T> {
    fn clear(&self) -> Option<Vec<u8>> {
        match self {
            Self::Clear(content) => {
                Some(serde_json::to_vec(content).expect("a personal field is plain JSON"))
            }
            Self::Sealed(_) | Self::Erased(_) => None,
        }
    }

    fn sealed(&self) -> Option<&Sealed> {
        match self {
            Self::Sealed(sealed) => Some(sealed),
            Self::Clear(_) | Self::Erased(_) => None,
        }
    }

    fn seal(&mut self, sealed: Sealed) {
        *self = Self::Sealed(sealed);
    }

    fn open(&mut self, json: &[u8]) -> Result<(), Unreadable> {
        let content = serde_json::from_slice(json)
            .map_err(|why| Unreadable(without_the_value(&why).to_owned()))?;
        *self = Self::Clear(content);
        Ok(())
    }

    fn erase(&mut self, on: CivilDate) {
        *self = Self::Erased(on);
    }
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Withheld {
    Sealed(bool),
    Erased(CivilDate),
}

impl<T: Serialize> Serialize for Personal<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            return match self {
                Self::Clear(content) => content.serialize(serializer),
                Self::Sealed(_) => Withheld::Sealed(true).serialize(serializer),
                Self::Erased(on) => Withheld::Erased(*on).serialize(serializer),
            };
        }
        match self {
            Self::Sealed(sealed) => sealed.serialize(serializer),
            Self::Clear(_) | Self::Erased(_) => Err(S::Error::custom(
                "a personal field is stored sealed, never otherwise",
            )),
        }
    }
}

/// Said of a personal field that has a field inside which its type has not.
pub(crate) const UNKNOWN_INSIDE: &str = "a personal field that holds a field unknown to it";

/// What may be said of a personal field that was refused: the error of its type repeats the value,
/// and would carry it to a terminal, a file or an answer.
fn without_the_value(why: &impl fmt::Display) -> &'static str {
    if why.to_string().starts_with("unknown field") {
        UNKNOWN_INSIDE
    } else {
        "a personal field that has not the shape asked for"
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Personal<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            // `{"sealed":true}` and `{"erased":…}` are no content of any personal field, and so refused here.
            T::deserialize(deserializer)
                .map(Self::Clear)
                .map_err(|why| D::Error::custom(without_the_value(&why)))
        } else {
            Sealed::deserialize(deserializer).map(Self::Sealed)
        }
    }
}

impl<T: JsonSchema> JsonSchema for Personal<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_cannot_be_read_back_is_not_repeated() {
        let mut field: Personal<u64> = Personal::Clear(0);
        let why = field.open(br#""not a number""#).unwrap_err();
        assert!(!why.to_string().contains("not a number"), "{why}");
    }
}
