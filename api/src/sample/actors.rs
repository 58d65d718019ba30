//! Who decides in the sample: roles, opaque ids and scopes.

use domain::engine::{Actor, StreamName};
use domain::territory::Department;

fn actor(role: &str, id: &str, scope: &str) -> Actor {
    Actor {
        role: role.into(),
        id: id.into(),
        scope: scope.into(),
    }
}

/// The agency that runs the programme.
pub(super) fn anct() -> Actor {
    actor("anct", "anct-1", "national")
}

/// The agency's steering.
pub(super) fn steering() -> Actor {
    actor("steering", "anct-steering", "national")
}

/// What brings candidates and hosts together.
pub(super) fn engine() -> Actor {
    actor("engine", "matching", "national")
}

/// The bank that signs the conventions.
pub(super) fn bank() -> Actor {
    actor("banque_des_territoires", "bdt-1", "national")
}

/// A department's prefecture.
pub(super) fn prefecture(department: Department) -> Actor {
    let code = department.code();
    actor("prefecture", &format!("prefecture-{code}"), code)
}

/// A host, or a candidate, on its own file.
pub(super) fn owner(stream: &StreamName) -> Actor {
    let name = stream.to_string();
    actor(stream.kind(), &name, &name)
}

/// Whoever trains in that lot.
pub(super) fn trainer(lot: &str) -> Actor {
    actor(
        "training_provider",
        &format!("provider-of-lot-{lot}"),
        &format!("lot:{lot}"),
    )
}
