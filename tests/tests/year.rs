//! The generated year: it is the same every time, every command of it is accepted, and the read models count what it counted.

use std::collections::BTreeSet;

use anyhow::Result;
use domain::engine::CivilDate;
use domain::host::Verdict;
use domain::{CnfsTally, Command};
use projections::views::{Level, territories};
use projections::{Files, Lens, replay};
use tests::year::{Asks, Runner, Scale, Step, Year, in_memory};

/// What the year leaves to reactions, or to nobody.
const NOT_ASKED: [&str; 10] = [
    "ReviseMilestone",
    "SetDeadline",
    "RevokeImportBatch",
    "SendActivationMail",
    "WithdrawHost",
    "SendValidationLetter",
    "RenewContract",
    "CloseMatch",
    "RequestMail",
    "IssueNotice",
];

#[test]
fn the_year_is_the_same_every_time_and_in_order() {
    let steps = || -> Vec<_> {
        let year = Year::new(Scale::hundredths(1), 0);
        year.map(|step| (step.recorded_at, step.stream, step.command_id))
            .collect()
    };
    let first = steps();
    assert!(first.is_sorted_by_key(|(recorded_at, ..)| *recorded_at));
    assert_eq!(first, steps());
}

#[test]
fn the_year_asks_for_every_kind_of_command() {
    let year = Year::new(Scale::hundredths(10), 0);
    let asked: BTreeSet<_> = year.map(|step| type_of(&step)).collect();
    let all = Command::TYPES.iter().map(|(name, _)| *name);
    let missing: Vec<_> = all.filter(|name| !asked.contains(name)).collect();
    assert_eq!(missing, NOT_ASKED);
}

fn type_of(step: &Step) -> &'static str {
    match &step.asks {
        Asks::Plain(command) | Asks::Correction(command, _) => command.type_name(),
        Asks::Delivery(..) => "ReportDelivery",
    }
}

#[test]
fn close_to_half_of_the_verdicts_are_favourable() {
    let year = Year::new(Scale::hundredths(10), 0);
    let verdicts: Vec<_> = year.filter_map(|step| verdict_of(&step)).collect();
    let favourable = verdicts.iter().filter(|of| **of == Verdict::Favourable);
    let share = favourable.count() * 100 / verdicts.len();
    assert!(
        (35..=50).contains(&share),
        "{share} % of {}",
        verdicts.len()
    );
}

fn verdict_of(step: &Step) -> Option<Verdict> {
    match &step.asks {
        Asks::Plain(command) => match &**command {
            Command::RecordCoselecVote(vote) => Some(vote.verdict),
            _ => None,
        },
        _ => None,
    }
}

#[tokio::test]
async fn a_hundredth_of_the_year_is_accepted_as_a_whole_and_counted_the_same() -> Result<()> {
    let scale = Scale::hundredths(1);
    let mut year = Year::new(scale, 0);
    let mut runner = Runner::new(in_memory().await?);
    // Stops at the first command that is refused.
    runner.submit_all(&mut year).await?;
    runner.settle_all().await?;
    let counts = year.counts();
    let asked = runner.ledger().ask_tally(CnfsTally::posts_open);
    assert_eq!(asked.await?, counts.posts_open);
    let log = runner.ledger().log().clone();
    let rows = replay::<Files>(log.as_ref(), None, |_| {}).await?;
    let lens = Lens::as_of(CivilDate::of(2022, 1, 4));
    let total = territories(&rows, &lens, Level::Region).total;
    for (counted, own) in [
        (total.hosts_registered, counts.hosts),
        (total.hosts_opined, counts.opined),
        (total.posts_open, counts.posts_open),
        (total.counsellors_hired, counts.hired),
        (total.counsellors_in_post, counts.posts_filled),
        (total.counsellors_certified, counts.certified),
    ] {
        assert_eq!(counted.value, own, "{counts:?}");
    }
    let nearly_all = scale.posts() * 9 / 10..=scale.posts();
    assert!(nearly_all.contains(&counts.posts_open), "{counts:?}");
    assert!(counts.hired > 20 && counts.certified > 0 && counts.reports > 1_000);
    Ok(())
}
