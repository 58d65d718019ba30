//! Refusals: who may not ask.

use super::declare::refusals;

refusals! {
    /// Why an actor may not ask for something, whatever the states say. The variant's name is its stable code.
    ActorRefusal

    /// The role does not decide this, or is unknown.
    #[error("`actor.role`: `{role}` may not decide `{command}`")]
    RoleMayNot {
        /// The command.
        command: &'static str,
        /// The actor's role.
        role: Box<str>,
    } at "actor.role",
    /// The role does, elsewhere.
    #[error("`actor.scope`: `{command}` lies outside the territory of the {role} `{scope}`: {within}")]
    OutsideTerritory {
        /// The command.
        command: &'static str,
        /// The actor's role.
        role: &'static str,
        /// The actor's scope.
        scope: Box<str>,
        /// What lies within.
        within: &'static str,
    } at "actor.scope",
}
