//! Replay with and without read models, beside decoding alone and checksums alone over the same events.

use std::hint::black_box;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use domain::Event;
use domain::engine::Position;
use eventlog::{EventLog, decode, decode_meta};
use projections::{Files, replay};
use tests::{Measured, Programme, files_below, median};

/// Files of the history; each is ten events. `JALON_BENCH_FILES` overrides.
const FILES: usize = 20_000;
/// Writers that make the history.
const WRITERS: usize = 200;
/// How often each kind of work takes its turn.
const TURNS: usize = 5;
const PAGE_EVENTS: usize = 4_096;
const CHECKSUM_ROUNDS: u32 = 20;

fn main() -> Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(run())
}

async fn run() -> Result<()> {
    let files = match std::env::var("JALON_BENCH_FILES") {
        Ok(files) => files.parse()?,
        Err(_) => FILES,
    };
    let folder = tempfile::tempdir()?;
    let programme = Programme::in_folder(folder.path()).await?;
    let end = Measured::begin();
    programme.files(0, files, WRITERS).await?;
    let made = end();
    let log = programme.log();
    let events = whole(log.as_ref()).await?;
    let count = u32::try_from(events.len())?;
    let segments = segments(&folder.path().join("log"))?;
    let bytes: usize = segments.iter().map(Vec::len).sum();
    println!(
        "{count} events in {bytes} bytes, made through the ledger by {WRITERS} writers at {:.0} a second",
        made.per_second(count)
    );
    let mut table = Table::default();
    for _ in 0..TURNS {
        table.add(Work::Checksums, checksums(&segments));
        table.add(Work::Decoding, decoding(&events)?);
        table.add(Work::Replay, replay_alone(log.as_ref()).await?);
        table.add(
            Work::ReadModels,
            replay_into_read_models(log.as_ref()).await?,
        );
    }
    table.print(count);
    programme.close().await
}

/// What is measured, from the least work to the most.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Work {
    Checksums,
    Decoding,
    Replay,
    ReadModels,
}

impl Work {
    const ALL: [(Self, &'static str); 4] = [
        (Self::Checksums, "CRC-32C over the segments in memory"),
        (Self::Decoding, "decoding events in memory"),
        (Self::Replay, "replay: read from the log and decode"),
        (Self::ReadModels, "replay into the read models"),
    ];
}

#[derive(Default)]
struct Table(Vec<(Work, Measured)>);

impl Table {
    fn add(&mut self, work: Work, measured: Measured) {
        self.0.push((work, measured));
    }

    fn median_of(&self, work: Work, figure: impl Fn(&Measured) -> f64) -> f64 {
        let turns = self.0.iter().filter(|(of, _)| *of == work);
        median(turns.map(|(_, measured)| figure(measured)).collect())
    }

    fn print(&self, count: u32) {
        println!(
            "      ev/s  CPU µs/ev  of decoding  of checksums  work (medians of {TURNS} turns)"
        );
        let rate = |work| self.median_of(work, |measured| measured.per_second(count));
        for (work, name) in Work::ALL {
            println!(
                "{:>10.0}  {:>9.2}  {:>11.3}  {:>12.4}  {name}",
                rate(work),
                self.median_of(work, |measured| measured.cpu_micros_each(count)),
                rate(work) / rate(Work::Decoding),
                rate(work) / rate(Work::Checksums),
            );
        }
    }
}

/// The stored bytes of every event.
async fn whole(log: &dyn EventLog) -> Result<Vec<Bytes>> {
    let mut events: Vec<Bytes> = Vec::new();
    loop {
        let after = Position::new(events.len() as u64);
        let page = log.read(after, PAGE_EVENTS).await?;
        events.extend(page.events);
        if page.is_last {
            return Ok(events);
        }
    }
}

/// The segments' bytes without the zeros that wait behind the last frame.
fn segments(log: &Path) -> Result<Vec<Vec<u8>>> {
    let mut segments = Vec::new();
    for file in files_below(log)? {
        let mut bytes = std::fs::read(&file).with_context(|| file.display().to_string())?;
        let end = bytes
            .iter()
            .rposition(|byte| *byte != 0)
            .map_or(0, |last| last + 1);
        bytes.truncate(end);
        segments.push(bytes);
    }
    ensure!(!segments.is_empty(), "no segment");
    Ok(segments)
}

/// Several times over: once alone is too short for the clock of the CPU time.
fn checksums(segments: &[Vec<u8>]) -> Measured {
    let end = Measured::begin();
    for _ in 0..CHECKSUM_ROUNDS {
        for segment in segments {
            black_box(crc32c::crc32c(segment));
        }
    }
    let all = end();
    Measured {
        wall: all.wall / CHECKSUM_ROUNDS,
        cpu: all.cpu / CHECKSUM_ROUNDS,
    }
}

fn decoding(events: &[Bytes]) -> Result<Measured> {
    let end = Measured::begin();
    for event in events {
        black_box(decode::<Event>(event)?);
    }
    Ok(end())
}

async fn replay_alone(log: &dyn EventLog) -> Result<Measured> {
    let end = Measured::begin();
    let mut after = None;
    loop {
        let page = log.read(after, PAGE_EVENTS).await?;
        for event in &page.events {
            black_box(decode::<Event>(event)?);
        }
        if page.is_last {
            return Ok(end());
        }
        let last = page
            .events
            .last()
            .context("a page that is not the last holds an event")?;
        after = Some(decode_meta(last)?.0.position);
    }
}

async fn replay_into_read_models(log: &dyn EventLog) -> Result<Measured> {
    let end = Measured::begin();
    black_box(replay::<Files>(log, None, |_| {}).await?);
    Ok(end())
}
