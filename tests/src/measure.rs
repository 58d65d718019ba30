//! Measuring for the benchmarks: wall time and the CPU time of the whole process.

use std::time::{Duration, Instant};

/// Clock ticks a second in `/proc/self/stat`: a constant of Linux's interface.
const TICKS_PER_SECOND: u64 = 100;
/// User and system time, counted after the process's name.
const USER_AND_SYSTEM_TICKS: std::ops::Range<usize> = 11..13;

/// What a piece of work took.
#[derive(Debug, Clone, Copy)]
pub struct Measured {
    /// By the clock on the wall.
    pub wall: Duration,
    /// On all processors, in user and system mode; 0 where the system does not say.
    pub cpu: Duration,
}

impl Measured {
    /// Begins a measurement; the returned function ends it.
    pub fn begin() -> impl FnOnce() -> Self {
        let (wall, cpu) = (Instant::now(), cpu_time());
        move || Self {
            wall: wall.elapsed(),
            cpu: cpu_time().saturating_sub(cpu),
        }
    }

    /// So many a second.
    pub fn per_second(&self, count: u32) -> f64 {
        f64::from(count) / self.wall.as_secs_f64()
    }

    /// Microseconds of CPU time for each.
    pub fn cpu_micros_each(&self, count: u32) -> f64 {
        self.cpu.as_secs_f64() * 1e6 / f64::from(count)
    }
}

fn cpu_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name is in parentheses, and may hold spaces.
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let ticks: u64 = fields
        .split_whitespace()
        .enumerate()
        .filter(|(index, _)| USER_AND_SYSTEM_TICKS.contains(index))
        .filter_map(|(_, ticks)| ticks.parse::<u64>().ok())
        .sum();
    Duration::from_millis(ticks * 1_000 / TICKS_PER_SECOND)
}

/// The middle one.
pub fn median(values: Vec<f64>) -> f64 {
    quartiles(values)[1]
}

/// The ones at a quarter, at the half and at three quarters.
pub fn quartiles(mut values: Vec<f64>) -> [f64; 3] {
    values.sort_by(f64::total_cmp);
    let at = |quarter: usize| values.get(values.len() * quarter / 4).copied();
    [1, 2, 3].map(|quarter| at(quarter).unwrap_or(f64::NAN))
}
