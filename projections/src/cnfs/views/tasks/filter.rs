//! Which tasks are asked for.

use std::convert::Infallible;
use std::str::FromStr;

use domain::engine::StreamName;
use domain::permission::Role;
use domain::task::RULES;
use domain::territory::Department;

use super::found::{Found, Place};

/// How many tasks a page holds at most.
pub const TASKS_PAGE_MAX: usize = 1_000;

/// How many it holds where nothing is said.
const TASKS_PAGE: usize = 100;

/// Which tasks are asked for, and which page of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskFilter {
    /// Those of one role, as actors are named.
    pub role: Option<String>,
    /// Those of one actor of that role.
    pub scope: InScope,
    /// Whether in time or late.
    pub lateness: Lateness,
    /// How many come before the page.
    pub offset: usize,
    /// How many the page holds: at most [`TASKS_PAGE_MAX`].
    pub limit: usize,
}

/// Whether a task is in time or late.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Lateness {
    /// Either.
    #[default]
    Any,
    /// Late.
    Late,
}

/// The tasks within an actor's scope, read from the scope's text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum InScope {
    /// Everywhere: `national`.
    #[default]
    Everywhere,
    /// In a department: `59`.
    Department(Department),
    /// In a file, or of that host: `host:0190…`.
    Stream(StreamName),
    /// In a training lot: `lot:4`.
    Lot(String),
    /// Of a training provider, by its name.
    Provider(String),
}

/// Every role that may be asked for: those of actors, for some of which nothing ever waits, and
/// whoever else a task waits for.
pub fn task_roles() -> Vec<&'static str> {
    let mut roles: Vec<_> = Role::names().collect();
    for rule in RULES {
        if !roles.contains(&rule.role) {
            roles.push(rule.role);
        }
    }
    roles
}

impl Default for TaskFilter {
    fn default() -> Self {
        Self {
            role: None,
            scope: InScope::default(),
            lateness: Lateness::default(),
            offset: 0,
            limit: TASKS_PAGE,
        }
    }
}

impl FromStr for InScope {
    type Err = Infallible;

    /// Total: what is nothing else is a provider's name.
    fn from_str(text: &str) -> Result<Self, Infallible> {
        if text == "national" {
            return Ok(Self::Everywhere);
        }
        if let Some(lot) = text.strip_prefix("lot:") {
            return Ok(Self::Lot(lot.to_owned()));
        }
        let department = || text.parse().ok().map(Self::Department);
        let stream = || text.parse().ok().map(Self::Stream);
        let named = department().or_else(stream);
        Ok(named.unwrap_or_else(|| Self::Provider(text.to_owned())))
    }
}

impl InScope {
    /// Whether an actor of that role, or of any, may have it: lots and providers are only those of
    /// training providers, so that a misspelt department is not taken for a provider's name.
    pub fn may_be_of(&self, role: Option<&str>) -> bool {
        let provider: &str = Role::TrainingProvider.into();
        let is_training = matches!(self, Self::Lot(_) | Self::Provider(_));
        !is_training || role.is_none_or(|role| role == provider)
    }
}

impl TaskFilter {
    /// The cheap questions first: where a file belongs is looked up only for what is left.
    pub(super) fn takes(&self, open: &Found<'_>, place: &Place<'_>) -> bool {
        let of_role = self.role.as_deref().is_none_or(|role| role == open.role());
        let of_lateness = self.lateness == Lateness::Any || open.is_late();
        of_role && of_lateness && place.is_covered() && self.scope.holds(open, place)
    }
}

impl InScope {
    fn holds(&self, open: &Found<'_>, place: &Place<'_>) -> bool {
        match self {
            Self::Everywhere => true,
            Self::Department(department) => {
                let place = place.place();
                place.is_some_and(|place| place.department == *department)
            }
            Self::Stream(stream) => open.stream == stream || place.host() == Some(stream),
            Self::Lot(lot) => open.is_in_training(place).is_some_and(|it| it.lot == *lot),
            Self::Provider(provider) => {
                let training = open.is_in_training(place);
                training.is_some_and(|it| it.provider == *provider)
            }
        }
    }
}
