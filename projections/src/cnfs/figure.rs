//! A count, and whether its facts are dated exactly.

use std::ops::AddAssign;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};

/// A count that knows whether it rests on a fact of which only the latest day is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figure {
    /// The count. Never clamped: a contradiction in the history shows.
    pub value: i64,
    /// Whether a fact behind it is dated `at_latest`.
    pub approximate: bool,
}

impl Figure {
    /// A part of a sum; what adds nothing leaves no doubt either.
    pub(crate) fn of(value: i64, in_doubt: bool) -> Self {
        Self {
            value,
            approximate: in_doubt && value != 0,
        }
    }

    /// 1 where it counts.
    pub(crate) fn one(counts: bool, in_doubt: bool) -> Self {
        Self::of(i64::from(counts), in_doubt)
    }
}

impl AddAssign for Figure {
    fn add_assign(&mut self, part: Self) {
        self.value += part.value;
        self.approximate |= part.approximate;
    }
}

/// The number alone: where a doubt is said, a field of its own says it.
impl Serialize for Figure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.value)
    }
}

impl JsonSchema for Figure {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Figure".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        i64::json_schema(generator)
    }
}

/// Whether a thing happened, and how well its day is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Seen {
    /// It did not.
    #[default]
    Never,
    /// On known days.
    Exactly,
    /// Of one of them only the latest day is known.
    AtLatest,
}

impl Seen {
    /// It happened, perhaps once more.
    pub(crate) fn see(&mut self, in_doubt: bool) {
        *self = match *self {
            Self::AtLatest => Self::AtLatest,
            _ if in_doubt => Self::AtLatest,
            _ => Self::Exactly,
        };
    }

    /// Where it counts elsewhere, it does not count here.
    pub(crate) fn leave_to(&mut self, elsewhere: Figure) {
        if elsewhere.value != 0 {
            *self = Self::Never;
        }
    }

    pub(crate) fn is_seen(self) -> bool {
        self != Self::Never
    }

    pub(crate) fn is_in_doubt(self) -> bool {
        self == Self::AtLatest
    }

    /// 1 where it happened.
    pub(crate) fn figure(self) -> Figure {
        Figure::one(self.is_seen(), self.is_in_doubt())
    }
}
