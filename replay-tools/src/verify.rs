//! `verify`: every law of the log and every digest, with all that does not hold.

use std::process::ExitCode;
use std::sync::Arc;

use domain::Event;
use domain::engine::{Instant, Position};
use eventlog::{
    Environment, EventLog, Finding, FormatError, VerifyReport, decode, decode_meta, verify,
};
use projections::{Cell, Column, Known, Table};
use serde::Serialize;

use crate::cli::{Format, VerifyArguments};
use crate::failure::DAMAGED;
use crate::known_at::known;
use crate::output;
use crate::place::PAGE_EVENTS_MAX;
use crate::progress::Progress;

/// What was verified and found.
#[derive(Serialize)]
struct Answer<'a> {
    programme: &'a str,
    known_at: Option<Instant>,
    /// The last event that could be read; 0 where there is none.
    position: u64,
    /// How many events could be read.
    events: u64,
    /// Whole events above the watermark: nobody was told that they stand.
    unacknowledged: u64,
    /// The RFC 6962 root over all events that could be read, in hexadecimal digits.
    root: String,
    is_sound: bool,
    findings: Vec<FindingShown>,
}

#[derive(Debug, Serialize, PartialEq)]
struct FindingShown {
    position: Option<u64>,
    place: String,
    law: &'static str,
    why: String,
}

impl From<Finding> for FindingShown {
    fn from(finding: Finding) -> Self {
        Self {
            position: finding.position.map(Position::get),
            place: finding.place,
            law: finding.law,
            why: finding.why,
        }
    }
}

pub(crate) async fn run(
    arguments: &VerifyArguments,
    world: &Arc<dyn Environment>,
) -> anyhow::Result<ExitCode> {
    let programme = &arguments.place.programme;
    let log_dir = arguments.place.folder()?.log_dir(programme);
    let mut progress = Progress::of("verifying", None, world);
    let report = verify(&log_dir, programme, &mut |count| progress.at(count))?;
    drop(progress);
    let mut findings: Vec<_> = report.findings.iter().cloned().map(Into::into).collect();
    if findings.is_empty() {
        findings = payloads(&arguments.place.follower()?).await?;
    }
    let judged = judged(arguments).await;
    findings.retain(|finding| is_judged(finding, judged));
    let answer = answer(arguments, &report, findings);
    print(arguments.format, &answer)?;
    Ok(if answer.is_sound {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(DAMAGED)
    })
}

/// The events to judge. Where damage hides which events were known then, all are judged.
async fn judged(arguments: &VerifyArguments) -> Known {
    if arguments.known_at.is_none() {
        return Known::All;
    }
    let Ok(log) = arguments.place.follower() else {
        return Known::All;
    };
    let prefix = known(&log, arguments.known_at).await;
    prefix.unwrap_or(Known::All)
}

fn is_judged(finding: &FindingShown, judged: Known) -> bool {
    match (judged, finding.position) {
        (Known::All, _) | (_, None) => true,
        (Known::Through(last), Some(position)) => position <= last.get(),
        (Known::Nothing, Some(_)) => false,
    }
}

/// The log is sound byte for byte; whether its events are ones that this programme can have is
/// known here and not there.
async fn payloads(log: &dyn EventLog) -> anyhow::Result<Vec<FindingShown>> {
    let mut findings = Vec::new();
    let mut after = None;
    loop {
        let page = log.read(after, PAGE_EVENTS_MAX).await?;
        findings.extend(page.events.iter().filter_map(|bytes| payload(bytes)));
        match page.events.last() {
            Some(last) if !page.is_last => after = Some(decode_meta(last)?.0.position),
            _ => return Ok(findings),
        }
    }
}

fn payload(bytes: &[u8]) -> Option<FindingShown> {
    let error = decode::<Event>(bytes).err()?;
    let position = match &error {
        FormatError::Envelope { position, .. } | FormatError::Payload { position, .. } => {
            Some(position.get())
        }
        FormatError::Newer { .. } | FormatError::Malformed(_) => None,
    };
    Some(FindingShown {
        position,
        place: "payload".to_owned(),
        law: "an event is of the programme's catalogue",
        why: error.to_string(),
    })
}

fn answer<'a>(
    arguments: &'a VerifyArguments,
    report: &VerifyReport,
    findings: Vec<FindingShown>,
) -> Answer<'a> {
    Answer {
        programme: arguments.place.programme.as_str(),
        known_at: arguments.known_at.map(|known_at| known_at.0),
        position: report.head.map_or(0, Position::get),
        events: report.events,
        unacknowledged: report.unacknowledged,
        root: output::hexadecimal(&report.root),
        is_sound: findings.is_empty(),
        findings,
    }
}

fn print(format: Format, answer: &Answer<'_>) -> std::io::Result<()> {
    if format == Format::Table {
        output::line(&format!(
            "{}: {} events through position {}, root {}",
            answer.programme, answer.events, answer.position, answer.root
        ))?;
        if answer.unacknowledged > 0 {
            output::line(&format!(
                "{} of them are whole, and were not acknowledged",
                answer.unacknowledged
            ))?;
        }
        if answer.is_sound {
            return output::line(&"sound: every law holds");
        }
    }
    output::print(format, answer, &table(&answer.findings))
}

const COLUMNS: [(&str, &str); 4] = [
    ("position", "Position"),
    ("place", "Endroit"),
    ("law", "Loi"),
    ("why", "Constat"),
];

fn table(findings: &[FindingShown]) -> Table {
    let row = |finding: &FindingShown| {
        let position = finding
            .position
            .and_then(|position| i64::try_from(position).ok());
        vec![
            Cell::from(position),
            Cell::Text(finding.place.clone()),
            Cell::from(finding.law),
            Cell::Text(finding.why.clone()),
        ]
    };
    Table {
        header: COLUMNS.map(|(id, label)| Column { id, label }).into(),
        rows: findings.iter().map(row).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(position: Option<u64>) -> FindingShown {
        FindingShown {
            position,
            place: "segment".to_owned(),
            law: "law",
            why: "why".to_owned(),
        }
    }

    #[test]
    fn a_prefix_is_judged_without_what_came_later_and_never_without_what_has_no_place() {
        let through = Known::Through(Position::new(5).unwrap());
        let kept = |judged| {
            let all = [Some(5), Some(6), None].map(finding);
            let kept = all.into_iter().filter(|finding| is_judged(finding, judged));
            kept.map(|finding| finding.position).collect::<Vec<_>>()
        };
        assert_eq!(kept(through), [Some(5), None]);
        assert_eq!(kept(Known::Nothing), [None]);
        assert_eq!(kept(Known::All), [Some(5), Some(6), None]);
    }

    #[test]
    fn bytes_that_are_no_event_of_the_programme_are_found() {
        assert!(payload(b"not an event").is_some());
    }
}
