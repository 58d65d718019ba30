//! The model's judgement: whether a question is answered with yes, from the paper alone.

use crate::ask::{Ask, kind_of};
use crate::paper::Paper;

/// Yes, or the code of the refusal; an empty code where the model leaves it open which one.
pub(crate) type Answer = Result<(), &'static str>;

/// Mails of one stream that wait for their report at once: a named limit of the engine.
const MAILS_MAX: usize = 64;

pub(crate) fn need(holds: bool, otherwise: &'static str) -> Answer {
    if holds { Ok(()) } else { Err(otherwise) }
}

/// The kind of stream on which a command is decided; nothing for those of any kind.
pub(crate) fn kind_for(command: &str) -> &'static str {
    match command {
        "OpenProgramme" | "SetMilestone" | "ReviseMilestone" | "DefineTrainingLot"
        | "AllotTrainingLot" | "PublishFigure" | "SetDeadline" | "TickDay"
        | "RevokeImportBatch" => "programme",
        "ConveneSession" | "SealMinutes" | "TableFile" => "session",
        "ProposeMatch"
        | "ShortlistMatch"
        | "DeclareHire"
        | "CancelHireDeclaration"
        | "WithdrawShortlist"
        | "DeclineMatch"
        | "WithdrawDecline"
        | "CloseMatch" => "match",
        "RequestMail" | "ReportDelivery" | "IssueNotice" => "",
        "RegisterCandidate"
        | "EndContract"
        | "NotifyTermination"
        | "ValidateTermination"
        | "WaiveTraining"
        | "EnrolInTraining"
        | "StartTraining"
        | "CompleteTraining"
        | "DropTraining"
        | "RecordExam"
        | "AwardCertification"
        | "ChangeAvailability"
        | "ChangeMobility"
        | "SharePixResult"
        | "ConfirmHire"
        | "ExtendContract"
        | "RenewContract"
        | "CancelTerminationNotice"
        | "RecordPlacementTest"
        | "RescheduleTraining"
        | "TakeUpPost"
        | "SendEquipment"
        | "ReportActivity"
        | "MergeCandidate" => "candidate",
        _ => "host",
    }
}

impl Paper {
    /// What the programme should answer.
    pub(crate) fn judge(&self, ask: &Ask) -> Answer {
        let opened = self.programme.is_some() || ask.command == "OpenProgramme";
        need(opened, "ProgrammeNotOpened")?;
        let kind = kind_for(ask.command);
        need(kind.is_empty() || ask.kind() == kind, "WrongStreamKind")?;
        self.permit(ask)?;
        need(
            ask.occurred_on() <= ask.today.as_str(),
            "OccurredInTheFuture",
        )?;
        match kind {
            "programme" => self.judge_programme(ask),
            "session" => self.judge_session(ask),
            "host" => self.judge_host(ask),
            "candidate" => self.judge_person(ask),
            "match" => self.judge_match(ask),
            _ => self.judge_any(ask),
        }
    }

    fn judge_programme(&self, ask: &Ask) -> Answer {
        let Some(programme) = &self.programme else {
            return Ok(());
        };
        need(ask.command != "OpenProgramme", "ProgrammeAlreadyOpened")?;
        need(ask.on == programme.stream, "NotTheProgrammesStream")?;
        let milestone = format!("{} {}", ask.text("metric"), ask.text("due_on"));
        let is_set = programme.milestones.contains(&milestone);
        let has_lot = programme.lots.contains_key(ask.text("lot"));
        match ask.command {
            "SetMilestone" => need(!is_set, "MilestoneAlreadySet"),
            "ReviseMilestone" => need(is_set, "MilestoneNotSet"),
            "DefineTrainingLot" => need(!has_lot, "LotAlreadyDefined"),
            "AllotTrainingLot" => need(has_lot, "LotNotDefined"),
            "RevokeImportBatch" => {
                let revoked = programme.revoked.contains(ask.text("batch"));
                need(!revoked, "BatchAlreadyRevoked")
            }
            "TickDay" => {
                let date = ask.text("date");
                need(date <= ask.today.as_str(), "DayNotCome")?;
                need(
                    ask.day.as_deref().is_none_or(|day| day == date),
                    "TickNotOnItsDay",
                )?;
                let last = programme.last_tick.as_deref();
                need(last.is_none_or(|last| date > last), "DayAlreadyTicked")
            }
            _ => Ok(()),
        }
    }

    fn judge_session(&self, ask: &Ask) -> Answer {
        if ask.command == "ConveneSession" {
            let is_its = ask.on.strip_prefix("session:") == Some(ask.text("label"));
            need(is_its, "LabelIsNotTheKey")?;
            need((1..=2).contains(&ask.int("phase")), "PhaseUnknown")?;
            return need(!self.has_begun(&ask.on), "SessionAlreadyConvened");
        }
        self.may_be_voted_in(&ask.on)?;
        match ask.command {
            "TableFile" => self.names_host(ask.text("host")),
            _ => Ok(()),
        }
    }

    pub(crate) fn may_be_voted_in(&self, session: &str) -> Answer {
        let sealed = self.sessions.get(session).map(|it| it.sealed);
        need(sealed.is_some(), "SessionNotConvened")?;
        need(sealed == Some(false), "MinutesAlreadySealed")
    }

    /// A field names a registered host.
    pub(crate) fn names_host(&self, host: &str) -> Answer {
        need(kind_of(host) == "host", "WrongReferenceKind")?;
        need(self.hosts.contains_key(host), "HostNotRegistered")
    }

    pub(crate) fn names_person(&self, person: &str) -> Answer {
        need(kind_of(person) == "candidate", "WrongReferenceKind")?;
        need(self.people.contains_key(person), "CandidateNotRegistered")
    }

    fn judge_any(&self, ask: &Ask) -> Answer {
        need(self.has_begun(&ask.on), "StreamNotBegun")?;
        let waiting = self.mails.get(&ask.on);
        match ask.command {
            "RequestMail" => {
                let count = waiting.map_or(0, Vec::len);
                need(count < MAILS_MAX, "TooManyOpenMails")
            }
            "ReportDelivery" => {
                let waits = |mails: &Vec<(u128, String)>| {
                    mails.iter().any(|(id, _)| uuid(*id) == ask.text("mail"))
                };
                let last = self.reported.get(&ask.on).map(String::as_str);
                let again = last == ask.maybe("mail");
                let otherwise = if again { "DeliveryAlreadyReported" } else { "" };
                need(waiting.is_some_and(waits), otherwise)
            }
            _ => {
                let task = (ask.on.clone(), ask.text("task").to_owned());
                let last = self.notices.get(&task).map(String::as_str);
                need(last != ask.maybe("deadline"), "NoticeAlreadyIssued")
            }
        }
    }
}

/// An id as it is written.
pub(crate) fn uuid(id: u128) -> String {
    uuid::Uuid::from_u128(id).to_string()
}
