//! Refusals: training, exams, certificates.

use super::declare::refusals;
use crate::candidate::Certificate;
use crate::engine::CivilDate;
use crate::programme::Delivery;
use crate::territory::Region;

refusals! {
    /// Why something is not decided on a training. The variant's name is its stable code.
    TrainingRefusal

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
    /// There are no dates to change.
    #[error("no training waits to begin or is under way: there are no dates to change")]
    NothingToReschedule,
    /// What has begun begins on no other day.
    #[error("`starts_on`: the training has begun; its first day stays {starts_on}")]
    TrainingHasBegun {
        /// The first day.
        starts_on: CivilDate,
    } at "starts_on",
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
    #[error("`{field}`: must be 105, 280, 320 or 420, got {path_hours}")]
    PathHoursUnknown {
        /// The field that holds them.
        field: &'static str,
        /// The hours given.
        path_hours: u16,
    } at [field],
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
