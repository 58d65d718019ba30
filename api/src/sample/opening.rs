//! Free posts of the sample, by the day from which they may be filled.

use std::collections::BTreeMap;

use domain::engine::CivilDate;

use super::chance::Chance;
use super::host::Host;

/// A free post.
#[derive(Clone, Copy)]
pub(super) struct Opening {
    pub(super) host: usize,
    /// The first day of its filling.
    pub(super) from: CivilDate,
}

/// The free posts.
pub(super) struct Openings {
    coming: BTreeMap<CivilDate, Vec<Opening>>,
    free: Vec<Opening>,
}

impl Openings {
    /// Every post that its host keeps, from the day after the account's activation.
    pub(super) fn of(hosts: &[Host]) -> Self {
        let mut openings = Self {
            coming: BTreeMap::new(),
            free: Vec::new(),
        };
        for (host, known) in hosts.iter().enumerate() {
            let Some(grant) = &known.grant else {
                continue;
            };
            if let Some(activated_at) = grant.activated_at {
                let from = activated_at.paris_date().plus_days(1);
                for _ in 0..grant.posts {
                    openings.add(Opening { host, from });
                }
            }
        }
        openings
    }

    /// A post that becomes free.
    pub(super) fn add(&mut self, opening: Opening) {
        self.coming.entry(opening.from).or_default().push(opening);
    }

    /// Takes one that is free before that day.
    pub(super) fn take(&mut self, chance: &mut Chance, today: CivilDate) -> Option<Opening> {
        while let Some(first) = self
            .coming
            .first_entry()
            .filter(|entry| *entry.key() < today)
        {
            self.free.append(&mut first.remove());
        }
        chance.take(&mut self.free)
    }
}
