//! What the flags, the variables and the configuration file say of delivery.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, ValueEnum};
use lettre::message::Mailbox;
use serde::Deserialize;

/// Who the mails in a folder are from, unless it is said.
const FOLDER_FROM: &str = "Jalon <jalon@localhost>";
/// The variable that holds the password: a flag would show it to everybody on the machine.
const PASSWORD_VARIABLE: &str = "JALON_SMTP_PASSWORD";

/// Flags of `jalon serve`.
#[derive(Debug, Clone, Default, Args)]
pub struct DeliveryArguments {
    /// Write the mails that are requested into that folder, one file for each; else over SMTP, or
    /// they wait.
    #[arg(long, env = "JALON_DELIVER_TO", value_name = "DIR")]
    pub deliver_to: Option<PathBuf>,
    /// Send the mails that are requested over that mail server; needs --mail-from.
    #[arg(long, env = "JALON_SMTP", value_name = "HOST:PORT")]
    pub smtp: Option<String>,
    /// The address that mails are from.
    #[arg(long, env = "JALON_MAIL_FROM", value_name = "ADDR")]
    pub mail_from: Option<String>,
    /// Whether the mail server is spoken to over STARTTLS [default: on].
    #[arg(long, env = "JALON_SMTP_STARTTLS", value_enum)]
    pub smtp_starttls: Option<StartTls>,
    /// The user at the mail server; the password is read from `JALON_SMTP_PASSWORD`, or the file.
    #[arg(long, env = "JALON_SMTP_USER", value_name = "USER")]
    pub smtp_user: Option<String>,
    /// The file whose first line is the password at the mail server.
    #[arg(long, env = "JALON_SMTP_PASSWORD_FILE", value_name = "FILE")]
    pub smtp_password_file: Option<PathBuf>,
}

/// The same, as keys of the configuration file.
pub(crate) type DeliveryKeys = DeliveryArguments;

/// Whether a mail server is spoken to over STARTTLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StartTls {
    /// Always: a server that does not offer it is told nothing.
    #[default]
    On,
    /// In the clear.
    Off,
}

/// How mails go out, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// By which way.
    pub way: Way,
    /// The address that they are from.
    pub from: Mailbox,
}

/// By which way mails go out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// Into a folder.
    Folder(PathBuf),
    /// Over a mail server.
    Smtp(Relay),
}

/// A mail server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relay {
    /// Its name, or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Whether STARTTLS is spoken.
    pub starttls: StartTls,
    /// User and password, where it asks for them.
    pub credentials: Option<(String, Secret)>,
}

/// A password: never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The password itself.
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Why mails cannot go out as asked: wrong usage.
#[derive(Debug, thiserror::Error)]
pub enum DeliverySettingsError {
    /// Two ways.
    #[error("mails go into a folder or over a mail server: give --deliver-to or --smtp, not both")]
    TwoWays,
    /// No port.
    #[error("--smtp is HOST:PORT, such as mail.example.org:587, got `{0}`")]
    Relay(String),
    /// Nobody to answer to.
    #[error("--smtp needs --mail-from: the address that mails are from")]
    NoSender,
    /// Not an address.
    #[error("--mail-from is an address such as jalon@example.org, got `{0}`")]
    Sender(String),
    /// A user and no password.
    #[error(
        "--smtp-user needs a password: in the variable JALON_SMTP_PASSWORD, or in the file --smtp-password-file"
    )]
    NoPassword,
    /// The file is not there, or not readable.
    #[error("the password's file {} cannot be read: {why}", path.display())]
    PasswordFile {
        /// The file.
        path: PathBuf,
        /// Why.
        why: std::io::Error,
    },
    /// A password that anyone on the way could read.
    #[error(
        "--smtp-user with --smtp-starttls off sends the password in the clear to {0}: on loopback only"
    )]
    PasswordInTheClear(String),
}

impl Delivery {
    /// Puts flags and file together; a flag wins. `None`: mails wait.
    pub(crate) fn of(
        flags: &DeliveryArguments,
        file: DeliveryKeys,
    ) -> Result<Option<Self>, DeliverySettingsError> {
        let asked = flags.clone().or(file);
        let sender = asked.mail_from.as_deref().map(sender).transpose()?;
        let (way, from) = match (&asked.deliver_to, &asked.smtp) {
            (None, None) => return Ok(None),
            (Some(_), Some(_)) => return Err(DeliverySettingsError::TwoWays),
            (Some(folder), None) => {
                let from = sender.map_or_else(|| self::sender(FOLDER_FROM), Ok)?;
                (Way::Folder(folder.clone()), from)
            }
            (None, Some(relay)) => {
                let from = sender.ok_or(DeliverySettingsError::NoSender)?;
                (Way::Smtp(asked.relay(relay)?), from)
            }
        };
        Ok(Some(Self { way, from }))
    }
}

fn sender(text: &str) -> Result<Mailbox, DeliverySettingsError> {
    let refused = |_| DeliverySettingsError::Sender(text.to_owned());
    text.parse().map_err(refused)
}

impl DeliveryArguments {
    fn or(self, file: Self) -> Self {
        Self {
            deliver_to: self.deliver_to.or(file.deliver_to),
            smtp: self.smtp.or(file.smtp),
            mail_from: self.mail_from.or(file.mail_from),
            smtp_starttls: self.smtp_starttls.or(file.smtp_starttls),
            smtp_user: self.smtp_user.or(file.smtp_user),
            smtp_password_file: self.smtp_password_file.or(file.smtp_password_file),
        }
    }

    fn relay(&self, text: &str) -> Result<Relay, DeliverySettingsError> {
        let refused = || DeliverySettingsError::Relay(text.to_owned());
        let (host, port) = text.rsplit_once(':').ok_or_else(refused)?;
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let relay = Relay {
            host: host.to_owned(),
            port: port.parse().map_err(|_| refused())?,
            starttls: self.smtp_starttls.unwrap_or_default(),
            credentials: self.credentials()?,
        };
        if relay.host.is_empty() {
            return Err(refused());
        }
        if relay.tells_its_password() {
            return Err(DeliverySettingsError::PasswordInTheClear(relay.host));
        }
        Ok(relay)
    }

    fn credentials(&self) -> Result<Option<(String, Secret)>, DeliverySettingsError> {
        let Some(user) = self.smtp_user.clone() else {
            return Ok(None);
        };
        let password = match self.smtp_password_file.as_deref() {
            Some(path) => password_in(path)?,
            None => {
                std::env::var(PASSWORD_VARIABLE).map_err(|_| DeliverySettingsError::NoPassword)?
            }
        };
        Ok(Some((user, Secret(password))))
    }
}

fn password_in(path: &Path) -> Result<String, DeliverySettingsError> {
    let text = std::fs::read_to_string(path);
    let text = text.map_err(|why| DeliverySettingsError::PasswordFile {
        path: path.to_owned(),
        why,
    })?;
    let first = text.lines().next().filter(|line| !line.is_empty());
    first
        .map(str::to_owned)
        .ok_or(DeliverySettingsError::NoPassword)
}

impl Relay {
    fn tells_its_password(&self) -> bool {
        let address = self.host.parse::<std::net::IpAddr>();
        let is_here = self.host == "localhost" || address.is_ok_and(|it| it.is_loopback());
        self.credentials.is_some() && self.starttls == StartTls::Off && !is_here
    }
}

/// Bounds of delivery; the table `[delivery]` of the configuration file overrides each by its name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DeliveryLimits {
    /// How many mails of one programme may be on their way at once.
    pub mails_at_once: usize,
    /// How many mails of one programme may be taken up or wait to be tried again; others stay in
    /// the log.
    pub mails_put_back_max: usize,
    /// How long one attempt may take.
    pub mail_timeout_ms: u64,
    /// How often a mail is tried before it is given up.
    pub attempts_max: u32,
    /// How long after the first attempt in vain comes the second; the pause doubles from there.
    pub retry_ms_min: u64,
    /// The longest pause between two attempts.
    pub retry_ms_max: u64,
    /// The outbox is never looked at more often than once in that time.
    pub look_pause_ms: u64,
}

impl Default for DeliveryLimits {
    fn default() -> Self {
        Self {
            mails_at_once: 4,
            mails_put_back_max: 1_000,
            mail_timeout_ms: 60_000,
            attempts_max: 48,
            retry_ms_min: 1_000,
            retry_ms_max: 3_600_000,
            look_pause_ms: 100,
        }
    }
}

impl DeliveryLimits {
    /// The bound that is zero, if one is: it would deliver nothing, or never rest.
    pub(crate) fn zero(&self) -> Option<&'static str> {
        let zeroes = [
            ("mails_at_once", self.mails_at_once == 0),
            ("mails_put_back_max", self.mails_put_back_max == 0),
            ("mail_timeout_ms", self.mail_timeout_ms == 0),
            ("attempts_max", self.attempts_max == 0),
            ("retry_ms_min", self.retry_ms_min == 0),
            ("retry_ms_max", self.retry_ms_max == 0),
            ("look_pause_ms", self.look_pause_ms == 0),
        ];
        let zero = zeroes.into_iter().find(|(_, is_zero)| *is_zero);
        zero.map(|(name, _)| name)
    }

    pub(super) fn mail_timeout(&self) -> Duration {
        Duration::from_millis(self.mail_timeout_ms)
    }

    pub(super) fn retry_min(&self) -> Duration {
        Duration::from_millis(self.retry_ms_min)
    }

    pub(super) fn retry_max(&self) -> Duration {
        Duration::from_millis(self.retry_ms_max)
    }

    pub(super) fn look_pause(&self) -> Duration {
        Duration::from_millis(self.look_pause_ms)
    }

    /// The pause after so many attempts: it doubles, up to the longest.
    pub(super) fn retry_after(&self, attempts: u32) -> Duration {
        let doublings = attempts.saturating_sub(1).min(63);
        let pause = self.retry_ms_min.saturating_mul(1 << doublings);
        Duration::from_millis(pause.min(self.retry_ms_max))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn smtp(to: &str) -> DeliveryArguments {
        DeliveryArguments {
            smtp: Some(to.to_owned()),
            mail_from: Some("jalon@example.org".to_owned()),
            ..DeliveryArguments::default()
        }
    }

    fn of(flags: &DeliveryArguments) -> Result<Option<Delivery>, DeliverySettingsError> {
        Delivery::of(flags, DeliveryKeys::default())
    }

    fn relay(flags: &DeliveryArguments) -> Relay {
        match of(flags).unwrap().unwrap().way {
            Way::Smtp(relay) => relay,
            Way::Folder(_) => panic!("a relay was asked for"),
        }
    }

    #[test]
    fn mails_wait_unless_told_otherwise() {
        assert_eq!(of(&DeliveryArguments::default()).unwrap(), None);
    }

    #[test]
    fn one_way_at_a_time() {
        let file = DeliveryKeys {
            deliver_to: Some("mails".into()),
            ..DeliveryKeys::default()
        };
        let refused = Delivery::of(&smtp("localhost:25"), file).unwrap_err();
        assert!(matches!(refused, DeliverySettingsError::TwoWays));
    }

    #[test]
    fn a_relay_has_a_port_and_speaks_starttls_unless_told_otherwise() {
        let named = relay(&smtp("mail.example.org:587"));
        assert_eq!((&*named.host, named.port), ("mail.example.org", 587));
        assert_eq!(named.starttls, StartTls::On);
        assert_eq!(relay(&smtp("[::1]:25")).host, "::1");
        for text in ["mail.example.org", ":25", "mail.example.org:mail"] {
            let refused = of(&smtp(text)).unwrap_err();
            assert!(matches!(refused, DeliverySettingsError::Relay(_)), "{text}");
        }
    }

    #[test]
    fn a_relay_needs_a_sender() {
        let mut flags = smtp("localhost:25");
        flags.mail_from = None;
        assert!(matches!(of(&flags), Err(DeliverySettingsError::NoSender)));
        flags.mail_from = Some("nobody".to_owned());
        assert!(matches!(of(&flags), Err(DeliverySettingsError::Sender(_))));
    }

    #[test]
    fn a_password_is_read_from_a_file_and_never_shown_nor_sent_in_the_clear() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("password");
        std::fs::write(&path, "secret of a test\n").unwrap();
        let mut flags = smtp("mail.example.org:587");
        flags.smtp_user = Some("jalon".to_owned());
        flags.smtp_password_file = Some(path);
        let (_, password) = relay(&flags).credentials.unwrap();
        assert_eq!(password.reveal(), "secret of a test");
        assert!(!format!("{:?}", of(&flags)).contains("secret of a test"));
        flags.smtp_starttls = Some(StartTls::Off);
        let refused = of(&flags).unwrap_err();
        assert!(matches!(
            refused,
            DeliverySettingsError::PasswordInTheClear(_)
        ));
    }

    #[test]
    fn pauses_double_up_to_the_longest() {
        let limits = DeliveryLimits::default();
        let seconds = [1, 2, 3, 12, 13, 48].map(|tries| limits.retry_after(tries).as_secs());
        assert_eq!(seconds, [1, 2, 4, 2_048, 3_600, 3_600]);
    }
}
