//! Who left, was hired or is complete with more open matches than one event closes: the days to come close the others.

use std::collections::BTreeMap;

use crate::candidate::CandidateEvent;
use crate::engine::StreamName;
use crate::event::Event;
use crate::host::HostEvent;
use crate::matching::ClosedBecause;

/// Hosts and candidates of whose open matches nothing can come, with the reason. Only those that
/// had more than are closed at once, and until the last of these is closed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct LeftOpen(BTreeMap<StreamName, ClosedBecause>);

/// What an event says of the matches of its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outlook {
    /// Nothing can come of them.
    Ends(ClosedBecause),
    /// Nothing, where the host has no free post now.
    EndsIfComplete,
    /// Something may.
    Opens,
    /// Something may, where the host has a free post now.
    OpensIfFree,
}

impl Outlook {
    /// `None`: nothing new.
    pub(super) fn of(event: &Event) -> Option<Self> {
        match event {
            Event::Host(event) => Self::of_host(event),
            Event::Candidate(event) => Self::of_candidate(event),
            _ => None,
        }
    }

    fn of_host(event: &HostEvent) -> Option<Self> {
        Some(match event {
            HostEvent::HostWithdrawn(_)
            | HostEvent::ApplicationCancelled(_)
            | HostEvent::ApplicationMarkedDuplicate(_) => Self::Ends(ClosedBecause::HostLeft),
            HostEvent::ApplicationReopened(_) => Self::Opens,
            HostEvent::PostFilled(_) => Self::EndsIfComplete,
            HostEvent::PostVacated(_)
            | HostEvent::PostsAdded(_)
            | HostEvent::PostsTransferredIn(_)
            | HostEvent::CoselecVoteRecorded(_)
            | HostEvent::CoselecVoteCorrected(_) => Self::OpensIfFree,
            _ => return None,
        })
    }

    fn of_candidate(event: &CandidateEvent) -> Option<Self> {
        Some(match event {
            CandidateEvent::CandidateHired(_) => Self::Ends(ClosedBecause::HiredElsewhere),
            CandidateEvent::AvailabilityChanged(changed) if changed.available => Self::Opens,
            CandidateEvent::AvailabilityChanged(_) | CandidateEvent::CandidateMerged(_) => {
                Self::Ends(ClosedBecause::CandidateUnavailable)
            }
            CandidateEvent::HireCancelled(_)
            | CandidateEvent::ContractEnded(_)
            | CandidateEvent::TerminationValidated(_) => Self::Opens,
            _ => return None,
        })
    }
}

impl LeftOpen {
    pub(super) fn put(&mut self, party: &StreamName, because: ClosedBecause) {
        self.0.insert(party.clone(), because);
    }

    pub(super) fn remove(&mut self, party: &StreamName) {
        self.0.remove(party);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn because(&self, party: &StreamName) -> Option<ClosedBecause> {
        self.0.get(party).copied()
    }

    pub(super) fn parties(&self) -> impl Iterator<Item = (&StreamName, ClosedBecause)> {
        self.0.iter().map(|(party, because)| (party, *because))
    }
}
