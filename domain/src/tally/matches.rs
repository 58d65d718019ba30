//! The open matches, by host and by candidate.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use crate::engine::{StreamKey, StreamName};
use crate::matching::{MatchEvent, MatchProposed};

/// A match from which a hire may still come: proposed or shortlisted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenMatch {
    /// Its stream.
    pub stream: StreamName,
    /// The candidate whom it puts before a host.
    pub candidate: StreamName,
}

/// Streams are kept by their keys, half the size of their names: there are 200,000 of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct OpenMatches {
    /// By match: whom it brings together, for its later events do not say. Declined ones too, for
    /// the host may think again; hired and closed ones not, for nothing leads back from there.
    parties: BTreeMap<StreamKey, Parties>,
    /// The host's key, the match's key.
    by_host: BTreeSet<(StreamKey, StreamKey)>,
    /// The candidate's key, the match's key.
    by_candidate: BTreeSet<(StreamKey, StreamKey)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Parties {
    host: StreamKey,
    candidate: StreamKey,
}

/// The least of all keys.
const FIRST_KEY: StreamKey = StreamKey::Uuid(Uuid::nil());

impl OpenMatches {
    pub(super) fn apply(&mut self, stream: &StreamName, event: &MatchEvent) {
        if stream.kind() != "match" {
            return;
        }
        let key = stream.key();
        match event {
            MatchEvent::MatchProposed(proposed) => self.propose(key, proposed),
            MatchEvent::MatchDeclined(_) => self.hide(key),
            MatchEvent::DeclineWithdrawn(_) => self.show(key),
            MatchEvent::MatchShortlisted(_) | MatchEvent::ShortlistWithdrawn(_) => {}
            MatchEvent::HireDeclared(_)
            | MatchEvent::HireDeclarationCancelled(_)
            | MatchEvent::MatchClosed(_) => {
                self.hide(key);
                self.parties.remove(key);
            }
        }
    }

    fn propose(&mut self, key: &StreamKey, proposed: &MatchProposed) {
        let (host, candidate) = (&proposed.host, &proposed.candidate);
        let is_sound = host.kind() == "host" && candidate.kind() == "candidate";
        if is_sound && !self.parties.contains_key(key) {
            let parties = Parties {
                host: host.key().clone(),
                candidate: candidate.key().clone(),
            };
            self.parties.insert(key.clone(), parties);
            self.show(key);
        }
    }

    fn show(&mut self, key: &StreamKey) {
        if let Some(Parties { host, candidate }) = self.parties.get(key) {
            self.by_host.insert((host.clone(), key.clone()));
            self.by_candidate.insert((candidate.clone(), key.clone()));
        }
    }

    fn hide(&mut self, key: &StreamKey) {
        if let Some(Parties { host, candidate }) = self.parties.get(key) {
            self.by_host.remove(&(host.clone(), key.clone()));
            self.by_candidate.remove(&(candidate.clone(), key.clone()));
        }
    }

    /// Whom a match brings together, unless it is over.
    pub(super) fn parties(&self, stream: &StreamName) -> Option<[StreamName; 2]> {
        let parties = self.parties.get(stream.key())?;
        Some([
            StreamName::of_key("host", parties.host.clone()),
            StreamName::of_key("candidate", parties.candidate.clone()),
        ])
    }

    pub(super) fn of(&self, party: &StreamName) -> impl Iterator<Item = OpenMatch> {
        let index = match party.kind() {
            "host" => Some(&self.by_host),
            "candidate" => Some(&self.by_candidate),
            _ => None,
        };
        let first = (party.key().clone(), FIRST_KEY);
        let from = index
            .into_iter()
            .flat_map(move |all| all.range(first.clone()..));
        from.take_while(|(of, _)| of == party.key())
            .filter_map(|(_, key)| self.open_match(key))
    }

    fn open_match(&self, key: &StreamKey) -> Option<OpenMatch> {
        let parties = self.parties.get(key)?;
        Some(OpenMatch {
            stream: StreamName::of_key("match", key.clone()),
            candidate: StreamName::of_key("candidate", parties.candidate.clone()),
        })
    }
}
