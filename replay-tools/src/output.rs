//! Results on stdout: as a table, as JSON, as CSV.

use std::fmt::{Display, Write as _};
use std::io::{self, Write, stdout};

use comfy_table::{CellAlignment, LineStyle, presets};
use projections::{Cell, Locale, Table};
use serde::Serialize;

use crate::cli::Format;

/// Prints a result in the format asked for.
pub(crate) fn print(format: Format, json: &impl Serialize, table: &Table) -> io::Result<()> {
    match format {
        Format::Table => line(&drawn(table)),
        Format::Json => line(&serde_json::to_string_pretty(json)?),
        Format::Csv => write(&table.csv(Locale::Plain)),
    }
}

/// Prints a line.
pub(crate) fn line(text: &impl Display) -> io::Result<()> {
    write(&format!("{text}\n"))
}

/// A reader that has seen enough and closed the pipe is no failure.
fn write(text: &str) -> io::Result<()> {
    match stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

/// Bytes as hexadecimal digits.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    let mut digits = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        write!(digits, "{byte:02x}").expect("a string takes all that is written");
    }
    digits
}

fn drawn(table: &Table) -> comfy_table::Table {
    let mut drawn = comfy_table::Table::new();
    drawn.load_style(presets::UTF8_HORIZONTAL_ONLY.row_separator(LineStyle::none()));
    drawn.set_header(table.header.iter().map(|column| column.id));
    drawn.add_rows(table.rows.iter().map(|row| row.iter().map(cell)));
    drawn
}

fn cell(cell: &Cell) -> comfy_table::Cell {
    let alignment = match cell {
        Cell::Count(_) | Cell::Decimal(_) => CellAlignment::Right,
        Cell::Empty | Cell::Text(_) | Cell::Date(_) => CellAlignment::Left,
    };
    comfy_table::Cell::new(cell.text(Locale::Plain)).set_alignment(alignment)
}

#[cfg(test)]
mod tests {
    use projections::Column;

    use super::*;

    #[test]
    fn numbers_stand_to_the_right_under_their_columns_name() {
        let column = |id| Column { id, label: id };
        let table = Table {
            header: vec![column("code"), column("posts")],
            rows: vec![
                vec![Cell::Text("11".to_owned()), Cell::Count(5)],
                vec![Cell::Text("2A".to_owned()), Cell::Empty],
            ],
        };
        let drawn = drawn(&table).to_string();
        let row = drawn.lines().find(|line| line.contains("11")).unwrap();
        assert!(drawn.contains("posts"), "{drawn}");
        assert!(row.trim_end().ends_with("    5"), "{drawn}");
    }
}
