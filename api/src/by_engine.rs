//! What the server asks of its own ledgers, as the engine: reports, ticks, compensations.

use domain::engine::{CommandId, Dated, Decider as _, Source, StreamName};
use domain::{Cnfs, Command};
use eventlog::{ExpectedVersion, Identities, Request};

/// A command of the engine, today. Its id derives from what it is about: asked again, by this
/// process or the next, it is answered as before.
pub(crate) fn request(command: Command, stream: StreamName, id: CommandId) -> Request<Cnfs> {
    Request {
        command,
        stream,
        actor: Cnfs::engine_actor(),
        occurred_on: None,
        dated: Dated::Exact,
        expected_version: ExpectedVersion::Any,
        command_id: id,
        repeat_of: None,
        recorded_at: None,
        source: Source::api(),
        causation_id: None,
        correlation_id: None,
        corrects: None,
        identities: Identities::Fresh,
    }
}
