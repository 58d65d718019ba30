//! A mail as it goes out: RFC 5322 text under a stable id.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use domain::engine::EventId;
use lettre::address::Envelope;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, header::Headers};

use super::letter::Letter;
use super::templates::text;

/// A mail that is ready to be carried.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    id: EventId,
    envelope: Envelope,
    bytes: Vec<u8>,
}

/// A mail cannot be written to that recipient. Does not repeat the address.
#[derive(Debug, thiserror::Error)]
#[error("the recipient's address is none, by its form")]
pub(crate) struct NotAnAddress;

impl Message {
    /// Writes a letter. Written again it is the same, byte by byte.
    pub(super) fn of(letter: &Letter, from: &Mailbox) -> Result<Self, NotAnAddress> {
        let to = letter.to.parse().map_err(|_| NotAnAddress)?;
        let text = text(letter);
        let id = format!("<{}@{}>", letter.mail, from.email.domain());
        let message = lettre::Message::builder()
            .message_id(Some(id))
            .date(time_of(letter))
            .from(from.clone())
            .to(Mailbox::new(None, to))
            .subject(text.subject)
            .header(ContentType::TEXT_PLAIN)
            .body(text.body);
        let mut message = message.map_err(|_| NotAnAddress)?;
        say_that_nobody_wrote_it(message.headers_mut());
        Ok(Self {
            id: letter.mail,
            envelope: message.envelope().clone(),
            bytes: message.formatted(),
        })
    }

    /// The id of its request.
    pub(super) fn id(&self) -> EventId {
        self.id
    }

    /// From whom, to whom.
    pub(super) fn envelope(&self) -> &Envelope {
        &self.envelope
    }

    /// Headers and text.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// When it was requested, so that a second writing is the same.
fn time_of(letter: &Letter) -> SystemTime {
    let micros = u64::try_from(letter.requested_at.micros()).unwrap_or(0);
    UNIX_EPOCH + Duration::from_micros(micros)
}

/// RFC 3834: so that no automatic answer comes back.
fn say_that_nobody_wrote_it(headers: &mut Headers) {
    let name = HeaderName::new_from_ascii_str("Auto-Submitted");
    headers.insert_raw(HeaderValue::new(name, "auto-generated".to_owned()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::letter::tests::letter;

    fn written(to: &str) -> Result<Message, NotAnAddress> {
        let from = "Jalon <jalon@example.org>".parse().unwrap();
        Message::of(&letter(to), &from)
    }

    #[test]
    fn a_message_names_its_request_and_is_written_the_same_twice() {
        let message = written("contact@example.org").unwrap();
        let text = String::from_utf8(message.bytes().to_owned()).unwrap();
        let id = format!("Message-ID: <{}@example.org>\r\n", message.id());
        assert!(text.contains(&id), "{text}");
        assert!(
            text.contains("Auto-Submitted: auto-generated\r\n"),
            "{text}"
        );
        assert!(text.is_ascii());
        assert_eq!(
            message.bytes(),
            written("contact@example.org").unwrap().bytes()
        );
    }

    #[test]
    fn an_address_that_is_none_or_more_than_one_is_refused() {
        for to in ["", "nobody", "a@b.org\r\nBcc: c@d.org", "a@b.org, c@d.org"] {
            assert!(written(to).is_err(), "{to:?}");
        }
    }
}
