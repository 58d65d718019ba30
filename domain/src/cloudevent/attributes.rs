//! The attributes of a `CloudEvent`, read one by one, with errors that name the attribute and the rule.

use std::fmt::Display;
use std::str::FromStr;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::BadInput;

/// The longest text an attribute may hold, in bytes.
const ATTRIBUTE_BYTES_MAX: usize = 1024;

pub(super) fn bad(code: &'static str, field: &str, message: &str) -> BadInput {
    BadInput {
        code,
        field: field.to_owned(),
        message: message.to_owned(),
    }
}

fn invalid(field: &str, why: impl Display) -> BadInput {
    bad("InvalidField", field, &why.to_string())
}

fn missing(field: &str) -> BadInput {
    bad("MissingField", field, "is required")
}

/// The members of the event's JSON object. A member that is `null` counts as absent, as the
/// JSON format of `CloudEvents` says.
pub(super) struct Attributes<'a>(&'a Map<String, Value>);

impl<'a> Attributes<'a> {
    pub(super) fn of(cloud_event: &'a Value) -> Result<Self, BadInput> {
        cloud_event
            .as_object()
            .map(Self)
            .ok_or_else(|| bad("InvalidField", "", "a CloudEvent is a JSON object"))
    }

    fn get(&self, name: &str) -> Option<&'a Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    pub(super) fn data(&self) -> Result<&'a Value, BadInput> {
        if self.get("data_base64").is_some() {
            return Err(invalid(
                "data_base64",
                "the payload stands in `data`, as JSON",
            ));
        }
        self.get("data").ok_or_else(|| missing("data"))
    }

    pub(super) fn text(&self, name: &str) -> Result<Option<&'a str>, BadInput> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::String(text)) if text.len() <= ATTRIBUTE_BYTES_MAX => Ok(Some(text)),
            Some(Value::String(_)) => Err(invalid(
                name,
                format!("holds at most {ATTRIBUTE_BYTES_MAX} bytes"),
            )),
            Some(_) => Err(invalid(name, "is a text")),
        }
    }

    pub(super) fn required_text(&self, name: &str) -> Result<&'a str, BadInput> {
        self.text(name)?
            .filter(|text| !text.is_empty())
            .ok_or_else(|| missing(name))
    }

    pub(super) fn parsed<T>(&self, name: &str) -> Result<Option<T>, BadInput>
    where
        T: FromStr<Err: Display>,
    {
        let parse = |text: &str| text.parse().map_err(|why| invalid(name, why));
        self.text(name)?.map(parse).transpose()
    }

    pub(super) fn required<T>(&self, name: &str) -> Result<T, BadInput>
    where
        T: FromStr<Err: Display>,
    {
        self.parsed(name)?.ok_or_else(|| missing(name))
    }

    /// A value of a closed list, by its name.
    pub(super) fn named<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, BadInput> {
        let parse = |text: &str| {
            serde_json::from_value(Value::from(text)).map_err(|why| invalid(name, why))
        };
        self.text(name)?.map(parse).transpose()
    }

    pub(super) fn uuid(&self, name: &str) -> Result<Option<Uuid>, BadInput> {
        let parse = |text: &str| match Uuid::try_parse(text) {
            // An id has one spelling but for its case: with hyphens.
            Ok(id) if text.len() == 36 => Ok(id),
            _ => Err(invalid(name, "is a UUID of 36 characters")),
        };
        self.text(name)?.map(parse).transpose()
    }

    pub(super) fn required_uuid(&self, name: &str) -> Result<Uuid, BadInput> {
        self.uuid(name)?.ok_or_else(|| missing(name))
    }

    /// A count from 1, as a number or, above what a `CloudEvents` integer holds, as text.
    pub(super) fn count(&self, name: &str) -> Result<Option<u64>, BadInput> {
        let count = match self.get(name) {
            None => return Ok(None),
            Some(Value::Number(number)) => number.as_u64(),
            Some(Value::String(digits)) => digits.parse().ok(),
            Some(_) => None,
        };
        count
            .filter(|&count| count > 0)
            .map(Some)
            .ok_or_else(|| invalid(name, "is a whole number from 1"))
    }
}
