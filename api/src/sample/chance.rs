//! The sample's own seeded generator: the same history on every machine, for ever.

use domain::engine::CivilDate;

use super::calendar::is_workday;

/// The generator `SplitMix64`. One per planning function, named after it, so that a change of one leaves the
/// others' draws alone.
pub(super) struct Chance(u64);

impl Chance {
    /// The generator of that name.
    pub(super) fn of(name: &str) -> Self {
        // FNV-1a, to spread the names.
        Self(name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        }))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0, below `end`; 0 where `end` is 0.
    pub(super) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX);
        let drawn = (u128::from(self.next()) * u128::from(end)) >> 64;
        usize::try_from(drawn).unwrap_or(0)
    }

    /// From `low` through `high`; `low` where there is nothing between them.
    pub(super) fn between(&mut self, low: i32, high: i32) -> i32 {
        let width = usize::try_from(high.saturating_sub(low)).unwrap_or(0);
        low + i32::try_from(self.below(width + 1)).unwrap_or(0)
    }

    /// Whether one of so many cases in a hundred falls.
    pub(super) fn percent(&mut self, cases: usize) -> bool {
        self.below(100) < cases
    }

    /// One of them. `choices` is not empty.
    pub(super) fn pick<'a, T: ?Sized>(&mut self, choices: &[&'a T]) -> &'a T {
        choices[self.below(choices.len())]
    }

    /// One of them, each as likely as its weight says. The weights' sum is not 0.
    pub(super) fn weighted<T: Copy>(&mut self, choices: &[(T, usize)]) -> T {
        let mut drawn = self.below(choices.iter().map(|choice| choice.1).sum());
        for (value, weight) in choices {
            if drawn < *weight {
                return *value;
            }
            drawn -= weight;
        }
        choices[0].0
    }

    /// Takes one of them out.
    pub(super) fn take<T>(&mut self, from: &mut Vec<T>) -> Option<T> {
        let place = self.below(from.len());
        (!from.is_empty()).then(|| from.swap_remove(place))
    }

    /// A day on which offices are open, after `after` and through `through`; `through` where
    /// there is none.
    pub(super) fn workday(&mut self, after: CivilDate, through: CivilDate) -> CivilDate {
        let days = through.days() - after.days();
        let drawn = self.between(1, days);
        let backward = (1..=drawn).rev();
        backward
            .chain(drawn + 1..=days)
            .map(|days| after.plus_days(days))
            .find(|day| is_workday(*day) && *day <= through)
            .unwrap_or(through)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workday_lies_within_its_bounds() {
        let mut chance = Chance::of("a test");
        let (friday, sunday) = (CivilDate::of(2021, 6, 11), CivilDate::of(2021, 6, 13));
        let drawn = [(); 100].map(|()| chance.workday(friday.plus_days(-7), sunday));
        assert!(
            drawn
                .into_iter()
                .all(|day| is_workday(day) && day <= friday)
        );
        assert_eq!(chance.workday(friday, friday), friday);
        assert_eq!(chance.workday(friday, sunday), sunday, "offices are closed");
    }

    #[test]
    fn the_generator_gives_the_numbers_published_for_it() {
        let mut chance = Chance(1_234_567);
        assert_eq!(
            [(); 3].map(|()| chance.next()),
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423
            ]
        );
    }
}
