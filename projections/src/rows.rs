//! The rows of a read model in memory, the position they stand at, and their digest.

use std::collections::HashMap;

use domain::engine::{Fold, Position, Recorded, RowKey};
use serde::Serialize;

use crate::digest::RowsDigest;

/// All rows of a fold after the events up to a position.
pub struct Rows<F: Fold> {
    // A hash map: rows are looked up once an event, and no view depends on their order.
    entries: HashMap<RowKey, Entry<F::Row>>,
    position: Option<Position>,
    /// The sum over the entries that carry their digest.
    digested: RowsDigest,
    /// How many entries do not: they are summed when the digest is asked for, so that a replay
    /// hashes each row once and not at every event.
    undigested: usize,
}

#[derive(Default)]
struct Entry<R> {
    row: R,
    /// `None` while the row has changed since it was last digested.
    digest: Option<RowsDigest>,
}

/// Rows as one page of events leaves them, ready to be stored and then published.
pub(crate) struct Change<F: Fold> {
    pub(crate) rows: Vec<ChangedRow<F::Row>>,
    pub(crate) position: Position,
    pub(crate) digest: RowsDigest,
}

/// One row of a change, with its stored bytes.
pub(crate) struct ChangedRow<R> {
    pub(crate) key: RowKey,
    pub(crate) row: R,
    pub(crate) digest: RowsDigest,
    pub(crate) stored_key: Vec<u8>,
    pub(crate) stored_row: Vec<u8>,
}

impl<F: Fold> Default for Rows<F> {
    fn default() -> Self {
        Self {
            entries: HashMap::new(),
            position: None,
            digested: RowsDigest::default(),
            undigested: 0,
        }
    }
}

impl<F: Fold> Rows<F> {
    /// Folds one more event. Events must come in order of position.
    pub fn apply(&mut self, event: &Recorded<F::Event>) {
        if let Some(key) = F::key(event) {
            let entry = self.entries.entry(key).or_insert_with(|| {
                self.undigested += 1;
                Entry::default()
            });
            if let Some(before) = entry.digest.take() {
                self.digested = self.digested.minus(before);
                self.undigested += 1;
            }
            F::apply(&mut entry.row, event);
        }
        self.position = Some(event.meta.position);
    }

    /// The last event folded, `None` before the first.
    pub fn position(&self) -> Option<Position> {
        self.position
    }

    /// A row, where any event belonged to it.
    pub fn get(&self, key: &RowKey) -> Option<&F::Row> {
        self.entries.get(key).map(|entry| &entry.row)
    }

    /// Every row, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (&RowKey, &F::Row)> {
        self.entries.iter().map(|(key, entry)| (key, &entry.row))
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The digest of all rows: equal for equal rows, however they were folded.
    pub fn digest(&self) -> RowsDigest {
        if self.undigested == 0 {
            return self.digested;
        }
        let open = self
            .entries
            .iter()
            .filter(|(_, entry)| entry.digest.is_none());
        open.fold(self.digested, |sum, (key, entry)| {
            sum.plus(entry.digest(&stored(key)))
        })
    }

    /// Puts together rows of disjoint streams that were folded apart.
    ///
    /// A key that stands on both sides keeps the other side's row: folds apart share none.
    pub fn merge(&mut self, other: Self) {
        for (key, entry) in other.entries {
            self.put(key, entry);
        }
        self.position = self.position.max(other.position);
    }

    /// What a page of events, in order of position, would change; `None` for an empty page.
    pub(crate) fn change(&self, page: &[Recorded<F::Event>]) -> Option<Change<F>> {
        let mut staged: HashMap<RowKey, F::Row> = HashMap::new();
        for event in page {
            if let Some(key) = F::key(event) {
                let row = staged
                    .entry(key)
                    .or_insert_with_key(|key| self.get(key).cloned().unwrap_or_default());
                F::apply(row, event);
            }
        }
        let rows: Vec<_> = staged.into_iter().map(ChangedRow::of).collect();
        Some(Change {
            digest: self.digest_after(&rows),
            rows,
            position: page.last()?.meta.position,
        })
    }

    fn digest_after(&self, changed: &[ChangedRow<F::Row>]) -> RowsDigest {
        changed.iter().fold(self.digest(), |sum, changed| {
            let without = match self.entries.get(&changed.key) {
                Some(entry) => sum.minus(entry.digest(&changed.stored_key)),
                None => sum,
            };
            without.plus(changed.digest)
        })
    }

    /// Takes a change over: from now on readers see it.
    pub(crate) fn publish(&mut self, change: Change<F>) {
        for changed in change.rows {
            let entry = Entry {
                row: changed.row,
                digest: Some(changed.digest),
            };
            self.put(changed.key, entry);
        }
        self.position = Some(change.position);
        debug_assert_eq!(
            self.digest(),
            change.digest,
            "what is stored with a page is the digest of the rows after it"
        );
    }

    /// Takes over a row as it was stored, with the bytes it was stored in.
    pub(crate) fn restore(&mut self, key: RowKey, row: F::Row, digest: RowsDigest) {
        let digest = Some(digest);
        self.put(key, Entry { row, digest });
    }

    /// Says at which position restored rows stand.
    pub(crate) fn restored_at(&mut self, position: Option<Position>) {
        self.position = position;
    }

    fn put(&mut self, key: RowKey, entry: Entry<F::Row>) {
        match entry.digest {
            Some(digest) => self.digested = self.digested.plus(digest),
            None => self.undigested += 1,
        }
        match self.entries.insert(key, entry).map(|before| before.digest) {
            Some(Some(digest)) => self.digested = self.digested.minus(digest),
            Some(None) => self.undigested -= 1,
            None => {}
        }
    }
}

impl<R> Entry<R> {
    fn digest(&self, stored_key: &[u8]) -> RowsDigest
    where
        R: Serialize,
    {
        self.digest
            .unwrap_or_else(|| RowsDigest::of_row(stored_key, &stored(&self.row)))
    }
}

impl<R: Serialize> ChangedRow<R> {
    pub(crate) fn of((key, row): (RowKey, R)) -> Self {
        let stored_key = stored(&key);
        let stored_row = stored(&row);
        Self {
            digest: RowsDigest::of_row(&stored_key, &stored_row),
            key,
            row,
            stored_key,
            stored_row,
        }
    }
}

/// The stored bytes of a key or of a row: postcard, like everything at rest.
fn stored(value: &impl Serialize) -> Vec<u8> {
    postcard::to_allocvec(value).expect("rows are plain values: writing them to memory cannot fail")
}
