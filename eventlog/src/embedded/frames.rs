//! Reading a segment's frames one after the other.

use std::fs::File;
use std::io;

use super::files::read_up_to;
use crate::format::{Frame, FrameFault, MAGIC, PRELUDE_BYTES, claimed_bytes};

/// How much is read at once.
const CHUNK_BYTES: usize = 1024 * 1024;

/// The frames of a file from an offset on.
pub(crate) struct Frames<'f> {
    file: &'f File,
    /// Nothing is read from here on, whatever the file holds.
    length: u64,
    /// Where in the file the buffer begins.
    base: u64,
    buffer: Vec<u8>,
    /// Where in the buffer the next frame begins.
    at: usize,
}

impl<'f> Frames<'f> {
    /// The frames between two offsets.
    pub(crate) fn new(file: &'f File, from: u64, length: u64) -> Self {
        Self {
            file,
            length,
            base: from,
            buffer: Vec::new(),
            at: 0,
        }
    }

    /// Where the next frame begins.
    pub(crate) fn offset(&self) -> u64 {
        self.base + self.at as u64
    }

    /// The next frame, or why none begins here.
    pub(crate) fn peek(&mut self) -> io::Result<Result<Frame<'_>, FrameFault>> {
        self.fill(PRELUDE_BYTES)?;
        if let Ok(frame_bytes) = claimed_bytes(&self.buffer[self.at..]) {
            self.fill(frame_bytes)?;
        }
        Ok(Frame::parse(&self.buffer[self.at..]))
    }

    /// Goes past so many bytes of what was peeked at.
    pub(crate) fn advance(&mut self, bytes: usize) {
        self.at += bytes;
    }

    /// Has so many bytes at hand, or all there are.
    fn fill(&mut self, bytes: usize) -> io::Result<()> {
        if self.buffer.len() - self.at >= bytes {
            return Ok(());
        }
        let held = self.buffer.len() - self.at;
        let base = self.base + self.at as u64;
        let from = base + held as u64;
        let wanted = CHUNK_BYTES.max(bytes - held) as u64;
        let more = wanted.min(self.length.saturating_sub(from));
        let mut buffer = vec![0; held + usize::try_from(more).map_err(io::Error::other)?];
        buffer[..held].copy_from_slice(&self.buffer[self.at..]);
        let read = read_up_to(self.file, &mut buffer[held..], from)?;
        buffer.truncate(held + read);
        (self.base, self.buffer, self.at) = (base, buffer, 0);
        Ok(())
    }
}

/// Every frame in some bytes that begins at a magic, wherever that is; the bytes are suspect.
pub(crate) fn frames_within(bytes: &[u8]) -> impl Iterator<Item = (usize, Frame<'_>)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some(found) = find_magic(&bytes[at..]) {
            let begins = at + found;
            if let Ok(frame) = Frame::parse(&bytes[begins..]) {
                at = begins + frame.len();
                return Some((begins, frame));
            }
            at = begins + 1;
        }
        None
    })
}

fn find_magic(bytes: &[u8]) -> Option<usize> {
    bytes
        .windows(MAGIC.len())
        .position(|window| window == MAGIC)
}
