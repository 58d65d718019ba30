//! An import's events beside what was decided: the same ones, in the given order, or where they differ.
//!
//! Reactions are not compared: what they followed from then may be decided otherwise today.

use domain::engine::{Draft, EventId, Source, StoredEvent};

use super::append::Numbered;
use super::{Given, Reacted};
use crate::Provenance;

/// Pairs each given event with the draft that equals it, in the given order; reactions are taken
/// as they are given, if an event beside them caused them.
pub(super) fn arrange<E: StoredEvent>(
    decided: Vec<Draft<E>>,
    given: Vec<Given<E>>,
) -> Result<Vec<Numbered<E>>, String> {
    let is_decided = |given: &&Given<E>| given.reaction.is_none();
    let causes: Vec<EventId> = given
        .iter()
        .filter(is_decided)
        .map(|given| given.event_id)
        .collect();
    let mut rest = decided;
    let mut arranged = Vec::with_capacity(given.len());
    for mut given in given {
        if let Some(reacted) = given.reaction.take() {
            arranged.push(reaction(given, reacted, &causes)?);
            continue;
        }
        let found = rest
            .iter()
            .position(|draft| difference(draft, &given).is_none());
        let index = found.ok_or_else(|| nearest(&rest, &given))?;
        arranged.push(Numbered {
            event_id: given.event_id,
            draft: rest.remove(index),
            provenance: None,
        });
    }
    match rest.first() {
        None => Ok(arranged),
        Some(left) => Err(format!(
            "`{}` on {} is decided too, and not given",
            left.event.type_name(),
            left.stream
        )),
    }
}

/// The ids that emitted events bring: the deciding one, which stands first on both sides, and those
/// of the companions that came with it. `None` for a companion that did not.
pub(super) fn named<E: StoredEvent>(
    decided: &[Draft<E>],
    given: &[Given<E>],
) -> Result<Vec<Option<EventId>>, String> {
    let mut named = vec![None; decided.len()];
    for (place, given) in given.iter().enumerate() {
        let is_it = |index: &usize| match place {
            0 => *index == 0,
            _ => named[*index].is_none() && difference(&decided[*index], given).is_none(),
        };
        let found = (0..decided.len()).find(is_it);
        let index = found.ok_or_else(|| nearest(decided, given))?;
        named[index] = Some(given.event_id);
    }
    Ok(named)
}

/// A reaction as it was recorded elsewhere.
fn reaction<E: StoredEvent>(
    given: Given<E>,
    Reacted { actor, cause }: Reacted,
    causes: &[EventId],
) -> Result<Numbered<E>, String> {
    if !causes.contains(&cause) {
        return Err(format!(
            "`{}` on {} is a reaction to {cause}, which is no decided event of its append",
            given.event.type_name(),
            given.stream
        ));
    }
    Ok(Numbered {
        event_id: given.event_id,
        draft: given.into_draft(),
        provenance: Some(Box::new(Provenance {
            actor,
            source: Source::reaction(),
            causation_id: Some(cause),
        })),
    })
}

/// How the given event differs from the decided one that is most like it.
fn nearest<E: StoredEvent>(decided: &[Draft<E>], given: &Given<E>) -> String {
    let type_name = given.event.type_name();
    let of_type = |draft: &&Draft<E>| draft.event.type_name() == type_name;
    let in_stream = |draft: &&Draft<E>| of_type(draft) && draft.stream == given.stream;
    let like = decided.iter().find(in_stream);
    let difference = like
        .or_else(|| decided.iter().find(of_type))
        .and_then(|draft| difference(draft, given));
    match difference {
        Some(difference) => format!("`{type_name}` on {}: {difference}", given.stream),
        None => format!(
            "`{type_name}` on {} is given, and not decided",
            given.stream
        ),
    }
}

/// The first field that differs.
fn difference<E: StoredEvent>(draft: &Draft<E>, given: &Given<E>) -> Option<String> {
    differs("stream", &draft.stream, &given.stream)
        .or_else(|| differs("occurred_on", &draft.occurred_on, &given.occurred_on))
        .or_else(|| differs("dated", &draft.dated, &given.dated))
        .or_else(|| differs("corrects", &draft.corrects, &given.corrects))
        .or_else(|| {
            let mut given = given.event.clone();
            given.take_derived(&draft.event);
            (draft.event != given).then(|| payload(&draft.event, &given))
        })
}

fn differs<T: PartialEq + std::fmt::Debug>(field: &str, decided: &T, given: &T) -> Option<String> {
    (decided != given).then(|| format!("`{field}` is decided {decided:?}, given {given:?}"))
}

/// The printed forms, line by line, name the payload's field; personal fields print no content.
fn payload<E: StoredEvent>(decided: &E, given: &E) -> String {
    let (decided, given) = (format!("{decided:#?}"), format!("{given:#?}"));
    let line = decided
        .lines()
        .zip(given.lines())
        .find(|(one, other)| one != other);
    match line {
        Some((decided, given)) => format!("decided {}, given {}", shown(decided), shown(given)),
        None => "a personal field differs".into(),
    }
}

fn shown(line: &str) -> String {
    format!("`{}`", line.trim().trim_end_matches(','))
}
