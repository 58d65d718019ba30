//! A law of the whole: whatever was asked, folding the log from zero gives the live states, the live sums and the live read models.

use std::time::Duration;

use anyhow::{Result, ensure};
use domain::engine::StreamName;
use projections::{Files, Options, ReadModel, Rows, replay};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};
use tests::Programme;
use uuid::Uuid;

/// Posts of the envelope: few, so that the envelope is met too.
const ENVELOPE: u32 = 4;
/// Files of each kind: few, so that commands meet.
const FILES: u128 = 2;
/// How long a read model may take to reach the log's head.
const FOLLOWS_WITHIN: Duration = Duration::from_secs(20);

/// A kind of stream, a command on it, and data that fits.
type Asked = (&'static str, &'static str, Value);

/// Commands that lead a file on.
fn onward() -> Vec<Asked> {
    let nothing = json!({});
    let vote = json!({"session": "session:1", "verdict": "favourable", "posts_granted": 2});
    let terms = json!({"posts": 1, "amount_cents": 5_000_000, "months": 24});
    let training = json!({
        "lot": "1", "provider": "Provider", "path_hours": 105,
        "starts_on": "2021-06-01", "ends_on": "2021-06-30",
    });
    let file = json!({"dossier_number": 1, "procedure": "public"});
    let defects = json!({"defects": ["signature"]});
    vec![
        (
            "host",
            "RecordPrefectOpinion",
            json!({"opinion": "favourable"}),
        ),
        ("host", "RecordCoselecVote", vote),
        ("host", "SendActivationMail", nothing.clone()),
        ("host", "ActivateHostAccount", nothing.clone()),
        ("host", "OpenConventionFile", file),
        (
            "host",
            "MoveConventionFile",
            json!({"to": "under_construction"}),
        ),
        (
            "host",
            "MoveConventionFile",
            json!({"to": "under_instruction"}),
        ),
        ("host", "MoveConventionFile", json!({"to": "accepted"})),
        ("host", "FindConventionFileNonCompliant", defects),
        ("host", "CorrectConventionFile", nothing.clone()),
        ("host", "SendConvention", terms.clone()),
        ("host", "SignConvention", terms),
        ("candidate", "EnrolInTraining", training),
        ("candidate", "StartTraining", nothing.clone()),
        ("candidate", "CompleteTraining", nothing.clone()),
        (
            "candidate",
            "RecordExam",
            json!({"exam": "ccp1", "passed": true}),
        ),
        (
            "candidate",
            "AwardCertification",
            json!({"certificate": "ccp1"}),
        ),
        ("match", "ShortlistMatch", nothing),
        ("match", "DeclareHire", json!({"starts_on": "2021-06-01"})),
    ]
}

/// Commands that end a file or take something back: rarer, or little would be left to happen.
fn endings() -> Vec<Asked> {
    let reason = json!({"reason": "a reason"});
    let ends = json!({"on": "2021-06-30", "reason": "resignation"});
    let refusal = json!({"session": "session:1", "verdict": "unfavourable", "posts_granted": 0});
    let termination = json!({"by": "host", "reason": "a reason"});
    vec![
        ("host", "RecordCoselecVote", refusal),
        ("host", "TerminateConvention", termination),
        (
            "host",
            "ReturnPosts",
            json!({"posts": 1, "reason": "a reason"}),
        ),
        ("host", "CancelApplication", reason.clone()),
        ("host", "WithdrawHost", reason.clone()),
        ("candidate", "EndContract", json!({"ends_on": "2021-06-30"})),
        ("candidate", "NotifyTermination", ends.clone()),
        ("candidate", "ValidateTermination", ends),
        ("candidate", "WaiveTraining", json!({"basis": "holds_ccp1"})),
        ("candidate", "DropTraining", reason.clone()),
        ("match", "CancelHireDeclaration", reason),
        ("session", "SealMinutes", json!({})),
    ]
}

fn stream(kind: &str, number: u128) -> StreamName {
    StreamName::of_uuid(kind, Uuid::from_u128(number))
}

fn command(kind: &str, type_name: &str, number: u128, data: &Value, day: u8) -> Value {
    let stream = match kind {
        "session" => "session:1".to_owned(),
        kind => stream(kind, number).to_string(),
    };
    json!({
        "type": type_name, "stream": stream, "data": data,
        "occurred_on": format!("2021-06-{day:02}"),
    })
}

/// What every sequence begins with: files that exist, so that much can happen to them.
fn beginning() -> Vec<Value> {
    let place = json!({"department": "59", "region": "32"});
    let mut beginning = vec![
        json!({"type": "ConveneSession", "stream": "session:1", "occurred_on": "2021-06-01",
               "data": {"label": "1", "ordinal": 1, "held_on": "2021-06-05", "phase": 1}}),
        json!({"type": "DefineTrainingLot", "stream": "programme:cnfs", "occurred_on": "2021-06-01",
               "data": {"lot": "1", "delivery": "remote", "providers": ["Provider"], "regions": []}}),
    ];
    for number in 1..=FILES {
        let host = json!({"kind": "commune", "legal_name": "Host", "requested_posts": 2});
        let candidate = json!({"mobility_km": 20, "available_from": "2021-06-01"});
        let pair = json!({
            "host": stream("host", number), "candidate": stream("candidate", number),
            "origin": "manual",
        });
        beginning.push(command(
            "host",
            "RegisterHost",
            number,
            &merged(host, &place),
            1,
        ));
        let candidate = merged(candidate, &place);
        beginning.push(command(
            "candidate",
            "RegisterCandidate",
            number,
            &candidate,
            1,
        ));
        beginning.push(command("match", "ProposeMatch", number, &pair, 1));
    }
    beginning
}

fn merged(mut one: Value, other: &Value) -> Value {
    for (name, value) in other.as_object().into_iter().flatten() {
        one[name] = value.clone();
    }
    one
}

/// Any command on any file; a vote's day must be its session's to be taken.
fn any_command() -> impl Strategy<Value = Value> {
    let asked = prop_oneof![25 => select(onward()), 1 => select(endings())];
    (
        asked,
        1..=FILES,
        prop_oneof![2 => Just(5_u8), 1 => 1..=14_u8],
    )
        .prop_map(|((kind, type_name, data), number, day)| {
            command(kind, type_name, number, &data, day)
        })
}

async fn law(commands: Vec<Value>) -> Result<()> {
    let live = Programme::in_memory(ENVELOPE).await?;
    let read_model = ReadModel::<Files>::start(live.log(), None, Options::default()).await?;
    for begin in beginning() {
        live.decide(&begin).await?;
    }
    for command in commands {
        live.try_decide(&command).await?;
    }
    states_equal(&live, &live.from_zero().await?).await?;
    let head = *live.log().head().borrow();
    if let Some(head) = head {
        ensure!(
            read_model.wait_for(head, FOLLOWS_WITHIN).await,
            "the read model stands still"
        );
    }
    let replayed = replay::<Files>(live.log().as_ref(), None, |_| {}).await?;
    ensure!(
        read_model.view(Rows::digest) == replayed.digest(),
        "the read models differ"
    );
    Ok(())
}

async fn states_equal(live: &Programme, from_zero: &Programme) -> Result<()> {
    ensure!(
        live.ledger().ask_tally(Clone::clone).await?
            == from_zero.ledger().ask_tally(Clone::clone).await?
    );
    let kinds = ["host", "candidate", "match"];
    let files = kinds
        .iter()
        .flat_map(|kind| (1..=FILES).map(|number| stream(kind, number)));
    for file in files.chain(["session:1".parse()?, "programme:cnfs".parse()?]) {
        let (live, from_zero) = tokio::join!(
            live.ledger().state(file.clone()),
            from_zero.ledger().state(file.clone())
        );
        ensure!(live? == from_zero?, "the states of {file} differ");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn replay_from_zero_equals_live(commands in prop::collection::vec(any_command(), 0..250)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let outcome = runtime.block_on(law(commands));
        prop_assert!(outcome.is_ok(), "{:?}", outcome);
    }
}
