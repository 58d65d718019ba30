//! What the clerk writes down once a question was answered with yes.

use serde_json::Value;

use crate::ask::Ask;
use crate::paper::{
    Account, Course, Hire, Host, Lot, Match, Meeting, Paper, Person, Place, Programme, Session,
    Terms, Vote,
};

impl Paper {
    /// Writes down an accepted question; `id` is that of its first event.
    pub(crate) fn note(&mut self, ask: &Ask, id: u128) {
        match ask.kind() {
            _ if ask.command == "RequestMail" => self.note_mail(&ask.on, ask.text("template"), id),
            _ if ask.command == "ReportDelivery" => self.note_report(ask),
            _ if ask.command == "IssueNotice" => self.note_notice(&ask.on, &ask.data),
            "programme" => self.note_programme(ask),
            "session" => self.note_session(ask),
            "host" => self.note_host(ask, id),
            "candidate" => self.note_person(ask),
            _ => self.note_match(ask),
        }
    }

    pub(crate) fn note_mail(&mut self, stream: &str, template: &str, id: u128) {
        let mails = self.mails.entry(stream.to_owned()).or_default();
        mails.push((id, template.to_owned()));
    }

    fn note_report(&mut self, ask: &Ask) {
        let mail = ask.text("mail").to_owned();
        self.reported.insert(ask.on.clone(), mail);
        let mails = self.mails.entry(ask.on.clone()).or_default();
        mails.retain(|(id, _)| crate::judge::uuid(*id) != ask.text("mail"));
    }

    pub(crate) fn note_notice(&mut self, stream: &str, data: &Value) {
        let text = |field: &str| data[field].as_str().unwrap_or("").to_owned();
        let task = (stream.to_owned(), text("task"));
        self.notices.insert(task, text("deadline"));
    }

    fn note_programme(&mut self, ask: &Ask) {
        if ask.command == "OpenProgramme" {
            self.programme = Some(Programme {
                stream: ask.on.clone(),
                envelope: ask.int("posts_envelope"),
                ..Programme::default()
            });
        }
        let programme = self.programme.as_mut().unwrap();
        match ask.command {
            "SetMilestone" => {
                let milestone = format!("{} {}", ask.text("metric"), ask.text("due_on"));
                programme.milestones.insert(milestone);
            }
            "DefineTrainingLot" => {
                let lot = Lot {
                    delivery: ask.text("delivery").to_owned(),
                    providers: texts(&ask.data["providers"]),
                    regions: texts(&ask.data["regions"]),
                };
                programme.lots.insert(ask.text("lot").to_owned(), lot);
            }
            "TickDay" => programme.last_tick = Some(ask.text("date").to_owned()),
            "RevokeImportBatch" => {
                programme.revoked.insert(ask.text("batch").to_owned());
            }
            _ => {}
        }
    }

    fn note_session(&mut self, ask: &Ask) {
        match ask.command {
            "ConveneSession" => {
                let session = Session {
                    held_on: ask.text("held_on").to_owned(),
                    sealed: false,
                };
                self.sessions.insert(ask.on.clone(), session);
            }
            "SealMinutes" => self.sessions.get_mut(&ask.on).unwrap().sealed = true,
            _ => {}
        }
    }

    fn note_host(&mut self, ask: &Ask, id: u128) {
        if ask.command == "RegisterHost" {
            self.hosts.insert(ask.on.clone(), Host::registered(ask));
            return;
        }
        if ask.command == "TransferPosts" {
            let to = self.hosts.get_mut(ask.text("host")).unwrap();
            to.received += ask.int("posts");
        }
        let host = self.hosts.get_mut(&ask.on).unwrap();
        match ask.command {
            "RecordPrefectOpinion" | "RevisePrefectOpinion" => host.opinions.push(id),
            "RecordCoselecVote" | "CorrectCoselecVote" => host.note_vote(ask, id),
            "AmendApplication" => host.note_amendment(ask),
            "SendActivationMail" => host.invite(),
            "ActivateHostAccount" => host.account = Account::Activated,
            "MarkDuplicate" => {
                host.left = Some("duplicate");
                host.duplicate_of = Some(ask.text("of").to_owned());
            }
            "CancelApplication" => host.left = Some("cancelled"),
            "WithdrawHost" => host.left = Some("withdrawn"),
            "ReopenApplication" => {
                host.left = None;
                host.duplicate_of = None;
            }
            "RequestPosts" => host.request = ask.maybe("request").map(str::to_owned),
            "RefusePostsRequest" => host.request = None,
            "AddPosts" => {
                host.added += ask.int("posts");
                host.request = None;
            }
            "ReturnPosts" => {
                host.returned += ask.int("posts");
                if host.open() == 0 && host.left.is_none() {
                    host.left = Some("withdrawn");
                }
            }
            "TransferPosts" => host.given_away += ask.int("posts"),
            _ => host.note_convention(ask),
        }
    }

    fn note_match(&mut self, ask: &Ask) {
        if ask.command == "ProposeMatch" {
            let it = Match {
                host: ask.text("host").to_owned(),
                candidate: ask.text("candidate").to_owned(),
                stands: Meeting::Proposed,
                declared_on: String::new(),
            };
            self.matches.insert(ask.on.clone(), it);
            return;
        }
        let it = self.matches.get_mut(&ask.on).unwrap();
        it.stands = match ask.command {
            "ShortlistMatch" => Meeting::Shortlisted,
            "DeclineMatch" => Meeting::Declined,
            "CloseMatch" => Meeting::Closed,
            "DeclareHire" => Meeting::Hired,
            "CancelHireDeclaration" => Meeting::Cancelled,
            _ => Meeting::Proposed,
        };
        let host = self.hosts.get_mut(&it.host).unwrap();
        let person = self.people.get_mut(&it.candidate).unwrap();
        match ask.command {
            "DeclareHire" => {
                ask.occurred_on().clone_into(&mut it.declared_on);
                host.filled += 1;
                person.hire = Some(Hire {
                    match_: ask.on.clone(),
                    host: it.host.clone(),
                    contract: ask.maybe("contract").map(str::to_owned),
                    starts_on: ask.text("starts_on").to_owned(),
                    ends_on: ask.maybe("ends_on").map(str::to_owned),
                    prolonged: None,
                    confirmed: false,
                    took_up: false,
                    notice: false,
                });
            }
            "CancelHireDeclaration" => {
                host.filled -= 1;
                person.hire = None;
            }
            _ => {}
        }
    }

    fn note_person(&mut self, ask: &Ask) {
        if ask.command == "RegisterCandidate" {
            self.people.insert(ask.on.clone(), Person::default());
            return;
        }
        let person = self.people.get_mut(&ask.on).unwrap();
        match ask.command {
            "MergeCandidate" => person.merged_into = Some(ask.text("into").to_owned()),
            "EndContract" | "ValidateTermination" => {
                let last = ask.maybe("ends_on").or(ask.maybe("on")).unwrap();
                let hire = person.hire.take().unwrap();
                person.past.push((hire.starts_on, last.to_owned()));
                self.hosts.get_mut(&hire.host).unwrap().filled -= 1;
            }
            _ => {
                if let Some(hire) = &mut person.hire {
                    hire.note(ask);
                }
                person.note_training(ask);
            }
        }
    }
}

fn texts(value: &Value) -> Vec<String> {
    let all = value.as_array().into_iter().flatten();
    all.map(|it| it.as_str().unwrap().to_owned()).collect()
}

impl Host {
    fn registered(ask: &Ask) -> Self {
        let text = |field: &str| ask.maybe(field).map(str::to_owned);
        Self {
            department: ask.text("department").to_owned(),
            siret: text("siret"),
            ridet: text("ridet"),
            commune: text("commune_insee"),
            ..Self::default()
        }
    }

    fn note_vote(&mut self, ask: &Ask, id: u128) {
        let (session, verdict) = (
            ask.text("session").to_owned(),
            ask.text("verdict").to_owned(),
        );
        if ask.command == "RecordCoselecVote" {
            let posts = ask.int("posts_granted");
            self.granted += posts;
            self.votes.push(Vote {
                session,
                verdict,
                posts,
                id,
            });
            return;
        }
        let delta = ask.int("posts_delta");
        self.granted += delta;
        let mut votes = self.votes.iter_mut();
        let vote = votes.find(|vote| vote.session == session).unwrap();
        vote.posts += delta;
        vote.verdict = verdict;
        vote.id = id;
    }

    fn note_amendment(&mut self, ask: &Ask) {
        let after = ask.maybe("after").map(str::to_owned);
        match ask.text("field") {
            "siret" => self.siret = after,
            "ridet" => self.ridet = after,
            "commune_insee" => self.commune = after,
            "department" => {
                self.department = after.unwrap();
                let department = &self.department;
                self.commune = self.commune.take().filter(|it| it.starts_with(department));
            }
            _ => {}
        }
    }

    fn note_convention(&mut self, ask: &Ask) {
        match ask.command {
            "OpenConventionFile" => {
                self.dossier = Some("draft".to_owned());
                self.defects = false;
            }
            "MoveConventionFile" => self.dossier = ask.maybe("to").map(str::to_owned),
            "FindConventionFileNonCompliant" => self.defects = true,
            "CorrectConventionFile" => self.defects = false,
            "SendConvention" => self.sent = Some(Terms::of(ask)),
            "SignConvention" => self.signed = self.sent.take(),
            "AmendConvention" => {
                let terms = self.signed.as_mut().unwrap();
                terms.posts += ask.int("posts_delta");
                terms.cents += ask.int("amount_delta_cents");
            }
            "PaySubsidy" => {
                self.instalments += 1;
                self.paid_cents += ask.int("amount_cents");
            }
            "TerminateConvention" => self.terminated = true,
            _ => {}
        }
    }
}

impl Hire {
    fn note(&mut self, ask: &Ask) {
        match ask.command {
            "ConfirmHire" => {
                self.confirmed = true;
                self.contract = ask.maybe("contract").map(str::to_owned);
                ask.text("starts_on").clone_into(&mut self.starts_on);
                self.ends_on = ask.maybe("ends_on").map(str::to_owned);
                // An extension that ends no later than the contract that was seen was none.
                let end = self.ends_on.clone();
                let still = |it: &(String, String)| end.is_some_and(|end| it.1 > end);
                self.prolonged = self.prolonged.take().filter(still);
            }
            "ExtendContract" | "RenewContract" => {
                let day = ask.occurred_on();
                if self
                    .prolonged
                    .as_ref()
                    .is_none_or(|(last, _)| last.as_str() <= day)
                {
                    let ends_on = ask.text("ends_on").to_owned();
                    self.prolonged = Some((day.to_owned(), ends_on));
                }
            }
            "NotifyTermination" => self.notice = true,
            "CancelTerminationNotice" => self.notice = false,
            "TakeUpPost" => self.took_up = true,
            _ => {}
        }
    }
}

impl Person {
    fn note_training(&mut self, ask: &Ask) {
        let day = ask.occurred_on().to_owned();
        match ask.command {
            "WaiveTraining" => self.course = Course::Waived,
            "EnrolInTraining" => {
                self.course = Course::Enrolled;
                self.since = day;
                self.place = Some(Place {
                    lot: ask.text("lot").to_owned(),
                    provider: ask.text("provider").to_owned(),
                    starts_on: ask.text("starts_on").to_owned(),
                });
            }
            "RescheduleTraining" => {
                let place = self.place.as_mut().unwrap();
                ask.text("starts_on").clone_into(&mut place.starts_on);
            }
            "StartTraining" => {
                self.course = Course::Started;
                self.since = day;
            }
            "CompleteTraining" => {
                self.course = Course::Completed;
                let first = self.completed_on.take().filter(|first| *first < day);
                self.completed_on = Some(first.unwrap_or(day));
            }
            "DropTraining" => self.course = Course::Dropped,
            "RecordExam" if ask.data["passed"] == true => {
                let first = self.passed_on.entry(ask.text("exam").to_owned());
                let first = first.or_insert_with(|| day.clone());
                *first = day.min(first.clone());
            }
            "AwardCertification" => {
                self.certified.insert(ask.text("certificate").to_owned());
            }
            _ => {}
        }
    }
}
