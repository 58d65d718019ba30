//! A view as a table, for CSV and terminals: stable column ids, French labels, typed cells.

use std::fmt::Write as _;

use domain::engine::CivilDate;

use super::figure::Figure;

/// Rows of cells under a header.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// What the columns hold.
    pub header: Vec<Column>,
    /// As many cells in each as there are columns.
    pub rows: Vec<Vec<Cell>>,
}

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name for programs, as in the JSON shape.
    pub id: &'static str,
    /// Its name for people, in French.
    pub label: &'static str,
}

/// One value.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing to say.
    Empty,
    /// Text.
    Text(String),
    /// A count.
    Count(i64),
    /// A ratio or an average.
    Decimal(f64),
    /// A day.
    Date(CivilDate),
}

/// How numbers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Locale {
    /// Decimal point, the ids as header.
    #[default]
    Plain,
    /// Decimal comma, the French labels as header.
    French,
}

/// What a spreadsheet needs to read a file as UTF-8.
const BYTE_ORDER_MARK: char = '\u{feff}';

impl Table {
    /// The table as CSV: `;`, CRLF, a byte order mark.
    pub fn csv(&self, locale: Locale) -> String {
        let mut csv = String::from(BYTE_ORDER_MARK);
        let header = self.header.iter().map(|column| match locale {
            Locale::Plain => column.id.to_owned(),
            Locale::French => column.label.to_owned(),
        });
        push_line(&mut csv, header);
        for row in &self.rows {
            push_line(&mut csv, row.iter().map(|cell| cell.text(locale)));
        }
        csv
    }
}

impl Cell {
    /// The cell as text.
    pub fn text(&self, locale: Locale) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.clone(),
            Self::Count(count) => count.to_string(),
            Self::Decimal(value) => decimal(*value, locale),
            Self::Date(date) => date.to_string(),
        }
    }
}

fn decimal(value: f64, locale: Locale) -> String {
    let text = value.to_string();
    match locale {
        Locale::Plain => text,
        Locale::French => text.replace('.', ","),
    }
}

fn push_line(csv: &mut String, cells: impl Iterator<Item = String>) {
    for (place, cell) in cells.enumerate() {
        let separator = if place == 0 { "" } else { ";" };
        let written = if cell.contains([';', '"', '\n', '\r']) {
            write!(csv, "{separator}\"{}\"", cell.replace('"', "\"\""))
        } else {
            write!(csv, "{separator}{cell}")
        };
        written.expect("writing to a string cannot fail");
    }
    csv.push_str("\r\n");
}

impl From<i64> for Cell {
    fn from(count: i64) -> Self {
        Self::Count(count)
    }
}

impl From<Option<i64>> for Cell {
    fn from(count: Option<i64>) -> Self {
        count.map_or(Self::Empty, Self::Count)
    }
}

impl From<Option<f64>> for Cell {
    fn from(value: Option<f64>) -> Self {
        value.map_or(Self::Empty, Self::Decimal)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<Option<&str>> for Cell {
    fn from(text: Option<&str>) -> Self {
        text.map_or(Self::Empty, Self::from)
    }
}

impl From<Figure> for Cell {
    fn from(figure: Figure) -> Self {
        Self::Count(figure.value)
    }
}

impl From<CivilDate> for Cell {
    fn from(date: CivilDate) -> Self {
        Self::Date(date)
    }
}

/// A header from ids and labels.
pub(crate) fn columns<const N: usize>(columns: [(&'static str, &'static str); N]) -> Vec<Column> {
    columns
        .into_iter()
        .map(|(id, label)| Column { id, label })
        .collect()
}
