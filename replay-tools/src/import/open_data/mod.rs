//! The published list of validated hosts: per line a host, and the vote that validated it.
//!
//! What the publication says, and what it does not:
//! - **When a host registered**: not said; on the day of its vote at the latest, and so dated.
//! - **When it became known**: the file holds no instant (only its name has a date), so everything is
//!   recorded when it is imported. `known_at` tells what this log knew, and it did not know before.
//! - **Sessions**: only their dates. Each date is one `session:<date>`; its ordinal is its rank among
//!   the file's dates, its phase the first, whose rates of subsidy the file uses on every line.
//!   A session that is convened already is left as it is.
//! - **The programme**: opened with its 4,000 posts where it is not, on the day of the first vote at
//!   the latest.
//! - **Opinions, minutes, addresses**: no opinion is recorded, no session sealed, no address kept.
//!
//! Equal lines are separate hosts (networks hold several): a host's id derives from its line's
//! bytes and its ordinal among equal lines, its commands' ids from the host's. So a second import
//! asks for the same again, and the ledger answers as before.

mod header;
mod requests;
mod row;

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use anyhow::Context;
use domain::Cnfs;
use domain::engine::{CivilDate, StreamName};
use eventlog::{Ledger, Request};
use uuid::Uuid;

use super::lines::{FileError, Line, Lines};
use super::pipeline::Step;
use super::refused::{KeptLine, Reason};
use super::target::Target;
use super::{CheckedFile, Source, Taken};
use header::Header;
use requests::Writer;
use row::HostRow;

/// The most lines of one file: an ordinal is kept for each different one.
const LINES_MAX: u64 = 1_000_000;

/// Refuses a file without its columns, before anything is changed.
pub(crate) fn check(path: &Path) -> Result<(), FileError> {
    Rows::open(path).map(drop)
}

/// Opens the programme and convenes the sessions where they are not, and begins to read.
pub(crate) async fn begin(target: &Target, file: &CheckedFile) -> anyhow::Result<OpenData> {
    let writer = Writer::of(file.batch.clone());
    let dates = session_dates(&file.path)?;
    prepare(&target.ledger, &writer, &dates).await?;
    Ok(OpenData {
        rows: Rows::open(&file.path)?,
        writer,
        equal_lines: HashMap::new(),
    })
}

/// The dates of the votes, in order.
fn session_dates(path: &Path) -> Result<BTreeSet<CivilDate>, FileError> {
    let mut rows = Rows::open(path)?;
    let mut dates = BTreeSet::new();
    while let Some(read) = rows.next()? {
        dates.extend(read.row.ok().map(|row| row.voted_on));
    }
    Ok(dates)
}

async fn prepare(
    ledger: &Ledger<Cnfs>,
    writer: &Writer,
    dates: &BTreeSet<CivilDate>,
) -> anyhow::Result<()> {
    let Some(&first) = dates.first() else {
        return Ok(());
    };
    let programme = StreamName::of_text("programme", ledger.log().programme().as_str())?;
    decide_once(ledger, writer.open_programme(programme, first)).await?;
    for (rank, &held_on) in (1..).zip(dates) {
        decide_once(ledger, writer.convene(held_on, rank)).await?;
    }
    Ok(())
}

/// Decides what begins a stream, unless the stream has begun.
async fn decide_once(ledger: &Ledger<Cnfs>, request: Request<Cnfs>) -> anyhow::Result<()> {
    if ledger.log().stream_head(&request.stream).await?.is_some() {
        return Ok(());
    }
    let stream = request.stream.clone();
    let decided = ledger.decide(request).await;
    decided.with_context(|| format!("{stream} cannot be begun, and every line rests on it"))?;
    Ok(())
}

/// A file being imported.
pub(crate) struct OpenData {
    rows: Rows,
    writer: Writer,
    /// How many equal lines came before, by their bytes' digest.
    equal_lines: HashMap<Uuid, u32>,
}

impl Source for OpenData {
    fn next(&mut self) -> Result<Option<Taken>, FileError> {
        let Some(Read { line, id, row }) = self.rows.next()? else {
            return Ok(None);
        };
        let ordinal = self.equal_lines.entry(id).or_default();
        *ordinal += 1;
        let host = derived(id, &format!("host {ordinal}"));
        Ok(Some(match row {
            Err(reason) => Taken::Refused(vec![(line, reason)]),
            Ok(row) => Taken::Asked(Step {
                requests: self.writer.host(host, line.number, row),
                lines: vec![line],
            }),
        }))
    }

    fn line(&self) -> u64 {
        self.rows.lines.number()
    }
}

/// The file's lines after its header.
struct Rows {
    path: String,
    lines: Lines,
    header: Header,
}

struct Read {
    line: KeptLine,
    /// Of the line's bytes.
    id: Uuid,
    row: Result<HostRow, Reason>,
}

impl Rows {
    fn open(path: &Path) -> Result<Self, FileError> {
        let mut lines = Lines::open(path)?;
        let path = path.display().to_string();
        let unreadable = |why| FileError::Unreadable {
            path: path.clone(),
            why,
        };
        let first = lines.next().map_err(unreadable)?;
        let text = first.and_then(|line| line.text().ok()).unwrap_or_default();
        let header = Header::read(text).map_err(|why| FileError::Header {
            path: path.clone(),
            why,
        })?;
        Ok(Self {
            path,
            lines,
            header,
        })
    }

    fn next(&mut self) -> Result<Option<Read>, FileError> {
        loop {
            let path = || self.path.clone();
            let read = self.lines.next();
            let Some(line) = read.map_err(|why| FileError::Unreadable { path: path(), why })?
            else {
                return Ok(None);
            };
            if line.number > LINES_MAX {
                return Err(FileError::TooManyLines {
                    path: path(),
                    max: LINES_MAX,
                });
            }
            if !line.is_blank() {
                return Ok(Some(Read {
                    id: Uuid::new_v5(&namespace(), line.bytes),
                    line: KeptLine::of(&line),
                    row: row(&self.header, &line),
                }));
            }
        }
    }
}

fn row(header: &Header, line: &Line<'_>) -> Result<HostRow, Reason> {
    if line.is_cut() {
        return Err(Reason::too_long(line.length));
    }
    let fields = header.divide(line.text().unwrap_or_default())?;
    HostRow::read(&fields)
}

/// Whatever this import derives, it derives from here.
fn namespace() -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, b"fr.jalon.open-data")
}

fn derived(of: Uuid, what: &str) -> Uuid {
    Uuid::new_v5(&of, what.as_bytes())
}
