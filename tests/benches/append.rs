//! Appends through the ledger, at 1 and at 64 writers, beside a bare loop that writes and syncs the same bytes in the same groups.
//!
//! Both run in turn in one run, so that a noisy machine is noisy for both; the ratio is the
//! figure that travels between machines.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;

use anyhow::{Result, ensure};
use tests::{Measured, Programme, files_below, median, quartiles};

/// How often ledger and bare loop take turns: often and shortly, for the disk's pace drifts.
const TURNS: usize = 40;
/// Writers, and files written in one turn; each file is ten events in seven appends.
const CASES: [(usize, usize); 2] = [(1, 10), (64, 128)];
const EVENTS_PER_FILE: usize = 10;

fn main() -> Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    println!("medians of {TURNS} turns; the ratio with its quartiles");
    println!("writers  ledger ev/s  bare ev/s  ledger/bare         CPU µs/ev  bare  events/sync");
    for (writers, files) in CASES {
        let turns = runtime.block_on(turns(writers, files))?;
        println!("{writers:>7}  {}", Summary::of(&turns));
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

async fn turns(writers: usize, files: usize) -> Result<Vec<Turn>> {
    let folder = tempfile::tempdir()?;
    let programme = Programme::in_folder(folder.path()).await?;
    let log = folder.path().join("log");
    let mut turns = Vec::new();
    for round in 0..TURNS {
        let before = groups(&log)?.len();
        let end = Measured::begin();
        programme.files(round, files, writers).await?;
        let ledger = end();
        let groups = &groups(&log)?[before..];
        turns.push(Turn {
            // Each writer convenes a session first.
            events: u32::try_from(files * EVENTS_PER_FILE + writers)?,
            syncs: u32::try_from(groups.len())?,
            ledger,
            bare: bare_loop(folder.path(), groups)?,
        });
    }
    programme.close().await?;
    Ok(turns)
}

/// Medians over the turns.
struct Summary {
    ledger: f64,
    bare: f64,
    /// First quartile, median, third quartile.
    ratio: [f64; 3],
    cpu_micros: f64,
    bare_cpu_micros: f64,
    events_per_sync: f64,
}

impl Summary {
    fn of(turns: &[Turn]) -> Self {
        let all = |figure: fn(&Turn) -> f64| turns.iter().map(figure).collect::<Vec<_>>();
        let ratio = all(|turn| turn.bare.wall.as_secs_f64() / turn.ledger.wall.as_secs_f64());
        Self {
            ledger: median(all(|turn| turn.ledger.per_second(turn.events))),
            bare: median(all(|turn| turn.bare.per_second(turn.events))),
            ratio: quartiles(ratio),
            // The clock of the CPU time is coarse: the sum over all turns, not a median.
            cpu_micros: cpu_micros_each(turns, |turn| turn.ledger),
            bare_cpu_micros: cpu_micros_each(turns, |turn| turn.bare),
            events_per_sync: median(all(|turn| f64::from(turn.events) / f64::from(turn.syncs))),
        }
    }
}

fn cpu_micros_each(turns: &[Turn], of: impl Fn(&Turn) -> Measured) -> f64 {
    let cpu: f64 = turns.iter().map(|turn| of(turn).cpu.as_secs_f64()).sum();
    let events: u32 = turns.iter().map(|turn| turn.events).sum();
    cpu * 1e6 / f64::from(events)
}

impl std::fmt::Display for Summary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [low, middle, high] = self.ratio;
        write!(
            f,
            "{:>11.0}  {:>9.0}  {middle:.2} ({low:.2}–{high:.2})  {:>9.1}  {:>4.1}  {:>11.1}",
            self.ledger, self.bare, self.cpu_micros, self.bare_cpu_micros, self.events_per_sync,
        )
    }
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
