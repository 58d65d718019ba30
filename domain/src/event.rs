//! The catalogue of events: one enum over the five kinds of streams and what all of them may hold, and their stored form.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};

use crate::candidate::CandidateEvent;
use crate::common::CommonEvent;
use crate::engine::{DecodeError, PersonalField, StoredEvent};
use crate::host::HostEvent;
use crate::matching::MatchEvent;
use crate::programme::ProgrammeEvent;
use crate::session::SessionEvent;

/// Declares the events of one kind of stream: each has a payload of its own name and the schema
/// version that is written today. Old schemas are lifted in the kind's `lift` function.
macro_rules! events {
    (
        $(#[$doc:meta])*
        pub enum $enum:ident {
            $($(#[$event_doc:meta])* $name:ident = $schema:literal,)+
        }
        lift = $lift:path;
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        #[serde(tag = "type", content = "data")]
        pub enum $enum {
            $($(#[$event_doc])* $name($name),)+
        }

        impl $enum {
            /// Every type of this kind with the schema version written today.
            pub const TYPES: &'static [(&'static str, u16)] = &[$((stringify!($name), $schema),)+];

            /// The catalogue's name.
            pub fn type_name(&self) -> &'static str {
                match self {
                    $(Self::$name(_) => stringify!($name),)+
                }
            }

            pub(crate) fn schema(&self) -> u16 {
                match self {
                    $(Self::$name(_) => $schema,)+
                }
            }

            pub(crate) fn encode(&self, out: &mut Vec<u8>) {
                match self {
                    $(Self::$name(payload) => crate::event::write(payload, out),)+
                }
            }

            /// `None` where the type is not of this kind.
            pub(crate) fn decode(
                type_name: &str,
                schema: u16,
                bytes: &[u8],
            ) -> Option<Result<Self, crate::engine::DecodeError>> {
                match type_name {
                    $(stringify!($name) => Some(match schema {
                        $schema => crate::event::read(type_name, schema, bytes).map(Self::$name),
                        newer if newer > $schema => Err(crate::engine::DecodeError::NewerSchema {
                            type_name: type_name.to_owned(),
                            found: newer,
                            known: $schema,
                        }),
                        older => $lift(type_name, older, bytes),
                    }),)+
                    _ => None,
                }
            }

            /// The payload alone, as JSON.
            pub(crate) fn data(&self) -> serde_json::Value {
                match self {
                    $(Self::$name(payload) => serde_json::to_value(payload),)+
                }
                .expect("payloads are plain JSON")
            }

            /// `None` where the type is not of this kind.
            pub(crate) fn from_json(
                type_name: &str,
                data: &serde_json::Value,
            ) -> Option<Result<Self, crate::json::BadInput>> {
                match type_name {
                    $(stringify!($name) => Some(crate::json::payload(data).map(Self::$name)),)+
                    _ => None,
                }
            }

            /// The JSON Schema of each payload.
            pub(crate) fn schemas(generator: &mut schemars::SchemaGenerator) -> Vec<(&'static str, schemars::Schema)> {
                vec![$((stringify!($name), generator.subschema_for::<$name>()),)+]
            }
        }
    };
}
pub(crate) use events;

/// An event of the programme.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Event {
    /// Targets and allotments.
    Programme(ProgrammeEvent),
    /// One COSELEC meeting.
    Session(SessionEvent),
    /// A host structure's file.
    Host(HostEvent),
    /// A person.
    Candidate(CandidateEvent),
    /// One candidate put before one host.
    Match(MatchEvent),
    /// What a stream of any kind may hold.
    Common(CommonEvent),
}

/// One match arm per kind of stream, all doing the same.
macro_rules! on_every_kind {
    ($event:expr, $inner:ident => $body:expr) => {
        match $event {
            Event::Programme($inner) => $body,
            Event::Session($inner) => $body,
            Event::Host($inner) => $body,
            Event::Candidate($inner) => $body,
            Event::Match($inner) => $body,
            Event::Common($inner) => $body,
        }
    };
}

impl Event {
    /// The kind of stream that this event stands in: `host`; `None`: any.
    pub fn kind(&self) -> Option<&'static str> {
        match self {
            Self::Programme(_) => Some("programme"),
            Self::Session(_) => Some("session"),
            Self::Host(_) => Some("host"),
            Self::Candidate(_) => Some("candidate"),
            Self::Match(_) => Some("match"),
            Self::Common(_) => None,
        }
    }

    /// The payload alone, as JSON: what stands in `data` at every edge.
    pub fn data(&self) -> serde_json::Value {
        on_every_kind!(self, event => event.data())
    }

    /// From a type's name and its payload as JSON; every field known, none missing.
    pub fn from_json(
        type_name: &str,
        data: &serde_json::Value,
    ) -> Result<Self, crate::json::BadInput> {
        ProgrammeEvent::from_json(type_name, data)
            .map(|event| event.map(Self::Programme))
            .or_else(|| SessionEvent::from_json(type_name, data).map(|e| e.map(Self::Session)))
            .or_else(|| HostEvent::from_json(type_name, data).map(|e| e.map(Self::Host)))
            .or_else(|| CandidateEvent::from_json(type_name, data).map(|e| e.map(Self::Candidate)))
            .or_else(|| MatchEvent::from_json(type_name, data).map(|e| e.map(Self::Match)))
            .or_else(|| CommonEvent::from_json(type_name, data).map(|e| e.map(Self::Common)))
            .unwrap_or_else(|| Err(crate::json::BadInput::unknown_type(type_name)))
    }

    /// Every event type: kind (`None`: any), name, schema version written today.
    pub fn catalogue() -> impl Iterator<Item = (Option<&'static str>, &'static str, u16)> {
        fn of(
            kind: impl Into<Option<&'static str>>,
            types: &'static [(&'static str, u16)],
        ) -> impl Iterator<Item = (Option<&'static str>, &'static str, u16)> {
            let kind = kind.into();
            types
                .iter()
                .map(move |&(name, schema)| (kind, name, schema))
        }
        of("programme", ProgrammeEvent::TYPES)
            .chain(of("session", SessionEvent::TYPES))
            .chain(of("host", HostEvent::TYPES))
            .chain(of("candidate", CandidateEvent::TYPES))
            .chain(of("match", MatchEvent::TYPES))
            .chain(of(None, CommonEvent::TYPES))
    }

    /// The JSON Schema of each payload, by event type.
    pub fn schemas(generator: &mut SchemaGenerator) -> Vec<(&'static str, Schema)> {
        [
            ProgrammeEvent::schemas(generator),
            SessionEvent::schemas(generator),
            HostEvent::schemas(generator),
            CandidateEvent::schemas(generator),
            MatchEvent::schemas(generator),
            CommonEvent::schemas(generator),
        ]
        .concat()
    }
}

impl StoredEvent for Event {
    fn type_name(&self) -> &'static str {
        on_every_kind!(self, event => event.type_name())
    }

    fn schema(&self) -> u16 {
        on_every_kind!(self, event => event.schema())
    }

    fn encode(&self, out: &mut Vec<u8>) {
        on_every_kind!(self, event => event.encode(out));
    }

    fn decode(type_name: &str, schema: u16, bytes: &[u8]) -> Result<Self, DecodeError> {
        HostEvent::decode(type_name, schema, bytes)
            .map(|event| event.map(Self::Host))
            .or_else(|| {
                CandidateEvent::decode(type_name, schema, bytes).map(|e| e.map(Self::Candidate))
            })
            .or_else(|| MatchEvent::decode(type_name, schema, bytes).map(|e| e.map(Self::Match)))
            .or_else(|| CommonEvent::decode(type_name, schema, bytes).map(|e| e.map(Self::Common)))
            .or_else(|| {
                SessionEvent::decode(type_name, schema, bytes).map(|e| e.map(Self::Session))
            })
            .or_else(|| {
                ProgrammeEvent::decode(type_name, schema, bytes).map(|e| e.map(Self::Programme))
            })
            .unwrap_or_else(|| Err(DecodeError::UnknownType(type_name.to_owned())))
    }

    fn personal_fields(&mut self, visit: &mut dyn FnMut(&'static str, &mut dyn PersonalField)) {
        match self {
            Self::Programme(event) => event.personal_fields(visit),
            Self::Session(_) => {}
            Self::Host(event) => event.personal_fields(visit),
            Self::Candidate(event) => event.personal_fields(visit),
            Self::Match(event) => event.personal_fields(visit),
            Self::Common(event) => event.personal_fields(visit),
        }
    }

    fn take_derived(&mut self, decided: &Self) {
        if let (Self::Host(event), Self::Host(decided)) = (self, decided) {
            event.take_derived(decided);
        }
    }
}

pub(crate) fn write<T: Serialize>(payload: &T, out: &mut Vec<u8>) {
    let buffer = std::mem::take(out);
    *out = postcard::to_extend(payload, buffer)
        .expect("a payload is encodable once its personal fields are sealed");
}

pub(crate) fn read<'a, T: Deserialize<'a>>(
    type_name: &str,
    schema: u16,
    bytes: &'a [u8],
) -> Result<T, DecodeError> {
    let malformed = |why: String| DecodeError::Malformed {
        type_name: type_name.to_owned(),
        schema,
        why,
    };
    match postcard::take_from_bytes(bytes) {
        Ok((payload, [])) => Ok(payload),
        Ok((_, rest)) => Err(malformed(format!("{} bytes too many", rest.len()))),
        Err(why) => Err(malformed(why.to_string())),
    }
}

/// For a kind of stream whose types have had one schema only.
pub(crate) fn nothing_to_lift<T>(
    type_name: &str,
    schema: u16,
    _bytes: &[u8],
) -> Result<T, DecodeError> {
    Err(DecodeError::Malformed {
        type_name: type_name.to_owned(),
        schema,
        why: "there never was such a schema".to_owned(),
    })
}
