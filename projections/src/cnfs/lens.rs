//! What a view is asked for: a pair of times, and a territory.

use domain::engine::{CivilDate, Position};
use domain::territory::{Department, Region};
use serde::{Deserialize, Serialize};

/// The events that a view is a function of, and the territory that it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lens {
    /// Only what had become true by the end of that day.
    pub as_of: CivilDate,
    /// Only what had been recorded by then.
    pub known: Known,
    /// Only what counts in that region.
    pub region: Option<Region>,
    /// Only what counts in that department.
    pub department: Option<Department>,
}

/// What was known at some moment: always a prefix of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// All that is recorded.
    All,
    /// The events up to and with this position.
    Through(Position),
    /// Nothing was recorded yet.
    Nothing,
}

impl Known {
    /// From the log's answer to the last position recorded by some instant.
    pub fn from_position_at(position: Option<Position>) -> Self {
        position.map_or(Self::Nothing, Self::Through)
    }

    pub(crate) fn holds(self, position: Position) -> bool {
        match self {
            Self::All => true,
            Self::Through(last) => position <= last,
            Self::Nothing => false,
        }
    }
}

/// Where a file counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The department.
    pub department: Department,
    /// The region that it lies in.
    pub region: Region,
}

impl Lens {
    /// Everything known, up to a day.
    pub fn as_of(as_of: CivilDate) -> Self {
        Self {
            as_of,
            known: Known::All,
            region: None,
            department: None,
        }
    }

    /// Whether the territory asked for holds this place, which is looked up only where one is. A
    /// file whose place is not known, because its registration is outside of the two times, counts
    /// only where no territory is asked for.
    pub(crate) fn covers(&self, place: impl FnOnce() -> Option<Place>) -> bool {
        if self.region.is_none() && self.department.is_none() {
            return true;
        }
        place().is_some_and(|place| {
            self.region.is_none_or(|region| place.region == region)
                && self
                    .department
                    .is_none_or(|department| place.department == department)
        })
    }
}
