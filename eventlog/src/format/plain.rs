//! The plain codec of payloads: an enum of events that have one schema each, whole in postcard.
//!
//! For a programme none of whose events has an older shape yet. The first that gets one is read by
//! a `decode` of the programme's own, which lifts it and leaves the others to this one.

use domain::engine::{DecodeError, StoredEvent};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What [`StoredEvent::encode`] may be.
///
/// # Panics
/// If a personal field is not sealed, as that function says.
pub fn encode_plain<E: StoredEvent + Serialize>(event: &E, out: &mut Vec<u8>) {
    let bytes = postcard::to_stdvec(event).expect("the ledger seals before it encodes");
    out.extend(bytes);
}

/// What [`StoredEvent::decode`] may be, for events of these names, all at that schema.
pub fn decode_plain<E: StoredEvent + DeserializeOwned>(
    (names, known): (&[&str], u16),
    type_name: &str,
    schema: u16,
    bytes: &[u8],
) -> Result<E, DecodeError> {
    let type_name = type_name.to_owned();
    if !names.contains(&type_name.as_str()) {
        return Err(DecodeError::UnknownType(type_name));
    }
    if schema > known {
        return Err(DecodeError::NewerSchema {
            type_name,
            found: schema,
            known,
        });
    }
    let why = match postcard::take_from_bytes::<E>(bytes) {
        _ if schema < known => "there was no such schema".to_owned(),
        Ok((event, [])) if event.type_name() == type_name => return Ok(event),
        Ok((event, rest)) => format!("a `{}`, and {} bytes", event.type_name(), rest.len()),
        Err(why) => why.to_string(),
    };
    Err(DecodeError::Malformed {
        type_name,
        schema,
        why,
    })
}

#[cfg(test)]
mod tests {
    use domain::engine::PersonalField;
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    enum Door {
        Opened { times: u32 },
        Closed,
    }

    impl StoredEvent for Door {
        fn type_name(&self) -> &'static str {
            match self {
                Self::Opened { .. } => "Opened",
                Self::Closed => "Closed",
            }
        }

        fn schema(&self) -> u16 {
            1
        }

        fn encode(&self, out: &mut Vec<u8>) {
            encode_plain(self, out);
        }

        fn decode(type_name: &str, schema: u16, bytes: &[u8]) -> Result<Self, DecodeError> {
            decode_plain((&["Opened", "Closed"], 1), type_name, schema, bytes)
        }

        fn personal_fields(&mut self, _: &mut dyn FnMut(&'static str, &mut dyn PersonalField)) {}
    }

    #[test]
    fn what_was_encoded_is_read_back() {
        for door in [Door::Opened { times: 300 }, Door::Closed] {
            let mut bytes = Vec::new();
            door.encode(&mut bytes);
            assert_eq!(Door::decode(door.type_name(), 1, &bytes), Ok(door));
        }
    }

    #[test]
    fn what_another_release_wrote_or_damage_left_is_told_apart() {
        let mut closed = Vec::new();
        Door::Closed.encode(&mut closed);
        let read = |name, schema, bytes| Door::decode(name, schema, bytes).unwrap_err();
        let unknown = read("Painted", 1, &closed);
        let newer = read("Closed", 2, &closed);
        assert!(matches!(unknown, DecodeError::UnknownType(_)));
        assert!(matches!(newer, DecodeError::NewerSchema { found: 2, .. }));
        let of_another_type = read("Opened", 1, &closed);
        let cut_off = read("Opened", 1, &[0]);
        let with_more_behind = read("Closed", 1, &[closed.clone(), vec![0]].concat());
        for damaged in [of_another_type, cut_off, with_more_behind] {
            assert!(
                matches!(damaged, DecodeError::Malformed { .. }),
                "{damaged}"
            );
        }
    }
}
