//! A mail server on loopback that speaks just enough SMTP, and answers as it is told.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How long a mail may take to come.
const MAIL_AT_MOST: Duration = Duration::from_mins(1);

/// How one mail is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Taken.
    Accept,
    /// Not now.
    Busy,
    /// Never.
    Refuse,
    /// Taken, and never answered: as if the connection were lost.
    Silence,
}

/// A mail as it came, whatever was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// The recipient, as the envelope says.
    pub to: String,
    /// Headers and body.
    pub text: String,
}

impl Received {
    /// A header's value, empty where it is missing.
    pub fn header(&self, name: &str) -> &str {
        let mut lines = self.text.lines();
        let found = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        found.unwrap_or_default()
    }
}

/// The server; it ends with this value.
#[derive(Debug)]
pub struct MailServer {
    address: String,
    received: watch::Receiver<Vec<Received>>,
    accepting: JoinHandle<()>,
}

/// What the connections share.
#[derive(Clone)]
struct Office {
    /// How the next mails are answered; afterwards all are taken.
    manners: Arc<Mutex<VecDeque<Manner>>>,
    received: watch::Sender<Vec<Received>>,
}

impl MailServer {
    /// On a free port of loopback; the first mails are answered in these manners, all others taken.
    pub async fn that_will(manners: impl IntoIterator<Item = Manner>) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?.to_string();
        let office = Office {
            manners: Arc::new(Mutex::new(manners.into_iter().collect())),
            received: watch::Sender::default(),
        };
        let received = office.received.subscribe();
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // A client that is gone has said what it had to say.
                tokio::spawn(Visit::of(stream, office.clone()).serve());
            }
        });
        Ok(Self {
            address,
            received,
            accepting,
        })
    }

    /// `127.0.0.1:…`
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Waits until so many mails have come, and returns all that did.
    pub async fn mails(&self, count: usize) -> Result<Vec<Received>> {
        let mut received = self.received.clone();
        let reached = received.wait_for(|mails| mails.len() >= count);
        let reached = tokio::time::timeout(MAIL_AT_MOST, reached).await;
        Ok(reached.context("no mail came")??.clone())
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// One connection.
struct Visit {
    lines: Lines<BufReader<OwnedReadHalf>>,
    answers: OwnedWriteHalf,
    office: Office,
    to: String,
}

impl Visit {
    fn of(stream: TcpStream, office: Office) -> Self {
        let (reads, answers) = stream.into_split();
        Self {
            lines: BufReader::new(reads).lines(),
            answers,
            office,
            to: String::new(),
        }
    }

    async fn serve(mut self) -> Result<()> {
        self.say("220 test.invalid ESMTP").await?;
        while let Some(line) = self.lines.next_line().await? {
            let verb: String = line.chars().take(4).collect();
            match verb.to_ascii_uppercase().as_str() {
                "EHLO" => self.say("250-test.invalid\r\n250 8BITMIME").await?,
                "RCPT" => {
                    self.to = line;
                    self.say("250 yes").await?;
                }
                "DATA" => self.take_mail().await?,
                "QUIT" => return self.say("221 bye").await,
                _ => self.say("250 yes").await?,
            }
        }
        Ok(())
    }

    async fn take_mail(&mut self) -> Result<()> {
        self.say("354 go on").await?;
        let mut text = String::new();
        while let Some(line) = self.lines.next_line().await? {
            if line == "." {
                break;
            }
            text.push_str(&line);
            text.push('\n');
        }
        let to = std::mem::take(&mut self.to);
        let manner = self.office.take(Received { to, text });
        match manner {
            Manner::Accept => self.say("250 taken").await,
            Manner::Busy => self.say("451 later").await,
            Manner::Refuse => self.say("550 never").await,
            Manner::Silence => std::future::pending().await,
        }
    }

    async fn say(&mut self, answer: &str) -> Result<()> {
        let answer = format!("{answer}\r\n");
        Ok(self.answers.write_all(answer.as_bytes()).await?)
    }
}

impl Office {
    fn take(&self, mail: Received) -> Manner {
        let mut manners = self.manners.lock().unwrap_or_else(PoisonError::into_inner);
        let manner = manners.pop_front().unwrap_or(Manner::Accept);
        self.received.send_modify(|received| received.push(mail));
        manner
    }
}
