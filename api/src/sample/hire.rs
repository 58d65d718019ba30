//! Candidates of the sample: registration, matches, hires, void declarations.

use domain::Command;
use domain::candidate::{CandidateRegistered, Contract, Situation};
use domain::command::{DeclareHire, ShortlistMatch};
use domain::engine::{CivilDate, Instant, StreamName};
use domain::matching::{HireDeclarationCancelled, MatchProposed, Origin};
use domain::territory::Department;

use super::actors;
use super::calendar::{Days, HIRES, closing_after, last_closing, opening};
use super::chance::Chance;
use super::departure::Departures;
use super::diary::{Diary, id_of};
use super::host::Host;
use super::names;
use super::opening::{Opening, Openings};
use super::training::{Trainee, Trainers};

/// Declarations in a hundred that turn out void.
const VOID: u32 = 3;
/// Hires in a hundred before which another candidate was proposed in vain.
const RIVALS: usize = 55;
/// Persons in a hundred who are hired elsewhere after a void declaration.
const SECOND_CHANCES: usize = 50;

/// Fills posts at the pace of hires, and follows each person to the end.
pub(super) fn fill_posts(diary: &mut Diary, hosts: &[Host]) {
    let mut recruitment = Recruitment {
        chance: Chance::of("hires"),
        openings: Openings::of(hosts),
        trainers: Trainers::new(),
        departures: Departures::new(),
        candidates: 0,
        matches: 0,
        again: Vec::new(),
        hosts,
    };
    let mut hired = 0;
    for (after, through, aim) in HIRES.stretches() {
        for hire in recruitment.due(after, through, aim - hired) {
            recruitment.hire(diary, hire);
        }
        hired = aim;
    }
}

/// A hire that is due on a day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Due {
    day: CivilDate,
    is_void: bool,
}

/// A person looking for a post.
struct Candidate {
    stream: StreamName,
    department: Department,
    ready_at: Instant,
}

/// A candidate whom a host wants.
struct Shortlisted {
    stream: StreamName,
    candidate: Candidate,
    at: Instant,
}

struct Recruitment<'a> {
    chance: Chance,
    hosts: &'a [Host],
    openings: Openings,
    trainers: Trainers,
    departures: Departures,
    /// How many candidates have registered.
    candidates: usize,
    /// How many matches were proposed.
    matches: usize,
    /// Those whose first hire was void.
    again: Vec<Candidate>,
}

impl Recruitment<'_> {
    /// The hires of a stretch in the order of their days: those that hold, and some void ones.
    fn due(&mut self, after: CivilDate, through: CivilDate, count: u32) -> Vec<Due> {
        let void = (count * VOID).div_ceil(100);
        let mut due: Vec<Due> = (0..count + void)
            .map(|place| Due {
                day: self.chance.workday(after, through),
                is_void: place >= count,
            })
            .collect();
        due.sort();
        due
    }

    fn hire(&mut self, diary: &mut Diary, due: Due) {
        let Some(opening) = self.openings.take(&mut self.chance, due.day) else {
            return;
        };
        if self.chance.percent(RIVALS) {
            self.bring_rival(diary, opening, due.day);
        }
        let wanted = self.shortlist(diary, opening, due.day);
        let delay = self.delay(due.day);
        let starts_on = due.day.plus_days(self.chance.between(-5, 30));
        let contract = self.contract(starts_on, self.hosts[opening.host].sector.is_private());
        let ends_on = contract.ends_on;
        let hired_at = diary.write(
            actors::owner(&self.hosts[opening.host].stream),
            &wanted.stream,
            Command::DeclareHire(contract),
            Days::before_closing(due.day, delay),
            wanted.at,
        );
        if due.is_void {
            self.cancel(diary, opening, wanted, due.day, hired_at);
        } else {
            self.follow(diary, opening, &wanted, hired_at, ends_on);
        }
    }

    /// Declarations are late by days, after the spring of 2021 now and then by weeks.
    fn delay(&mut self, day: CivilDate) -> i32 {
        match self.chance.below(100) {
            _ if day <= last_closing() => self.chance.between(0, 1),
            0..5 => self.chance.between(21, 60),
            5..25 => self.chance.between(4, 20),
            _ => self.chance.between(0, 3),
        }
    }

    fn contract(&mut self, starts_on: CivilDate, is_private: bool) -> DeclareHire {
        let forms = if is_private {
            [(Contract::Cdd, 70), (Contract::Cdi, 25), (Contract::Pec, 5)]
        } else {
            [
                (Contract::Cdd, 55),
                (Contract::PublicProject, 40),
                (Contract::Cdi, 5),
            ]
        };
        let form = self.chance.weighted(&forms);
        let months = self.chance.weighted(&[(12, 15), (18, 35), (24, 50)]);
        DeclareHire {
            starts_on,
            contract: Some(form),
            ends_on: (form != Contract::Cdi).then(|| starts_on.plus_months(months).plus_days(-1)),
        }
    }

    /// A match, from the proposal to the host's interest.
    fn shortlist(
        &mut self,
        diary: &mut Diary,
        opening: Opening,
        hired_on: CivilDate,
    ) -> Shortlisted {
        let proposed_on = self.chance.workday(opening.from.plus_days(-1), hired_on);
        let candidate = match self.second_chance(opening, proposed_on) {
            Some(candidate) => candidate,
            None => self.register(diary, opening, proposed_on),
        };
        let (stream, proposed_at) = self.propose(diary, opening, &candidate, proposed_on);
        let shortlisted_on = self.chance.workday(proposed_on, hired_on);
        let at = diary.write(
            actors::owner(&self.hosts[opening.host].stream),
            &stream,
            Command::ShortlistMatch(ShortlistMatch {}),
            Days::on(shortlisted_on),
            proposed_at,
        );
        Shortlisted {
            stream,
            candidate,
            at,
        }
    }

    fn second_chance(&mut self, opening: Opening, today: CivilDate) -> Option<Candidate> {
        let region = self.hosts[opening.host].application.region;
        let place = self.again.iter().position(|candidate| {
            candidate.department.region() == region && candidate.ready_at.paris_date() < today
        })?;
        Some(self.again.swap_remove(place))
    }

    /// Somebody of the host's department.
    fn register(&mut self, diary: &mut Diary, opening: Opening, before: CivilDate) -> Candidate {
        const MOBILITIES: [(u16, usize); 7] = [
            (5, 8),
            (10, 22),
            (15, 15),
            (20, 25),
            (40, 18),
            (100, 7),
            (2000, 5),
        ];
        let number = self.candidates;
        self.candidates += 1;
        let stream = StreamName::of_uuid("candidate", id_of(&format!("candidate {number}")));
        let department = self.hosts[opening.host].application.department;
        let earliest = opening_of_registrations();
        let day = before.plus_days(-self.chance.between(3, 110)).max(earliest);
        let ready_at = diary.write(
            actors::owner(&stream),
            &stream,
            Command::RegisterCandidate(CandidateRegistered {
                situation: Some(self.situation()),
                mobility_km: self.chance.weighted(&MOBILITIES),
                available_from: day.plus_days(self.chance.between(0, 60)),
                commune_insee: None,
                department,
                region: department.region(),
                legacy_id: None,
                identity: Some(names::identity(number, &mut self.chance)),
            }),
            Days::on(day),
            opening_of_registrations().noon_in_paris(),
        );
        Candidate {
            stream,
            department,
            ready_at,
        }
    }

    fn situation(&mut self) -> Situation {
        let seeking_work = self.chance.percent(62);
        Situation {
            seeking_work: Some(seeking_work),
            employed: Some(!seeking_work && self.chance.percent(70)),
            in_training: Some(self.chance.percent(8)),
            mediation_diploma: Some(self.chance.percent(12)),
            mediation_experience: Some(self.chance.percent(35)),
        }
    }

    fn propose(
        &mut self,
        diary: &mut Diary,
        opening: Opening,
        candidate: &Candidate,
        day: CivilDate,
    ) -> (StreamName, Instant) {
        let host = &self.hosts[opening.host];
        let number = self.matches;
        self.matches += 1;
        let stream = StreamName::of_uuid("match", id_of(&format!("match {number}")));
        let distance_m = u32::try_from(self.chance.between(300, 45_000)).ok();
        let is_free_at = opening.from.plus_days(-1).end_of_day_in_paris();
        let proposed_at = diary.write(
            actors::engine(),
            &stream,
            Command::ProposeMatch(MatchProposed {
                host: host.stream.clone(),
                candidate: candidate.stream.clone(),
                distance_m,
                origin: Origin::Automatic,
            }),
            Days::on(day),
            candidate.ready_at.max(is_free_at),
        );
        (stream, proposed_at)
    }

    /// Another candidate for the post, who does not get it.
    fn bring_rival(&mut self, diary: &mut Diary, opening: Opening, hired_on: CivilDate) {
        if self.chance.percent(50) {
            self.shortlist(diary, opening, hired_on);
            return;
        }
        let day = self.chance.workday(opening.from.plus_days(-1), hired_on);
        let candidate = self.register(diary, opening, day);
        self.propose(diary, opening, &candidate, day);
    }

    /// A declaration was void: the post is free again, and some find another one.
    fn cancel(
        &mut self,
        diary: &mut Diary,
        opening: Opening,
        wanted: Shortlisted,
        declared_on: CivilDate,
        hired_at: Instant,
    ) {
        let waits = if declared_on <= last_closing() { 6 } else { 75 };
        let cancelled_on = declared_on.plus_days(self.chance.between(1, waits));
        let cancelled_on = cancelled_on.min(closing_after(declared_on));
        let reason = names::said("Renonciation avant la prise de poste (texte fictif).");
        let delay = self.chance.between(0, waits);
        let cancelled_at = diary.write(
            actors::owner(&self.hosts[opening.host].stream),
            &wanted.stream,
            Command::CancelHireDeclaration(HireDeclarationCancelled { reason }),
            Days::before_closing(cancelled_on, delay),
            hired_at,
        );
        self.openings.add(Opening {
            from: cancelled_at.paris_date().plus_days(1),
            ..opening
        });
        if self.chance.percent(SECOND_CHANCES) {
            self.again.push(Candidate {
                ready_at: cancelled_at,
                ..wanted.candidate
            });
        }
    }

    /// Trains the person, and sees whether the post becomes free again.
    fn follow(
        &mut self,
        diary: &mut Diary,
        opening: Opening,
        wanted: &Shortlisted,
        hired_at: Instant,
        ends_on: Option<CivilDate>,
    ) {
        let host = &self.hosts[opening.host];
        let trainee = Trainee {
            stream: &wanted.candidate.stream,
            region: host.application.region,
            hired_at,
        };
        let trained_at = self.trainers.train(diary, &trainee);
        let freed_at = self
            .departures
            .depart(diary, host, trainee.stream, trained_at, ends_on);
        if let Some(freed_at) = freed_at {
            let from = freed_at.paris_date().plus_days(1);
            self.openings.add(Opening { from, ..opening });
        }
    }
}

fn opening_of_registrations() -> CivilDate {
    opening().plus_days(14)
}
