//! The auditor: reads the log alone, append by append, and holds it against the rules.

use std::collections::{BTreeSet, HashMap};

use domain::Event;
use domain::candidate::{CandidateEvent, CandidateStage};
use domain::engine::{CivilDate, StreamName};
use domain::host::{HostEvent, HostStage};
use domain::matching::{MatchEvent, MatchStage};
use domain::programme::{Delivery, ProgrammeEvent, ProgrammeStage};
use domain::session::SessionStage;
use domain::workflow::Stage;
use domain::{MATCHES_CLOSED_MAX, NOTICES_PER_TICK_MAX};

use crate::audit_files::{HostAudit, SessionAudit};
use crate::audit_people::PersonAudit;
use crate::ledger::Logged;

/// What is wrong, in words.
pub(crate) type Finding = Result<(), String>;

macro_rules! hold {
    ($holds:expr, $($words:tt)+) => {
        if !$holds {
            return Err(format!($($words)+));
        }
    };
}
pub(crate) use hold;

/// What the events say, and nothing else.
#[derive(Default)]
pub(crate) struct Audit {
    versions: HashMap<StreamName, u64>,
    position: u64,
    envelope: i64,
    posts_open: i64,
    pub(crate) lots: HashMap<String, (Delivery, Vec<String>)>,
    pub(crate) hosts: HashMap<StreamName, HostAudit>,
    pub(crate) people: HashMap<StreamName, PersonAudit>,
    pub(crate) sessions: HashMap<StreamName, SessionAudit>,
    /// Every match with whom it brings together; the open ones apart.
    parties: HashMap<StreamName, (StreamName, StreamName)>,
    open: BTreeSet<StreamName>,
}

impl Audit {
    /// Reads an append.
    pub(crate) fn read(&mut self, append: &[Logged], by: &str, today: CivilDate) -> Finding {
        for logged in append {
            self.place(logged)?;
            hold!(
                logged.draft.occurred_on <= today,
                "{} is ahead of today",
                logged.name()
            );
            takes_an_arrow(logged, by)?;
        }
        for logged in append {
            self.event(logged, append)?;
        }
        hold!(
            self.posts_open <= self.envelope,
            "rule 1: {} posts are open, the envelope is {}",
            self.posts_open,
            self.envelope
        );
        let sum: i64 = self.hosts.values().map(|host| host.open).sum();
        hold!(
            sum == self.posts_open,
            "the deltas make {}, the hosts {sum}",
            self.posts_open
        );
        no_match_stays_open(self, append)?;
        bounded(append)
    }

    /// What the deltas sum up to.
    pub(crate) fn posts_open(&self) -> i64 {
        self.posts_open
    }

    fn place(&mut self, logged: &Logged) -> Finding {
        self.position += 1;
        let version = self
            .versions
            .entry(logged.draft.stream.clone())
            .or_default();
        *version += 1;
        hold!(
            logged.position == self.position,
            "a gap at {}",
            logged.position
        );
        hold!(
            logged.version == *version,
            "a gap in {}",
            logged.draft.stream
        );
        Ok(())
    }

    fn event(&mut self, logged: &Logged, append: &[Logged]) -> Finding {
        let on = &logged.draft.stream;
        match &logged.draft.event {
            Event::Programme(event) => {
                self.programme(event);
                Ok(())
            }
            Event::Session(event) => self.session(on, event, append),
            Event::Host(event) => {
                self.posts_open += posts_of(event);
                self.host(logged, event, append)
            }
            Event::Candidate(event) => self.person(logged, event, append),
            Event::Match(event) => self.match_(on, event, append),
            Event::Common(_) => Ok(()),
        }
    }

    fn programme(&mut self, event: &ProgrammeEvent) {
        match event {
            ProgrammeEvent::ProgrammeOpened(opened) => {
                self.envelope = opened.posts_envelope.into();
            }
            ProgrammeEvent::TrainingLotDefined(lot) => {
                let regions = lot.regions.iter().map(|region| region.code().to_owned());
                let given = (lot.delivery, regions.collect());
                self.lots.insert(lot.lot.clone(), given);
            }
            _ => {}
        }
    }

    fn match_(&mut self, on: &StreamName, event: &MatchEvent, append: &[Logged]) -> Finding {
        match event {
            MatchEvent::MatchProposed(it) => {
                let parties = (it.host.clone(), it.candidate.clone());
                hold!(self.hosts.contains_key(&it.host), "{on} names no host");
                hold!(self.people.contains_key(&it.candidate), "{on} names nobody");
                let known = self.parties.insert(on.clone(), parties);
                hold!(known.is_none(), "{on} is proposed twice");
                self.open.insert(on.clone());
            }
            MatchEvent::DeclineWithdrawn(_) => {
                self.open.insert(on.clone());
            }
            MatchEvent::MatchShortlisted(_) | MatchEvent::ShortlistWithdrawn(_) => {}
            _ => {
                let was_open = self.open.remove(on);
                let closes_by_itself = append.iter().any(|it| {
                    it.is_reaction && it.draft.stream == *on && it.name() == "MatchClosed"
                });
                hold!(
                    was_open || !closes_by_itself,
                    "{on} closes by itself, and was not open"
                );
            }
        }
        Ok(())
    }

    fn open_of(&self, party: &StreamName) -> usize {
        let open = self.open.iter().map(|name| &self.parties[name]);
        open.filter(|(host, candidate)| host == party || candidate == party)
            .count()
    }
}

fn posts_of(event: &HostEvent) -> i64 {
    match event {
        HostEvent::CoselecVoteRecorded(it) => it.posts_granted.into(),
        HostEvent::CoselecVoteCorrected(it) => it.posts_delta.into(),
        HostEvent::PostsAdded(it) => it.posts.get().into(),
        HostEvent::PostsTransferredIn(it) => it.posts.get().into(),
        HostEvent::PostsTransferredOut(it) => -i64::from(it.posts.get()),
        HostEvent::PostsReturned(it) => -i64::from(it.posts.get()),
        _ => 0,
    }
}

/// After a host left, or a person was hired, merged or made unavailable, or the last free post was
/// taken: no match of that file is open, but those beyond the named bound.
fn no_match_stays_open(audit: &Audit, append: &[Logged]) -> Finding {
    let closed = append
        .iter()
        .filter(|it| it.name() == "MatchClosed")
        .count();
    if closed >= MATCHES_CLOSED_MAX {
        return Ok(());
    }
    for logged in append {
        let on = &logged.draft.stream;
        let ends = match &logged.draft.event {
            Event::Host(HostEvent::PostFilled(_)) => {
                let host = &audit.hosts[on];
                host.open == host.filled
            }
            Event::Host(event) => matches!(
                event,
                HostEvent::HostWithdrawn(_)
                    | HostEvent::ApplicationCancelled(_)
                    | HostEvent::ApplicationMarkedDuplicate(_)
            ),
            Event::Candidate(CandidateEvent::AvailabilityChanged(it)) => !it.available,
            Event::Candidate(event) => matches!(
                event,
                CandidateEvent::CandidateHired(_) | CandidateEvent::CandidateMerged(_)
            ),
            _ => false,
        };
        let open = if ends { audit.open_of(on) } else { 0 };
        hold!(
            open == 0,
            "{open} matches of {on} stay open after {}",
            logged.name()
        );
    }
    Ok(())
}

fn bounded(append: &[Logged]) -> Finding {
    let count = |name: &str| append.iter().filter(|it| it.name() == name).count();
    let notices = count("NoticeIssued");
    hold!(notices <= NOTICES_PER_TICK_MAX, "{notices} notices at once");
    let closed = count("MatchClosed");
    hold!(
        closed <= 2 * MATCHES_CLOSED_MAX,
        "{closed} matches closed at once"
    );
    Ok(())
}

/// No event without an arrow.
fn takes_an_arrow(logged: &Logged, by: &str) -> Finding {
    let listed = match &logged.draft.event {
        Event::Programme(_) => is_listed::<ProgrammeStage>(logged, by),
        Event::Session(_) => is_listed::<SessionStage>(logged, by),
        Event::Host(_) => is_listed::<HostStage>(logged, by),
        Event::Candidate(_) => is_listed::<CandidateStage>(logged, by),
        Event::Match(_) => is_listed::<MatchStage>(logged, by),
        Event::Common(_) => logged.from.is_some() && logged.from == logged.to,
    };
    let (from, to) = (logged.from, logged.to);
    hold!(
        listed,
        "no arrow {} by {by} from {from:?} to {to:?}",
        logged.name()
    );
    Ok(())
}

/// Reactions are taken by the engine, whatever command caused them.
fn is_listed<S: Stage>(logged: &Logged, by: &str) -> bool {
    let name = |stage: S| -> &'static str { stage.into() };
    S::ARROWS.iter().any(|arrow| {
        let leads = arrow.to.map_or(logged.from, |to| Some(name(to))) == logged.to;
        let begins = logged.from.is_none() && arrow.from.is_empty();
        let mut leaves = arrow.from.iter();
        let leaves = leaves.any(|&stage| Some(name(stage)) == logged.from);
        let is_by = logged.is_reaction || arrow.by.contains(&by);
        arrow.event == logged.name() && is_by && leads && (begins || leaves)
    })
}
