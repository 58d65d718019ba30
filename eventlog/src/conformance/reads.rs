//! What reads promise: C5, pages, and the look-ups.

use domain::engine::{
    Channel, CommandId, Dated, EventId, Instant, Position, Source, StreamName, Version,
};

use super::{
    Subject, all, all_bytes, batch, event, fill, id, metas, positions, recorded_at, single, stream,
};
use crate::format::{decode_meta, leaf_hash};
use crate::port::{EVENT_PAYLOAD_BYTES_MAX, PAGE_BYTES_MAX};

/// Nothing is there, and nothing fails.
pub async fn an_empty_log_answers_every_question(Subject { log, .. }: Subject) {
    assert_eq!(*log.head().borrow(), None);
    for after in [None, Position::new(1), Position::new(u64::MAX)] {
        let page = log.read(after, 10).await.expect("it reads");
        assert!(page.events.is_empty() && page.is_last);
    }
    let page = log
        .read_stream(&stream(0), None, 10)
        .await
        .expect("it reads");
    assert!(page.events.is_empty() && page.is_last);
    assert_eq!(log.stream_head(&stream(0)).await.expect("it reads"), None);
    assert_eq!(
        log.find_command(CommandId(id(1))).await.expect("it reads"),
        None
    );
    assert_eq!(
        log.find_event(EventId(id(1))).await.expect("it reads"),
        None
    );
    assert_eq!(
        log.position_at(recorded_at(0)).await.expect("it reads"),
        None
    );
    assert_eq!(log.last_recorded_at().await.expect("it reads"), None);
}

/// Every field of a batch comes back, and what the log assigns beside it.
pub async fn events_are_stored_as_they_were_given(Subject { log, .. }: Subject) {
    let mut given = batch(1, vec![event(1, 0), event(2, 1)]);
    given.source = Source {
        channel: Channel::Import,
        batch: Some("an import.csv".into()),
        row: Some(17),
        emitted_at: Some(Instant::from_micros(-1)),
    };
    given.causation_id = Some(EventId(id(70)));
    given.correlation_id = id(71);
    given.events[1].stream = StreamName::of_text("session", "62BIS").expect("it is a name");
    given.events[1].dated = Dated::AtLatest;
    given.events[1].schema = 300;
    given.events[1].corrects = Some(EventId(id(1)));
    log.append(given.clone()).await.expect("it is taken");
    let stored = all_bytes(&*log).await;
    for (stored, event) in stored.iter().zip(&given.events) {
        let (meta, type_name) = decode_meta(stored).expect("it reads");
        assert_eq!(&meta.programme, log.programme());
        assert_eq!((&*type_name, meta.schema), (event.type_name, event.schema));
        assert_eq!(
            (meta.event_id, &meta.stream),
            (event.event_id, &event.stream)
        );
        assert_eq!(
            (meta.occurred_on, meta.dated),
            (event.occurred_on, event.dated)
        );
        assert_eq!(meta.corrects, event.corrects);
        assert_eq!(meta.recorded_at, given.recorded_at);
        assert_eq!((&meta.actor, &meta.source), (&given.actor, &given.source));
        assert_eq!(meta.command_id, given.command_id);
        assert_eq!(meta.causation_id, given.causation_id);
        assert_eq!(meta.correlation_id, given.correlation_id);
        assert!(stored.ends_with(&event.payload));
    }
    assert_ne!(leaf_hash(&stored[0]), leaf_hash(&stored[1]));
}

/// No event twice, none left out, whatever the page size.
pub async fn pages_of_every_size_tile_the_log(Subject { log, .. }: Subject) {
    fill(&*log, 60, 7).await;
    let whole = all_bytes(&*log).await;
    for limit in 1..=61 {
        let mut tiled = Vec::new();
        loop {
            let after = Position::new(tiled.len() as u64);
            let page = log.read(after, limit).await.expect("it reads");
            assert!(page.events.len() <= limit);
            tiled.extend(page.events);
            assert_eq!(page.is_last, tiled.len() == whole.len(), "pages of {limit}");
            if page.is_last {
                break;
            }
        }
        assert_eq!(tiled, whole, "pages of {limit}");
    }
    let page = log.read(Position::new(1000), 10).await.expect("it reads");
    assert!(page.events.is_empty() && page.is_last);
    let page = log.read(None, 0).await.expect("it reads");
    assert!(page.events.is_empty() && !page.is_last);
}

/// The same for a stream, in order of version.
pub async fn pages_of_every_size_tile_a_stream(Subject { log, .. }: Subject) {
    fill(&*log, 60, 3).await;
    let events = all_bytes(&*log).await;
    let of_stream =
        |bytes: &bytes::Bytes| metas(std::slice::from_ref(bytes))[0].stream == stream(1);
    let whole: Vec<_> = events.into_iter().filter(of_stream).collect();
    assert_eq!(whole.len(), 20);
    for limit in 1..=21 {
        let mut tiled = Vec::new();
        loop {
            let after = Version::new(tiled.len() as u64);
            let page = log
                .read_stream(&stream(1), after, limit)
                .await
                .expect("it reads");
            tiled.extend(page.events);
            assert_eq!(page.is_last, tiled.len() == whole.len(), "pages of {limit}");
            if page.is_last {
                break;
            }
        }
        assert_eq!(tiled, whole, "pages of {limit}");
    }
    let page = log
        .read_stream(&stream(1), Version::new(99), 10)
        .await
        .expect("it reads");
    assert!(page.events.is_empty() && page.is_last);
}

/// Large events make short pages, and nothing is lost between them.
pub async fn a_page_is_bounded_in_bytes(Subject { log, .. }: Subject) {
    for number in 1..=20 {
        let mut batch = single(number, 0);
        batch.events[0].payload = vec![b'x'; EVENT_PAYLOAD_BYTES_MAX];
        log.append(batch).await.expect("it is taken");
    }
    let first = log.read(None, 100).await.expect("it reads");
    let bytes: usize = first.events.iter().map(bytes::Bytes::len).sum();
    assert!(bytes <= PAGE_BYTES_MAX && !first.is_last);
    assert_eq!(positions(&all(&*log).await), (1..=20).collect::<Vec<_>>());
    let first = log
        .read_stream(&stream(0), None, 100)
        .await
        .expect("it reads");
    let bytes: usize = first.events.iter().map(bytes::Bytes::len).sum();
    assert!(bytes <= PAGE_BYTES_MAX && !first.is_last);
    assert_eq!(metas(&first.events)[0].version, Version::FIRST);
}

/// `known_at` is a prefix, exact to the batch.
pub async fn what_was_known_at_an_instant_is_a_prefix(Subject { log, .. }: Subject) {
    // Two batches of two events each share a second.
    for number in 0..60 {
        let mut batch = batch(
            number,
            vec![event(2 * number, 0), event(2 * number + 1, number)],
        );
        batch.recorded_at = recorded_at(10 + number / 2);
        log.append(batch).await.expect("it is taken");
    }
    let events = all(&*log).await;
    for seconds in 0..50 {
        let at = recorded_at(seconds);
        let known = events.iter().rev().find(|event| event.recorded_at <= at);
        let found = log.position_at(at).await.expect("it reads");
        assert_eq!(
            found,
            known.map(|event| event.position),
            "at second {seconds}"
        );
    }
}

/// The look-ups give the whole append.
pub async fn appends_are_found_by_command_and_by_event(Subject { log, .. }: Subject) {
    for number in 1..=40 {
        let events = vec![event(2 * number, number), event(2 * number + 1, 0)];
        let given = log
            .append(batch(number, events))
            .await
            .expect("it is taken");
        let by_command = log.find_command(given.command_id).await.expect("it reads");
        assert_eq!(
            by_command.map(|found| found.events).as_ref(),
            Some(&given.events)
        );
        for event in &given.events {
            let by_event = log.find_event(event.event_id).await.expect("it reads");
            let by_event = by_event.expect("it is there");
            assert_eq!((&by_event.events, by_event.repeated), (&given.events, true));
        }
    }
}

/// C5: whoever sees the head move can read up to it at once.
pub async fn the_head_never_runs_ahead_of_what_can_be_read(Subject { log, .. }: Subject) {
    const LAST: u64 = 300;
    let mut head = log.head();
    let writer = log.clone();
    let writing = tokio::spawn(async move { fill(&*writer, LAST, 5).await });
    let mut seen = 0;
    while seen < LAST {
        head.changed().await.expect("the log is open");
        let told = head.borrow_and_update().map_or(0, Position::get);
        assert!(told > seen, "the head goes on only");
        let page = log
            .read(Position::new(told - 1), 1)
            .await
            .expect("it reads");
        assert_eq!(positions(&metas(&page.events)), [told]);
        let newest = &metas(&page.events)[0];
        let version = log.stream_head(&newest.stream).await.expect("it reads");
        assert!(version >= Some(newest.version));
        seen = told;
    }
    writing.await.expect("the writer ends well");
}
