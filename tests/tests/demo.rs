//! `jalon demo`: the sample programme's figures are those of the steering committee's slides, at each of its dates.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use tests::{Client, Server};

/// What the slides say of one day.
struct Slide {
    day: &'static str,
    posts_open: u64,
    hired: u64,
}

/// Posts are read on four days, hires are told for the last two.
const SLIDES: [Slide; 4] = [
    Slide {
        day: "2021-03-31",
        posts_open: 600,
        hired: 0,
    },
    Slide {
        day: "2021-04-30",
        posts_open: 1_000,
        hired: 0,
    },
    Slide {
        day: "2021-05-31",
        posts_open: 2_000,
        hired: 45,
    },
    Slide {
        day: "2021-06-14",
        posts_open: 2_417,
        hired: 447,
    },
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
    _server: Server,
    client: Client,
}

impl Demo {
    fn start() -> Result<Self> {
        let server = Server::demo()?;
        let client = server.client()?;
        Ok(Self {
            _server: server,
            client,
        })
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
        the_funnel_agrees(&demo, slide).await?;
        the_curve_agrees(&demo, slide).await?;
        the_territories_agree(&demo, slide).await?;
        the_trajectory_agrees(&demo, slide).await?;
    }
    the_last_slide_tells_more(&demo).await?;
    the_page_is_served(&demo.client).await
}

async fn the_funnel_agrees(demo: &Demo, slide: &Slide) -> Result<()> {
    let funnel = demo.read("/funnel", slide.day).await?;
    let stages = funnel["stages"].as_array().context("no stages")?;
    let ids: Vec<_> = stages.iter().map(|stage| &stage["id"]).collect();
    assert_eq!(ids, STAGES);
    assert_eq!(
        stage(&funnel, "applications_validated")?["posts"],
        slide.posts_open,
        "{}",
        slide.day
    );
    assert_eq!(
        stage(&funnel, "counsellors_hired")?["value"],
        slide.hired,
        "{}",
        slide.day
    );
    Ok(())
}

async fn the_curve_agrees(demo: &Demo, slide: &Slide) -> Result<()> {
    let curve = demo.read("/recruitments?by=half_month", slide.day).await?;
    let points = curve["points"].as_array().context("no points")?;
    let last = points.last().context("no point")?;
    assert_eq!(last["cumulative"], slide.hired, "{}", slide.day);
    assert_eq!(last["posts_cumulative"], slide.posts_open, "{}", slide.day);
    let hired: u64 = points
        .iter()
        .filter_map(|point| point["hired"].as_u64())
        .sum();
    assert_eq!(
        hired, slide.hired,
        "the half-months add up to the cumulative figure"
    );
    Ok(())
}

async fn the_territories_agree(demo: &Demo, slide: &Slide) -> Result<()> {
    let funnel = demo.read("/funnel", slide.day).await?;
    for level in ["region", "department"] {
        let table = demo
            .read(&format!("/territories?level={level}"), slide.day)
            .await?;
        let rows = table["rows"].as_array().context("no rows")?;
        let total = table["total"].as_object().context("no total")?;
        assert_eq!(
            total["posts_open"], slide.posts_open,
            "{} {level}",
            slide.day
        );
        assert_eq!(
            total["counsellors_hired"], slide.hired,
            "{} {level}",
            slide.day
        );
        for (column, total) in total.iter().filter(|(_, total)| total.is_u64()) {
            let sum: u64 = rows.iter().filter_map(|row| row[column].as_u64()).sum();
            assert_eq!(json!(sum), *total, "{} {level}: {column}", slide.day);
            if let Ok(stage) = stage(&funnel, column) {
                assert_eq!(stage["value"], *total, "{} {level}: {column}", slide.day);
            }
        }
    }
    Ok(())
}

async fn the_trajectory_agrees(demo: &Demo, slide: &Slide) -> Result<()> {
    let trajectory = demo.read("/trajectory", slide.day).await?;
    let milestones = trajectory["milestones"]
        .as_array()
        .context("no milestones")?;
    let goals = [
        ("posts_open", "2021-09-30", 3_000),
        ("counsellors_hired", "2021-09-30", 1_000),
        ("posts_open", "2021-12-31", 3_500),
        ("counsellors_hired", "2021-12-31", 2_500),
        ("counsellors_hired", "2022-04-30", 4_000),
    ];
    for (metric, due_on, target) in goals {
        let milestone = milestones
            .iter()
            .find(|milestone| milestone["metric"] == metric && milestone["due_on"] == due_on)
            .with_context(|| format!("{}: no milestone of {metric} at {due_on}", slide.day))?;
        let actual = if metric == "posts_open" {
            slide.posts_open
        } else {
            slide.hired
        };
        assert_eq!(
            milestone["target"], target,
            "{} {metric} {due_on}",
            slide.day
        );
        assert_eq!(
            milestone["actual"], actual,
            "{} {metric} {due_on}",
            slide.day
        );
        assert_eq!(
            milestone["gap"],
            target - actual,
            "{} {metric} {due_on}",
            slide.day
        );
    }
    Ok(())
}

/// What the slides tell of 31 May and 14 June beside posts and hires.
async fn the_last_slide_tells_more(demo: &Demo) -> Result<()> {
    let may = demo.read("/funnel", "2021-05-31").await?;
    assert_eq!(stage(&may, "counsellors_in_training")?["value"], 45);
    let trajectory = demo.read("/trajectory", "2021-06-14").await?;
    let milestones = trajectory["milestones"]
        .as_array()
        .context("no milestones")?;
    let september = milestones
        .iter()
        .find(|goal| goal["metric"] == "counsellors_hired" && goal["due_on"] == "2021-09-30")
        .context("no milestone of September")?;
    // 553 people over the seven half-months from 16 June to 30 September.
    assert_eq!(september["required_per_half_month"], 79.0);
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
