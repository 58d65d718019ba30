//! Territories: departments, regions and overseas collectivities by their INSEE codes, and how they agree.

use std::fmt;
use std::str::FromStr;

use arrayvec::ArrayString;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::refusal::{FileRefusal, Refusal, require};

/// Why a text is not a territory.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TerritoryError {
    /// No such department.
    #[error(
        "no department has the code `{0}` (two characters with a leading zero, 2A or 2B, or 971 to 988)"
    )]
    Department(String),
    /// No such region.
    #[error(
        "no region has the code `{0}` (two digits with a leading zero, or a collectivity's own three)"
    )]
    Region(String),
    /// Not a commune's code.
    #[error(
        "a commune's INSEE code is a department and three digits (five characters in all), got `{0}`"
    )]
    Commune(String),
    /// Not a postal code.
    #[error("a postal code is five digits, got `{0}`")]
    PostalCode(String),
}

/// A department, or an overseas collectivity, which is one of its own code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Department(u8);

/// A region, or an overseas collectivity, which is one of its own code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Region(u8);

/// Code and name, in the order of the codes. The position in the table is no stored value.
const REGIONS: [(&str, &str); 24] = [
    ("01", "Guadeloupe"),
    ("02", "Martinique"),
    ("03", "Guyane"),
    ("04", "La Réunion"),
    ("06", "Mayotte"),
    ("11", "Île-de-France"),
    ("24", "Centre-Val de Loire"),
    ("27", "Bourgogne-Franche-Comté"),
    ("28", "Normandie"),
    ("32", "Hauts-de-France"),
    ("44", "Grand Est"),
    ("52", "Pays de la Loire"),
    ("53", "Bretagne"),
    ("75", "Nouvelle-Aquitaine"),
    ("76", "Occitanie"),
    ("84", "Auvergne-Rhône-Alpes"),
    ("93", "Provence-Alpes-Côte d'Azur"),
    ("94", "Corse"),
    ("975", "Saint-Pierre-et-Miquelon"),
    ("977", "Saint-Barthélemy"),
    ("978", "Saint-Martin"),
    ("986", "Wallis-et-Futuna"),
    ("987", "Polynésie française"),
    ("988", "Nouvelle-Calédonie"),
];

/// Code, region's code and name, in the order of the codes. The position in the table is no stored value.
const DEPARTMENTS: [(&str, &str, &str); 107] = [
    ("01", "84", "Ain"),
    ("02", "32", "Aisne"),
    ("03", "84", "Allier"),
    ("04", "93", "Alpes-de-Haute-Provence"),
    ("05", "93", "Hautes-Alpes"),
    ("06", "93", "Alpes-Maritimes"),
    ("07", "84", "Ardèche"),
    ("08", "44", "Ardennes"),
    ("09", "76", "Ariège"),
    ("10", "44", "Aube"),
    ("11", "76", "Aude"),
    ("12", "76", "Aveyron"),
    ("13", "93", "Bouches-du-Rhône"),
    ("14", "28", "Calvados"),
    ("15", "84", "Cantal"),
    ("16", "75", "Charente"),
    ("17", "75", "Charente-Maritime"),
    ("18", "24", "Cher"),
    ("19", "75", "Corrèze"),
    ("21", "27", "Côte-d'Or"),
    ("22", "53", "Côtes-d'Armor"),
    ("23", "75", "Creuse"),
    ("24", "75", "Dordogne"),
    ("25", "27", "Doubs"),
    ("26", "84", "Drôme"),
    ("27", "28", "Eure"),
    ("28", "24", "Eure-et-Loir"),
    ("29", "53", "Finistère"),
    ("2A", "94", "Corse-du-Sud"),
    ("2B", "94", "Haute-Corse"),
    ("30", "76", "Gard"),
    ("31", "76", "Haute-Garonne"),
    ("32", "76", "Gers"),
    ("33", "75", "Gironde"),
    ("34", "76", "Hérault"),
    ("35", "53", "Ille-et-Vilaine"),
    ("36", "24", "Indre"),
    ("37", "24", "Indre-et-Loire"),
    ("38", "84", "Isère"),
    ("39", "27", "Jura"),
    ("40", "75", "Landes"),
    ("41", "24", "Loir-et-Cher"),
    ("42", "84", "Loire"),
    ("43", "84", "Haute-Loire"),
    ("44", "52", "Loire-Atlantique"),
    ("45", "24", "Loiret"),
    ("46", "76", "Lot"),
    ("47", "75", "Lot-et-Garonne"),
    ("48", "76", "Lozère"),
    ("49", "52", "Maine-et-Loire"),
    ("50", "28", "Manche"),
    ("51", "44", "Marne"),
    ("52", "44", "Haute-Marne"),
    ("53", "52", "Mayenne"),
    ("54", "44", "Meurthe-et-Moselle"),
    ("55", "44", "Meuse"),
    ("56", "53", "Morbihan"),
    ("57", "44", "Moselle"),
    ("58", "27", "Nièvre"),
    ("59", "32", "Nord"),
    ("60", "32", "Oise"),
    ("61", "28", "Orne"),
    ("62", "32", "Pas-de-Calais"),
    ("63", "84", "Puy-de-Dôme"),
    ("64", "75", "Pyrénées-Atlantiques"),
    ("65", "76", "Hautes-Pyrénées"),
    ("66", "76", "Pyrénées-Orientales"),
    ("67", "44", "Bas-Rhin"),
    ("68", "44", "Haut-Rhin"),
    ("69", "84", "Rhône"),
    ("70", "27", "Haute-Saône"),
    ("71", "27", "Saône-et-Loire"),
    ("72", "52", "Sarthe"),
    ("73", "84", "Savoie"),
    ("74", "84", "Haute-Savoie"),
    ("75", "11", "Paris"),
    ("76", "28", "Seine-Maritime"),
    ("77", "11", "Seine-et-Marne"),
    ("78", "11", "Yvelines"),
    ("79", "75", "Deux-Sèvres"),
    ("80", "32", "Somme"),
    ("81", "76", "Tarn"),
    ("82", "76", "Tarn-et-Garonne"),
    ("83", "93", "Var"),
    ("84", "93", "Vaucluse"),
    ("85", "52", "Vendée"),
    ("86", "75", "Vienne"),
    ("87", "75", "Haute-Vienne"),
    ("88", "44", "Vosges"),
    ("89", "27", "Yonne"),
    ("90", "27", "Territoire de Belfort"),
    ("91", "11", "Essonne"),
    ("92", "11", "Hauts-de-Seine"),
    ("93", "11", "Seine-Saint-Denis"),
    ("94", "11", "Val-de-Marne"),
    ("95", "11", "Val-d'Oise"),
    ("971", "01", "Guadeloupe"),
    ("972", "02", "Martinique"),
    ("973", "03", "Guyane"),
    ("974", "04", "La Réunion"),
    ("975", "975", "Saint-Pierre-et-Miquelon"),
    ("976", "06", "Mayotte"),
    ("977", "977", "Saint-Barthélemy"),
    ("978", "978", "Saint-Martin"),
    ("986", "986", "Wallis-et-Futuna"),
    ("987", "987", "Polynésie française"),
    ("988", "988", "Nouvelle-Calédonie"),
];

impl Department {
    /// Every department, in the order of the codes.
    ///
    /// # Panics
    /// Never: the table has fewer than 256 rows.
    pub fn all() -> impl ExactSizeIterator<Item = Self> {
        (0..DEPARTMENTS.len()).map(|row| Self(u8::try_from(row).expect("the table is short")))
    }

    /// The INSEE code: `59`, `2A`, `974`.
    pub fn code(self) -> &'static str {
        DEPARTMENTS[usize::from(self.0)].0
    }

    /// The name, in French.
    pub fn name(self) -> &'static str {
        DEPARTMENTS[usize::from(self.0)].2
    }

    /// The region that it lies in.
    ///
    /// # Panics
    /// Never: a test holds the two tables against each other.
    pub fn region(self) -> Region {
        DEPARTMENTS[usize::from(self.0)]
            .1
            .parse()
            .expect("the tables agree")
    }
}

impl Region {
    /// Every region, in the order of the codes.
    ///
    /// # Panics
    /// Never: the table has fewer than 256 rows.
    pub fn all() -> impl ExactSizeIterator<Item = Self> {
        (0..REGIONS.len()).map(|row| Self(u8::try_from(row).expect("the table is short")))
    }

    /// The INSEE code: `11`, `04`, `988`.
    pub fn code(self) -> &'static str {
        REGIONS[usize::from(self.0)].0
    }

    /// The name, in French.
    pub fn name(self) -> &'static str {
        REGIONS[usize::from(self.0)].1
    }
}

impl FromStr for Department {
    type Err = TerritoryError;

    fn from_str(code: &str) -> Result<Self, TerritoryError> {
        DEPARTMENTS
            .binary_search_by_key(&code, |row| row.0)
            .ok()
            .and_then(|row| u8::try_from(row).ok())
            .map(Self)
            .ok_or_else(|| TerritoryError::Department(code.chars().take(20).collect()))
    }
}

impl FromStr for Region {
    type Err = TerritoryError;

    fn from_str(code: &str) -> Result<Self, TerritoryError> {
        REGIONS
            .binary_search_by_key(&code, |row| row.0)
            .ok()
            .and_then(|row| u8::try_from(row).ok())
            .map(Self)
            .ok_or_else(|| TerritoryError::Region(code.chars().take(20).collect()))
    }
}

/// A commune's INSEE code, five characters. Only its department is checked: communes merge every year.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Commune(ArrayString<5>);

impl Commune {
    /// The code: `59350`, `2A004`, `97411`.
    pub fn code(&self) -> &str {
        &self.0
    }

    /// The department that its code begins with.
    ///
    /// # Panics
    /// Never: a commune's code is only made with a department's.
    pub fn department(&self) -> Department {
        commune_department(&self.0).expect("checked when the code was read")
    }
}

fn commune_department(code: &str) -> Option<Department> {
    let digits = if code.starts_with("97") || code.starts_with("98") {
        3
    } else {
        2
    };
    code.get(..digits)?.parse().ok()
}

impl FromStr for Commune {
    type Err = TerritoryError;

    fn from_str(code: &str) -> Result<Self, TerritoryError> {
        let refused = || TerritoryError::Commune(code.chars().take(20).collect());
        let number = code
            .get(2..)
            .is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()));
        if code.len() != 5 || !number || commune_department(code).is_none() {
            return Err(refused());
        }
        ArrayString::from(code).map(Self).map_err(|_| refused())
    }
}

/// Rule 10: department, region and commune agree.
pub(crate) fn require_agreement(
    department: Department,
    region: Region,
    commune: Option<Commune>,
) -> Result<(), Refusal> {
    let expected = department.region();
    require(region == expected, || FileRefusal::RegionDisagrees {
        department,
        region,
        expected,
    })?;
    match commune {
        Some(commune) if commune.department() != department => Err(FileRefusal::CommuneDisagrees {
            commune,
            department,
        }
        .into()),
        _ => Ok(()),
    }
}

/// A postal code, five digits. It says nothing certain about a department.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PostalCode(ArrayString<5>);

impl PostalCode {
    /// The code.
    pub fn code(&self) -> &str {
        &self.0
    }
}

impl FromStr for PostalCode {
    type Err = TerritoryError;

    fn from_str(code: &str) -> Result<Self, TerritoryError> {
        let refused = || TerritoryError::PostalCode(code.chars().take(20).collect());
        if code.len() != 5 || !code.bytes().all(|b| b.is_ascii_digit()) {
            return Err(refused());
        }
        ArrayString::from(code).map(Self).map_err(|_| refused())
    }
}

macro_rules! code_as_text {
    ($name:ident, $pattern:literal, $example:literal) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.code())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.code())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.code())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = ArrayString::<20>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({"type": "string", "pattern": $pattern, "examples": [$example]})
            }
        }
    };
}

code_as_text!(Department, "^([0-9]{2}|2A|2B|97[1-8]|98[678])$", "59");
code_as_text!(Region, "^([0-9]{2}|97[578]|98[678])$", "32");
code_as_text!(Commune, "^[0-9][0-9AB][0-9]{3}$", "59350");
code_as_text!(PostalCode, "^[0-9]{5}$", "59000");
