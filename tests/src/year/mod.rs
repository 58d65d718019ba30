//! A realistic year of the programme, as commands in the order of their days: for benchmarks and laws.
//!
//! The whole size is 9,000 host files, 4,000 posts, 40,000 candidates and about a million events,
//! most of them the daily reports of the counsellors in post. Nothing is planned ahead: what
//! follows from a step is written into an agenda, and the year goes from one day to the next, so
//! that the generator holds a few words for each file and no history. It keeps to the rules by
//! what it knows of each file; no command is meant to be refused. Names are numbers, and belong
//! to nobody.

mod actors;
mod agenda;
mod calendar;
mod chance;
mod convention;
mod files;
mod frame;
mod hire;
mod host;
mod person;
mod posts;
mod probe;
mod recruitment;
mod runner;
mod session;
mod step;
mod training;
mod vote;
mod work;

pub use probe::{Probe, probe, reports_of};
pub use runner::{Runner, in_folder, in_memory};
pub use step::{Asks, Mark, Step};

use std::collections::{BTreeMap, VecDeque};

use domain::Command;
use domain::engine::{Actor, CommandId, Personal, StreamName};
use domain::territory::{Department, Region};

use agenda::{Agenda, Task};
use calendar::{DAYS, Day, date, moment};
use chance::Chance;
use files::{Host, Match, Person};

/// How large a year is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scale {
    hosts: usize,
    candidates: usize,
    posts: i64,
}

impl Scale {
    /// So many hundredths of the whole size.
    pub fn hundredths(number: u16) -> Self {
        let number = usize::from(number);
        Self {
            hosts: 90 * number,
            candidates: 400 * number,
            posts: 40 * i64::try_from(number).unwrap_or(0),
        }
    }

    /// How many posts are granted in all, where enough files are voted on.
    pub fn posts(&self) -> i64 {
        self.posts
    }
}

/// What the year counted itself, by what it asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Hosts that registered and are not marked as duplicates.
    pub hosts: i64,
    /// Hosts with a prefect's opinion.
    pub opined: i64,
    /// Posts open on the last day.
    pub posts_open: i64,
    /// Posts filled on the last day.
    pub posts_filled: i64,
    /// People with a hire that was not cancelled.
    pub hired: i64,
    /// People who hold the CCP1.
    pub certified: i64,
    /// Reports of activity.
    pub reports: u64,
    /// Participants of those.
    pub participants: i64,
}

/// The steps of a year: see the module.
#[derive(Debug)]
pub struct Year {
    scale: Scale,
    /// What the programme is opened with above the posts that the year grants.
    spare_posts: u32,
    today: Day,
    /// Steps of today so far.
    moments: u32,
    steps: u64,
    chance: Chance,
    agenda: Agenda,
    /// Steps that are ready to be taken.
    ready: VecDeque<Step>,
    hosts: Vec<Host>,
    people: Vec<Person>,
    matches: Vec<Match>,
    /// Files that wait for the next meeting, and those that are tabled for it.
    opined: Vec<usize>,
    tabled: Vec<usize>,
    /// Who looks for a host, by region; who does not any more is taken out when drawn.
    seeking: BTreeMap<Region, Vec<usize>>,
    /// Who works with the public.
    at_work: Vec<usize>,
    /// How many of those have reported today.
    reported: usize,
    departments: Vec<Department>,
    counts: Counts,
}

impl Year {
    /// A year of that size, over a programme that may open some posts more than the year grants.
    pub fn new(scale: Scale, spare_posts: u32) -> Self {
        let mut year = Self {
            scale,
            spare_posts,
            today: 0,
            moments: 0,
            steps: 0,
            chance: Chance::seeded(2021),
            agenda: Agenda::default(),
            ready: VecDeque::new(),
            hosts: Vec::new(),
            people: Vec::new(),
            matches: Vec::new(),
            opined: Vec::new(),
            tabled: Vec::new(),
            seeking: BTreeMap::new(),
            at_work: Vec::new(),
            reported: 0,
            departments: Department::all().collect(),
            counts: Counts::default(),
        };
        year.open_programme();
        year.plan_sessions();
        year.begin_day();
        year
    }

    /// What was counted up to the step that was taken last.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// The people who report their activity now.
    pub fn counsellors(&self) -> impl Iterator<Item = StreamName> {
        self.at_work.iter().map(|&person| files::person(person))
    }

    fn begin_day(&mut self) {
        self.reported = 0;
        self.tick();
        self.register_hosts();
        self.register_people();
    }

    /// Does one more thing of today, or begins the next day; whether the year goes on.
    fn go_on(&mut self) -> bool {
        if let Some(task) = self.agenda.next(self.today) {
            self.perform(task);
            return true;
        }
        if self.report_next() {
            return true;
        }
        self.today += 1;
        self.moments = 0;
        if self.today < DAYS {
            self.begin_day();
        }
        self.today < DAYS
    }

    fn perform(&mut self, task: Task) {
        match task {
            Task::Session(number, task) => self.hold_session(number, task),
            Task::Host(host, task) => self.attend_host(host, task),
            Task::Convention(host, task) => self.conclude_convention(host, task),
            Task::Posts(host, task) => self.move_posts(host, task),
            Task::Round(round, task) => self.go_through(round, task),
            Task::Person(person, task) => self.attend_person(person, task),
            Task::Hire(hired, task) => self.attend_hire(hired, task),
            Task::Training(hired, task) => self.train(hired, task),
        }
    }

    /// Writes a task down for the first workday from so many days ahead on.
    fn later(&mut self, days: i32, task: Task) {
        let day = calendar::workday(self.today + days);
        self.agenda.add(day, task);
    }

    /// The same, somewhere between two numbers of days.
    fn between(&mut self, low: i32, high: i32, task: Task) {
        let days = self.chance.days(low, high);
        self.later(days, task);
    }

    /// Asks for something, as of today.
    fn ask(&mut self, actor: Actor, stream: &StreamName, command: Command) -> Mark {
        self.put(actor, stream, Asks::Plain(Box::new(command)))
    }

    fn put(&mut self, actor: Actor, stream: &StreamName, asks: Asks) -> Mark {
        let mark = Mark(self.steps);
        self.ready.push_back(Step {
            recorded_at: moment(self.today, self.moments),
            occurred_on: date(self.today),
            actor,
            stream: stream.clone(),
            asks,
            command_id: CommandId(files::id("step", self.steps)),
            mark: None,
        });
        self.steps += 1;
        self.moments += 1;
        mark
    }

    /// Has the ids of the last step's events kept.
    fn keep_ids(&mut self, mark: Mark) {
        if let Some(last) = self.ready.back_mut() {
            last.mark = Some(mark);
        }
    }
}

impl Iterator for Year {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        loop {
            if let Some(step) = self.ready.pop_front() {
                return Some(step);
            }
            if self.today >= DAYS || !self.go_on() {
                return None;
            }
        }
    }
}

/// A text that is personal as such.
fn said(text: &str) -> Personal<String> {
    Personal::Clear(text.to_owned())
}
