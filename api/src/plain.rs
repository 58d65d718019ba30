//! What the readers of JSON and numbers say of bad input, in the words of those who send it.
//!
//! The readers are written for programmers of this language: "invalid type: string "two",
//! expected a nonzero u32". Their sentences have few forms; one that is none of them stays as it is.

/// The rule that was broken, as what is said of a field: "is a whole number from 1 on, got "two"".
pub(crate) fn told(message: &str) -> String {
    misfit(message)
        .or_else(|| unknown(message))
        .or_else(|| missing(message))
        .or_else(|| unreadable(message))
        .unwrap_or_else(|| message.to_owned())
}

/// `invalid type: string "two", expected u32`
fn misfit(message: &str) -> Option<String> {
    let rest = ["invalid type: ", "invalid value: ", "invalid length "]
        .iter()
        .find_map(|form| message.strip_prefix(form))?;
    // What was given may hold anything; what was expected may not.
    let (given, expected) = rest.rsplit_once(", expected ")?;
    Some(format!("is {}, got {}", rule(expected), gift(given)))
}

/// `unknown field "x", expected one of …`, `unknown variant "x", expected …`
fn unknown(message: &str) -> Option<String> {
    let words = |rest: &str| {
        let words = rest.split_once(", expected ").map(|(_, words)| words);
        words.map(|words| words.trim_start_matches("one of ").to_owned())
    };
    if let Some(rest) = message.strip_prefix("unknown field ") {
        return Some(match words(rest) {
            Some(words) => format!("is not known here; what is known: {words}"),
            None => "is not known here, where there are no fields".to_owned(),
        });
    }
    let rest = message.strip_prefix("unknown variant ")?;
    let given = rest.split_once(", ").map_or(rest, |(given, _)| given);
    Some(format!("is one of {}, got {given}", words(rest)?))
}

fn missing(message: &str) -> Option<String> {
    let is_missing = message.starts_with("missing field ");
    is_missing.then(|| "is required, and missing".to_owned())
}

/// What parsers of texts say.
fn unreadable(message: &str) -> Option<String> {
    let rule = match message {
        "invalid digit found in string" | "cannot parse integer from empty string" => {
            "is a whole number"
        }
        "number too large to fit in target type" => "is too great a number",
        message if message.starts_with("UUID parsing failed") => {
            "is a UUID: 0190a5c2-7e11-7c4e-9a51-0242ac120002"
        }
        _ => return None,
    };
    Some(rule.to_owned())
}

/// What is expected.
fn rule(expected: &str) -> String {
    let (bits, from) = match expected.strip_prefix("a nonzero u") {
        Some(bits) => (Some(bits), 1),
        None => (expected.strip_prefix('u'), 0),
    };
    if let Some(bits) = bits.and_then(|bits| bits.parse::<u32>().ok()) {
        let through = u64::MAX >> 64_u32.saturating_sub(bits);
        return format!("a whole number from {from} to {through}");
    }
    match expected {
        "a string" | "a borrowed string" | "a character" => "a text",
        "a boolean" => "`true` or `false`",
        "a sequence" => "a list",
        "a map" => "an object",
        "i8" | "i16" | "i32" | "i64" => "a whole number",
        "f32" | "f64" => "a number",
        "a formatted UUID string" | "a UUID string" => "a UUID",
        named if named.starts_with("struct ") => "an object",
        named if named.starts_with("tuple ") || named.starts_with("an array ") => "a list",
        named if named.starts_with("string or map") || named.starts_with("enum ") => {
            "one of the words of this field"
        }
        other => other,
    }
    .to_owned()
}

/// What came instead.
fn gift(given: &str) -> &str {
    let number = ["integer ", "floating point ", "boolean ", "string "]
        .iter()
        .find_map(|kind| given.strip_prefix(kind));
    match given {
        "null" | "unit value" | "Option value" => "null",
        "sequence" => "a list",
        "map" => "an object",
        other => number.unwrap_or(other),
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use domain::engine::{CivilDate, Dated};
    use serde::Deserialize;
    use serde_json::{Value, json};
    use uuid::Uuid;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read")]
    struct Form {
        posts: NonZeroU32,
        version: Option<u64>,
        name: Option<String>,
        agreed: Option<bool>,
        dated: Option<Dated>,
        day: Option<CivilDate>,
        labels: Option<Vec<String>>,
        id: Option<Uuid>,
        inner: Option<Inner>,
    }

    #[derive(Debug, Deserialize)]
    struct Inner {}

    fn of(form: Value) -> String {
        let why = serde_json::from_value::<Form>(form).unwrap_err();
        told(&why.to_string())
    }

    #[test]
    fn a_rule_is_told_in_the_words_of_those_who_send() {
        let posts = "is a whole number from 1 to 4294967295, got";
        for (field, given, message) in [
            ("posts", json!("two"), format!("{posts} \"two\"")),
            ("posts", json!(0), format!("{posts} `0`")),
            ("posts", json!(1.5), format!("{posts} `1.5`")),
            ("posts", json!(null), format!("{posts} null")),
            ("name", json!(5), "is a text, got `5`".to_owned()),
            ("name", json!([]), "is a text, got a list".to_owned()),
            (
                "agreed",
                json!("yes"),
                "is `true` or `false`, got \"yes\"".to_owned(),
            ),
            ("labels", json!({}), "is a list, got an object".to_owned()),
            ("inner", json!(true), "is an object, got `true`".to_owned()),
            (
                "dated",
                json!("soon"),
                "is one of `exact` or `at_latest`, got `soon`".to_owned(),
            ),
        ] {
            let mut form = json!({"posts": 1});
            form[field] = given;
            assert_eq!(of(form), message, "{field}");
        }
    }

    #[test]
    fn nothing_of_the_language_is_told() {
        let rust = [
            "u32", "u64", "invalid", "expected", "struct", "variant", "parsing",
        ];
        for (field, given) in [
            ("version", json!(-1)),
            ("version", json!("x, expected y")),
            ("id", json!("no id")),
            ("id", json!(7)),
            ("day", json!(7)),
            ("day", json!("soon")),
            ("dated", json!(7)),
            ("colour", json!("blue")),
        ] {
            let mut form = json!({"posts": 1});
            form[field] = given;
            let message = of(form).replace("x, expected y", "");
            assert!(
                rust.iter().all(|word| !message.contains(word)),
                "{field}: {message}"
            );
        }
        assert_eq!(of(json!({})), "is required, and missing");
    }
}
