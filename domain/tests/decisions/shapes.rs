//! What is read at the edges, and how strictly: territories, identifiers, names, times, JSON.

use std::collections::BTreeSet;

use domain::Command;
use domain::engine::{CivilDate, Instant, ProgrammeSlug, StreamName};
use domain::identifier::{Ridet, Siret};
use domain::territory::{Commune, Department, PostalCode, Region};
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::programme_in_memory::{date, favourable, host_in, with};

fn through_json<T: Serialize + DeserializeOwned>(value: &T) -> T {
    serde_json::from_str(&serde_json::to_string(value).unwrap()).unwrap()
}

fn stored<T: Serialize>(value: &T) -> Vec<u8> {
    postcard::to_stdvec(value).unwrap()
}

// Territories.

#[test]
fn every_department_lies_in_a_region_and_every_region_holds_one() {
    let regions: BTreeSet<_> = Department::all().map(Department::region).collect();
    assert_eq!(regions, Region::all().collect());
    assert_eq!(Department::all().len(), 107);
    assert_eq!(Region::all().len(), 24);
}

#[test]
fn codes_are_in_order_and_lead_back_to_their_territory() {
    let departments: Vec<_> = Department::all().map(Department::code).collect();
    assert!(departments.is_sorted());
    assert!(Department::all().all(|it| it.code().parse() == Ok(it) && through_json(&it) == it));
    let regions: Vec<_> = Region::all().map(Region::code).collect();
    assert!(regions.is_sorted());
    assert!(Region::all().all(|it| it.code().parse() == Ok(it) && through_json(&it) == it));
}

#[test]
fn overseas_agrees_as_the_rule_says() {
    for (department, region) in [
        ("971", "01"),
        ("972", "02"),
        ("973", "03"),
        ("974", "04"),
        ("976", "06"),
        ("975", "975"),
        ("977", "977"),
        ("978", "978"),
        ("986", "986"),
        ("987", "987"),
        ("988", "988"),
        ("2A", "94"),
        ("2B", "94"),
        ("01", "84"),
        ("06", "93"),
    ] {
        let department: Department = department.parse().unwrap();
        assert_eq!(department.region().code(), region);
    }
}

#[test]
fn a_commune_lies_in_the_department_that_it_begins_with() {
    for (commune, department) in [
        ("59350", "59"),
        ("2A004", "2A"),
        ("97411", "974"),
        ("98818", "988"),
        ("97502", "975"),
    ] {
        let commune: Commune = commune.parse().unwrap();
        assert_eq!(commune.department().code(), department);
        assert_eq!(through_json(&commune), commune);
    }
}

#[test]
fn what_is_no_territory_is_refused() {
    for text in ["", "5", "20", "00", "96", "2a", "979", "059"] {
        assert!(text.parse::<Department>().is_err(), "{text}");
    }
    for text in ["", "1", "05", "10", "2A", "971"] {
        assert!(text.parse::<Region>().is_err(), "{text}");
    }
    for text in ["", "5935", "593500", "20004", "99123", "59A50", "5é35"] {
        assert!(text.parse::<Commune>().is_err(), "{text}");
    }
    for text in ["", "5900", "59 00", "2A000"] {
        assert!(text.parse::<PostalCode>().is_err(), "{text}");
    }
}

// Identifiers.

#[test]
fn a_siret_passes_luhn_or_is_la_postes_with_digits_that_sum_to_a_multiple_of_five() {
    // The last is an establishment of La Poste that fails Luhn: its digits sum to 45.
    for text in ["73282932000074", "35600000000048", "35600000049837"] {
        let siret: Siret = text.parse().unwrap();
        assert!(siret.passes_checksum(), "{text}");
        assert_eq!(siret.to_string(), text);
        assert_eq!(through_json(&siret), siret);
    }
}

#[test]
fn a_siret_that_fails_its_checksum_is_read_and_says_so() {
    // The digits of the third sum to a multiple of 5, but only La Poste may say so.
    for text in ["73282932000075", "35600000049838", "73282932000088"] {
        assert!(!text.parse::<Siret>().unwrap().passes_checksum(), "{text}");
    }
}

#[test]
fn a_siret_is_fourteen_digits() {
    for text in ["7328293200007", "732829320000745", "7328293200007A"] {
        assert!(text.parse::<Siret>().is_err(), "{text}");
    }
}

#[test]
fn one_wrong_digit_of_a_siret_is_always_noticed() {
    let right = "73282932000074";
    for place in 0..right.len() {
        for digit in '0'..='9' {
            let mut wrong = right.to_owned();
            wrong.replace_range(place..=place, digit.encode_utf8(&mut [0; 4]));
            let siret: Siret = wrong.parse().unwrap();
            assert_eq!(siret.passes_checksum(), wrong == right, "{wrong}");
        }
    }
}

#[test]
fn a_ridet_is_seven_digits() {
    assert!("0123456".parse::<Ridet>().is_ok());
    for text in ["012345", "01234567", "012345A", ""] {
        assert!(text.parse::<Ridet>().is_err(), "{text}");
    }
}

// Names and times.

#[test]
fn stream_names_keep_their_text_in_json_and_their_sense_in_postcard() {
    for text in [
        "host:0190a5c2-7e11-7c4e-9a51-0242ac120002",
        "session:62BIS",
        "session:2021-06-10",
        "programme:cnfs",
    ] {
        let name: StreamName = text.parse().unwrap();
        assert_eq!(serde_json::to_value(&name).unwrap(), json!(text));
        assert_eq!(through_json(&name), name);
        let bytes = stored(&name);
        assert_eq!(postcard::from_bytes::<StreamName>(&bytes).unwrap(), name);
    }
}

#[test]
fn a_stream_has_one_spelling() {
    for text in [
        "host",
        ":x",
        "host:",
        "Host:1",
        "host:a b",
        "host:é",
        "a:b:c",
        "host:0190A5C2-7E11-7C4E-9A51-0242AC120002",
        "host:0190a5c27e117c4e9a510242ac120002",
    ] {
        assert!(text.parse::<StreamName>().is_err(), "{text}");
    }
    assert!(
        format!("host:{}", "x".repeat(65))
            .parse::<StreamName>()
            .is_err()
    );
}

#[test]
fn a_slug_is_short_lower_case_and_begins_with_a_letter() {
    assert!("cnfs-2".parse::<ProgrammeSlug>().is_ok());
    for text in ["", "2cnfs", "CNFS", "c_n", "c/n", "..", &"c".repeat(33)] {
        assert!(text.parse::<ProgrammeSlug>().is_err(), "{text}");
    }
}

#[test]
fn a_date_is_ten_characters_of_a_day_that_exists() {
    for text in [
        "2021-02-29",
        "2021-13-01",
        "21-06-14",
        "2021-6-14",
        "2021-06-14T00:00:00",
        "1899-12-31",
        "2200-01-01",
        "",
    ] {
        assert!(text.parse::<CivilDate>().is_err(), "{text}");
    }
    assert_eq!(date("2020-02-29").to_string(), "2020-02-29");
}

#[test]
fn the_day_in_paris_is_not_the_day_in_greenwich() {
    for (instant, day) in [
        ("2021-06-14T21:59:59.999999Z", "2021-06-14"),
        ("2021-06-14T22:00:00Z", "2021-06-15"),
        ("2021-12-31T22:59:59Z", "2021-12-31"),
        ("2021-12-31T23:00:00Z", "2022-01-01"),
    ] {
        let instant: Instant = instant.parse().unwrap();
        assert_eq!(instant.paris_date(), date(day));
    }
}

#[test]
fn a_day_in_paris_ends_one_microsecond_before_the_next() {
    for day in ["2021-03-28", "2021-06-14", "2021-10-31"] {
        let end = date(day).end_of_day_in_paris();
        assert_eq!(end.paris_date(), date(day));
        let next = Instant::from_micros(end.micros() + 1);
        assert_eq!(next.paris_date(), date(day).plus_days(1));
    }
}

proptest! {
    #[test]
    fn dates_come_back_from_json_and_postcard(days in -25_567_i32..=84_005) {
        let day = date("1970-01-01").plus_days(days);
        prop_assert_eq!(day.days(), days);
        prop_assert_eq!(through_json(&day), day);
        prop_assert_eq!(postcard::from_bytes::<CivilDate>(&stored(&day)).unwrap(), day);
    }

    #[test]
    fn instants_come_back_from_json_and_postcard(micros in -2_208_988_800_000_000_i64..7_258_118_400_000_000 - 7_200_000_000) {
        let instant = Instant::from_micros(micros);
        prop_assert_eq!(through_json(&instant), instant);
        prop_assert_eq!(postcard::from_bytes::<Instant>(&stored(&instant)).unwrap(), instant);
    }
}

// JSON, strictly.

#[expect(
    clippy::needless_pass_by_value,
    reason = "payloads are written where they are used"
)]
fn bad_input(command: &str, data: Value) -> (String, String) {
    let bad = Command::from_json(command, &data).unwrap_err();
    assert_eq!(bad.code, "InvalidField");
    (bad.field, bad.message)
}

#[test]
fn an_unknown_field_is_named() {
    let (_, message) = bad_input(
        "RegisterHost",
        with(host_in("59", "32"), json!({"regoin": "32"})),
    );
    assert!(message.contains("unknown field `regoin`"), "{message}");
    let (field, message) = bad_input(
        "RegisterHost",
        with(
            host_in("59", "32"),
            json!({"contact": {"name": "N", "email": "e", "age": 3}}),
        ),
    );
    assert!(field.starts_with("contact"), "{field}");
    assert!(message.contains("a personal field"), "{message}");
}

#[test]
fn a_broken_personal_field_is_named_and_never_repeated() {
    let nobody = json!({"name": "N", "email": "e", "phone": null});
    let cases = [
        ("contact", json!("Marie Curie")),
        ("contact", json!({"name": "Marie Curie"})),
        (
            "contact.email",
            with(nobody, json!({"email": ["Marie Curie"]})),
        ),
        ("contact", json!({"Marie Curie": "e"})),
    ];
    for (expected, contact) in cases {
        let host = with(host_in("59", "32"), json!({ "contact": contact }));
        let (field, message) = bad_input("RegisterHost", host);
        assert_eq!(field, expected, "{message}");
        assert!(message.starts_with("a personal field that "), "{message}");
        assert!(!message.contains("Marie"), "{message}");
    }
}

#[test]
fn a_missing_field_is_named() {
    let (_, message) = bad_input("RegisterHost", json!({"kind": "commune"}));
    assert!(message.contains("missing field `legal_name`"), "{message}");
}

#[test]
fn a_wrong_value_is_named_with_its_field_and_what_would_be_right() {
    let (field, message) = bad_input(
        "RecordCoselecVote",
        with(favourable("12", 1), json!({"verdict": "yes"})),
    );
    assert_eq!(field, "verdict");
    assert!(
        message.contains("`yes`") && message.contains("further_review"),
        "{message}"
    );
    let (field, message) = bad_input("RegisterHost", host_in("20", "94"));
    assert_eq!(field, "department");
    assert!(
        message.contains("`20`") && message.contains("2A or 2B"),
        "{message}"
    );
    let (field, _) = bad_input(
        "RecordCoselecVote",
        with(favourable("12", 1), json!({"posts_granted": -1})),
    );
    assert_eq!(field, "posts_granted");
    let (field, _) = bad_input(
        "RegisterHost",
        with(host_in("59", "32"), json!({"siret": "7328293200007"})),
    );
    assert_eq!(field, "siret");
    let (field, _) = bad_input(
        "RegisterHost",
        with(host_in("59", "32"), json!({"mission_start": "2021-02-30"})),
    );
    assert_eq!(field, "mission_start");
}

#[test]
fn zero_posts_are_no_posts_to_return() {
    let (field, _) = bad_input("ReturnPosts", json!({"posts": 0, "reason": "x"}));
    assert_eq!(field, "posts");
}

#[test]
fn data_must_be_an_object_and_the_type_known() {
    for data in [json!(null), json!([]), json!("x"), json!(3)] {
        assert!(Command::from_json("RegisterHost", &data).is_err(), "{data}");
        assert!(Command::from_json("SealMinutes", &data).is_err(), "{data}");
    }
    let bad = Command::from_json("RegisterHst", &json!({})).unwrap_err();
    assert_eq!((bad.code, bad.field.as_str()), ("UnknownType", "type"));
}

#[test]
fn what_the_engine_derives_may_not_be_given() {
    let (_, message) = bad_input(
        "RecordCoselecVote",
        with(favourable("12", 1), json!({"without_opinion": true})),
    );
    assert!(
        message.contains("unknown field `without_opinion`"),
        "{message}"
    );
    let (_, message) = bad_input("SealMinutes", json!({"votes": 3}));
    assert!(message.contains("unknown field `votes`"), "{message}");
}
