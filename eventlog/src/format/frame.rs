//! A frame: one atomic batch in a segment file, whole or not there.

use domain::engine::{CommandId, Instant, KeyId, Position, ProgrammeSlug};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::chain::{ChainHash, HASH_BYTES, Term};
use super::{Envelope, FORMAT, FormatError, envelopes, leaf_hash};
use crate::port::{
    Appended, BATCH_EVENTS_MAX, BATCH_PAYLOAD_BYTES_MAX, Batch, Digest, Receipt, TEXT_BYTES_MAX,
};
use crate::sequencer::Placed;

pub(crate) const MAGIC: [u8; 4] = [0xF7, b'J', b'L', b'F'];

const LENGTH_AT: usize = MAGIC.len();
const CRC_AT: usize = LENGTH_AT + size_of::<u32>();
/// Magic, length and checksum; the checksum is over all that follows.
pub(crate) const PRELUDE_BYTES: usize = CRC_AT + size_of::<u32>();

const FORMAT_AT: usize = PRELUDE_BYTES;
const FLAGS_AT: usize = FORMAT_AT + size_of::<u8>();
const COUNT_AT: usize = FLAGS_AT + size_of::<u8>();
const TERM_AT: usize = COUNT_AT + size_of::<u16>();
const FIRST_AT: usize = TERM_AT + size_of::<u64>();
const WATERMARK_AT: usize = FIRST_AT + size_of::<u64>();
const PREVIOUS_AT: usize = WATERMARK_AT + size_of::<u64>();
const COMMAND_AT: usize = PREVIOUS_AT + HASH_BYTES;
/// Where the digest stands, or the first event.
const HEADER_END: usize = COMMAND_AT + size_of::<Uuid>();

const KEY_ID_BYTES: usize = size_of::<Uuid>();
const TAG_BYTES: usize = 16;
const DIGEST_BYTES: usize = KEY_ID_BYTES + TAG_BYTES;
const EVENT_LENGTH_BYTES: usize = size_of::<u32>();

const HAS_DIGEST: u8 = 1;

/// The most bytes an envelope adds to a payload: five bounded names, a programme and a stream of
/// bounded length, ids and numbers.
const ENVELOPE_BYTES_MAX: usize = 5 * (TEXT_BYTES_MAX + 2) + 512;
/// The most bytes of one frame. A length above it is no length.
const FRAME_BYTES_MAX: usize = HEADER_END
    + DIGEST_BYTES
    + BATCH_PAYLOAD_BYTES_MAX
    + BATCH_EVENTS_MAX * (EVENT_LENGTH_BYTES + ENVELOPE_BYTES_MAX);

const _: () = assert!(HEADER_END == 72 && DIGEST_BYTES == 32);
const _: () = assert!(FRAME_BYTES_MAX <= u32::MAX as usize);
const _: () = assert!(BATCH_EVENTS_MAX <= u16::MAX as usize);

/// What the log knows of a frame before its events are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Link {
    pub(crate) term: Term,
    /// The last position that was durable before the frame is written.
    pub(crate) watermark: Option<Position>,
    /// The hash of the frame before it.
    pub(crate) previous: ChainHash,
}

/// Appends the frame of an admitted batch, and gives its hash.
pub(crate) fn encode(
    out: &mut Vec<u8>,
    link: Link,
    programme: &ProgrammeSlug,
    batch: &Batch,
    placed: &[Placed],
    appended_at: Instant,
) -> ChainHash {
    let start = out.len();
    out.extend_from_slice(&[0; PRELUDE_BYTES]);
    encode_header(out, link, batch, placed);
    let mut hasher = Sha256::new_with_prefix(&out[start + FORMAT_AT..]);
    for envelope in envelopes(programme, batch, placed, appended_at) {
        let event_at = out.len() + EVENT_LENGTH_BYTES;
        out.extend_from_slice(&[0; EVENT_LENGTH_BYTES]);
        envelope.encode(out);
        hasher.update(leaf_hash(&out[event_at..]));
        let length = stored_length(out.len() - event_at);
        out[event_at - EVENT_LENGTH_BYTES..event_at].copy_from_slice(&length);
    }
    encode_prelude(&mut out[start..]);
    ChainHash::cut(hasher.finalize().into())
}

fn encode_header(out: &mut Vec<u8>, link: Link, batch: &Batch, placed: &[Placed]) {
    let number = |position: Option<Position>| position.map_or(0, Position::get).to_le_bytes();
    let count = u16::try_from(placed.len()).expect("a batch is bounded by BATCH_EVENTS_MAX");
    let flags = if batch.digest.is_some() {
        HAS_DIGEST
    } else {
        0
    };
    out.extend_from_slice(&[FORMAT, flags]);
    out.extend_from_slice(&count.to_le_bytes());
    out.extend_from_slice(&link.term.get().to_le_bytes());
    out.extend_from_slice(&number(placed.first().map(|place| place.position)));
    out.extend_from_slice(&number(link.watermark));
    out.extend_from_slice(&link.previous.0);
    out.extend_from_slice(batch.command_id.0.as_bytes());
    if let Some(digest) = batch.digest {
        out.extend_from_slice(digest.key_id.0.as_bytes());
        out.extend_from_slice(&digest.tag);
    }
}

fn encode_prelude(frame: &mut [u8]) {
    let (prelude, body) = frame.split_at_mut(PRELUDE_BYTES);
    prelude[..LENGTH_AT].copy_from_slice(&MAGIC);
    prelude[LENGTH_AT..CRC_AT].copy_from_slice(&stored_length(body.len()));
    prelude[CRC_AT..].copy_from_slice(&crc32c::crc32c(body).to_le_bytes());
}

fn stored_length(bytes: usize) -> [u8; 4] {
    u32::try_from(bytes)
        .expect("an admitted batch fits into FRAME_BYTES_MAX")
        .to_le_bytes()
}

/// Why bytes are not a frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FrameFault {
    /// Nothing was ever written here: no byte at all, or zeros where the magic would be.
    Blank,
    /// The bytes end before the frame does; it would have so many.
    Cut(usize),
    /// Written by a newer release, and whole.
    Newer(u8),
    /// Anything else.
    Broken(&'static str),
}

impl FrameFault {
    /// In words.
    pub(crate) fn why(&self) -> String {
        match self {
            Self::Blank => "nothing is written here".to_owned(),
            Self::Cut(bytes) => format!("a frame of {bytes} bytes is cut"),
            Self::Newer(found) => format!("a frame has stored format {found}"),
            Self::Broken(why) => (*why).to_owned(),
        }
    }
}

/// How long the frame that begins here says it is, prelude included. Not to be believed before
/// its checksum holds.
pub(crate) fn claimed_bytes(bytes: &[u8]) -> Result<usize, FrameFault> {
    let magic = &bytes[..bytes.len().min(LENGTH_AT)];
    if magic.iter().all(|byte| *byte == 0) {
        return Err(FrameFault::Blank);
    }
    if bytes.len() < PRELUDE_BYTES {
        return Err(FrameFault::Cut(PRELUDE_BYTES));
    }
    if magic != MAGIC {
        return Err(FrameFault::Broken("no frame begins here"));
    }
    let frame_bytes = PRELUDE_BYTES + u32_at(bytes, LENGTH_AT) as usize;
    if !(HEADER_END..=FRAME_BYTES_MAX).contains(&frame_bytes) {
        return Err(FrameFault::Broken("the frame's length cannot be"));
    }
    Ok(frame_bytes)
}

/// A frame whose checksum holds and whose parts fit. That it follows the frame before it is
/// checked by [`Chain`](super::chain::Chain).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame<'a> {
    pub(crate) term: Term,
    pub(crate) first: Position,
    /// Of the last event.
    pub(crate) last: Position,
    pub(crate) watermark: Option<Position>,
    pub(crate) previous: ChainHash,
    pub(crate) command_id: CommandId,
    pub(crate) digest: Option<Digest>,
    /// All of it, prelude included.
    bytes: &'a [u8],
    events_at: usize,
}

impl<'a> Frame<'a> {
    /// Parses the frame that `bytes` begins with.
    pub(crate) fn parse(bytes: &'a [u8]) -> Result<Self, FrameFault> {
        let frame_bytes = claimed_bytes(bytes)?;
        let bytes = bytes
            .get(..frame_bytes)
            .ok_or(FrameFault::Cut(frame_bytes))?;
        if crc32c::crc32c(&bytes[PRELUDE_BYTES..]) != u32_at(bytes, CRC_AT) {
            return Err(FrameFault::Broken("the frame's checksum does not hold"));
        }
        match bytes[FORMAT_AT] {
            FORMAT => Self::parse_header(bytes).map_err(FrameFault::Broken),
            newer if newer > FORMAT => Err(FrameFault::Newer(newer)),
            _ => Err(FrameFault::Broken("the frame has no known format")),
        }
    }

    /// What the checksum cannot tell: fields that no writer writes.
    fn parse_header(bytes: &'a [u8]) -> Result<Self, &'static str> {
        let first = Position::new(u64_at(bytes, FIRST_AT)).ok_or("positions begin at 1")?;
        let count = u64::from(u16::from_le_bytes(array_at(bytes, COUNT_AT)));
        let last = count
            .checked_sub(1)
            .and_then(|more| first.get().checked_add(more))
            .and_then(Position::new)
            .ok_or("a frame holds an event")?;
        let watermark = Position::new(u64_at(bytes, WATERMARK_AT));
        if watermark >= Some(first) {
            return Err("a frame's watermark lies before it");
        }
        let (digest, events_at) = parse_digest(bytes)?;
        let frame = Self {
            term: Term::new(u64_at(bytes, TERM_AT)).ok_or("terms begin at 1")?,
            first,
            last,
            watermark,
            previous: ChainHash(array_at(bytes, PREVIOUS_AT)),
            command_id: CommandId(Uuid::from_bytes(array_at(bytes, COMMAND_AT))),
            digest,
            bytes,
            events_at,
        };
        frame.check_lengths(count)?;
        Ok(frame)
    }

    /// The events must fill the frame, no more and no less.
    fn check_lengths(&self, count: u64) -> Result<(), &'static str> {
        let mut rest = &self.bytes[self.events_at..];
        for _ in 0..count {
            let event_bytes = rest
                .first_chunk()
                .map(|length| u32::from_le_bytes(*length) as usize)
                .ok_or("an event's length is cut")?;
            rest = rest
                .get(EVENT_LENGTH_BYTES + event_bytes..)
                .ok_or("an event is cut")?;
        }
        if rest.is_empty() {
            Ok(())
        } else {
            Err("bytes follow the last event")
        }
    }

    /// The whole frame's length.
    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Each event with its position.
    pub(crate) fn events(&self) -> impl Iterator<Item = (Position, &'a [u8])> + use<'a> {
        let bytes = self.bytes;
        self.event_ranges()
            .map(move |(position, range)| (position, &bytes[range]))
    }

    /// Each event's place in the frame's bytes, with its position.
    pub(crate) fn event_ranges(
        &self,
    ) -> impl Iterator<Item = (Position, std::ops::Range<usize>)> + use<'a> {
        let bytes = self.bytes;
        let mut at = self.events_at;
        let mut before = self.first.before();
        std::iter::from_fn(move || {
            if at == bytes.len() {
                return None;
            }
            let start = at + EVENT_LENGTH_BYTES;
            at = start + u32_at(bytes, at) as usize;
            let position = Position::after(before);
            before = Some(position);
            Some((position, start..at))
        })
    }

    /// What the next frame's `previous` must be.
    pub(crate) fn hash(&self) -> ChainHash {
        let mut hasher = Sha256::new_with_prefix(&self.bytes[FORMAT_AT..self.events_at]);
        for (_, event) in self.events() {
            hasher.update(leaf_hash(event));
        }
        ChainHash::cut(hasher.finalize().into())
    }

    /// The append that the frame is, as one that was there already.
    pub(crate) fn receipt(&self) -> Result<Receipt, FormatError> {
        let events = self.events().map(|(_, event)| {
            let envelope = Envelope::parse(event)?;
            Ok(Appended {
                event_id: envelope.event_id(),
                type_name: envelope.type_name.into(),
                version: envelope.version,
                position: envelope.position,
                stream: envelope.stream,
            })
        });
        Ok(Receipt {
            command_id: self.command_id,
            digest: self.digest,
            events: events.collect::<Result<_, _>>()?,
            repeated: true,
        })
    }
}

fn parse_digest(bytes: &[u8]) -> Result<(Option<Digest>, usize), &'static str> {
    match bytes[FLAGS_AT] {
        0 => Ok((None, HEADER_END)),
        HAS_DIGEST if bytes.len() >= HEADER_END + DIGEST_BYTES => {
            let key_id = KeyId(Uuid::from_bytes(array_at(bytes, HEADER_END)));
            let tag = array_at(bytes, HEADER_END + KEY_ID_BYTES);
            Ok((Some(Digest { key_id, tag }), HEADER_END + DIGEST_BYTES))
        }
        HAS_DIGEST => Err("the frame's digest is cut"),
        _ => Err("the frame has a flag that is not known"),
    }
}

/// The bytes at an offset that was checked to lie inside.
fn array_at<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    *bytes[at..]
        .first_chunk()
        .expect("the header was checked to be whole")
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(array_at(bytes, at))
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(array_at(bytes, at))
}
