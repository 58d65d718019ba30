//! Permissions: who may decide what, and where.
//!
//! The table says which roles decide a command, and how far each of them reaches; the territory says
//! whether a case lies within an actor's reach. What is not shown to lie within lies outside: a role
//! on a file that does not exist is refused for its territory, and learns nothing of the file.

mod matrix;
mod role;
mod table;
mod territory;

pub use matrix::matrix_markdown;
pub use role::Role;
pub use table::{Grant, Reach, decided_by};

use crate::case::Case;
use crate::command::Command;
use crate::engine::Undecided;
use crate::refusal::{ActorRefusal, Refusal};

/// Refused where the actor's role does not decide the command, or not there.
///
/// Imports are held to it too: their actors are the recorded ones, `operator` for open data.
pub(crate) fn require(case: &Case<'_>, command: &Command) -> Result<(), Undecided<Refusal>> {
    let actor = &case.asked.actor;
    let named = command.type_name();
    let role: Option<Role> = actor.role.parse().ok();
    let Some((role, reach)) = role.and_then(|role| Some((role, role.reach(named)?))) else {
        return Err(ActorRefusal::RoleMayNot {
            command: named,
            role: actor.role.clone(),
        }
        .into());
    };
    if territory::holds(case, command, reach)? {
        return Ok(());
    }
    Err(ActorRefusal::OutsideTerritory {
        command: named,
        role: role.into(),
        scope: actor.scope.clone(),
        within: reach.meaning(),
    }
    .into())
}
