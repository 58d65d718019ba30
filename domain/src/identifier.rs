//! Identifiers of establishments: SIRET (metropolitan and overseas) and RIDET (New Caledonia).

use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Why a text is not an identifier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdentifierError {
    /// Wrong length or characters.
    #[error("a SIRET is 14 digits, got `{0}`")]
    SiretDigits(String),
    /// Wrong length or characters.
    #[error("a RIDET is 7 digits, got `{0}`")]
    RidetDigits(String),
}

/// La Poste: its establishments have a rule of their own.
const LA_POSTE: &[u8] = b"356000000";

/// An establishment's number, 14 digits. That they pass their checksum is a rule of the programme
/// (rule 9), for the decision to hold against: see [`Siret::passes_checksum`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Siret([u8; 14]);

/// An establishment's number in New Caledonia, 7 digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ridet([u8; 7]);

fn digits<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits: [u8; N] = text.as_bytes().try_into().ok()?;
    digits.iter().all(u8::is_ascii_digit).then_some(digits)
}

/// The sum of Luhn: every second digit from the right doubled, and its own digits added.
fn luhn_sum(digits: &[u8]) -> u32 {
    digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let value = u32::from(digit - b'0') * if place % 2 == 1 { 2 } else { 1 };
            value / 10 + value % 10
        })
        .sum()
}

fn digit_sum(digits: &[u8]) -> u32 {
    digits.iter().map(|digit| u32::from(digit - b'0')).sum()
}

impl Siret {
    /// Whether it passes Luhn or, where it is La Poste's, its digits' sum is a multiple of 5.
    pub fn passes_checksum(&self) -> bool {
        luhn_sum(&self.0).is_multiple_of(10)
            || (self.0.starts_with(LA_POSTE) && digit_sum(&self.0).is_multiple_of(5))
    }
}

impl FromStr for Siret {
    type Err = IdentifierError;

    fn from_str(text: &str) -> Result<Self, IdentifierError> {
        digits::<14>(text)
            .map(Self)
            .ok_or_else(|| IdentifierError::SiretDigits(text.chars().take(20).collect()))
    }
}

impl FromStr for Ridet {
    type Err = IdentifierError;

    fn from_str(text: &str) -> Result<Self, IdentifierError> {
        digits::<7>(text)
            .map(Self)
            .ok_or_else(|| IdentifierError::RidetDigits(text.chars().take(20).collect()))
    }
}

macro_rules! digits_as_text {
    ($name:ident, $pattern:literal) => {
        impl $name {
            /// The digits.
            ///
            /// # Panics
            /// Never: they are ASCII.
            pub fn as_str(&self) -> &str {
                std::str::from_utf8(&self.0).expect("digits are ASCII")
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({"type": "string", "pattern": $pattern})
            }
        }
    };
}

digits_as_text!(Siret, "^[0-9]{14}$");
digits_as_text!(Ridet, "^[0-9]{7}$");
