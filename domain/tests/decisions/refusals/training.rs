//! Refusals on training, exams and certificates.

use serde_json::json;

use super::Situation;
use crate::programme_in_memory::*;

pub(super) const TRAINING: &[Situation] = &[
    ("TrainingIsWaived", None, |p| {
        let host = p.validated_host(1, 1);
        let candidate = p.hired(1, &host);
        p.accept(&candidate, "WaiveTraining", json!({"basis": "holds_ccp1"}));
        p.refuse(&candidate, "EnrolInTraining", place())
    }),
    ("AlreadyEnrolled", None, |p| {
        let candidate = p.enrolled(1);
        p.refuse(&candidate, "WaiveTraining", json!({"basis": "holds_ccp1"}))
    }),
    ("TrainingUnderWay", None, |p| {
        let candidate = p.enrolled(1);
        p.accept(&candidate, "StartTraining", json!({}));
        p.refuse(&candidate, "EnrolInTraining", place())
    }),
    ("NotEnrolled", None, |p| {
        let host = p.validated_host(1, 1);
        let candidate = p.hired(1, &host);
        p.refuse(&candidate, "StartTraining", json!({}))
    }),
    ("TrainingNotStarted", None, |p| {
        let candidate = p.enrolled(1);
        p.refuse(&candidate, "CompleteTraining", json!({}))
    }),
    ("TrainingNotStarted", None, |p| {
        let candidate = p.enrolled(1);
        p.refuse(&candidate, "DropTraining", reason())
    }),
    ("TrainingEndsBeforeStart", Some("ends_on"), |p| {
        let candidate = p.enrolled(1);
        let backwards = with(place(), json!({"ends_on": "2021-07-04"}));
        p.refuse(&candidate, "EnrolInTraining", backwards)
    }),
    ("LotDoesNotServe", Some("lot"), |p| {
        p.accept(&host(1), "RegisterHost", host_in("75", "11"));
        p.accept(&host(1), "RecordCoselecVote", favourable("12", 1));
        let candidate = p.hired(1, &host(1));
        p.refuse(
            &candidate,
            "EnrolInTraining",
            with(place(), json!({"lot": "3"})),
        )
    }),
    ("ProviderNotOfLot", Some("provider"), |p| {
        let candidate = p.enrolled(1);
        p.refuse(
            &candidate,
            "EnrolInTraining",
            with(place(), json!({"provider": "X"})),
        )
    }),
    ("DeliveryDiffers", Some("delivery"), |p| {
        let candidate = p.enrolled(1);
        let on_site = with(place(), json!({"delivery": "on_site"}));
        p.refuse(&candidate, "EnrolInTraining", on_site)
    }),
    ("PathHoursUnknown", Some("path_hours"), |p| {
        let candidate = p.enrolled(1);
        p.refuse(
            &candidate,
            "EnrolInTraining",
            with(place(), json!({"path_hours": 350})),
        )
    }),
    ("PathHoursUnknown", Some("recommended_path_hours"), |p| {
        let candidate = p.registered_candidate(1);
        let test = json!({"recommended_path_hours": 350});
        p.refuse(&candidate, "RecordPlacementTest", test)
    }),
    ("NothingToReschedule", None, |p| {
        let host = p.validated_host(1, 1);
        let candidate = p.hired(1, &host);
        p.refuse(&candidate, "RescheduleTraining", autumn())
    }),
    ("NothingToReschedule", None, |p| {
        let candidate = p.trained(1);
        p.refuse(&candidate, "RescheduleTraining", autumn())
    }),
    ("TrainingHasBegun", Some("starts_on"), |p| {
        let candidate = p.enrolled(1);
        p.accept_on("2021-07-05", &candidate, "StartTraining", json!({}));
        p.refuse(&candidate, "RescheduleTraining", autumn())
    }),
    ("TrainingEndsBeforeStart", Some("ends_on"), |p| {
        let candidate = p.enrolled(1);
        let backwards = with(autumn(), json!({"ends_on": "2021-09-05"}));
        p.refuse(&candidate, "RescheduleTraining", backwards)
    }),
    ("OccurredTooEarly", Some("occurred_on"), |p| {
        let candidate = p.enrolled(1);
        p.refuse_on("2021-06-09", &candidate, "StartTraining", json!({}))
    }),
    ("OccurredTooEarly", Some("occurred_on"), |p| {
        let candidate = p.enrolled(1);
        p.accept_on("2021-07-05", &candidate, "StartTraining", json!({}));
        p.refuse_on("2021-07-04", &candidate, "CompleteTraining", json!({}))
    }),
    ("OccurredTooEarly", Some("occurred_on"), |p| {
        let candidate = p.trained(1);
        let exam = json!({"exam": "ccp1", "passed": true});
        p.refuse_on("2021-09-29", &candidate, "RecordExam", exam)
    }),
    ("OccurredTooEarly", Some("occurred_on"), |p| {
        let candidate = p.trained(1);
        let exam = json!({"exam": "ccp1", "passed": true});
        p.accept_on("2021-10-15", &candidate, "RecordExam", exam);
        let certificate = json!({"certificate": "ccp1"});
        p.refuse_on("2021-10-14", &candidate, "AwardCertification", certificate)
    }),
    ("NeitherTrainedNorWaived", None, |p| {
        let candidate = p.enrolled(1);
        p.refuse(
            &candidate,
            "RecordExam",
            json!({"exam": "pix", "passed": true}),
        )
    }),
    ("ExamNotPassed", Some("certificate"), |p| {
        let candidate = p.trained(1);
        p.accept(
            &candidate,
            "RecordExam",
            json!({"exam": "ccp1", "passed": false}),
        );
        p.accept(
            &candidate,
            "RecordExam",
            json!({"exam": "pix", "passed": true}),
        );
        p.refuse(
            &candidate,
            "AwardCertification",
            json!({"certificate": "ccp1"}),
        )
    }),
    ("AlreadyCertified", Some("certificate"), |p| {
        let candidate = p.trained(1);
        p.accept(
            &candidate,
            "RecordExam",
            json!({"exam": "pix", "passed": true}),
        );
        p.accept(
            &candidate,
            "AwardCertification",
            json!({"certificate": "pix"}),
        );
        p.refuse(
            &candidate,
            "AwardCertification",
            json!({"certificate": "pix"}),
        )
    }),
];
