//! Results on stdout: as a table, as JSON, as CSV.

use std::fmt::Write as _;
use std::io::{self, Write, stdout};

use comfy_table::{CellAlignment, LineStyle, presets};
use projections::{Cell, Locale, Table};
use serde::Serialize;

use crate::cli::Format;

/// Prints a result in the format asked for.
pub(crate) fn print(format: Format, json: &impl Serialize, table: &Table) -> io::Result<()> {
    let mut out = stdout().lock();
    match format {
        Format::Table => writeln!(out, "{}", drawn(table)),
        Format::Json => {
            serde_json::to_writer_pretty(&mut out, json)?;
            writeln!(out)
        }
        Format::Csv => out.write_all(table.csv(Locale::Plain).as_bytes()),
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
