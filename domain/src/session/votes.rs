//! A session's votes: their sums and running digest, and the last tally of each file.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::VoteTallied;
use crate::host::Verdict;

/// The sums of a session's votes, and their running digest.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct VoteSums {
    /// Verdicts given.
    pub votes: u32,
    /// Favourable ones among them, as corrected.
    pub favourable: u32,
    /// Posts granted, as corrected.
    pub posts: u32,
    /// SHA-256 over the digest before (32 zero bytes at first) and the tally's line,
    /// `<host's stream> <verdict> <posts>`: a correction adds a line, and removes none.
    pub digest: [u8; 32],
}

/// A session's votes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Votes {
    sums: VoteSums,
    last: LastTallies,
}

/// What is counted of one vote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Tallied {
    favourable: u32,
    posts: u32,
}

impl Votes {
    /// The sums, corrections included.
    pub fn sums(&self) -> &VoteSums {
        &self.sums
    }

    /// Counts a vote, or its correction in the place of what was counted before.
    pub(super) fn tally(&mut self, vote: &VoteTallied) {
        let tallied = Tallied {
            favourable: u32::from(vote.verdict == Verdict::Favourable),
            posts: vote.posts,
        };
        let sums = &mut self.sums;
        match self.last.put(key(vote), tallied) {
            None => sums.votes = sums.votes.saturating_add(1),
            Some(before) => {
                sums.favourable = sums.favourable.saturating_sub(before.favourable);
                sums.posts = sums.posts.saturating_sub(before.posts);
            }
        }
        sums.favourable = sums.favourable.saturating_add(tallied.favourable);
        sums.posts = sums.posts.saturating_add(tallied.posts);
        sums.digest = Sha256::new()
            .chain_update(sums.digest)
            .chain_update(format!("{} {} {}", vote.host, vote.verdict, vote.posts))
            .finalize()
            .into();
    }
}

/// Which file, as the first 128 bits of a digest: no two files share them, and they spread evenly.
fn key(vote: &VoteTallied) -> u128 {
    let digest: [u8; 32] = Sha256::digest(vote.host.to_string()).into();
    let mut first = [0; 16];
    first.copy_from_slice(&digest[..16]);
    u128::from_le_bytes(first)
}

/// The last tally of each file: a binary tree over the keys' bits whose copies share what they
/// have in common, so that a session of a thousand votes is as cheap to copy as an empty one, and
/// its next vote copies some ten nodes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct LastTallies(Option<Arc<Node>>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Node {
    File { key: u128, tallied: Tallied },
    Fork([LastTallies; 2]),
}

impl LastTallies {
    /// Puts a file's tally in the place of the one before, which is answered.
    fn put(&mut self, key: u128, tallied: Tallied) -> Option<Tallied> {
        self.put_below(0, key, tallied)
    }

    fn put_below(&mut self, depth: u32, key: u128, tallied: Tallied) -> Option<Tallied> {
        let Some(node) = &mut self.0 else {
            self.0 = Some(Arc::new(Node::File { key, tallied }));
            return None;
        };
        match Arc::make_mut(node) {
            Node::Fork(sides) => sides[side(key, depth)].put_below(depth + 1, key, tallied),
            Node::File {
                key: same,
                tallied: last,
            } if *same == key => Some(std::mem::replace(last, tallied)),
            &mut Node::File { key: other, .. } => {
                let mut sides = [Self::default(), Self::default()];
                sides[side(other, depth)] = std::mem::take(self);
                self.0 = Some(Arc::new(Node::Fork(sides)));
                self.put_below(depth, key, tallied)
            }
        }
    }
}

/// To which side of a fork a key lies. Keys that differ part at the 128th bit at the latest.
fn side(key: u128, depth: u32) -> usize {
    usize::from(key.checked_shr(depth).unwrap_or(0) & 1 == 1)
}

#[cfg(test)]
mod tests {
    //! The sums are those of a list that is walked from end to end.

    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use uuid::Uuid;

    use super::{Votes, key};
    use crate::engine::StreamName;
    use crate::host::Verdict;
    use crate::session::VoteTallied;

    fn tallies() -> impl Strategy<Value = Vec<VoteTallied>> {
        let tally = (0..20_u128, 0..5_u32).prop_map(|(host, posts)| VoteTallied {
            host: StreamName::of_uuid("host", Uuid::from_u128(host)),
            verdict: match posts {
                0 => Verdict::Unfavourable,
                _ => Verdict::Favourable,
            },
            posts,
        });
        prop::collection::vec(tally, 0..60)
    }

    proptest! {
        #[test]
        fn the_sums_are_those_of_each_files_last_tally(tallies in tallies()) {
            let mut votes = Votes::default();
            let mut last = BTreeMap::new();
            for tally in &tallies {
                let copy = votes.clone();
                votes.tally(tally);
                last.insert(key(tally), tally.posts);
                prop_assert_ne!(&copy, &votes, "a copy keeps what it was copied from");
            }
            let sums = votes.sums();
            prop_assert_eq!(sums.votes as usize, last.len());
            prop_assert_eq!(sums.posts, last.values().sum::<u32>());
            prop_assert_eq!(sums.favourable as usize, last.values().filter(|posts| **posts > 0).count());
        }
    }

    #[test]
    fn keys_that_differ_in_their_last_bit_part_there() {
        let mut last = super::LastTallies::default();
        let tallied = |posts| super::Tallied {
            favourable: 1,
            posts,
        };
        let far = 1 << 127;
        assert_eq!(last.put(0, tallied(1)), None);
        assert_eq!(last.put(far, tallied(2)), None);
        assert_eq!(last.put(0, tallied(3)), Some(tallied(1)));
        assert_eq!(last.put(far, tallied(4)), Some(tallied(2)));
    }
}
