//! Chance with a seed: the same draws in every run, on every machine.

/// A generator of numbers (`SplitMix64`).
#[derive(Debug)]
pub(super) struct Chance(u64);

impl Chance {
    /// The one of that seed.
    pub(super) fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Below `end`; 0 where `end` is 0.
    pub(super) fn below(&mut self, end: usize) -> usize {
        let wide = u128::from(self.draw()) * end as u128;
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    /// From `low` through `high`.
    pub(super) fn days(&mut self, low: i32, high: i32) -> i32 {
        let width = usize::try_from(high - low + 1).unwrap_or(1);
        low + i32::try_from(self.below(width)).unwrap_or(0)
    }

    /// In so many of a hundred cases.
    pub(super) fn percent(&mut self, cases: usize) -> bool {
        self.below(100) < cases
    }

    /// One of them; `choices` is not empty.
    pub(super) fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }
}
