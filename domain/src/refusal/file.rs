//! Refusals: registration, and a host's file up to its account.

use super::declare::refusals;
use crate::engine::{CivilDate, StreamName};
use crate::host::{ApplicationField, HostStage, Verdict};
use crate::territory::{Commune, Department, Region};

refusals! {
    /// Why something is not decided on a file. The variant's name is its stable code.
    FileRefusal

    // Registration and territory.

    /// A file is registered once.
    #[error("`{stream}` is registered already")]
    AlreadyRegistered {
        /// The file.
        stream: StreamName,
    },
    /// The host does not exist.
    #[error("`{host}` is not registered")]
    HostNotRegistered {
        /// The host.
        host: StreamName,
    },
    /// The candidate does not exist.
    #[error("`{candidate}` is not registered")]
    CandidateNotRegistered {
        /// The candidate.
        candidate: StreamName,
    },
    /// Rule 10.
    #[error("`region`: department {department} lies in region {expected}, got {region} (rule 10)")]
    RegionDisagrees {
        /// The department given.
        department: Department,
        /// The region given.
        region: Region,
        /// The department's region.
        expected: Region,
    } at "region",
    /// Rule 10.
    #[error("`commune_insee`: commune {commune} does not lie in department {department} (rule 10)")]
    CommuneDisagrees {
        /// The commune given.
        commune: Commune,
        /// The department given.
        department: Department,
    } at "commune_insee",
    /// Rule 9.
    #[error("`siret`: {siret} fails its checksum: Luhn, or for La Poste digits that sum to a multiple of 5 (rule 9)")]
    SiretChecksum {
        /// The number given.
        siret: crate::identifier::Siret,
    } at "siret",
    /// Rule 9.
    #[error("`ridet`: only hosts in New Caledonia (988) have one, this one lies in {department} (rule 9)")]
    RidetOutsideNewCaledonia {
        /// The department given.
        department: Department,
    } at "ridet",
    /// The form offers a few distances.
    #[error("`mobility_km`: must be 5, 10, 15, 20, 40, 100 or 2000, got {mobility_km}")]
    MobilityUnknown {
        /// The distance given.
        mobility_km: u16,
    } at "mobility_km",

    // A host's file.

    /// The file has left the programme.
    #[error("the host's file is {stage}")]
    FileNotLive {
        /// Where it stands.
        stage: HostStage,
    },
    /// A vote is dated by its session.
    #[error("`occurred_on`: a vote's day is its session's, {held_on}, got {occurred_on}")]
    VoteNotOnSessionDay {
        /// The day given.
        occurred_on: CivilDate,
        /// The session's.
        held_on: CivilDate,
    } at "occurred_on",
    /// Rule 4.
    #[error("`session`: `{session}` has given its verdict on this file already (rule 4)")]
    VerdictAlreadyGiven {
        /// The session.
        session: StreamName,
    } at "session",
    /// A favourable verdict grants posts, another none.
    #[error("`posts_granted`: at least 1 where the verdict is favourable, else 0; got {posts_granted} for {verdict}")]
    PostsDoNotFitVerdict {
        /// The verdict given.
        verdict: Verdict,
        /// The posts given.
        posts_granted: u32,
    } at "posts_granted",
    /// Rule 1.
    #[error("`{field}`: {posts} more than the {posts_open} posts open would exceed the envelope of {envelope} (rule 1)")]
    EnvelopeExceeded {
        /// The field that holds them.
        field: &'static str,
        /// The posts given.
        posts: u32,
        /// The posts open over the programme.
        posts_open: i64,
        /// The programme's envelope.
        envelope: i64,
    } at [field],
    /// Rule 4.
    #[error("`session`: `{session}` has given no verdict on this file that could be corrected (rule 4)")]
    NoVerdictToCorrect {
        /// The session.
        session: StreamName,
    } at "session",
    /// What holds for a vote holds for what is left of it.
    #[error("`posts_delta`: at least 1 post is left where the verdict is favourable, else 0; got {posts} for {verdict}")]
    CorrectedPostsDoNotFitVerdict {
        /// The verdict given.
        verdict: Verdict,
        /// The posts that the vote would have granted in all.
        posts: i64,
    } at "posts_delta",
    /// There is nothing to revise.
    #[error("no prefect has given an opinion on this file")]
    NoOpinionToRevise,
    /// There is nothing to reopen.
    #[error("the host's file is {stage}: only one that was cancelled, withdrawn or marked as a duplicate is reopened")]
    FileIsLive {
        /// Where it stands.
        stage: HostStage,
    },
    /// Each field has its own type.
    #[error("`after`: does not fit the field {field}: {why}")]
    AmendmentDoesNotFit {
        /// The field to be amended.
        field: ApplicationField,
        /// What would be right.
        why: String,
    } at "after",
    /// A person is named where the field is one.
    #[error("`contact`: is given where the field is contact, not {field}")]
    ContactIsNotTheField {
        /// The field to be amended.
        field: ApplicationField,
    } at "contact",
    /// Nothing was granted.
    #[error("no session has given a favourable verdict on this host")]
    NoFavourableVote,
    /// Nobody was asked to.
    #[error("no activation mail was sent")]
    NoActivationMail,
    /// An account is opened once.
    #[error("the account is activated already")]
    AlreadyActivated,
}
