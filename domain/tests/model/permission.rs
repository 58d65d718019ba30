//! The model's table of who may decide what, as the catalogue and the programme's decisions have it.

use crate::ask::Ask;
use crate::judge::Answer;
use crate::paper::{Lot, Paper};

/// The roles that may, each with its scope; `operator` may all.
fn roles(command: &str) -> &'static [(&'static str, &'static str)] {
    match command {
        "RegisterHost" => &[("host", "file"), ("anonymous", "any")],
        "ConfirmContactEmail" | "ActivateHostAccount" | "RequestPosts" | "ReturnPosts" => {
            &[("host", "file")]
        }
        "ShortlistMatch"
        | "WithdrawShortlist"
        | "DeclineMatch"
        | "WithdrawDecline"
        | "DeclareHire"
        | "CancelHireDeclaration" => &[("host", "match")],
        "NotifyTermination" => &[("host", "employer")],
        "ExtendContract"
        | "RenewContract"
        | "EndContract"
        | "CancelTerminationNotice"
        | "TakeUpPost" => &[("host", "employer"), ("anct", "national")],
        "WithdrawHost" => &[("host", "file"), ("anct", "national")],
        "RegisterCandidate" | "ChangeAvailability" | "ChangeMobility" | "SharePixResult" => {
            &[("candidate", "file"), ("anct", "national")]
        }
        "ReportActivity" => &[("candidate", "file")],
        "ProposeMatch" | "CloseMatch" | "RequestMail" | "ReportDelivery" | "TickDay"
        | "IssueNotice" => &[("engine", "national")],
        "RecordPrefectOpinion" | "RevisePrefectOpinion" | "RecordPostsRequestOpinion" => {
            &[("prefecture", "department")]
        }
        "OpenConventionFile"
        | "MoveConventionFile"
        | "FindConventionFileNonCompliant"
        | "SendConvention"
        | "SignConvention"
        | "AmendConvention"
        | "PaySubsidy"
        | "TerminateConvention" => &[("banque_des_territoires", "national")],
        "CorrectConventionFile" => &[("host", "file"), ("banque_des_territoires", "national")],
        "RecordPlacementTest"
        | "WaiveTraining"
        | "EnrolInTraining"
        | "RescheduleTraining"
        | "StartTraining"
        | "CompleteTraining"
        | "DropTraining"
        | "RecordExam"
        | "AwardCertification" => &[("training_provider", "lots")],
        "OpenProgramme" | "SetMilestone" | "ReviseMilestone" | "DefineTrainingLot"
        | "AllotTrainingLot" | "PublishFigure" | "SetDeadline" => &[("steering", "national")],
        // All that is left is the agency's.
        _ => &[("anct", "national")],
    }
}

/// A role that may decide the command, and how far it reaches.
pub(crate) fn some_role(command: &str, choice: usize) -> (&'static str, &'static str) {
    let roles = roles(command);
    roles[choice % roles.len()]
}

impl Paper {
    pub(crate) fn permit(&self, ask: &Ask) -> Answer {
        if ask.role == "operator" {
            return Ok(());
        }
        let mut roles = roles(ask.command).iter();
        let Some((_, reach)) = roles.find(|(role, _)| *role == ask.role) else {
            return Err("RoleMayNot");
        };
        let (on, scope) = (ask.on.as_str(), ask.scope.as_str());
        let within = match *reach {
            "any" => true,
            "national" => scope == "national",
            "file" => scope == on,
            "match" => self.matches.get(on).is_some_and(|it| it.host == scope),
            "employer" => self.employer(on) == Some(scope),
            "department" => self.hosts.get(on).is_some_and(|it| it.department == scope),
            _ => self.teaches(ask),
        };
        if within {
            Ok(())
        } else {
            Err("OutsideTerritory")
        }
    }

    pub(crate) fn employer(&self, person: &str) -> Option<&str> {
        let hire = self.people.get(person)?.hire.as_ref()?;
        Some(&hire.host)
    }

    /// A provider decides on the people of its lots, and on those who may still come to it.
    fn teaches(&self, ask: &Ask) -> bool {
        let is_its = |label: &str, provider: &str| {
            ask.scope == provider || ask.scope.strip_prefix("lot:") == Some(label)
        };
        if ask.command == "EnrolInTraining" {
            return is_its(ask.text("lot"), ask.text("provider"));
        }
        let Some(person) = self.people.get(&ask.on) else {
            return false;
        };
        if let Some(place) = &person.place {
            return is_its(&place.lot, &place.provider);
        }
        let region = self.employer(&ask.on).map(|host| self.hosts[host].region());
        let takes = |lot: &Lot| region.is_none_or(|region| lot.serves(region));
        let lots = self.programme.as_ref().map(|programme| &programme.lots);
        lots.into_iter().flatten().any(|(label, lot)| {
            takes(lot) && lot.providers.iter().any(|provider| is_its(label, provider))
        })
    }
}
