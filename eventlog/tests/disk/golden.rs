//! Stored format 1, byte for byte: these files were written once, and every later release reads them.

use std::fs;
use std::path::Path;

use domain::engine::{
    Actor, Channel, CivilDate, CommandId, Dated, EventId, Instant, KeyId, Position, Source,
    StreamName, Version,
};
use eventlog::conformance::{id, programme, stream};
use eventlog::{Batch, Digest, EventLog, NewEvent, decode_meta, leaf_hash};

use crate::folder::{Folder, all, frames};

const BYTES_PER_LINE: usize = 32;

/// Every optional field absent, or at its shortest.
fn plain() -> Batch {
    Batch {
        command_id: CommandId(id(1)),
        digest: None,
        recorded_at: Instant::from_micros(1_605_600_000_000_000),
        actor: Actor {
            role: "prefect".into(),
            id: "75".into(),
            scope: "75".into(),
        },
        source: Source::api(),
        causation_id: None,
        correlation_id: id(1),
        expected: Vec::new(),
        events: vec![NewEvent {
            event_id: EventId(id(2)),
            stream: stream(3),
            type_name: "HostRegistered",
            schema: 1,
            payload: b"payload".to_vec(),
            occurred_on: CivilDate::of(2020, 11, 17),
            dated: Dated::Exact,
            corrects: None,
            provenance: None,
        }],
    }
}

/// Every optional field present, and two events on one stream.
fn full() -> Batch {
    let on = |number: u64, corrects| NewEvent {
        event_id: EventId(id(number)),
        stream: StreamName::of_text("session", "62BIS").unwrap(),
        type_name: "CoselecVoteCorrected",
        schema: 300,
        payload: vec![0xF7; 3],
        occurred_on: CivilDate::of(1969, 12, 31),
        dated: Dated::AtLatest,
        corrects,
        provenance: None,
    };
    let source = Source {
        channel: Channel::Import,
        batch: Some("votes.csv".into()),
        row: Some(129),
        emitted_at: Some(Instant::from_micros(-1)),
    };
    let digest = Digest {
        key_id: KeyId(id(4)),
        tag: [0xAB; 16],
    };
    Batch {
        command_id: CommandId(id(5)),
        digest: Some(digest),
        recorded_at: Instant::from_micros(1_605_600_000_000_001),
        source,
        causation_id: Some(EventId(id(2))),
        correlation_id: id(6),
        events: vec![on(7, Some(EventId(id(2)))), on(8, None)],
        ..plain()
    }
}

async fn stored() -> (Folder, Vec<bytes::Bytes>) {
    let folder = Folder::new(1024 * 1024);
    let log = folder.open().unwrap();
    for batch in [plain(), full()] {
        log.append(batch).await.unwrap();
    }
    let events = all(&log).await;
    log.close().await.unwrap();
    (folder, events)
}

fn golden(name: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name);
    fs::read_to_string(file).unwrap()
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::new();
    for line in bytes.chunks(BYTES_PER_LINE) {
        text.extend(line.iter().map(|byte| format!("{byte:02x}")));
        text.push('\n');
    }
    text
}

fn unhex(text: &str) -> Vec<u8> {
    let digits: String = text.split_whitespace().collect();
    let byte = |at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap();
    (0..digits.len()).step_by(2).map(byte).collect()
}

#[tokio::test]
async fn the_bytes_of_events_are_those_of_the_golden_files() {
    let (_, events) = stored().await;
    let names = ["event-plain.hex", "event-full.hex", "event-second.hex"];
    for (event, name) in events.iter().zip(names) {
        assert_eq!(
            hex(event),
            golden(name),
            "{name}: a stored shape is never changed"
        );
    }
}

#[tokio::test]
async fn the_bytes_of_frames_are_those_of_the_golden_files() {
    let (folder, _) = stored().await;
    let file = folder.last_segment();
    let bytes = fs::read(&file).unwrap();
    for (frame, name) in frames(&file)
        .iter()
        .zip(["frame-plain.hex", "frame-full.hex"])
    {
        let frame = &bytes[frame.bytes.clone()];
        assert_eq!(
            hex(frame),
            golden(name),
            "{name}: a stored shape is never changed"
        );
    }
}

#[test]
fn a_golden_event_reads_as_what_was_written() {
    let (meta, type_name) = decode_meta(&unhex(&golden("event-second.hex"))).unwrap();
    assert_eq!(&*type_name, "CoselecVoteCorrected");
    assert_eq!(meta.programme, programme());
    assert_eq!(meta.stream.to_string(), "session:62BIS");
    assert_eq!(
        (meta.position, meta.version),
        (Position::new(3).unwrap(), Version::new(2).unwrap())
    );
    assert_eq!(meta.previous, Position::new(2));
    assert_eq!(meta.occurred_on, CivilDate::of(1969, 12, 31));
    assert_eq!(meta.source, full().source);
    assert_eq!((meta.correlation_id, meta.corrects), (id(6), None));
}

#[test]
fn the_leaf_of_a_golden_event_is_the_hash_of_its_bytes_behind_a_zero() {
    let event = unhex(&golden("event-plain.hex"));
    assert_eq!(hex(&leaf_hash(&event)), golden("leaf-plain.hex"));
}

#[tokio::test]
async fn golden_frames_open_as_a_log() {
    let folder = Folder::new(1024 * 1024);
    let frames = unhex(&(golden("frame-plain.hex") + &golden("frame-full.hex")));
    fs::write(folder.path().join(format!("{:020}.segment", 1)), frames).unwrap();
    let events = folder.read().await.unwrap();
    let names = ["event-plain.hex", "event-full.hex", "event-second.hex"];
    assert_eq!(events.len(), names.len());
    for (event, name) in events.iter().zip(names) {
        assert_eq!(hex(event), golden(name));
    }
}
