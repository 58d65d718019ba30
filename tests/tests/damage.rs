//! Damaged files: a torn tail that nobody was told of is dropped, anything else is refused with its position.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tempfile::TempDir;
use tests::{
    Client, Finished, Place, Server, copy_folder, find_bytes, replay, request, serve_until_exit,
};

/// Hosts that are registered before the damage.
const HOSTS: usize = 12;
/// The exit code of damaged data.
const DAMAGED: i32 = 3;

/// A host whose registration was acknowledged.
struct Registered {
    name: String,
    position: u64,
}

async fn register(client: &Client, name: String) -> Result<Registered> {
    let answer = client
        .command(&request::register_host(&name))
        .await?
        .expect(201)?;
    let position = answer["position"].as_u64().context("no position")?;
    Ok(Registered { name, position })
}

/// One append after the other, each acknowledged before the next is sent.
async fn register_hosts(client: &Client) -> Result<Vec<Registered>> {
    client
        .command(&request::open_programme(1_000))
        .await?
        .expect(201)?;
    let mut registered = Vec::new();
    for number in 0..HOSTS {
        registered.push(register(client, format!("Damaged host {number:02}")).await?);
    }
    Ok(registered)
}

/// A folder that was closed cleanly, and what it holds.
async fn closed_folder() -> Result<(TempDir, Vec<Registered>)> {
    let folder = tempfile::tempdir()?;
    let server = Server::serve(folder.path())?;
    let registered = register_hosts(&server.client()?).await?;
    server.terminate()?.expect_code(0)?;
    Ok((folder, registered))
}

fn log_folder(data: &Path) -> PathBuf {
    data.join("programmes/cnfs/log")
}

fn verify(data: &Path) -> Result<Finished> {
    replay(["verify".as_ref(), "--data".as_ref(), data.as_os_str()])
}

/// Where `verify` finds damage.
fn found_positions(data: &Path) -> Result<Vec<u64>> {
    let arguments = ["verify", "--format", "json", "--data"].map(AsRef::as_ref);
    let report = replay(arguments.into_iter().chain([data.as_os_str()]))?.expect_code(DAMAGED)?;
    let report: Value = serde_json::from_str(&report.stdout)?;
    let findings = report["findings"].as_array().context("no findings")?;
    Ok(findings
        .iter()
        .filter_map(|finding| finding["position"].as_u64())
        .collect())
}

/// Damages a copy of the folder where a host's name stands in its log.
fn refused_where(
    folder: &Path,
    host: &Registered,
    damage: impl FnOnce(&Place) -> Result<()>,
) -> Result<()> {
    let copy = tempfile::tempdir()?;
    copy_folder(folder, copy.path())?;
    let place = find_bytes(&log_folder(copy.path()), host.name.as_bytes())?;
    damage(&place)?;
    let damaged = std::fs::read(&place.file)?;
    let refused = serve_until_exit(copy.path())?.expect_code(DAMAGED)?;
    let position = format!("position {} ", host.position);
    ensure!(
        refused.stderr.contains(&position),
        "no `{position}` in: {}",
        refused.stderr
    );
    ensure!(
        found_positions(copy.path())?.contains(&host.position),
        "verify finds it elsewhere"
    );
    ensure!(
        std::fs::read(&place.file)? == damaged,
        "the damage was not left as it was found"
    );
    Ok(())
}

#[tokio::test]
async fn a_flipped_bit_is_refused_with_its_position() -> Result<()> {
    let (folder, registered) = closed_folder().await?;
    for host in [
        &registered[0],
        &registered[HOSTS / 2],
        &registered[HOSTS - 1],
    ] {
        refused_where(folder.path(), host, Place::flip_a_bit)?;
    }
    Ok(())
}

#[tokio::test]
async fn a_file_cut_below_what_was_acknowledged_is_refused_with_its_position() -> Result<()> {
    let (folder, registered) = closed_folder().await?;
    for host in [&registered[0], &registered[HOSTS - 1]] {
        refused_where(folder.path(), host, Place::cut)?;
    }
    refused_where(folder.path(), &registered[HOSTS / 2], Place::blank_the_rest)
}

#[tokio::test]
async fn after_a_kill_too_damage_below_the_watermark_is_refused() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::serve(folder.path())?;
    let registered = register_hosts(&server.client()?).await?;
    server.kill()?;
    // The last frame says that all before it was durable.
    let below = &registered[HOSTS - 2];
    refused_where(folder.path(), below, Place::flip_a_bit)?;
    refused_where(folder.path(), below, Place::cut)
}

/// A folder as a crash leaves it in the middle of writing an append that nobody was told of:
/// `before` that append, with the file that it went to as it was `after` it.
struct Torn {
    before: TempDir,
    /// The file, from the data folder, and its bytes after the append.
    file: PathBuf,
    after: Vec<u8>,
    /// The first and the last byte that the append wrote.
    written: (usize, usize),
    acknowledged: Vec<Registered>,
}

impl Torn {
    async fn new() -> Result<Self> {
        let data = tempfile::tempdir()?;
        let before = tempfile::tempdir()?;
        let server = Server::serve(data.path())?;
        let client = server.client()?;
        let acknowledged = register_hosts(&client).await?;
        copy_folder(data.path(), before.path())?;
        let unheard = register(&client, "Nobody was told".to_owned()).await?;
        server.kill()?;
        let place = find_bytes(&log_folder(data.path()), unheard.name.as_bytes())?;
        let file = place.file.strip_prefix(data.path())?.to_owned();
        let after = std::fs::read(&place.file)?;
        let written = difference(&std::fs::read(before.path().join(&file))?, &after)?;
        Ok(Self {
            before,
            file,
            after,
            written,
            acknowledged,
        })
    }

    /// A copy in which the append's bytes from `from` on did not reach the disk.
    fn copy(&self, from: usize, lose: impl FnOnce(&Place) -> Result<()>) -> Result<TempDir> {
        let copy = tempfile::tempdir()?;
        copy_folder(self.before.path(), copy.path())?;
        let file = copy.path().join(&self.file);
        std::fs::write(&file, &self.after)?;
        lose(&Place { file, offset: from })?;
        Ok(copy)
    }

    /// It opens with exactly what was acknowledged, takes the next write, and verifies.
    async fn opens(&self, folder: &Path) -> Result<()> {
        let server = Server::serve(folder)?;
        let client = server.client()?;
        let events = client.history(0).await?;
        let names: Vec<_> = events[1..]
            .iter()
            .map(|event| &event["data"]["legal_name"])
            .collect();
        let acknowledged: Vec<_> = self.acknowledged.iter().map(|host| &host.name).collect();
        ensure!(
            names == acknowledged,
            "{names:?} instead of {acknowledged:?}"
        );
        let next = register(&client, "The next one".to_owned()).await?;
        assert_eq!(next.position, events.len() as u64 + 1);
        server.terminate()?.expect_code(0)?;
        verify(folder)?.expect_code(0)?;
        Ok(())
    }
}

/// The first and the last byte that differ.
fn difference(before: &[u8], after: &[u8]) -> Result<(usize, usize)> {
    let changed = |index: &usize| before.get(*index) != after.get(*index);
    let first = (0..after.len())
        .find(changed)
        .context("nothing was written")?;
    let last = (0..after.len())
        .rfind(changed)
        .context("nothing was written")?;
    Ok((first, last))
}

#[tokio::test]
async fn a_torn_append_that_nobody_was_told_of_is_dropped() -> Result<()> {
    let torn = Torn::new().await?;
    let (first, last) = torn.written;
    for from in [first, first + 1, first + 9, first.midpoint(last), last] {
        let cut = torn.copy(from, Place::cut)?;
        torn.opens(cut.path())
            .await
            .with_context(|| format!("cut at {from}"))?;
    }
    for from in [first + 1, first.midpoint(last), last] {
        let blank = torn.copy(from, Place::blank_the_rest)?;
        torn.opens(blank.path())
            .await
            .with_context(|| format!("blank from {from}"))?;
    }
    let flipped = torn.copy(first.midpoint(last), Place::flip_a_bit)?;
    torn.opens(flipped.path())
        .await
        .context("a flipped bit in the torn append")
}

#[tokio::test]
async fn a_second_server_on_the_same_folder_is_refused() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::serve(folder.path())?;
    let second = serve_until_exit(folder.path())?.expect_code(1)?;
    let path = folder
        .path()
        .to_str()
        .context("a temporary folder's path is text")?;
    ensure!(
        second.stderr.contains(path),
        "the folder is not named: {}",
        second.stderr
    );
    register_hosts(&server.client()?).await?;
    server.terminate()?.expect_code(0)?;
    Ok(())
}
