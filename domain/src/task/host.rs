//! What waits in a host's file.

use super::convention::ConventionWaiting;
use super::{OpenTask, TaskKind, TaskStep};
use crate::engine::CivilDate;
use crate::host::Verdict;

/// What happened to a host, as far as tasks follow from it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct HostWaiting {
    registered_on: Option<CivilDate>,
    opined_on: Option<CivilDate>,
    /// The last verdict, and its day.
    verdict: Option<(Verdict, CivilDate)>,
    /// The first favourable one.
    favourable_on: Option<CivilDate>,
    letter_is_sent: bool,
    invitation: Option<Invitation>,
    activated_on: Option<CivilDate>,
    convention: ConventionWaiting,
    posts: PostsWaiting,
    request: Option<Request>,
    has_left: bool,
}

/// The last activation mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Invitation {
    sent_on: CivilDate,
    expires_on: CivilDate,
}

/// An open request for more posts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Request {
    asked_on: CivilDate,
    opined_on: Option<CivilDate>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct PostsWaiting {
    open: i64,
    filled: i64,
    /// Since when there is a free one.
    free_since: Option<CivilDate>,
    /// Whether they were all taken once: what is vacated later has no deadline.
    were_filled: bool,
}

impl PostsWaiting {
    fn change(&mut self, open: i64, filled: i64, on: CivilDate) {
        self.open = self.open.saturating_add(open);
        self.filled = self.filled.saturating_add(filled);
        if self.filled < self.open {
            self.free_since.get_or_insert(on);
        } else {
            self.free_since = None;
            self.were_filled |= self.filled > 0;
        }
    }
}

impl HostWaiting {
    pub(super) fn apply(&mut self, step: TaskStep, on: CivilDate) {
        match step {
            TaskStep::Registered => keep_earliest(&mut self.registered_on, on),
            TaskStep::OpinionGiven => keep_earliest(&mut self.opined_on, on),
            TaskStep::Voted { verdict, posts } => self.vote(verdict, i64::from(posts), on),
            TaskStep::VoteCorrected { verdict, posts } => self.vote(verdict, i64::from(posts), on),
            TaskStep::LetterSent => self.letter_is_sent = true,
            TaskStep::ActivationMailSent { expires_on } => self.invite(on, expires_on),
            TaskStep::Activated => keep_earliest(&mut self.activated_on, on),
            TaskStep::PostsChanged(posts) => self.posts.change(posts, 0, on),
            TaskStep::Filled => self.posts.change(0, 1, on),
            TaskStep::Vacated => self.posts.change(0, -1, on),
            TaskStep::PostsRequested => {
                self.request = Some(Request {
                    asked_on: on,
                    opined_on: None,
                });
            }
            TaskStep::RequestOpined => {
                if let Some(request) = &mut self.request {
                    request.opined_on = Some(on);
                }
            }
            TaskStep::RequestGranted(posts) => {
                self.posts.change(i64::from(posts), 0, on);
                self.request = None;
            }
            TaskStep::RequestRefused => self.request = None,
            TaskStep::Left => self.has_left = true,
            TaskStep::Reopened => self.has_left = false,
            _ => self.convention.apply(step, on),
        }
    }

    fn vote(&mut self, verdict: Verdict, posts: i64, on: CivilDate) {
        self.verdict = Some((verdict, on));
        if verdict == Verdict::Favourable {
            keep_earliest(&mut self.favourable_on, on);
        }
        self.posts.change(posts, 0, on);
    }

    /// A later link stands for an earlier one.
    fn invite(&mut self, sent_on: CivilDate, expires_on: CivilDate) {
        let earlier = self.invitation.map(|link| link.expires_on);
        if earlier.is_none_or(|earlier| expires_on >= earlier) {
            self.invitation = Some(Invitation {
                sent_on,
                expires_on,
            });
        }
    }

    /// The first favourable vote, unless all that was granted was taken back.
    fn validated_on(&self) -> Option<CivilDate> {
        self.favourable_on.filter(|_| self.posts.open > 0)
    }

    /// The open tasks, in the order of their kinds.
    pub(super) fn open(&self) -> Vec<OpenTask> {
        if self.has_left {
            return Vec::new();
        }
        let mut open = Vec::new();
        open.extend(self.opinion());
        open.extend(self.next_vote());
        open.extend(self.announcements());
        open.extend(self.activation());
        open.extend(self.convention_file());
        open.extend(self.convention.open());
        open.extend(self.recruitment());
        open.extend(self.request.map(Request::open));
        open.sort_unstable_by_key(|open| open.task);
        open
    }

    fn opinion(&self) -> Option<OpenTask> {
        let waits = self.opined_on.is_none() && self.verdict.is_none();
        let since = self.registered_on.filter(|_| waits)?;
        Some(OpenTask::since(TaskKind::GiveOpinion, since))
    }

    fn next_vote(&self) -> Option<OpenTask> {
        if self.validated_on().is_some() {
            return None;
        }
        let since = match self.verdict {
            None => self.opined_on?,
            Some((Verdict::FurtherReview, on)) => on,
            Some((Verdict::Favourable | Verdict::Unfavourable, _)) => return None,
        };
        Some(OpenTask::since(TaskKind::Vote, since))
    }

    fn announcements(&self) -> impl Iterator<Item = OpenTask> + use<> {
        let is_invited = self.invitation.is_some() || self.activated_on.is_some();
        let letter = (!self.letter_is_sent).then_some(TaskKind::SendLetter);
        let mail = (!is_invited).then_some(TaskKind::SendActivationMail);
        let due = letter.into_iter().chain(mail);
        let validated_on = self.validated_on();
        due.filter_map(move |task| Some(OpenTask::since(task, validated_on?)))
    }

    fn activation(&self) -> Option<OpenTask> {
        let link = self.invitation.filter(|_| self.activated_on.is_none())?;
        let task = TaskKind::ActivateAccount;
        Some(OpenTask::until(task, link.sent_on, link.expires_on))
    }

    fn convention_file(&self) -> Option<OpenTask> {
        let since = self.activated_on?.max(self.validated_on()?);
        let waits = self.convention.is_to_be_opened();
        waits.then(|| OpenTask::since(TaskKind::OpenConventionFile, since))
    }

    fn recruitment(&self) -> Option<OpenTask> {
        let validated_on = self.validated_on()?;
        let waits = !self.convention.is_terminated();
        let since = self.posts.free_since.filter(|_| waits)?;
        let counts_from = (!self.posts.were_filled).then_some(validated_on);
        Some(OpenTask::counted(TaskKind::Recruit, since, counts_from))
    }
}

impl Request {
    fn open(self) -> OpenTask {
        match self.opined_on {
            None => OpenTask::since(TaskKind::OpinePostsRequest, self.asked_on),
            Some(on) => OpenTask::since(TaskKind::AnswerPostsRequest, on),
        }
    }
}

/// Late facts come after later ones: the first is the one of the earliest day.
pub(super) fn keep_earliest(kept: &mut Option<CivilDate>, on: CivilDate) {
    *kept = Some(kept.map_or(on, |earlier| earlier.min(on)));
}
