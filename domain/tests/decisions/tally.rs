//! What the tally counts: the envelope's posts, and whatever happens.

use domain::CnfsTally;
use domain::engine::{EventId, Happened, Tally};
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::every_event::event;
use crate::laws::{any_day, any_event, any_stream};
use crate::programme_in_memory::*;

#[test]
fn posts_are_granted_corrected_added_returned_and_transferred() {
    let mut tally = CnfsTally::default();
    let request = Uuid::nil();
    let steps: [(u128, &str, Value, i64); 7] = [
        (
            1,
            "CoselecVoteRecorded",
            json!({
                "session": "session:12", "verdict": "favourable", "posts_granted": 5,
                "priority": false, "without_opinion": false,
            }),
            5,
        ),
        (
            1,
            "CoselecVoteCorrected",
            json!({"session": "session:12", "verdict": "favourable", "leaves": "favourable", "posts_delta": -2, "reason": ""}),
            3,
        ),
        (1, "PostsAdded", json!({"posts": 4, "request": request}), 7),
        (1, "PostsReturned", json!({"posts": 1, "reason": ""}), 6),
        (
            1,
            "PostsTransferredOut",
            json!({"posts": 2, "host": host(2)}),
            4,
        ),
        (
            2,
            "PostsTransferredIn",
            json!({"posts": 2, "host": host(1)}),
            6,
        ),
        (
            2,
            "ConventionAmended",
            json!({"posts_delta": 1, "amount_delta_cents": 0}),
            6,
        ),
    ];
    for (number, name, data, posts_open) in steps {
        let happened = Happened {
            event: &event(name, &data),
            event_id: EventId(Uuid::nil()),
            occurred_on: date("2021-06-14"),
        };
        tally.apply(&stream(&host(number)), &happened);
        assert_eq!(tally.posts_open(), posts_open, "after {name}");
    }
}

proptest! {
    #[test]
    fn any_event_may_happen_anywhere_and_be_reacted_on(
        history in prop::collection::vec((any_stream(), any_event(), any_day()), 0..60),
    ) {
        let mut programme = Programme::opened().reacting();
        for (stream, event, day) in history {
            programme.happen(&day.to_string(), &stream.to_string(), event);
        }
        for late in programme.tally.late_on(date("2199-12-31")) {
            let mut open = programme.tally.open_tasks(&late.stream);
            prop_assert!(open.any(|open| open.task == late.task));
        }
    }
}
