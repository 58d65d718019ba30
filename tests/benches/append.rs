//! Appends through the ledger, at 1 and at 64 writers, beside a bare loop that writes and syncs the same bytes in the same groups.
//!
//! Both run in turn in one run, so that a noisy machine is noisy for both; the ratio is the
//! figure that travels between machines.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;

use anyhow::{Result, ensure};
use tests::{Measured, Programme, files_below, median};

/// How often ledger and bare loop take turns.
const TURNS: usize = 5;
/// Files written in one turn, at one writer and at sixty-four; each is ten events.
const CASES: [(usize, usize); 2] = [(1, 60), (64, 1_920)];
const EVENTS_PER_FILE: u32 = 10;

fn main() -> Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    println!(
        "writers  turn  ledger ev/s  bare ev/s  ratio  CPU µs/ev  bare CPU µs/ev  events/sync"
    );
    for (writers, files) in CASES {
        let mut ratios = Vec::new();
        for turn in 1..=TURNS {
            let taken = runtime.block_on(one_turn(writers, files))?;
            println!("{writers:>7}  {turn:>4}  {taken}");
            ratios.push(taken.ratio());
        }
        println!(
            "{writers:>7}  the ledger reaches {:.2} of the bare loop (median)",
            median(ratios)
        );
    }
    Ok(())
}

/// One turn of each.
struct Turn {
    events: u32,
    syncs: u32,
    ledger: Measured,
    bare: Measured,
}

impl Turn {
    fn ratio(&self) -> f64 {
        self.bare.wall.as_secs_f64() / self.ledger.wall.as_secs_f64()
    }
}

impl std::fmt::Display for Turn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{:>11.0}  {:>9.0}  {:>5.2}  {:>9.1}  {:>14.1}  {:>11.1}",
            self.ledger.per_second(self.events),
            self.bare.per_second(self.events),
            self.ratio(),
            self.ledger.cpu_micros_each(self.events),
            self.bare.cpu_micros_each(self.events),
            f64::from(self.events) / f64::from(self.syncs),
        )
    }
}

async fn one_turn(writers: usize, files: usize) -> Result<Turn> {
    let folder = tempfile::tempdir()?;
    let programme = Programme::in_folder(folder.path()).await?;
    let end = Measured::begin();
    programme.files(files, writers).await?;
    let ledger = end();
    programme.close().await?;
    let groups = groups(&folder.path().join("log"))?;
    Ok(Turn {
        events: u32::try_from(files)? * EVENTS_PER_FILE,
        syncs: u32::try_from(groups.len())?,
        ledger,
        bare: bare_loop(folder.path(), &groups)?,
    })
}

/// Writes and syncs the groups, one after the other, to a file that is zeroed before, like a
/// segment.
fn bare_loop(folder: &Path, groups: &[Vec<u8>]) -> Result<Measured> {
    let mut file = File::create(folder.join("bare"))?;
    let bytes: usize = groups.iter().map(Vec::len).sum();
    file.write_all(&vec![0; bytes])?;
    file.sync_all()?;
    file.seek(SeekFrom::Start(0))?;
    let end = Measured::begin();
    for group in groups {
        file.write_all(group)?;
        file.sync_data()?;
    }
    Ok(end())
}

/// Bytes of each group commit, in order: the frames that were written under one watermark.
fn groups(log: &Path) -> Result<Vec<Vec<u8>>> {
    let mut groups: Vec<(u64, Vec<u8>)> = Vec::new();
    for file in files_below(log)? {
        let bytes = std::fs::read(&file)?;
        let mut rest = bytes.as_slice();
        while let Some((frame, watermark)) = next_frame(rest) {
            match groups.last_mut() {
                Some((last, group)) if *last == watermark => group.extend(frame),
                _ => groups.push((watermark, frame.to_vec())),
            }
            rest = &rest[frame.len()..];
        }
    }
    ensure!(!groups.is_empty(), "no frame in {}", log.display());
    Ok(groups.into_iter().map(|(_, bytes)| bytes).collect())
}

/// The frame at the beginning of these bytes and its watermark, by the offsets of stored format 1.
fn next_frame(bytes: &[u8]) -> Option<(&[u8], u64)> {
    const MAGIC: [u8; 4] = [0xF7, b'J', b'L', b'F'];
    const PRELUDE_BYTES: usize = 12;
    const WATERMARK_AT: usize = 32;
    bytes.strip_prefix(&MAGIC)?;
    let length = u32::from_le_bytes(*bytes.get(4..)?.first_chunk()?);
    let frame = bytes.get(..PRELUDE_BYTES + usize::try_from(length).ok()?)?;
    let watermark = u64::from_le_bytes(*frame.get(WATERMARK_AT..)?.first_chunk()?);
    Some((frame, watermark))
}
