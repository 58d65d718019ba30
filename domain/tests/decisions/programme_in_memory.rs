//! A programme without a log: states in a map, each accepted decision folded in at once.

use std::collections::HashMap;

use domain::candidate::{CandidateFile, CandidateState};
use domain::engine::{
    Actor, Asked, CivilDate, Dated, Decider, Draft, EventId, Happened, Needs, StoredEvent,
    StreamName, Streams, Tally, Undecided,
};
use domain::host::{HostFile, HostStage, HostState};
use domain::session::SessionStage;
use domain::workflow::Stage;
use domain::{Cnfs, CnfsTally, Command, Event, FileState, Refusal, State};
use serde_json::{Value, json};
use uuid::Uuid;

pub(crate) use crate::command_data::{
    activity, added, amended, autumn, corrected, favourable, host_in, one_year, opinion, person,
    place, reason, requested, resignation, returned, terms, unfavourable, until, with,
};

/// More look-ups than any decision makes: a decider that asks for ever is a failing test.
const LOOK_UPS_MAX: usize = 32;

#[derive(Clone)]
pub(crate) struct Programme {
    pub(crate) states: HashMap<StreamName, State>,
    pub(crate) tally: CnfsTally,
    pub(crate) history: Vec<Draft<Event>>,
    pub(crate) today: CivilDate,
    /// Who asks.
    pub(crate) actor: Actor,
    /// Reactions follow in the append of their cause, as they do in the ledger; without them it is
    /// as if all had been imported.
    pub(crate) reacts: bool,
}

pub(crate) fn actor(role: &str, scope: &str) -> Actor {
    Actor {
        role: role.into(),
        id: "-".into(),
        scope: scope.into(),
    }
}

pub(crate) fn date(text: &str) -> CivilDate {
    text.parse().unwrap()
}

pub(crate) fn stream(name: &str) -> StreamName {
    name.parse().unwrap()
}

pub(crate) fn host(number: u128) -> String {
    format!("host:{}", Uuid::from_u128(number))
}

pub(crate) fn candidate(number: u128) -> String {
    format!("candidate:{}", Uuid::from_u128(number))
}

pub(crate) fn match_(number: u128) -> String {
    format!("match:{}", Uuid::from_u128(number))
}

impl Programme {
    /// Nothing has happened; it is the last day of 2022.
    pub(crate) fn blank() -> Self {
        Self {
            states: HashMap::new(),
            tally: CnfsTally::default(),
            history: Vec::new(),
            today: date("2022-12-31"),
            actor: actor("operator", "national"),
            reacts: false,
        }
    }

    /// The same, and from now on reactions follow.
    pub(crate) fn reacting(self) -> Self {
        Self {
            reacts: true,
            ..self
        }
    }

    /// Opened with ten posts, a remote lot and one on site in Hauts-de-France, and one session
    /// on 2021-04-01.
    pub(crate) fn opened() -> Self {
        let mut programme = Self::blank();
        programme.accept(
            "programme:cnfs",
            "OpenProgramme",
            json!({"name": "Essai", "posts_envelope": 10, "opened_on": "2020-11-17"}),
        );
        for (lot, delivery, regions) in
            [("1", "remote", json!([])), ("3", "on_site", json!(["32"]))]
        {
            programme.accept(
                "programme:cnfs",
                "DefineTrainingLot",
                json!({"lot": lot, "delivery": delivery, "providers": ["AFPA"], "regions": regions}),
            );
        }
        programme.convene("12", "2021-04-01");
        programme
    }

    pub(crate) fn convene(&mut self, label: &str, held_on: &str) {
        self.accept(
            &format!("session:{label}"),
            "ConveneSession",
            json!({"label": label, "ordinal": 12, "held_on": held_on, "phase": 1}),
        );
    }

    pub(crate) fn registered_host(&mut self, number: u128) -> String {
        self.accept(&host(number), "RegisterHost", host_in("59", "32"));
        host(number)
    }

    /// Registered, and granted posts by session 12.
    pub(crate) fn validated_host(&mut self, number: u128, posts: u32) -> String {
        let host = self.registered_host(number);
        self.accept(&host, "RecordCoselecVote", favourable("12", posts));
        host
    }

    /// Validated, and its convention's file accepted.
    pub(crate) fn host_with_accepted_file(&mut self, number: u128, posts: u32) -> String {
        let host = self.validated_host(number, posts);
        self.accept(
            &host,
            "OpenConventionFile",
            json!({"dossier_number": 1, "procedure": "public"}),
        );
        for to in ["under_construction", "under_instruction", "accepted"] {
            self.accept(&host, "MoveConventionFile", json!({"to": to}));
        }
        host
    }

    /// Its convention signed for so many of its posts.
    pub(crate) fn host_under_convention(
        &mut self,
        number: u128,
        posts: u32,
        covered: u32,
    ) -> String {
        let host = self.host_with_accepted_file(number, posts);
        self.accept(&host, "SendConvention", terms(covered));
        self.accept(&host, "SignConvention", terms(covered));
        host
    }

    pub(crate) fn registered_candidate(&mut self, number: u128) -> String {
        self.accept(&candidate(number), "RegisterCandidate", person());
        candidate(number)
    }

    /// A candidate of the match's number is registered, proposed to the host, and shortlisted.
    pub(crate) fn shortlisted(&mut self, number: u128, host: &str) -> String {
        let candidate = self.registered_candidate(number);
        self.shortlisted_again(number, host, &candidate)
    }

    pub(crate) fn shortlisted_again(
        &mut self,
        number: u128,
        host: &str,
        candidate: &str,
    ) -> String {
        let proposal = json!({"host": host, "candidate": candidate, "origin": "manual"});
        self.accept(&match_(number), "ProposeMatch", proposal);
        self.accept(&match_(number), "ShortlistMatch", json!({}));
        match_(number)
    }

    /// A candidate is hired from 2021-07-01 on, under a contract of a year; answers the candidate.
    pub(crate) fn hired(&mut self, number: u128, host: &str) -> String {
        let match_ = self.shortlisted(number, host);
        self.accept_on("2021-06-01", &match_, "DeclareHire", one_year());
        candidate(number)
    }

    /// Hired at a host of its own, and enrolled on 2021-06-10.
    pub(crate) fn enrolled(&mut self, number: u128) -> String {
        let host = self.validated_host(number, 1);
        let candidate = self.hired(number, &host);
        self.accept_on("2021-06-10", &candidate, "EnrolInTraining", place());
        candidate
    }

    /// The training followed from 2021-07-05 to 2021-09-30.
    pub(crate) fn trained(&mut self, number: u128) -> String {
        let candidate = self.enrolled(number);
        self.accept_on("2021-07-05", &candidate, "StartTraining", json!({}));
        self.accept_on("2021-09-30", &candidate, "CompleteTraining", json!({}));
        candidate
    }

    /// What the person's file remembers.
    #[track_caller]
    pub(crate) fn person(&self, name: &str) -> &CandidateFile {
        match &self.states[&stream(name)].file {
            FileState::Candidate(CandidateState::Registered(file)) => file,
            other => panic!("no registered person: {other:?}"),
        }
    }

    #[track_caller]
    pub(crate) fn accept(&mut self, on: &str, command: &str, data: Value) -> Vec<Draft<Event>> {
        self.decide(on, command, data, None)
            .unwrap_or_else(|refusal| panic!("{command} refused: {refusal}"))
    }

    #[track_caller]
    pub(crate) fn accept_on(
        &mut self,
        day: &str,
        on: &str,
        command: &str,
        data: Value,
    ) -> Vec<Draft<Event>> {
        self.decide(on, command, data, Some(date(day)))
            .unwrap_or_else(|refusal| panic!("{command} refused: {refusal}"))
    }

    #[track_caller]
    pub(crate) fn refuse(&mut self, on: &str, command: &str, data: Value) -> Refusal {
        self.decide(on, command, data, None)
            .expect_err("the command should have been refused")
    }

    #[track_caller]
    pub(crate) fn refuse_on(&mut self, day: &str, on: &str, command: &str, data: Value) -> Refusal {
        self.decide(on, command, data, Some(date(day)))
            .expect_err("the command should have been refused")
    }

    pub(crate) fn stage(&self, name: &str) -> Option<&'static str> {
        self.states.get(&stream(name)).and_then(State::stage)
    }

    #[track_caller]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "payloads are written where they are used"
    )]
    fn decide(
        &mut self,
        on: &str,
        command: &str,
        data: Value,
        occurred_on: Option<CivilDate>,
    ) -> Result<Vec<Draft<Event>>, Refusal> {
        let command = Command::from_json(command, &data).unwrap();
        self.ask(&stream(on), &command, occurred_on)
    }

    /// Corrects the event with that id.
    #[track_caller]
    pub(crate) fn correct(
        &mut self,
        corrects: EventId,
        on: &str,
        command: &str,
        data: Value,
    ) -> Vec<Draft<Event>> {
        self.try_to_correct(Some(corrects), on, command, data)
            .unwrap_or_else(|refusal| panic!("{command} refused: {refusal}"))
    }

    #[expect(
        clippy::needless_pass_by_value,
        reason = "payloads are written where they are used"
    )]
    pub(crate) fn try_to_correct(
        &mut self,
        corrects: Option<EventId>,
        on: &str,
        command: &str,
        data: Value,
    ) -> Result<Vec<Draft<Event>>, Refusal> {
        let command = Command::from_json(command, &data).unwrap();
        self.ask_correcting(&stream(on), &command, None, corrects)
    }

    /// The last event of that type on a stream.
    #[track_caller]
    pub(crate) fn last(&self, on: &str, type_name: &str) -> EventId {
        let on = stream(on);
        let is_it =
            |draft: &Draft<Event>| draft.stream == on && draft.event.type_name() == type_name;
        let place = self.history.iter().rposition(is_it).unwrap();
        EventId(Uuid::from_u128(place as u128))
    }

    pub(crate) fn host_file(&self, name: &str) -> &HostFile {
        match self.states.get(&stream(name)).map(|state| &state.file) {
            Some(FileState::Host(HostState::Registered(file))) => file,
            other => panic!("{name} is {other:?}"),
        }
    }

    /// Decides, and folds what was decided and what follows from it; answers the decision alone.
    pub(crate) fn ask(
        &mut self,
        on: &StreamName,
        command: &Command,
        occurred_on: Option<CivilDate>,
    ) -> Result<Vec<Draft<Event>>, Refusal> {
        self.ask_correcting(on, command, occurred_on, None)
    }

    /// The same, naming the event that is corrected.
    pub(crate) fn ask_correcting(
        &mut self,
        on: &StreamName,
        command: &Command,
        occurred_on: Option<CivilDate>,
        corrects: Option<EventId>,
    ) -> Result<Vec<Draft<Event>>, Refusal> {
        let mut asked = self.asked(on, occurred_on);
        asked.corrects = corrects;
        let drafts = self.answer(command, &asked)?;
        self.record(&drafts, &asked, Some(command));
        Ok(drafts)
    }

    /// Records what no command decides here; answers what followed from it.
    pub(crate) fn happen(&mut self, day: &str, on: &str, event: Event) -> Vec<Draft<Event>> {
        let (on, day) = (stream(on), date(day));
        let draft = Draft {
            stream: on.clone(),
            event,
            occurred_on: day,
            dated: Dated::Exact,
            corrects: None,
            subject: on.clone(),
        };
        self.record(&[draft], &self.asked(&on, Some(day)), None)
    }

    /// Folds a decision and its reactions; answers these.
    fn record(
        &mut self,
        decision: &[Draft<Event>],
        asked: &Asked,
        by: Option<&Command>,
    ) -> Vec<Draft<Event>> {
        let causes = decision.iter().filter(|_| self.reacts).cloned();
        let causes: Vec<_> = causes.collect();
        let reactions = causes.iter().flat_map(|cause| self.react(cause, asked));
        let reactions: Vec<_> = reactions.collect();
        for draft in decision {
            match by {
                Some(command) => self.fold_along_an_arrow(draft, command),
                None => self.fold(draft),
            }
        }
        for draft in &reactions {
            self.fold(draft);
        }
        reactions
    }

    fn react(&mut self, cause: &Draft<Event>, asked: &Asked) -> Vec<Draft<Event>> {
        for _ in 0..LOOK_UPS_MAX {
            match Cnfs::react(cause, asked, &Streams::new(&self.states), &self.tally) {
                Ok(reactions) => return reactions,
                Err(Needs(stream)) => {
                    let state = Cnfs::initial(&stream);
                    let known = self.states.insert(stream, state);
                    assert!(known.is_none(), "asked for what was at hand");
                }
            }
        }
        panic!("more than {LOOK_UPS_MAX} look-ups");
    }

    pub(crate) fn asked(&self, on: &StreamName, occurred_on: Option<CivilDate>) -> Asked {
        Asked {
            stream: on.clone(),
            occurred_on,
            dated: Dated::Exact,
            today: self.today,
            actor: self.actor.clone(),
            corrects: None,
        }
    }

    /// Refused to another actor than the operator.
    #[track_caller]
    pub(crate) fn refuse_to(
        &mut self,
        asking: Actor,
        on: &str,
        command: &str,
        data: Value,
    ) -> Refusal {
        let operator = std::mem::replace(&mut self.actor, asking);
        let refusal = self.refuse(on, command, data);
        self.actor = operator;
        refusal
    }

    pub(crate) fn answer(
        &mut self,
        command: &Command,
        asked: &Asked,
    ) -> Result<Vec<Draft<Event>>, Refusal> {
        for _ in 0..LOOK_UPS_MAX {
            match Cnfs::decide(command, asked, &Streams::new(&self.states), &self.tally) {
                Ok(drafts) => return Ok(drafts),
                Err(Undecided::Refused(refusal)) => return Err(refusal),
                Err(Undecided::Needs(stream)) => {
                    let state = Cnfs::initial(&stream);
                    let known = self.states.insert(stream, state);
                    assert!(known.is_none(), "asked for what was at hand");
                }
            }
        }
        panic!("more than {LOOK_UPS_MAX} look-ups");
    }

    /// The id that the next event gets.
    pub(crate) fn next_id(&self) -> EventId {
        EventId(Uuid::from_u128(self.history.len() as u128))
    }

    /// Every event of a decision takes an arrow of its stream's table, decided by that command.
    fn fold_along_an_arrow(&mut self, draft: &Draft<Event>, command: &Command) {
        let name = draft.stream.to_string();
        let from = self.stage(&name);
        self.fold(draft);
        let to = self.stage(&name).unwrap();
        let (event, by) = (draft.event.type_name(), command.type_name());
        let listed = match draft.stream.kind() {
            _ if matches!(draft.event, Event::Common(_)) => from == Some(to),
            "host" => is_listed::<HostStage>(event, by, from, to),
            "session" => is_listed::<SessionStage>(event, by, from, to),
            _ => true,
        };
        assert!(listed, "{event} of {by} led from {from:?} to {to}");
    }

    pub(crate) fn fold(&mut self, draft: &Draft<Event>) {
        let happened = Happened {
            event: &draft.event,
            event_id: self.next_id(),
            occurred_on: draft.occurred_on,
        };
        let state = self
            .states
            .entry(draft.stream.clone())
            .or_insert_with(|| Cnfs::initial(&draft.stream));
        Cnfs::evolve(state, &happened);
        self.tally.apply(&draft.stream, &happened);
        self.history.push(draft.clone());
    }
}

fn is_listed<S: Stage>(event: &str, by: &str, from: Option<&str>, to: &str) -> bool {
    let name = |stage: S| -> &'static str { stage.into() };
    S::ARROWS.iter().any(|arrow| {
        let leads = arrow.to.map_or(from, |to| Some(name(to))) == Some(to);
        let begins = from.is_none() && arrow.from.is_empty();
        let leaves = arrow.from.iter().any(|&stage| Some(name(stage)) == from);
        arrow.event == event && arrow.by.contains(&by) && leads && (begins || leaves)
    })
}
