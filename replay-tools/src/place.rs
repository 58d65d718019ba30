//! The log and the vault of one programme, opened for reading beside whoever writes them.

use anyhow::{Context, bail};
use domain::Event;
use domain::engine::{Position, ProgrammeSlug, Recorded};
use eventlog::{DataFolder, Follower, Page, Vault, decode};

use crate::cli::Place;

/// The most events that are asked for at once.
pub(crate) const PAGE_EVENTS_MAX: usize = 4_096;

impl Place {
    /// The folder, where the programme has a log in it.
    pub(crate) fn folder(&self) -> anyhow::Result<DataFolder> {
        let folder = DataFolder::open_shared(&self.data)?;
        let programmes = folder.programmes()?;
        if programmes.contains(&self.programme) {
            return Ok(folder);
        }
        let names: Vec<_> = programmes.iter().map(ProgrammeSlug::as_str).collect();
        bail!(
            "{} holds no programme `{}`; it holds: {}",
            self.data.display(),
            self.programme,
            if names.is_empty() {
                "none".to_owned()
            } else {
                names.join(", ")
            },
        )
    }

    /// The log, which is followed and never written.
    pub(crate) fn follower(&self) -> anyhow::Result<Follower> {
        let log_dir = self.folder()?.log_dir(&self.programme);
        let opened = Follower::open(&log_dir, self.programme.clone());
        opened.with_context(|| format!("the log of {} in {}", self.programme, self.data.display()))
    }

    /// The vault, whose keys can be used and to which none is added.
    pub(crate) fn vault(&self) -> anyhow::Result<Vault> {
        let vault_dir = self.folder()?.vault_dir(&self.programme);
        let opened = Vault::open_read_only(&vault_dir);
        opened.with_context(|| format!("the vault of {}", self.programme))
    }
}

/// The events of a page. `after` is where the page begins, for the message if one cannot be read.
pub(crate) fn events_of(
    page: &Page,
    after: Option<Position>,
) -> anyhow::Result<Vec<Recorded<Event>>> {
    let begins_after = after.map_or(0, Position::get);
    let decode = |bytes| {
        decode::<Event>(bytes)
            .with_context(|| format!("in the page of events after position {begins_after}"))
    };
    page.events.iter().map(|bytes| decode(bytes)).collect()
}
