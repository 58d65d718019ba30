//! A request from what only its asker can say: the rest is what an ordinary one has.

use domain::engine::{Actor, CommandId, Dated, Decider, Source, StreamName};

use crate::{ExpectedVersion, Identities, Request};

impl<D: Decider> Request<D> {
    /// This command of this stream, as of today, in whatever state the stream is, with new ids.
    ///
    /// Whoever has more to say writes those fields and takes the others from here:
    /// `Request { occurred_on, ..Request::new(stream, command, actor, command_id) }`.
    pub fn new(
        stream: StreamName,
        command: D::Command,
        actor: Actor,
        command_id: CommandId,
    ) -> Self {
        Self {
            command,
            stream,
            actor,
            occurred_on: None,
            dated: Dated::Exact,
            expected_version: ExpectedVersion::Any,
            command_id,
            repeat_of: None,
            recorded_at: None,
            source: Source::api(),
            causation_id: None,
            correlation_id: None,
            corrects: None,
            identities: Identities::Fresh,
        }
    }
}
