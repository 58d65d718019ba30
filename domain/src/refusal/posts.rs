//! Refusals: a host's posts, and what repeats another file.

use uuid::Uuid;

use super::declare::refusals;
use crate::engine::StreamName;
use crate::host::HostStage;

refusals! {
    /// Why something is not decided on posts. The variant's name is its stable code.
    PostsRefusal

    /// Rule 6.
    #[error("`posts`: only free posts are returned; {posts} asked, {free} free (rule 6)")]
    PostsNotFree {
        /// The posts given.
        posts: u32,
        /// The free ones.
        free: i64,
    } at "posts",
    /// Rule 2.
    #[error("`posts_delta`: only free posts are taken off; {taken_off} asked, {free} free (rule 2)")]
    CorrectedPostsNotFree {
        /// The posts to be taken off.
        taken_off: i64,
        /// The free ones.
        free: i64,
    } at "posts_delta",
    /// Rule 6.
    #[error("the host has an open request, {request} (rule 6)")]
    RequestAlreadyOpen {
        /// The open one.
        request: Uuid,
    },
    /// It was answered, or never made.
    #[error("`request`: the host has no open request {request}")]
    RequestNotOpen {
        /// The request given.
        request: Uuid,
    } at "request",
    /// Posts go to another host.
    #[error("`host`: posts are transferred to another host than the one that gives them")]
    TransferToItself at "host",
    /// The receiver has left the programme.
    #[error("`host`: the file of `{host}` is {stage}")]
    ReceiverNotLive {
        /// The receiver.
        host: StreamName,
        /// Where it stands.
        stage: HostStage,
    } at "host",
    /// Rule 2.
    #[error("no free post: {filled} of {posts_open} open posts are filled (rule 2)")]
    NoFreePost {
        /// The filled ones.
        filled: i64,
        /// The open ones.
        posts_open: i64,
    },
    /// Rule 2.
    #[error("no free post under the convention in force: {filled} of its {posts} posts are filled (rule 2)")]
    NoFreePostInConvention {
        /// The filled ones.
        filled: i64,
        /// Those that the convention covers.
        posts: u32,
    },
    /// Rule 11.
    #[error("`of`: `{of}` leads back to this file (rule 11)")]
    DuplicatesMakeACircle {
        /// The target given.
        of: StreamName,
    } at "of",
    /// Rule 11 is checked along a bounded chain.
    #[error("`of`: more than {bound} files repeat each other behind `{of}`; name the file that stays")]
    TooManyDuplicateLinks {
        /// The target given.
        of: StreamName,
        /// How many links are followed.
        bound: usize,
    } at "of",
}
