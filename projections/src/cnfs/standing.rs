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

/// Every host and person that the lens covers.
pub(crate) fn standings<'a>(
    rows: &'a Rows<Files>,
    lens: &'a Lens,
) -> impl Iterator<Item = Standing<'a>> {
    rows.iter()
        .filter_map(|(_, row)| Standing::of(row, rows, lens))
        .filter(|standing| lens.covers(|| standing.place(rows, lens)))
}

impl<'a> Standing<'a> {
    fn of(row: &'a FileRow, rows: &'a Rows<Files>, lens: &Lens) -> Option<Self> {
        match row {
            FileRow::Host(facts) => Some(Self::Host(HostStanding::of(facts, lens))),
            FileRow::Candidate(file) => {
                Some(Self::Person(PersonStanding::counted(file, rows, lens)))
            }
            FileRow::Empty | FileRow::Programme(_) | FileRow::Session(_) | FileRow::Match(_) => {
                None
            }
        }
    }

    /// Where it counts; `None` where the event that says so lies outside of the two times.
    pub(crate) fn place(&self, rows: &Rows<Files>, lens: &Lens) -> Option<Place> {
        match self {
            Self::Host(host) => host.place,
            Self::Person(person) => place_of_person(person, rows, lens),
        }
    }
}

/// Once hired a person counts where the hiring host is, and until then at home.
pub(crate) fn place_of_person(
    person: &PersonStanding<'_>,
    rows: &Rows<Files>,
    lens: &Lens,
) -> Option<Place> {
    match person.employer {
        Some(host) => place_of_host(host, rows, lens),
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
