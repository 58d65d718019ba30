//! Quality: three shares with what they divide, conventions on their way, files still expected.

use domain::host::HostKind;
use schemars::JsonSchema;
use serde::Serialize;

use crate::Rows;
use crate::cnfs::answer::View;
use crate::cnfs::definitions::definition;
use crate::cnfs::figure::Figure;
use crate::cnfs::files::Files;
use crate::cnfs::files::host::HostStanding;
use crate::cnfs::lens::Lens;
use crate::cnfs::standing::{Standing, standings};
use crate::cnfs::table::{Cell, Table, columns};

/// How well the programme's files are kept.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct Quality {
    /// Posts open of private hosts, among all.
    pub private_share: Share,
    /// Convention files found non-compliant and not corrected, among those opened.
    pub non_compliant_share: Share,
    /// Activation mails that were not followed, among those sent.
    pub not_activated_share: Share,
    /// Conventions sent, signed since or not.
    pub conventions_sent: Conventions,
    /// Conventions signed and not terminated.
    pub conventions_signed: Conventions,
    /// Hosts validated and activated that opened no convention file.
    pub convention_files_expected: Figure,
}

/// A ratio and what it is made of.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct Share {
    /// The numerator over the denominator; absent where the denominator is 0.
    pub value: Option<f64>,
    /// What is looked for.
    pub numerator: Figure,
    /// Among what.
    pub denominator: Figure,
}

/// Conventions and the posts that they cover.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Conventions {
    /// How many.
    pub conventions: Figure,
    /// Over how many posts.
    pub posts: Figure,
}

/// The quality at a lens.
pub fn quality(rows: &Rows<Files>, lens: &Lens) -> Quality {
    let mut quality = Quality::default();
    for standing in standings(rows, lens) {
        if let Standing::Host(host) = standing {
            quality.add(&host);
        }
    }
    quality.shares_mut().into_iter().for_each(Share::divide);
    quality
}

impl Quality {
    fn add(&mut self, host: &HostStanding) {
        let is_private = host.kind == Some(HostKind::Private);
        self.private_share.add(host.posts_open, is_private);

        let convention = &host.convention;
        self.non_compliant_share.denominator += convention.opened;
        self.non_compliant_share.numerator += convention.non_compliant;
        self.not_activated_share
            .add(host.mails, !host.activated.is_seen());

        let in_doubt = convention.is_in_doubt();
        self.conventions_sent.add(convention.sent, in_doubt);
        self.conventions_signed.add(convention.in_force(), in_doubt);
        self.convention_files_expected += host.file_expected();
    }

    fn shares_mut(&mut self) -> [&mut Share; 3] {
        [
            &mut self.private_share,
            &mut self.non_compliant_share,
            &mut self.not_activated_share,
        ]
    }
}

impl Share {
    fn add(&mut self, part: Figure, is_looked_for: bool) {
        self.denominator += part;
        if is_looked_for {
            self.numerator += part;
        }
    }

    fn divide(&mut self) {
        self.value = ratio(self.numerator.value, self.denominator.value);
    }

    fn is_approximate(&self) -> bool {
        self.numerator.approximate || self.denominator.approximate
    }
}

/// To four decimals, `None` where there is nothing to divide by.
fn ratio(numerator: i64, denominator: i64) -> Option<f64> {
    let (numerator, denominator) = (
        i32::try_from(numerator).ok()?,
        i32::try_from(denominator).ok()?,
    );
    let exact = f64::from(numerator) / f64::from(denominator);
    (denominator != 0).then(|| (exact * 10_000.0).round() / 10_000.0)
}

impl Conventions {
    /// One host's convention, by the posts that it covers.
    fn add(&mut self, posts: Option<i64>, in_doubt: bool) {
        if let Some(posts) = posts {
            self.conventions += Figure::of(1, in_doubt);
            self.posts += Figure::of(posts, in_doubt);
        }
    }
}

impl View for Quality {
    const INDICATORS: &'static [&'static str] = &[
        "private_share",
        "non_compliant_share",
        "not_activated_share",
        "conventions_sent",
        "conventions_signed",
        "convention_files_expected",
    ];

    fn is_approximate(&self) -> bool {
        let shares = [
            &self.private_share,
            &self.non_compliant_share,
            &self.not_activated_share,
        ];
        shares.into_iter().any(Share::is_approximate)
            || self.conventions_sent.conventions.approximate
            || self.conventions_signed.conventions.approximate
            || self.convention_files_expected.approximate
    }

    fn table(&self) -> Table {
        Table {
            header: columns([
                ("id", "Indicateur"),
                ("label", "Libellé"),
                ("value", "Valeur"),
                ("numerator", "Numérateur"),
                ("denominator", "Dénominateur"),
                ("posts", "Postes"),
            ]),
            rows: vec![
                self.private_share.cells("private_share"),
                self.non_compliant_share.cells("non_compliant_share"),
                self.not_activated_share.cells("not_activated_share"),
                self.conventions_sent.cells("conventions_sent"),
                self.conventions_signed.cells("conventions_signed"),
                counted(
                    "convention_files_expected",
                    self.convention_files_expected,
                    Cell::Empty,
                ),
            ],
        }
    }
}

impl Share {
    fn cells(&self, id: &'static str) -> Vec<Cell> {
        vec![
            id.into(),
            label(id).into(),
            self.value.into(),
            self.numerator.into(),
            self.denominator.into(),
            Cell::Empty,
        ]
    }
}

impl Conventions {
    fn cells(&self, id: &'static str) -> Vec<Cell> {
        counted(id, self.conventions, self.posts.into())
    }
}

fn counted(id: &'static str, count: Figure, posts: Cell) -> Vec<Cell> {
    vec![
        id.into(),
        label(id).into(),
        count.into(),
        Cell::Empty,
        Cell::Empty,
        posts,
    ]
}

fn label(id: &str) -> Option<&'static str> {
    definition(id).map(|definition| definition.label)
}
