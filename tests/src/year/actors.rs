//! Who asks in the year: roles and scopes as the permissions know them.

use domain::engine::{Actor, StreamName};
use domain::territory::Department;

fn actor(role: &str, id: &str, scope: &str) -> Actor {
    Actor {
        role: role.into(),
        id: id.into(),
        scope: scope.into(),
    }
}

/// A role that decides for the whole country.
fn national(role: &str) -> Actor {
    actor(role, role, "national")
}

pub(super) fn agency() -> Actor {
    national("anct")
}

pub(super) fn steering() -> Actor {
    national("steering")
}

pub(super) fn bank() -> Actor {
    national("banque_des_territoires")
}

pub(super) fn engine() -> Actor {
    national("engine")
}

/// Whoever fills in the form.
pub(super) fn anybody() -> Actor {
    actor("anonymous", "form", "")
}

pub(super) fn prefecture(department: Department) -> Actor {
    let code = department.code();
    actor("prefecture", &format!("prefecture-{code}"), code)
}

/// A host, or a person, on the own file.
pub(super) fn owner(stream: &StreamName) -> Actor {
    let name = stream.to_string();
    actor(stream.kind(), &name, &name)
}

pub(super) fn trainer(lot: &str) -> Actor {
    let scope = format!("lot:{lot}");
    actor("training_provider", &scope, &scope)
}
