//! Refusals: a host's convention.

use super::declare::refusals;
use crate::host::DossierState;

refusals! {
    /// Why something is not decided on a convention. The variant's name is its stable code.
    ConventionRefusal

    /// One file at a time.
    #[error("a convention's file is open already ({stands})")]
    ConventionFileAlreadyOpen {
        /// Where it stands.
        stands: DossierState,
    },
    /// There is no file.
    #[error("no convention's file was opened")]
    NoConventionFile,
    /// The file stands elsewhere than the caller thinks.
    #[error("`from`: the convention's file stands at {stands}, not at {from}")]
    ConventionFileStandsElsewhere {
        /// Where the caller thinks.
        from: DossierState,
        /// Where it stands.
        stands: DossierState,
    } at "from",
    /// No such arrow.
    #[error("`to`: a convention's file does not move from {from} to {to}")]
    NoSuchMove {
        /// From where.
        from: DossierState,
        /// To where.
        to: DossierState,
    } at "to",
    /// Nothing to correct.
    #[error("the convention's file is not found non-compliant")]
    FileNotNonCompliant,
    /// A convention follows an accepted file.
    #[error("the convention's file stands at {stands}, not at accepted")]
    ConventionFileNotAccepted {
        /// Where it stands.
        stands: DossierState,
    },
    /// Conventions run for one of three terms.
    #[error("`months`: must be 18, 24 or 36, got {months}")]
    ConventionMonthsUnknown {
        /// The months given.
        months: u8,
    } at "months",
    /// It would cover posts that are not there.
    #[error("`posts`: the convention covers {posts} posts, of which only {posts_open} are open")]
    ConventionExceedsPosts {
        /// The posts given.
        posts: u32,
        /// The host's open posts.
        posts_open: i64,
    } at "posts",
    /// There is nothing to sign.
    #[error("no convention was sent")]
    ConventionNotSent,
    /// It is signed as it was sent.
    #[error("`{field}`: the convention was sent with {sent}, got {signed}")]
    TermsDiffer {
        /// The first field that differs.
        field: &'static str,
        /// As sent.
        sent: u64,
        /// As signed.
        signed: u64,
    } at [field],
    /// It covers posts, or is over.
    #[error("`posts_delta`: the convention would cover {posts} posts: at least 1, or it is terminated")]
    AmendedPostsOutOfRange {
        /// The posts that it would cover.
        posts: i64,
    } at "posts_delta",
    /// A subsidy is no debt.
    #[error("`amount_delta_cents`: {delta} cents more than {amount_cents} are no amount")]
    AmendedAmountOutOfRange {
        /// The amount in force.
        amount_cents: u64,
        /// What was to be added.
        delta: i64,
    } at "amount_delta_cents",
    /// Rule 2.
    #[error("`{field}`: {filled} posts are filled, the convention would cover {posts} (rule 2)")]
    CoveredPostsAreFilled {
        /// The field that says how many posts it would cover.
        field: &'static str,
        /// The posts that it would cover.
        posts: u32,
        /// The filled ones.
        filled: i64,
    } at [field],
    /// It would cover posts that are not there.
    #[error("`posts_delta`: the convention would cover {posts} posts, of which only {posts_open} are open")]
    AmendmentExceedsPosts {
        /// The posts that it would cover.
        posts: u32,
        /// The host's open posts.
        posts_open: i64,
    } at "posts_delta",
    /// Instalments are numbered without a gap.
    #[error("`instalment`: the next one is {expected}, got {instalment}")]
    InstalmentOutOfOrder {
        /// The number given.
        instalment: u32,
        /// The next one's.
        expected: u32,
    } at "instalment",
    /// No more is paid than was agreed.
    #[error("`amount_cents`: {cents} more than the {paid} paid would exceed the subsidy of {amount_cents}")]
    SubsidyExceeded {
        /// The sum given.
        cents: u64,
        /// What was paid before.
        paid: u64,
        /// The subsidy of the convention in force.
        amount_cents: u64,
    } at "amount_cents",
    /// It is in force.
    #[error("the convention is signed already")]
    ConventionAlreadySigned,
    /// There is nothing to end.
    #[error("no convention is signed")]
    ConventionNotSigned,
    /// Rule 2.
    #[error("the convention was terminated: nothing new begins under it (rule 2)")]
    ConventionIsTerminated,
}
