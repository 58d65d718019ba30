//! The history as a client reads it, held to what every log promises and to what was acknowledged.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tests::Client;

use crate::writers::Attempt;

/// The appends over several streams: all of these types in one append, or none of them.
const WHOLE_APPENDS: [&[&str]; 2] = [
    // With what follows from it: the letter and the activation mail.
    &[
        "CoselecVoteRecorded",
        "MailRequested",
        "MailRequested",
        "VoteTallied",
    ],
    &["CandidateHired", "HireDeclared", "PostFilled"],
];

/// Events read so far, all of them checked.
#[derive(Default)]
pub(crate) struct History {
    /// By position, from 1 on without a gap.
    events: Vec<Event>,
    /// The last version of each stream.
    versions: BTreeMap<String, u64>,
    /// The events of each append, by their command.
    appends: BTreeMap<String, Vec<usize>>,
    /// What can happen once only: a second one would be a command decided twice.
    facts: BTreeSet<String>,
}

struct Event {
    position: u64,
    version: u64,
    stream: String,
    kind: String,
    id: String,
    command: String,
    data: Value,
}

impl Event {
    fn of(event: &Value) -> Result<Self> {
        let text = |name: &str| {
            let value = event[name].as_str();
            value
                .map(str::to_owned)
                .with_context(|| format!("no {name} in {event}"))
        };
        let number = |name: &str| {
            let value = event[name].as_u64();
            value.with_context(|| format!("no {name} in {event}"))
        };
        let kind = text("type")?;
        Ok(Self {
            position: number("position")?,
            version: number("streamversion")?,
            stream: text("subject")?,
            kind: kind.split('.').nth(3).unwrap_or_default().to_owned(),
            id: text("id")?,
            command: text("commandid")?,
            data: event["data"].clone(),
        })
    }

    /// What the writers ask for once only: a registration by its name, the rest by its stream,
    /// and a tally by the host that it counts.
    fn fact(&self) -> String {
        let named = ["legal_name", "legacy_id", "candidate", "host", "template"]
            .iter()
            .find_map(|field| self.data[field].as_str());
        match self.kind.as_str() {
            "HostRegistered" | "CandidateRegistered" | "MatchProposed" | "VoteTallied" => {
                format!("{} {}", self.kind, named.unwrap_or_default())
            }
            "MailRequested" => {
                let template = named.unwrap_or_default();
                format!("{} {template} {}", self.kind, self.stream)
            }
            kind => format!("{kind} {}", self.stream),
        }
    }
}

impl History {
    /// Reads on to the end.
    pub(crate) async fn follow(&mut self, client: &Client) -> Result<()> {
        let begins_at = self.events.len();
        for event in client.history(self.position()).await? {
            self.take(Event::of(&event)?)?;
        }
        self.appends_are_whole(begins_at)
    }

    pub(crate) fn position(&self) -> u64 {
        self.events.last().map_or(0, |event| event.position)
    }

    pub(crate) fn count(&self, kind: &str) -> usize {
        self.events
            .iter()
            .filter(|event| event.kind == kind)
            .count()
    }

    /// One more event: the next position, the next version of its stream, a new fact.
    fn take(&mut self, event: Event) -> Result<()> {
        let place = event.position;
        ensure!(
            place == self.position() + 1,
            "after {} comes {place}",
            self.position()
        );
        let version = self.versions.entry(event.stream.clone()).or_default();
        ensure!(
            event.version == *version + 1,
            "position {place}: version {} of {} after {version}",
            event.version,
            event.stream
        );
        *version = event.version;
        let fact = event.fact();
        ensure!(
            self.facts.insert(fact.clone()),
            "position {place}: {fact} happened twice"
        );
        let append = self.appends.entry(event.command.clone()).or_default();
        append.push(self.events.len());
        self.events.push(event);
        Ok(())
    }

    /// Every append among the events from `begins_at` on is contiguous, and complete.
    fn appends_are_whole(&self, begins_at: usize) -> Result<()> {
        for event in &self.events[begins_at..] {
            let append = &self.appends[&event.command];
            let [first, .., last] = append[..] else {
                ensure!(
                    !WHOLE_APPENDS.concat().contains(&event.kind.as_str()),
                    "position {}: {} alone",
                    event.position,
                    event.kind
                );
                continue;
            };
            ensure!(
                last - first + 1 == append.len(),
                "command {} is torn",
                event.command
            );
            let mut kinds: Vec<_> = append
                .iter()
                .map(|at| self.events[*at].kind.as_str())
                .collect();
            kinds.sort_unstable();
            ensure!(
                WHOLE_APPENDS.contains(&kinds.as_slice()),
                "position {}: an append of {kinds:?}",
                event.position
            );
        }
        Ok(())
    }

    /// Each of these answers is in the history as it was given: the whole append, where it was
    /// said to be, and nothing else under its command.
    pub(crate) fn holds(&self, acknowledged: &[Attempt]) -> Result<()> {
        acknowledged
            .iter()
            .try_for_each(|attempt| self.holds_one(attempt).with_context(|| attempt.key.clone()))
    }

    fn holds_one(&self, attempt: &Attempt) -> Result<()> {
        let answer = attempt.acknowledged.as_ref().context("not acknowledged")?;
        let events = answer["events"]
            .as_array()
            .context("an answer without events")?;
        let first = self.at(&events[0]["position"])?;
        ensure!(
            self.appends[&first.command].len() == events.len(),
            "the append has other events than its answer"
        );
        for given in events {
            let stored = self.at(&given["position"])?;
            let as_given = given["stream"] == stored.stream.as_str()
                && given["version"] == stored.version
                && given["type"] == stored.kind.as_str()
                && given["event_id"] == stored.id.as_str()
                && stored.command == first.command;
            ensure!(
                as_given,
                "{given} is not what stands at position {}",
                stored.position
            );
        }
        Ok(())
    }

    fn at(&self, position: &Value) -> Result<&Event> {
        let index = position
            .as_u64()
            .and_then(|position| usize::try_from(position - 1).ok());
        index
            .and_then(|index| self.events.get(index))
            .with_context(|| format!("acknowledged, and not in the log: position {position}"))
    }
}
