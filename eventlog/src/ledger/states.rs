//! The stream states at hand: bounded, but for those that rest on appends in flight.

use std::cell::RefCell;
use std::collections::HashMap;

use domain::engine::{Find, StreamName, Version};

/// Numbers the appends of a ledger, from 1.
pub(super) type Ticket = u64;

/// Where a state stands, until the next [`States::trim`].
pub(super) type Slot = usize;

/// States by stream. Those that were not used for longest are dropped first, roughly: each use
/// gives a second chance (the "clock" of page caches), which costs a bit and no list.
pub(super) struct States<S> {
    entries: Vec<Entry<S>>,
    slots: HashMap<StreamName, Slot>,
    /// The named bound.
    max: usize,
    /// The entry that is looked at next when room is needed.
    hand: Slot,
}

struct Entry<S> {
    stream: StreamName,
    state: S,
    version: Option<Version>,
    /// The last append that extended it: until that is durable the log does not tell this state.
    rests_on: Ticket,
    /// Used since the hand last came by.
    used: bool,
}

impl<S> States<S> {
    pub(super) fn new(max: usize) -> Self {
        Self {
            entries: Vec::new(),
            slots: HashMap::new(),
            max,
            hand: 0,
        }
    }

    pub(super) fn clear(&mut self) {
        *self = Self::new(self.max);
    }

    pub(super) fn slot(&self, stream: &StreamName) -> Option<Slot> {
        self.slots.get(stream).copied()
    }

    /// Puts a state there that was loaded from the log.
    pub(super) fn insert(
        &mut self,
        stream: StreamName,
        state: S,
        version: Option<Version>,
    ) -> Slot {
        let slot = self.entries.len();
        self.slots.insert(stream.clone(), slot);
        self.entries.push(Entry {
            stream,
            state,
            version,
            rests_on: 0,
            used: true,
        });
        slot
    }

    pub(super) fn state(&self, slot: Slot) -> &S {
        &self.entries[slot].state
    }

    pub(super) fn head(&self, slot: Slot) -> (&StreamName, Option<Version>) {
        let entry = &self.entries[slot];
        (&entry.stream, entry.version)
    }

    pub(super) fn mark_used(&mut self, slot: Slot) {
        self.entries[slot].used = true;
    }

    /// Extends a stream by one event of the append `ticket`: its name, and its state to evolve.
    pub(super) fn extend(&mut self, slot: Slot, ticket: Ticket) -> (&StreamName, &mut S) {
        let entry = &mut self.entries[slot];
        entry.version = Some(Version::after(entry.version));
        entry.rests_on = ticket;
        (&entry.stream, &mut entry.state)
    }

    /// Drops states above the bound, but for those that rest on an append after `settled`.
    pub(super) fn trim(&mut self, settled: Ticket) {
        // Two rounds: the first may do no more than take second chances away.
        let mut steps = 2 * self.entries.len();
        while self.entries.len() > self.max && steps > 0 {
            steps -= 1;
            self.pass(settled);
        }
    }

    fn pass(&mut self, settled: Ticket) {
        self.hand %= self.entries.len();
        let entry = &mut self.entries[self.hand];
        if entry.used || entry.rests_on > settled {
            entry.used = false;
            self.hand += 1;
        } else {
            self.drop_at(self.hand);
        }
    }

    fn drop_at(&mut self, slot: Slot) {
        let dropped = self.entries.swap_remove(slot);
        self.slots.remove(&dropped.stream);
        if let Some(moved) = self.entries.get(slot) {
            self.slots.insert(moved.stream.clone(), slot);
        }
    }
}

/// The states as a decision sees them, noting which ones it reads.
pub(super) struct View<'a, S> {
    states: &'a States<S>,
    read: RefCell<Vec<Slot>>,
    /// The most streams that are read; what comes after is not there.
    max: usize,
}

impl<'a, S> View<'a, S> {
    pub(super) fn new(states: &'a States<S>) -> Self {
        Self::on_top_of(states, Vec::new(), usize::MAX)
    }

    /// The same where some were read before, and no more than `max` may be.
    pub(super) fn on_top_of(states: &'a States<S>, read: Vec<Slot>, max: usize) -> Self {
        Self {
            states,
            read: RefCell::new(read),
            max,
        }
    }

    /// Each slot that was read, once.
    pub(super) fn into_read(self) -> Vec<Slot> {
        self.read.into_inner()
    }
}

impl<S> Find<S> for View<'_, S> {
    fn find(&self, stream: &StreamName) -> Option<&S> {
        let slot = self.states.slot(stream)?;
        let mut read = self.read.borrow_mut();
        if !read.contains(&slot) {
            if read.len() >= self.max {
                return None;
            }
            read.push(slot);
        }
        Some(self.states.state(slot))
    }
}

/// Adds a slot to a list of few, once.
pub(super) fn note(slots: &mut Vec<Slot>, slot: Slot) {
    if !slots.contains(&slot) {
        slots.push(slot);
    }
}
