//! To whom a mail goes: read from the stream of its request, and opened by the vault.

use domain::candidate::{CandidateEvent, CandidateRegistered};
use domain::common::{CommonEvent, MailRequested};
use domain::engine::{CivilDate, EventId, Instant, Personal, Recorded, StreamName, Version};
use domain::host::{ApplicationAmended, ApplicationField, HostEvent, HostRegistered};
use domain::{Event, common::MailTemplate};
use eventlog::{EventLog, FormatError, ReadError, Vault, VaultError, decode, decode_meta};

use super::letter::Letter;

/// How many events of a stream are read at once.
const PAGE_EVENTS: usize = 500;
/// How long an activation's link holds where the file does not say until when.
const ACTIVATION_LINK_DAYS: i32 = 28;
/// The types that say something of a mail or its recipient: a long stream's others are not decoded.
const TELLING: [&str; 5] = [
    "MailRequested",
    "HostRegistered",
    "ApplicationAmended",
    "CandidateRegistered",
    "ActivationMailSent",
];

/// Why a letter cannot be put together now.
#[derive(Debug, thiserror::Error)]
pub(super) enum UnreadableFile {
    #[error(transparent)]
    Log(#[from] ReadError),
    #[error(transparent)]
    Format(#[from] FormatError),
    #[error(transparent)]
    Vault(#[from] VaultError),
}

/// What a file says of a mail.
pub(super) enum Addressed {
    /// To whom, and what.
    To(Box<Letter>),
    /// There is no address: none was given, or the person was erased.
    ToNobody,
    /// Its request is not durable.
    NotRequested,
}

/// Reads the file up to its end: the address is the one that holds now.
pub(super) async fn addressed(
    log: &dyn EventLog,
    vault: &Vault,
    stream: &StreamName,
    mail: EventId,
) -> Result<Addressed, UnreadableFile> {
    let mut file = File::of(mail);
    let mut after: Option<Version> = None;
    loop {
        let page = log.read_stream(stream, after, PAGE_EVENTS).await?;
        for bytes in &page.events {
            let (meta, type_name) = decode_meta(bytes)?;
            after = Some(meta.version);
            if TELLING.contains(&&*type_name) {
                let mut event: Recorded<Event> = decode(bytes)?;
                vault.unseal(&mut event)?;
                file.take(event);
            }
        }
        if page.is_last || page.events.is_empty() {
            return Ok(file.addressed(stream));
        }
    }
}

/// What was read of a file so far.
struct File {
    mail: EventId,
    request: Option<Request>,
    /// The person whom the file names.
    person: Option<String>,
    /// The last day of the newest link.
    expires_on: Option<CivilDate>,
}

struct Request {
    template: MailTemplate,
    to: Asked,
    requested_at: Instant,
}

/// To whom a request says that its mail goes.
enum Asked {
    /// To the person whom the file names.
    OfTheFile,
    /// To that address.
    To(String),
    /// To an address that is erased: nobody else gets the mail instead.
    Erased,
}

impl File {
    fn of(mail: EventId) -> Self {
        Self {
            mail,
            request: None,
            person: None,
            expires_on: None,
        }
    }

    fn take(&mut self, recorded: Recorded<Event>) {
        let meta = &recorded.meta;
        match recorded.event {
            Event::Common(CommonEvent::MailRequested(asked)) if meta.event_id == self.mail => {
                self.request = Some(Request::of(asked, meta.recorded_at));
            }
            Event::Host(event) => self.take_of_host(event),
            Event::Candidate(CandidateEvent::CandidateRegistered(CandidateRegistered {
                identity,
                ..
            })) => self.person = opened(identity).map(|identity| identity.email),
            _ => {}
        }
    }

    fn take_of_host(&mut self, event: HostEvent) {
        match event {
            HostEvent::HostRegistered(HostRegistered { contact, .. })
            | HostEvent::ApplicationAmended(ApplicationAmended {
                field: ApplicationField::Contact,
                contact,
                ..
            }) => self.person = opened(contact).map(|contact| contact.email),
            HostEvent::ActivationMailSent(sent) => self.expires_on = Some(sent.expires_on),
            _ => {}
        }
    }

    fn addressed(self, stream: &StreamName) -> Addressed {
        let Some(request) = self.request else {
            return Addressed::NotRequested;
        };
        let requested_on = request.requested_at.paris_date();
        let last_day = requested_on.plus_days(ACTIVATION_LINK_DAYS);
        let to = match request.to {
            Asked::OfTheFile => self.person,
            Asked::To(address) => Some(address),
            Asked::Erased => None,
        };
        match to {
            None => Addressed::ToNobody,
            Some(to) => Addressed::To(Box::new(Letter {
                mail: self.mail,
                stream: stream.clone(),
                template: request.template,
                to,
                requested_at: request.requested_at,
                last_day: self.expires_on.unwrap_or(last_day),
            })),
        }
    }
}

impl Request {
    fn of(asked: MailRequested, requested_at: Instant) -> Self {
        Self {
            template: asked.template,
            to: match asked.to {
                None => Asked::OfTheFile,
                given => opened(given).map_or(Asked::Erased, Asked::To),
            },
            requested_at,
        }
    }
}

/// The content, unless it was never there, or its key is gone.
fn opened<T>(field: Option<Personal<T>>) -> Option<T> {
    match field {
        Some(Personal::Clear(content)) => Some(content),
        Some(Personal::Sealed(_) | Personal::Erased(_)) | None => None,
    }
}

#[cfg(test)]
mod tests {
    use domain::engine::{KeyId, Sealed};
    use domain::host::Contact;
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    fn event(number: u128, type_name: &str, data: &serde_json::Value) -> Recorded<Event> {
        let stream = StreamName::of_uuid("host", Uuid::from_u128(1));
        let meta = domain_meta(number, stream);
        let event = Event::from_json(type_name, data).unwrap();
        Recorded { meta, event }
    }

    fn domain_meta(number: u128, stream: StreamName) -> domain::engine::Meta {
        use domain::engine::*;
        let at = CivilDate::of(2021, 5, 12).noon_in_paris();
        Meta {
            event_id: EventId(Uuid::from_u128(number)),
            programme: "cnfs".parse::<ProgrammeSlug>().unwrap(),
            stream,
            version: Version::FIRST,
            position: Position::FIRST,
            previous: None,
            occurred_on: CivilDate::of(2021, 5, 12),
            dated: Dated::Exact,
            recorded_at: at,
            appended_at: at,
            actor: Actor {
                role: "operator".into(),
                id: "test".into(),
                scope: "national".into(),
            },
            source: Source::api(),
            command_id: CommandId(Uuid::from_u128(number)),
            causation_id: None,
            correlation_id: Uuid::from_u128(number),
            schema: 1,
            corrects: None,
        }
    }

    fn registered(email: &str) -> Recorded<Event> {
        let data = json!({
            "kind": "commune", "legal_name": "Test", "department": "59", "region": "32",
            "contact": {"name": "Contact of a test", "email": email},
        });
        event(1, "HostRegistered", &data)
    }

    fn amended(email: &str) -> Recorded<Event> {
        let data = json!({
            "field": "contact", "reason": "left",
            "contact": {"name": "Another contact", "email": email},
        });
        event(2, "ApplicationAmended", &data)
    }

    fn requested(to: Option<&str>) -> Recorded<Event> {
        event(
            3,
            "MailRequested",
            &json!({"template": "activation", "to": to}),
        )
    }

    fn address(events: impl IntoIterator<Item = Recorded<Event>>) -> Option<String> {
        let mut file = File::of(EventId(Uuid::from_u128(3)));
        events.into_iter().for_each(|event| file.take(event));
        match file.addressed(&StreamName::of_uuid("host", Uuid::from_u128(1))) {
            Addressed::To(letter) => Some(letter.to),
            Addressed::ToNobody => None,
            Addressed::NotRequested => panic!("the request was read"),
        }
    }

    fn sealed<T>() -> Personal<T> {
        Personal::Sealed(Sealed {
            key_id: KeyId(Uuid::nil()),
            nonce: [0; 24],
            bytes: Vec::new(),
        })
    }

    #[test]
    fn the_address_that_was_given_wins() {
        let given = requested(Some("given@example.org"));
        let address = address([registered("contact@example.org"), given]);
        assert_eq!(address.as_deref(), Some("given@example.org"));
    }

    #[test]
    fn the_newest_contact_gets_the_mail_though_it_came_after_the_request() {
        let events = [
            registered("old@example.org"),
            requested(None),
            amended("new@example.org"),
        ];
        assert_eq!(address(events).as_deref(), Some("new@example.org"));
    }

    #[test]
    fn who_was_erased_gets_no_mail() {
        let mut erased = registered("contact@example.org");
        if let Event::Host(HostEvent::HostRegistered(registered)) = &mut erased.event {
            registered.contact = Some(sealed::<Contact>());
        }
        assert_eq!(address([erased, requested(None)]), None);
    }

    #[test]
    fn an_address_that_was_given_and_erased_is_not_replaced_by_another() {
        let mut given = requested(Some("given@example.org"));
        if let Event::Common(CommonEvent::MailRequested(asked)) = &mut given.event {
            asked.to = Some(sealed::<String>());
        }
        assert_eq!(address([registered("contact@example.org"), given]), None);
    }

    #[test]
    fn a_file_without_a_contact_has_no_address() {
        assert_eq!(address([requested(None)]), None);
    }

    #[test]
    fn a_request_that_is_not_durable_is_left() {
        let mut file = File::of(EventId(Uuid::from_u128(4)));
        file.take(requested(None));
        let stream = StreamName::of_uuid("host", Uuid::from_u128(1));
        assert!(matches!(file.addressed(&stream), Addressed::NotRequested));
    }
}
