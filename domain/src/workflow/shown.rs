//! The machines to be seen: as data for the API, as Mermaid diagrams, as a page.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Arrow, Stage, dossier};
use crate::candidate::CandidateStage;
use crate::host::HostStage;
use crate::matching::MatchStage;
use crate::programme::ProgrammeStage;
use crate::session::SessionStage;

/// One kind of stream's states and arrows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MachineShown {
    /// The kind of stream, or `convention_file` for the file within a host's.
    pub kind: &'static str,
    /// Its states, in the order of the path.
    pub states: Vec<String>,
    /// Every arrow among them, those that lead back to where they start too.
    pub arrows: Vec<ArrowShown>,
    /// The arrows that move, as a Mermaid `stateDiagram-v2`.
    pub mermaid: String,
}

/// One arrow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ArrowShown {
    /// From where; `None`: from before the first event.
    pub from: Option<String>,
    /// To where.
    pub to: String,
    /// What is taken.
    pub step: &'static str,
    /// The type of the event that takes it.
    pub event: &'static str,
    /// The commands that decide it.
    pub commands: &'static [&'static str],
}

/// The machine of every kind of stream, and that of the conventions' files.
pub fn machines() -> Vec<MachineShown> {
    drawn().iter().map(Drawn::shown).collect()
}

/// The machines as a page: a diagram of what moves, and a table of everything.
///
/// # Panics
/// Never: a string takes all that is written.
pub fn workflow_markdown() -> String {
    let mut page = String::from(HEAD);
    for machine in drawn() {
        let (kind, diagram, table) = (machine.kind, machine.mermaid(), machine.table());
        write!(page, "\n## {kind}\n\n```mermaid\n{diagram}```\n\n{table}")
            .expect("a string takes all that is written");
    }
    page
}

/// The diagrams alone, one for each machine: for a page that says the rest itself.
///
/// # Panics
/// Never: a string takes all that is written.
pub fn diagrams_markdown() -> String {
    let mut diagrams = String::new();
    for machine in drawn() {
        let (kind, diagram) = (machine.kind, machine.mermaid());
        write!(
            diagrams,
            "\n<details><summary>{kind}</summary>\n\n```mermaid\n{diagram}```\n\n</details>\n"
        )
        .expect("a string takes all that is written");
    }
    diagrams
}

const HEAD: &str = "# The workflow

Generated from the tables of arrows in `domain/src/*/stage.rs` and `domain/src/workflow/dossier.rs`.
A diagram shows the arrows that move; an arrow that starts in many states is noted where it leads.
The table under it lists all of them. What no table lists is refused. Mails and notices
(`MailRequested`, `DeliveryReported`, `NoticeIssued`) may stand in any stream that has begun, and
move nothing.
";

/// An event from more states than these is a note where it leads: a bundle of arrows hides the rest.
const DRAWN_FROM_MAX: usize = 4;

/// A kind's states, and its arrows as the table has them.
struct Drawn {
    kind: &'static str,
    states: Vec<String>,
    rows: Vec<Row>,
}

/// One row of a table: its arrows from several states.
struct Row {
    step: &'static str,
    event: &'static str,
    commands: &'static [&'static str],
    /// Empty: from before the first event.
    from: Vec<String>,
    /// `None`: back to where it starts.
    to: Option<String>,
}

fn drawn() -> Vec<Drawn> {
    vec![
        Drawn::of::<ProgrammeStage>(),
        Drawn::of::<SessionStage>(),
        Drawn::of::<HostStage>(),
        Drawn::dossier(),
        Drawn::of::<CandidateStage>(),
        Drawn::of::<MatchStage>(),
    ]
}

impl Drawn {
    fn of<S: Stage>() -> Self {
        Self {
            kind: S::KIND,
            states: names(S::VARIANTS),
            rows: S::ARROWS.iter().map(Row::of).collect(),
        }
    }

    fn dossier() -> Self {
        let moved = dossier::MOVES.iter().map(|(from, to)| Row {
            step: "moved",
            event: "ConventionFileMoved",
            commands: &["MoveConventionFile"],
            from: vec![from.to_string()],
            to: Some(to.to_string()),
        });
        let opened = |from: Vec<String>| Row {
            step: "opened",
            event: "ConventionFileOpened",
            commands: &["OpenConventionFile"],
            from,
            to: Some(dossier::FIRST.to_string()),
        };
        let over = dossier::OVER.iter().map(ToString::to_string).collect();
        let mut states = vec![dossier::FIRST.to_string()];
        for (_, to) in dossier::MOVES {
            if !states.contains(&to.to_string()) {
                states.push(to.to_string());
            }
        }
        Self {
            kind: "convention_file",
            states,
            rows: [opened(Vec::new()), opened(over)]
                .into_iter()
                .chain(moved)
                .collect(),
        }
    }

    fn shown(&self) -> MachineShown {
        MachineShown {
            kind: self.kind,
            states: self.states.clone(),
            arrows: self.rows.iter().flat_map(Row::arrows).collect(),
            mermaid: self.mermaid(),
        }
    }

    fn mermaid(&self) -> String {
        let mut lines = vec!["stateDiagram-v2".to_owned()];
        for state in &self.states {
            lines.push(format!("    {state}"));
        }
        for (from, to, events) in self.bundles() {
            lines.push(format!("    {from} --> {to}: {}", events.join(", ")));
        }
        for row in self.rows.iter().filter(|row| row.is_noted()) {
            if let Some(to) = &row.to {
                let (event, count) = (row.event, row.from.len());
                lines.push(format!("    note right of {to}"));
                lines.push(format!("        {event} from {count} states"));
                lines.push("    end note".to_owned());
            }
        }
        lines.join("\n") + "\n"
    }

    /// What is drawn: from where to where, and all the events that lead there.
    fn bundles(&self) -> Vec<(String, String, Vec<&'static str>)> {
        let mut bundles: Vec<(String, String, Vec<&'static str>)> = Vec::new();
        let drawn = self.rows.iter().filter(|row| !row.is_noted());
        for arrow in drawn.flat_map(Row::arrows) {
            let from = arrow.from.unwrap_or_else(|| "[*]".to_owned());
            if from == arrow.to {
                continue;
            }
            let known = bundles
                .iter_mut()
                .find(|(known_from, known_to, _)| *known_from == from && *known_to == arrow.to);
            match known {
                Some((.., events)) if events.contains(&arrow.event) => {}
                Some((.., events)) => events.push(arrow.event),
                None => bundles.push((from, arrow.to, vec![arrow.event])),
            }
        }
        bundles
    }

    fn table(&self) -> String {
        let mut table =
            String::from("| event | step | from | to | commands |\n|---|---|---|---|---|\n");
        for row in &self.rows {
            let from = match row.from.len() {
                0 => "(begins)".to_owned(),
                count if count == self.states.len() => "every state".to_owned(),
                _ => row.from.join(", "),
            };
            let to = row.to.as_deref().unwrap_or("(stays)");
            let (event, step, commands) = (row.event, row.step, row.commands.join(", "));
            writeln!(table, "| {event} | {step} | {from} | {to} | {commands} |")
                .expect("a string takes all that is written");
        }
        table
    }
}

impl Row {
    fn of<S: Stage>(arrow: &Arrow<S, S::Step>) -> Self {
        Self {
            step: arrow.step.into(),
            event: arrow.event,
            commands: arrow.by,
            from: names(arrow.from),
            to: arrow.to.map(|to| to.into().to_owned()),
        }
    }

    fn is_noted(&self) -> bool {
        self.to.is_some() && self.from.len() > DRAWN_FROM_MAX
    }

    fn arrows(&self) -> Vec<ArrowShown> {
        let arrow = |from: Option<&String>, to: &String| ArrowShown {
            from: from.cloned(),
            to: to.clone(),
            step: self.step,
            event: self.event,
            commands: self.commands,
        };
        match &self.to {
            Some(to) if self.from.is_empty() => vec![arrow(None, to)],
            to => {
                let from = self.from.iter();
                from.map(|from| arrow(Some(from), to.as_ref().unwrap_or(from)))
                    .collect()
            }
        }
    }
}

fn names<S: Stage>(stages: &[S]) -> Vec<String> {
    let names = stages
        .iter()
        .map(|&stage| Into::<&'static str>::into(stage));
    names.map(str::to_owned).collect()
}
