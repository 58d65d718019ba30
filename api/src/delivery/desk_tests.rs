//! The desk, with an outbox and a carrier that do as they are told.

use std::sync::Mutex;

use async_trait::async_trait;
use domain::common::MailTemplate;
use domain::engine::StreamName;
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::*;
use crate::delivery::letter::tests::letter;
use crate::delivery::outbox::OutboxError;

/// How long a desk may take for what it is to do.
const AT_MOST: std::time::Duration = std::time::Duration::from_secs(10);

fn open_mail(number: u128) -> OpenMail {
    OpenMail {
        mail: EventId(Uuid::from_u128(number)),
        stream: StreamName::of_uuid("host", Uuid::from_u128(9)),
        template: MailTemplate::Activation,
    }
}

/// An outbox in memory.
struct Drawer {
    open: Mutex<Vec<OpenMail>>,
    /// Mails that go nowhere.
    without_address: Vec<u128>,
    /// How often a mail is not durable yet, and a report fails, before either goes well.
    not_yet: Mutex<u32>,
    reports_in_vain: Mutex<u32>,
    reports: watch::Sender<Vec<(EventId, DeliveryOutcome)>>,
    head: watch::Sender<Option<Position>>,
}

impl Drawer {
    fn with(mails: impl IntoIterator<Item = u128>) -> Self {
        Self {
            open: Mutex::new(mails.into_iter().map(open_mail).collect()),
            without_address: Vec::new(),
            not_yet: Mutex::new(0),
            reports_in_vain: Mutex::new(0),
            reports: watch::Sender::default(),
            head: watch::Sender::new(None),
        }
    }
}

/// Takes one from a count; false where it is used up.
fn spend(count: &Mutex<u32>) -> bool {
    let mut left = count.lock().unwrap();
    let spent = *left > 0;
    *left = left.saturating_sub(1);
    spent
}

#[async_trait]
impl Outbox for Drawer {
    fn head(&self) -> watch::Receiver<Option<Position>> {
        self.head.subscribe()
    }

    async fn open(
        &self,
        at_hand: BTreeSet<EventId>,
        most: usize,
    ) -> Result<Vec<OpenMail>, OutboxError> {
        let open = self.open.lock().unwrap();
        let open = open.iter().filter(|open| !at_hand.contains(&open.mail));
        Ok(open.take(most).cloned().collect())
    }

    async fn hand(&self, mail: &OpenMail) -> Result<Handed, OutboxError> {
        if spend(&self.not_yet) {
            return Ok(Handed::NotYet);
        }
        if self.without_address.contains(&mail.mail.0.as_u128()) {
            return Ok(Handed::Outcome(DeliveryOutcome::NoAddress));
        }
        let mut letter = letter("contact@example.org");
        letter.mail = mail.mail;
        let from = "jalon@example.org".parse().unwrap();
        Ok(Handed::Message(Box::new(
            Message::of(&letter, &from).unwrap(),
        )))
    }

    async fn report(&self, mail: &OpenMail, outcome: DeliveryOutcome) -> Result<(), OutboxError> {
        if spend(&self.reports_in_vain) {
            return Err(OutboxError {
                why: "busy".to_owned(),
                is_retryable: true,
            });
        }
        self.open
            .lock()
            .unwrap()
            .retain(|open| open.mail != mail.mail);
        self.reports
            .send_modify(|reports| reports.push((mail.mail, outcome)));
        Ok(())
    }
}

/// A carrier that answers as told, and then takes everything.
struct Van {
    answers: Mutex<VecDeque<DeliveryError>>,
    taken: watch::Sender<Vec<EventId>>,
    /// A mail is let through for each permit.
    gate: Semaphore,
}

impl Van {
    fn that_answers(answers: impl IntoIterator<Item = DeliveryError>) -> Self {
        Self {
            answers: Mutex::new(answers.into_iter().collect()),
            taken: watch::Sender::default(),
            gate: Semaphore::new(Semaphore::MAX_PERMITS),
        }
    }

    fn closed() -> Self {
        Self {
            gate: Semaphore::new(0),
            ..Self::that_answers([])
        }
    }

    fn taken(&self) -> usize {
        self.taken.borrow().len()
    }
}

#[async_trait]
impl Carrier for Van {
    async fn deliver(&self, mail: &Message) -> Result<(), DeliveryError> {
        self.taken.send_modify(|taken| taken.push(mail.id()));
        self.gate.acquire().await.unwrap().forget();
        let answer = self.answers.lock().unwrap().pop_front();
        answer.map_or(Ok(()), Err)
    }
}

fn transient() -> DeliveryError {
    DeliveryError::Transient("not now".to_owned())
}

/// Short pauses, and three attempts.
fn limits() -> DeliveryLimits {
    DeliveryLimits {
        attempts_max: 3,
        retry_ms_min: 1,
        retry_ms_max: 2,
        look_pause_ms: 1,
        ..DeliveryLimits::default()
    }
}

/// A desk at work.
struct AtWork {
    drawer: Arc<Drawer>,
    van: Arc<Van>,
    stop: watch::Sender<bool>,
    desk: JoinHandle<()>,
}

impl AtWork {
    fn over(drawer: Drawer, van: Van) -> Self {
        Self::within(drawer, van, limits())
    }

    fn within(drawer: Drawer, van: Van, limits: DeliveryLimits) -> Self {
        let (drawer, van) = (Arc::new(drawer), Arc::new(van));
        let desk = Desk::of(drawer.clone(), van.clone(), limits);
        let (stop, asked) = watch::channel(false);
        let desk = tokio::spawn(desk.run(Stop::when(asked)));
        Self {
            drawer,
            van,
            stop,
            desk,
        }
    }

    async fn reports(&self, count: usize) -> Vec<(u128, DeliveryOutcome)> {
        let mut reports = self.drawer.reports.subscribe();
        let reached = reports.wait_for(|reports| reports.len() >= count);
        let reports = timeout(AT_MOST, reached).await.unwrap().unwrap().clone();
        let reports = reports.into_iter();
        reports
            .map(|(mail, outcome)| (mail.0.as_u128(), outcome))
            .collect()
    }

    async fn taken(&self, count: usize) {
        let mut taken = self.van.taken.subscribe();
        let reached = taken.wait_for(|taken| taken.len() >= count);
        timeout(AT_MOST, reached).await.unwrap().unwrap();
    }

    async fn end(self) {
        self.stop.send_replace(true);
        timeout(AT_MOST, self.desk).await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn each_mail_is_delivered_and_reported_once() {
    let mails: Vec<u128> = (1..=9).collect();
    let desk = AtWork::over(Drawer::with(mails.clone()), Van::that_answers([]));
    let mut reports = desk.reports(9).await;
    reports.sort_unstable_by_key(|(mail, _)| *mail);
    let delivered = mails
        .into_iter()
        .map(|mail| (mail, DeliveryOutcome::Delivered));
    assert_eq!(reports, delivered.collect::<Vec<_>>());
    assert_eq!(desk.van.taken(), 9);
    desk.end().await;
}

#[tokio::test]
async fn a_transient_error_is_tried_again() {
    let desk = AtWork::over(
        Drawer::with([1]),
        Van::that_answers([transient(), transient()]),
    );
    assert_eq!(desk.reports(1).await, [(1, DeliveryOutcome::Delivered)]);
    assert_eq!(desk.van.taken(), 3);
    desk.end().await;
}

#[tokio::test]
async fn after_the_named_number_of_attempts_a_mail_is_given_up() {
    let desk = AtWork::over(
        Drawer::with([1]),
        Van::that_answers([(); 3].map(|()| transient())),
    );
    assert_eq!(desk.reports(1).await, [(1, DeliveryOutcome::GivenUp)]);
    assert_eq!(desk.van.taken(), 3);
    desk.end().await;
}

#[tokio::test]
async fn a_permanent_error_is_not_tried_again() {
    let refused = DeliveryError::Permanent("the mail server answered 550".to_owned());
    let desk = AtWork::over(Drawer::with([1]), Van::that_answers([refused]));
    assert_eq!(desk.reports(1).await, [(1, DeliveryOutcome::Refused)]);
    assert_eq!(desk.van.taken(), 1);
    desk.end().await;
}

#[tokio::test]
async fn a_mail_to_nobody_is_reported_and_never_carried() {
    let mut drawer = Drawer::with([1]);
    drawer.without_address.push(1);
    let desk = AtWork::over(drawer, Van::that_answers([]));
    assert_eq!(desk.reports(1).await, [(1, DeliveryOutcome::NoAddress)]);
    assert_eq!(desk.van.taken(), 0);
    desk.end().await;
}

#[tokio::test]
async fn a_report_that_fails_is_made_again_without_a_second_delivery() {
    let mut drawer = Drawer::with([1]);
    drawer.reports_in_vain = Mutex::new(5);
    let desk = AtWork::over(drawer, Van::that_answers([]));
    assert_eq!(desk.reports(1).await, [(1, DeliveryOutcome::Delivered)]);
    assert_eq!(desk.van.taken(), 1);
    desk.end().await;
}

#[tokio::test]
async fn a_request_that_is_not_durable_waits_without_an_attempt() {
    let mut drawer = Drawer::with([1]);
    drawer.not_yet = Mutex::new(10);
    let desk = AtWork::over(drawer, Van::that_answers([]));
    assert_eq!(desk.reports(1).await, [(1, DeliveryOutcome::Delivered)]);
    desk.end().await;
}

#[tokio::test]
async fn a_carrier_that_does_not_come_back_is_tried_again() {
    let short = DeliveryLimits {
        mail_timeout_ms: 1,
        ..limits()
    };
    let desk = AtWork::within(Drawer::with([1]), Van::closed(), short);
    assert_eq!(desk.reports(1).await, [(1, DeliveryOutcome::GivenUp)]);
    desk.end().await;
}

#[tokio::test]
async fn no_more_than_the_named_number_are_on_their_way_at_once() {
    let desk = AtWork::over(Drawer::with(1..=9), Van::closed());
    desk.taken(4).await;
    assert_eq!(desk.van.taken(), 4);
    desk.van.gate.add_permits(1);
    desk.taken(5).await;
    assert_eq!(desk.reports(1).await.len(), 1);
    desk.van.gate.add_permits(8);
    desk.reports(9).await;
    desk.end().await;
}

#[tokio::test]
async fn asked_to_stop_it_ends_what_is_on_its_way_and_begins_nothing() {
    let desk = AtWork::over(Drawer::with(1..=9), Van::closed());
    desk.taken(4).await;
    desk.stop.send_replace(true);
    desk.van.gate.add_permits(9);
    timeout(AT_MOST, desk.desk).await.unwrap().unwrap();
    assert_eq!(desk.drawer.reports.borrow().len(), 4);
    assert_eq!(desk.van.taken(), 4);
}

#[tokio::test]
async fn a_mail_that_is_requested_later_wakes_it() {
    let desk = AtWork::over(Drawer::with([]), Van::that_answers([]));
    desk.drawer.open.lock().unwrap().push(open_mail(1));
    desk.drawer.head.send_replace(Some(Position::FIRST));
    assert_eq!(desk.reports(1).await, [(1, DeliveryOutcome::Delivered)]);
    desk.end().await;
}

#[tokio::test]
async fn what_somebody_else_reported_is_not_tried_again() {
    let patient = DeliveryLimits {
        retry_ms_min: 20,
        retry_ms_max: 20,
        ..limits()
    };
    let desk = AtWork::within(Drawer::with([1]), Van::that_answers([transient()]), patient);
    desk.taken(1).await;
    *desk.drawer.open.lock().unwrap() = vec![open_mail(2)];
    desk.drawer.head.send_replace(Some(Position::FIRST));
    assert_eq!(desk.reports(1).await, [(2, DeliveryOutcome::Delivered)]);
    assert_eq!(
        *desk.van.taken.borrow(),
        [1, 2].map(|it| EventId(Uuid::from_u128(it)))
    );
    desk.end().await;
}
