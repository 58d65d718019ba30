//! The permissions as a page to read.

use std::fmt::Write as _;

use strum::VariantArray;

use super::{Reach, Role};
use crate::command::Command;

/// Every command and every role: in each cell how far the role reaches, nothing where it does not
/// decide.
///
/// # Panics
/// Never: a string takes all that is written.
pub fn matrix_markdown() -> String {
    let mut page = String::from(HEAD);
    let mut rule = String::from("|---|");
    page.push_str("| command |");
    for role in Role::VARIANTS {
        write!(page, " {role} |").expect("a string takes all that is written");
        rule.push_str("---|");
    }
    writeln!(page, "\n{rule}").expect("a string takes all that is written");
    for (command, _) in Command::TYPES {
        page.push_str(&row(command));
    }
    page
}

const HEAD: &str = "# Who may decide what

Generated from the table in `domain/src/permission/table.rs`. A cell says how far the role reaches
by its actor's scope; an empty one, that the role does not decide the command. Whoever asks outside
of that is refused with `RoleMayNot` or `OutsideTerritory`, before any rule of the business.

";

fn row(command: &str) -> String {
    let cells = Role::VARIANTS
        .iter()
        .map(|role| role.reach(command).map_or("", Reach::cell));
    let cells: Vec<_> = cells.collect();
    format!("| {command} | {} |\n", cells.join(" | "))
}

impl Reach {
    fn cell(self) -> &'static str {
        match self {
            Self::Everywhere => "everywhere",
            Self::National => "national",
            Self::OwnFile => "own file",
            Self::OwnMatches => "own matches",
            Self::OwnCounsellors => "own counsellors",
            Self::Department => "department",
            Self::Lots => "own lots",
        }
    }
}
