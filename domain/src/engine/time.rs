//! The two times: civil dates for when a thing became true, instants for when the log learned it.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Why a text is not a date or an instant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// A civil date.
    #[error("a date is YYYY-MM-DD, between 1900 and 2199, got `{0}`")]
    Date(String),
    /// An instant.
    #[error(
        "an instant is RFC 3339 with an offset, between 1900 and 2199, such as 2021-06-14T18:00:00Z, got `{0}`"
    )]
    Instant(String),
}

static PARIS: LazyLock<TimeZone> =
    LazyLock::new(|| TimeZone::get("Europe/Paris").expect("the time zone database is bundled"));

const EPOCH: Date = jiff::civil::date(1970, 1, 1);

/// A day of the calendar in Europe/Paris, stored as days since 1970-01-01.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CivilDate(i32);

impl CivilDate {
    /// A date of the code or of a test.
    ///
    /// # Panics
    /// If there is no such day.
    pub fn of(year: i16, month: i8, day: i8) -> Self {
        Self::from_date(jiff::civil::date(year, month, day))
    }

    /// The calendar's date.
    pub fn date(self) -> Date {
        EPOCH.saturating_add(Span::new().days(self.0))
    }

    /// From the calendar's date.
    pub fn from_date(date: Date) -> Self {
        let days = (date - EPOCH).get_days();
        Self(days)
    }

    /// Days since 1970-01-01, negative before.
    pub fn days(self) -> i32 {
        self.0
    }

    /// So many days later (earlier where negative).
    #[must_use]
    pub fn plus_days(self, days: i32) -> Self {
        Self(self.0.saturating_add(days).clamp(MIN_DAYS, MAX_DAYS))
    }

    /// So many calendar months later, on the same day or the month's last.
    #[must_use]
    pub fn plus_months(self, months: i32) -> Self {
        Self::from_date(self.date().saturating_add(Span::new().months(months)))
    }

    /// The last instant of this day in Paris.
    ///
    /// # Panics
    /// Never: the bounds of dates lie within those of instants.
    pub fn end_of_day_in_paris(self) -> Instant {
        let next = self.date().saturating_add(Span::new().days(1));
        let midnight = PARIS
            .to_timestamp(next.at(0, 0, 0, 0))
            .expect("dates lie within the bounds of instants");
        Instant(midnight.as_microsecond() - 1)
    }

    /// Noon of this day in Paris, for a fact of which only the day is known.
    ///
    /// # Panics
    /// Never: as above.
    pub fn noon_in_paris(self) -> Instant {
        let noon = PARIS
            .to_timestamp(self.date().at(12, 0, 0, 0))
            .expect("dates lie within the bounds of instants");
        Instant(noon.as_microsecond())
    }
}

/// 1900-01-01 and 2199-12-31: outside of it a date is a typing error.
const MIN_DAYS: i32 = -25_567;
const MAX_DAYS: i32 = 84_005;

impl FromStr for CivilDate {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        let refused = || TimeError::Date(text.chars().take(40).collect());
        if text.len() != 10 {
            return Err(refused());
        }
        let date: Date = text.parse().map_err(|_| refused())?;
        let date = Self::from_date(date);
        if (MIN_DAYS..=MAX_DAYS).contains(&date.0) {
            Ok(date)
        } else {
            Err(refused())
        }
    }
}

impl fmt::Display for CivilDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.date().fmt(f)
    }
}

impl fmt::Debug for CivilDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A moment, UTC, in microseconds since 1970-01-01.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

impl Instant {
    /// From microseconds since 1970-01-01T00:00:00Z.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// The day on the calendar of Paris.
    pub fn paris_date(self) -> CivilDate {
        CivilDate::from_date(PARIS.to_datetime(self.timestamp()).date())
    }

    fn timestamp(self) -> Timestamp {
        Timestamp::from_microsecond(self.0).unwrap_or(if self.0 < 0 {
            Timestamp::MIN
        } else {
            Timestamp::MAX
        })
    }
}

impl FromStr for Instant {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        let refused = || TimeError::Instant(text.chars().take(40).collect());
        let timestamp: Timestamp = text.parse().map_err(|_| refused())?;
        let instant = Self(timestamp.as_microsecond());
        if (MIN_DAYS..=MAX_DAYS).contains(&instant.paris_date().days()) {
            Ok(instant)
        } else {
            Err(refused())
        }
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.6}", self.timestamp())
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// How well a fact's `occurred_on` is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Dated {
    /// On that day.
    #[default]
    Exact,
    /// On that day or before: only an upper bound is known.
    AtLatest,
}

macro_rules! text_at_edges_number_at_rest {
    ($name:ident, $number:ty, $format:literal, $example:literal) => {
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                if serializer.is_human_readable() {
                    serializer.collect_str(self)
                } else {
                    self.0.serialize(serializer)
                }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                if deserializer.is_human_readable() {
                    let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                    text.parse().map_err(serde::de::Error::custom)
                } else {
                    <$number>::deserialize(deserializer).map(Self)
                }
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({"type": "string", "format": $format, "examples": [$example]})
            }
        }
    };
}

text_at_edges_number_at_rest!(CivilDate, i32, "date", "2021-06-14");
text_at_edges_number_at_rest!(Instant, i64, "date-time", "2021-06-14T16:00:00.000000Z");
