//! Refusals: a host's posts, and what repeats another file.

use super::declare::refusals;
use crate::engine::StreamName;

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
