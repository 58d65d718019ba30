//! `jalon demo`: the sample programme's figures are those of the steering committee's slides, at each of its dates.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tempfile::TempDir;
use tests::{Client, Server, demo_ended_while_loading, demo_until_exit};

/// What the slides say of one day.
struct Slide {
    day: &'static str,
    posts_open: u64,
    /// `None` where they do not tell.
    hired: Option<u64>,
}

const SLIDES: [Slide; 4] = [
    Slide {
        day: "2021-03-31",
        posts_open: 600,
        hired: None,
    },
    Slide {
        day: "2021-04-30",
        posts_open: 1_000,
        hired: None,
    },
    Slide {
        day: "2021-05-31",
        posts_open: 2_000,
        hired: Some(45),
    },
    Slide {
        day: "2021-06-14",
        posts_open: 2_417,
        hired: Some(447),
    },
];

/// The programme's targets: what is measured, by when, how many.
const MILESTONES: [(&str, &str, u64); 5] = [
    ("posts_open", "2021-09-30", 3_000),
    ("counsellors_hired", "2021-09-30", 1_000),
    ("posts_open", "2021-12-31", 3_500),
    ("counsellors_hired", "2021-12-31", 2_500),
    ("counsellors_hired", "2022-04-30", 4_000),
];

/// The funnel's stages, in their order.
const STAGES: [&str; 7] = [
    "hosts_registered",
    "hosts_opined",
    "applications_validated",
    "posts_in_recruitment",
    "conventions_signed",
    "counsellors_hired",
    "counsellors_in_training",
];

/// A server of the demo, read on one day as it was known on that day.
struct Demo {
    server: Server,
    client: Client,
    /// Where the demo makes its folder; dropped after it.
    temporary: TempDir,
}

impl Demo {
    fn start() -> Result<Self> {
        let temporary = tempfile::tempdir()?;
        let server = Server::demo(temporary.path())?;
        Ok(Self {
            client: server.client()?,
            server,
            temporary,
        })
    }

    /// Asks it to end: its folder goes with it.
    fn end(self) -> Result<()> {
        self.server.terminate()?.expect_code(0)?;
        is_empty(self.temporary.path())
    }

    async fn read(&self, view: &str, day: &str) -> Result<Value> {
        let joint = if view.contains('?') { '&' } else { '?' };
        self.client
            .read(&format!("{view}{joint}as_of={day}&known_at={day}"))
            .await
    }
}

fn stage<'a>(funnel: &'a Value, id: &str) -> Result<&'a Value> {
    let stages = funnel["stages"].as_array().context("no stages")?;
    stages
        .iter()
        .find(|stage| stage["id"] == id)
        .with_context(|| format!("no stage {id}"))
}

#[tokio::test]
async fn the_figures_are_those_of_the_slides() -> Result<()> {
    let demo = Demo::start()?;
    for slide in &SLIDES {
        let hired = the_funnel_agrees(&demo, slide).await?;
        the_curve_agrees(&demo, slide, hired).await?;
        the_territories_agree(&demo, slide, hired).await?;
        the_trajectory_agrees(&demo, slide, hired).await?;
    }
    the_last_slide_tells_more(&demo).await?;
    the_page_is_served(&demo.client).await?;
    demo.end()
}

/// The people hired, which all other read models must tell too.
async fn the_funnel_agrees(demo: &Demo, slide: &Slide) -> Result<u64> {
    let funnel = demo.read("/funnel", slide.day).await?;
    let stages = funnel["stages"].as_array().context("no stages")?;
    let ids: Vec<_> = stages.iter().map(|stage| &stage["id"]).collect();
    assert_eq!(ids, STAGES);
    let posts = &stage(&funnel, "applications_validated")?["posts"];
    assert_eq!(*posts, slide.posts_open, "{}", slide.day);
    let hired = stage(&funnel, "counsellors_hired")?["value"].as_u64();
    let hired = hired.context("no number of people hired")?;
    assert_eq!(hired, slide.hired.unwrap_or(hired), "{}", slide.day);
    Ok(hired)
}

async fn the_curve_agrees(demo: &Demo, slide: &Slide, hired: u64) -> Result<()> {
    let curve = demo.read("/recruitments?by=half_month", slide.day).await?;
    let points = curve["points"].as_array().context("no points")?;
    let last = points.last().context("no point")?;
    assert_eq!(last["cumulative"], hired, "{}", slide.day);
    assert_eq!(last["posts_cumulative"], slide.posts_open, "{}", slide.day);
    let by_half_month = points.iter().filter_map(|point| point["hired"].as_u64());
    let sum: u64 = by_half_month.sum();
    assert_eq!(
        sum, hired,
        "the half-months add up to the cumulative figure"
    );
    Ok(())
}

async fn the_territories_agree(demo: &Demo, slide: &Slide, hired: u64) -> Result<()> {
    let funnel = demo.read("/funnel", slide.day).await?;
    for level in ["region", "department"] {
        let asked = format!("/territories?level={level}");
        let table = demo.read(&asked, slide.day).await?;
        let place = format!("{} by {level}", slide.day);
        assert_eq!(table["total"]["posts_open"], slide.posts_open, "{place}");
        assert_eq!(table["total"]["counsellors_hired"], hired, "{place}");
        the_total_is_the_sum(&table, &funnel).context(place)?;
    }
    Ok(())
}

/// Each column's total is the sum of its rows, and the funnel's stage of that name.
fn the_total_is_the_sum(table: &Value, funnel: &Value) -> Result<()> {
    let rows = table["rows"].as_array().context("no rows")?;
    let total = table["total"].as_object().context("no total")?;
    for (column, total) in total.iter().filter(|(_, total)| total.is_i64()) {
        let sum: i64 = rows.iter().filter_map(|row| row[column].as_i64()).sum();
        assert_eq!(json!(sum), *total, "{column}");
        if let Ok(stage) = stage(funnel, column) {
            assert_eq!(stage["value"], *total, "{column}");
        }
    }
    Ok(())
}

async fn the_trajectory_agrees(demo: &Demo, slide: &Slide, hired: u64) -> Result<()> {
    let trajectory = demo.read("/trajectory", slide.day).await?;
    for (metric, due_on, target) in MILESTONES {
        let goal = milestone(&trajectory, metric, due_on)?;
        let actual = match metric {
            "posts_open" => slide.posts_open,
            _ => hired,
        };
        assert_eq!(goal["target"], target, "{} {goal}", slide.day);
        assert_eq!(goal["actual"], actual, "{} {goal}", slide.day);
        assert_eq!(goal["gap"], target - actual, "{} {goal}", slide.day);
    }
    Ok(())
}

fn milestone<'a>(trajectory: &'a Value, metric: &str, due_on: &str) -> Result<&'a Value> {
    let milestones = trajectory["milestones"]
        .as_array()
        .context("no milestones")?;
    milestones
        .iter()
        .find(|goal| goal["metric"] == metric && goal["due_on"] == due_on)
        .with_context(|| format!("no milestone of {metric} at {due_on}"))
}

/// What the slides tell of 31 May and 14 June beside posts and hires.
async fn the_last_slide_tells_more(demo: &Demo) -> Result<()> {
    let may = demo.read("/funnel", "2021-05-31").await?;
    assert_eq!(stage(&may, "counsellors_in_training")?["value"], 45);
    let trajectory = demo.read("/trajectory", "2021-06-14").await?;
    let september = milestone(&trajectory, "counsellors_hired", "2021-09-30")?;
    // 553 people over the seven half-months from 16 June to 30 September.
    assert_eq!(september["required_per_half_month"], 79.0);
    let training = demo.read("/training", "2021-06-14").await?;
    let deliveries = training["deliveries"].as_array().context("no deliveries")?;
    let on_site = deliveries.iter().find(|row| row["delivery"] == "on_site");
    assert_eq!(on_site.context("nobody on site")?["enrolled"], 28);
    let quality = demo.read("/quality", "2021-06-14").await?;
    the_quality_is_as_told(&quality)
}

fn the_quality_is_as_told(quality: &Value) -> Result<()> {
    let ratio = |id: &str| {
        let share = quality[id]["value"].as_f64();
        share.with_context(|| format!("no {id} in {quality}"))
    };
    assert_eq!(quality["conventions_sent"]["conventions"], 24);
    assert_eq!(quality["conventions_sent"]["posts"], 26);
    assert_eq!(format!("{:.0} %", ratio("private_share")? * 100.0), "12 %");
    assert_eq!(
        format!("{:.0} %", ratio("non_compliant_share")? * 100.0),
        "2 %"
    );
    assert!(
        ratio("not_activated_share")? > 0.25,
        "over 25 % of the mails are not followed"
    );
    Ok(())
}

async fn the_page_is_served(client: &Client) -> Result<()> {
    let page = client.get("/").await?;
    assert_eq!(page.status, 200);
    assert!(
        page.header(reqwest::header::CONTENT_TYPE)
            .starts_with("text/html")
    );
    let policy = page.header(reqwest::header::CONTENT_SECURITY_POLICY);
    assert!(
        policy.contains("default-src"),
        "no content security policy: `{policy}`"
    );
    assert!(
        !policy.contains("unsafe-"),
        "a policy that allows inline code: `{policy}`"
    );
    let openapi = client.get("/openapi.json").await?.expect(200)?;
    assert!(
        openapi["openapi"]
            .as_str()
            .is_some_and(|version| version.starts_with("3.1"))
    );
    Ok(())
}

#[test]
fn ended_while_it_loads_it_leaves_no_folder_behind() -> Result<()> {
    let temporary = tempfile::tempdir()?;
    let ended = demo_ended_while_loading(temporary.path())?.expect_code(0)?;
    assert_eq!(ended.stdout, "", "it was not ready yet");
    is_empty(temporary.path())
}

#[test]
fn a_taken_port_is_told_before_anything_is_loaded() -> Result<()> {
    let temporary = tempfile::tempdir()?;
    let taken = std::net::TcpListener::bind("127.0.0.1:0")?;
    let address = taken.local_addr()?.to_string();
    let ended = demo_until_exit(&address, temporary.path())?.expect_code(1)?;
    assert!(ended.stderr.contains(&address), "{}", ended.stderr);
    let loaded = ended.stderr.contains("sample programme");
    assert!(!loaded, "{}", ended.stderr);
    is_empty(temporary.path())
}

fn is_empty(folder: &Path) -> Result<()> {
    let left: Vec<_> = folder.read_dir()?.collect();
    ensure!(left.is_empty(), "left behind: {left:?}");
    Ok(())
}
