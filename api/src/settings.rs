//! The configuration: what the flags, the environment and the file say together, checked before anything starts.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde::Deserialize;

use crate::cli::ServeArguments;
use crate::clock::Ticks;
use crate::delivery::{CarrierError, Delivery, DeliveryKeys, DeliverySettingsError, StartTls};
use crate::limits::Limits;

/// Where the server listens unless told otherwise.
pub(crate) const LISTEN_DEFAULT: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 8080);

/// Who may do what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Auth {
    /// A command's actor is taken as given; on loopback addresses only.
    Open,
    /// `OpenID` Connect.
    Oidc,
}

/// Where events are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogEngine {
    /// Segment files in the data folder.
    Embedded,
    /// A Kafka topic.
    Kafka,
}

/// What the server runs with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The data folder.
    pub data: PathBuf,
    /// Where to listen.
    pub listen: SocketAddr,
    /// What is logged.
    pub log_level: String,
    /// Whether days are recorded.
    pub ticks: Ticks,
    /// How mails go out; `None`: they wait.
    pub delivery: Option<Delivery>,
    /// The bounds.
    pub limits: Limits,
}

/// The configuration file. Unknown keys are refused by name; keys are named as their flags.
#[allow(clippy::struct_field_names)]
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    data: Option<PathBuf>,
    listen: Option<SocketAddr>,
    auth: Option<Auth>,
    log: Option<LogEngine>,
    log_level: Option<String>,
    ticks: Option<Ticks>,
    deliver_to: Option<PathBuf>,
    smtp: Option<String>,
    mail_from: Option<String>,
    smtp_starttls: Option<StartTls>,
    smtp_user: Option<String>,
    smtp_password_file: Option<PathBuf>,
    limits: Limits,
}

impl File {
    fn take_delivery(&mut self) -> DeliveryKeys {
        DeliveryKeys {
            deliver_to: self.deliver_to.take(),
            smtp: self.smtp.take(),
            mail_from: self.mail_from.take(),
            smtp_starttls: self.smtp_starttls,
            smtp_user: self.smtp_user.take(),
            smtp_password_file: self.smtp_password_file.take(),
        }
    }
}

/// Why the server cannot start as it was asked to: wrong usage.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file is not there, or not readable.
    #[error("the configuration file {} cannot be read: {why}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        why: std::io::Error,
    },
    /// The file does not say what a configuration says.
    #[error("the configuration file {} is wrong: {why}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Where and why.
        why: Box<toml::de::Error>,
    },
    /// No folder was named.
    #[error("no data folder: give --data DIR, JALON_DATA, or `data` in the configuration file")]
    NoFolder,
    /// Open access from other machines.
    #[error(
        "--auth open listens on loopback addresses only (127.0.0.0/8, [::1]), and {0} is none: anyone who reaches it could decide anything"
    )]
    OpenBeyondLoopback(SocketAddr),
    /// Not in this build.
    #[error("this build has no `{0}` yet; what it has is `{1}`")]
    NotInThisBuild(&'static str, &'static str),
    /// A bound of zero would refuse everything.
    #[error("the limit `{0}` must be at least 1")]
    ZeroLimit(&'static str),
    /// A body that never comes would be told as a decision that nobody knows of.
    #[error(
        "the limit `body_timeout_ms` ({body}) must be below `request_timeout_ms` ({request}): a body comes before what is done with it"
    )]
    BodyOutlastsRequest {
        /// `body_timeout_ms`
        body: u64,
        /// `request_timeout_ms`
        request: u64,
    },
    /// How mails go out.
    #[error(transparent)]
    Delivery(#[from] DeliverySettingsError),
    /// What takes them out.
    #[error(transparent)]
    Carrier(#[from] CarrierError),
    /// What is to be logged cannot be understood.
    #[error("the log level `{given}` cannot be understood: {why}")]
    LogLevel {
        /// What was asked for.
        given: String,
        /// Why not.
        why: tracing_subscriber::filter::ParseError,
    },
}

impl Settings {
    /// Puts flags, variables (clap has put them into `arguments`) and the file together.
    pub fn of(arguments: &ServeArguments) -> Result<Self, SettingsError> {
        let mut file = arguments
            .config
            .as_deref()
            .map_or_else(|| Ok(File::default()), read)?;
        let auth = arguments.auth.or(file.auth).unwrap_or(Auth::Open);
        let log = arguments.log.or(file.log).unwrap_or(LogEngine::Embedded);
        let listen = arguments.listen.or(file.listen).unwrap_or(LISTEN_DEFAULT);
        check(auth, log, listen)?;
        check_limits(&file.limits)?;
        let delivery = Delivery::of(&arguments.delivery, file.take_delivery())?;
        Ok(Self {
            data: arguments
                .data
                .clone()
                .or(file.data)
                .ok_or(SettingsError::NoFolder)?,
            listen,
            log_level: arguments
                .log_level
                .clone()
                .or(file.log_level)
                .unwrap_or_else(|| "info".to_owned()),
            ticks: arguments.ticks.or(file.ticks).unwrap_or_default(),
            delivery,
            limits: file.limits,
        })
    }
}

fn read(path: &Path) -> Result<File, SettingsError> {
    let text = std::fs::read_to_string(path).map_err(|why| SettingsError::Unreadable {
        path: path.to_owned(),
        why,
    })?;
    toml::from_str(&text).map_err(|why| SettingsError::Malformed {
        path: path.to_owned(),
        why: Box::new(why),
    })
}

fn check(auth: Auth, log: LogEngine, listen: SocketAddr) -> Result<(), SettingsError> {
    if auth == Auth::Oidc {
        return Err(SettingsError::NotInThisBuild("--auth oidc", "--auth open"));
    }
    if log == LogEngine::Kafka {
        return Err(SettingsError::NotInThisBuild(
            "--log kafka",
            "--log embedded",
        ));
    }
    check_open(listen)
}

/// Open access is for this machine.
pub(crate) fn check_open(listen: SocketAddr) -> Result<(), SettingsError> {
    if listen.ip().is_loopback() {
        Ok(())
    } else {
        Err(SettingsError::OpenBeyondLoopback(listen))
    }
}

/// A bound of zero is a typing error: it would turn every request away, or never let a task that
/// looks again and again rest. Bounds that contain each
/// other must fit.
fn check_limits(limits: &Limits) -> Result<(), SettingsError> {
    [
        ("body_bytes_max", limits.body_bytes_max == 0),
        ("line_bytes_max", limits.line_bytes_max == 0),
        ("batch_bytes_max", limits.batch_bytes_max == 0),
        ("batch_window", limits.batch_window == 0),
        ("cloudevents_max", limits.cloudevents_max == 0),
        ("page_events_max", limits.page_events_max == 0),
        ("page_scanned_max", limits.page_scanned_max == 0),
        ("timeline_events_max", limits.timeline_events_max == 0),
        ("calendar_entries_max", limits.calendar_entries_max == 0),
        ("programmes_max", limits.programmes_max == 0),
        ("connections_max", limits.connections_max == 0),
        ("header_timeout_ms", limits.header_timeout_ms == 0),
        ("requests_max", limits.requests_max == 0),
        ("request_timeout_ms", limits.request_timeout_ms == 0),
        ("line_timeout_ms", limits.line_timeout_ms == 0),
        ("body_timeout_ms", limits.body_timeout_ms == 0),
        ("ticks_check_ms", limits.ticks_check_ms == 0),
        ("revocation_pause_ms", limits.revocation_pause_ms == 0),
    ]
    .into_iter()
    .find(|(_, is_zero)| *is_zero)
    .map(|(name, _)| name)
    .or_else(|| limits.delivery.zero())
    .map_or(Ok(()), |name| Err(SettingsError::ZeroLimit(name)))?;
    let (body, request) = (limits.body_timeout_ms, limits.request_timeout_ms);
    if body >= request {
        return Err(SettingsError::BodyOutlastsRequest { body, request });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_file(text: &str) -> (tempfile::TempDir, ServeArguments) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("jalon.toml");
        std::fs::write(&path, text).unwrap();
        let arguments = ServeArguments {
            config: Some(path),
            ..ServeArguments::default()
        };
        (folder, arguments)
    }

    #[test]
    fn a_flag_wins_over_the_file() {
        let (_folder, arguments) = with_file("data = \"here\"\nlisten = \"127.0.0.1:1\"");
        let settings = Settings::of(&ServeArguments {
            data: Some("there".into()),
            ..arguments
        })
        .unwrap();
        assert_eq!(settings.data, Path::new("there"));
        assert_eq!(settings.listen.port(), 1);
    }

    #[test]
    fn an_unknown_key_is_refused_by_name() {
        let (_folder, arguments) = with_file("data = \"here\"\nlisen = \"127.0.0.1:1\"");
        let refusal = Settings::of(&arguments).unwrap_err().to_string();
        assert!(refusal.contains("lisen"), "{refusal}");
    }

    #[test]
    fn an_unknown_limit_is_refused_by_name() {
        let (_folder, arguments) = with_file("data = \"here\"\n[limits]\nbody_max = 1");
        let refusal = Settings::of(&arguments).unwrap_err().to_string();
        assert!(refusal.contains("body_max"), "{refusal}");
    }

    #[test]
    fn a_limit_of_zero_is_refused_by_name() {
        for name in [
            "cloudevents_max",
            "batch_bytes_max",
            "request_timeout_ms",
            "line_timeout_ms",
            "body_timeout_ms",
            "connections_max",
            "header_timeout_ms",
            "calendar_entries_max",
            "ticks_check_ms",
            "revocation_pause_ms",
        ] {
            let (_folder, arguments) = with_file(&format!("data = \"here\"\n[limits]\n{name} = 0"));
            let refusal = Settings::of(&arguments).unwrap_err().to_string();
            assert!(refusal.contains(name), "{refusal}");
        }
    }

    #[test]
    fn a_body_may_not_take_longer_than_its_request() {
        let limits = "[limits]\nrequest_timeout_ms = 500\nbody_timeout_ms = 500";
        let (_folder, arguments) = with_file(&format!("data = \"here\"\n{limits}"));
        let refusal = Settings::of(&arguments).unwrap_err();
        assert!(matches!(refusal, SettingsError::BodyOutlastsRequest { .. }));
    }

    #[test]
    fn open_access_stays_on_loopback() {
        let (_folder, arguments) = with_file("data = \"here\"\nlisten = \"0.0.0.0:8080\"");
        let refusal = Settings::of(&arguments).unwrap_err();
        assert!(matches!(refusal, SettingsError::OpenBeyondLoopback(_)));
    }

    #[test]
    fn what_is_not_built_yet_is_said() {
        let (_folder, arguments) = with_file("data = \"here\"\nlog = \"kafka\"");
        let refusal = Settings::of(&arguments).unwrap_err().to_string();
        assert!(refusal.contains("kafka"), "{refusal}");
    }

    #[test]
    fn a_folder_must_be_named() {
        let refusal = Settings::of(&ServeArguments::default()).unwrap_err();
        assert!(matches!(refusal, SettingsError::NoFolder));
    }
}
