//! The roles of actors.

use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::table::{Reach, decided_by};

/// Who an actor is, as its `role` says; an unknown role decides nothing.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, IntoStaticStr, VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum Role {
    /// Runs the engine: decides all, everywhere.
    Operator,
    /// Whoever fills in the form, before the file exists.
    Anonymous,
    /// A host structure; its scope is its stream.
    Host,
    /// A person; the scope is the person's stream.
    Candidate,
    /// A department's prefecture; its scope is the department's code.
    Prefecture,
    /// The agency that runs the programme.
    Anct,
    /// The bank that signs the conventions.
    BanqueDesTerritoires,
    /// The agency's steering.
    Steering,
    /// Whoever gives the training; the scope is the provider's name, or `lot:` and a lot's label.
    TrainingProvider,
    /// The engine itself.
    Engine,
    /// Has people forgotten: decides nothing of the programme.
    DataProtectionOfficer,
    /// Reads everything.
    Auditor,
    /// Reads everything but persons.
    Analyst,
}

impl Role {
    /// How far the role reaches with a command; `None` where it does not decide it.
    pub fn reach(self, command: &str) -> Option<Reach> {
        if self == Self::Operator {
            return Some(Reach::Everywhere);
        }
        let mut grants = decided_by(command).iter();
        grants
            .find(|grant| grant.role == self)
            .map(|grant| grant.reach)
    }
}
