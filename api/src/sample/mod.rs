//! The sample programme: a wholly fictional history from November 2020 to the end of 2022, as the commands that make it.
//!
//! Planning functions, one per part of the programme, write down who asked for what and when.
//! They steer by the paces of `calendar` and draw from a seeded generator, so the history is the
//! same on every machine. No event and no figure is written: the ledger decides every step, and
//! what a read model shows is counted from its decisions.
//!
//! The published figures hold in both times: what they count is recorded before the books of its
//! period close. Opinions, refusals, duplicates and signatures keep their delays across those
//! days, and after the last of them so does everything else.

mod account;
mod actors;
mod calendar;
mod chance;
mod convention;
mod departure;
mod diary;
mod hire;
mod host;
mod load;
mod meeting;
mod names;
mod opening;
mod programme;
mod session;
mod territories;
mod training;

pub use diary::Step;
pub use load::{LoadError, Loaded, load};

use domain::engine::{ProgrammeSlug, StreamName};

use diary::Diary;

/// The sample's programme.
///
/// # Panics
/// Never: the slug is a constant.
pub fn slug() -> ProgrammeSlug {
    "cnfs".parse().expect("a constant of lower-case letters")
}

/// The history's steps, in the order of recording. The same at every call.
///
/// # Panics
/// Never: the names in it are constants.
pub fn history() -> Vec<Step> {
    let mut diary = Diary::new();
    let programme = StreamName::of_text("programme", slug().as_str())
        .expect("a programme's slug is the key of a stream");
    programme::frame(&mut diary, &programme);
    let mut hosts = host::register_hosts(&mut diary);
    session::hold_sessions(&mut diary, &mut hosts);
    host::close_idle_files(&mut diary, &hosts);
    account::open_accounts(&mut diary, &mut hosts);
    convention::conclude_conventions(&mut diary, &mut hosts);
    hire::fill_posts(&mut diary, &hosts);
    diary.through(calendar::ending())
}
