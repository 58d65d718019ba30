//! The model: what a careful clerk would keep on paper, from the catalogue alone.

use std::collections::{BTreeMap, BTreeSet};

use crate::ask::kind_of;

/// Everything that the clerk knows.
#[derive(Default)]
pub(crate) struct Paper {
    pub(crate) programme: Option<Programme>,
    pub(crate) sessions: BTreeMap<String, Session>,
    pub(crate) hosts: BTreeMap<String, Host>,
    pub(crate) people: BTreeMap<String, Person>,
    pub(crate) matches: BTreeMap<String, Match>,
    /// Mails that wait for their report, by stream: id and template.
    pub(crate) mails: BTreeMap<String, Vec<(u128, String)>>,
    /// The mail that was reported on last, by stream.
    pub(crate) reported: BTreeMap<String, String>,
    /// The last notice, by stream and task.
    pub(crate) notices: BTreeMap<(String, String), String>,
}

#[derive(Default)]
pub(crate) struct Programme {
    pub(crate) stream: String,
    pub(crate) envelope: i64,
    pub(crate) milestones: BTreeSet<String>,
    pub(crate) lots: BTreeMap<String, Lot>,
    pub(crate) last_tick: Option<String>,
    pub(crate) revoked: BTreeSet<String>,
}

pub(crate) struct Lot {
    pub(crate) delivery: String,
    pub(crate) providers: Vec<String>,
    pub(crate) regions: Vec<String>,
}

pub(crate) struct Session {
    pub(crate) held_on: String,
    pub(crate) sealed: bool,
}

#[derive(Clone)]
pub(crate) struct Vote {
    pub(crate) session: String,
    pub(crate) verdict: String,
    pub(crate) posts: i64,
    /// The event that says so last.
    pub(crate) id: u128,
}

#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Terms {
    pub(crate) posts: i64,
    pub(crate) cents: i64,
    pub(crate) months: i64,
}

#[derive(Default, Clone, Copy, PartialEq, Debug)]
pub(crate) enum Account {
    #[default]
    Uninvited,
    Invited,
    Activated,
}

#[derive(Default)]
pub(crate) struct Host {
    pub(crate) department: String,
    pub(crate) siret: Option<String>,
    pub(crate) ridet: Option<String>,
    pub(crate) commune: Option<String>,
    pub(crate) opinions: Vec<u128>,
    pub(crate) votes: Vec<Vote>,
    pub(crate) granted: i64,
    pub(crate) added: i64,
    pub(crate) returned: i64,
    pub(crate) received: i64,
    pub(crate) given_away: i64,
    pub(crate) filled: i64,
    /// `cancelled`, `withdrawn` or `duplicate`.
    pub(crate) left: Option<&'static str>,
    pub(crate) duplicate_of: Option<String>,
    pub(crate) account: Account,
    /// Where the convention's file stands.
    pub(crate) dossier: Option<String>,
    pub(crate) defects: bool,
    pub(crate) sent: Option<Terms>,
    pub(crate) signed: Option<Terms>,
    pub(crate) terminated: bool,
    pub(crate) instalments: i64,
    pub(crate) paid_cents: i64,
    pub(crate) request: Option<String>,
}

pub(crate) struct Hire {
    pub(crate) match_: String,
    pub(crate) host: String,
    pub(crate) contract: Option<String>,
    pub(crate) starts_on: String,
    pub(crate) ends_on: Option<String>,
    /// The extension that became true last: its day and the new end.
    pub(crate) prolonged: Option<(String, String)>,
    pub(crate) confirmed: bool,
    pub(crate) took_up: bool,
    pub(crate) notice: bool,
}

#[derive(Default, Clone, Copy, PartialEq, Debug)]
pub(crate) enum Course {
    #[default]
    Open,
    Waived,
    Enrolled,
    Started,
    Completed,
    Dropped,
}

pub(crate) struct Place {
    pub(crate) lot: String,
    pub(crate) provider: String,
    pub(crate) starts_on: String,
}

#[derive(Default)]
pub(crate) struct Person {
    pub(crate) hire: Option<Hire>,
    /// First and last day of what is over.
    pub(crate) past: Vec<(String, String)>,
    pub(crate) course: Course,
    /// The day of the enrolment or of the start.
    pub(crate) since: String,
    pub(crate) place: Option<Place>,
    pub(crate) completed_on: Option<String>,
    /// The first day on which an exam was passed.
    pub(crate) passed_on: BTreeMap<String, String>,
    pub(crate) certified: BTreeSet<String>,
    pub(crate) merged_into: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Meeting {
    Proposed,
    Shortlisted,
    Hired,
    Cancelled,
    Declined,
    Closed,
}

pub(crate) struct Match {
    pub(crate) host: String,
    pub(crate) candidate: String,
    pub(crate) stands: Meeting,
    pub(crate) declared_on: String,
}

impl Paper {
    pub(crate) fn has_begun(&self, stream: &str) -> bool {
        match kind_of(stream) {
            "programme" => self.programme.as_ref().is_some_and(|p| p.stream == stream),
            "session" => self.sessions.contains_key(stream),
            "host" => self.hosts.contains_key(stream),
            "candidate" => self.people.contains_key(stream),
            "match" => self.matches.contains_key(stream),
            _ => false,
        }
    }

    /// Posts open over the programme.
    pub(crate) fn posts_open(&self) -> i64 {
        self.hosts.values().map(Host::open).sum()
    }

    /// The matches from which a hire may still come.
    pub(crate) fn open_matches(&self, which: impl Fn(&Match) -> bool) -> Vec<String> {
        let open = self.matches.iter().filter(|(_, it)| {
            matches!(it.stands, Meeting::Proposed | Meeting::Shortlisted) && which(it)
        });
        open.map(|(name, _)| name.clone()).collect()
    }
}

impl Host {
    pub(crate) fn open(&self) -> i64 {
        self.granted + self.added + self.received - self.returned - self.given_away
    }

    pub(crate) fn free(&self) -> i64 {
        self.open() - self.filled
    }

    pub(crate) fn favourable(&self) -> bool {
        self.votes.iter().any(|vote| vote.verdict == "favourable")
    }

    pub(crate) fn vote(&self, session: &str) -> Option<&Vote> {
        self.votes.iter().find(|vote| vote.session == session)
    }

    pub(crate) fn invite(&mut self) {
        if self.account == Account::Uninvited {
            self.account = Account::Invited;
        }
    }

    pub(crate) fn region(&self) -> &'static str {
        region_of(&self.department).unwrap_or("")
    }
}

impl Person {
    pub(crate) fn last_day(&self) -> Option<&str> {
        self.past.iter().map(|(_, last)| last.as_str()).max()
    }
}

impl Lot {
    pub(crate) fn serves(&self, region: &str) -> bool {
        self.delivery == "remote" || self.regions.iter().any(|own| own == region)
    }
}

/// The departments of the run and their regions.
pub(crate) const DEPARTMENTS: [(&str, &str); 6] = [
    ("59", "32"),
    ("75", "11"),
    ("2A", "94"),
    ("974", "04"),
    ("988", "988"),
    ("62", "32"),
];

pub(crate) fn region_of(department: &str) -> Option<&'static str> {
    let mut known = DEPARTMENTS.iter();
    known.find(|(code, _)| *code == department).map(|it| it.1)
}

/// Rule 10: a commune's code begins with its department's.
pub(crate) fn lies_in(commune: &str, department: &str) -> bool {
    commune.starts_with(department)
}

/// Rule 9.
pub(crate) fn siret_is_sound(siret: &str) -> bool {
    let digits: Vec<u32> = siret.chars().filter_map(|c| c.to_digit(10)).collect();
    let luhn: u32 =
        digits
            .iter()
            .rev()
            .zip([1, 2].into_iter().cycle())
            .fold(0, |sum, (digit, weight)| {
                let product = digit * weight;
                sum + if product > 9 { product - 9 } else { product }
            });
    let sum: u32 = digits.iter().sum();
    luhn.is_multiple_of(10) || (siret.starts_with("356000000") && sum.is_multiple_of(5))
}
