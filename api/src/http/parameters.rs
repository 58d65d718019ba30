//! Query parameters, read strictly: an unknown one is refused by its name.

use std::collections::BTreeMap;
use std::str::FromStr;

use axum::http::{StatusCode, Uri};

use crate::problem::Problem;

/// How much of what was given an answer repeats, in characters.
const GIVEN_CHARS_MAX: usize = 80;

/// The parameters of a request, in the order of their names: equal queries are equal values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Parameters(BTreeMap<String, String>);

impl Parameters {
    /// Those of `uri`; each must be one of `known`, and stand once.
    pub(crate) fn of(uri: &Uri, known: &[&str]) -> Result<Self, Problem> {
        let mut parameters = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
            if !known.contains(&name.as_ref()) {
                return Err(unknown(&name, known));
            }
            if parameters
                .insert(name.to_string(), value.into_owned())
                .is_some()
            {
                return Err(Problem::field(&name, "stands twice in the query"));
            }
        }
        Ok(Self(parameters))
    }

    /// The text of a parameter; an empty one counts as left out.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0
            .get(name)
            .map(String::as_str)
            .filter(|text| !text.is_empty())
    }

    /// The value of a parameter.
    pub(crate) fn value<T: FromStr<Err: std::fmt::Display>>(
        &self,
        name: &str,
    ) -> Result<Option<T>, Problem> {
        self.text(name)
            .map(str::parse)
            .transpose()
            .map_err(|why| Problem::field(name, format!("{why}")))
    }

    /// A count, from 0 on.
    pub(crate) fn count(&self, name: &str) -> Result<Option<u64>, Problem> {
        self.whole_number(name, "is a whole number from 0 on")
    }

    /// A number between bounds.
    pub(crate) fn number(
        &self,
        name: &str,
        bounds: std::ops::RangeInclusive<u64>,
    ) -> Result<Option<u64>, Problem> {
        let rule = format!(
            "is a whole number from {} to {}",
            bounds.start(),
            bounds.end()
        );
        match self.whole_number(name, &rule)? {
            Some(number) if !bounds.contains(&number) => {
                Err(Problem::field(name, format!("{rule}, got {number}")))
            }
            number => Ok(number),
        }
    }

    fn whole_number(&self, name: &str, rule: &str) -> Result<Option<u64>, Problem> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        let number = text.parse().map_err(|_| {
            let given: String = text.chars().take(GIVEN_CHARS_MAX).collect();
            Problem::field(name, format!("{rule}, got `{given}`"))
        });
        number.map(Some)
    }

    /// All of them as one text: part of an answer's entity tag.
    pub(crate) fn canonical(&self) -> String {
        let pairs: Vec<_> = self.0.iter().collect();
        format!("{pairs:?}")
    }
}

fn unknown(name: &str, known: &[&str]) -> Problem {
    let name: String = name.chars().take(GIVEN_CHARS_MAX).collect();
    let message = if known.is_empty() {
        "is not a parameter of this route, which takes none".to_owned()
    } else {
        format!(
            "is not a parameter of this route, which takes {}",
            known.join(", ")
        )
    };
    Problem::new(
        StatusCode::BAD_REQUEST,
        "UnknownParameter",
        format!("`{name}` {message}"),
    )
    .at(&name, message)
}
