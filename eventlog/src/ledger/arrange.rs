//! An import's events beside what was decided: the same ones, in the given order, or where they differ.

use domain::engine::{Draft, StoredEvent};

use super::Given;
use super::append::Numbered;

/// Pairs each given event with the draft that equals it, in the given order.
pub(super) fn arrange<E: StoredEvent>(
    decided: Vec<Draft<E>>,
    given: &[Given<E>],
) -> Result<Vec<Numbered<E>>, String> {
    let mut rest = decided;
    let mut arranged = Vec::with_capacity(given.len());
    for given in given {
        let found = rest
            .iter()
            .position(|draft| difference(draft, given).is_none());
        let index = found.ok_or_else(|| nearest(&rest, given))?;
        arranged.push(Numbered {
            event_id: given.event_id,
            draft: rest.remove(index),
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
        .or_else(|| (draft.event != given.event).then(|| payload(&draft.event, &given.event)))
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
