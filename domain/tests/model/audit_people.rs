//! The auditor on people: hires, contracts, training, exams, merges.

use domain::Event;
use domain::candidate::{CandidateEvent, CandidateHired, Certificate, Contract, TrainingEnrolled};
use domain::engine::{CivilDate, StreamName};
use domain::host::HostEvent;
use domain::matching::MatchEvent;
use domain::programme::Delivery;

use crate::audit::{Audit, Finding, hold};
use crate::ledger::Logged;

#[derive(Default)]
pub(crate) struct PersonAudit {
    host: Option<StreamName>,
    contract: Option<Contract>,
    starts_on: Option<CivilDate>,
    last_day: Option<CivilDate>,
    declared_on: Option<CivilDate>,
    waived: bool,
    enrolled_on: Option<CivilDate>,
    started_on: Option<CivilDate>,
    completed_on: Option<CivilDate>,
    passed_on: [Option<CivilDate>; 2],
    merged_into: Option<StreamName>,
}

/// Rule 5.
fn is_sound(contract: Option<Contract>, starts_on: CivilDate, ends_on: Option<CivilDate>) -> bool {
    match contract {
        None => true,
        Some(Contract::Cdi) => ends_on.is_none(),
        Some(_) => ends_on.is_some_and(|ends_on| ends_on >= starts_on),
    }
}

impl Audit {
    pub(crate) fn person(
        &mut self,
        logged: &Logged,
        event: &CandidateEvent,
        append: &[Logged],
    ) -> Finding {
        let on = &logged.draft.stream;
        match event {
            CandidateEvent::TrainingEnrolled(it) => self.lot_serves(on, it)?,
            CandidateEvent::CandidateMerged(it) => self.makes_no_circle(on, &it.into)?,
            _ => {}
        }
        let registers = matches!(event, CandidateEvent::CandidateRegistered(_));
        let known = self.people.contains_key(on);
        hold!(known != registers, "{on} is not registered, or twice");
        let person = self.people.entry(on.clone()).or_default();
        hold!(person.merged_into.is_none(), "{on} is merged, and goes on");
        person.hire(logged, event, append)?;
        person.training(on, event, logged.draft.occurred_on)?;
        if let CandidateEvent::CandidateMerged(it) = event {
            hold!(person.host.is_none(), "{on} is merged with a hire");
            person.merged_into = Some(it.into.clone());
        }
        Ok(())
    }

    /// Rule 8.
    fn lot_serves(&self, on: &StreamName, it: &TrainingEnrolled) -> Finding {
        let host = self.people.get(on).and_then(|person| person.host.as_ref());
        let Some(host) = host else {
            return Err(format!("{on} is enrolled without a hire"));
        };
        let region = &self.hosts[host].region;
        let Some((delivery, regions)) = self.lots.get(&it.lot) else {
            return Err(format!("there is no lot {}", it.lot));
        };
        let serves = *delivery == Delivery::Remote || regions.contains(region);
        hold!(serves, "rule 8: lot {} does not serve {region}", it.lot);
        Ok(())
    }

    /// Rule 11.
    fn makes_no_circle(&self, on: &StreamName, into: &StreamName) -> Finding {
        let mut next = Some(into);
        while let Some(target) = next {
            hold!(target != on, "rule 11: {on} is merged into itself");
            let person = self.people.get(target);
            hold!(person.is_some(), "rule 11: {on} is merged into nobody");
            next = person.and_then(|person| person.merged_into.as_ref());
        }
        Ok(())
    }
}

impl PersonAudit {
    fn hire(&mut self, logged: &Logged, event: &CandidateEvent, append: &[Logged]) -> Finding {
        let on = &logged.draft.stream;
        match event {
            CandidateEvent::CandidateHired(it) => {
                self.begin(on, it, append)?;
                self.declared_on = Some(logged.draft.occurred_on);
            }
            CandidateEvent::HireConfirmed(it) => {
                hold!(self.host.is_some(), "{on} has no hire to confirm");
                let sound = is_sound(Some(it.contract), it.starts_on, it.ends_on);
                hold!(sound, "rule 5: {on} has a contract from {}", it.starts_on);
                self.after_the_last(on, it.starts_on)?;
                self.contract = Some(it.contract);
                self.starts_on = Some(it.starts_on);
            }
            CandidateEvent::ContractExtended(it) => self.term(on, it.ends_on)?,
            CandidateEvent::ContractRenewed(it) => self.term(on, it.ends_on)?,
            CandidateEvent::HireCancelled(_) => {
                let not_before = self.declared_on <= Some(logged.draft.occurred_on);
                hold!(not_before, "{on} is cancelled before it is declared");
                self.end(on, append)?;
            }
            CandidateEvent::ContractEnded(it) => {
                self.term(on, it.ends_on)?;
                self.last_day = self.last_day.max(Some(it.ends_on));
                self.end(on, append)?;
            }
            CandidateEvent::TerminationValidated(it) => {
                let has_term = self.contract.is_some_and(|it| it != Contract::Cdi);
                let after = !has_term || Some(it.on) >= self.starts_on;
                hold!(after, "rule 5: {on} ends before it starts");
                self.last_day = self.last_day.max(Some(it.on));
                self.end(on, append)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// Rules 3 and 5.
    fn begin(&mut self, on: &StreamName, it: &CandidateHired, append: &[Logged]) -> Finding {
        hold!(self.host.is_none(), "rule 3: {on} has two hires");
        self.after_the_last(on, it.starts_on)?;
        let sound = is_sound(it.contract, it.starts_on, it.ends_on);
        hold!(sound, "rule 5: {on} has a contract from {}", it.starts_on);
        let filled = append.iter().filter(|other| {
            matches!(&other.draft.event, Event::Host(HostEvent::PostFilled(post))
                if other.draft.stream == it.host && post.match_ == it.match_)
        });
        let declared = append.iter().filter(|other| {
            matches!(&other.draft.event, Event::Match(MatchEvent::HireDeclared(_))
                if other.draft.stream == it.match_)
        });
        let together = (filled.count(), declared.count());
        hold!(
            together == (1, 1),
            "{on} is hired on {together:?} posts and matches"
        );
        self.host = Some(it.host.clone());
        self.contract = it.contract;
        self.starts_on = Some(it.starts_on);
        Ok(())
    }

    fn after_the_last(&self, on: &StreamName, starts_on: CivilDate) -> Finding {
        let after = self.last_day.is_none_or(|last| starts_on > last);
        hold!(
            after,
            "rule 3: {on} starts on {starts_on}, before the last end"
        );
        Ok(())
    }

    /// Rule 5, of a last day.
    fn term(&self, on: &StreamName, ends_on: CivilDate) -> Finding {
        hold!(self.host.is_some(), "{on} has no contract");
        hold!(
            self.contract != Some(Contract::Cdi),
            "rule 5: {on} has a cdi with an end"
        );
        let after = self.contract.is_none() || Some(ends_on) >= self.starts_on;
        hold!(after, "rule 5: {on} ends on {ends_on}, before it starts");
        Ok(())
    }

    fn end(&mut self, on: &StreamName, append: &[Logged]) -> Finding {
        let Some(host) = self.host.take() else {
            return Err(format!("{on} has no hire to end"));
        };
        let mut others = append.iter();
        let vacates = others.any(|it| it.name() == "PostVacated" && it.draft.stream == host);
        hold!(vacates, "{on} leaves, and {host} keeps the post taken");
        Ok(())
    }

    /// Rule 7.
    fn training(&mut self, on: &StreamName, event: &CandidateEvent, day: CivilDate) -> Finding {
        match event {
            CandidateEvent::TrainingWaived(_) => {
                let under_way = self.enrolled_on.is_some() || self.started_on.is_some();
                hold!(!under_way, "rule 7: {on} is enrolled, and waived");
                self.waived = true;
            }
            CandidateEvent::TrainingEnrolled(it) => {
                hold!(!self.waived, "rule 7: {on} is waived, and enrolled");
                hold!(it.ends_on >= it.starts_on, "rule 7: {on} trains backwards");
                self.enrolled_on = Some(day);
            }
            CandidateEvent::TrainingRescheduled(it) => {
                hold!(it.ends_on >= it.starts_on, "rule 7: {on} trains backwards");
            }
            CandidateEvent::TrainingStarted(_) => {
                let enrolled_on = self.enrolled_on.take();
                hold!(
                    enrolled_on.is_some_and(|on| day >= on),
                    "{on} starts unenrolled"
                );
                self.started_on = Some(day);
            }
            CandidateEvent::TrainingCompleted(_) => {
                let started_on = self.started_on.take();
                hold!(
                    started_on.is_some_and(|on| day >= on),
                    "{on} completes nothing"
                );
                let first = self.completed_on.map_or(day, |first| first.min(day));
                self.completed_on = Some(first);
            }
            CandidateEvent::TrainingDropped(_) => {
                hold!(self.started_on.take().is_some(), "{on} drops nothing");
            }
            CandidateEvent::ExamSat(it) => {
                let completed = self.completed_on.is_some_and(|on| day >= on);
                let ready = completed || (self.completed_on.is_none() && self.waived);
                hold!(ready, "rule 7: {on} sits an exam, untrained");
                let passed = &mut self.passed_on[place(it.exam)];
                let first = passed.map_or(day, |first| first.min(day));
                *passed = if it.passed { Some(first) } else { *passed };
            }
            CandidateEvent::CertificationAwarded(it) => {
                let passed = self.passed_on[place(it.certificate)];
                hold!(
                    passed.is_some_and(|on| day >= on),
                    "rule 7: {on} passed no exam"
                );
            }
            _ => {}
        }
        Ok(())
    }
}

fn place(certificate: Certificate) -> usize {
    usize::from(certificate == Certificate::Pix)
}
