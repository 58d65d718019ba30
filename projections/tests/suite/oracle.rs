//! The definitions once more, written for slowness: lists of events, searched again for each figure.

use std::collections::{BTreeMap, BTreeSet};

use domain::candidate::CandidateEvent;
use domain::engine::{CivilDate, Position, Recorded, StoredEvent, StreamName};
use domain::host::{HostEvent, Verdict};
use domain::{Event, HalfMonth};

type Order = (CivilDate, Position);

/// The events that a view is a function of.
pub(crate) struct Oracle<'a>(pub Vec<&'a Recorded<Event>>);

impl<'a> Oracle<'a> {
    /// The funnel's figures by id, and the posts open.
    pub(crate) fn funnel(&self) -> BTreeMap<&'static str, i64> {
        let hosts = self.streams("host");
        let count = |counts: &dyn Fn(&StreamName) -> bool| {
            hosts.iter().filter(|host| counts(host)).count() as i64
        };
        BTreeMap::from([
            (
                "hosts_registered",
                count(&|host| {
                    self.has(host, "HostRegistered")
                        && !self.is_gone(host, &["ApplicationMarkedDuplicate"])
                }),
            ),
            (
                "hosts_opined",
                count(&|host| {
                    self.has(host, "PrefectOpinionGiven") || self.has(host, "PrefectOpinionRevised")
                }),
            ),
            (
                "applications_validated",
                count(&|host| self.is_validated(host)),
            ),
            ("posts_in_recruitment", self.posts_in_recruitment()),
            (
                "conventions_signed",
                count(&|host| {
                    self.has(host, "ConventionSigned") && !self.has(host, "ConventionTerminated")
                }),
            ),
            ("counsellors_hired", self.hires().len() as i64),
            ("counsellors_in_training", self.in_training()),
            (
                "posts_open",
                hosts.iter().map(|host| self.posts_open(host)).sum(),
            ),
        ])
    }

    /// People hired and posts opened, by half-month.
    pub(crate) fn by_half_month(&self) -> BTreeMap<String, (i64, i64)> {
        let mut moves: BTreeMap<String, (i64, i64)> = BTreeMap::new();
        for ((declared_on, _), _) in self.hires().values() {
            let half_month = HalfMonth::of(*declared_on).to_string();
            moves.entry(half_month).or_default().0 += 1;
        }
        for event in &self.0 {
            let half_month = HalfMonth::of(event.meta.occurred_on).to_string();
            moves.entry(half_month).or_default().1 += posts_delta(event);
        }
        moves
    }

    /// The hires that count: not beside one of a file that the person's file was merged into.
    fn hires(&self) -> BTreeMap<StreamName, (Order, StreamName)> {
        let all = self.declared();
        let mut counted = all.clone();
        counted.retain(|person, _| !self.goes_on_in(person, &|other| all.contains_key(other)));
        counted
    }

    /// Whether a file that a person's was merged into, at once or at last, has something.
    fn goes_on_in(&self, person: &StreamName, has: &dyn Fn(&StreamName) -> bool) -> bool {
        let mut backwards = self.in_order(person).into_iter().rev();
        let into = backwards.find_map(|event| match &event.event {
            Event::Candidate(CandidateEvent::CandidateMerged(merged)) => Some(&merged.into),
            _ => None,
        });
        into.is_some_and(|into| has(into) || self.goes_on_in(into, has))
    }

    /// Each person with the order and host of the first uncancelled declaration: told from the
    /// hosts' and the matches' streams, where the views go by the persons'.
    fn declared(&self) -> BTreeMap<StreamName, (Order, StreamName)> {
        let mut hires: BTreeMap<StreamName, (Order, StreamName)> = BTreeMap::new();
        for event in &self.0 {
            if let Event::Host(HostEvent::PostFilled(filled)) = &event.event
                && self.stands(&filled.match_, event)
            {
                let hire = (order(event), event.meta.stream.clone());
                let first = hires
                    .entry(filled.candidate.clone())
                    .or_insert_with(|| hire.clone());
                if hire.0 < first.0 {
                    *first = hire;
                }
            }
        }
        hires
    }

    /// Whether no cancellation of the match follows before it is declared again.
    fn stands(&self, match_: &StreamName, filled: &Recorded<Event>) -> bool {
        let mut later: Vec<_> = self
            .of(match_)
            .filter(|event| event.meta.position > filled.meta.position)
            .filter(|event| event.event.type_name().starts_with("HireDecla"))
            .collect();
        later.sort_by_key(|event| event.meta.position);
        later
            .first()
            .is_none_or(|next| next.event.type_name() == "HireDeclared")
    }

    fn in_training(&self) -> i64 {
        let hires = self.declared();
        let is_in_training = |person: &StreamName| {
            let cancelled = self.has(person, "CandidateHired") && !hires.contains_key(person);
            let last = self
                .of(person)
                .filter(|event| {
                    matches!(
                        event.event,
                        Event::Candidate(
                            CandidateEvent::TrainingStarted(_)
                                | CandidateEvent::TrainingCompleted(_)
                                | CandidateEvent::TrainingDropped(_)
                        )
                    )
                })
                .max_by_key(|event| order(event));
            !cancelled && last.is_some_and(|last| last.event.type_name() == "TrainingStarted")
        };
        self.streams("candidate")
            .iter()
            .filter(|person| is_in_training(person) && !self.goes_on_in(person, &is_in_training))
            .count() as i64
    }

    fn posts_in_recruitment(&self) -> i64 {
        self.streams("host")
            .iter()
            .filter(|host| self.is_validated(host) && self.has(host, "HostAccountActivated"))
            .map(|host| {
                let filled = self.count(host, "PostFilled") - self.count(host, "PostVacated");
                self.posts_open(host) - filled
            })
            .sum()
    }

    fn is_validated(&self, host: &StreamName) -> bool {
        let mut words = BTreeMap::new();
        for event in self.in_order(host) {
            match &event.event {
                Event::Host(HostEvent::CoselecVoteRecorded(vote)) => {
                    words.insert(vote.session.clone(), vote.verdict);
                }
                Event::Host(HostEvent::CoselecVoteCorrected(vote)) => {
                    words.insert(vote.session.clone(), vote.verdict);
                }
                _ => {}
            }
        }
        let gone = [
            "HostWithdrawn",
            "ApplicationCancelled",
            "ApplicationMarkedDuplicate",
        ];
        words.values().any(|word| *word == Verdict::Favourable)
            && self.posts_open(host) > 0
            && !self.is_gone(host, &gone)
    }

    /// Whether one of these happened, and no reopening after it.
    fn is_gone(&self, host: &StreamName, gone: &[&str]) -> bool {
        self.in_order(host)
            .into_iter()
            .fold(false, |is_gone, event| {
                let type_name = event.event.type_name();
                (is_gone || gone.contains(&type_name)) && type_name != "ApplicationReopened"
            })
    }

    fn posts_open(&self, host: &StreamName) -> i64 {
        self.of(host).map(posts_delta).sum()
    }

    fn streams(&self, kind: &str) -> BTreeSet<StreamName> {
        let streams = self.0.iter().map(|event| event.meta.stream.clone());
        streams.filter(|stream| stream.kind() == kind).collect()
    }

    fn of(&self, stream: &StreamName) -> impl Iterator<Item = &'a Recorded<Event>> {
        self.0
            .iter()
            .copied()
            .filter(move |event| event.meta.stream == *stream)
    }

    fn in_order(&self, stream: &StreamName) -> Vec<&'a Recorded<Event>> {
        let mut events: Vec<_> = self.of(stream).collect();
        events.sort_by_key(|event| order(event));
        events
    }

    fn has(&self, stream: &StreamName, type_name: &str) -> bool {
        self.count(stream, type_name) > 0
    }

    fn count(&self, stream: &StreamName, type_name: &str) -> i64 {
        let events = self.of(stream);
        events
            .filter(|event| event.event.type_name() == type_name)
            .count() as i64
    }
}

fn order(event: &Recorded<Event>) -> Order {
    (event.meta.occurred_on, event.meta.position)
}

fn posts_delta(event: &Recorded<Event>) -> i64 {
    match &event.event {
        Event::Host(HostEvent::CoselecVoteRecorded(vote)) => i64::from(vote.posts_granted),
        Event::Host(HostEvent::CoselecVoteCorrected(vote)) => i64::from(vote.posts_delta),
        Event::Host(HostEvent::PostsAdded(added)) => i64::from(added.posts.get()),
        Event::Host(HostEvent::PostsTransferredIn(come)) => i64::from(come.posts.get()),
        Event::Host(HostEvent::PostsTransferredOut(gone)) => -i64::from(gone.posts.get()),
        Event::Host(HostEvent::PostsReturned(returned)) => -i64::from(returned.posts.get()),
        _ => 0,
    }
}
