//! What is asked: one command with all that comes with it, as plain text and JSON.

use std::fmt;

use serde_json::Value;

/// One question to the programme, in the published language only.
#[derive(Debug, Clone)]
pub(crate) struct Ask {
    /// Its place in the run: the ids of its events follow from it.
    pub(crate) number: u64,
    pub(crate) on: String,
    pub(crate) command: &'static str,
    pub(crate) data: Value,
    /// `occurred_on`, where it is given.
    pub(crate) day: Option<String>,
    pub(crate) today: String,
    pub(crate) role: &'static str,
    pub(crate) scope: String,
    pub(crate) corrects: Option<u128>,
}

/// The id of an event: its question's number and its place in the append.
pub(crate) fn event_id(number: u64, place: usize) -> u128 {
    (u128::from(number) << 16) + place as u128 + 1
}

/// Under which name events and commands speak of a session.
pub(crate) fn kind_of(stream: &str) -> &str {
    stream.split_once(':').map_or("", |(kind, _)| kind)
}

impl Ask {
    pub(crate) fn kind(&self) -> &str {
        kind_of(&self.on)
    }

    pub(crate) fn occurred_on(&self) -> &str {
        self.day.as_deref().unwrap_or(&self.today)
    }

    /// A field's text; nothing where it is left out.
    pub(crate) fn text(&self, field: &str) -> &str {
        self.maybe(field).unwrap_or("")
    }

    pub(crate) fn maybe(&self, field: &str) -> Option<&str> {
        self.data[field].as_str()
    }

    pub(crate) fn int(&self, field: &str) -> i64 {
        self.data[field].as_i64().unwrap_or(0)
    }

    /// Whether the question speaks of a stream.
    pub(crate) fn names(&self, stream: &str) -> bool {
        let fields = self.data.as_object();
        let mut values = fields.into_iter().flat_map(|fields| fields.values());
        self.on == stream || values.any(|value| value.as_str() == Some(stream))
    }
}

impl fmt::Display for Ask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            number, on, today, ..
        } = self;
        write!(f, "#{number} {today} {on} {} {}", self.command, self.data)?;
        if let Some(day) = &self.day {
            write!(f, " occurred on {day}")?;
        }
        if let Some(corrects) = self.corrects {
            write!(f, " corrects #{}/{}", corrects >> 16, corrects & 0xffff)?;
        }
        write!(f, " by {} of {}", self.role, self.scope)
    }
}
