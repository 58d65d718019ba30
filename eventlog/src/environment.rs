//! The world outside, as an argument: the clock and the source of new ids.

use domain::engine::Instant;
use uuid::Uuid;

/// What a ledger and a log ask of the world. The system's own stands in the binaries only;
/// tests and the sample programme bring a simulated one.
pub trait Environment: Send + Sync + 'static {
    /// The time. May go back: what is recorded does not.
    fn now(&self) -> Instant;

    /// An id that was never made before.
    fn new_id(&self) -> Uuid;
}
