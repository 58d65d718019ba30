//! The real public list of host structures: imported whole, and every figure equal to a count from the file itself.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;
use tests::{Finished, Server, open_data_file, replay, replay_json, skipped};

const ROWS: u64 = 2_889;
const POSTS: u64 = 3_925;
/// The day after the last session in the file.
const AS_OF: &str = "2023-04-06";

/// One row, as this test reads it: nothing here knows how the importer reads.
struct Row {
    posts: u64,
    /// `YYYY-MM-DD`.
    voted_on: String,
    region: String,
    department: String,
}

impl Row {
    /// The columns are the file's: posts in the fifth, the vote's date in the sixth, and so on.
    fn of(line: &str) -> Result<Self> {
        let fields = fields(line);
        let field = |index: usize| fields.get(index).context(line.to_owned());
        let date: Vec<_> = field(5)?.split('/').collect();
        let [day, month, year] = date[..] else {
            anyhow::bail!("not a date: {line}");
        };
        Ok(Self {
            posts: field(4)?.parse()?,
            voted_on: format!("{year}-{month}-{day}"),
            // Three rows of Saint-Martin say neither region nor department.
            region: named_or(field(3)?, "", "Saint-Martin"),
            department: format!("{:0>2}", named_or(field(8)?, "0", "978")),
        })
    }

    /// `2021-06-H1`
    fn half_month(&self) -> String {
        let half = if &self.voted_on[8..] <= "15" { 1 } else { 2 };
        format!("{}-H{half}", &self.voted_on[..7])
    }
}

fn named_or(field: &str, missing: &str, instead: &str) -> String {
    let name = if field == missing { instead } else { field };
    name.to_owned()
}

/// The fields of a line: `;` between them, `"` around those that hold one, `""` for a quote.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    for char in line.chars() {
        match (char, fields.last_mut()) {
            ('"', _) => quoted = !quoted,
            (';', _) if !quoted => fields.push(String::new()),
            (_, Some(field)) => field.push(char),
            (_, None) => {}
        }
    }
    fields
}

/// The file's rows, or `None` where it is not on this machine.
fn rows(test: &str) -> Result<Option<(PathBuf, Vec<Row>)>> {
    let file = open_data_file();
    if !file.exists() {
        skipped(
            test,
            &format!("{} is missing; JALON_OPEN_DATA names it", file.display()),
        );
        return Ok(None);
    }
    let content = std::fs::read_to_string(&file)?;
    let rows: Result<Vec<_>> = content.lines().skip(1).map(Row::of).collect();
    Ok(Some((file, rows?)))
}

/// Hosts and posts.
type Sums = BTreeMap<String, (u64, u64)>;

fn sums(rows: &[Row], key: impl Fn(&Row) -> String) -> Sums {
    let mut sums = Sums::new();
    for row in rows {
        let sum = sums.entry(key(row)).or_default();
        sum.0 += 1;
        sum.1 += row.posts;
    }
    sums
}

fn import(data: &Path, file: &Path) -> Result<Finished> {
    let flags = ["import", "--format", "open-data", "--data"].map(Into::into);
    let paths = [data, file].map(Path::as_os_str);
    replay(flags.iter().map(std::ffi::OsString::as_os_str).chain(paths))?.expect_code(0)
}

/// The number that an import's report gives for `what`: `accepted`, `skipped`, `refused`.
fn reported(report: &Finished, what: &str) -> Result<u64> {
    let words: Vec<_> = report
        .stdout
        .split(|char: char| !char.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let place = words.iter().position(|word| *word == what);
    let before = place.and_then(|place| words.get(place.checked_sub(1)?));
    before
        .and_then(|number| number.parse().ok())
        .with_context(|| format!("no number of {what} lines in: {}", report.stdout))
}

fn show(data: &Path, view: &str, arguments: &[&str]) -> Result<Value> {
    let data = data.to_str().context("a temporary folder's path is text")?;
    let fixed = ["show", view, "--data", data];
    replay_json(fixed.iter().chain(arguments))
}

/// Hosts and posts per row of a territories table, those with none left out.
fn shown_territories(table: &Value, key: &str) -> Result<Sums> {
    let rows = table["rows"].as_array().context("no rows")?;
    Ok(rows
        .iter()
        .map(|row| {
            let name = row[key].as_str().unwrap_or_default().to_owned();
            (
                name,
                (
                    count(row, "applications_validated"),
                    count(row, "posts_open"),
                ),
            )
        })
        .filter(|(_, sum)| *sum != (0, 0))
        .collect())
}

/// Posts per half-month of a recruitments table, those with none left out.
fn shown_half_months(table: &Value) -> Result<BTreeMap<String, u64>> {
    let points = table["points"].as_array().context("no points")?;
    Ok(points
        .iter()
        .map(|point| {
            let period = point["period"].as_str().unwrap_or_default();
            (period.to_owned(), count(point, "posts_opened"))
        })
        .filter(|(_, posts)| *posts != 0)
        .collect())
}

fn count(row: &Value, field: &str) -> u64 {
    row[field].as_u64().unwrap_or_default()
}

#[test]
fn every_figure_equals_a_count_from_the_file() -> Result<()> {
    let Some((file, rows)) = rows("open_data")? else {
        return Ok(());
    };
    let folder = tempfile::tempdir()?;
    let data = folder.path();
    let report = import(data, &file)?;
    assert_eq!(reported(&report, "accepted")?, ROWS);
    assert_eq!(reported(&report, "refused")?, 0);

    let regions = show(data, "territories", &["--as-of", AS_OF])?;
    let departments = show(
        data,
        "territories",
        &["--as-of", AS_OF, "--level", "department"],
    )?;
    let recruitments = show(data, "recruitments", &["--as-of", AS_OF])?;
    assert_eq!(
        shown_territories(&regions, "name")?,
        sums(&rows, |row| row.region.clone())
    );
    assert_eq!(
        shown_territories(&departments, "code")?,
        sums(&rows, |row| row.department.clone())
    );
    let posts = sums(&rows, Row::half_month)
        .into_iter()
        .map(|(period, sum)| (period, sum.1));
    assert_eq!(shown_half_months(&recruitments)?, posts.collect());
    for table in [&regions, &departments] {
        assert_eq!(count(&table["total"], "applications_validated"), ROWS);
        assert_eq!(count(&table["total"], "posts_open"), POSTS);
        assert_eq!(
            table["approximate"], true,
            "every registration is dated at the latest"
        );
    }
    Ok(())
}

#[test]
fn the_past_is_rebuilt_as_of_a_day_and_a_second_import_changes_nothing() -> Result<()> {
    let Some((file, rows)) = rows("open_data")? else {
        return Ok(());
    };
    let folder = tempfile::tempdir()?;
    let data = folder.path();
    import(data, &file)?;
    let before = show(data, "territories", &["--as-of", "2021-06-15"])?;
    assert_eq!(count(&before["total"], "posts_open"), 1_695);
    let by_then: u64 = rows
        .iter()
        .filter(|row| row.voted_on.as_str() <= "2021-06-15")
        .map(|row| row.posts)
        .sum();
    assert_eq!(by_then, 1_695);

    let again = import(data, &file)?;
    assert_eq!(reported(&again, "accepted")?, 0);
    assert_eq!(reported(&again, "skipped")?, ROWS);
    let after = show(data, "territories", &["--as-of", "2021-06-15"])?;
    assert_eq!(after, before, "position and figures stay as they were");
    replay(["verify".as_ref(), "--data".as_ref(), data.as_os_str()])?.expect_code(0)?;
    Ok(())
}

#[tokio::test]
async fn the_tools_show_the_same_beside_a_running_server() -> Result<()> {
    let Some((file, _)) = rows("open_data")? else {
        return Ok(());
    };
    let folder = tempfile::tempdir()?;
    import(folder.path(), &file)?;
    let server = Server::serve(folder.path())?;
    let client = server.client()?;
    let shown = show(folder.path(), "territories", &["--as-of", AS_OF])?;
    // The server answers at once after a start; its read models say how far they are.
    let at_least = &shown["position"];
    let path = format!("/territories?level=region&as_of={AS_OF}&at_least={at_least}");
    let answer = client.read(&path).await?;
    assert_eq!(answer, shown);
    server.terminate()?.expect_code(0)?;
    Ok(())
}
