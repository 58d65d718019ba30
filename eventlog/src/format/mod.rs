//! Stored format 1: the bytes of an event and of a frame, frozen.
//!
//! ## An event
//! One self-contained byte string, the same on every engine. SHA-256 over a zero byte and these
//! bytes is the event's leaf in the RFC 6962 tree of its programme. `varint` is postcard's (LEB128;
//! signed numbers zigzag), `text` and `bytes` are a varint length and that many bytes, `T?` is a byte
//! 0, or a byte 1 and a `T`, `id` is a UUID's 16 bytes.
//!
//! | # | field | shape | |
//! |--:|---|---|---|
//! | 1 | format | 1 byte | [`FORMAT`] |
//! | 2 | `event_id` | id | |
//! | 3 | programme | text | the slug |
//! | 4 | stream | text kind, varint 0 and `bytes`, or varint 1 and text | key is a UUID, or a label; unlike an `id`, this UUID has its length, varint 16, before its 16 bytes |
//! | 5 | version | varint | 1-based in its stream |
//! | 6 | position | varint | 1-based in its programme |
//! | 7 | previous | varint? | position of the stream's event before it |
//! | 8 | `type_name` | text | the catalogue's name |
//! | 9 | schema | varint | of the payload |
//! | 10 | `occurred_on` | varint, signed | days since 1970-01-01 |
//! | 11 | dated | varint | 0 exact, 1 at latest |
//! | 12 | `recorded_at` | varint, signed | microseconds since 1970-01-01T00:00:00Z |
//! | 13 | `appended_at` | varint, signed | likewise, the log's own clock |
//! | 14 | actor | text role, text id, text scope | |
//! | 15 | source | varint channel, text? batch, varint? row, signed varint? `emitted_at` | |
//! | 16 | `command_id` | id | |
//! | 17 | `causation_id` | id? | |
//! | 18 | `correlation_id` | id? | none: equal to `command_id` |
//! | 19 | corrects | id? | |
//! | 20 | payload | bytes | postcard of the type in that schema, personal fields sealed |
//!
//! ## A frame
//! One atomic batch in a segment file; all numbers little-endian.
//!
//! | at | bytes | field |
//! |--:|--:|---|
//! | 0 | 4 | magic `F7 4A 4C 46`; its first byte occurs in no UTF-8 text |
//! | 4 | 4 | length of what follows the prelude |
//! | 8 | 4 | CRC-32C of what follows the prelude |
//! | 12 | 1 | format, [`FORMAT`] |
//! | 13 | 1 | flags: bit 0, a digest follows the header; all others zero |
//! | 14 | 2 | number of events, at least 1 |
//! | 16 | 8 | the writer's term |
//! | 24 | 8 | position of the first event |
//! | 32 | 8 | acknowledged watermark: the last position durable before this frame was written, 0 for none |
//! | 40 | 16 | hash of the frame before it |
//! | 56 | 16 | command id |
//! | 72 | 32 | with flag 0: the request digest, its key id and its tag |
//! | .. | | per event 4 bytes length, and the event |
//!
//! A frame's hash is SHA-256 over its header (bytes 12 up to its events) and the leaf hashes of its
//! events, cut to 16 bytes: a byte of an event is hashed once for chain and tree together. The
//! first frame of a programme follows the hash of the text `jalon log 1 <slug>`.

mod chain;
mod event;
mod frame;
mod plain;

pub(crate) use chain::{Chain, ChainHash, HASH_BYTES, Term};
pub(crate) use event::{Envelope, envelopes};
pub use event::{FormatError, decode, decode_meta, leaf_hash};
pub(crate) use frame::{Frame, FrameFault, Link, MAGIC, PRELUDE_BYTES, claimed_bytes, encode};
pub use plain::{decode_plain, encode_plain};

/// The format that this release writes, and the newest that it reads.
pub(crate) const FORMAT: u8 = 1;
