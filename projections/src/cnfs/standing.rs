//! Hosts and persons as they stand at a lens, each at the place where it counts.

use domain::engine::StreamName;

use super::files::candidate::PersonStanding;
use super::files::host::{self, HostStanding};
use super::files::{FileRow, Files};
use super::lens::{Lens, Place};
use crate::Rows;

/// A file that counts somewhere.
#[derive(Debug)]
pub(crate) enum Standing<'a> {
    Host(HostStanding),
    Person(PersonStanding<'a>),
}

/// Every host and person that the lens covers, and where it counts: `None` where the event that
/// says so lies outside of the two times.
pub(crate) fn standings<'a>(
    rows: &'a Rows<Files>,
    lens: &'a Lens,
) -> impl Iterator<Item = (Option<Place>, Standing<'a>)> {
    rows.iter()
        .filter_map(move |(_, row)| Standing::of(row, rows, lens))
        .filter(|(place, _)| lens.covers(*place))
}

impl<'a> Standing<'a> {
    fn of(row: &'a FileRow, rows: &Rows<Files>, lens: &Lens) -> Option<(Option<Place>, Self)> {
        match row {
            FileRow::Host(facts) => {
                let host = HostStanding::of(facts, lens);
                Some((host.place, Self::Host(host)))
            }
            FileRow::Candidate(facts) => {
                let person = PersonStanding::of(facts, lens);
                Some((place_of_person(&person, rows, lens), Self::Person(person)))
            }
            FileRow::Empty | FileRow::Programme(_) | FileRow::Session(_) | FileRow::Match(_) => {
                None
            }
        }
    }
}

/// Once hired a person counts where the hiring host is, and until then at home.
pub(crate) fn place_of_person(
    person: &PersonStanding<'_>,
    rows: &Rows<Files>,
    lens: &Lens,
) -> Option<Place> {
    match person.hire {
        Some(hire) => place_of_host(hire.host, rows, lens),
        None => person.home,
    }
}

/// Where a host counts.
pub(crate) fn place_of_host(stream: &StreamName, rows: &Rows<Files>, lens: &Lens) -> Option<Place> {
    match rows.get(stream)? {
        FileRow::Host(facts) => host::place(facts, lens),
        _ => None,
    }
}
