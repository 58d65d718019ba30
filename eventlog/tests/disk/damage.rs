//! C9: what was acknowledged and cannot be read is refused with its position, and left as it is.

use std::fs;
use std::path::Path;

use domain::engine::Position;
use eventlog::conformance::{programme, world};
use eventlog::{AppendError, EmbeddedLog, EmbeddedOptions, EventLog, OpenError, ReadError};

use crate::folder::{
    Folder, FrameAt, all, append, cut, damaged_at, flip, frames, numbered, overwrite,
};

/// Two frames a segment, so that the last of three is the usual case and the first two are sealed.
const SEGMENT_BYTES: u64 = 1100;
const BATCHES: u64 = 6;
const SEGMENTS_OF_ANY_SIZE: u64 = 64 * 1024;
/// Where a log opens, it is synced: not for each byte, then.
const OPEN_EVERY_BYTES: usize = 7;

async fn three_segments() -> Folder {
    let folder = Folder::filled(SEGMENT_BYTES, BATCHES).await;
    assert_eq!(folder.segments().len(), 3);
    folder
}

/// A damaged file is refused by everybody at the same position, and is not changed. It is put back
/// afterwards.
fn refused_at(position: u64, folder: &Folder, file: &Path, damage: impl FnOnce(&Path)) {
    let whole = fs::read(file).unwrap();
    damage(file);
    let left = fs::read(file).ok();
    assert_eq!(damaged_at(folder.open()), position);
    assert_eq!(damaged_at(folder.follow()), position);
    let report = eventlog::verify(folder.path(), &programme(), &mut |_| {}).unwrap();
    let first = report.findings.first().unwrap();
    assert_eq!(first.position, Position::new(position));
    assert_eq!(fs::read(file).ok(), left, "damage is left as it was found");
    fs::write(file, whole).unwrap();
}

#[tokio::test]
async fn a_flipped_bit_in_any_stored_byte_is_refused_with_its_position() {
    let folder = three_segments().await;
    for segment in folder.segments() {
        for FrameAt { bytes, first, .. } in frames(&segment) {
            for byte in bytes {
                refused_at(first, &folder, &segment, |file| flip(file, byte));
            }
        }
    }
}

#[tokio::test]
async fn a_cut_at_any_stored_byte_is_refused_with_its_position() {
    let folder = three_segments().await;
    for segment in folder.segments() {
        for FrameAt { bytes, first, .. } in frames(&segment) {
            for byte in bytes {
                refused_at(first, &folder, &segment, |file| cut(file, byte));
            }
        }
    }
}

#[tokio::test]
async fn a_blanked_frame_is_refused_with_its_position() {
    let folder = three_segments().await;
    for segment in folder.segments() {
        for FrameAt { bytes, first, .. } in frames(&segment) {
            let zeros = vec![0; bytes.len()];
            refused_at(first, &folder, &segment, |file| {
                overwrite(file, bytes.start, &zeros);
            });
        }
    }
}

/// Longer than what is compared with zeros at once.
const BLANK_BYTES: usize = 100_000;

#[tokio::test]
async fn behind_the_frames_of_a_sealed_segment_zeros_are_nothing() {
    let folder = three_segments().await;
    let events = folder.read().await.unwrap();
    for sealed in &folder.segments()[..2] {
        let end = fs::read(sealed).unwrap().len();
        overwrite(sealed, end, &vec![0; BLANK_BYTES]);
    }
    assert_eq!(folder.read().await.unwrap(), events);
    assert_eq!(all(&folder.follow().unwrap()).await, events);
    let report = eventlog::verify(folder.path(), &programme(), &mut |_| {}).unwrap();
    assert_eq!((report.findings, report.unfinished), (Vec::new(), None));
}

#[tokio::test]
async fn behind_the_frames_of_a_sealed_segment_anything_else_is_refused() {
    let folder = three_segments().await;
    let sealed = &folder.segments()[0];
    let end = fs::read(sealed).unwrap().len();
    let behind = u64::try_from(frames(sealed).len()).unwrap() * 2 + 1;
    for blank in [0, 1, BLANK_BYTES] {
        refused_at(behind, &folder, sealed, |file| {
            overwrite(file, end + blank, &[1]);
        });
    }
}

#[tokio::test]
async fn a_missing_segment_is_refused_with_the_first_position_that_is_gone() {
    let folder = three_segments().await;
    for segment in folder.segments() {
        let first = frames(&segment)[0].first;
        refused_at(first, &folder, &segment, |file| {
            fs::remove_file(file).unwrap();
        });
    }
}

/// Two logs that part at the third batch, their frames of one length.
async fn parted(number: u64) -> Folder {
    let folder = Folder::filled(SEGMENTS_OF_ANY_SIZE, 2).await;
    let log = folder.open().unwrap();
    append(&log, number).await;
    drop(log);
    folder
}

#[tokio::test]
async fn a_sound_frame_of_another_log_in_an_acknowledged_ones_place_is_refused() {
    let (folder, other) = (parted(3).await, parted(4).await);
    let frame = frames(&other.last_segment()).pop().unwrap();
    let bytes = fs::read(other.last_segment()).unwrap();
    let changed = |file: &Path| overwrite(file, frame.bytes.start, &bytes[frame.bytes.clone()]);
    // As the last frame, its hash is not the acknowledged one.
    refused_at(5, &folder, &folder.last_segment(), changed);
    // Before others, the next one does not follow it.
    append(&folder.open().unwrap(), 5).await;
    append(&folder.open().unwrap(), 6).await;
    refused_at(7, &folder, &folder.last_segment(), changed);
}

#[tokio::test]
async fn a_flipped_bit_where_nothing_is_stored_changes_nothing() {
    let folder = three_segments().await;
    let events = folder.read().await.unwrap();
    let last = folder.last_segment();
    let end = frames(&last).last().unwrap().bytes.end;
    let length = fs::read(&last).unwrap().len();
    assert!(end < length, "the last segment is zeroed ahead");
    for byte in (end..length).step_by(OPEN_EVERY_BYTES) {
        let copy = folder.copy();
        flip(&copy.last_segment(), byte);
        assert_eq!(all(&copy.follow().unwrap()).await, events);
        assert_eq!(copy.read().await.unwrap(), events, "byte {byte}");
    }
}

#[tokio::test]
async fn a_flipped_bit_in_the_watermarks_file_changes_nothing() {
    let folder = three_segments().await;
    let events = folder.read().await.unwrap();
    let length = fs::read(folder.acknowledged()).unwrap().len();
    for byte in 0..length {
        flip(&folder.acknowledged(), byte);
        assert_eq!(all(&folder.follow().unwrap()).await, events, "byte {byte}");
        if byte % OPEN_EVERY_BYTES == 0 {
            assert_eq!(folder.copy().read().await.unwrap(), events, "byte {byte}");
        }
        flip(&folder.acknowledged(), byte);
    }
}

#[tokio::test]
async fn without_the_watermarks_file_a_valid_frame_behind_the_damage_proves_it() {
    let folder = three_segments().await;
    let last = folder.last_segment();
    let damaged = &frames(&last)[0];
    assert!(frames(&last)[1].watermark >= damaged.first);
    fs::remove_file(folder.acknowledged()).unwrap();
    for byte in damaged.bytes.clone() {
        refused_at(damaged.first, &folder, &last, |file| flip(file, byte));
    }
}

#[tokio::test]
async fn without_the_watermarks_file_everything_is_found_again() {
    let folder = three_segments().await;
    let events = folder.read().await.unwrap();
    fs::remove_file(folder.acknowledged()).unwrap();
    assert_eq!(folder.read().await.unwrap(), events);
}

#[tokio::test]
async fn damage_that_appears_while_the_log_is_open_is_refused_by_the_read() {
    let folder = Folder::new(1024 * 1024);
    let log = folder.open().unwrap();
    for number in 1..=40 {
        append(&log, number).await;
    }
    let damaged = &frames(&folder.last_segment())[30];
    flip(&folder.last_segment(), damaged.bytes.start + 100);
    let mut after = None;
    let refused = loop {
        match log.read(after, 7).await {
            Ok(page) => {
                let read = after.map_or(0, Position::get);
                after = Position::new(read + page.events.len() as u64);
                assert!(!page.is_last, "the damage was not met");
            }
            Err(refused) => break refused,
        }
    };
    let position = format!("position {}", damaged.first);
    assert!(refused.to_string().contains(&position), "{refused}");
    assert_eq!(after.map(Position::get), Some(damaged.first - 1));
}

#[tokio::test]
async fn a_repeat_of_a_damaged_append_is_told_what_is_damaged_and_where() {
    let folder = Folder::new(1024 * 1024);
    let log = folder.open().unwrap();
    for number in 1..=3 {
        append(&log, number).await;
    }
    let file = folder.last_segment();
    let damaged = &frames(&file)[1];
    flip(&file, damaged.bytes.start + 100);
    let repeated = log.append(numbered(2)).await;
    let Err(AppendError::Damaged(ReadError::Damaged {
        position, place, ..
    })) = repeated
    else {
        panic!("damage was expected, got {repeated:?}");
    };
    assert_eq!(position.get(), damaged.first);
    let name = file.file_name().unwrap().to_str().unwrap();
    assert!(place.contains(name), "{place}");
    append(&log, 4).await;
}

#[tokio::test]
async fn another_programmes_log_is_named_and_left_alone() {
    let folder = three_segments().await;
    fs::remove_file(folder.acknowledged()).unwrap();
    let before = fs::read(&folder.segments()[0]).unwrap();
    let options = EmbeddedOptions::default();
    let other = "other".parse().unwrap();
    let refused = EmbeddedLog::open(folder.path(), other, world(), options);
    let Err(OpenError::OtherProgramme { found, .. }) = refused.map(drop) else {
        panic!("the log of another programme was opened");
    };
    assert_eq!(found, programme().as_str());
    assert_eq!(fs::read(&folder.segments()[0]).unwrap(), before);
}

#[tokio::test]
async fn a_newer_format_is_named_and_no_damage() {
    let folder = three_segments().await;
    let last = folder.last_segment();
    let newest = frames(&last).last().unwrap().bytes.clone();
    let mut frame = fs::read(&last).unwrap()[newest.clone()].to_vec();
    frame[12] = 2;
    let crc = crc32c::crc32c(&frame[12..]);
    frame[8..12].copy_from_slice(&crc.to_le_bytes());
    overwrite(&last, newest.start, &frame);
    let is_newer = |opened: Result<(), OpenError>| {
        matches!(
            opened,
            Err(OpenError::NewerFormat {
                found: 2,
                known: 1,
                ..
            })
        )
    };
    assert!(is_newer(folder.open().map(drop)));
    assert!(is_newer(folder.follow().map(drop)));
}
