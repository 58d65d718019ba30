//! What the model expects to follow from an accepted question by itself, and what it learns from it.

use serde_json::Value;

use crate::ask::Ask;
use crate::judge::uuid;
use crate::paper::{Meeting, Paper};

/// Something that followed: where, what, with which payload and id.
pub(crate) struct Followed {
    pub(crate) stream: String,
    pub(crate) event: &'static str,
    pub(crate) data: Value,
    pub(crate) id: u128,
}

impl Paper {
    /// What must follow, told before the question is noted: streams and events, sorted. What
    /// depends on what waits to be done, and since when, is left to [`Paper::learn`].
    pub(crate) fn expected(&self, ask: &Ask) -> Vec<(String, &'static str)> {
        let mut expected = match ask.command {
            "RecordCoselecVote" | "CorrectCoselecVote" => self.announcements(ask),
            "WithdrawHost" | "CancelApplication" | "MarkDuplicate" => {
                self.closed_with_host(&ask.on)
            }
            "ReturnPosts" => {
                let host = &self.hosts[&ask.on];
                let leaves = host.left.is_none() && host.open() == ask.int("posts");
                if leaves {
                    self.closed_with_host(&ask.on)
                } else {
                    Vec::new()
                }
            }
            "DeclareHire" => self.closed_with_hire(&ask.on),
            "ChangeAvailability" if ask.data["available"] == true => Vec::new(),
            "ChangeAvailability" | "MergeCandidate" => {
                closed(self.open_matches(|it| it.candidate == ask.on))
            }
            _ => Vec::new(),
        };
        expected.sort();
        expected
    }

    /// The first favourable verdict of a live file is announced by two mails, unless they wait to
    /// be delivered from an earlier time.
    fn announcements(&self, ask: &Ask) -> Vec<(String, &'static str)> {
        let host = &self.hosts[&ask.on];
        let is_first = ask.text("verdict") == "favourable" && !host.favourable();
        let mails = ["validation_letter", "activation"].into_iter();
        let due = mails.filter(|mail| is_first && host.left.is_none() && !self.waits(ask, mail));
        due.map(|_| (ask.on.clone(), "MailRequested")).collect()
    }

    fn waits(&self, ask: &Ask, template: &str) -> bool {
        let mails = self.mails.get(&ask.on).into_iter().flatten();
        mails.into_iter().any(|mail| mail.1 == template)
    }

    fn closed_with_host(&self, host: &str) -> Vec<(String, &'static str)> {
        closed(self.open_matches(|it| it.host == host))
    }

    fn closed_with_hire(&self, stream: &str) -> Vec<(String, &'static str)> {
        let hired = &self.matches[stream];
        let was_last = self.hosts[&hired.host].free() == 1;
        let mut closing = self.open_matches(|it| {
            it.candidate == hired.candidate || (was_last && it.host == hired.host)
        });
        closing.retain(|name| name != stream);
        closed(closing)
    }

    /// Writes down what followed; the reason, where it should not have.
    pub(crate) fn learn(&mut self, cause: &Ask, followed: &Followed) -> Result<(), String> {
        let stream = followed.stream.as_str();
        match followed.event {
            "MatchClosed" => self.matches.get_mut(stream).unwrap().stands = Meeting::Closed,
            "MailRequested" => {
                let template = followed.data["template"].as_str().unwrap();
                self.note_mail(stream, template, followed.id);
            }
            "NoticeIssued" => return self.learn_notice(cause, followed),
            "ActivationMailSent" | "ValidationLetterSent" => {
                let host = self.hosts.get_mut(stream).unwrap();
                let is_due = cause.command == "ReportDelivery"
                    && cause.text("outcome") == "delivered"
                    && host.is_validated().is_ok();
                if !is_due {
                    return Err(format!("{} follows on {stream}, unduly", followed.event));
                }
                if followed.event == "ActivationMailSent" {
                    host.invite();
                }
            }
            other => return Err(format!("{other} follows on {stream}")),
        }
        Ok(())
    }

    fn learn_notice(&mut self, cause: &Ask, followed: &Followed) -> Result<(), String> {
        let deadline = followed.data["deadline"].as_str().unwrap();
        let is_late = cause.command == "TickDay" && deadline < cause.text("date");
        let task = followed.data["task"].as_str().unwrap().to_owned();
        let known = self.notices.get(&(followed.stream.clone(), task));
        let is_new = known.is_none_or(|last| last != deadline);
        self.note_notice(&followed.stream, &followed.data);
        if is_late && is_new {
            return Ok(());
        }
        Err(format!("a notice on {} for {deadline}", followed.stream))
    }

    /// The template of a mail that waits on a stream for its report.
    pub(crate) fn waiting_mail(&self, ask: &Ask) -> Option<&str> {
        let mut mails = self.mails.get(&ask.on)?.iter();
        let mail = mails.find(|(id, _)| uuid(*id) == ask.text("mail"))?;
        Some(&mail.1)
    }
}

fn closed(matches: Vec<String>) -> Vec<(String, &'static str)> {
    let closed = matches.into_iter().map(|name| (name, "MatchClosed"));
    closed.collect()
}
