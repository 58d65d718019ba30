//! The model's judgement on people and on their matches with hosts.

use crate::ask::Ask;
use crate::judge::{Answer, need};
use crate::judge_host::{LINKS_MAX, territory};
use crate::paper::{Course, Hire, Meeting, Paper, Person};

const MOBILITIES: [i64; 7] = [5, 10, 15, 20, 40, 100, 2000];
const PATHS: [i64; 4] = [105, 280, 320, 420];

/// Rule 5, of a whole contract.
fn contract_is_sound(ask: &Ask) -> Answer {
    let (contract, ends_on) = (ask.maybe("contract"), ask.maybe("ends_on"));
    match contract {
        None => Ok(()),
        Some("cdi") => need(ends_on.is_none(), "CdiHasNoEnd"),
        Some(_) => {
            let ends_on = ends_on.ok_or("ContractEndMissing")?;
            need(ends_on >= ask.text("starts_on"), "ContractEndsBeforeStart")
        }
    }
}

impl Paper {
    pub(crate) fn judge_person(&self, ask: &Ask) -> Answer {
        if ask.command == "RegisterCandidate" {
            need(
                MOBILITIES.contains(&ask.int("mobility_km")),
                "MobilityUnknown",
            )?;
            territory(ask)?;
            return need(!self.has_begun(&ask.on), "AlreadyRegistered");
        }
        if ask.command == "ReportActivity" {
            let (on, said) = (ask.text("on"), ask.day.as_deref());
            need(said.is_none_or(|day| day == on), "ActivityOnAnotherDay")?;
            need(on <= ask.today.as_str(), "OccurredInTheFuture")?;
        }
        let person = self.people.get(&ask.on).ok_or("CandidateNotRegistered")?;
        need(person.merged_into.is_none(), "FileIsMerged")?;
        match ask.command {
            "ChangeAvailability" => Ok(()),
            "ChangeMobility" => need(
                MOBILITIES.contains(&ask.int("mobility_km")),
                "MobilityUnknown",
            ),
            "SharePixResult" => need((1..=3).contains(&ask.int("level")), "PixLevelUnknown"),
            "MergeCandidate" => self.judge_merge(person, ask),
            "ReportActivity" => {
                need(person.worked_on(ask.text("on")), "NotInPost")?;
                need(ask.int("minutes") <= 1440, "ActivityLongerThanADay")
            }
            "RecordPlacementTest"
            | "WaiveTraining"
            | "EnrolInTraining"
            | "RescheduleTraining"
            | "StartTraining"
            | "CompleteTraining"
            | "DropTraining"
            | "RecordExam"
            | "AwardCertification" => self.judge_training(person, ask),
            _ => {
                let hire = person.hire.as_ref().ok_or("NoActiveHire")?;
                judge_hire(person, hire, ask)
            }
        }
    }

    fn judge_merge(&self, person: &Person, ask: &Ask) -> Answer {
        need(person.hire.is_none(), "HireStandsOnThisFile")?;
        let mut target = ask.text("into");
        for _ in 0..LINKS_MAX {
            need(target != ask.on, "MergesMakeACircle")?;
            self.names_person(target)?;
            match &self.people[target].merged_into {
                None => return Ok(()),
                Some(next) => target = next,
            }
        }
        Err("TooManyMergeLinks")
    }

    fn judge_training(&self, person: &Person, ask: &Ask) -> Answer {
        let day = ask.occurred_on();
        match ask.command {
            "RecordPlacementTest" => {
                let hours = ask.int("recommended_path_hours");
                need(PATHS.contains(&hours), "PathHoursUnknown")
            }
            "WaiveTraining" => match person.course {
                Course::Open | Course::Dropped => Ok(()),
                Course::Waived => Err("TrainingIsWaived"),
                _ => Err("AlreadyEnrolled"),
            },
            "EnrolInTraining" => self.judge_enrolment(person, ask),
            "RescheduleTraining" => person.judge_rescheduling(ask),
            "StartTraining" => {
                need(person.course == Course::Enrolled, "NotEnrolled")?;
                need(*day >= *person.since, "OccurredTooEarly")
            }
            "CompleteTraining" => {
                need(person.course == Course::Started, "TrainingNotStarted")?;
                need(*day >= *person.since, "OccurredTooEarly")
            }
            "DropTraining" => need(person.course == Course::Started, "TrainingNotStarted"),
            "RecordExam" => match &person.completed_on {
                Some(completed_on) => need(day >= completed_on.as_str(), "OccurredTooEarly"),
                None => need(person.course == Course::Waived, "NeitherTrainedNorWaived"),
            },
            _ => {
                let certificate = ask.text("certificate");
                let passed_on = person.passed_on.get(certificate).ok_or("ExamNotPassed")?;
                need(day >= passed_on.as_str(), "OccurredTooEarly")?;
                need(!person.certified.contains(certificate), "AlreadyCertified")
            }
        }
    }

    fn judge_enrolment(&self, person: &Person, ask: &Ask) -> Answer {
        need(person.course != Course::Waived, "TrainingIsWaived")?;
        need(person.course != Course::Started, "TrainingUnderWay")?;
        let hire = person.hire.as_ref().ok_or("NoActiveHire")?;
        let (starts_on, ends_on) = (ask.text("starts_on"), ask.text("ends_on"));
        need(ends_on >= starts_on, "TrainingEndsBeforeStart")?;
        need(PATHS.contains(&ask.int("path_hours")), "PathHoursUnknown")?;
        let lots = self.programme.as_ref().map(|programme| &programme.lots);
        let lot = lots.and_then(|lots| lots.get(ask.text("lot")));
        let lot = lot.ok_or("LotNotDefined")?;
        let region = self.hosts[&hire.host].region();
        need(lot.serves(region), "LotDoesNotServe")?;
        let is_given_by = lot.providers.iter().any(|it| it == ask.text("provider"));
        need(is_given_by, "ProviderNotOfLot")?;
        let delivery = ask.maybe("delivery");
        need(
            delivery.is_none_or(|it| it == lot.delivery),
            "DeliveryDiffers",
        )
    }

    pub(crate) fn judge_match(&self, ask: &Ask) -> Answer {
        if ask.command == "ProposeMatch" {
            need(!self.has_begun(&ask.on), "MatchAlreadyProposed")?;
            self.names_host(ask.text("host"))?;
            return self.names_person(ask.text("candidate"));
        }
        let it = self.matches.get(&ask.on).ok_or("MatchNotProposed")?;
        let from: &[Meeting] = match ask.command {
            "ShortlistMatch" => &[Meeting::Proposed],
            "WithdrawShortlist" | "DeclareHire" => &[Meeting::Shortlisted],
            "DeclineMatch" => &[Meeting::Proposed, Meeting::Shortlisted],
            "WithdrawDecline" => &[Meeting::Declined],
            "CancelHireDeclaration" => &[Meeting::Hired],
            _ => &[Meeting::Proposed, Meeting::Shortlisted, Meeting::Declined],
        };
        need(from.contains(&it.stands), "MatchStandsElsewhere")?;
        match ask.command {
            "DeclareHire" => self.judge_declaration(&it.host, &it.candidate, ask),
            "CancelHireDeclaration" => {
                need(*ask.occurred_on() >= *it.declared_on, "OccurredTooEarly")?;
                let hire = self.people[&it.candidate].hire.as_ref();
                let is_active = hire.is_some_and(|hire| hire.match_ == ask.on);
                need(is_active, "HireNotActive")
            }
            _ => Ok(()),
        }
    }

    /// Rules 2, 3 and 5.
    fn judge_declaration(&self, host: &str, candidate: &str, ask: &Ask) -> Answer {
        let (host, person) = (&self.hosts[host], &self.people[candidate]);
        host.is_validated()?;
        need(host.free() > 0, "NoFreePost")?;
        need(!host.terminated, "ConventionIsTerminated")?;
        let covered = host.signed.as_ref().map(|terms| terms.posts);
        let is_covered = covered.is_none_or(|posts| host.filled < posts);
        need(is_covered, "NoFreePostInConvention")?;
        need(person.merged_into.is_none(), "FileIsMerged")?;
        need(person.hire.is_none(), "AlreadyHired")?;
        person.is_free_from(ask.text("starts_on"))?;
        contract_is_sound(ask)
    }
}

fn judge_hire(person: &Person, hire: &Hire, ask: &Ask) -> Answer {
    match ask.command {
        "ConfirmHire" => {
            need(!hire.confirmed, "HireAlreadyConfirmed")?;
            contract_is_sound(ask)?;
            person.is_free_from(ask.text("starts_on"))
        }
        "ExtendContract" | "RenewContract" => {
            hire.may_end_on(ask.text("ends_on"), true)?;
            let current = hire.end_on_day(ask.occurred_on());
            let is_later = current.is_none_or(|current| ask.text("ends_on") > current);
            need(is_later || ask.corrects.is_some(), "EndsNoLater")
        }
        "EndContract" => hire.may_end_on(ask.text("ends_on"), true),
        "ValidateTermination" => hire.may_end_on(ask.text("on"), false),
        "CancelTerminationNotice" => need(hire.notice, "NoOpenNotice"),
        "TakeUpPost" => need(!hire.took_up, "PostAlreadyTakenUp"),
        "SendEquipment" => {
            let items = ask.data["items"].as_array().map_or(&[][..], Vec::as_slice);
            need(!items.is_empty(), "NothingSent")?;
            let twice = (1..items.len()).any(|place| items[..place].contains(&items[place]));
            need(!twice, "ItemNamedTwice")
        }
        _ => Ok(()),
    }
}

impl Hire {
    /// Rule 5; only a term that is reached or moved presupposes that there is one.
    fn may_end_on(&self, last_day: &str, is_term: bool) -> Answer {
        match self.contract.as_deref() {
            None => Ok(()),
            Some("cdi") => need(!is_term, "CdiHasNoEnd"),
            Some(_) => need(*last_day >= *self.starts_on, "ContractEndsBeforeStart"),
        }
    }

    /// The contract's end as it stood on a day.
    fn end_on_day(&self, day: &str) -> Option<&str> {
        match &self.prolonged {
            Some((since, ends_on)) if since.as_str() <= day => Some(ends_on),
            _ => self.ends_on.as_deref(),
        }
    }
}

impl Person {
    /// Rule 3: after the end of the last hire.
    fn is_free_from(&self, starts_on: &str) -> Answer {
        let is_after = self.last_day().is_none_or(|last| starts_on > last);
        need(is_after, "StartsBeforeLastHireEnded")
    }

    fn worked_on(&self, day: &str) -> bool {
        let mut past = self.past.iter();
        self.hire.is_some() || past.any(|(first, last)| **first <= *day && *day <= **last)
    }

    fn judge_rescheduling(&self, ask: &Ask) -> Answer {
        let waits = matches!(self.course, Course::Enrolled | Course::Started);
        let place = self.place.as_ref().filter(|_| waits);
        let place = place.ok_or("NothingToReschedule")?;
        let (starts_on, ends_on) = (ask.text("starts_on"), ask.text("ends_on"));
        need(ends_on >= starts_on, "TrainingEndsBeforeStart")?;
        let begun = self.course == Course::Started && *ask.occurred_on() > *self.since;
        need(!begun || starts_on == place.starts_on, "TrainingHasBegun")
    }
}
