//! `--known-at`: an instant, or a date that means through the end of that day in Paris.

use std::str::FromStr;

use domain::engine::{CivilDate, Instant, TimeError};
use eventlog::{EventLog, ReadError};
use projections::Known;

/// Through when what was recorded is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct KnownAt(pub(crate) Instant);

impl FromStr for KnownAt {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        // A date has no colon, an instant always has.
        if text.contains(':') {
            return text.parse().map(Self);
        }
        text.parse()
            .map(|date: CivilDate| Self(date.end_of_day_in_paris()))
    }
}

/// The prefix of the log that was known then; all of it where nothing was asked for.
pub(crate) async fn known(
    log: &dyn EventLog,
    known_at: Option<KnownAt>,
) -> Result<Known, ReadError> {
    match known_at {
        None => Ok(Known::All),
        Some(KnownAt(instant)) => log.position_at(instant).await.map(Known::from_position_at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_means_through_the_end_of_the_day_in_paris() {
        let summer: KnownAt = "2021-06-14".parse().unwrap();
        assert_eq!(summer.0.to_string(), "2021-06-14T21:59:59.999999Z");
        let winter: KnownAt = "2021-01-14".parse().unwrap();
        assert_eq!(winter.0.to_string(), "2021-01-14T22:59:59.999999Z");
    }

    #[test]
    fn an_instant_is_taken_as_it_is() {
        let instant: KnownAt = "2021-06-14T18:00:00+02:00".parse().unwrap();
        assert_eq!(instant.0.to_string(), "2021-06-14T16:00:00.000000Z");
        assert!("14/06/2021".parse::<KnownAt>().is_err());
        assert!("2021-06-14T18:00:00".parse::<KnownAt>().is_err());
    }
}
