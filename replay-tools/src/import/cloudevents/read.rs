//! The appends of a file: consecutive lines gathered by their `commandid`, in bounded memory.

use std::io::BufRead;
use std::path::Path;

use domain::BadInput;
use domain::cloudevent::Incoming;
use domain::engine::CommandId;
use eventlog::{BATCH_EVENTS_MAX, BATCH_PAYLOAD_BYTES_MAX};
use serde_json::Value;
use uuid::Uuid;

use super::super::lines::{FileError, Line, Lines};
use super::super::refused::{KeptLine, Reason};

/// The lines of one append.
pub(super) enum Group {
    /// All of them could be read.
    Whole {
        lines: Vec<KeptLine>,
        events: Vec<Incoming>,
    },
    /// One of them could not, and so none is taken.
    Refused(Vec<(KeptLine, Reason)>),
}

/// A line, read.
struct ReadLine {
    kept: KeptLine,
    /// The append it belongs to, as far as that can be read.
    command_id: Option<CommandId>,
    event: Result<Incoming, Reason>,
}

/// The appends of a file, in order.
pub(super) struct Appends<R = std::io::BufReader<std::fs::File>> {
    path: String,
    lines: Lines<R>,
    /// Read already, and not of the append before it.
    ahead: Option<ReadLine>,
    /// The append whose first lines were refused as too many: so are those that follow.
    too_large: Option<CommandId>,
}

impl Appends {
    pub(super) fn open(path: &Path) -> Result<Self, FileError> {
        Ok(Self::of(path.display().to_string(), Lines::open(path)?))
    }
}

impl<R: BufRead> Appends<R> {
    fn of(path: String, lines: Lines<R>) -> Self {
        Self {
            path,
            lines,
            ahead: None,
            too_large: None,
        }
    }

    /// The number of the last line read.
    pub(super) fn line(&self) -> u64 {
        self.lines.number()
    }

    pub(super) fn next(&mut self) -> Result<Option<Group>, FileError> {
        let first = match self.ahead.take() {
            Some(line) => Some(line),
            None => self.read()?,
        };
        let Some(first) = first else {
            return Ok(None);
        };
        let command_id = first.command_id;
        let mut bytes = first.kept.bytes();
        let mut lines = vec![first];
        let mut is_too_large = command_id.is_some() && command_id == self.too_large;
        while let Some(line) = self.read()? {
            if line.command_id.is_none() || line.command_id != command_id {
                self.ahead = Some(line);
                break;
            }
            bytes += line.kept.bytes();
            if lines.len() == BATCH_EVENTS_MAX || bytes > BATCH_PAYLOAD_BYTES_MAX {
                is_too_large = true;
                self.ahead = Some(line);
                break;
            }
            lines.push(line);
        }
        self.too_large = command_id.filter(|_| is_too_large);
        Ok(Some(group(lines, is_too_large)))
    }

    /// The next line that is not blank.
    fn read(&mut self) -> Result<Option<ReadLine>, FileError> {
        loop {
            let line = self.lines.next().map_err(|why| FileError::Unreadable {
                path: self.path.clone(),
                why,
            })?;
            match line {
                None => return Ok(None),
                Some(line) if line.is_blank() => {}
                Some(line) => return Ok(Some(read_line(&line))),
            }
        }
    }
}

fn read_line(line: &Line<'_>) -> ReadLine {
    let json = json(line);
    let command_id = json.as_ref().ok().and_then(command_id);
    ReadLine {
        kept: KeptLine::of(line),
        command_id,
        event: json.and_then(|json| Incoming::from_json(&json).map_err(reason)),
    }
}

fn json(line: &Line<'_>) -> Result<Value, Reason> {
    if line.is_cut() {
        return Err(Reason::too_long(line.length));
    }
    serde_json::from_str(line.text().unwrap_or_default())
        .map_err(|why| Reason::of_line("NotJson", why.to_string()))
}

/// Read apart from the rest, so that a bad line is known to belong to its append.
fn command_id(json: &Value) -> Option<CommandId> {
    let text = json.get("commandid")?.as_str()?;
    Uuid::try_parse(text).ok().map(CommandId)
}

fn reason(error: BadInput) -> Reason {
    Reason {
        column: (!error.field.is_empty()).then_some(error.field),
        code: error.code.to_owned(),
        text: error.message,
    }
}

fn group(lines: Vec<ReadLine>, is_too_large: bool) -> Group {
    if is_too_large {
        let text = format!(
            "an append has at most {BATCH_EVENTS_MAX} events and {BATCH_PAYLOAD_BYTES_MAX} bytes"
        );
        return refused(lines, &Reason::of_line("AppendTooLarge", text));
    }
    let bad = lines.iter().find(|line| line.event.is_err());
    if let Some(number) = bad.map(|line| line.kept.number) {
        let text = format!("line {number} of the same append is refused");
        return refused(lines, &Reason::of_line("AppendRefused", text));
    }
    let (lines, events): (Vec<_>, Vec<_>) = lines
        .into_iter()
        .filter_map(|line| line.event.ok().map(|event| (line.kept, event)))
        .unzip();
    Group::Whole { lines, events }
}

/// A line that is bad itself says why; the others have the append's reason.
fn refused(lines: Vec<ReadLine>, of_append: &Reason) -> Group {
    let with_reason = |line: ReadLine| {
        let reason = line.event.err().unwrap_or_else(|| of_append.clone());
        (line.kept, reason)
    };
    Group::Refused(lines.into_iter().map(with_reason).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A line of the append numbered `command`.
    fn line(command: u128, reason: &Value) -> String {
        let event = json!({
            "specversion": "1.0", "id": Uuid::from_u128(1), "source": "/here",
            "type": "fr.jalon.host.HostWithdrawn.v1", "subject": format!("host:{}", Uuid::from_u128(2)),
            "commandid": Uuid::from_u128(command), "data": {"reason": reason},
        });
        event.to_string()
    }

    fn good(command: u128) -> String {
        line(command, &json!("Budget"))
    }

    /// Per append: the numbers of its lines, and the codes of their refusals.
    fn groups(lines: &[String]) -> Vec<Vec<(u64, String)>> {
        let text = lines.join("\n");
        let mut appends = Appends::of("file".to_owned(), Lines::of(text.as_bytes()));
        let mut groups = Vec::new();
        while let Some(group) = appends.next().unwrap() {
            groups.push(match group {
                Group::Whole { lines, events } => {
                    assert_eq!(lines.len(), events.len());
                    let taken = |line: KeptLine| (line.number, String::new());
                    lines.into_iter().map(taken).collect()
                }
                Group::Refused(lines) => {
                    let refused = |(line, reason): (KeptLine, Reason)| (line.number, reason.code);
                    lines.into_iter().map(refused).collect()
                }
            });
        }
        groups
    }

    fn with_codes(lines: &[(u64, &str)]) -> Vec<(u64, String)> {
        lines
            .iter()
            .map(|&(line, code)| (line, code.to_owned()))
            .collect()
    }

    #[test]
    fn consecutive_lines_of_one_command_are_one_append() {
        let found = groups(&[good(1), good(1), String::new(), good(2), good(1)]);
        let expected = [
            with_codes(&[(1, ""), (2, "")]),
            with_codes(&[(4, "")]),
            with_codes(&[(5, "")]),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_bad_line_refuses_its_append_and_no_other() {
        let sealed = line(1, &json!({"sealed": true}));
        let found = groups(&[good(1), sealed, good(2)]);
        let expected = [
            with_codes(&[(1, "AppendRefused"), (2, "PersonalFieldWithheld")]),
            with_codes(&[(3, "")]),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_line_that_is_no_json_is_refused_alone() {
        let found = groups(&[good(1), "{".to_owned(), good(2)]);
        assert_eq!(found[1], with_codes(&[(2, "NotJson")]));
        assert_eq!(found.len(), 3);
    }

    #[test]
    fn an_append_above_the_limit_is_refused_to_its_last_line() {
        let mut lines = vec![good(1); BATCH_EVENTS_MAX + 2];
        lines.push(good(2));
        let found = groups(&lines);
        let refused: Vec<_> = found
            .iter()
            .flatten()
            .filter(|line| !line.1.is_empty())
            .collect();
        assert_eq!(refused.len(), BATCH_EVENTS_MAX + 2);
        assert!(refused.iter().all(|line| line.1 == "AppendTooLarge"));
        let last = lines.len() as u64;
        assert_eq!(found.last().unwrap(), &with_codes(&[(last, "")]));
    }
}
