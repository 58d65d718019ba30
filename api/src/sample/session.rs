//! The sample's committee: which files it looks at, how many posts it grants, which of them come back.

use std::num::NonZeroU32;

use domain::Command;
use domain::engine::{CivilDate, Instant};
use domain::host::{Opinion, PostsReturned, Verdict};

use super::actors;
use super::calendar::{
    Days, PRIVATE_HOSTS, PRIVATE_POSTS, PUBLIC_HOSTS, PUBLIC_POSTS, Pace, closing_before,
    last_closing, meeting_days, opening,
};
use super::chance::Chance;
use super::diary::Diary;
use super::host::{Grant, Host};
use super::meeting::Meeting;
use super::names;

/// Holds every meeting in turn.
pub(super) fn hold_sessions(diary: &mut Diary, hosts: &mut [Host]) {
    let mut committee = Committee::new(hosts);
    let mut previous = opening();
    for (held_on, ordinal) in meeting_days().into_iter().zip(1..) {
        committee.receive(hosts, held_on);
        committee.take_returns(diary, hosts, previous, held_on);
        let meeting = Meeting::convene(diary, &mut committee.chance, ordinal, held_on);
        committee.meet(diary, hosts, meeting);
        previous = held_on;
    }
}

/// The hosts of one sector, as the committee sees them.
struct Queue {
    posts: Pace,
    hosts: Pace,
    ready: Vec<usize>,
    posts_open: u32,
    hosts_live: u32,
}

impl Queue {
    fn new(posts: Pace, hosts: Pace) -> Self {
        Self {
            posts,
            hosts,
            ready: Vec::new(),
            posts_open: 0,
            hosts_live: 0,
        }
    }

    /// How many hosts get how many posts, to keep the pace.
    fn due(&self, today: CivilDate) -> (u32, u32) {
        let posts = self.posts.by(today).saturating_sub(self.posts_open);
        let hosts = self.hosts.by(today).saturating_sub(self.hosts_live);
        (hosts.max(1).min(posts), posts)
    }
}

struct Committee {
    chance: Chance,
    /// Files by the day from which they may be tabled, the latest first.
    coming: Vec<(CivilDate, usize)>,
    public: Queue,
    private: Queue,
    doubtful: Vec<usize>,
    /// Hosts that may still return posts.
    granted: Vec<usize>,
}

impl Committee {
    fn new(hosts: &[Host]) -> Self {
        let mut chance = Chance::of("sessions");
        let files = hosts.iter().enumerate();
        let mut coming: Vec<_> = files
            .filter_map(|(place, host)| Some((tabled_from(host, &mut chance)?, place)))
            .collect();
        coming.sort_by(|a, b| b.cmp(a));
        Self {
            chance,
            coming,
            public: Queue::new(PUBLIC_POSTS, PUBLIC_HOSTS),
            private: Queue::new(PRIVATE_POSTS, PRIVATE_HOSTS),
            doubtful: Vec::new(),
            granted: Vec::new(),
        }
    }

    fn queue(&mut self, host: &Host) -> &mut Queue {
        if host.sector.is_private() {
            &mut self.private
        } else {
            &mut self.public
        }
    }

    /// Sorts the files that may be tabled by now.
    fn receive(&mut self, hosts: &[Host], today: CivilDate) {
        while let Some((_, place)) = self.coming.pop_if(|(from, _)| *from <= today) {
            let host = &hosts[place];
            match host.opinion {
                Some((Opinion::Unfavourable, _)) => self.doubtful.push(place),
                Some((Opinion::FurtherReview, _)) if host.first_verdict_at.is_none() => {
                    self.doubtful.push(place);
                }
                _ => self.queue(host).ready.push(place),
            }
        }
    }

    fn meet(&mut self, diary: &mut Diary, hosts: &mut [Host], mut meeting: Meeting) {
        let mut favourable = 0;
        for is_private in [false, true] {
            favourable += self.grant(diary, hosts, &mut meeting, is_private);
        }
        self.decline(diary, hosts, &mut meeting, favourable);
        meeting.seal(diary, &mut self.chance);
    }

    /// Grants a sector's posts of the day. Tells to how many hosts.
    fn grant(
        &mut self,
        diary: &mut Diary,
        hosts: &mut [Host],
        meeting: &mut Meeting,
        is_private: bool,
    ) -> usize {
        let queue = if is_private {
            &mut self.private
        } else {
            &mut self.public
        };
        let (places, due_posts) = queue.due(meeting.held_on);
        let chosen: Vec<usize> = (0..places)
            .map_while(|_| self.chance.take(&mut queue.ready))
            .collect();
        let requests: Vec<u32> = chosen
            .iter()
            .map(|&place| requested(&hosts[place]))
            .collect();
        let shares = deal(&requests, due_posts);
        queue.posts_open += shares.iter().sum::<u32>();
        queue.hosts_live += shares.iter().map(|_| 1).sum::<u32>();
        for (&place, posts) in chosen.iter().zip(shares) {
            let days = Days::before_closing(meeting.held_on, self.delay(meeting.held_on));
            let host = &mut hosts[place];
            let recorded_at = meeting.vote(diary, host, Verdict::Favourable, posts, days);
            host.grant = Some(Grant::new(recorded_at, posts));
        }
        self.granted.extend(&chosen);
        chosen.len()
    }

    /// Minutes come days late, from the summer of 2021 on now and then weeks.
    fn delay(&mut self, held_on: CivilDate) -> i32 {
        if held_on > last_closing() && self.chance.percent(18) {
            self.chance.between(15, 55)
        } else {
            self.chance.between(1, 9)
        }
    }

    /// Says no, or not yet, to some of the doubtful files.
    fn decline(
        &mut self,
        diary: &mut Diary,
        hosts: &mut [Host],
        meeting: &mut Meeting,
        favourable: usize,
    ) {
        for _ in 0..favourable * 2 / 5 {
            let Some(place) = self.chance.take(&mut self.doubtful) else {
                return;
            };
            let host = &mut hosts[place];
            let unsure = matches!(host.opinion, Some((Opinion::FurtherReview, _)));
            let verdict = if unsure && self.chance.percent(60) {
                self.postpone(meeting.held_on.plus_days(35), place);
                Verdict::FurtherReview
            } else {
                Verdict::Unfavourable
            };
            let days = Days::late(meeting.held_on, self.chance.between(2, 30));
            meeting.vote(diary, host, verdict, 0, days);
        }
    }

    fn postpone(&mut self, until: CivilDate, place: usize) {
        let behind = self.coming.partition_point(|(from, _)| *from > until);
        self.coming.insert(behind, (until, place));
    }

    /// Between two meetings a few hosts give posts back, most of them all they have.
    fn take_returns(
        &mut self,
        diary: &mut Diary,
        hosts: &mut [Host],
        previous: CivilDate,
        today: CivilDate,
    ) {
        // After a closing no post is returned before it any more: its figure was published.
        let after = previous.max(closing_before(today));
        for _ in 0..self.chance.between(0, 3) {
            let Some(place) = self.chance.take(&mut self.granted) else {
                return;
            };
            let returned_on = self.chance.workday(after, today);
            let host = &mut hosts[place];
            if may_return(host, returned_on) {
                self.take_return(diary, host, returned_on);
            } else {
                self.granted.push(place);
            }
        }
    }

    fn take_return(&mut self, diary: &mut Diary, host: &mut Host, returned_on: CivilDate) {
        let keeps_some = self.chance.percent(40);
        let delay = self.chance.between(0, 6);
        let queue = self.queue(host);
        let Some(grant) = &mut host.grant else {
            return;
        };
        let posts = if keeps_some {
            grant.posts / 2
        } else {
            grant.posts
        };
        let Some(posts) = NonZeroU32::new(posts) else {
            return;
        };
        let reason = names::said("Recrutement abandonné (texte fictif).");
        let recorded_at = diary.write(
            actors::owner(&host.stream),
            &host.stream,
            Command::ReturnPosts(PostsReturned { posts, reason }),
            Days::before_closing(returned_on, delay),
            grant.recorded_at,
        );
        grant.posts -= posts.get();
        queue.posts_open -= posts.get();
        if grant.posts == 0 {
            grant.left_at = Some(recorded_at);
            queue.hosts_live -= 1;
        }
    }
}

/// From when a file may be tabled: most after the prefect's opinion, a few before or without one.
fn tabled_from(host: &Host, chance: &mut Chance) -> Option<CivilDate> {
    let registered_on = host.registered_at.paris_date();
    match host.opinion {
        _ if host.is_duplicate => None,
        Some((Opinion::Favourable, _)) if chance.percent(2) => Some(registered_on.plus_days(14)),
        Some((_, recorded_at)) => Some(recorded_at.paris_date().plus_days(1)),
        None => chance.percent(4).then(|| registered_on.plus_days(60)),
    }
}

fn requested(host: &Host) -> u32 {
    host.application.requested_posts.map_or(1, NonZeroU32::get)
}

/// Whether a host may give posts back on that day: nothing of its file is still on its way then.
fn may_return(host: &Host, on: CivilDate) -> bool {
    const SETTLED_AFTER_DAYS: i32 = 25;
    let settled = |at: Instant| at.paris_date().plus_days(SETTLED_AFTER_DAYS) <= on;
    let granted = host
        .grant
        .as_ref()
        .is_some_and(|grant| settled(grant.recorded_at));
    granted
        && host
            .opinion
            .is_none_or(|(_, recorded_at)| settled(recorded_at))
}

/// Deals posts among hosts: one each, then what they requested, in turn, while posts are left.
fn deal(requests: &[u32], posts: u32) -> Vec<u32> {
    let hosts = requests.iter().map(|_| 1).sum();
    let mut left = posts.saturating_sub(hosts);
    let mut shares: Vec<u32> = requests
        .iter()
        .map(|requested| {
            let more = requested.saturating_sub(1).min(left);
            left -= more;
            1 + more
        })
        .collect();
    // A rest that nobody requested: the first one gets it.
    if let Some(first) = shares.first_mut() {
        *first += left;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_posts_are_dealt_and_no_host_goes_without() {
        assert_eq!(deal(&[1, 4, 2, 3], 8), [1, 4, 2, 1]);
        assert_eq!(deal(&[1, 1], 5), [4, 1]);
    }
}
