//! Verdicts of the COSELEC, their corrections, and what a favourable one sets going.

use domain::Command;
use domain::command::{CorrectCoselecVote, RecordCoselecVote};
use domain::host::Verdict;

use super::agenda::{HostTask, PostsTask, Task};
use super::step::{Asks, Mark};
use super::{Year, actors, files, said, session};

/// Where the vote's decision has the mails that it asks for: behind the vote and its tally.
const MAILS: [usize; 2] = [2, 3];

impl Year {
    pub(super) fn vote(&mut self, host: usize, number: i32) {
        if !self.hosts[host].is_live || self.hosts[host].favourable.is_some() {
            return;
        }
        let (verdict, posts) = self.verdict(host);
        let vote = self.by_agency(
            host,
            Command::RecordCoselecVote(RecordCoselecVote {
                session: session::stream(number),
                verdict,
                posts_granted: posts,
                priority: false,
                remarks: None,
            }),
        );
        match verdict {
            Verdict::Favourable => self.validate(host, number, vote, posts),
            Verdict::FurtherReview => {
                self.hosts[host].is_reviewed = true;
                self.opined.push(host);
            }
            Verdict::Unfavourable => {}
        }
    }

    fn verdict(&mut self, host: usize) -> (Verdict, u32) {
        let posts = match self.chance.below(100) {
            0..=1 => 3,
            2..=8 => 2,
            _ => 1,
        };
        let favourable = if self.hosts[host].is_reviewed { 55 } else { 38 };
        let drawn = self.chance.below(100);
        if drawn < favourable && self.counts.posts_open + i64::from(posts) <= self.scale.posts {
            (Verdict::Favourable, posts)
        } else if drawn >= 85 && !self.hosts[host].is_reviewed {
            (Verdict::FurtherReview, 0)
        } else {
            (Verdict::Unfavourable, 0)
        }
    }

    fn validate(&mut self, host: usize, number: i32, vote: Mark, posts: u32) {
        self.keep_ids(vote);
        self.hosts[host].favourable = Some((number, vote));
        self.hosts[host].granted = posts;
        self.open_posts(host, posts);
        self.later(1, Task::Host(host, HostTask::DeliverMails(vote)));
        self.between(10, 35, Task::Host(host, HostTask::FollowUp));
        if self.chance.percent(2) {
            let correction = HostTask::CorrectVote(vote, number);
            self.between(5, 20, Task::Host(host, correction));
        }
        for (cases, task, low, high) in [
            (6, PostsTask::Request, 50, 150),
            (4, PostsTask::Return, 10, 120),
            (2, PostsTask::Transfer, 10, 60),
        ] {
            if self.chance.percent(cases) {
                self.between(low, high, Task::Posts(host, task));
            }
        }
    }

    /// Posts come to a host, who looks for people.
    pub(super) fn open_posts(&mut self, host: usize, posts: u32) {
        self.hosts[host].posts_open += posts;
        self.counts.posts_open += i64::from(posts);
        for _ in 0..posts {
            self.between(5, 35, Task::Host(host, HostTask::Recruit));
        }
    }

    /// The letter and the link; a host that left meanwhile gets them all the same.
    pub(super) fn deliver_mails(&mut self, host: usize, vote: Mark) {
        for mail in MAILS {
            let asks = Asks::Delivery(vote, mail);
            self.put(actors::engine(), &files::host(host), asks);
        }
        match self.chance.below(100) {
            0..=81 => self.between(1, 15, Task::Host(host, HostTask::Activate)),
            82..=95 => self.between(30, 70, Task::Host(host, HostTask::Activate)),
            _ => {}
        }
    }

    /// One post more, or less where one is free and another stays.
    pub(super) fn correct_vote(&mut self, host: usize, vote: Mark, number: i32) {
        let file = &self.hosts[host];
        let has_room = self.counts.posts_open < self.scale.posts;
        let takes_off = file.granted > 1 && file.posts_open > 1 && file.free() > 0;
        if !file.is_live || !(takes_off || has_room) {
            return;
        }
        let command = Command::CorrectCoselecVote(CorrectCoselecVote {
            session: session::stream(number),
            verdict: Verdict::Favourable,
            posts_delta: if takes_off { -1 } else { 1 },
            reason: said("The minutes say otherwise"),
        });
        let asks = Asks::Correction(Box::new(command), vote);
        self.put(actors::agency(), &files::host(host), asks);
        if takes_off {
            self.take_posts(host, 1);
        } else {
            self.open_posts(host, 1);
            self.cover(host);
        }
    }
}
