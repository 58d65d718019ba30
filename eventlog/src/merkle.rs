//! The root of an RFC 6962 tree, leaf by leaf, in memory of its logarithm.

use sha2::{Digest as _, Sha256};

type Hash = [u8; 32];

/// RFC 6962 prefixes what it hashes, so that no inner node can be taken for a leaf.
const NODE_PREFIX: [u8; 1] = [1];

/// A tree that grows by leaves.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    leaves: u64,
    /// The roots of the perfect subtrees, largest first: one per bit that is set in `leaves`.
    stack: Vec<Hash>,
}

impl Tree {
    /// Adds the hash of a leaf.
    pub(crate) fn push(&mut self, leaf: Hash) {
        let mut node = leaf;
        // Each bit that carries joins two subtrees of equal size.
        for _ in 0..self.leaves.trailing_ones() {
            if let Some(left) = self.stack.pop() {
                node = join(&left, &node);
            }
        }
        self.stack.push(node);
        self.leaves += 1;
    }

    /// The root over all leaves; without one, the hash of nothing.
    pub(crate) fn root(&self) -> Hash {
        let from_the_right = self.stack.iter().rev().copied();
        let joined = from_the_right.reduce(|right, left| join(&left, &right));
        joined.unwrap_or_else(|| Sha256::digest([]).into())
    }
}

fn join(left: &Hash, right: &Hash) -> Hash {
    Sha256::new()
        .chain_update(NODE_PREFIX)
        .chain_update(left)
        .chain_update(right)
        .finalize()
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::leaf_hash;

    /// The leaves and roots that implementations of RFC 6962 are commonly checked with.
    #[test]
    fn the_roots_are_those_of_the_known_tree_of_eight_leaves() {
        let leaves: [&[u8]; 8] = [
            b"",
            b"\x00",
            b"\x10",
            b"\x20\x21",
            b"\x30\x31",
            b"\x40\x41\x42\x43",
            b"\x50\x51\x52\x53\x54\x55\x56\x57",
            b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
        ];
        let roots = [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        let mut tree = Tree::default();
        for (leaf, root) in leaves.iter().zip(roots) {
            tree.push(leaf_hash(leaf));
            assert_eq!(tree.root()[..], bytes(root));
        }
    }

    #[test]
    fn the_root_of_nothing_is_the_hash_of_nothing() {
        let root = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(Tree::default().root()[..], bytes(root));
    }

    fn bytes(hex: &str) -> Vec<u8> {
        let byte = |at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
        (0..hex.len()).step_by(2).map(byte).collect()
    }
}
