//! The domain's side: states in a map, decisions and what follows from them, as the ledger appends them.

use std::collections::HashMap;

use domain::engine::{
    Actor, Asked, CivilDate, Dated, Decider, Draft, EventId, Happened, Needs, Refusal as _,
    StoredEvent, StreamName, Streams, Tally, Undecided,
};
use domain::{Cnfs, CnfsTally, Command, Event, State};
use uuid::Uuid;

use crate::ask::{Ask, event_id};

/// More look-ups than any decision makes.
const LOOK_UPS_MAX: usize = 64;

/// How many events the ledger admits in one append, and how many of them by themselves.
const BATCH_EVENTS_MAX: usize = 512;
const REACTIONS_MAX: usize = 256;

/// The domain with all that it was told.
#[derive(Default)]
pub(crate) struct Ledger {
    states: HashMap<StreamName, State>,
    tally: CnfsTally,
    versions: HashMap<StreamName, u64>,
    position: u64,
}

/// An event in its place of the log.
pub(crate) struct Logged {
    pub(crate) draft: Draft<Event>,
    pub(crate) id: u128,
    pub(crate) version: u64,
    pub(crate) position: u64,
    /// Followed by itself.
    pub(crate) is_reaction: bool,
    /// Where its stream stood before it and after it.
    pub(crate) from: Option<&'static str>,
    pub(crate) to: Option<&'static str>,
}

impl Logged {
    pub(crate) fn name(&self) -> &'static str {
        self.draft.event.type_name()
    }
}

/// One atomic append, or the code of the refusal.
pub(crate) type Reply = Result<Vec<Logged>, &'static str>;

impl Ledger {
    pub(crate) fn ask(&mut self, ask: &Ask) -> Reply {
        let command = Command::from_json(ask.command, &ask.data)
            .unwrap_or_else(|why| panic!("{ask}: {why:?}"));
        let asked = asked(ask);
        let decision = self.decide(&command, &asked)?;
        let reactions = self.reactions(&decision, &asked);
        let decided = decision.len();
        let drafts = decision.into_iter().chain(reactions);
        let append = drafts.enumerate().map(|(place, draft)| {
            let id = event_id(ask.number, place);
            self.fold(draft, id, place >= decided)
        });
        Ok(append.collect())
    }

    fn decide(
        &mut self,
        command: &Command,
        asked: &Asked,
    ) -> Result<Vec<Draft<Event>>, &'static str> {
        for _ in 0..LOOK_UPS_MAX {
            match Cnfs::decide(command, asked, &Streams::new(&self.states), &self.tally) {
                Ok(drafts) => return Ok(drafts),
                Err(Undecided::Refused(refusal)) => return Err(refusal.code()),
                Err(Undecided::Needs(stream)) => self.load(stream),
            }
        }
        panic!("more than {LOOK_UPS_MAX} look-ups");
    }

    /// Asked event by event on what was before the decision, and cut at the ledger's bound.
    fn reactions(&mut self, decision: &[Draft<Event>], asked: &Asked) -> Vec<Draft<Event>> {
        let bound = REACTIONS_MAX.min(BATCH_EVENTS_MAX - decision.len());
        let mut reactions = Vec::new();
        for cause in decision {
            let followed = self.react(cause, asked);
            for reaction in &followed {
                self.could_be_imported(cause, reaction);
            }
            reactions.extend(followed);
        }
        reactions.truncate(bound);
        reactions
    }

    fn react(&mut self, cause: &Draft<Event>, asked: &Asked) -> Vec<Draft<Event>> {
        for _ in 0..LOOK_UPS_MAX {
            match Cnfs::react(cause, asked, &Streams::new(&self.states), &self.tally) {
                Ok(drafts) => return drafts,
                Err(Needs(stream)) => self.load(stream),
            }
        }
        panic!("more than {LOOK_UPS_MAX} look-ups");
    }

    /// What follows here may have followed elsewhere: an import of this history takes it in.
    fn could_be_imported(&mut self, cause: &Draft<Event>, reaction: &Draft<Event>) {
        let may_follow = loop {
            let streams = Streams::new(&self.states);
            match Cnfs::may_follow(cause, reaction, &streams, &self.tally) {
                Ok(may_follow) => break may_follow,
                Err(Needs(stream)) => self.load(stream),
            }
        };
        assert!(may_follow, "{reaction:?} after {cause:?}");
    }

    fn load(&mut self, stream: StreamName) {
        let state = Cnfs::initial(&stream);
        let known = self.states.insert(stream, state);
        assert!(known.is_none(), "asked for what was at hand");
    }

    fn fold(&mut self, draft: Draft<Event>, id: u128, is_reaction: bool) -> Logged {
        let happened = Happened {
            event: &draft.event,
            event_id: EventId(Uuid::from_u128(id)),
            occurred_on: draft.occurred_on,
        };
        let states = self.states.entry(draft.stream.clone());
        let state = states.or_insert_with(|| Cnfs::initial(&draft.stream));
        let from = state.stage();
        Cnfs::evolve(state, &happened);
        let to = state.stage();
        self.tally.apply(&draft.stream, &happened);
        let version = self.versions.entry(draft.stream.clone()).or_default();
        *version += 1;
        self.position += 1;
        Logged {
            id,
            version: *version,
            position: self.position,
            is_reaction,
            from,
            to,
            draft,
        }
    }

    /// What the domain itself holds to be open over the programme.
    pub(crate) fn posts_open(&self) -> i64 {
        self.tally.posts_open()
    }
}

fn asked(ask: &Ask) -> Asked {
    let date = |text: &str| -> CivilDate { text.parse().unwrap() };
    Asked {
        stream: ask.on.parse().unwrap(),
        occurred_on: ask.day.as_deref().map(date),
        dated: Dated::Exact,
        today: date(&ask.today),
        actor: Actor {
            role: ask.role.into(),
            id: "-".into(),
            scope: ask.scope.as_str().into(),
        },
        corrects: ask.corrects.map(|id| EventId(Uuid::from_u128(id))),
    }
}
