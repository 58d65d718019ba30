//! One file's timeline as a table: a line for each event, its payload as JSON in the last column.

use domain::timeline::{Entry, Timeline};
use projections::cnfs::{Cell, Column, Table};
use serde::Serialize;
use serde_json::Value;

/// The ids, and their names in French.
const COLUMNS: [(&str, &str); 15] = [
    ("position", "Position"),
    ("version", "Version"),
    ("type", "Événement"),
    ("occurred_on", "Date d'effet"),
    ("dated", "Précision de la date"),
    ("recorded_at", "Enregistré le"),
    ("before", "État avant"),
    ("after", "État après"),
    ("actor_role", "Rôle de l'acteur"),
    ("actor_id", "Acteur"),
    ("actor_scope", "Périmètre de l'acteur"),
    ("event_id", "Identifiant de l'événement"),
    ("command_id", "Identifiant de la commande"),
    ("corrects", "Événement corrigé"),
    ("data", "Données"),
];

/// The events in the order of record.
pub(crate) fn table(timeline: &Timeline) -> Table {
    let header = COLUMNS.map(|(id, label)| Column { id, label });
    Table {
        header: header.to_vec(),
        rows: timeline.events.iter().map(row).collect(),
    }
}

fn row(entry: &Entry) -> Vec<Cell> {
    let cells: [Cell; COLUMNS.len()] = [
        count(entry.position),
        count(entry.version),
        entry.type_name.into(),
        entry.occurred_on.into(),
        text(&entry.dated),
        text(&entry.recorded_at),
        entry.before.into(),
        entry.after.into(),
        text(&entry.actor.role),
        text(&entry.actor.id),
        text(&entry.actor.scope),
        text(&entry.event_id),
        text(&entry.command_id),
        text(&entry.corrects),
        Cell::Text(entry.data.to_string()),
    ];
    cells.to_vec()
}

fn count(number: u64) -> Cell {
    i64::try_from(number).map_or(Cell::Empty, Cell::Count)
}

/// As it stands in the JSON answer, which writes all of these as text.
fn text(value: &impl Serialize) -> Cell {
    match serde_json::to_value(value) {
        Ok(Value::String(text)) => Cell::Text(text),
        _ => Cell::Empty,
    }
}
