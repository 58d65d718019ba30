//! What runs beside the answers: for each programme its delivery, its clock and its revocations.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

use crate::app::App;
use crate::clock::{Clock, Ticks};
use crate::delivery::{Carrier, CarrierError, Delivery, Desk, carrier};
use crate::programmes::Programme;
use crate::revocation;
use crate::settings::Settings;

/// Says when to stop.
#[derive(Clone)]
pub(crate) struct Stop(watch::Receiver<bool>);

impl Stop {
    /// Once that is true, or its sender gone.
    pub(crate) fn when(asked: watch::Receiver<bool>) -> Self {
        Self(asked)
    }

    /// Ends once it is time to stop.
    pub(crate) async fn asked(mut self) {
        // A sender that is gone means the same.
        let _ = self.0.wait_for(|asked| *asked).await;
    }

    /// Whether it is time to stop.
    pub(crate) fn is_asked(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits so long; false where it is time to stop.
    pub(crate) async fn rest(&self, pause: Duration) -> bool {
        tokio::time::timeout(pause, self.clone().asked())
            .await
            .is_err()
    }
}

/// What is to run beside the answers.
pub struct Work {
    mails: Option<Mails>,
    ticks: Ticks,
}

/// By which way mails go out, and from whom.
struct Mails {
    delivery: Delivery,
    carrier: Arc<dyn Carrier>,
}

impl Work {
    /// As the settings say.
    pub fn of(settings: &Settings) -> Result<Self, CarrierError> {
        let mails = settings.delivery.clone().map(Mails::of).transpose()?;
        Ok(Self {
            mails,
            ticks: settings.ticks,
        })
    }

    /// Begins, for every programme that there is and that will be.
    pub(crate) fn begin(self, app: Arc<App>, stop: Stop) -> Background {
        Background(tokio::spawn(self.supervise(app, stop)))
    }

    async fn supervise(self, app: Arc<App>, stop: Stop) {
        let mut begun = app.programmes.begun();
        let mut known = BTreeSet::new();
        let mut tasks = JoinSet::new();
        loop {
            for programme in app.programmes.all() {
                if known.insert(programme.slug.clone()) {
                    self.begin_for(&programme, &app, &stop, &mut tasks);
                }
            }
            tokio::select! {
                () = stop.clone().asked() => break,
                begun = begun.changed() => if begun.is_err() { break },
            }
        }
        while let Some(ended) = tasks.join_next().await {
            if let Err(why) = ended {
                tracing::error!(%why, "what runs beside the answers ended before its end");
            }
        }
    }

    fn begin_for(
        &self,
        programme: &Arc<Programme>,
        app: &App,
        stop: &Stop,
        tasks: &mut JoinSet<()>,
    ) {
        if let Some(mails) = &self.mails {
            tasks.spawn(mails.desk(programme, app).run(stop.clone()));
        }
        if self.ticks == Ticks::Daily {
            let world = app.programmes.world().clone();
            let clock = Clock::of(programme.clone(), world, app.limits.ticks_check());
            tasks.spawn(clock.run(stop.clone()));
        }
        let pause = app.limits.revocation_pause();
        tasks.spawn(revocation::run(programme.clone(), pause, stop.clone()));
    }
}

impl Mails {
    fn of(delivery: Delivery) -> Result<Self, CarrierError> {
        let carrier = carrier(&delivery)?;
        Ok(Self { delivery, carrier })
    }

    fn desk(&self, programme: &Arc<Programme>, app: &App) -> Desk {
        let (from, carrier) = (self.delivery.from.clone(), self.carrier.clone());
        let limits = app.limits.delivery.clone();
        Desk::of_programme(programme.clone(), from, carrier, limits)
    }
}

/// Work that was begun.
pub(crate) struct Background(JoinHandle<()>);

impl Background {
    /// Waits for its end, which follows the stop; after the named time it is cut short, which
    /// harms nothing: all of it is taken up again at the next start.
    pub(crate) async fn end(mut self, within: Duration) {
        if tokio::time::timeout(within, &mut self.0).await.is_err() {
            self.0.abort();
            tracing::warn!(?within, "what runs beside the answers did not end in time");
        }
    }
}
