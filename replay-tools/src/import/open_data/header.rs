//! The columns of the open-data file, found by their names in whatever order they stand.

use super::super::refused::Reason;

/// Declares the columns that are read; others may stand beside them.
macro_rules! columns {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)+) => {
        /// A column that is read.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Column {
            $($(#[$doc])* $name,)+
        }

        impl Column {
            pub(crate) const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The column's name in the file.
            pub(crate) fn name(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)+
                }
            }
        }
    };
}

columns! {
    LegalName = "Raison sociale",
    RegionName = "Région",
    Posts = "Nombre de conseillers validés par le COSELEC",
    VotedOn = "Date de validation en comité de sélection",
    Kind = "Type",
    Siret = "SIRET",
    Department = "Code département",
    Commune = "Code commune INSEE",
    PostalCode = "Code postal",
    RuralZone = "ZRR",
    PriorityDistrict = "QPV",
    FranceServices = "France services",
}

/// Where each column stands.
#[derive(Debug)]
pub(crate) struct Header {
    places: Vec<usize>,
    width: usize,
}

/// A line divided into its fields.
pub(crate) struct Fields<'a> {
    header: &'a Header,
    record: csv::StringRecord,
}

impl Header {
    /// Reads the file's first line; the error names what is missing.
    pub(crate) fn read(line: &str) -> Result<Self, String> {
        let record = divide(line).map_err(|reason| reason.text)?;
        let place_of = |column: &Column| {
            let mut places = record.iter().enumerate();
            let mut named = places
                .by_ref()
                .filter(|(_, name)| name.trim() == column.name());
            match (named.next(), named.next()) {
                (Some((place, _)), None) => Ok(place),
                (None, _) => Err(format!("the column `{}` is missing", column.name())),
                (Some(_), Some(_)) => Err(format!("the column `{}` stands twice", column.name())),
            }
        };
        Ok(Self {
            places: Column::ALL.iter().map(place_of).collect::<Result<_, _>>()?,
            width: record.len(),
        })
    }

    /// Divides a line into as many fields as the header has.
    pub(crate) fn divide(&self, line: &str) -> Result<Fields<'_>, Reason> {
        let record = divide(line)?;
        if record.len() == self.width {
            return Ok(Fields {
                header: self,
                record,
            });
        }
        let text = format!(
            "the line has {} fields, the header has {}",
            record.len(),
            self.width
        );
        Err(Reason::of_line("WrongNumberOfFields", text))
    }
}

impl Fields<'_> {
    /// The field's text, without spaces around it.
    pub(crate) fn get(&self, column: Column) -> &str {
        let place = self.header.places[column as usize];
        self.record.get(place).unwrap_or_default().trim()
    }
}

fn divide(line: &str) -> Result<csv::StringRecord, Reason> {
    // The publication has no line breaks within fields; a lenient reader would swallow the
    // quotation mark and take the rest of the line for one field.
    if !line.matches('"').count().is_multiple_of(2) {
        return Err(Reason::of_line(
            "UnclosedQuotation",
            "a quotation mark is not closed on its line",
        ));
    }
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b';')
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(line.len().max(1))
        .from_reader(line.as_bytes());
    let mut record = csv::StringRecord::new();
    reader
        .read_record(&mut record)
        .map_err(|why| Reason::of_line("NotCsv", why.to_string()))?;
    Ok(record)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Vec<&'static str> {
        Column::ALL.iter().map(|column| column.name()).collect()
    }

    #[test]
    fn columns_are_found_by_name_in_any_order_among_others() {
        let mut names = names();
        names.reverse();
        let header = Header::read(&format!("Adresse;{}", names.join(";"))).unwrap();
        let line: Vec<_> = names.iter().map(|name| format!(" {name} ")).collect();
        let line = format!("\"1; RUE, X\";{}", line.join(";"));
        let fields = header.divide(&line).unwrap();
        for column in Column::ALL {
            assert_eq!(fields.get(*column), column.name());
        }
    }

    #[test]
    fn a_missing_or_repeated_column_is_named() {
        let without = names()[1..].join(";");
        let twice = format!("{};SIRET", names().join(";"));
        assert!(
            Header::read(&without)
                .unwrap_err()
                .contains("`Raison sociale` is missing")
        );
        assert!(
            Header::read(&twice)
                .unwrap_err()
                .contains("`SIRET` stands twice")
        );
    }

    #[test]
    fn a_line_of_another_width_is_refused() {
        let header = Header::read(&names().join(";")).unwrap();
        let refused = header.divide("a;b").err().unwrap();
        assert_eq!(refused.code, "WrongNumberOfFields");
        let refused = header.divide("\"a;b").err().unwrap();
        assert_eq!(refused.code, "UnclosedQuotation");
    }
}
