//! What every route shares: bodies in, parameters in, representations out, and the layers around.

pub(crate) mod body;
pub(crate) mod connections;
pub(crate) mod layers;
pub(crate) mod parameters;
pub(crate) mod representation;
