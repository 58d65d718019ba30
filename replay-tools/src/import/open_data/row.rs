//! One line of the open-data file: a validated host and the vote that validated it.
//!
//! The dirt of the publication is read for what it means: department codes and communes without
//! their leading zero, postal codes of four digits, Saint-Martin with department `0` and no region
//! (its commune's code, 97801, tells both), and flags that say nothing: `sans objet`,
//! `Non défini`, `non renseigné`. Where a network's line gives the commune of its seat, which lies in
//! another department than the posts (82 lines), the commune is left out: department and region
//! say where the line counts. What cannot be read for certain is refused, never guessed.

use std::fmt::Display;
use std::num::NonZeroU32;
use std::str::FromStr;

use domain::engine::CivilDate;
use domain::host::{HostKind, HostRegistered};
use domain::territory::{Commune, Department, PostalCode, Region};

use super::super::refused::Reason;
use super::header::{Column, Fields};

/// The department's code where the publication has none.
const NO_DEPARTMENT: &str = "0";
/// The longest name of a structure, in characters.
const LEGAL_NAME_CHARACTERS_MAX: usize = 300;

/// A host and its vote.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct HostRow {
    pub(crate) host: HostRegistered,
    pub(crate) posts: NonZeroU32,
    pub(crate) voted_on: CivilDate,
}

impl HostRow {
    pub(crate) fn read(fields: &Fields<'_>) -> Result<Self, Reason> {
        let commune: Option<Commune> = optional(fields, Column::Commune, "NotACommune", 5)?;
        let department = department(fields, commune)?;
        Ok(Self {
            host: HostRegistered {
                kind: kind(fields)?,
                legal_name: legal_name(fields)?,
                siret: optional(fields, Column::Siret, "NotASiret", 0)?,
                ridet: None,
                commune_insee: commune.filter(|commune| commune.department() == department),
                postal_code: optional::<PostalCode>(
                    fields,
                    Column::PostalCode,
                    "NotAPostalCode",
                    5,
                )?,
                department,
                region: region(fields, department)?,
                requested_posts: None,
                mission_start: None,
                has_candidate: None,
                network: None,
                france_services: flag(fields, Column::FranceServices)?,
                rural_zone: flag(fields, Column::RuralZone)?,
                priority_district: flag(fields, Column::PriorityDistrict)?,
                legacy_id: None,
                contact: None,
            },
            posts: posts(fields)?,
            voted_on: voted_on(fields)?,
        })
    }
}

/// The day of the vote, alone: what the sessions are made of.
pub(crate) fn voted_on(fields: &Fields<'_>) -> Result<CivilDate, Reason> {
    let text = fields.get(Column::VotedOn);
    civil_date(text).ok_or_else(|| {
        refused(
            Column::VotedOn,
            "NotADate",
            format!(
                "a date is DD/MM/YYYY, between 1900 and 2199, got `{}`",
                clipped(text)
            ),
        )
    })
}

fn civil_date(text: &str) -> Option<CivilDate> {
    let mut parts = text.split('/');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    // The parser checks digits, the calendar and the bounds; the lengths keep `1/2/21` out.
    if parts.next().is_some() || (day.len(), month.len(), year.len()) != (2, 2, 4) {
        return None;
    }
    format!("{year}-{month}-{day}").parse().ok()
}

fn legal_name(fields: &Fields<'_>) -> Result<String, Reason> {
    let name = fields.get(Column::LegalName);
    match name.chars().count() {
        0 => Err(refused(Column::LegalName, "NoName", "is empty")),
        count if count > LEGAL_NAME_CHARACTERS_MAX => Err(refused(
            Column::LegalName,
            "NameTooLong",
            format!("has {count} characters, at most {LEGAL_NAME_CHARACTERS_MAX} are taken"),
        )),
        _ => Ok(name.to_owned()),
    }
}

fn kind(fields: &Fields<'_>) -> Result<HostKind, Reason> {
    match fields.get(Column::Kind) {
        "publique" => Ok(HostKind::Public),
        "privée" => Ok(HostKind::Private),
        other => Err(refused(
            Column::Kind,
            "UnknownKind",
            format!("is `publique` or `privée`, got `{}`", clipped(other)),
        )),
    }
}

fn posts(fields: &Fields<'_>) -> Result<NonZeroU32, Reason> {
    let text = fields.get(Column::Posts);
    text.parse().map_err(|_| {
        refused(
            Column::Posts,
            "NotAPostCount",
            format!("is a whole number from 1, got `{}`", clipped(text)),
        )
    })
}

fn flag(fields: &Fields<'_>, column: Column) -> Result<Option<bool>, Reason> {
    match fields.get(column) {
        "oui" => Ok(Some(true)),
        "non" => Ok(Some(false)),
        "" | "sans objet" | "Non défini" | "non renseigné" => Ok(None),
        other => Err(refused(
            column,
            "UnknownFlag",
            format!(
                "is `oui`, `non`, `sans objet`, `Non défini` or `non renseigné`, got `{}`",
                clipped(other)
            ),
        )),
    }
}

fn department(fields: &Fields<'_>, commune: Option<Commune>) -> Result<Department, Reason> {
    let code = fields.get(Column::Department);
    if code == NO_DEPARTMENT || code.is_empty() {
        return commune.map(|commune| commune.department()).ok_or_else(|| {
            refused(
                Column::Department,
                "NoDepartment",
                "is missing, and the commune does not tell it",
            )
        });
    }
    parsed(code, Column::Department, "NotADepartment", 2)
}

/// The region by its name; where it is left out, the department's. That the two agree is a rule of
/// the programme, but a name that is none of a region is dirt.
fn region(fields: &Fields<'_>, department: Department) -> Result<Region, Reason> {
    let name = fields.get(Column::RegionName);
    if name.is_empty() {
        return Ok(department.region());
    }
    Region::all()
        .find(|region| region.name() == name)
        .ok_or_else(|| {
            refused(
                Column::RegionName,
                "NotARegion",
                format!("no region is called `{}`", clipped(name)),
            )
        })
}

/// An empty field says nothing; another one is given back its leading zeros up to `digits`.
fn optional<T>(
    fields: &Fields<'_>,
    column: Column,
    code: &str,
    digits: usize,
) -> Result<Option<T>, Reason>
where
    T: FromStr<Err: Display>,
{
    match fields.get(column) {
        "" => Ok(None),
        text => parsed(text, column, code, digits).map(Some),
    }
}

fn parsed<T>(text: &str, column: Column, code: &str, digits: usize) -> Result<T, Reason>
where
    T: FromStr<Err: Display>,
{
    // A spreadsheet took the code for a number: one zero is gone, never two.
    let lost_its_zero = text.len() + 1 == digits && text.bytes().all(|b| b.is_ascii_digit());
    let zero = if lost_its_zero { "0" } else { "" };
    format!("{zero}{text}")
        .parse()
        .map_err(|why: T::Err| refused(column, code, why.to_string()))
}

fn refused(column: Column, code: &str, text: impl Into<String>) -> Reason {
    Reason::of_column(column.name(), code, text)
}

/// What a message repeats of a bad field.
fn clipped(text: &str) -> String {
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::super::header::Header;
    use super::*;

    /// An invented row, with some of its fields replaced.
    fn read(changes: &[(Column, &str)]) -> Result<HostRow, Reason> {
        let names: Vec<_> = Column::ALL.iter().map(|column| column.name()).collect();
        let value = |column: &Column| {
            let change = changes.iter().rev().find(|(changed, _)| changed == column);
            change.map_or_else(|| usual(*column), |(_, value)| value)
        };
        let line: Vec<_> = Column::ALL.iter().map(value).collect();
        let header = Header::read(&names.join(";")).unwrap();
        HostRow::read(&header.divide(&line.join(";")).unwrap())
    }

    fn usual(column: Column) -> &'static str {
        match column {
            Column::LegalName => "MEDIATHEQUE INVENTEE",
            Column::RegionName => "Auvergne-Rhône-Alpes",
            Column::Posts => "2",
            Column::VotedOn => "24/03/2021",
            Column::Kind => "publique",
            Column::Siret => "73282932000074",
            Column::Department => "1",
            Column::Commune => "1053",
            Column::PostalCode => "1000",
            Column::RuralZone => "oui",
            Column::PriorityDistrict => "sans objet",
            Column::FranceServices => "non renseigné",
        }
    }

    fn code_of(changes: &[(Column, &str)]) -> (Option<String>, String) {
        let reason = read(changes).unwrap_err();
        (reason.column, reason.code)
    }

    #[test]
    fn codes_get_their_leading_zero_back() {
        let host = read(&[]).unwrap().host;
        assert_eq!(host.department.code(), "01");
        assert_eq!(host.region.code(), "84");
        assert_eq!(host.commune_insee.unwrap().code(), "01053");
        assert_eq!(host.postal_code.unwrap().code(), "01000");
    }

    #[test]
    fn two_lost_zeros_are_not_guessed() {
        let refused = code_of(&[(Column::PostalCode, "100")]);
        assert_eq!(refused.1, "NotAPostalCode");
        assert_eq!(code_of(&[(Column::Commune, "53")]).1, "NotACommune");
    }

    #[test]
    fn saint_martin_without_department_and_region_is_told_by_its_commune() {
        let host = read(&[
            (Column::Department, "0"),
            (Column::RegionName, ""),
            (Column::Commune, "97801"),
            (Column::PostalCode, "97150"),
        ]);
        let host = host.unwrap().host;
        assert_eq!((host.department.code(), host.region.code()), ("978", "978"));
    }

    #[test]
    fn a_seat_in_another_department_is_not_where_the_line_counts() {
        let host = read(&[(Column::Commune, "75119")]).unwrap().host;
        assert_eq!((host.department.code(), host.commune_insee), ("01", None));
    }

    #[test]
    fn a_department_that_nothing_tells_is_refused() {
        let nowhere = [(Column::Department, "0"), (Column::Commune, "")];
        assert_eq!(code_of(&nowhere).1, "NoDepartment");
    }

    #[test]
    fn flags_that_say_nothing_are_unknown() {
        let of = |text| {
            read(&[(Column::FranceServices, text)])
                .unwrap()
                .host
                .france_services
        };
        assert_eq!((of("oui"), of("non")), (Some(true), Some(false)));
        for text in ["", "sans objet", "Non défini", "non renseigné"] {
            assert_eq!(of(text), None, "{text}");
        }
    }

    #[test]
    fn kind_posts_and_date_are_read() {
        let row = read(&[(Column::Kind, "privée"), (Column::Posts, "37")]).unwrap();
        assert_eq!(row.host.kind, HostKind::Private);
        assert_eq!(row.posts.get(), 37);
        assert_eq!(row.voted_on, CivilDate::of(2021, 3, 24));
    }

    #[test]
    fn a_siret_that_fails_its_checksum_is_left_to_the_decision() {
        let host = read(&[(Column::Siret, "73282932000075")]).unwrap().host;
        assert!(!host.siret.unwrap().passes_checksum());
    }

    #[test]
    fn an_empty_optional_field_says_nothing() {
        let host = read(&[(Column::Siret, ""), (Column::PostalCode, "")])
            .unwrap()
            .host;
        assert_eq!((host.siret, host.postal_code), (None, None));
    }

    #[test]
    fn every_fault_names_its_column() {
        let long = "N".repeat(LEGAL_NAME_CHARACTERS_MAX + 1);
        let cases = [
            (Column::LegalName, "", "NoName"),
            (Column::LegalName, long.as_str(), "NameTooLong"),
            (Column::RegionName, "Auvergne", "NotARegion"),
            (Column::Posts, "0", "NotAPostCount"),
            (Column::Posts, "1,5", "NotAPostCount"),
            (Column::VotedOn, "2021-03-24", "NotADate"),
            (Column::VotedOn, "31/02/2021", "NotADate"),
            (Column::VotedOn, "1/3/2021", "NotADate"),
            (Column::VotedOn, "24/03/2021/1", "NotADate"),
            (Column::Kind, "Publique", "UnknownKind"),
            (Column::Siret, "7328293200007", "NotASiret"),
            (Column::Department, "96", "NotADepartment"),
            (Column::Commune, "0105X", "NotACommune"),
            (Column::PostalCode, "ABCDE", "NotAPostalCode"),
            (Column::RuralZone, "peut-être", "UnknownFlag"),
        ];
        for (column, text, code) in cases {
            let expected = (Some(column.name().to_owned()), code.to_owned());
            assert_eq!(code_of(&[(column, text)]), expected, "{text}");
        }
    }
}
