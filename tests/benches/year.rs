//! A year of the programme through the ledger on an embedded log: its pace from the first tenth to the last, and what commands cost on the grown programme beside a small one.
//!
//! The tenths do not have the same mix of commands: the last ones are mostly reports. So the figure
//! that tells whether deciding slows down as the programme grows is the probe's: the same commands,
//! in turn on a programme of a hundredth of the size and on the whole, in one process; through the
//! ledger to the disk, and decided alone, with what follows from them, over the states and the
//! tally of the programme.

use std::collections::HashMap;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result};
use domain::engine::{Asked, Dated, Decider, Needs, StreamName, Streams, Undecided};
use domain::{Cnfs, CnfsTally, Command, Refusal, State};
use tests::year::{Probe, Runner, Scale, Step, Year, in_folder, probe, reports_of};
use tests::{Measured, files_below, median, quartiles};

const TENTHS: u32 = 10;
/// Commands of each kind in one turn of the probe, and turns.
const PROBED: u32 = 2_000;
const TURNS: u16 = 9;
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
    compare(&mut grown).await?;
    report_memory("after the probe")?;
    grown.close().await?;
    open_again(folder.path(), &grown).await
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
            runner: Runner::new(in_folder(folder, 0).await?),
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
        micros_each(before, count)
    }

    /// What deciding them alone costs: until all the states are there, they are decided again.
    async fn decide(&self, steps: &[Step]) -> Result<f64> {
        let (mut bare, ledger) = (Bare::of(steps), self.runner.ledger());
        loop {
            let asked = ledger.ask_tally(move |tally| (bare.best(tally), bare));
            let (best, back) = asked.await?;
            let (micros, missing) = best?;
            if missing.is_empty() {
                return Ok(micros);
            }
            bare = back;
            for stream in missing {
                let (state, _) = ledger.state(stream.clone()).await?;
                bare.states.insert(stream, state);
            }
        }
    }

    /// So many reports of those who are at work at the end of the year.
    fn reports(&self, round: u16, count: u32) -> Vec<Step> {
        let counsellors: Vec<StreamName> = self.year.counsellors().collect();
        reports_of(&counsellors, round, count)
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
    let counts = grown.year.counts();
    println!(
        "{} hosts, {} posts open, {} filled, {} people hired, {} certified, {} reports",
        counts.hosts,
        counts.posts_open,
        counts.posts_filled,
        counts.hired,
        counts.certified,
        counts.reports,
    );
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

/// The probe, in turn on a new small programme and on the grown one.
async fn compare(grown: &mut Programme) -> Result<()> {
    let mut rows = Rows::default();
    for turn in 0..TURNS {
        let folder = tempfile::tempdir()?;
        let mut small = Programme::new(folder.path(), Scale::hundredths(SMALL)).await?;
        small.run().await?;
        for kind in Probe::ALL {
            let [on_small, on_grown] = [(); 2].map(|()| probe(kind, 2 * turn, PROBED));
            let alone = (
                small.decide(&on_small).await?,
                grown.decide(&on_grown).await?,
            );
            rows.add(format!("{kind:?}, decided alone"), alone);
            let whole = (small.cost(on_small).await?, grown.cost(on_grown).await?);
            rows.add(format!("{kind:?}"), whole);
        }
        let [on_small, on_grown] = [&small, grown].map(|of| of.reports(2 * turn + 1, PROBED));
        let alone = (
            small.decide(&on_small).await?,
            grown.decide(&on_grown).await?,
        );
        rows.add(
            "Report of the year's counsellors, decided alone".to_owned(),
            alone,
        );
        let whole = (small.cost(on_small).await?, grown.cost(on_grown).await?);
        rows.add("Report of the year's counsellors".to_owned(), whole);
        small.close().await?;
    }
    rows.print();
    Ok(())
}

/// Decisions over states and tally, without the ledger's part.
struct Bare {
    asked: Vec<(Command, Asked)>,
    states: HashMap<StreamName, State>,
}

impl Bare {
    fn of(steps: &[Step]) -> Self {
        let asked = steps.iter().map(|step| {
            let (command, corrects) = step.asks.clone().with(&[]);
            let asked = Asked {
                stream: step.stream.clone(),
                occurred_on: Some(step.occurred_on),
                dated: Dated::Exact,
                today: step.recorded_at.paris_date(),
                actor: step.actor.clone(),
                corrects,
            };
            (command, asked)
        });
        Self {
            asked: asked.collect(),
            states: HashMap::new(),
        }
    }

    /// The best of some times, in µs for each: the clock of the CPU time is too coarse for it, and
    /// that on the wall counts whatever comes between.
    fn best(&self, tally: &CnfsTally) -> Result<(f64, Vec<StreamName>), Refusal> {
        const TIMES: usize = 10;
        let mut best = f64::INFINITY;
        let mut missing = Vec::new();
        for _ in 0..TIMES {
            let began = Instant::now();
            missing = self.decide(tally)?;
            best = best.min(began.elapsed().as_secs_f64() * 1e6 / f64::from(PROBED));
        }
        Ok((best, missing))
    }

    /// Decides them all, each on what is there; which states were missing.
    fn decide(&self, tally: &CnfsTally) -> Result<Vec<StreamName>, Refusal> {
        let streams = Streams::new(&self.states);
        let mut missing = Vec::new();
        for (command, asked) in &self.asked {
            match Cnfs::decide(command, asked, &streams, tally) {
                Ok(drafts) => missing.extend(drafts.iter().filter_map(|draft| {
                    let reactions = black_box(Cnfs::react(draft, asked, &streams, tally));
                    reactions.err().map(|Needs(stream)| stream)
                })),
                Err(Undecided::Needs(stream)) => missing.push(stream),
                Err(Undecided::Refused(why)) => return Err(why),
            }
        }
        Ok(missing)
    }
}

/// What each kind of command cost, turn by turn, on the small programme and on the grown one.
#[derive(Default)]
struct Rows(Vec<(String, Vec<(f64, f64)>)>);

impl Rows {
    fn add(&mut self, name: String, cost: (f64, f64)) {
        match self.0.iter_mut().find(|(of, _)| *of == name) {
            Some((_, costs)) => costs.push(cost),
            None => self.0.push((name, vec![cost])),
        }
    }

    fn print(&self) {
        println!("CPU µs/command, medians of {TURNS} turns of {PROBED} commands");
        println!("   small     grown  grown/small (quartiles)");
        for (name, costs) in &self.0 {
            let figure = |of: fn(&(f64, f64)) -> f64| costs.iter().map(of).collect::<Vec<_>>();
            let [low, middle, high] = quartiles(figure(|(small, grown)| grown / small));
            println!(
                "{:>8.2}  {:>8.2}  {middle:>6.2} ({low:.2}–{high:.2})  {name}",
                median(figure(|(small, _)| *small)),
                median(figure(|(_, grown)| *grown)),
            );
        }
    }
}

/// A new start: how long the log's folding takes, and a command on a file that is not at hand.
async fn open_again(folder: &Path, programme: &Programme) -> Result<()> {
    let began = Instant::now();
    let mut runner = Runner::new(in_folder(folder, 1).await?);
    let opened = began.elapsed();
    let at_work = u32::try_from(programme.year.counsellors().count())?;
    let count = at_work.min(PROBED);
    let steps = programme.reports(2 * TURNS + 1, count);
    let before = cpu_nanos()?;
    runner.submit_all(steps).await?;
    runner.settle_all().await?;
    println!(
        "opened again in {:.1} s; the first report of {count} counsellors, whose files are read for it, costs {:.0} µs of CPU each",
        opened.as_secs_f64(),
        micros_each(before, count)?,
    );
    Ok(runner.ledger().close().await?)
}

/// CPU time since then, in µs for each of so many.
fn micros_each(before: u64, count: u32) -> Result<f64> {
    let micros = u32::try_from(cpu_nanos()?.saturating_sub(before) / 1_000)?;
    Ok(f64::from(micros) / f64::from(count))
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
