//! Revoking an import: which command takes back what one imported event did, where one can.

use crate::candidate::{AvailabilityChanged, CandidateEvent, TrainingDropped};
use crate::command::{
    Command, CorrectCoselecVote, RefusePostsRequest, ShortlistMatch, WithdrawDecline,
    WithdrawShortlist,
};
use crate::engine::{EventId, Personal, Recorded, StreamName};
use crate::event::Event;
use crate::host::{
    ApplicationCancelled, ApplicationReopened, HostEvent, PostsReturned, PostsTransferredOut,
    Verdict,
};
use crate::matching::{HireDeclarationCancelled, MatchEvent};
use crate::session::SessionEvent;

/// What becomes of one event of a revoked import.
#[derive(Debug, Clone, PartialEq)]
pub enum Compensation {
    /// A command takes it back.
    By(Box<Compensating>),
    /// It is taken back, or not, with the decision that it was a companion of.
    WithItsDecision,
    /// The programme knows no decision that takes it back: it stays, to be looked at by people.
    Nothing,
}

/// A command that takes an event back.
#[derive(Debug, Clone, PartialEq)]
pub struct Compensating {
    /// The stream that it is decided on.
    pub stream: StreamName,
    /// What is asked.
    pub command: Command,
    /// The event that it corrects, where it is a correction.
    pub corrects: Option<EventId>,
}

/// What becomes of an event of the revoked import `batch`. Events are to be compensated newest
/// first, so that each is taken back before the one that it rests on.
pub fn compensation(recorded: &Recorded<Event>, batch: &str) -> Compensation {
    let revoked = Revoked {
        recorded,
        reason: Personal::Clear(format!("Révocation du lot d’import {batch}")),
    };
    match &recorded.event {
        Event::Host(event) => revoked.of_host(event),
        Event::Candidate(event) => revoked.of_candidate(event),
        Event::Match(event) => revoked.of_match(event),
        Event::Session(SessionEvent::VoteTallied(_)) => Compensation::WithItsDecision,
        // A programme and its sessions stay as they were opened; a mail that is out is out.
        Event::Session(_) | Event::Programme(_) | Event::Common(_) => Compensation::Nothing,
    }
}

struct Revoked<'a> {
    recorded: &'a Recorded<Event>,
    reason: Personal<String>,
}

impl Revoked<'_> {
    fn of_host(self, event: &HostEvent) -> Compensation {
        let reason = self.reason.clone();
        match event {
            HostEvent::HostRegistered(_) => {
                self.by(Command::CancelApplication(ApplicationCancelled { reason }))
            }
            HostEvent::CoselecVoteRecorded(vote) if vote.verdict == Verdict::Favourable => {
                let granted = i32::try_from(vote.posts_granted).unwrap_or(i32::MAX);
                self.correcting(Command::CorrectCoselecVote(CorrectCoselecVote {
                    session: vote.session.clone(),
                    verdict: Verdict::Unfavourable,
                    posts_delta: -granted,
                    reason,
                }))
            }
            HostEvent::ApplicationCancelled(_)
            | HostEvent::ApplicationMarkedDuplicate(_)
            | HostEvent::HostWithdrawn(_) => {
                self.by(Command::ReopenApplication(ApplicationReopened { reason }))
            }
            HostEvent::PostsRequested(asked) => {
                self.by(Command::RefusePostsRequest(RefusePostsRequest {
                    request: asked.request,
                    reason,
                }))
            }
            HostEvent::PostsAdded(added) => self.by(Command::ReturnPosts(PostsReturned {
                posts: added.posts,
                reason,
            })),
            HostEvent::PostsTransferredOut(transferred) => self.giving_back(transferred),
            HostEvent::PostsTransferredIn(_)
            | HostEvent::PostFilled(_)
            | HostEvent::PostVacated(_) => Compensation::WithItsDecision,
            // Opinions, mails and conventions were given, sent or signed by others: no decision
            // of this programme says that they never were. Returned posts are nobody's to give.
            _ => Compensation::Nothing,
        }
    }

    fn of_candidate(self, event: &CandidateEvent) -> Compensation {
        let reason = self.reason.clone();
        match event {
            CandidateEvent::CandidateRegistered(_) => {
                self.by(Command::ChangeAvailability(AvailabilityChanged {
                    available: false,
                    available_from: None,
                }))
            }
            // Only a training that began is dropped; the enrolment ends with it.
            CandidateEvent::TrainingStarted(_) => {
                self.by(Command::DropTraining(TrainingDropped { reason }))
            }
            CandidateEvent::CandidateHired(_) | CandidateEvent::HireCancelled(_) => {
                Compensation::WithItsDecision
            }
            _ => Compensation::Nothing,
        }
    }

    fn of_match(self, event: &MatchEvent) -> Compensation {
        let reason = self.reason.clone();
        match event {
            MatchEvent::HireDeclared(_) => {
                self.by(Command::CancelHireDeclaration(HireDeclarationCancelled {
                    reason,
                }))
            }
            MatchEvent::MatchShortlisted(_) => {
                self.by(Command::WithdrawShortlist(WithdrawShortlist {}))
            }
            MatchEvent::ShortlistWithdrawn(_) => {
                self.by(Command::ShortlistMatch(ShortlistMatch {}))
            }
            MatchEvent::MatchDeclined(_) => self.by(Command::WithdrawDecline(WithdrawDecline {})),
            _ => Compensation::Nothing,
        }
    }

    /// The host that got the posts gives them back.
    fn giving_back(self, transferred: &PostsTransferredOut) -> Compensation {
        let own = self.recorded.meta.stream.clone();
        Compensation::By(Box::new(Compensating {
            stream: transferred.host.clone(),
            command: Command::TransferPosts(PostsTransferredOut {
                posts: transferred.posts,
                host: own,
            }),
            corrects: None,
        }))
    }

    fn by(self, command: Command) -> Compensation {
        self.compensating(command, None)
    }

    fn correcting(self, command: Command) -> Compensation {
        let corrected = self.recorded.meta.event_id;
        self.compensating(command, Some(corrected))
    }

    fn compensating(self, command: Command, corrects: Option<EventId>) -> Compensation {
        Compensation::By(Box::new(Compensating {
            stream: self.recorded.meta.stream.clone(),
            command,
            corrects,
        }))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use uuid::Uuid;

    use super::*;
    use crate::engine::{
        Actor, CivilDate, CommandId, Dated, Meta, Position, Source, StoredEvent, Version,
    };

    fn own() -> StreamName {
        StreamName::of_uuid("host", Uuid::from_u128(1))
    }

    fn recorded(event: Event) -> Recorded<Event> {
        let at = CivilDate::of(2021, 5, 12).noon_in_paris();
        let meta = Meta {
            event_id: EventId(Uuid::from_u128(7)),
            programme: "cnfs".parse().unwrap(),
            stream: own(),
            version: Version::FIRST,
            position: Position::FIRST,
            previous: None,
            occurred_on: CivilDate::of(2021, 5, 12),
            dated: Dated::Exact,
            recorded_at: at,
            appended_at: at,
            actor: Actor {
                role: "operator".into(),
                id: "test".into(),
                scope: "national".into(),
            },
            source: Source::api(),
            command_id: CommandId(Uuid::from_u128(7)),
            causation_id: None,
            correlation_id: Uuid::from_u128(7),
            schema: event.schema(),
            corrects: None,
        };
        Recorded { meta, event }
    }

    fn of(type_name: &str, data: &Value) -> Compensation {
        let event = Event::from_json(type_name, data).unwrap();
        compensation(&recorded(event), "2021-05")
    }

    fn by(type_name: &str, data: &Value) -> Compensating {
        match of(type_name, data) {
            Compensation::By(compensating) => *compensating,
            other => panic!("{type_name}: {other:?}"),
        }
    }

    #[test]
    fn a_favourable_vote_is_corrected_to_no_posts_and_named() {
        let vote = json!({
            "session": "session:12", "verdict": "favourable", "posts_granted": 3,
            "priority": false, "without_opinion": false,
        });
        let compensating = by("CoselecVoteRecorded", &vote);
        assert_eq!(compensating.corrects, Some(EventId(Uuid::from_u128(7))));
        let data = compensating.command.data();
        assert_eq!(compensating.command.type_name(), "CorrectCoselecVote");
        assert_eq!(data["posts_delta"], -3);
        assert_eq!(data["verdict"], "unfavourable");
        assert_eq!(data["reason"], "Révocation du lot d’import 2021-05");
    }

    #[test]
    fn what_was_transferred_is_given_back_by_the_host_that_got_it() {
        let other = StreamName::of_uuid("host", Uuid::from_u128(2));
        let transferred = json!({"posts": 2, "host": other});
        let compensating = by("PostsTransferredOut", &transferred);
        assert_eq!(compensating.stream, other);
        let data = compensating.command.data();
        assert_eq!(data, json!({"posts": 2, "host": own()}));
    }

    #[test]
    fn a_hire_is_cancelled_with_its_companions() {
        let hire = by("HireDeclared", &json!({"starts_on": "2021-06-01"}));
        assert_eq!(hire.command.type_name(), "CancelHireDeclaration");
        let other = StreamName::of_uuid("match", Uuid::from_u128(3));
        let candidate = StreamName::of_uuid("candidate", Uuid::from_u128(4));
        let filled = of(
            "PostFilled",
            &json!({"match": other, "candidate": candidate}),
        );
        assert_eq!(filled, Compensation::WithItsDecision);
    }

    #[test]
    fn returned_posts_and_signed_conventions_are_left_to_people() {
        let returned = of("PostsReturned", &json!({"posts": 1, "reason": "none"}));
        assert_eq!(returned, Compensation::Nothing);
        let terms = json!({"posts": 1, "amount_cents": 100, "months": 24});
        assert_eq!(of("ConventionSigned", &terms), Compensation::Nothing);
    }
}
