//! The states of a convention's file, as démarches-simplifiées names them, and the moves among them.

use crate::host::DossierState;
use crate::host::DossierState::{
    Accepted, Draft, Dropped, Refused, UnderConstruction, UnderInstruction,
};

// draft ──► under_construction ⇄ under_instruction ──► accepted | refused | dropped

/// Every move; there is no other.
pub(crate) const MOVES: &[(DossierState, DossierState)] = &[
    (Draft, UnderConstruction),
    (UnderConstruction, UnderInstruction),
    (UnderInstruction, UnderConstruction),
    (UnderInstruction, Accepted),
    (UnderInstruction, Refused),
    (UnderInstruction, Dropped),
];

/// Where every file begins.
pub(super) const FIRST: DossierState = Draft;

/// From where a host may open another file.
pub(super) const OVER: &[DossierState] = &[Refused, Dropped];
