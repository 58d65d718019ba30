//! A mail server as a carrier: SMTP, with STARTTLS unless told otherwise.

use async_trait::async_trait;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};

use super::{Carrier, CarrierError, DeliveryError};
use crate::delivery::message::Message;
use crate::delivery::settings::{Relay, StartTls};

/// Answers that speak of who sends (RFC 4954), and not of the mail: a wrong password refuses no mail.
const OF_THE_SENDER: std::ops::RangeInclusive<u16> = 530..=538;

/// See the module. A connection for each mail: a mail server closes those that rest.
pub(in crate::delivery) struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
}

impl Smtp {
    /// Over that server. Speaks to nobody yet.
    pub(in crate::delivery) fn over(relay: &Relay) -> Result<Self, CarrierError> {
        let mut transport =
            AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(relay.host.clone())
                .port(relay.port)
                .tls(tls(relay)?);
        if let Some((user, password)) = &relay.credentials {
            let password = password.reveal().to_owned();
            transport = transport.credentials(Credentials::new(user.clone(), password));
        }
        Ok(Self {
            transport: transport.build(),
        })
    }
}

fn tls(relay: &Relay) -> Result<Tls, CarrierError> {
    match relay.starttls {
        StartTls::Off => Ok(Tls::None),
        StartTls::On => {
            let parameters = TlsParameters::new(relay.host.clone());
            let parameters = parameters.map_err(|why| CarrierError(why.to_string()))?;
            Ok(Tls::Required(parameters))
        }
    }
}

#[async_trait]
impl Carrier for Smtp {
    async fn deliver(&self, mail: &Message) -> Result<(), DeliveryError> {
        let sent = self.transport.send_raw(mail.envelope(), mail.bytes()).await;
        sent.map(drop).map_err(|why| told(&why))
    }
}

/// A server's text may repeat the address: its code is what is told.
fn told(why: &Error) -> DeliveryError {
    let Some(code) = why.status().map(u16::from) else {
        return DeliveryError::Transient(fault(why).to_owned());
    };
    if why.is_permanent() && !OF_THE_SENDER.contains(&code) {
        DeliveryError::Permanent(format!("the mail server answered {code}"))
    } else {
        DeliveryError::Transient(format!("the mail server answered {code}"))
    }
}

fn fault(why: &Error) -> &'static str {
    if why.is_timeout() {
        "the mail server did not answer in time"
    } else if why.is_tls() {
        "no TLS with the mail server"
    } else if why.is_response() {
        "the mail server's answer cannot be read"
    } else if why.is_client() {
        "the mail server offers less than is asked of it"
    } else {
        "no connection with the mail server"
    }
}
