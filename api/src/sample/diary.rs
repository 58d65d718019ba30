//! The diary: what was asked, by whom and when, collected out of order and read in the order of recording.

use domain::Command;
use domain::engine::{Actor, CivilDate, CommandId, Dated, Instant, StreamName};
use uuid::Uuid;

use super::calendar::Days;
use super::chance::Chance;

/// One command of the history.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// When it was recorded; never goes back from one step to the next.
    pub recorded_at: Instant,
    /// Who asked.
    pub actor: Actor,
    /// The stream that it is decided on.
    pub stream: StreamName,
    /// What was asked.
    pub command: Command,
    /// When it became true.
    pub occurred_on: CivilDate,
    /// How well that is known.
    pub dated: Dated,
    /// Its identity, the same in every run, so that a second run changes nothing.
    pub command_id: CommandId,
}

/// Under which the sample's streams and commands have their version 5 ids.
const NAMESPACE: Uuid = Uuid::from_u128(0x6a61_6c6f_6e2d_4000_8000_7361_6d70_6c65);

/// The id that a name has in the sample.
pub(super) fn id_of(name: &str) -> Uuid {
    Uuid::new_v5(&NAMESPACE, name.as_bytes())
}

/// Steps as the planning functions write them down.
pub(super) struct Diary {
    steps: Vec<Step>,
    chance: Chance,
}

const MICROS: i64 = 1_000_000;
/// Offices work from 8 to 18 o'clock: seconds from noon.
const OFFICE_HOURS: (i32, i32) = (-4 * 3_600, 6 * 3_600);

impl Diary {
    pub(super) fn new() -> Self {
        Self {
            steps: Vec::new(),
            chance: Chance::of("diary"),
        }
    }

    /// Writes a step down and tells when it was recorded: on the day given, and after `after`,
    /// the recording of what it rests on.
    pub(super) fn write(
        &mut self,
        actor: Actor,
        stream: &StreamName,
        command: Command,
        days: Days,
        after: Instant,
    ) -> Instant {
        let recorded_at = self.moment(days.recorded, after);
        let name = format!("{stream} at {}", recorded_at.micros());
        self.steps.push(Step {
            recorded_at,
            actor,
            stream: stream.clone(),
            command,
            occurred_on: days.occurred,
            dated: Dated::Exact,
            command_id: CommandId(id_of(&name)),
        });
        recorded_at
    }

    fn moment(&mut self, day: CivilDate, after: Instant) -> Instant {
        let seconds = i64::from(self.chance.between(OFFICE_HOURS.0, OFFICE_HOURS.1));
        let fraction = i64::from(self.chance.between(0, 999_999));
        let drawn = day.noon_in_paris().micros() + seconds * MICROS + fraction;
        let pause = i64::from(self.chance.between(1, 120)) * MICROS;
        Instant::from_micros(drawn.max(after.micros() + pause))
    }

    /// The steps in the order of recording, through that day. Whatever rests on a step was
    /// recorded after it, so the cut leaves no step without its ground.
    pub(super) fn through(mut self, last: CivilDate) -> Vec<Step> {
        let end = last.end_of_day_in_paris();
        self.steps.retain(|step| step.recorded_at <= end);
        self.steps.sort_by_key(|step| step.recorded_at);
        self.steps
    }
}
