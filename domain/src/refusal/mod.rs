//! Refusals: the facts for which a command is answered with no.

mod actor;
mod convention;
mod declare;
mod delivery;
mod file;
mod hire;
mod person;
mod posts;
mod programme;
mod request;
mod training;

pub use actor::ActorRefusal;
pub use convention::ConventionRefusal;
use declare::areas;
pub use delivery::DeliveryRefusal;
pub use file::FileRefusal;
pub use hire::HireRefusal;
pub use person::PersonRefusal;
pub use posts::PostsRefusal;
pub use programme::ProgrammeRefusal;
pub use request::RequestRefusal;
pub use training::TrainingRefusal;

areas! {
    /// See [`RequestRefusal`].
    Request(RequestRefusal),
    /// See [`ActorRefusal`].
    Actor(ActorRefusal),
    /// See [`DeliveryRefusal`].
    Delivery(DeliveryRefusal),
    /// See [`ProgrammeRefusal`].
    Programme(ProgrammeRefusal),
    /// See [`FileRefusal`].
    File(FileRefusal),
    /// See [`ConventionRefusal`].
    Convention(ConventionRefusal),
    /// See [`PostsRefusal`].
    Posts(PostsRefusal),
    /// See [`HireRefusal`].
    Hire(HireRefusal),
    /// See [`PersonRefusal`].
    Person(PersonRefusal),
    /// See [`TrainingRefusal`].
    Training(TrainingRefusal),
}

/// The refusal, unless it holds: a guard on one line.
pub(crate) fn require<R: Into<Refusal>>(
    holds: bool,
    otherwise: impl FnOnce() -> R,
) -> Result<(), Refusal> {
    if holds {
        Ok(())
    } else {
        Err(otherwise().into())
    }
}
