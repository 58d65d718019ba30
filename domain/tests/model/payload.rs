//! The generator's payloads: plausible ones, with what the paper says where a command must know it.

use serde_json::{Value, json};

use crate::generate::{Generator, date};
use crate::judge::uuid;
use crate::paper::{DEPARTMENTS, Paper};

/// Sound ones, one of La Poste among them, and one that is not.
const SIRETS: [&str; 4] = [
    "73282932000074",
    "35600000000048",
    "35600000049837",
    "73282932000075",
];

const TASKS: [&str; 6] = [
    "recruit",
    "vote",
    "give_opinion",
    "enter_training",
    "sit_exam",
    "activate_account",
];

const VERDICTS: [&str; 5] = [
    "favourable",
    "favourable",
    "favourable",
    "unfavourable",
    "further_review",
];

impl Generator {
    /// The data of a command, and what it corrects.
    pub(crate) fn payload(
        &mut self,
        command: &str,
        on: &str,
        paper: &Paper,
    ) -> (Value, Option<u128>) {
        match command {
            "CorrectCoselecVote" => self.vote_correction(on, paper),
            "RevisePrefectOpinion" => {
                let host = paper.hosts.get(on);
                let last = host.and_then(|host| host.opinions.last().copied());
                (self.opinion(), self.named_event(last))
            }
            "ExtendContract" | "RenewContract" => {
                let ends_on = date(self.today + self.chance.between(-20, 200));
                let corrects = self.chance.percent(5).then_some(1);
                (json!({"ends_on": ends_on}), corrects)
            }
            _ => {
                let of_person = self.of_person(command, on, paper);
                let data = of_person.or_else(|| self.of_host(command, on, paper));
                (
                    data.unwrap_or_else(|| self.of_others(command, on, paper)),
                    None,
                )
            }
        }
    }

    fn named_event(&mut self, event: Option<u128>) -> Option<u128> {
        match self.chance.below(10) {
            0 => None,
            1 => Some(7),
            _ => event,
        }
    }

    fn opinion(&mut self) -> Value {
        let opinion = self.chance.of(&["favourable", "unfavourable", "duplicate"]);
        json!({"opinion": opinion, "comment": "Avis"})
    }

    fn vote_correction(&mut self, on: &str, paper: &Paper) -> (Value, Option<u128>) {
        let votes = paper.hosts.get(on).map_or(&[][..], |host| &host.votes);
        let vote = votes.get(self.chance.below(votes.len()));
        let session = vote.map_or_else(|| self.reference("session"), |it| it.session.clone());
        let verdict = self.chance.of(&VERDICTS);
        let posts = vote.map_or(0, |it| i32::try_from(it.posts).unwrap());
        let delta = if verdict == "favourable" {
            self.chance.between(-2, 2)
        } else {
            -posts
        };
        let data = json!({"session": session, "verdict": verdict, "posts_delta": delta, "reason": "Erreur"});
        (data, self.named_event(vote.map(|it| it.id)))
    }

    fn of_person(&mut self, command: &str, on: &str, paper: &Paper) -> Option<Value> {
        let person = paper.people.get(on);
        let soon = date(self.today + self.chance.between(-20, 60));
        let mobility = self.chance.of(&[5, 10, 20, 2000, 7]);
        Some(match command {
            "RegisterCandidate" => {
                let (department, region) = self.territory();
                json!({"mobility_km": mobility, "available_from": soon, "department": department, "region": region})
            }
            "EndContract" => json!({"ends_on": soon}),
            "NotifyTermination" | "ValidateTermination" | "CancelTerminationNotice" => {
                json!({"on": soon, "reason": "resignation"})
            }
            "WaiveTraining" => json!({"basis": "holds_ccp1"}),
            "EnrolInTraining" => self.enrolment(),
            "StartTraining" | "CompleteTraining" | "TakeUpPost" => json!({}),
            "DropTraining" => json!({"reason": "Motif"}),
            "RecordExam" => {
                let exam = self.chance.of(&["ccp1", "pix"]);
                json!({"exam": exam, "passed": self.chance.percent(70)})
            }
            "AwardCertification" => json!({"certificate": self.chance.of(&["ccp1", "pix"])}),
            "ChangeAvailability" => json!({"available": self.chance.percent(70)}),
            "ChangeMobility" => json!({"mobility_km": mobility}),
            "SharePixResult" => json!({"level": self.chance.below(5), "shared_on": soon}),
            "ConfirmHire" => self.confirmation(),
            "RecordPlacementTest" => {
                json!({"recommended_path_hours": self.chance.of(&[105, 280, 320, 420, 350])})
            }
            "RescheduleTraining" => {
                let known = person.and_then(|person| person.place.as_ref());
                let known = known.filter(|_| self.chance.percent(50));
                let starts_on = known.map_or(soon, |place| place.starts_on.as_str());
                let ends_on = date(self.today + self.chance.between(-10, 120));
                json!({"starts_on": starts_on, "ends_on": ends_on})
            }
            "SendEquipment" => match self.chance.below(6) {
                0 => json!({"items": []}),
                1 => json!({"items": ["laptop", "laptop"]}),
                _ => json!({"items": ["laptop", "clothing"]}),
            },
            "ReportActivity" => {
                let minutes = self.chance.of(&[30, 90, 1440, 1441]);
                json!({"on": self.past(30), "kind": "collective", "theme": "courriel", "participants": 3, "minutes": minutes})
            }
            "MergeCandidate" => json!({"into": self.reference("candidate")}),
            _ => return None,
        })
    }

    fn confirmation(&mut self) -> Value {
        let mut contract = self.contract();
        if contract["contract"].is_null() {
            contract["contract"] = json!("public_project");
        }
        contract
    }

    fn enrolment(&mut self) -> Value {
        let starts = self.today + self.chance.between(-20, 30);
        let ends = starts + self.chance.between(-2, 60);
        let lot = self.chance.of(&["1", "2", "3", "4", "9"]);
        let provider = self
            .chance
            .of(&["AFPA", "AFPA", "AFPA", "Simplon", "Simplon", "GRETA"]);
        let hours = self.chance.of(&[105, 280, 320, 420, 350]);
        let mut data = json!({"lot": lot, "provider": provider, "path_hours": hours, "starts_on": date(starts), "ends_on": date(ends)});
        if self.chance.percent(30) {
            data["delivery"] = json!(self.chance.of(&["remote", "on_site"]));
        }
        data
    }

    fn territory(&mut self) -> (&'static str, &'static str) {
        let (department, region) = self.chance.of(&DEPARTMENTS);
        let other = self.chance.of(&DEPARTMENTS).1;
        (
            department,
            if self.chance.percent(95) {
                region
            } else {
                other
            },
        )
    }

    fn of_host(&mut self, command: &str, on: &str, paper: &Paper) -> Option<Value> {
        let host = paper.hosts.get(on);
        let posts = self.chance.of(&[1, 1, 1, 2, 2, 3, 6]);
        let request = host.and_then(|host| host.request.clone());
        let request = request.filter(|_| self.chance.percent(85));
        let request = request.unwrap_or_else(|| uuid(self.chance.below(50) as u128));
        Some(match command {
            "RegisterHost" => self.registration(),
            "RecordPrefectOpinion" => self.opinion(),
            "RecordCoselecVote" => {
                let verdict = self.chance.of(&VERDICTS);
                let grants = (verdict == "favourable") == self.chance.percent(96);
                let posts = if grants { posts } else { 0 };
                json!({"session": self.reference("session"), "verdict": verdict, "posts_granted": posts})
            }
            "OpenConventionFile" => json!({"dossier_number": 1, "procedure": "public"}),
            "MoveConventionFile" => self.dossier_move(),
            "FindConventionFileNonCompliant" => json!({"defects": ["rib"]}),
            "SendConvention" => self.terms(posts),
            "SignConvention" => match host.and_then(|host| host.sent.as_ref()) {
                Some(sent) if self.chance.percent(85) => {
                    json!({"posts": sent.posts, "amount_cents": sent.cents, "months": sent.months})
                }
                Some(sent) => {
                    json!({"posts": sent.posts, "amount_cents": 1, "months": sent.months})
                }
                None => self.terms(posts),
            },
            "TerminateConvention" => json!({"by": "host", "reason": "Motif"}),
            "ReturnPosts" => json!({"posts": posts, "reason": "Motif"}),
            "MarkDuplicate" => json!({"of": self.reference("host")}),
            "CancelApplication" | "WithdrawHost" | "ReopenApplication" => {
                json!({"reason": "Motif"})
            }
            "AmendApplication" => self.amendment(),
            "RecordFollowUp" => json!({"channel": "call", "topic": "suivi", "summary": "Appel"}),
            "AmendConvention" => {
                let cents = self.chance.of(&[0, 100_000, -100_000, -9_000_000]);
                let covered = host.and_then(|host| Some((host, host.signed.as_ref()?)));
                let below_filled = covered.map(|(host, terms)| host.filled - 1 - terms.posts);
                let below_filled = below_filled.filter(|_| self.chance.percent(15));
                let delta = self.chance.between(-2, 2).into();
                json!({"posts_delta": below_filled.unwrap_or(delta), "amount_delta_cents": cents})
            }
            "PaySubsidy" => {
                let next = host.map_or(0, |host| host.instalments) + 1;
                let instalment = if self.chance.percent(90) {
                    next
                } else {
                    next + 1
                };
                let cents = self.chance.of(&[100_000, 1_000_000, 4_000_000]);
                json!({"instalment": instalment, "amount_cents": cents})
            }
            "RequestPosts" => json!({"request": request, "posts": posts, "motive": "Motif"}),
            "RecordPostsRequestOpinion" => {
                json!({"request": request, "posts": 1, "opinion": "favourable"})
            }
            "RefusePostsRequest" => json!({"request": request, "reason": "Motif"}),
            "AddPosts" => json!({"request": request, "posts": posts}),
            "TransferPosts" => json!({"posts": posts, "host": self.reference("host")}),
            "SendActivationMail"
            | "ActivateHostAccount"
            | "CorrectConventionFile"
            | "ConfirmContactEmail"
            | "SendValidationLetter" => json!({}),
            _ => return None,
        })
    }

    fn terms(&mut self, posts: i32) -> Value {
        let months = self.chance.of(&[18, 24, 36, 36, 12]);
        json!({"posts": posts, "amount_cents": 5_000_000, "months": months})
    }

    fn dossier_move(&mut self) -> Value {
        let moves = [
            ("draft", "under_construction"),
            ("under_construction", "under_instruction"),
            ("under_instruction", "accepted"),
            ("under_instruction", "accepted"),
            ("under_instruction", "refused"),
            ("under_instruction", "dropped"),
            ("under_instruction", "under_construction"),
            ("draft", "accepted"),
            ("accepted", "under_instruction"),
        ];
        let (from, to) = self.chance.of(&moves);
        if self.chance.percent(50) {
            return json!({"from": from, "to": to});
        }
        json!({"to": to})
    }

    fn registration(&mut self) -> Value {
        let (department, region) = self.territory();
        let mut data = json!({"kind": "commune", "legal_name": "Essai", "department": department, "region": region});
        if self.chance.percent(30) {
            data["siret"] = json!(self.chance.of(&SIRETS));
        }
        if self.chance.percent(10) {
            data["ridet"] = json!("1234567");
        }
        if self.chance.percent(20) {
            data["commune_insee"] = json!(self.commune());
        }
        data
    }

    fn commune(&mut self) -> &'static str {
        self.chance
            .of(&["59350", "75056", "2A004", "97411", "98818", "62041"])
    }

    fn amendment(&mut self) -> Value {
        let (field, after) = match self.chance.below(9) {
            0 => ("legal_name", Some("Autre nom")),
            1 => ("legal_name", None),
            2 => ("siret", Some(self.chance.of(&SIRETS))),
            3 => ("siret", self.chance.of(&[None, Some("123")])),
            4 => ("ridet", self.chance.of(&[None, Some("7654321")])),
            5 => ("commune_insee", Some(self.commune())),
            6 => (
                "department",
                self.chance
                    .of(&[Some("59"), Some("988"), Some("75"), Some("00")]),
            ),
            7 => (
                "has_candidate",
                self.chance.of(&[Some("true"), Some("oui")]),
            ),
            _ => (
                "requested_posts",
                self.chance.of(&[None, Some("2"), Some("0")]),
            ),
        };
        let mut data = json!({"field": field, "after": after, "reason": "Motif"});
        if self.chance.percent(5) {
            data["contact"] = json!({"name": "A", "email": "a@example.org"});
        }
        data
    }

    fn of_others(&mut self, command: &str, on: &str, paper: &Paper) -> Value {
        let lot = self.chance.of(&["1", "2", "3", "4", "9"]);
        let due_on = self
            .chance
            .of(&["2021-12-31", "2022-06-30", "2022-12-31", "2023-06-30"]);
        match command {
            "OpenProgramme" => {
                let envelope = 30 + self.chance.below(60);
                json!({"name": "Essai", "posts_envelope": envelope, "opened_on": "2020-11-17"})
            }
            "SetMilestone" => {
                json!({"metric": "posts_open", "due_on": due_on, "value": 4, "label": "jalon"})
            }
            "ReviseMilestone" => {
                json!({"metric": "posts_open", "due_on": due_on, "value": 5, "reason": "Motif"})
            }
            "DefineTrainingLot" => {
                let delivery = if lot == "1" { "remote" } else { "on_site" };
                let regions: &[&str] = if lot == "1" { &[] } else { &["32", "11"] };
                json!({"lot": lot, "delivery": delivery, "providers": ["AFPA", "Simplon"], "regions": regions})
            }
            "AllotTrainingLot" => json!({"lot": lot, "counsellors": 5, "as_of": due_on}),
            "PublishFigure" => {
                json!({"metric": "posts_open", "value": 1, "as_of": due_on, "published_by": "ANCT"})
            }
            "SetDeadline" => {
                json!({"task": self.chance.of(&TASKS), "days": self.chance.below(60), "applies_from": "2020-11-17"})
            }
            "TickDay" => json!({"date": date(self.today + self.chance.between(-4, 1))}),
            "RevokeImportBatch" => {
                json!({"batch": format!("lot-{}", self.chance.below(30)), "reason": "Motif"})
            }
            "ConveneSession" => self.convocation(on),
            "TableFile" => json!({"host": self.reference("host")}),
            "ProposeMatch" => {
                let (host, candidate) = (self.reference("host"), self.reference("candidate"));
                json!({"host": host, "candidate": candidate, "origin": "manual"})
            }
            "DeclareHire" => self.contract(),
            "CancelHireDeclaration" => json!({"reason": "Motif"}),
            "CloseMatch" => json!({"because": "candidate_unavailable"}),
            "RequestMail" => {
                let templates = ["validation_letter", "activation", "reminder"];
                json!({"template": self.chance.of(&templates)})
            }
            "ReportDelivery" => self.report(on, paper),
            "IssueNotice" => json!({"task": self.chance.of(&TASKS), "deadline": due_on}),
            _ => json!({}),
        }
    }

    fn convocation(&mut self, on: &str) -> Value {
        let own = on.strip_prefix("session:").unwrap_or("7");
        let label = if self.chance.percent(95) { own } else { "77" };
        let phase = self.chance.of(&[1, 1, 2, 2, 3]);
        let held_on = date(self.today + self.chance.between(-25, 4));
        json!({"label": label, "ordinal": 1, "held_on": held_on, "phase": phase})
    }

    fn report(&mut self, on: &str, paper: &Paper) -> Value {
        let waiting = paper.mails.get(on).map_or(&[][..], Vec::as_slice);
        let mail = waiting.get(self.chance.below(waiting.len()));
        let mail = mail.filter(|_| self.chance.percent(92));
        let outcome = self.chance.of(&["delivered", "delivered", "refused"]);
        if let Some(last) = paper.reported.get(on).filter(|_| self.chance.percent(8)) {
            return json!({"mail": last, "outcome": outcome});
        }
        json!({"mail": uuid(mail.map_or(9, |it| it.0)), "outcome": outcome})
    }
}
