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
