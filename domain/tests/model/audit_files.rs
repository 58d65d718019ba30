//! The auditor on hosts and sessions: posts, votes, conventions, requests, duplicates.

use std::collections::HashMap;

use domain::Event;
use domain::candidate::CandidateEvent;
use domain::engine::{CivilDate, StreamName};
use domain::host::{CoselecVoteRecorded, HostEvent, PostFilled, Verdict};
use domain::matching::MatchEvent;
use domain::session::{SessionEvent, VoteTallied};
use uuid::Uuid;

use crate::audit::{Audit, Finding, hold};
use crate::ledger::Logged;

#[derive(Default)]
pub(crate) struct SessionAudit {
    pub(crate) held_on: Option<CivilDate>,
    sealed: bool,
    tallied: HashMap<StreamName, (Verdict, u32)>,
}

#[derive(Default)]
pub(crate) struct HostAudit {
    pub(crate) region: String,
    pub(crate) open: i64,
    pub(crate) filled: i64,
    left: bool,
    opinions: usize,
    votes: HashMap<StreamName, (Verdict, i64)>,
    duplicate_of: Option<StreamName>,
    mailed: bool,
    covered: Option<i64>,
    terminated: bool,
    request: Option<Uuid>,
}

impl Audit {
    pub(crate) fn session(
        &mut self,
        on: &StreamName,
        event: &SessionEvent,
        append: &[Logged],
    ) -> Finding {
        let session = self.sessions.entry(on.clone()).or_default();
        match event {
            SessionEvent::SessionConvened(it) => session.held_on = Some(it.held_on),
            SessionEvent::FileTabled(_) => {
                hold!(!session.sealed, "{on} is sealed, and a file is tabled");
            }
            SessionEvent::VoteTallied(it) => session.tally(on, it, append)?,
            SessionEvent::MinutesSealed(it) => {
                hold!(!session.sealed, "{on} is sealed twice");
                session.sealed = true;
                let tallied = session.tallied.values();
                let favourable = tallied.clone().filter(|it| it.0 == Verdict::Favourable);
                let sums = (
                    tallied.len(),
                    favourable.count(),
                    tallied.map(|it| it.1).sum::<u32>(),
                );
                let said = (it.votes as usize, it.favourable as usize, it.posts);
                hold!(
                    said == sums,
                    "the minutes of {on} say {said:?}, the votes {sums:?}"
                );
            }
        }
        Ok(())
    }

    pub(crate) fn host(
        &mut self,
        logged: &Logged,
        event: &HostEvent,
        append: &[Logged],
    ) -> Finding {
        let on = &logged.draft.stream;
        self.targets_exist(on, event)?;
        if let HostEvent::CoselecVoteRecorded(vote) = event {
            let session = self.sessions.get(&vote.session);
            let held_on = session.and_then(|session| session.held_on);
            hold!(
                held_on == Some(logged.draft.occurred_on),
                "a vote on another day"
            );
        }
        let known = self.hosts.contains_key(on);
        let registers = matches!(event, HostEvent::HostRegistered(_));
        hold!(known != registers, "{on} is not registered, or twice");
        let host = self.hosts.entry(on.clone()).or_default();
        host.read(logged, event, append)?;
        hold!(host.filled >= 0, "{on} has {} posts filled", host.filled);
        hold!(
            host.filled <= host.open,
            "rule 2: {on} fills {} of {}",
            host.filled,
            host.open
        );
        Ok(())
    }

    /// Rule 11.
    fn targets_exist(&self, on: &StreamName, event: &HostEvent) -> Finding {
        match event {
            HostEvent::ApplicationMarkedDuplicate(it) => {
                let mut next = Some(&it.of);
                while let Some(target) = next {
                    hold!(target != on, "rule 11: {on} repeats itself");
                    let host = self.hosts.get(target);
                    hold!(host.is_some(), "rule 11: {on} repeats nothing");
                    next = host.and_then(|host| host.duplicate_of.as_ref());
                }
                Ok(())
            }
            HostEvent::PostsTransferredOut(it) => {
                let is_live = self.hosts.get(&it.host).is_some_and(|host| !host.left);
                hold!(is_live, "{on} gives posts to no live host");
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

fn companion(append: &[Logged], is_it: impl Fn(&StreamName, &Event) -> bool) -> usize {
    let drafts = append.iter().map(|it| (&it.draft.stream, &it.draft.event));
    drafts.filter(|(on, event)| is_it(on, event)).count()
}

impl SessionAudit {
    /// Rule 4.
    fn tally(&mut self, on: &StreamName, it: &VoteTallied, append: &[Logged]) -> Finding {
        let corrects = companion(append, |host, event| {
            matches!(event, Event::Host(HostEvent::CoselecVoteCorrected(vote))
                if *host == it.host && vote.session == *on && vote.verdict == it.verdict)
        });
        let records = companion(append, |host, event| {
            matches!(event, Event::Host(HostEvent::CoselecVoteRecorded(vote))
                if *host == it.host && vote.session == *on
                    && vote.verdict == it.verdict && vote.posts_granted == it.posts)
        });
        hold!(corrects + records == 1, "a tally of {on} without its vote");
        hold!(
            !self.sealed || corrects == 1,
            "rule 4: {on} is sealed, and tallies a vote"
        );
        let tallied = (it.verdict, it.posts);
        let before = self.tallied.insert(it.host.clone(), tallied);
        hold!(
            before.is_some() == (corrects == 1),
            "rule 4: two verdicts in {on}"
        );
        Ok(())
    }
}

impl HostAudit {
    fn read(&mut self, logged: &Logged, event: &HostEvent, append: &[Logged]) -> Finding {
        let on = &logged.draft.stream;
        match event {
            HostEvent::HostRegistered(it) => it.region.code().clone_into(&mut self.region),
            HostEvent::ApplicationAmended(it) => {
                let department = it.after.as_deref().and_then(|after| after.parse().ok());
                let department: Option<domain::territory::Department> = department;
                if it.field.to_string() == "department" {
                    let region = department.map(|it| it.region().code().to_owned());
                    self.region = region.unwrap_or_default();
                }
            }
            HostEvent::PrefectOpinionGiven(_) => self.opinions += 1,
            HostEvent::PrefectOpinionRevised(_) => {
                hold!(
                    logged.draft.corrects.is_some(),
                    "a revision that names nothing"
                );
                self.opinions += 1;
            }
            HostEvent::CoselecVoteRecorded(it) => self.vote(on, it, append)?,
            HostEvent::CoselecVoteCorrected(it) => {
                hold!(
                    logged.draft.corrects.is_some(),
                    "rule 4: a correction names nothing"
                );
                let vote = self.votes.get_mut(&it.session);
                let Some(vote) = vote else {
                    return Err(format!("rule 4: {on} corrects no verdict"));
                };
                *vote = (it.verdict, vote.1 + i64::from(it.posts_delta));
                let fits = (vote.1 > 0) == (it.verdict == Verdict::Favourable) && vote.1 >= 0;
                hold!(fits, "{on} is granted {} by {}", vote.1, it.verdict);
                self.open += i64::from(it.posts_delta);
            }
            HostEvent::ActivationMailSent(_) | HostEvent::ValidationLetterSent(_) => {
                let may = self.is_validated();
                hold!(may, "{on} is told of a vote that it has not");
                self.mailed |= matches!(event, HostEvent::ActivationMailSent(_));
            }
            HostEvent::HostAccountActivated(_) => hold!(self.mailed, "{on} was not invited"),
            HostEvent::HostWithdrawn(_) | HostEvent::ApplicationCancelled(_) => self.leave(on)?,
            HostEvent::ApplicationMarkedDuplicate(it) => {
                self.leave(on)?;
                self.duplicate_of = Some(it.of.clone());
            }
            HostEvent::ApplicationReopened(_) => {
                hold!(self.left, "{on} is reopened, and had not left");
                self.left = false;
                self.duplicate_of = None;
            }
            _ => {
                self.posts(on, event, append)?;
                self.convention(on, event)?;
            }
        }
        Ok(())
    }

    fn is_validated(&self) -> bool {
        let mut votes = self.votes.values();
        !self.left && votes.any(|vote| vote.0 == Verdict::Favourable)
    }

    fn leave(&mut self, on: &StreamName) -> Finding {
        hold!(!self.left, "{on} leaves twice");
        self.left = true;
        Ok(())
    }

    /// Rules 4 and 12.
    fn vote(&mut self, on: &StreamName, it: &CoselecVoteRecorded, append: &[Logged]) -> Finding {
        hold!(!self.left, "{on} is voted on, and has left");
        let vote = (it.verdict, i64::from(it.posts_granted));
        let before = self.votes.insert(it.session.clone(), vote);
        hold!(
            before.is_none(),
            "rule 4: {on} is voted on twice in {}",
            it.session
        );
        let flagged = it.without_opinion == (self.opinions == 0);
        hold!(
            flagged,
            "rule 12: {on} was voted on with {} opinions",
            self.opinions
        );
        self.open += i64::from(it.posts_granted);
        let tallied = companion(append, |session, event| {
            matches!(event, Event::Session(SessionEvent::VoteTallied(tally))
                if *session == it.session && tally.host == *on && tally.posts == it.posts_granted)
        });
        hold!(tallied == 1, "a vote on {on} is tallied {tallied} times");
        Ok(())
    }

    fn posts(&mut self, on: &StreamName, event: &HostEvent, append: &[Logged]) -> Finding {
        match event {
            HostEvent::PostsReturned(it) => {
                self.open -= i64::from(it.posts.get());
                let withdraws = companion(append, |host, event| {
                    host == on && matches!(event, Event::Host(HostEvent::HostWithdrawn(_)))
                });
                let must = self.open == 0 && !self.left;
                hold!(
                    must == (withdraws == 1),
                    "rule 6: {on} has {} posts left",
                    self.open
                );
            }
            HostEvent::PostsAdded(it) => {
                self.answered(on, it.request)?;
                self.open += i64::from(it.posts.get());
                self.request = None;
            }
            HostEvent::PostsRequestRefused(it) => {
                self.answered(on, it.request)?;
                self.request = None;
            }
            HostEvent::PostsRequestOpined(it) => self.answered(on, it.request)?,
            HostEvent::PostsRequested(it) => {
                hold!(
                    self.request.is_none(),
                    "rule 6: two requests of {on} are open"
                );
                self.request = Some(it.request);
            }
            HostEvent::PostsTransferredIn(it) => {
                self.open += i64::from(it.posts.get());
                let sent = companion(append, |giver, event| {
                    matches!(event, Event::Host(HostEvent::PostsTransferredOut(out))
                        if *giver == it.host && out.host == *on && out.posts == it.posts)
                });
                hold!(sent == 1, "posts arrive at {on} that nobody gives");
            }
            HostEvent::PostsTransferredOut(it) => {
                self.open -= i64::from(it.posts.get());
                let come = companion(append, |receiver, event| {
                    matches!(event, Event::Host(HostEvent::PostsTransferredIn(come))
                        if *receiver == it.host && come.host == *on && come.posts == it.posts)
                });
                hold!(come == 1, "posts of {on} go nowhere");
            }
            HostEvent::PostFilled(it) => self.fill(on, it, append)?,
            HostEvent::PostVacated(_) => {
                self.filled -= 1;
                let frees = companion(append, |_, event| {
                    matches!(
                        event,
                        Event::Candidate(
                            CandidateEvent::HireCancelled(_)
                                | CandidateEvent::ContractEnded(_)
                                | CandidateEvent::TerminationValidated(_)
                        )
                    )
                });
                hold!(frees == 1, "{frees} reasons to free a post of {on}");
            }
            _ => {}
        }
        Ok(())
    }

    fn answered(&self, on: &StreamName, request: Uuid) -> Finding {
        hold!(self.request == Some(request), "{on} did not ask for that");
        Ok(())
    }

    /// Rule 2, and one append over the three of them.
    fn fill(&mut self, on: &StreamName, it: &PostFilled, append: &[Logged]) -> Finding {
        hold!(
            self.is_validated(),
            "rule 2: {on} hires without a favourable vote"
        );
        hold!(!self.terminated, "rule 2: {on} hires after its convention");
        self.filled += 1;
        let covered = self.covered.unwrap_or(i64::MAX);
        hold!(
            self.filled <= covered,
            "rule 2: {on} fills {} of {covered}",
            self.filled
        );
        let hired = companion(append, |person, event| {
            matches!(event, Event::Candidate(CandidateEvent::CandidateHired(hired))
                if *person == it.candidate && hired.host == *on && hired.match_ == it.match_)
        });
        let declared = companion(append, |match_, event| {
            *match_ == it.match_ && matches!(event, Event::Match(MatchEvent::HireDeclared(_)))
        });
        hold!(
            (hired, declared) == (1, 1),
            "a post of {on} is filled by nobody"
        );
        Ok(())
    }

    fn convention(&mut self, on: &StreamName, event: &HostEvent) -> Finding {
        match event {
            HostEvent::ConventionSent(it) => {
                let posts = i64::from(it.posts.get());
                hold!(
                    posts <= self.open,
                    "{on} is sent a convention over {posts} posts"
                );
            }
            HostEvent::ConventionSigned(it) => {
                let covered = i64::from(it.posts.get());
                let filled = self.filled;
                hold!(
                    filled <= covered,
                    "rule 2: {on} fills {filled} of {covered}"
                );
                self.covered = Some(covered);
            }
            HostEvent::ConventionAmended(it) => {
                let delta = i64::from(it.posts_delta);
                let covered = self.covered.unwrap_or(0) + delta;
                hold!(covered >= 1, "{on} has a convention over {covered} posts");
                let takes_filled = delta < 0 && self.filled > covered;
                hold!(
                    !takes_filled,
                    "rule 2: {on} fills {} of {covered}",
                    self.filled
                );
                self.covered = Some(covered);
            }
            HostEvent::ConventionTerminated(_) => {
                hold!(self.covered.is_some(), "{on} ends what was not signed");
                self.terminated = true;
            }
            _ => {}
        }
        Ok(())
    }
}
