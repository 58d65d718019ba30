//! Every refusal is reached by the situation that it names.

use std::collections::BTreeSet;

use domain::Refusal;
use domain::engine::Refusal as _;
use domain::host::DUPLICATE_LINKS_MAX;
use serde_json::json;

use crate::programme_in_memory::*;

/// The refusal's code, the field that it names, and what leads to it in an opened programme.
type Situation = (
    &'static str,
    Option<&'static str>,
    fn(&mut Programme) -> Refusal,
);

#[test]
fn every_refusal_is_reached_and_names_its_field() {
    let situations = [
        PROGRAMME,
        SESSIONS,
        FILES,
        CONVENTIONS,
        POSTS,
        HIRES,
        TRAINING,
    ]
    .concat();
    for (code, field, lead_to) in &situations {
        let programme = &mut Programme::opened();
        let refusal = lead_to(programme);
        assert_eq!(refusal.code(), *code, "{refusal}");
        assert_eq!(refusal.field(), *field, "{refusal}");
    }
    let reached: BTreeSet<_> = situations.iter().map(|(code, ..)| *code).collect();
    let all: BTreeSet<_> = Refusal::CODES.iter().copied().collect();
    assert_eq!(reached, all);
}

#[test]
fn a_refusal_says_the_rule_and_its_numbers() {
    let p = &mut Programme::opened();
    p.validated_host(1, 8);
    let host = p.registered_host(2);
    let refusal = p.refuse(&host, "RecordCoselecVote", favourable("12", 3));
    assert_eq!(
        refusal.to_string(),
        "`posts_granted`: 3 more than the 8 posts open would exceed the envelope of 10 (rule 1)"
    );
}

const PROGRAMME: &[Situation] = &[
    ("ProgrammeNotOpened", None, |_| {
        Programme::blank().refuse(&host(1), "RegisterHost", host_in("59", "32"))
    }),
    ("ProgrammeAlreadyOpened", None, |p| {
        let again = json!({"name": "Encore", "posts_envelope": 1, "opened_on": "2021-01-01"});
        p.refuse("programme:cnfs", "OpenProgramme", again)
    }),
    ("NotTheProgrammesStream", Some("stream"), |p| {
        let figure =
            json!({"metric": "x", "value": 1, "as_of": "2021-06-14", "published_by": "ANCT"});
        p.refuse("programme:other", "PublishFigure", figure)
    }),
    ("WrongStreamKind", Some("stream"), |p| {
        p.refuse(&candidate(1), "RegisterHost", host_in("59", "32"))
    }),
    ("WrongReferenceKind", Some("session"), |p| {
        let host = p.registered_host(1);
        let vote = json!({"session": "programme:cnfs", "verdict": "unfavourable"});
        p.refuse(&host, "RecordCoselecVote", vote)
    }),
    ("WrongReferenceKind", Some("host"), |p| {
        let candidate = p.registered_candidate(1);
        let proposal = json!({"host": candidate, "candidate": candidate, "origin": "manual"});
        p.refuse(&match_(1), "ProposeMatch", proposal)
    }),
    ("WrongReferenceKind", Some("candidate"), |p| {
        let host = p.registered_host(1);
        let proposal = json!({"host": host, "candidate": host, "origin": "manual"});
        p.refuse(&match_(1), "ProposeMatch", proposal)
    }),
    ("WrongReferenceKind", Some("of"), |p| {
        let host = p.registered_host(1);
        p.refuse(&host, "MarkDuplicate", json!({"of": "session:12"}))
    }),
    ("OccurredInTheFuture", Some("occurred_on"), |p| {
        p.refuse_on("2023-01-01", &host(1), "RegisterHost", host_in("59", "32"))
    }),
    ("MilestoneAlreadySet", None, |p| {
        let target =
            json!({"metric": "posts_open", "due_on": "2021-09-30", "value": 3000, "label": "x"});
        p.accept("programme:cnfs", "SetMilestone", target.clone());
        p.refuse("programme:cnfs", "SetMilestone", target)
    }),
    ("MilestoneNotSet", None, |p| {
        let target =
            json!({"metric": "posts_open", "due_on": "2021-09-30", "value": 1, "reason": "x"});
        p.refuse("programme:cnfs", "ReviseMilestone", target)
    }),
    ("LotAlreadyDefined", Some("lot"), |p| {
        let lot = json!({"lot": "1", "delivery": "remote", "providers": [], "regions": []});
        p.refuse("programme:cnfs", "DefineTrainingLot", lot)
    }),
    ("LotNotDefined", Some("lot"), |p| {
        let allotted = json!({"lot": "9", "counsellors": 537, "as_of": "2021-06-14"});
        p.refuse("programme:cnfs", "AllotTrainingLot", allotted)
    }),
    ("LotNotDefined", Some("lot"), |p| {
        let candidate = p.enrolled(1);
        p.refuse(
            &candidate,
            "EnrolInTraining",
            with(place(), json!({"lot": "9"})),
        )
    }),
];

const SESSIONS: &[Situation] = &[
    ("LabelIsNotTheKey", Some("label"), |p| {
        let session = json!({"label": "13", "ordinal": 13, "held_on": "2021-04-08", "phase": 1});
        p.refuse("session:14", "ConveneSession", session)
    }),
    ("PhaseUnknown", Some("phase"), |p| {
        let session = json!({"label": "13", "ordinal": 13, "held_on": "2021-04-08", "phase": 3});
        p.refuse("session:13", "ConveneSession", session)
    }),
    ("SessionAlreadyConvened", None, |p| {
        let session = json!({"label": "12", "ordinal": 12, "held_on": "2021-04-08", "phase": 1});
        p.refuse("session:12", "ConveneSession", session)
    }),
    ("SessionNotConvened", Some("session"), |p| {
        let host = p.registered_host(1);
        p.refuse(&host, "RecordCoselecVote", favourable("13", 1))
    }),
    ("SessionNotConvened", Some("session"), |p| {
        p.refuse("session:13", "SealMinutes", json!({}))
    }),
    ("MinutesAlreadySealed", Some("session"), |p| {
        let host = p.registered_host(1);
        p.accept("session:12", "SealMinutes", json!({}));
        p.refuse(&host, "RecordCoselecVote", favourable("12", 1))
    }),
    ("MinutesAlreadySealed", Some("session"), |p| {
        p.accept("session:12", "SealMinutes", json!({}));
        p.refuse("session:12", "SealMinutes", json!({}))
    }),
    ("OccurredInTheFuture", Some("occurred_on"), |p| {
        p.convene("90", "2023-02-01");
        let host = p.registered_host(1);
        p.refuse(&host, "RecordCoselecVote", favourable("90", 1))
    }),
];

const FILES: &[Situation] = &[
    ("AlreadyRegistered", None, |p| {
        let host = p.registered_host(1);
        p.refuse(&host, "RegisterHost", host_in("59", "32"))
    }),
    ("AlreadyRegistered", None, |p| {
        let candidate = p.registered_candidate(1);
        p.refuse(&candidate, "RegisterCandidate", person())
    }),
    ("HostNotRegistered", None, |p| {
        p.refuse(&host(1), "RecordPrefectOpinion", opinion())
    }),
    ("HostNotRegistered", None, |p| {
        let file = p.registered_host(1);
        p.refuse(&file, "MarkDuplicate", json!({"of": host(2)}))
    }),
    ("CandidateNotRegistered", None, |p| {
        p.refuse(
            &candidate(1),
            "WaiveTraining",
            json!({"basis": "holds_title"}),
        )
    }),
    ("CandidateNotRegistered", None, |p| {
        let host = p.registered_host(1);
        let proposal = json!({"host": host, "candidate": candidate(1), "origin": "manual"});
        p.refuse(&match_(1), "ProposeMatch", proposal)
    }),
    ("RegionDisagrees", Some("region"), |p| {
        p.refuse(&host(1), "RegisterHost", host_in("59", "11"))
    }),
    ("RegionDisagrees", Some("region"), |p| {
        p.refuse(
            &candidate(1),
            "RegisterCandidate",
            with(person(), json!({"region": "11"})),
        )
    }),
    ("CommuneDisagrees", Some("commune_insee"), |p| {
        let elsewhere = with(host_in("59", "32"), json!({"commune_insee": "62041"}));
        p.refuse(&host(1), "RegisterHost", elsewhere)
    }),
    ("RidetOutsideNewCaledonia", Some("ridet"), |p| {
        let with_ridet = with(host_in("987", "987"), json!({"ridet": "0123456"}));
        p.refuse(&host(1), "RegisterHost", with_ridet)
    }),
    ("MobilityUnknown", Some("mobility_km"), |p| {
        let far = with(person(), json!({"mobility_km": 50}));
        p.refuse(&candidate(1), "RegisterCandidate", far)
    }),
    ("FileNotLive", None, |p| {
        let host = p.registered_host(1);
        p.accept(&host, "CancelApplication", reason());
        p.refuse(&host, "RecordPrefectOpinion", opinion())
    }),
    ("FileNotLive", None, |p| {
        let host = p.registered_host(1);
        p.accept(&host, "WithdrawHost", reason());
        p.refuse(&host, "RecordPrefectOpinion", opinion())
    }),
    ("FileNotLive", None, |p| {
        let (stays, repeats) = (p.registered_host(1), p.registered_host(2));
        p.accept(&repeats, "MarkDuplicate", json!({"of": stays}));
        p.refuse(&repeats, "RecordCoselecVote", favourable("12", 1))
    }),
    ("FileNotLive", None, |p| {
        let host = p.validated_host(1, 1);
        let match_ = p.shortlisted(1, &host);
        p.accept(&host, "CancelApplication", reason());
        p.refuse(&match_, "DeclareHire", one_year())
    }),
    ("FileNotLive", None, |p| {
        let host = p.registered_host(1);
        p.accept(&host, "CancelApplication", reason());
        p.refuse(&host, "WithdrawHost", reason())
    }),
    ("VoteNotOnSessionDay", Some("occurred_on"), |p| {
        let host = p.registered_host(1);
        p.refuse_on(
            "2021-04-02",
            &host,
            "RecordCoselecVote",
            favourable("12", 1),
        )
    }),
    ("VerdictAlreadyGiven", Some("session"), |p| {
        let host = p.registered_host(1);
        p.accept(&host, "RecordCoselecVote", unfavourable("12"));
        p.refuse(&host, "RecordCoselecVote", favourable("12", 1))
    }),
    ("PostsDoNotFitVerdict", Some("posts_granted"), |p| {
        let host = p.registered_host(1);
        p.refuse(&host, "RecordCoselecVote", favourable("12", 0))
    }),
    ("PostsDoNotFitVerdict", Some("posts_granted"), |p| {
        let host = p.registered_host(1);
        let vote = with(unfavourable("12"), json!({"posts_granted": 1}));
        p.refuse(&host, "RecordCoselecVote", vote)
    }),
    ("EnvelopeExceeded", Some("posts_granted"), |p| {
        p.validated_host(1, 10);
        let host = p.registered_host(2);
        p.refuse(&host, "RecordCoselecVote", favourable("12", 1))
    }),
    ("NoFavourableVote", None, |p| {
        let host = p.registered_host(1);
        p.refuse(&host, "SendActivationMail", json!({}))
    }),
    ("NoFavourableVote", None, |p| {
        let host = p.registered_host(1);
        let file = json!({"dossier_number": 1, "procedure": "public"});
        p.refuse(&host, "OpenConventionFile", file)
    }),
    ("NoFavourableVote", None, |p| {
        let host = p.registered_host(1);
        p.accept(&host, "RecordCoselecVote", unfavourable("12"));
        let match_ = p.shortlisted(1, &host);
        p.refuse(&match_, "DeclareHire", one_year())
    }),
    ("NoActivationMail", None, |p| {
        let host = p.validated_host(1, 1);
        p.refuse(&host, "ActivateHostAccount", json!({}))
    }),
    ("AlreadyActivated", None, |p| {
        let host = p.validated_host(1, 1);
        p.accept(&host, "SendActivationMail", json!({}));
        p.accept(&host, "ActivateHostAccount", json!({}));
        p.refuse(&host, "ActivateHostAccount", json!({}))
    }),
];

const CONVENTIONS: &[Situation] = &[
    ("ConventionFileAlreadyOpen", None, |p| {
        let host = p.host_with_accepted_file(1, 1);
        let file = json!({"dossier_number": 2, "procedure": "public"});
        p.refuse(&host, "OpenConventionFile", file)
    }),
    ("NoConventionFile", None, |p| {
        let host = p.validated_host(1, 1);
        p.refuse(
            &host,
            "MoveConventionFile",
            json!({"to": "under_construction"}),
        )
    }),
    ("NoConventionFile", None, |p| {
        let host = p.validated_host(1, 1);
        p.refuse(
            &host,
            "FindConventionFileNonCompliant",
            json!({"defects": ["RIB"]}),
        )
    }),
    ("NoConventionFile", None, |p| {
        let host = p.validated_host(1, 1);
        p.refuse(&host, "SendConvention", terms(1))
    }),
    ("ConventionFileStandsElsewhere", Some("from"), |p| {
        let host = p.host_with_accepted_file(1, 1);
        let back = json!({"from": "under_instruction", "to": "under_construction"});
        p.refuse(&host, "MoveConventionFile", back)
    }),
    ("NoSuchMove", Some("to"), |p| {
        let host = p.host_with_accepted_file(1, 1);
        p.refuse(&host, "MoveConventionFile", json!({"to": "dropped"}))
    }),
    ("FileNotNonCompliant", None, |p| {
        let host = p.host_with_accepted_file(1, 1);
        p.refuse(&host, "CorrectConventionFile", json!({}))
    }),
    ("ConventionFileNotAccepted", None, |p| {
        let host = p.validated_host(1, 1);
        let file = json!({"dossier_number": 2, "procedure": "public"});
        p.accept(&host, "OpenConventionFile", file);
        p.refuse(&host, "SendConvention", terms(1))
    }),
    ("ConventionMonthsUnknown", Some("months"), |p| {
        let host = p.host_with_accepted_file(1, 1);
        p.refuse(
            &host,
            "SendConvention",
            with(terms(1), json!({"months": 12})),
        )
    }),
    ("ConventionExceedsPosts", Some("posts"), |p| {
        let host = p.host_with_accepted_file(1, 2);
        p.refuse(&host, "SendConvention", terms(3))
    }),
    ("ConventionNotSent", None, |p| {
        let host = p.host_with_accepted_file(1, 1);
        p.refuse(&host, "SignConvention", terms(1))
    }),
    ("TermsDiffer", Some("posts"), |p| {
        let host = p.host_with_accepted_file(1, 2);
        p.accept(&host, "SendConvention", terms(2));
        p.refuse(&host, "SignConvention", terms(1))
    }),
    ("ConventionAlreadySigned", None, |p| {
        let host = p.host_under_convention(1, 2, 2);
        p.refuse(&host, "SignConvention", terms(2))
    }),
    ("ConventionAlreadySigned", None, |p| {
        let host = p.host_under_convention(1, 2, 2);
        p.refuse(&host, "SendConvention", terms(2))
    }),
    ("ConventionNotSigned", None, |p| {
        let host = p.host_with_accepted_file(1, 1);
        let end = json!({"by": "host", "reason": "x"});
        p.refuse(&host, "TerminateConvention", end)
    }),
    ("ConventionIsTerminated", None, |p| {
        let host = p.host_under_convention(1, 2, 2);
        let match_ = p.shortlisted(1, &host);
        p.accept(
            &host,
            "TerminateConvention",
            json!({"by": "host", "reason": "x"}),
        );
        p.refuse(&match_, "DeclareHire", one_year())
    }),
];

const POSTS: &[Situation] = &[
    ("PostsNotFree", Some("posts"), |p| {
        let host = p.validated_host(1, 2);
        p.hired(1, &host);
        p.refuse(&host, "ReturnPosts", returned(2))
    }),
    ("NoFreePost", None, |p| {
        let host = p.validated_host(1, 1);
        p.hired(1, &host);
        let match_ = p.shortlisted(2, &host);
        p.refuse(&match_, "DeclareHire", one_year())
    }),
    ("NoFreePost", None, |p| {
        let host = p.validated_host(1, 2);
        p.hired(1, &host);
        p.accept(&host, "ReturnPosts", returned(1));
        let match_ = p.shortlisted(2, &host);
        p.refuse(&match_, "DeclareHire", one_year())
    }),
    ("NoFreePostInConvention", None, |p| {
        let host = p.host_under_convention(1, 2, 1);
        p.hired(1, &host);
        let match_ = p.shortlisted(2, &host);
        p.refuse(&match_, "DeclareHire", one_year())
    }),
    ("DuplicatesMakeACircle", Some("of"), |p| {
        let host = p.registered_host(1);
        p.refuse(&host, "MarkDuplicate", json!({"of": host}))
    }),
    ("DuplicatesMakeACircle", Some("of"), |p| {
        let hosts = [1, 2, 3].map(|number| p.registered_host(number));
        p.accept(&hosts[1], "MarkDuplicate", json!({"of": hosts[0]}));
        p.accept(&hosts[2], "MarkDuplicate", json!({"of": hosts[1]}));
        p.refuse(&hosts[0], "MarkDuplicate", json!({"of": hosts[2]}))
    }),
    ("TooManyDuplicateLinks", Some("of"), |p| {
        let last = u128::try_from(DUPLICATE_LINKS_MAX).unwrap();
        let file = p.registered_host(1000);
        p.registered_host(0);
        for number in 1..=last {
            let repeats = p.registered_host(number);
            p.accept(&repeats, "MarkDuplicate", json!({"of": host(number - 1)}));
        }
        p.refuse(&file, "MarkDuplicate", json!({"of": host(last)}))
    }),
];

const HIRES: &[Situation] = &[
    ("MatchAlreadyProposed", None, |p| {
        let host = p.registered_host(1);
        p.shortlisted(1, &host);
        let proposal = json!({"host": host, "candidate": candidate(1), "origin": "manual"});
        p.refuse(&match_(1), "ProposeMatch", proposal)
    }),
    ("MatchNotProposed", None, |p| {
        p.refuse(&match_(1), "ShortlistMatch", json!({}))
    }),
    ("MatchStandsElsewhere", None, |p| {
        let (host, candidate) = (p.validated_host(1, 1), p.registered_candidate(1));
        let proposal = json!({"host": host, "candidate": candidate, "origin": "manual"});
        p.accept(&match_(1), "ProposeMatch", proposal);
        p.refuse(&match_(1), "DeclareHire", one_year())
    }),
    ("MatchStandsElsewhere", None, |p| {
        let host = p.validated_host(1, 1);
        let match_ = p.shortlisted(1, &host);
        p.refuse(&match_, "CancelHireDeclaration", reason())
    }),
    ("AlreadyHired", None, |p| {
        let host = p.validated_host(1, 2);
        let candidate = p.hired(1, &host);
        let match_ = p.shortlisted_again(2, &host, &candidate);
        p.refuse(&match_, "DeclareHire", one_year())
    }),
    ("StartsBeforeLastHireEnded", Some("starts_on"), |p| {
        let host = p.validated_host(1, 2);
        let candidate = p.hired(1, &host);
        p.accept(&candidate, "EndContract", json!({"ends_on": "2022-06-30"}));
        let match_ = p.shortlisted_again(2, &host, &candidate);
        let hire = json!({"starts_on": "2022-06-30", "contract": "cdi"});
        p.refuse(&match_, "DeclareHire", hire)
    }),
    ("NoActiveHire", None, |p| {
        let candidate = p.registered_candidate(1);
        p.refuse(&candidate, "EnrolInTraining", place())
    }),
    ("NoActiveHire", None, |p| {
        let host = p.validated_host(1, 1);
        let candidate = p.hired(1, &host);
        p.accept(&candidate, "EndContract", json!({"ends_on": "2022-06-30"}));
        p.refuse(&candidate, "EndContract", json!({"ends_on": "2022-06-30"}))
    }),
    ("NoActiveHire", None, |p| {
        let candidate = p.registered_candidate(1);
        let notice = json!({"on": "2022-01-31", "reason": "dismissal"});
        p.refuse(&candidate, "NotifyTermination", notice)
    }),
    ("HireNotActive", None, |p| {
        let host = p.validated_host(1, 1);
        let candidate = p.hired(1, &host);
        p.accept(&candidate, "EndContract", json!({"ends_on": "2022-06-30"}));
        p.refuse(&match_(1), "CancelHireDeclaration", reason())
    }),
    ("OccurredTooEarly", Some("occurred_on"), |p| {
        let host = p.validated_host(1, 1);
        p.hired(1, &host);
        p.refuse_on("2021-05-31", &match_(1), "CancelHireDeclaration", reason())
    }),
    ("CdiHasNoEnd", Some("ends_on"), |p| {
        let host = p.validated_host(1, 1);
        let match_ = p.shortlisted(1, &host);
        p.refuse(
            &match_,
            "DeclareHire",
            with(one_year(), json!({"contract": "cdi"})),
        )
    }),
    ("CdiHasNoEnd", Some("ends_on"), |p| {
        let host = p.validated_host(1, 1);
        let match_ = p.shortlisted(1, &host);
        let hire = json!({"starts_on": "2021-07-01", "contract": "cdi"});
        p.accept(&match_, "DeclareHire", hire);
        p.refuse(
            &candidate(1),
            "EndContract",
            json!({"ends_on": "2022-06-30"}),
        )
    }),
    ("ContractEndMissing", Some("ends_on"), |p| {
        let host = p.validated_host(1, 1);
        let match_ = p.shortlisted(1, &host);
        let hire = json!({"starts_on": "2021-07-01", "contract": "public_project"});
        p.refuse(&match_, "DeclareHire", hire)
    }),
    ("ContractEndsBeforeStart", Some("ends_on"), |p| {
        let host = p.validated_host(1, 1);
        let match_ = p.shortlisted(1, &host);
        p.refuse(
            &match_,
            "DeclareHire",
            with(one_year(), json!({"ends_on": "2021-06-30"})),
        )
    }),
    ("ContractEndsBeforeStart", Some("ends_on"), |p| {
        let host = p.validated_host(1, 1);
        let candidate = p.hired(1, &host);
        p.refuse(&candidate, "EndContract", json!({"ends_on": "2021-06-30"}))
    }),
    ("ContractEndsBeforeStart", Some("on"), |p| {
        let host = p.validated_host(1, 1);
        let candidate = p.hired(1, &host);
        let termination = json!({"on": "2021-06-30", "reason": "resignation"});
        p.refuse(&candidate, "ValidateTermination", termination)
    }),
];

const TRAINING: &[Situation] = &[
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
