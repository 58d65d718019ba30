//! A probe: the same commands on any programme, small or grown, to hold their cost side by side.

use std::num::NonZeroU32;

use domain::Command;
use domain::candidate::{ActivityKind, ActivityReported, CandidateRegistered};
use domain::command::{DeclareHire, RecordCoselecVote, ShortlistMatch};
use domain::engine::{Actor, CommandId, StreamName};
use domain::host::{HostKind, HostRegistered, Opinion, PrefectOpinionGiven, Verdict};
use domain::matching::{MatchProposed, Origin};
use domain::session::SessionConvened;
use domain::territory::{Department, Region};
use uuid::Uuid;

use super::calendar::{DAYS, date, moment};
use super::{Asks, Step, actors, files};

/// What is probed, each resting on the ones before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Probe {
    /// Hosts register.
    RegisterHost,
    /// Prefects give opinions; before them the meeting is convened.
    Opinion,
    /// One meeting votes on all of them, and asks for the mails.
    Vote,
    /// People register.
    RegisterCandidate,
    /// Each of them is put before one host.
    Propose,
    /// And shortlisted.
    Shortlist,
    /// And hired.
    Hire,
    /// And reports an activity.
    Report,
}

impl Probe {
    /// All, in the order in which they rest on each other.
    pub const ALL: [Self; 8] = [
        Self::RegisterHost,
        Self::Opinion,
        Self::Vote,
        Self::RegisterCandidate,
        Self::Propose,
        Self::Shortlist,
        Self::Hire,
        Self::Report,
    ];
}

/// So many commands of one kind, on the `round`th day after the year.
///
/// # Panics
/// Never: the names in it are constants.
pub fn probe(kind: Probe, round: u16, count: u32) -> Vec<Step> {
    let place = |number| Place { round, number };
    let mut steps = Vec::new();
    if kind == Probe::Opinion {
        steps.push(place(count).convene());
    }
    steps.extend((0..count).map(|number| place(number).step(kind)));
    // Kinds of one day follow each other.
    let before = kind as u32 * (count + 1);
    for (number, step) in (before..).zip(&mut steps) {
        step.recorded_at = moment(DAYS + i32::from(round), number);
    }
    steps
}

/// So many reports of those counsellors, in turn, on the `round`th day after the year.
pub fn reports_of(counsellors: &[StreamName], round: u16, count: u32) -> Vec<Step> {
    let place = |number| Place { round, number };
    let numbered = (0..count).zip(counsellors.iter().cycle());
    numbered
        .map(|(number, person)| {
            let of_year = Uuid::new_v5(&place(number).id("report"), b"of the year");
            let mut step = place(number).report(person);
            step.command_id = CommandId(of_year);
            step.recorded_at = moment(DAYS + i32::from(round), number);
            step
        })
        .collect()
}

/// A command of a round.
#[derive(Clone, Copy)]
struct Place {
    round: u16,
    number: u32,
}

impl Place {
    fn id(self, of: &str) -> Uuid {
        let Self { round, number } = self;
        files::id(&format!("probe {round} {of}"), u64::from(number))
    }

    fn stream(self, kind: &str) -> StreamName {
        StreamName::of_uuid(kind, self.id(kind))
    }

    fn session(self) -> StreamName {
        let label = format!("probe-{}", self.round);
        StreamName::of_text("session", &label).expect("a word and a number are a label")
    }

    fn convene(self) -> Step {
        let stream = self.session();
        let command = Command::ConveneSession(SessionConvened {
            label: format!("probe-{}", self.round),
            ordinal: 100 + u32::from(self.round),
            held_on: date(DAYS + i32::from(self.round)),
            phase: 2,
        });
        self.asked(actors::agency(), stream, command)
    }

    fn step(self, kind: Probe) -> Step {
        let (host, person) = (self.stream("host"), self.stream("candidate"));
        let matched = self.stream("match");
        match kind {
            Probe::RegisterHost => self.asked(actors::anybody(), host, self.host()),
            Probe::Opinion => self.asked(actors::prefecture(north().0), host, opinion()),
            Probe::Vote => self.asked(actors::agency(), host, self.vote()),
            Probe::RegisterCandidate => self.asked(actors::owner(&person), person, candidate()),
            Probe::Propose => self.asked(actors::engine(), matched, self.proposal()),
            Probe::Shortlist => {
                let command = Command::ShortlistMatch(ShortlistMatch {});
                self.asked(actors::owner(&host), matched, command)
            }
            Probe::Hire => self.asked(actors::owner(&host), matched, self.hire()),
            Probe::Report => self.report(&person),
        }
    }

    fn asked(self, actor: Actor, stream: StreamName, command: Command) -> Step {
        let name = command.type_name();
        Step {
            recorded_at: moment(DAYS, 0),
            occurred_on: date(DAYS + i32::from(self.round)),
            actor,
            stream,
            asks: Asks::Plain(Box::new(command)),
            command_id: CommandId(self.id(name)),
            mark: None,
        }
    }

    fn host(self) -> Command {
        let (department, region) = north();
        Command::RegisterHost(HostRegistered {
            kind: HostKind::Commune,
            legal_name: format!("Probe {}", self.number),
            siret: None,
            ridet: None,
            commune_insee: None,
            postal_code: None,
            department,
            region,
            requested_posts: NonZeroU32::new(1),
            mission_start: None,
            has_candidate: None,
            network: None,
            france_services: None,
            rural_zone: None,
            priority_district: None,
            legacy_id: None,
            contact: None,
        })
    }

    fn vote(self) -> Command {
        Command::RecordCoselecVote(RecordCoselecVote {
            session: self.session(),
            verdict: Verdict::Favourable,
            posts_granted: 1,
            priority: false,
            remarks: None,
        })
    }

    fn proposal(self) -> Command {
        Command::ProposeMatch(MatchProposed {
            host: self.stream("host"),
            candidate: self.stream("candidate"),
            distance_m: None,
            origin: Origin::Automatic,
        })
    }

    fn hire(self) -> Command {
        Command::DeclareHire(DeclareHire {
            starts_on: date(DAYS + i32::from(self.round)),
            contract: None,
            ends_on: None,
        })
    }

    fn report(self, person: &StreamName) -> Step {
        let command = Command::ReportActivity(ActivityReported {
            on: date(DAYS + i32::from(self.round)),
            kind: ActivityKind::DropIn,
            theme: "probe".to_owned(),
            participants: NonZeroU32::MIN,
            minutes: NonZeroU32::MIN,
            postal_code: None,
        });
        self.asked(actors::owner(person), person.clone(), command)
    }
}

fn opinion() -> Command {
    Command::RecordPrefectOpinion(PrefectOpinionGiven {
        opinion: Opinion::Favourable,
        recommended_posts: None,
        wave: None,
        france_services: None,
        rural_zone: None,
        priority_district: None,
        comment: None,
    })
}

fn candidate() -> Command {
    let (department, region) = north();
    Command::RegisterCandidate(CandidateRegistered {
        situation: None,
        mobility_km: 20,
        available_from: date(DAYS),
        commune_insee: None,
        department,
        region,
        legacy_id: None,
        identity: None,
    })
}

fn north() -> (Department, Region) {
    let department: Department = "59".parse().expect("a constant of the table");
    (department, department.region())
}
