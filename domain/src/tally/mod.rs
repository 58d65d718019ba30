//! The tally: what decisions and reactions must know of the programme as a whole.
//!
//! Five folds, each a few steps in a sorted tree for an event: the envelope of posts (rule 1), the
//! matches that are open, those that were too many to be closed at once, the mails that nothing was
//! reported of, and what is due, by day.

mod due;
mod envelope;
mod left_open;
mod matches;

use std::collections::BTreeMap;

pub use matches::OpenMatch;

use due::Due;
use envelope::Envelope;
use left_open::{LeftOpen, Outlook};
use matches::OpenMatches;

use crate::common::{CommonEvent, MailTemplate};
use crate::engine::{CivilDate, EventId, Happened, StreamName, Tally};
use crate::event::Event;
use crate::matching::{ClosedBecause, MatchEvent};
use crate::programme::ProgrammeEvent;
use crate::reaction::MATCHES_CLOSED_MAX;
use crate::task::{OpenTask, TaskKind, TaskStep, Within};

/// The programme's tally.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CnfsTally {
    envelope: Envelope,
    matches: OpenMatches,
    left_open: LeftOpen,
    /// The mails that were requested and nothing was reported of.
    mails: BTreeMap<EventId, OpenMail>,
    due: Due,
    last_ticked: Option<CivilDate>,
}

/// A mail that was requested, and of which nothing was reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenMail {
    /// The mail: the id of its request.
    pub mail: EventId,
    /// Where it was requested.
    pub stream: StreamName,
    /// Which mail.
    pub template: MailTemplate,
}

/// A task that was not done in time, and of which no notice was issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Late {
    /// Where it waits.
    pub stream: StreamName,
    /// What is late.
    pub task: TaskKind,
    /// The last day on which it would have been in time.
    pub deadline: CivilDate,
}

impl CnfsTally {
    /// The programme's own stream, `None` before it is opened.
    pub fn programme(&self) -> Option<&StreamName> {
        self.envelope.programme()
    }

    /// How many posts may be open at once: 0 before the programme is opened.
    pub fn posts_envelope(&self) -> i64 {
        self.envelope.posts_envelope()
    }

    /// How many posts are open: granted with their corrections, and added, less those returned,
    /// over every host whatever its stage.
    pub fn posts_open(&self) -> i64 {
        self.envelope.posts_open()
    }

    /// The matches of a host or of a candidate from which a hire may still come, in the order of
    /// their names.
    pub fn open_matches(&self, party: &StreamName) -> impl Iterator<Item = OpenMatch> {
        self.matches.of(party)
    }

    /// Why nothing can come of a host's or a candidate's open matches, where there were more than
    /// are closed at once.
    pub fn left_open(&self, party: &StreamName) -> Option<ClosedBecause> {
        self.left_open.because(party)
    }

    /// Those matches, with why they are to be closed; one that both its parties left open, twice.
    pub fn matches_left_open(&self) -> impl Iterator<Item = (OpenMatch, ClosedBecause)> {
        let parties = self.left_open.parties();
        parties.flat_map(|(party, because)| {
            let open = self.open_matches(party);
            open.map(move |open| (open, because))
        })
    }

    fn apply_outlook(&mut self, party: &StreamName, outlook: Outlook) {
        let mut tasks = self.open_tasks(party);
        let has_free_post = tasks.any(|open| open.task == TaskKind::Recruit);
        drop(tasks);
        let ends = match outlook {
            Outlook::Ends(because) => Some(because),
            Outlook::EndsIfComplete if !has_free_post => Some(ClosedBecause::HiredElsewhere),
            Outlook::OpensIfFree if !has_free_post => return,
            Outlook::EndsIfComplete | Outlook::Opens | Outlook::OpensIfFree => None,
        };
        match ends {
            Some(because) if self.has_too_many(party) => self.left_open.put(party, because),
            _ => self.left_open.remove(party),
        }
    }

    fn has_too_many(&self, party: &StreamName) -> bool {
        self.open_matches(party).nth(MATCHES_CLOSED_MAX).is_some()
    }

    fn apply_match(&mut self, stream: &StreamName, event: &MatchEvent) {
        let parties = self.matches.parties(stream);
        let parties = parties.filter(|_| !self.left_open.is_empty());
        self.matches.apply(stream, event);
        for party in parties.into_iter().flatten() {
            if self.open_matches(&party).next().is_none() {
                self.left_open.remove(&party);
            }
        }
    }

    /// Which mail it is, where it was requested on that stream and nothing was reported of it.
    pub fn open_mail(&self, stream: &StreamName, mail: EventId) -> Option<MailTemplate> {
        let open = self.mails.get(&mail)?;
        (&open.stream == stream).then_some(open.template)
    }

    /// The mails that were requested and of which nothing was reported, in the order of their ids.
    pub fn open_mails(&self) -> impl Iterator<Item = &OpenMail> {
        self.mails.values()
    }

    /// The last day that was ticked.
    pub fn last_ticked(&self) -> Option<CivilDate> {
        self.last_ticked
    }

    /// The tasks whose last day lies before that day and of which no notice was issued: the
    /// earliest deadline first.
    pub fn late_on(&self, day: CivilDate) -> impl Iterator<Item = Late> {
        self.due.before(day)
    }

    /// The tasks that are open in a stream; of a match only until it is answered.
    pub fn open_tasks(&self, stream: &StreamName) -> impl Iterator<Item = OpenTask> {
        self.due.open_tasks(stream)
    }

    fn apply_programme(&mut self, event: &ProgrammeEvent) {
        match event {
            ProgrammeEvent::DeadlineSet(set) => self.due.set_deadlines(|deadlines| {
                deadlines.set(set.task, set.applies_from, Within::of(set.months, set.days));
            }),
            ProgrammeEvent::DayTicked(ticked) => {
                self.last_ticked = self.last_ticked.max(Some(ticked.date));
            }
            _ => {}
        }
    }

    fn apply_common(&mut self, stream: &StreamName, happened: &Happened<'_, CommonEvent>) {
        match happened.event {
            CommonEvent::MailRequested(mail) => {
                let open = OpenMail {
                    mail: happened.event_id,
                    stream: stream.clone(),
                    template: mail.template,
                };
                self.mails.insert(happened.event_id, open);
            }
            CommonEvent::DeliveryReported(report) => {
                self.mails.remove(&report.mail);
            }
            CommonEvent::NoticeIssued(notice) => {
                self.due.notice(stream, notice.task, notice.deadline);
            }
        }
    }
}

impl Tally for CnfsTally {
    type Event = Event;

    fn apply(&mut self, stream: &StreamName, happened: &Happened<'_, Event>) {
        self.envelope.apply(stream, happened.event);
        match happened.event {
            Event::Match(event) => self.apply_match(stream, event),
            Event::Common(event) => self.apply_common(stream, &happened.of(event)),
            Event::Programme(event) => self.apply_programme(event),
            _ => {}
        }
        if let Some(step) = TaskStep::of(happened.event) {
            self.due.apply(stream, step, happened.occurred_on);
        }
        if let Some(outlook) = Outlook::of(happened.event) {
            self.apply_outlook(stream, outlook);
        }
    }
}
