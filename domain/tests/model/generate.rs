//! The generator: asks what is likely to be legal, and often enough what is not.

use std::collections::HashMap;
use std::sync::LazyLock;

use domain::engine::CivilDate;
use serde_json::{Value, json};

use crate::ask::{Ask, kind_of};
use crate::chance::Chance;
use crate::judge::{kind_for, uuid};
use crate::paper::{Course, Paper, Person};

/// How many questions in a hundred are looked for until the model says yes, and how long: so many
/// commands, and so many questions of each.
const LEGAL_PERCENT: usize = 58;
const COMMANDS_MAX: usize = 6;
const TRIES_MAX: usize = 24;

/// Of the others, how many in a hundred are refused for more than these.
const NEAR_PERCENT: usize = 65;
const CHOICES: usize = 4;
const PLAIN: [&str; 10] = [
    "AlreadyRegistered",
    "HostNotRegistered",
    "CandidateNotRegistered",
    "MatchNotProposed",
    "MatchStandsElsewhere",
    "SessionNotConvened",
    "OutsideTerritory",
    "FileNotLive",
    "FileIsMerged",
    "NoActiveHire",
];

/// How many streams a world has of each kind; a few of them never begin.
struct Sizes {
    hosts: usize,
    people: usize,
    sessions: usize,
    recent_matches: usize,
}

/// The programme in small, and a crowded one in which the same few meet again and again.
const LARGE: Sizes = Sizes {
    hosts: 42,
    people: 122,
    sessions: 13,
    recent_matches: 90,
};
const CROWDED: Sizes = Sizes {
    hosts: 8,
    people: 26,
    sessions: 10,
    recent_matches: 40,
};

/// Every command, and how often it is asked.
pub(crate) const COMMANDS: &[(&str, usize)] = &[
    ("OpenProgramme", 1),
    ("SetMilestone", 1),
    ("ReviseMilestone", 1),
    ("DefineTrainingLot", 2),
    ("AllotTrainingLot", 1),
    ("PublishFigure", 1),
    ("SetDeadline", 1),
    ("TickDay", 3),
    ("RevokeImportBatch", 1),
    ("ConveneSession", 3),
    ("SealMinutes", 1),
    ("TableFile", 2),
    ("RegisterHost", 8),
    ("RecordPrefectOpinion", 4),
    ("RecordCoselecVote", 12),
    ("SendActivationMail", 3),
    ("ActivateHostAccount", 3),
    ("OpenConventionFile", 5),
    ("MoveConventionFile", 14),
    ("FindConventionFileNonCompliant", 2),
    ("CorrectConventionFile", 2),
    ("SendConvention", 5),
    ("SignConvention", 5),
    ("TerminateConvention", 1),
    ("ReturnPosts", 4),
    ("MarkDuplicate", 2),
    ("CancelApplication", 1),
    ("WithdrawHost", 1),
    ("ConfirmContactEmail", 1),
    ("AmendApplication", 5),
    ("RevisePrefectOpinion", 3),
    ("CorrectCoselecVote", 6),
    ("SendValidationLetter", 2),
    ("RecordFollowUp", 1),
    ("AmendConvention", 4),
    ("PaySubsidy", 3),
    ("RequestPosts", 4),
    ("RecordPostsRequestOpinion", 2),
    ("RefusePostsRequest", 2),
    ("AddPosts", 4),
    ("TransferPosts", 4),
    ("ReopenApplication", 5),
    ("RegisterCandidate", 12),
    ("EndContract", 5),
    ("NotifyTermination", 3),
    ("ValidateTermination", 4),
    ("WaiveTraining", 3),
    ("EnrolInTraining", 9),
    ("StartTraining", 7),
    ("CompleteTraining", 6),
    ("DropTraining", 2),
    ("RecordExam", 6),
    ("AwardCertification", 4),
    ("ChangeAvailability", 2),
    ("ChangeMobility", 1),
    ("SharePixResult", 1),
    ("ConfirmHire", 5),
    ("ExtendContract", 4),
    ("RenewContract", 3),
    ("CancelTerminationNotice", 2),
    ("RecordPlacementTest", 1),
    ("RescheduleTraining", 4),
    ("TakeUpPost", 4),
    ("SendEquipment", 2),
    ("ReportActivity", 4),
    ("MergeCandidate", 2),
    ("ProposeMatch", 30),
    ("ShortlistMatch", 22),
    ("DeclareHire", 26),
    ("CancelHireDeclaration", 5),
    ("WithdrawShortlist", 3),
    ("DeclineMatch", 4),
    ("WithdrawDecline", 4),
    ("CloseMatch", 2),
    ("RequestMail", 3),
    ("ReportDelivery", 5),
    ("IssueNotice", 2),
];

/// Whether a command is likely to be legal for a person.
fn is_fit_for(command: &str, person: &Person) -> bool {
    let is_trained = person.completed_on.is_some() || person.course == Course::Waived;
    match command {
        "StartTraining" => person.course == Course::Enrolled,
        "CompleteTraining" | "DropTraining" | "RescheduleTraining" => {
            person.course == Course::Started
        }
        "RecordExam" => is_trained,
        "AwardCertification" => !person.passed_on.is_empty(),
        "EnrolInTraining"
        | "ConfirmHire"
        | "ExtendContract"
        | "RenewContract"
        | "EndContract"
        | "NotifyTermination"
        | "CancelTerminationNotice"
        | "ValidateTermination"
        | "TakeUpPost"
        | "SendEquipment"
        | "ReportActivity" => person.hire.is_some(),
        _ => false,
    }
}

/// Days from long before the first to long after the last, as text.
static DATES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let first = CivilDate::of(2020, 1, 1);
    (0..4000)
        .map(|day| first.plus_days(day).to_string())
        .collect()
});

/// 2020-11-17, counted from the first of these days.
const OPENED: i32 = 321;

pub(crate) struct Generator {
    pub(crate) chance: Chance,
    /// Counted as [`DATES`].
    pub(crate) today: i32,
    number: u64,
    matches: usize,
    sizes: &'static Sizes,
    /// How often a question was refused for a reason: the rarer one is preferred.
    refused: HashMap<&'static str, usize>,
}

pub(crate) fn date(day: i32) -> &'static str {
    &DATES[usize::try_from(day).unwrap()]
}

pub(crate) fn named(kind: &str, number: usize) -> String {
    format!("{kind}:{}", uuid(number as u128))
}

impl Generator {
    pub(crate) fn seeded(seed: u64) -> Self {
        Self {
            chance: Chance::seeded(seed),
            today: OPENED,
            number: 0,
            matches: 0,
            sizes: if seed % 5 < 2 { &CROWDED } else { &LARGE },
            refused: HashMap::new(),
        }
    }

    pub(crate) fn next(&mut self, paper: &Paper) -> Ask {
        self.number += 1;
        if self.chance.percent(8) {
            self.today += self.chance.between(1, 3);
        }
        let opens = paper.programme.is_none() && self.number > 3;
        let ask = if self.chance.percent(LEGAL_PERCENT) || opens {
            self.legal(opens, paper)
        } else if self.chance.percent(NEAR_PERCENT) {
            self.near(paper)
        } else {
            let command = self.command(paper);
            self.draw(command, false, paper)
        };
        if ask.command == "ProposeMatch" && paper.judge(&ask).is_ok() {
            self.matches += 1;
        }
        ask
    }

    /// A question that the model answers with yes, if chance finds one.
    fn legal(&mut self, opens: bool, paper: &Paper) -> Ask {
        for _ in 0..COMMANDS_MAX {
            let command = if opens {
                "OpenProgramme"
            } else {
                self.command(paper)
            };
            for _ in 0..TRIES_MAX {
                let ask = self.draw(command, true, paper);
                if paper.judge(&ask).is_ok() {
                    return ask;
                }
            }
        }
        self.draw("RegisterHost", true, paper)
    }

    /// A question that the model answers with no, and not for what is plain to see: of a few, the
    /// one whose reason was met least.
    fn near(&mut self, paper: &Paper) -> Ask {
        let mut rarest: Option<(usize, &'static str, Ask)> = None;
        for _ in 0..CHOICES {
            let Some((code, ask)) = self.refused_question(paper) else {
                continue;
            };
            let met = self.refused.get(code).copied().unwrap_or(0);
            if rarest.as_ref().is_none_or(|(least, ..)| met < *least) {
                rarest = Some((met, code, ask));
            }
        }
        let Some((_, code, ask)) = rarest else {
            return self.draw("RegisterHost", false, paper);
        };
        *self.refused.entry(code).or_default() += 1;
        ask
    }

    fn refused_question(&mut self, paper: &Paper) -> Option<(&'static str, Ask)> {
        let command = self.command(paper);
        for _ in 0..TRIES_MAX {
            let ask = self.draw(command, true, paper);
            match paper.judge(&ask) {
                Err(code) if !PLAIN.contains(&code) => return Some((code, ask)),
                _ => {}
            }
        }
        None
    }

    /// Any of them; while few files are registered, oftener what registers one.
    fn command(&mut self, paper: &Paper) -> &'static str {
        let registered = paper.hosts.len() + paper.people.len();
        let few = registered * 3 < (self.sizes.hosts + self.sizes.people) * 2;
        if few && self.chance.percent(25) {
            return self
                .chance
                .of(&["RegisterHost", "RegisterCandidate", "ConveneSession"]);
        }
        let sum = COMMANDS.iter().map(|(_, weight)| weight).sum();
        let mut drawn = self.chance.below(sum);
        for (command, weight) in COMMANDS {
            if drawn < *weight {
                return command;
            }
            drawn -= weight;
        }
        unreachable!("the draw is below the sum")
    }

    fn draw(&mut self, command: &'static str, is_legal: bool, paper: &Paper) -> Ask {
        let on = self.stream(command, is_legal, paper);
        let (data, corrects) = self.payload(command, &on, paper);
        let (role, scope) = self.actor(command, &on, &data, is_legal, paper);
        Ask {
            number: self.number,
            day: self.day(command, &data, is_legal, paper),
            on,
            command,
            data,
            today: date(self.today).to_owned(),
            role,
            scope,
            corrects,
        }
    }

    fn stream(&mut self, command: &str, is_legal: bool, paper: &Paper) -> String {
        let mut kind = kind_for(command);
        if !is_legal && self.chance.percent(4) {
            kind = self
                .chance
                .of(&["host", "candidate", "match", "session", "letter"]);
        }
        if command == "ReportDelivery" && self.chance.percent(85) {
            let waiting = paper.mails.iter().filter(|(_, mails)| !mails.is_empty());
            let waiting: Vec<_> = waiting.map(|(name, _)| name).collect();
            if !waiting.is_empty() {
                return self.chance.of(&waiting).clone();
            }
        }
        let of_convention = ["AmendConvention", "PaySubsidy"].contains(&command);
        if of_convention && self.chance.percent(40) {
            let signed = paper.hosts.iter().filter(|(_, it)| it.signed.is_some());
            if let Some((busiest, _)) = signed.max_by_key(|(_, it)| it.filled) {
                return busiest.clone();
            }
        }
        if kind == "candidate" && self.chance.percent(60) {
            let fits = paper
                .people
                .iter()
                .filter(|(_, it)| is_fit_for(command, it));
            let fits: Vec<_> = fits.map(|(name, _)| name).collect();
            if !fits.is_empty() {
                return self.chance.of(&fits).clone();
            }
        }
        if kind.is_empty() {
            kind = self
                .chance
                .of(&["host", "candidate", "match", "session", "programme"]);
        }
        if command == "ProposeMatch" && kind == "match" && self.chance.percent(85) {
            return named("match", self.matches + 1);
        }
        self.some(kind)
    }

    /// A stream of that kind, registered or not.
    pub(crate) fn some(&mut self, kind: &str) -> String {
        match kind {
            "host" => named(kind, 1 + self.chance.below(self.sizes.hosts)),
            "candidate" => named(kind, 1 + self.chance.below(self.sizes.people)),
            "match" => {
                let recent = self
                    .chance
                    .below(self.matches.min(self.sizes.recent_matches) + 1);
                named(kind, self.matches + 1 - recent)
            }
            "session" => format!("session:{}", 1 + self.chance.below(self.sizes.sessions)),
            "programme" if self.chance.percent(4) => "programme:other".to_owned(),
            "programme" => "programme:cnfs".to_owned(),
            other => named(other, 1),
        }
    }

    fn day(
        &mut self,
        command: &str,
        data: &Value,
        is_legal: bool,
        paper: &Paper,
    ) -> Option<String> {
        if !is_legal && self.chance.percent(6) {
            return Some(date(self.today + self.chance.between(1, 9)).to_owned());
        }
        if self.chance.percent(60) {
            return None;
        }
        let session = || paper.sessions.get(data["session"].as_str()?);
        let own = match command {
            "TickDay" => data["date"].as_str(),
            "ReportActivity" => data["on"].as_str(),
            "RecordCoselecVote" => session().map(|it| it.held_on.as_str()),
            _ => None,
        };
        match own {
            Some(own) if self.chance.percent(85) => Some(own.to_owned()),
            _ => Some(self.past(40).to_owned()),
        }
    }

    /// Today, or a day before.
    pub(crate) fn past(&mut self, days: i32) -> &'static str {
        date(self.today - self.chance.between(0, days))
    }

    /// A contract's form and dates, sound or not.
    pub(crate) fn contract(&mut self) -> Value {
        let starts = self.today + self.chance.between(-30, 40);
        let form = self
            .chance
            .of(&[None, Some("cdd"), Some("cdi"), Some("pec")]);
        let has_end = if self.chance.percent(92) {
            form != Some("cdi")
        } else {
            form == Some("cdi")
        };
        let ends = has_end.then(|| date(starts + self.chance.between(-3, 90)));
        json!({"contract": form, "starts_on": date(starts), "ends_on": ends})
    }

    /// A stream that a field names: seldom one of another kind.
    pub(crate) fn reference(&mut self, kind: &str) -> String {
        if self.chance.percent(2) {
            return self.some("session");
        }
        let name = self.some(kind);
        debug_assert_eq!(kind_of(&name), kind);
        name
    }
}
