//! The envelope of every read model's answer, shared by HTTP and the command line.

use domain::engine::{CivilDate, Instant, Position, ProgrammeSlug};
use domain::territory::{Department, Region};
use schemars::JsonSchema;
use serde::Serialize;

use super::definitions::definition;
use super::lens::Lens;
use super::table::Table;

/// What a view's answer has in common with the others'.
pub trait View: Serialize {
    /// The ids of the indicators that it shows.
    const INDICATORS: &'static [&'static str];

    /// Whether a figure rests on facts of which only the latest day is known.
    fn is_approximate(&self) -> bool;

    /// The same figures as a table.
    fn table(&self) -> Table;
}

/// What was asked of which read model, as the answer repeats it.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The programme.
    pub programme: ProgrammeSlug,
    /// The position that the read model stands at.
    pub position: Option<Position>,
    /// The instant through which events were known, where one was asked for.
    pub known_at: Option<Instant>,
    /// The rest.
    pub lens: Lens,
}

/// A view with what it must be read with.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Answer<V> {
    /// The programme.
    pub programme: String,
    /// The position that the read model stands at; 0 before the first event.
    pub position: u64,
    /// Only what had become true by that day.
    pub as_of: CivilDate,
    /// Only what had been recorded by that instant; absent where everything is meant.
    pub known_at: Option<Instant>,
    /// Only what counts in that region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<Region>,
    /// Only what counts in that department.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<Department>,
    /// Whether a figure rests on facts of which only the latest day is known.
    pub approximate: bool,
    /// The indicators shown, each in its version.
    pub definitions: Vec<DefinitionUsed>,
    /// The figures.
    #[serde(flatten)]
    pub view: V,
}

/// An indicator's definition, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DefinitionUsed {
    /// Its id.
    pub id: &'static str,
    /// Its version.
    pub version: u32,
}

impl<V: View> Answer<V> {
    /// Puts a view into its envelope.
    pub fn new(asked: &Asked, view: V) -> Self {
        Self {
            programme: asked.programme.to_string(),
            position: asked.position.map_or(0, Position::get),
            as_of: asked.lens.as_of,
            known_at: asked.known_at,
            region: asked.lens.region,
            department: asked.lens.department,
            approximate: view.is_approximate(),
            definitions: V::INDICATORS.iter().filter_map(|id| used(id)).collect(),
            view,
        }
    }
}

fn used(id: &str) -> Option<DefinitionUsed> {
    definition(id).map(|found| DefinitionUsed {
        id: found.id,
        version: found.version,
    })
}
