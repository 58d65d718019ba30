//! The files of a log's folder: names, zeros, and what must be synced beside the data.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use domain::engine::Position;

use crate::folder::names;

pub(crate) const LOCK: &str = "lock";
pub(crate) const ACKNOWLEDGED: &str = "acknowledged";

const SEGMENT_SUFFIX: &str = ".segment";
/// As many as the largest position has, so that names sort like numbers.
const SEGMENT_DIGITS: usize = 20;

static ZEROS: [u8; 64 * 1024] = [0; 64 * 1024];

/// The file of the segment that begins with a position.
pub(crate) fn segment_path(folder: &Path, first: Position) -> PathBuf {
    let digits = first.get();
    folder.join(format!("{digits:0SEGMENT_DIGITS$}{SEGMENT_SUFFIX}"))
}

/// The first positions of the segments in a folder, in order.
pub(crate) fn segments_in(folder: &Path) -> io::Result<Vec<Position>> {
    let names = names(folder)?;
    let mut firsts: Vec<Position> = names.iter().filter_map(|name| first_of(name)).collect();
    firsts.sort_unstable();
    Ok(firsts)
}

fn first_of(name: &str) -> Option<Position> {
    let digits = name.strip_suffix(SEGMENT_SUFFIX)?;
    let is_number = digits.len() == SEGMENT_DIGITS && digits.bytes().all(|b| b.is_ascii_digit());
    Position::new(is_number.then(|| digits.parse().ok())??)
}

/// Overwrites a range with zeros, making the file longer where it ends before.
pub(crate) fn zero(file: &File, from: u64, through: u64) -> io::Result<()> {
    let mut at = from;
    while at < through {
        let bytes = ZEROS
            .len()
            .min(usize::try_from(through - at).unwrap_or(usize::MAX));
        file.write_all_at(&ZEROS[..bytes], at)?;
        at += bytes as u64;
    }
    Ok(())
}

/// What a file holds from an offset on: at most one segment.
pub(crate) fn rest_of(file: &File, from: u64) -> io::Result<Vec<u8>> {
    let length = file.metadata()?.len().saturating_sub(from);
    let mut rest = vec![0; usize::try_from(length).map_err(io::Error::other)?];
    let read = read_up_to(file, &mut rest, from)?;
    rest.truncate(read);
    Ok(rest)
}

/// Reads until the buffer is full or the file ends: the writer of a followed log may cut the
/// zeros off a segment that it seals.
pub(crate) fn read_up_to(file: &File, buffer: &mut [u8], from: u64) -> io::Result<usize> {
    let mut read = 0;
    while read < buffer.len() {
        match file.read_at(&mut buffer[read..], from + read as u64) {
            Ok(0) => break,
            Ok(more) => read += more,
            Err(again) if again.kind() == io::ErrorKind::Interrupted => {}
            Err(why) => return Err(why),
        }
    }
    Ok(read)
}

/// Whether nothing was ever written there.
pub(crate) fn is_blank(bytes: &[u8]) -> bool {
    let mut chunks = bytes.chunks(ZEROS.len());
    chunks.all(|chunk| chunk == &ZEROS[..chunk.len()])
}
