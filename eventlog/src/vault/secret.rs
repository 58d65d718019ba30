//! One subject's key: what it seals, opens and digests.

use chacha20poly1305::aead::AeadInOut;
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use domain::engine::{EventId, StreamName};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::VaultError;

/// A key's length in bytes.
pub(super) const KEY_BYTES: usize = 32;
/// A digest's length in bytes: HMAC-SHA-256, truncated.
pub(super) const TAG_BYTES: usize = 16;

/// Sealing and digesting use different keys: a digest's is derived under this name.
const DIGEST_DOMAIN: &[u8] = b"jalon/digest/1";
/// Says what the associated data is, and in which version of its layout.
const FIELD_DOMAIN: &[u8] = b"jalon/personal/1";

/// The 32 random bytes behind a key id, wiped from memory when dropped.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub(super) struct Secret([u8; KEY_BYTES]);

impl Secret {
    pub(super) fn new(bytes: [u8; KEY_BYTES]) -> Self {
        Self(bytes)
    }

    pub(super) fn bytes(&self) -> &[u8; KEY_BYTES] {
        &self.0
    }

    /// Replaces the content by its cipher text and tag.
    pub(super) fn seal(&self, nonce: &[u8; 24], place: &[u8], content: &mut Vec<u8>) {
        XChaCha20Poly1305::new(&self.0.into())
            .encrypt_in_place(&XNonce::from(*nonce), place, content)
            .expect("a field is far below the cipher's limit of 256 GiB");
    }

    /// Replaces cipher text and tag by the content; `None` if they were not sealed so, and there.
    pub(super) fn open(&self, nonce: &[u8; 24], place: &[u8], sealed: &mut Vec<u8>) -> Option<()> {
        XChaCha20Poly1305::new(&self.0.into())
            .decrypt_in_place(&XNonce::from(*nonce), place, sealed)
            .ok()
    }

    pub(super) fn digest(&self, request: &[u8]) -> [u8; TAG_BYTES] {
        let whole = self.digester(request).finalize().into_bytes();
        let mut tag = [0; TAG_BYTES];
        tag.copy_from_slice(&whole[..TAG_BYTES]);
        tag
    }

    /// Compares in constant time.
    pub(super) fn digests_to(&self, request: &[u8], tag: &[u8; TAG_BYTES]) -> bool {
        self.digester(request).verify_truncated_left(tag).is_ok()
    }

    fn digester(&self, request: &[u8]) -> Hmac<Sha256> {
        let mut subkey = mac(&self.0, DIGEST_DOMAIN).finalize().into_bytes();
        let digester = mac(&subkey, request);
        subkey.zeroize();
        digester
    }
}

fn mac(key: &[u8], message: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(message);
    mac
}

/// Where a field stands: the associated data that ties its cipher text to this one place.
///
/// `domain | length, stream | event id | length, field`, lengths as two bytes, little-endian: no
/// two places have the same bytes.
pub(super) fn place(stream: &StreamName, event_id: EventId, field: &str) -> Vec<u8> {
    let mut place = Vec::with_capacity(128);
    place.extend_from_slice(FIELD_DOMAIN);
    push_text(&mut place, &stream.to_string());
    place.extend_from_slice(event_id.0.as_bytes());
    push_text(&mut place, field);
    place
}

fn push_text(place: &mut Vec<u8>, text: &str) {
    let length = u16::try_from(text.len()).expect("names are shorter than 64 KiB");
    place.extend_from_slice(&length.to_le_bytes());
    place.extend_from_slice(text.as_bytes());
}

/// Fills `bytes` from the system's source of randomness.
pub(super) fn fill_random(bytes: &mut [u8]) -> Result<(), VaultError> {
    getrandom::fill(bytes).map_err(|why| VaultError::NoRandomness(why.to_string()))
}
