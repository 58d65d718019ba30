//! A year of the programme through the ledger on an embedded log: its pace from the first tenth to the last, and what commands cost on the grown programme beside a small one.
//!
//! The tenths do not have the same mix of commands: the last ones are mostly reports. So the figure
//! that tells whether deciding slows down as the programme grows is the probe's: the same commands,
//! in turn on a programme of a hundredth of the size and on the whole, in one process.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use domain::engine::StreamName;
use tests::year::{Probe, Runner, Scale, Step, Year, in_folder, probe, reports_of};
use tests::{Measured, files_below, median};

const TENTHS: u32 = 10;
/// Commands of each kind in one turn of the probe, and turns.
const PROBED: u32 = 2_000;
const TURNS: u16 = 5;
const SMALL: u16 = 1;

fn main() -> Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(run(hundredths()?))
}

/// `JALON_BENCH_YEAR` is the part of the whole size, 1.0 where it is not set.
fn hundredths() -> Result<u16> {
    let part: f64 = match std::env::var("JALON_BENCH_YEAR") {
        Ok(part) => part.parse()?,
        Err(_) => 1.0,
    };
    let fits = |number: &u16| (f64::from(*number) - part * 100.0).abs() < 0.5;
    let found = (1..=1_000).find(fits);
    found.context("JALON_BENCH_YEAR is a part of the whole size, from 0.01 to 10")
}

async fn run(hundredths: u16) -> Result<()> {
    let scale = Scale::hundredths(hundredths);
    let commands = generate(scale)?;
    let folder = tempfile::tempdir()?;
    let mut grown = Programme::new(folder.path(), scale).await?;
    println!("tenth  commands/s   events/s  CPU µs/command   of the mix: reports");
    let tenths = grown.run_in_tenths(commands).await?;
    report_year(&grown, &tenths, folder.path())?;
    let beside = tempfile::tempdir()?;
    let mut small = Programme::new(beside.path(), Scale::hundredths(SMALL)).await?;
    small.run().await?;
    compare(&mut small, &mut grown).await?;
    report_memory("after the probe")?;
    grown.close().await?;
    small.close().await?;
    open_again(beside.path(), &small, "small").await?;
    open_again(folder.path(), &grown, "grown").await
}

/// The generator alone: how many commands there are, and what they cost to make.
fn generate(scale: Scale) -> Result<u32> {
    let end = Measured::begin();
    let commands = u32::try_from(Year::new(scale, 0).count())?;
    let made = end();
    println!(
        "{commands} commands generated alone at {:.1} µs of CPU each, which the figures below include",
        made.cpu_micros_each(commands)
    );
    Ok(commands)
}

/// A programme, the year that it goes through, and what runs it.
struct Programme {
    year: Year,
    runner: Runner,
}

/// A tenth of the run.
struct Tenth {
    commands: u32,
    events: u32,
    measured: Measured,
}

impl Programme {
    async fn new(folder: &Path, scale: Scale) -> Result<Self> {
        // For each turn of the probe opens as many posts as it asks for.
        let spare = PROBED * u32::from(TURNS);
        Ok(Self {
            year: Year::new(scale, spare),
            runner: Runner::new(in_folder(folder).await?),
        })
    }

    async fn run(&mut self) -> Result<()> {
        self.runner.submit_all(&mut self.year).await?;
        self.runner.settle_all().await
    }

    async fn run_in_tenths(&mut self, commands: u32) -> Result<Vec<Tenth>> {
        let share = usize::try_from(commands.div_ceil(TENTHS))?;
        let mut tenths = Vec::new();
        for number in 1..=TENTHS {
            let before = (self.runner.commands(), self.runner.events());
            let reports = self.year.counts().reports;
            let end = Measured::begin();
            let steps = self.year.by_ref().take(share);
            self.runner.submit_all(steps).await?;
            self.runner.settle_all().await?;
            let tenth = Tenth {
                commands: self.runner.commands() - before.0,
                events: self.runner.events() - before.1,
                measured: end(),
            };
            let reports = self.year.counts().reports - reports;
            tenth.print(number, u32::try_from(reports)?);
            tenths.push(tenth);
        }
        Ok(tenths)
    }

    /// What so many steps cost, each in µs of CPU time.
    async fn cost(&mut self, steps: Vec<Step>) -> Result<f64> {
        let count = u32::try_from(steps.len())?;
        let before = cpu_nanos()?;
        self.runner.submit_all(steps).await?;
        self.runner.settle_all().await?;
        let nanos = cpu_nanos()?.saturating_sub(before);
        Ok(u32::try_from(nanos / 1_000)?.into()).map(|micros: f64| micros / f64::from(count))
    }

    async fn close(&self) -> Result<()> {
        Ok(self.runner.ledger().close().await?)
    }
}

impl Tenth {
    fn micros_each(&self) -> f64 {
        self.measured.cpu_micros_each(self.commands)
    }

    fn print(&self, number: u32, reports: u32) {
        println!(
            "{number:>5}  {:>10.0}  {:>9.0}  {:>14.1}  {:>18.0} %",
            self.measured.per_second(self.commands),
            self.measured.per_second(self.events),
            self.micros_each(),
            f64::from(reports) * 100.0 / f64::from(self.commands),
        );
    }
}

fn report_year(grown: &Programme, tenths: &[Tenth], folder: &Path) -> Result<()> {
    let (commands, events) = (grown.runner.commands(), grown.runner.events());
    let seconds: f64 = tenths.iter().map(|of| of.measured.wall.as_secs_f64()).sum();
    let [first, .., last] = tenths else {
        anyhow::bail!("no tenths");
    };
    println!(
        "{commands} commands, {events} events in {seconds:.0} s: {:.0} commands and {:.0} events a second",
        f64::from(commands) / seconds,
        f64::from(events) / seconds,
    );
    println!(
        "CPU of a command, last tenth / first (another mix): {:.2}",
        last.micros_each() / first.micros_each()
    );
    println!("{:?}", grown.year.counts());
    let mut bytes = 0;
    for file in files_below(&folder.join("log"))? {
        bytes += file.metadata()?.len();
    }
    println!("log: {} MiB", bytes >> 20);
    report_memory("after the year")
}

fn report_memory(when: &str) -> Result<()> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("RssAnon:"));
    println!(
        "anonymous memory {when}: {}",
        line.context("no RssAnon")?.trim()
    );
    Ok(())
}

/// The probe, in turn on the small programme and on the grown one.
async fn compare(small: &mut Programme, grown: &mut Programme) -> Result<()> {
    let counsellors = [small, grown].map(|of| {
        let all: Vec<StreamName> = of.year.counsellors().collect();
        (of, all)
    });
    let mut rows: Vec<Row> = Vec::new();
    let [(small, few), (grown, many)] = counsellors;
    ensure!(!few.is_empty() && !many.is_empty(), "nobody is at work");
    for turn in 0..TURNS {
        for (place, kind) in Probe::ALL.into_iter().enumerate() {
            let on_small = small.cost(probe(kind, 2 * turn, PROBED)).await?;
            let on_grown = grown.cost(probe(kind, 2 * turn, PROBED)).await?;
            Row::at(&mut rows, place, format!("{kind:?}")).add(on_small, on_grown);
        }
        let on_small = small.cost(reports_of(&few, 2 * turn + 1, PROBED)).await?;
        let on_grown = grown.cost(reports_of(&many, 2 * turn + 1, PROBED)).await?;
        let name = "Report by counsellors of the year".to_owned();
        Row::at(&mut rows, Probe::ALL.len(), name).add(on_small, on_grown);
    }
    println!("CPU µs/command, medians of {TURNS} turns of {PROBED}: small, grown, grown/small");
    for row in &rows {
        row.print();
    }
    Ok(())
}

/// What one kind of command cost, turn by turn.
struct Row {
    name: String,
    small: Vec<f64>,
    grown: Vec<f64>,
}

impl Row {
    fn at(rows: &mut Vec<Self>, place: usize, name: String) -> &mut Self {
        if rows.len() == place {
            rows.push(Self {
                name,
                small: Vec::new(),
                grown: Vec::new(),
            });
        }
        &mut rows[place]
    }

    fn add(&mut self, small: f64, grown: f64) {
        self.small.push(small);
        self.grown.push(grown);
    }

    fn print(&self) {
        let ratios = self.small.iter().zip(&self.grown);
        let ratio = median(ratios.map(|(small, grown)| grown / small).collect());
        println!(
            "{:>8.1}  {:>8.1}  {ratio:>6.2}  {}",
            median(self.small.clone()),
            median(self.grown.clone()),
            self.name,
        );
    }
}

/// A new start: how long the log's folding takes, and a command on a file that is not at hand.
async fn open_again(folder: &Path, programme: &Programme, name: &str) -> Result<()> {
    let began = Instant::now();
    let runner = Runner::new(in_folder(folder).await?);
    let opened = began.elapsed();
    let counsellors: Vec<StreamName> = programme.year.counsellors().collect();
    let count = u32::try_from(counsellors.len())?.min(PROBED);
    let steps = reports_of(&counsellors, 2 * TURNS + 1, count);
    let before = cpu_nanos()?;
    let mut runner = runner;
    runner.submit_all(steps).await?;
    runner.settle_all().await?;
    let nanos = u32::try_from(cpu_nanos()?.saturating_sub(before) / 1_000)?;
    println!(
        "{name}: opened again in {:.1} s; the first report of {count} counsellors costs {:.0} µs of CPU each",
        opened.as_secs_f64(),
        f64::from(nanos) / f64::from(count),
    );
    Ok(runner.ledger().close().await?)
}

/// CPU time of this process's threads: finer than the ticks of its own count.
fn cpu_nanos() -> Result<u64> {
    let mut nanos = 0;
    for thread in std::fs::read_dir("/proc/self/task")? {
        // A thread may end meanwhile.
        let told = std::fs::read_to_string(thread?.path().join("schedstat"));
        let told = told.unwrap_or_default();
        let on_cpu = told.split_whitespace().next();
        nanos += on_cpu.map_or(Ok(0), str::parse::<u64>)?;
    }
    Ok(nanos)
}
