//! The desk: takes mails up in order of request, a few at a time, and puts back what is to be tried again.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use domain::OpenMail;
use domain::common::DeliveryOutcome;
use domain::engine::{EventId, Position};
use lettre::message::Mailbox;
use tokio::sync::watch;
use tokio::task::{JoinError, JoinSet};
use tokio::time::{Instant, sleep_until, timeout};

use super::carrier::{Carrier, DeliveryError};
use super::message::Message;
use super::outbox::{Handed, LedgerOutbox, Outbox};
use super::settings::DeliveryLimits;
use crate::background::Stop;
use crate::programmes::Programme;

/// Delivers the mails of one programme, until it is asked to stop.
pub(crate) struct Desk {
    round: Round,
    /// Taken up and not begun, in order of request.
    taken: VecDeque<(OpenMail, Tries)>,
    /// Under way.
    under_way: JoinSet<(OpenMail, Ended)>,
    /// Those of `taken` and `under_way`.
    at_hand: BTreeSet<EventId>,
    /// To be tried again; with those at hand at most `mails_put_back_max`.
    put_back: BTreeMap<EventId, PutBack>,
}

/// What each delivery works with.
#[derive(Clone)]
struct Round {
    outbox: Arc<dyn Outbox>,
    carrier: Arc<dyn Carrier>,
    limits: DeliveryLimits,
}

/// A mail that is tried again.
#[derive(Debug, Clone, Copy)]
struct PutBack {
    due: Instant,
    tries: Tries,
}

/// What was done for a mail so far.
#[derive(Debug, Clone, Copy, Default)]
struct Tries {
    /// How often a carrier was tried in vain.
    attempts: u32,
    /// Where it is known, what is left is to report it.
    outcome: Option<DeliveryOutcome>,
}

/// How a turn with a mail ended.
enum Ended {
    /// Its outcome is in the log.
    Reported,
    /// It is tried again.
    Later(PutBack),
}

/// Why the desk wakes.
enum Woken {
    Stopped,
    Ended(Result<(OpenMail, Ended), JoinError>),
    LogMoved,
    LogClosed,
    Due,
}

impl Desk {
    /// Of that programme; its mails come from that address.
    pub(crate) fn of_programme(
        programme: Arc<Programme>,
        from: Mailbox,
        carrier: Arc<dyn Carrier>,
        limits: DeliveryLimits,
    ) -> Self {
        let outbox = LedgerOutbox::of(programme, from);
        Self::of(Arc::new(outbox), carrier, limits)
    }

    fn of(outbox: Arc<dyn Outbox>, carrier: Arc<dyn Carrier>, limits: DeliveryLimits) -> Self {
        Self {
            round: Round {
                outbox,
                carrier,
                limits,
            },
            taken: VecDeque::new(),
            under_way: JoinSet::new(),
            at_hand: BTreeSet::new(),
            put_back: BTreeMap::new(),
        }
    }

    /// Works until `stop`; then what is under way ends, and nothing else is begun. Cancelled on the
    /// way it leaves mails delivered and not reported: they are delivered again.
    pub(crate) async fn run(mut self, stop: Stop) {
        let mut head = self.round.outbox.head();
        // Nothing was looked at yet.
        let mut look_at = Some(Instant::now());
        loop {
            if look_at.is_some_and(|at| at <= Instant::now()) {
                look_at = self.take_up().await;
            }
            self.begin();
            let wake_at = look_at.or_else(|| self.next_due());
            match self.woken(&mut head, &stop, wake_at).await {
                Woken::Stopped | Woken::LogClosed => break,
                Woken::Ended(ended) => self.settle(ended),
                Woken::LogMoved | Woken::Due => {}
            }
            look_at = look_at.or_else(|| self.next_look());
        }
        self.taken.clear();
        while let Some(ended) = self.under_way.join_next().await {
            self.settle(ended);
        }
    }

    async fn woken(
        &mut self,
        head: &mut watch::Receiver<Option<Position>>,
        stop: &Stop,
        wake_at: Option<Instant>,
    ) -> Woken {
        let due = async {
            match wake_at {
                Some(at) => sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            () = stop.clone().asked() => Woken::Stopped,
            Some(ended) = self.under_way.join_next() => Woken::Ended(ended),
            moved = head.changed() => moved.map_or(Woken::LogClosed, |()| Woken::LogMoved),
            () = due => Woken::Due,
        }
    }

    /// When the outbox may be looked at again: never sooner than the named pause, and not while
    /// there is enough to do.
    fn next_look(&self) -> Option<Instant> {
        let pause = self.round.limits.look_pause();
        self.taken.is_empty().then(|| Instant::now() + pause)
    }

    /// How many mails more may be taken up.
    fn room(&self) -> usize {
        let held = self.put_back.len() + self.at_hand.len();
        self.round.limits.mails_put_back_max.saturating_sub(held)
    }

    /// When the next mail that was put back is to be tried again; while others wait for their turn,
    /// the end of one of those under way comes first.
    fn next_due(&self) -> Option<Instant> {
        let due = self.put_back.values().map(|put_back| put_back.due);
        due.min().filter(|_| self.taken.is_empty())
    }

    /// Takes up what is open: what was put back and is due now, and as many others as there is room
    /// for. Returns when to look again, where that failed.
    async fn take_up(&mut self) -> Option<Instant> {
        let now = Instant::now();
        let is_due = |later: &PutBack| later.due <= now;
        let due = self.put_back.values().filter(|later| is_due(later)).count();
        let later = self.put_back.iter().filter(|(_, later)| !is_due(later));
        let later = later.map(|(mail, _)| mail);
        let except = later.chain(&self.at_hand).copied().collect();
        let most = due + self.room();
        match self.round.outbox.open(except, most).await {
            Ok(open) => {
                let are_all = open.len() < most;
                self.take(open);
                if are_all {
                    // What is due and open no more was reported by somebody else.
                    self.put_back.retain(|_, later| !is_due(later));
                }
                None
            }
            Err(why) => {
                tracing::warn!(%why, "the mails that wait to go out cannot be listed");
                Some(now + self.round.limits.retry_min())
            }
        }
    }

    fn take(&mut self, open: Vec<OpenMail>) {
        for mail in open {
            let tries = self.put_back.remove(&mail.mail).map(|later| later.tries);
            self.at_hand.insert(mail.mail);
            self.taken.push_back((mail, tries.unwrap_or_default()));
        }
    }

    /// Begins as many as may be under way at once.
    fn begin(&mut self) {
        while self.under_way.len() < self.round.limits.mails_at_once
            && let Some((mail, tries)) = self.taken.pop_front()
        {
            self.under_way.spawn(self.round.clone().turn(mail, tries));
        }
    }

    fn settle(&mut self, ended: Result<(OpenMail, Ended), JoinError>) {
        match ended {
            // What failed so is a fault of this program: the mail stays at hand until a restart.
            Err(why) => tracing::error!(%why, "a delivery ended before its end"),
            Ok((mail, ended)) => {
                self.at_hand.remove(&mail.mail);
                if let Ended::Later(put_back) = ended {
                    self.put_back.insert(mail.mail, put_back);
                }
            }
        }
    }
}

impl Round {
    /// Delivers a mail where that was not done yet, and reports on it.
    async fn turn(self, mail: OpenMail, tries: Tries) -> (OpenMail, Ended) {
        let ended = match tries.outcome {
            Some(outcome) => self.report(&mail, tries.attempts, outcome).await,
            None => self.hand_over(&mail, tries).await,
        };
        (mail, ended)
    }

    async fn hand_over(&self, mail: &OpenMail, tries: Tries) -> Ended {
        match self.outbox.hand(mail).await {
            Ok(Handed::Message(message)) => self.deliver(mail, &message, tries).await,
            Ok(Handed::Outcome(outcome)) => self.report(mail, tries.attempts, outcome).await,
            Ok(Handed::NotYet) => Self::later(self.limits.retry_min(), tries),
            Err(why) => {
                tracing::error!(mail = %mail.mail, %why, "the mail cannot be written");
                Self::later(self.limits.retry_max(), tries)
            }
        }
    }

    async fn deliver(&self, mail: &OpenMail, message: &Message, tries: Tries) -> Ended {
        let delivered = self.carry(message).await;
        let attempts = tries.attempts + 1;
        let outcome = match &delivered {
            Ok(()) => DeliveryOutcome::Delivered,
            Err(DeliveryError::Permanent(_)) => DeliveryOutcome::Refused,
            Err(DeliveryError::Transient(_)) if attempts >= self.limits.attempts_max => {
                DeliveryOutcome::GivenUp
            }
            Err(why @ DeliveryError::Transient(_)) => {
                tracing::warn!(mail = %mail.mail, attempts, %why, "the mail is tried again later");
                let tries = Tries { attempts, ..tries };
                return Self::later(self.limits.retry_after(attempts), tries);
            }
        };
        if let Err(why) = delivered {
            tracing::warn!(mail = %mail.mail, attempts, %why, %outcome, "the mail is not delivered");
        }
        self.report(mail, attempts, outcome).await
    }

    /// Within the named time: a carrier that does not come back is tried again.
    async fn carry(&self, message: &Message) -> Result<(), DeliveryError> {
        let delivered = timeout(self.limits.mail_timeout(), self.carrier.deliver(message));
        delivered
            .await
            .unwrap_or_else(|_| Err(DeliveryError::Transient("it took too long".to_owned())))
    }

    async fn report(&self, mail: &OpenMail, attempts: u32, outcome: DeliveryOutcome) -> Ended {
        let Err(why) = self.outbox.report(mail, outcome).await else {
            tracing::debug!(mail = %mail.mail, template = %mail.template, %outcome, "reported");
            return Ended::Reported;
        };
        tracing::warn!(mail = %mail.mail, %outcome, %why, "the outcome is reported later");
        let pause = if why.is_retryable {
            self.limits.retry_min()
        } else {
            self.limits.retry_max()
        };
        let outcome = Some(outcome);
        Self::later(pause, Tries { attempts, outcome })
    }

    fn later(pause: std::time::Duration, tries: Tries) -> Ended {
        let due = Instant::now() + pause;
        Ended::Later(PutBack { due, tries })
    }
}

#[cfg(test)]
#[path = "desk_tests.rs"]
mod tests;
