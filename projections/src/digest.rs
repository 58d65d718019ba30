//! The digest of a set of rows: the same for the same rows, whatever the order they were folded in.
//!
//! It is the sum, modulo 2^256, of the SHA-256 of each row, so that one row can be exchanged
//! without reading the others. It finds accidents (a torn store, a fold that differs); it is no
//! proof against an adversary, and what is proved to others stands in the log.

use std::fmt;

use sha2::{Digest, Sha256};

/// A sum of SHA-256 values modulo 2^256, lowest limb first.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct RowsDigest([u64; 4]);

impl RowsDigest {
    /// Of one row, by the stored bytes of its key and of its content.
    pub(crate) fn of_row(key: &[u8], row: &[u8]) -> Self {
        let hash = Sha256::new().chain_update(key).chain_update(row).finalize();
        Self::from_bytes(&hash.into())
    }

    /// With a row more.
    #[must_use]
    pub(crate) fn plus(self, row: Self) -> Self {
        let mut carry = false;
        let mut sum = [0; 4];
        for (place, limb) in sum.iter_mut().enumerate() {
            let (partial, first) = self.0[place].overflowing_add(row.0[place]);
            let (total, second) = partial.overflowing_add(u64::from(carry));
            *limb = total;
            carry = first || second;
        }
        Self(sum)
    }

    /// Without that row.
    #[must_use]
    pub(crate) fn minus(self, row: Self) -> Self {
        let mut borrow = false;
        let mut difference = [0; 4];
        for (place, limb) in difference.iter_mut().enumerate() {
            let (partial, first) = self.0[place].overflowing_sub(row.0[place]);
            let (total, second) = partial.overflowing_sub(u64::from(borrow));
            *limb = total;
            borrow = first || second;
        }
        Self(difference)
    }

    /// The 32 bytes, lowest limb first.
    pub fn to_bytes(self) -> [u8; 32] {
        let mut bytes = [0; 32];
        for (place, limb) in bytes.chunks_exact_mut(8).zip(self.0) {
            place.copy_from_slice(&limb.to_le_bytes());
        }
        bytes
    }

    /// From the 32 bytes.
    fn from_bytes(bytes: &[u8; 32]) -> Self {
        let mut limbs = [0; 4];
        for (limb, place) in limbs.iter_mut().zip(bytes.chunks_exact(8)) {
            *limb = u64::from_le_bytes(place.try_into().expect("chunks of 8 bytes"));
        }
        Self(limbs)
    }
}

/// 64 hexadecimal digits, in the order of the bytes.
impl fmt::Display for RowsDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_bytes()
            .iter()
            .try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for RowsDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::RowsDigest;
    use proptest::prelude::*;

    fn digests() -> impl Strategy<Value = RowsDigest> {
        any::<[u8; 32]>().prop_map(|bytes| RowsDigest::from_bytes(&bytes))
    }

    proptest! {
        #[test]
        fn the_order_of_rows_does_not_matter(a in digests(), b in digests(), c in digests()) {
            prop_assert_eq!(a.plus(b).plus(c), c.plus(a).plus(b));
        }

        #[test]
        fn a_row_taken_out_leaves_no_trace(a in digests(), b in digests()) {
            prop_assert_eq!(a.plus(b).minus(b), a);
        }

        #[test]
        fn its_bytes_are_its_name(a in digests()) {
            prop_assert_eq!(RowsDigest::from_bytes(&a.to_bytes()), a);
        }
    }

    #[test]
    fn carries_run_through_all_limbs() {
        let highest = RowsDigest::from_bytes(&[0xff; 32]);
        let mut one = [0; 32];
        one[0] = 1;
        assert_eq!(
            highest.plus(RowsDigest::from_bytes(&one)),
            RowsDigest::default()
        );
    }
}
