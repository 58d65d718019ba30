//! Refusals: a person's own file, and a counsellor's work.

use super::declare::refusals;
use crate::candidate::Equipment;
use crate::engine::{CivilDate, StreamName};

refusals! {
    /// Why something is not decided on a person. The variant's name is its stable code.
    PersonRefusal

    /// Pix shares three levels.
    #[error("`level`: must be 1, 2 or 3, got {level}")]
    PixLevelUnknown {
        /// The level given.
        level: u8,
    } at "level",
    /// Another file goes on in its place.
    #[error("the person's file is merged: `{into}` goes on")]
    FileIsMerged {
        /// The file that goes on.
        into: StreamName,
    },
    /// A hire does not change files.
    #[error("this file has an active hire at `{host}`: merge the other file into it")]
    HireStandsOnThisFile {
        /// Where.
        host: StreamName,
    },
    /// Rule 11.
    #[error("`into`: `{into}` leads back to this file (rule 11)")]
    MergesMakeACircle {
        /// The target given.
        into: StreamName,
    } at "into",
    /// Rule 11 is checked along a bounded chain.
    #[error("`into`: more than {bound} files repeat each other behind `{into}`; name the file that goes on")]
    TooManyMergeLinks {
        /// The target given.
        into: StreamName,
        /// How many links are followed.
        bound: usize,
    } at "into",
    /// A post is taken up once.
    #[error("the post is taken up already")]
    PostAlreadyTakenUp,
    /// An empty parcel is none.
    #[error("`items`: at least one is sent")]
    NothingSent at "items",
    /// A parcel holds each kind of item once.
    #[error("`items`: {item} is named twice")]
    ItemNamedTwice {
        /// The item.
        item: Equipment,
    } at "items",
    /// Activity is a counsellor's.
    #[error("`on`: the person has no active hire, and none that covered {on}")]
    NotInPost {
        /// The day given.
        on: CivilDate,
    } at "on",
    /// An activity is dated by its own day.
    #[error("`occurred_on`: an activity's day is its own, {on}, got {occurred_on}")]
    ActivityOnAnotherDay {
        /// The day given for the event.
        occurred_on: CivilDate,
        /// The activity's.
        on: CivilDate,
    } at "occurred_on",
    /// An activity is of one day.
    #[error("`minutes`: a day has 1440, got {minutes}")]
    ActivityLongerThanADay {
        /// The minutes given.
        minutes: u32,
    } at "minutes",
}
