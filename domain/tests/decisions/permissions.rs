//! Who may decide what, and where: every command by every role, inside and outside its territory.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use domain::Command;
use domain::engine::{Actor, Refusal as _};
use domain::permission::{Role, matrix_markdown};
use serde_json::json;
use strum::VariantArray;

use crate::every_event::{event, samples};
use crate::programme_in_memory::*;

/// What each role decides, as `events.md` says it; the operator decides all.
const DECIDES: &[(&str, &[&str])] = &[
    ("anonymous", &["RegisterHost"]),
    (
        "host",
        &[
            "RegisterHost",
            "ConfirmContactEmail",
            "ActivateHostAccount",
            "RequestPosts",
            "ReturnPosts",
            "ShortlistMatch",
            "WithdrawShortlist",
            "DeclineMatch",
            "WithdrawDecline",
            "DeclareHire",
            "CancelHireDeclaration",
            "NotifyTermination",
            // Not in the table of `events.md`, and the host's by their nature.
            "WithdrawHost",
            "CorrectConventionFile",
            "ExtendContract",
            "RenewContract",
            "EndContract",
            "CancelTerminationNotice",
            "TakeUpPost",
        ],
    ),
    (
        "candidate",
        &[
            "RegisterCandidate",
            "ChangeAvailability",
            "ChangeMobility",
            "SharePixResult",
            "ReportActivity",
        ],
    ),
    (
        "engine",
        &[
            "ProposeMatch",
            "CloseMatch",
            "RequestMail",
            "ReportDelivery",
            "TickDay",
            "IssueNotice",
        ],
    ),
    (
        "prefecture",
        &[
            "RecordPrefectOpinion",
            "RevisePrefectOpinion",
            "RecordPostsRequestOpinion",
        ],
    ),
    (
        "anct",
        &[
            "RegisterCandidate",
            "ChangeAvailability",
            "ChangeMobility",
            "SharePixResult",
            "ConveneSession",
            "TableFile",
            "RecordCoselecVote",
            "SealMinutes",
            "CorrectCoselecVote",
            "AmendApplication",
            "SendValidationLetter",
            "SendActivationMail",
            "MarkDuplicate",
            "CancelApplication",
            "ReopenApplication",
            "AddPosts",
            "RefusePostsRequest",
            "TransferPosts",
            "MergeCandidate",
            "ConfirmHire",
            "ValidateTermination",
            "RevokeImportBatch",
            // Not in the table of `events.md`: the agency's for want of another.
            "RecordFollowUp",
            "WithdrawHost",
            "SendEquipment",
            "ExtendContract",
            "RenewContract",
            "EndContract",
            "CancelTerminationNotice",
            "TakeUpPost",
        ],
    ),
    (
        "banque_des_territoires",
        &[
            "OpenConventionFile",
            "MoveConventionFile",
            "FindConventionFileNonCompliant",
            "CorrectConventionFile",
            "SendConvention",
            "SignConvention",
            "AmendConvention",
            "PaySubsidy",
            "TerminateConvention",
        ],
    ),
    (
        "training_provider",
        &[
            "RecordPlacementTest",
            "WaiveTraining",
            "EnrolInTraining",
            "RescheduleTraining",
            "StartTraining",
            "CompleteTraining",
            "DropTraining",
            "RecordExam",
            "AwardCertification",
        ],
    ),
    (
        "steering",
        &[
            "OpenProgramme",
            "SetMilestone",
            "ReviseMilestone",
            "DefineTrainingLot",
            "AllotTrainingLot",
            "PublishFigure",
            "SetDeadline",
        ],
    ),
    ("data_protection_officer", &[]),
    ("auditor", &[]),
    ("analyst", &[]),
];

/// Scopes that hold the first host, its match and its counsellor, and scopes that do not.
fn scopes(role: Role) -> (Vec<String>, Vec<String>) {
    let of = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    match role {
        Role::Operator | Role::Anonymous => (of(&["national", "", "59"]), Vec::new()),
        Role::Host => (
            vec![host(1)],
            vec![host(2), candidate(1), "national".into()],
        ),
        Role::Candidate => (vec![candidate(1)], vec![candidate(2), host(1)]),
        Role::Prefecture => (of(&["59"]), of(&["62", "5", "059", "32", "national", ""])),
        Role::TrainingProvider => (
            of(&["AFPA", "lot:1"]),
            of(&["Autre", "lot:3", "1", "lot:", "national", ""]),
        ),
        _ => (of(&["national"]), of(&["59", "", "National", "cnfs"])),
    }
}

/// Host 1 in the Nord, whose counsellor 1 is enrolled with AFPA in lot 1; host 2 has nobody.
fn world() -> Programme {
    let mut programme = Programme::opened();
    programme.enrolled(1);
    programme.registered_host(2);
    programme.registered_candidate(2);
    programme
}

fn one_of_every_command() -> Vec<Command> {
    let samples = samples();
    let events = samples.iter().map(|(name, data)| event(name, data));
    let commands: Vec<_> = events
        .filter_map(|event| Command::from_event(&event).ok())
        .map(|command| match command {
            Command::EnrolInTraining(_) => Command::from_json("EnrolInTraining", &place()).unwrap(),
            other => other,
        })
        .collect();
    assert_eq!(commands.len(), Command::TYPES.len());
    commands
}

fn stream_of(command: &Command) -> String {
    match command.kind() {
        Some("programme") => "programme:cnfs".to_owned(),
        Some("session") => "session:12".to_owned(),
        Some("candidate") => candidate(1),
        Some("match") => match_(1),
        _ => host(1),
    }
}

/// Why the actor may not ask; `None` where it may, whatever the business says then.
fn forbidden(world: &Programme, command: &Command, asking: Actor) -> Option<&'static str> {
    let mut programme = world.clone();
    programme.actor = asking;
    let asked = programme.asked(&stream(&stream_of(command)), None);
    let refusal = programme.answer(command, &asked).err()?;
    refusal.is_forbidden().then(|| refusal.code())
}

#[test]
fn every_role_decides_its_commands_inside_its_territory_and_nothing_else() {
    let world = world();
    let decides: BTreeMap<_, _> = DECIDES.iter().copied().collect();
    let mut cases = 0;
    for command in one_of_every_command() {
        let name = command.type_name();
        for &role in Role::VARIANTS {
            let (inside, outside) = scopes(role);
            let may = decides
                .get(role.into())
                .is_none_or(|commands: &&[&str]| commands.contains(&name));
            let verdicts = if may {
                (None, Some("OutsideTerritory"))
            } else {
                (Some("RoleMayNot"), Some("RoleMayNot"))
            };
            let all = inside.iter().map(|scope| (scope, verdicts.0));
            for (scope, expected) in all.chain(outside.iter().map(|scope| (scope, verdicts.1))) {
                let found = forbidden(&world, &command, actor(role.into(), scope));
                assert_eq!(found, expected, "{name} by {role} `{scope}`");
                cases += 1;
            }
        }
    }
    assert!(cases >= Command::TYPES.len() * Role::VARIANTS.len());
}

#[test]
fn every_command_but_none_beside_them_is_given_to_somebody() {
    let given = DECIDES.iter().flat_map(|(_, commands)| *commands).copied();
    let given: BTreeSet<_> = given.collect();
    let all: BTreeSet<_> = Command::TYPES.iter().map(|(name, _)| *name).collect();
    let nobodys: Vec<_> = all.difference(&given).collect();
    assert_eq!(nobodys, Vec::<&&str>::new());
}

#[test]
fn roles_are_named_here_as_in_the_code() {
    let named: BTreeSet<_> = DECIDES.iter().map(|(role, _)| *role).collect();
    let roles = Role::VARIANTS
        .iter()
        .filter(|role| **role != Role::Operator);
    assert_eq!(named, roles.map(|&role| <&str>::from(role)).collect());
}

#[test]
fn a_prefecture_decides_in_its_own_department_and_not_in_one_of_a_like_code() {
    for (department, region, other) in [("2A", "94", "2B"), ("2B", "94", "2A")].into_iter().chain([
        ("978", "978", "971"),
        ("971", "01", "978"),
        ("974", "04", "04"),
    ]) {
        let p = &mut Programme::opened();
        p.accept(&host(1), "RegisterHost", host_in(department, region));
        for outside in [other, region, "20", "97"] {
            if outside != department {
                let prefecture = actor("prefecture", outside);
                let refusal = p.refuse_to(prefecture, &host(1), "RecordPrefectOpinion", opinion());
                assert_eq!(refusal.code(), "OutsideTerritory", "{outside}");
            }
        }
        p.actor = actor("prefecture", department);
        p.accept(&host(1), "RecordPrefectOpinion", opinion());
    }
}

/// What is said to a provider who waives the training of candidate 1.
fn waived_by(p: &Programme, scope: &str) -> Option<&'static str> {
    let waive = Command::from_json("WaiveTraining", &json!({"basis": "holds_ccp1"})).unwrap();
    forbidden(p, &waive, actor("training_provider", scope))
}

/// As [`Programme::opened`], with lots of two more providers on site.
fn with_lots_on_site() -> Programme {
    let mut p = Programme::opened();
    for (lot, provider, region) in [("2", "Pôle", "11"), ("4", "Nord", "32")] {
        p.accept(
            "programme:cnfs",
            "DefineTrainingLot",
            json!({"lot": lot, "delivery": "on_site", "providers": [provider], "regions": [region]}),
        );
    }
    p
}

#[test]
fn before_an_enrolment_a_person_is_of_every_provider_that_serves_the_employer() {
    let p = &mut with_lots_on_site();
    p.registered_candidate(1);
    for anyone in ["AFPA", "Pôle", "Nord", "lot:2"] {
        assert_eq!(waived_by(p, anyone), None, "{anyone}");
    }
    for nobody in ["Inconnu", "lot:9", "2"] {
        assert_eq!(waived_by(p, nobody), Some("OutsideTerritory"), "{nobody}");
    }

    let host = p.validated_host(1, 1);
    p.shortlisted_again(1, &host, &candidate(1));
    p.accept_on("2021-06-01", &match_(1), "DeclareHire", one_year());
    for serving in ["AFPA", "Nord", "lot:1", "lot:4"] {
        assert_eq!(waived_by(p, serving), None, "{serving}");
    }
    for elsewhere in ["Pôle", "lot:2"] {
        assert_eq!(
            waived_by(p, elsewhere),
            Some("OutsideTerritory"),
            "{elsewhere}"
        );
    }

    p.accept_on("2021-06-10", &candidate(1), "EnrolInTraining", place());
    assert_eq!(waived_by(p, "AFPA"), None);
    assert_eq!(waived_by(p, "Nord"), Some("OutsideTerritory"));
}

#[test]
fn a_host_loses_its_counsellor_with_the_contract() {
    let p = &mut world();
    let ended = json!({"ends_on": "2022-06-30"});
    p.actor = actor("host", &host(1));
    p.accept_on("2022-06-30", &candidate(1), "EndContract", ended.clone());
    let refusal = p.refuse(&candidate(1), "EndContract", ended);
    assert_eq!(refusal.code(), "OutsideTerritory");
}

#[test]
fn a_file_that_is_not_there_is_nobodys_and_says_nothing_of_itself() {
    let p = &mut Programme::opened();
    for (role, scope, on, command, data) in [
        (
            "prefecture",
            "59",
            host(9),
            "RecordPrefectOpinion",
            opinion(),
        ),
        ("host", &host(9), match_(9), "ShortlistMatch", json!({})),
        (
            "training_provider",
            "AFPA",
            candidate(9),
            "StartTraining",
            json!({}),
        ),
    ] {
        let refusal = p.refuse_to(actor(role, scope), &on, command, data);
        assert_eq!(refusal.code(), "OutsideTerritory", "{command}");
    }
}

#[test]
fn the_page_of_permissions_is_not_stale() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/permissions.md");
    crate::docs::assert_generated(&file, &matrix_markdown());
}
