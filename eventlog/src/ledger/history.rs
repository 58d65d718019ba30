//! What an import says that followed: held against what may follow in this programme, or refused with its append.

use domain::engine::{Decider, Draft, Needs, StoredEvent, Streams};

use super::outcome::Failure;
use super::stage::Stage;
use super::states::View;
use super::{DecideError, Given, Identities, Reacted};

impl<D: Decider> Stage<D> {
    /// Every given reaction is one that may have followed from its cause, decided by the engine,
    /// and said once. On whether its cause is there [`super::arrange`] decides.
    pub(super) async fn admit_reactions(
        &mut self,
        identities: &Identities<D::Event>,
    ) -> Result<(), Failure<D>> {
        let given = identities.given();
        for (place, event) in given.iter().enumerate() {
            let Some(reacted) = &event.reaction else {
                continue;
            };
            let mut causes = given.iter().filter(|given| given.reaction.is_none());
            let Some(cause) = causes.find(|given| given.event_id == reacted.cause) else {
                continue;
            };
            let is_first = !given[..place].iter().any(|before| is_same(before, event));
            if !is_first || !self.may_have_followed(cause, event, reacted).await? {
                return Err(impossible(event, reacted));
            }
        }
        Ok(())
    }

    async fn may_have_followed(
        &mut self,
        cause: &Given<D::Event>,
        event: &Given<D::Event>,
        reacted: &Reacted,
    ) -> Result<bool, Failure<D>> {
        let (cause, reaction) = (cause.clone().into_draft(), event.clone().into_draft());
        if reacted.actor != D::engine_actor() {
            return Ok(false);
        }
        for _ in 0..=self.streams_max {
            match self.ask_history(&cause, &reaction) {
                Ok(answer) => return Ok(answer),
                Err(Needs(stream)) => self.load(&stream).await?,
            };
        }
        Ok(false)
    }

    fn ask_history(
        &self,
        cause: &Draft<D::Event>,
        reaction: &Draft<D::Event>,
    ) -> Result<bool, Needs> {
        let view = View::new(&self.states);
        D::may_follow(cause, reaction, &Streams::new(&view), &self.whole.tally)
    }
}

fn is_same<E: StoredEvent>(one: &Given<E>, other: &Given<E>) -> bool {
    one.reaction.is_some() && one.stream == other.stream && one.event == other.event
}

fn impossible<E: StoredEvent, R>(event: &Given<E>, reacted: &Reacted) -> DecideError<R> {
    DecideError::DecisionDiffers {
        detail: format!(
            "`{}` on {} cannot have followed from {}",
            event.event.type_name(),
            event.stream,
            reacted.cause
        ),
    }
}
