//! Departures in the sample: terminations, ends of contracts, and hosts that stop with them.

use std::num::NonZeroU32;

use domain::Command;
use domain::candidate::{
    ContractEnded, TerminationNotified, TerminationReason, TerminationValidated,
};
use domain::engine::{CivilDate, Instant, Personal, StreamName};
use domain::host::{ConventionTerminated, PostsReturned};

use super::actors;
use super::calendar::Days;
use super::chance::Chance;
use super::diary::Diary;
use super::host::Host;
use super::names;

/// Hires in a hundred that are ended before their term.
const TERMINATED: usize = 8;
/// Contracts in a hundred that are not prolonged at their term.
const NOT_PROLONGED: usize = 25;
/// Hosts of a single post in a hundred that stop when it becomes free.
const STOPPING: usize = 30;
const REASONS: [(TerminationReason, usize); 5] = [
    (TerminationReason::Resignation, 62),
    (TerminationReason::Dismissal, 14),
    (TerminationReason::NonRenewal, 10),
    (TerminationReason::MadePermanent, 8),
    (TerminationReason::EndOfSubsidy, 6),
];

/// Those who leave.
pub(super) struct Departures {
    chance: Chance,
}

impl Departures {
    pub(super) fn new() -> Self {
        Self {
            chance: Chance::of("departures"),
        }
    }

    /// Ends some hires. Tells when the post became free to be filled again.
    pub(super) fn depart(
        &mut self,
        diary: &mut Diary,
        host: &Host,
        person: &StreamName,
        trained_at: Instant,
        ends_on: Option<CivilDate>,
    ) -> Option<Instant> {
        let vacated_at = if self.chance.percent(TERMINATED) {
            self.terminate(diary, host, person, trained_at)
        } else {
            self.end_contract(diary, host, person, trained_at, ends_on?)?
        };
        if self.stops(host, vacated_at) {
            self.stop(diary, host, vacated_at);
            return None;
        }
        Some(vacated_at)
    }

    fn terminate(
        &mut self,
        diary: &mut Diary,
        host: &Host,
        person: &StreamName,
        trained_at: Instant,
    ) -> Instant {
        let notified_on = trained_at
            .paris_date()
            .plus_days(self.chance.between(5, 260));
        let validated_on = notified_on.plus_days(self.chance.between(3, 25));
        let last_day = notified_on.plus_days(45);
        let reason = Personal::Clear(self.chance.weighted(&REASONS));
        let notified_at = diary.write(
            actors::owner(&host.stream),
            person,
            Command::NotifyTermination(TerminationNotified {
                on: last_day,
                reason: reason.clone(),
            }),
            Days::on(notified_on),
            trained_at,
        );
        diary.write(
            actors::anct(),
            person,
            Command::ValidateTermination(TerminationValidated {
                on: last_day,
                reason,
            }),
            Days::late(validated_on, self.chance.between(0, 8)),
            notified_at,
        )
    }

    fn end_contract(
        &mut self,
        diary: &mut Diary,
        host: &Host,
        person: &StreamName,
        trained_at: Instant,
        ends_on: CivilDate,
    ) -> Option<Instant> {
        let ends = self.chance.percent(NOT_PROLONGED) && ends_on > trained_at.paris_date();
        ends.then(|| {
            diary.write(
                actors::owner(&host.stream),
                person,
                Command::EndContract(ContractEnded { ends_on }),
                Days::late(ends_on, self.chance.between(0, 20)),
                trained_at,
            )
        })
    }

    fn stops(&mut self, host: &Host, vacated_at: Instant) -> bool {
        let grant = host.grant.as_ref().filter(|grant| grant.posts == 1);
        let signed_at = grant.and_then(|grant| grant.convention_signed_at);
        signed_at.is_some_and(|at| at < vacated_at) && self.chance.percent(STOPPING)
    }

    /// The convention ends, the post goes back, and the host with it.
    fn stop(&mut self, diary: &mut Diary, host: &Host, vacated_at: Instant) {
        let terminated_on = vacated_at
            .paris_date()
            .plus_days(self.chance.between(10, 40));
        let reason = names::said("La structure ne poursuit pas (texte fictif).");
        let terminated_at = diary.write(
            actors::bank(),
            &host.stream,
            Command::TerminateConvention(ConventionTerminated {
                by: "host".to_owned(),
                reason: reason.clone(),
            }),
            Days::on(terminated_on),
            vacated_at,
        );
        let returned_on = terminated_on.plus_days(self.chance.between(1, 20));
        diary.write(
            actors::owner(&host.stream),
            &host.stream,
            Command::ReturnPosts(PostsReturned {
                posts: NonZeroU32::MIN,
                reason,
            }),
            Days::on(returned_on),
            terminated_at,
        );
    }
}
