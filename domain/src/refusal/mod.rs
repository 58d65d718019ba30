//! Refusals: the facts for which a command is answered with no.

mod declare;

use crate::candidate::{Certificate, Contract};
use crate::engine::{CivilDate, StreamName};
use crate::host::{DossierState, HostStage, Verdict};
use crate::matching::MatchStage;
use crate::programme::{Delivery, Metric};
use crate::territory::{Commune, Department, Region};
use declare::refusals;

refusals! {
    // What holds for every command.

    /// Nothing may be decided before the programme is opened.
    #[error("the programme is not opened yet: `OpenProgramme` comes before everything else")]
    ProgrammeNotOpened,
    /// A programme begins once.
    #[error("the programme is already opened, in `{stream}`")]
    ProgrammeAlreadyOpened {
        /// Where.
        stream: StreamName,
    },
    /// A programme has one stream of its own.
    #[error("`stream`: the programme's own stream is `{programme}`, got `{found}`")]
    NotTheProgrammesStream {
        /// The programme's own.
        programme: StreamName,
        /// The stream that was named.
        found: StreamName,
    } at "stream",
    /// The command is decided on another kind of stream.
    #[error("`stream`: `{command}` is decided on a `{expected}:…` stream, got `{found}`")]
    WrongStreamKind {
        /// The command.
        command: &'static str,
        /// The kind that it takes.
        expected: &'static str,
        /// The stream that was named.
        found: StreamName,
    } at "stream",
    /// A field names a stream of another kind.
    #[error("`{field}`: must name a `{expected}:…` stream, got `{found}`")]
    WrongReferenceKind {
        /// The field.
        field: &'static str,
        /// The kind that it takes.
        expected: &'static str,
        /// The stream that was named.
        found: StreamName,
    },
    /// What is planned is a field; what is recorded has happened.
    #[error("`occurred_on`: {occurred_on} lies after today, {today}: only what has happened is recorded")]
    OccurredInTheFuture {
        /// When it is said to have happened.
        occurred_on: CivilDate,
        /// The Paris date of the recording.
        today: CivilDate,
    } at "occurred_on",
    /// A few facts come in the order of their dates.
    #[error("`occurred_on`: {occurred_on} lies before {earlier}, on {not_before}: the {later} cannot come first")]
    OccurredTooEarly {
        /// When it is said to have happened.
        occurred_on: CivilDate,
        /// What it follows.
        earlier: &'static str,
        /// The day of that.
        not_before: CivilDate,
        /// What follows it.
        later: &'static str,
    } at "occurred_on",

    // The programme.

    /// A target is set once, and revised from then on.
    #[error("the target of {metric} for {due_on} is set already: `ReviseMilestone` changes it")]
    MilestoneAlreadySet {
        /// What it measures.
        metric: Metric,
        /// When it is due.
        due_on: CivilDate,
    },
    /// There is nothing to revise.
    #[error("no target of {metric} is set for {due_on}")]
    MilestoneNotSet {
        /// What it would measure.
        metric: Metric,
        /// When it would be due.
        due_on: CivilDate,
    },
    /// A lot is defined once.
    #[error("`lot`: the training lot `{lot}` is defined already")]
    LotAlreadyDefined {
        /// The lot.
        lot: String,
    } at "lot",
    /// The lot is unknown.
    #[error("`lot`: no training lot `{lot}` is defined")]
    LotNotDefined {
        /// The lot.
        lot: String,
    } at "lot",

    // Sessions.

    /// A session's label is the key of its stream.
    #[error("`label`: must be the key of the stream `{stream}`, got `{label}`")]
    LabelIsNotTheKey {
        /// The label given.
        label: String,
        /// The stream named.
        stream: StreamName,
    } at "label",
    /// The programme had two phases.
    #[error("`phase`: must be 1 or 2, got {phase}")]
    PhaseUnknown {
        /// The phase given.
        phase: u8,
    } at "phase",
    /// A session is called once.
    #[error("the session is convened already")]
    SessionAlreadyConvened,
    /// The session does not exist.
    #[error("`session`: `{session}` is not convened")]
    SessionNotConvened {
        /// The session.
        session: StreamName,
    } at "session",
    /// Rule 4.
    #[error("the minutes of `{session}` are sealed: corrections only (rule 4)")]
    MinutesAlreadySealed {
        /// The session.
        session: StreamName,
    } at "session",

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
    #[error("`posts_granted`: {posts_granted} more than the {posts_open} posts open would exceed the envelope of {envelope} (rule 1)")]
    EnvelopeExceeded {
        /// The posts given.
        posts_granted: u32,
        /// The posts open over the programme.
        posts_open: i64,
        /// The programme's envelope.
        envelope: i64,
    } at "posts_granted",
    /// Nothing was granted.
    #[error("no session has given a favourable verdict on this host")]
    NoFavourableVote,
    /// Nobody was asked to.
    #[error("no activation mail was sent")]
    NoActivationMail,
    /// An account is opened once.
    #[error("the account is activated already")]
    AlreadyActivated,

    // Its convention.

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
    },
    /// It is in force.
    #[error("the convention is signed already")]
    ConventionAlreadySigned,
    /// There is nothing to end.
    #[error("no convention is signed")]
    ConventionNotSigned,
    /// Rule 2.
    #[error("the convention was terminated: nothing new begins under it (rule 2)")]
    ConventionIsTerminated,

    // Its posts.

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

    // Matches and hires.

    /// A match is proposed once.
    #[error("the match is proposed already")]
    MatchAlreadyProposed,
    /// The match does not exist.
    #[error("`{match_}` is not proposed")]
    MatchNotProposed {
        /// The match.
        match_: StreamName,
    },
    /// No such arrow.
    #[error("the match is {stage}: it must be {expected}")]
    MatchStandsElsewhere {
        /// Where it stands.
        stage: MatchStage,
        /// Where it would have to stand.
        expected: MatchStage,
    },
    /// Rule 3.
    #[error("the person has an active hire at `{host}` (rule 3)")]
    AlreadyHired {
        /// Where.
        host: StreamName,
    },
    /// Rule 3.
    #[error("`starts_on`: {starts_on} does not lie after the end of the last hire, {last_day} (rule 3)")]
    StartsBeforeLastHireEnded {
        /// The first day given.
        starts_on: CivilDate,
        /// The last day of the hire before.
        last_day: CivilDate,
    } at "starts_on",
    /// Nothing to cancel or to end.
    #[error("the person has no active hire")]
    NoActiveHire,
    /// The hire of this match is over.
    #[error("the hire that `{match_}` led to is over")]
    HireNotActive {
        /// The match.
        match_: StreamName,
    },
    /// Rule 5.
    #[error("`ends_on`: a cdi has no end date, got {ends_on} (rule 5)")]
    CdiHasNoEnd {
        /// The last day given.
        ends_on: CivilDate,
    } at "ends_on",
    /// Rule 5.
    #[error("`ends_on`: a contract of the form {contract} has an end date (rule 5)")]
    ContractEndMissing {
        /// The form.
        contract: Contract,
    } at "ends_on",
    /// Rule 5.
    #[error("`{field}`: the contract ends on {ends_on}, before its start on {starts_on} (rule 5)")]
    ContractEndsBeforeStart {
        /// The field that holds its end.
        field: &'static str,
        /// The first day.
        starts_on: CivilDate,
        /// The last day given.
        ends_on: CivilDate,
    },

    // Training.

    /// Rule 7.
    #[error("the training is waived (rule 7)")]
    TrainingIsWaived,
    /// Rule 7.
    #[error("the person is enrolled, or was trained: nothing to waive (rule 7)")]
    AlreadyEnrolled,
    /// One training at a time.
    #[error("a training is under way")]
    TrainingUnderWay,
    /// There is no place to start from.
    #[error("the person is not enrolled in a training that waits to begin")]
    NotEnrolled,
    /// There is nothing to complete or to leave.
    #[error("no training is under way")]
    TrainingNotStarted,
    /// Rule 7.
    #[error("`ends_on`: the training ends on {ends_on}, before its start on {starts_on} (rule 7)")]
    TrainingEndsBeforeStart {
        /// The first day given.
        starts_on: CivilDate,
        /// The last day given.
        ends_on: CivilDate,
    } at "ends_on",
    /// Rule 8.
    #[error("`lot`: lot `{lot}` does not serve region {region}, where the host is, and is not remote (rule 8)")]
    LotDoesNotServe {
        /// The lot.
        lot: String,
        /// The host's region.
        region: Region,
    } at "lot",
    /// A lot names its providers.
    #[error("`provider`: `{provider}` does not give lot `{lot}`")]
    ProviderNotOfLot {
        /// The provider given.
        provider: String,
        /// The lot.
        lot: String,
    } at "provider",
    /// A lot is given in one way.
    #[error("`delivery`: lot `{lot}` is given {expected}, got {delivery}")]
    DeliveryDiffers {
        /// The delivery given.
        delivery: Delivery,
        /// The lot's.
        expected: Delivery,
        /// The lot.
        lot: String,
    } at "delivery",
    /// The paths have fixed lengths.
    #[error("`path_hours`: must be 105, 280, 320 or 420, got {path_hours}")]
    PathHoursUnknown {
        /// The hours given.
        path_hours: u16,
    } at "path_hours",
    /// Rule 7.
    #[error("an exam follows a completed or a waived training (rule 7)")]
    NeitherTrainedNorWaived,
    /// Rule 7.
    #[error("`certificate`: no exam {certificate} was passed (rule 7)")]
    ExamNotPassed {
        /// The certificate asked for.
        certificate: Certificate,
    } at "certificate",
    /// A certificate is awarded once.
    #[error("`certificate`: {certificate} is awarded already")]
    AlreadyCertified {
        /// The certificate asked for.
        certificate: Certificate,
    } at "certificate",
}

/// The refusal, unless it holds: a guard on one line.
pub(crate) fn require(holds: bool, otherwise: impl FnOnce() -> Refusal) -> Result<(), Refusal> {
    if holds { Ok(()) } else { Err(otherwise()) }
}
