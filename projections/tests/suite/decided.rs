//! The decisions that histories written by hand are made of, each with its companions.

use std::num::NonZeroU32;

use domain::Event;
use domain::candidate::{
    ActivityKind, ActivityReported, CandidateEvent, CandidateHired, CandidateMerged,
    CandidateRegistered, Certificate, CertificationAwarded, ContractEnded, HireCancelled,
    TrainingCompleted, TrainingDropped, TrainingEnrolled, TrainingStarted,
};
use domain::common::{CommonEvent, DeliveryOutcome, DeliveryReported, MailRequested, MailTemplate};
use domain::engine::EventId;
use domain::host::{
    ApplicationAmended, ApplicationField, CoselecVoteCorrected, CoselecVoteRecorded, HostEvent,
    HostKind, HostRegistered, PostFilled, PostVacated, Verdict,
};
use domain::matching::{
    HireDeclarationCancelled, HireDeclared, MatchEvent, MatchProposed, MatchShortlisted, Origin,
};
use domain::programme::Delivery;
use domain::session::{SessionEvent, VoteTallied};
use domain::territory::Department;
use uuid::Uuid;

use super::history::{History, day, host, match_of, person, sealed, session};

/// The decisions that most histories are made of, with their companions.
impl History {
    pub(crate) fn register_host(
        &mut self,
        number: u32,
        offset: i32,
        department: &str,
    ) -> &mut Self {
        self.register_host_of(HostKind::Commune, number, offset, department)
    }

    pub(crate) fn register_host_of(
        &mut self,
        kind: HostKind,
        number: u32,
        offset: i32,
        department: &str,
    ) -> &mut Self {
        let event = registered(kind, department);
        self.record(&host(number), offset, Event::Host(event))
    }

    pub(crate) fn vote(&mut self, number: u32, held_in: u32, offset: i32, posts: u32) -> &mut Self {
        let verdict = if posts > 0 {
            Verdict::Favourable
        } else {
            Verdict::Unfavourable
        };
        let vote = HostEvent::CoselecVoteRecorded(CoselecVoteRecorded {
            session: session(held_in),
            verdict,
            posts_granted: posts,
            priority: false,
            remarks: None,
            without_opinion: true,
        });
        let tallied = SessionEvent::VoteTallied(VoteTallied {
            host: host(number),
            verdict,
            posts,
        });
        self.record(&host(number), offset, Event::Host(vote))
            .record(&session(held_in), offset, Event::Session(tallied))
    }

    /// Another word of a session on a file; `posts` is added to what it granted.
    pub(crate) fn correct_vote(
        &mut self,
        number: u32,
        held_in: u32,
        offset: i32,
        verdict: Verdict,
        posts: i32,
    ) -> &mut Self {
        let corrected = HostEvent::CoselecVoteCorrected(CoselecVoteCorrected {
            session: session(held_in),
            verdict,
            posts_delta: posts,
            leaves: verdict,
            reason: sealed(),
        });
        self.on_host(number, offset, corrected)
    }

    /// The host's application now says that department.
    pub(crate) fn move_host(&mut self, number: u32, offset: i32, department: &str) -> &mut Self {
        let moved = amended(ApplicationField::Department, department);
        self.on_host(number, offset, moved)
    }

    /// A mail is to go out, on a host's stream.
    pub(crate) fn request_mail(&mut self, number: u32, offset: i32) -> &mut Self {
        let requested = CommonEvent::MailRequested(MailRequested {
            template: MailTemplate::Activation,
            to: None,
        });
        self.record(&host(number), offset, Event::Common(requested))
    }

    /// It went out.
    pub(crate) fn deliver_mail(&mut self, number: u32, offset: i32) -> &mut Self {
        let reported = CommonEvent::DeliveryReported(DeliveryReported {
            mail: EventId(Uuid::nil()),
            outcome: DeliveryOutcome::Delivered,
        });
        self.record(&host(number), offset, Event::Common(reported))
    }

    pub(crate) fn on_host(&mut self, number: u32, offset: i32, event: HostEvent) -> &mut Self {
        self.record(&host(number), offset, Event::Host(event))
    }

    pub(crate) fn on_person(
        &mut self,
        number: u32,
        offset: i32,
        event: CandidateEvent,
    ) -> &mut Self {
        self.record(&person(number), offset, Event::Candidate(event))
    }

    pub(crate) fn register_person(
        &mut self,
        number: u32,
        offset: i32,
        department: &str,
    ) -> &mut Self {
        let department: Department = department.parse().unwrap();
        let event = CandidateEvent::CandidateRegistered(CandidateRegistered {
            situation: None,
            mobility_km: 20,
            available_from: day(0),
            commune_insee: None,
            department,
            region: department.region(),
            legacy_id: None,
            identity: None,
        });
        self.on_person(number, offset, event)
    }

    pub(crate) fn propose(
        &mut self,
        person_number: u32,
        host_number: u32,
        offset: i32,
    ) -> &mut Self {
        let proposed = MatchEvent::MatchProposed(MatchProposed {
            host: host(host_number),
            candidate: person(person_number),
            distance_m: None,
            origin: Origin::Manual,
        });
        let shortlisted = MatchEvent::MatchShortlisted(MatchShortlisted {});
        let stream = match_of(person_number, host_number);
        self.record(&stream, offset, Event::Match(proposed)).record(
            &stream,
            offset,
            Event::Match(shortlisted),
        )
    }

    pub(crate) fn hire(&mut self, person_number: u32, host_number: u32, offset: i32) -> &mut Self {
        let match_ = match_of(person_number, host_number);
        let starts_on = day(offset);
        let declared = MatchEvent::HireDeclared(HireDeclared { starts_on });
        let hired = CandidateEvent::CandidateHired(CandidateHired {
            match_: match_.clone(),
            host: host(host_number),
            contract: None,
            starts_on,
            ends_on: None,
        });
        let filled = HostEvent::PostFilled(PostFilled {
            match_: match_.clone(),
            candidate: person(person_number),
        });
        self.record(&match_, offset, Event::Match(declared))
            .on_person(person_number, offset, hired)
            .on_host(host_number, offset, filled)
    }

    pub(crate) fn cancel_hire(
        &mut self,
        person_number: u32,
        host_number: u32,
        offset: i32,
    ) -> &mut Self {
        let match_ = match_of(person_number, host_number);
        let cancelled =
            MatchEvent::HireDeclarationCancelled(HireDeclarationCancelled { reason: sealed() });
        let undone = CandidateEvent::HireCancelled(HireCancelled { reason: sealed() });
        self.record(&match_, offset, Event::Match(cancelled))
            .on_person(person_number, offset, undone)
            .vacate(person_number, host_number, offset)
    }

    pub(crate) fn end_hire(
        &mut self,
        person_number: u32,
        host_number: u32,
        offset: i32,
    ) -> &mut Self {
        let ends_on = day(offset);
        let ended = CandidateEvent::ContractEnded(ContractEnded { ends_on });
        self.on_person(person_number, offset, ended)
            .vacate(person_number, host_number, offset)
    }

    fn vacate(&mut self, person_number: u32, host_number: u32, offset: i32) -> &mut Self {
        let vacated = HostEvent::PostVacated(PostVacated {
            match_: match_of(person_number, host_number),
            reason: sealed(),
        });
        self.on_host(host_number, offset, vacated)
    }

    pub(crate) fn enrol(
        &mut self,
        number: u32,
        offset: i32,
        lot: &str,
        delivery: Delivery,
    ) -> &mut Self {
        let event = CandidateEvent::TrainingEnrolled(TrainingEnrolled {
            lot: lot.to_owned(),
            provider: "P".to_owned(),
            path_hours: 280,
            delivery,
            starts_on: day(offset),
            ends_on: day(offset + 30),
        });
        self.on_person(number, offset, event)
    }

    pub(crate) fn start_training(&mut self, number: u32, offset: i32) -> &mut Self {
        let event = CandidateEvent::TrainingStarted(TrainingStarted {});
        self.on_person(number, offset, event)
    }

    pub(crate) fn complete_training(&mut self, number: u32, offset: i32) -> &mut Self {
        let event = CandidateEvent::TrainingCompleted(TrainingCompleted {});
        self.on_person(number, offset, event)
    }

    pub(crate) fn drop_training(&mut self, number: u32, offset: i32) -> &mut Self {
        let event = CandidateEvent::TrainingDropped(TrainingDropped { reason: sealed() });
        self.on_person(number, offset, event)
    }

    pub(crate) fn report(&mut self, number: u32, offset: i32, participants: u32) -> &mut Self {
        let event = CandidateEvent::ActivityReported(ActivityReported {
            on: day(offset),
            kind: ActivityKind::Collective,
            theme: "equipment".to_owned(),
            participants: NonZeroU32::new(participants).unwrap(),
            minutes: NonZeroU32::MIN,
            postal_code: None,
        });
        self.on_person(number, offset, event)
    }

    pub(crate) fn merge(&mut self, number: u32, offset: i32, into: u32) -> &mut Self {
        let into = person(into);
        self.on_person(
            number,
            offset,
            CandidateEvent::CandidateMerged(CandidateMerged { into }),
        )
    }

    pub(crate) fn certify(&mut self, number: u32, offset: i32) -> &mut Self {
        let event = CandidateEvent::CertificationAwarded(CertificationAwarded {
            certificate: Certificate::Ccp1,
        });
        self.on_person(number, offset, event)
    }
}

/// A field of the application says something else now.
pub(crate) fn amended(field: ApplicationField, after: &str) -> HostEvent {
    HostEvent::ApplicationAmended(ApplicationAmended {
        field,
        before: None,
        after: Some(after.to_owned()),
        contact: None,
        reason: sealed(),
    })
}

/// A host's registration in a department.
pub(crate) fn registered(kind: HostKind, department: &str) -> HostEvent {
    let department: Department = department.parse().unwrap();
    HostEvent::HostRegistered(HostRegistered {
        kind,
        legal_name: "Mairie".to_owned(),
        siret: None,
        ridet: None,
        commune_insee: None,
        postal_code: None,
        department,
        region: department.region(),
        requested_posts: None,
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
