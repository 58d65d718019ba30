//! Candidates: registration, what they say of themselves, and files that repeat each other.

use domain::Command;
use domain::candidate::{
    AvailabilityChanged, CandidateMerged, CandidateRegistered, Identity, MobilityChanged,
    PixResultShared, Situation,
};
use domain::engine::Personal;
use domain::territory::Region;

use super::agenda::{PersonTask, Task};
use super::calendar::{LAST_CANDIDATE, come_by, date};
use super::files::{self, Person};
use super::{Year, actors};

const MOBILITIES_KM: [u16; 5] = [5, 10, 20, 40, 100];

impl Year {
    pub(super) fn register_people(&mut self) {
        while self.people.len() < come_by(self.today, LAST_CANDIDATE, self.scale.candidates) {
            self.register_person();
        }
    }

    fn register_person(&mut self) {
        let number = self.people.len();
        let department = self.chance.one_of(&self.departments);
        let command = Command::RegisterCandidate(CandidateRegistered {
            situation: Some(Situation {
                seeking_work: Some(self.chance.percent(60)),
                employed: None,
                in_training: None,
                mediation_diploma: Some(self.chance.percent(10)),
                mediation_experience: Some(self.chance.percent(30)),
            }),
            mobility_km: self.chance.one_of(&MOBILITIES_KM),
            available_from: date(self.today + 20),
            commune_insee: None,
            department,
            region: department.region(),
            legacy_id: None,
            identity: Some(Personal::Clear(Identity {
                given_name: "Candidate".to_owned(),
                family_name: number.to_string(),
                email: format!("candidate-{number}@courriel.example"),
                phone: None,
            })),
        });
        self.by_person(number, command);
        self.people.push(Person {
            department,
            is_available: true,
            is_merged: false,
            is_seeking: false,
            hire: None,
            declared: 0,
            uncancelled: 0,
            course: None,
            open_matches: Vec::new(),
            at_work: None,
        });
        self.plan_person(number);
    }

    fn plan_person(&mut self, number: usize) {
        let task = |task| Task::Person(number, task);
        // One in a hundred repeats the file before it.
        if number % 100 == 57 {
            self.between(2, 20, task(PersonTask::Merge));
            return;
        }
        self.seek(number);
        for (cases, what, low, high) in [
            (30, PersonTask::SharePix, 0, 30),
            (8, PersonTask::ChangeMobility, 5, 90),
            (12, PersonTask::BecomeUnavailable, 10, 120),
        ] {
            if self.chance.percent(cases) {
                self.between(low, high, task(what));
            }
        }
    }

    /// Looks for a host from now on.
    pub(super) fn seek(&mut self, number: usize) {
        let person = &mut self.people[number];
        if !person.is_seeking {
            person.is_seeking = true;
            let region = person.department.region();
            self.seeking.entry(region).or_default().push(number);
        }
    }

    /// Somebody who may be hired: of that region, if there is anybody.
    pub(super) fn draw_person(&mut self, region: Region) -> Option<usize> {
        let others: Vec<Region> = self.seeking.keys().copied().collect();
        std::iter::once(region)
            .chain(others)
            .find_map(|region| self.draw_of_region(region))
    }

    fn draw_of_region(&mut self, region: Region) -> Option<usize> {
        let seeking = self.seeking.get_mut(&region)?;
        while !seeking.is_empty() {
            let place = self.chance.below(seeking.len());
            let person = &mut self.people[seeking[place]];
            if person.may_be_hired() {
                return Some(seeking[place]);
            }
            person.is_seeking = false;
            seeking.swap_remove(place);
        }
        None
    }

    pub(super) fn by_person(&mut self, person: usize, command: Command) {
        let stream = files::person(person);
        self.ask(actors::owner(&stream), &stream, command);
    }

    pub(super) fn attend_person(&mut self, number: usize, task: PersonTask) {
        let today = date(self.today);
        match task {
            PersonTask::SharePix => {
                let level = self.chance.one_of(&[1, 2, 3]);
                let shared_on = today;
                let shared = PixResultShared { level, shared_on };
                self.by_person(number, Command::SharePixResult(shared));
            }
            PersonTask::ChangeMobility => {
                let mobility_km = self.chance.one_of(&MOBILITIES_KM);
                let changed = MobilityChanged { mobility_km };
                self.by_person(number, Command::ChangeMobility(changed));
            }
            PersonTask::BecomeUnavailable if self.people[number].may_be_hired() => {
                self.change_availability(number, false);
                self.between(20, 90, Task::Person(number, PersonTask::BecomeAvailable));
            }
            PersonTask::BecomeUnavailable => {}
            PersonTask::BecomeAvailable => {
                self.change_availability(number, true);
                self.seek(number);
            }
            PersonTask::Merge => self.merge(number),
        }
    }

    fn change_availability(&mut self, number: usize, available: bool) {
        let changed = AvailabilityChanged {
            available,
            available_from: available.then(|| date(self.today)),
        };
        self.by_person(number, Command::ChangeAvailability(changed));
        self.people[number].is_available = available;
        if !available {
            self.close_matches_of_person(number);
        }
    }

    fn merge(&mut self, number: usize) {
        let into = files::person(number - 1);
        let command = Command::MergeCandidate(CandidateMerged { into });
        self.ask(actors::agency(), &files::person(number), command);
        self.people[number].is_merged = true;
    }
}
