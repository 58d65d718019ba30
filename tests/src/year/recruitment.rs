//! Matches: proposed in rounds, shortlisted or declined, thought over, and one of them hired.

use domain::Command;
use domain::candidate::Contract;
use domain::command::{
    DeclareHire, DeclineMatch, ShortlistMatch, WithdrawDecline, WithdrawShortlist,
};
use domain::matching::{MatchProposed, Origin};

use super::agenda::{Hired, HostTask, Round, RoundTask, Task};
use super::calendar::date;
use super::files::{self, Convention, Hire, Match, Stands};
use super::{Year, actors};

/// How many a host shortlists in a round.
const SHORTLISTED: usize = 2;
/// Contracts run for two years; some for half a year.
const LONG_DAYS: i32 = 730;
const SHORT_DAYS: i32 = 120;

impl Year {
    /// Proposes some people for one post.
    pub(super) fn recruit(&mut self, host: usize) {
        if !self.hosts[host].may_hire() {
            self.wait_for_cover(host);
            return;
        }
        let region = self.hosts[host].department.region();
        let first = self.matches.len();
        for _ in 0..self.chance.days(3, 6) {
            if let Some(person) = self.draw_person(region) {
                self.propose(host, person, first);
            }
        }
        let count = self.matches.len() - first;
        if count == 0 {
            self.later(5, Task::Host(host, HostTask::Recruit));
        } else {
            let round = Round { first, count };
            self.between(2, 6, Task::Round(round, RoundTask::Answer));
        }
    }

    /// A free post that the convention does not cover yet will be filled later.
    fn wait_for_cover(&mut self, host: usize) {
        let file = &self.hosts[host];
        let is_signed = matches!(file.convention, Convention::Signed(_));
        if file.is_live && file.free() > 0 && is_signed {
            self.later(12, Task::Host(host, HostTask::Recruit));
        }
    }

    /// Once in a round, which began with that match.
    fn propose(&mut self, host: usize, person: usize, first: usize) {
        if self.matches[first..].iter().any(|of| of.person == person) {
            return;
        }
        let number = self.matches.len();
        let command = Command::ProposeMatch(MatchProposed {
            host: files::host(host),
            candidate: files::person(person),
            distance_m: u32::try_from(self.chance.below(40_000)).ok(),
            origin: Origin::Automatic,
        });
        self.ask(actors::engine(), &files::matched(number), command);
        self.matches.push(Match {
            host,
            person,
            stands: Stands::Proposed,
        });
        self.hosts[host].open_matches.push(number);
        self.people[person].open_matches.push(number);
    }

    pub(super) fn go_through(&mut self, round: Round, task: RoundTask) {
        match task {
            RoundTask::Answer => self.answer(round),
            RoundTask::Rethink => self.rethink(round),
            RoundTask::Hire => self.hire_one(round),
        }
    }

    fn by_host_of(&mut self, number: usize, command: Command) {
        let host = files::host(self.matches[number].host);
        self.ask(actors::owner(&host), &files::matched(number), command);
    }

    fn answer(&mut self, round: Round) {
        let proposed = self.of_round(round, Stands::Proposed);
        for (place, &number) in proposed.iter().enumerate() {
            if place < SHORTLISTED {
                self.by_host_of(number, Command::ShortlistMatch(ShortlistMatch {}));
                self.matches[number].stands = Stands::Shortlisted;
            } else if self.chance.percent(70) {
                self.by_host_of(number, Command::DeclineMatch(DeclineMatch {}));
                self.matches[number].stands = Stands::Declined;
                self.forget(number);
            }
        }
        if self.chance.percent(8) {
            self.later(2, Task::Round(round, RoundTask::Rethink));
        }
        self.between(4, 15, Task::Round(round, RoundTask::Hire));
    }

    /// The second of the shortlist is dropped, and one that was declined taken up again.
    fn rethink(&mut self, round: Round) {
        if let Some(&number) = self.of_round(round, Stands::Shortlisted).get(1) {
            self.by_host_of(number, Command::WithdrawShortlist(WithdrawShortlist {}));
            self.matches[number].stands = Stands::Proposed;
        }
        let declined = self.of_round(round, Stands::Declined);
        let again = declined.into_iter().find(|number| {
            let Match { host, person, .. } = self.matches[*number];
            self.hosts[host].is_live && self.people[person].may_be_hired()
        });
        if let Some(number) = again {
            self.by_host_of(number, Command::WithdrawDecline(WithdrawDecline {}));
            let matched = &mut self.matches[number];
            matched.stands = Stands::Proposed;
            let (host, person) = (matched.host, matched.person);
            self.hosts[host].open_matches.push(number);
            self.people[person].open_matches.push(number);
        }
    }

    fn of_round(&self, round: Round, stands: Stands) -> Vec<usize> {
        let all = round.first..round.first + round.count;
        all.filter(|number| self.matches[*number].stands == stands)
            .collect()
    }

    /// Whoever of the shortlist may be hired; if nobody, the host looks again.
    fn hire_one(&mut self, round: Round) {
        let host = self.matches[round.first].host;
        let shortlisted = self.of_round(round, Stands::Shortlisted);
        let wanted = shortlisted
            .into_iter()
            .find(|number| self.people[self.matches[*number].person].may_be_hired());
        match wanted {
            Some(number) if self.hosts[host].may_hire() => self.declare(number),
            _ => self.later(3, Task::Host(host, HostTask::Recruit)),
        }
    }

    fn declare(&mut self, number: usize) {
        let Match { host, person, .. } = self.matches[number];
        let starts = self.today + self.chance.days(3, 15);
        let is_short = self.chance.percent(5);
        let ends = starts + if is_short { SHORT_DAYS } else { LONG_DAYS };
        let command = Command::DeclareHire(DeclareHire {
            starts_on: date(starts),
            contract: Some(Contract::Cdd),
            ends_on: Some(date(ends)),
        });
        self.by_host_of(number, command);
        self.matches[number].stands = Stands::Hired;
        self.forget(number);
        self.close_matches_of_person(person);
        self.hosts[host].posts_filled += 1;
        self.counts.posts_filled += 1;
        if self.hosts[host].free() == 0 {
            self.close_matches_of_host(host);
        }
        let file = &mut self.people[person];
        file.declared += 1;
        file.uncancelled += 1;
        if file.uncancelled == 1 {
            self.counts.hired += 1;
        }
        let hired = Hired {
            person,
            number: file.declared,
        };
        file.hire = Some(Hire {
            number: hired.number,
            host,
            in_match: number,
            starts,
            ends,
        });
        self.plan_hire(hired, is_short);
    }

    pub(super) fn close_matches_of_person(&mut self, person: usize) {
        for number in self.people[person].open_matches.clone() {
            self.close(number);
        }
    }

    pub(super) fn close_matches_of_host(&mut self, host: usize) {
        for number in self.hosts[host].open_matches.clone() {
            self.close(number);
        }
    }

    /// The programme does it by itself.
    fn close(&mut self, number: usize) {
        self.matches[number].stands = Stands::Closed;
        self.forget(number);
    }

    /// It is none of the open ones any more.
    fn forget(&mut self, number: usize) {
        let Match { host, person, .. } = self.matches[number];
        self.hosts[host].open_matches.retain(|of| *of != number);
        self.people[person].open_matches.retain(|of| *of != number);
    }
}
