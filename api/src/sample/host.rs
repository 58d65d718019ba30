//! Host structures of the sample: their registration, the prefect's opinion, and the files that come to nothing.

use std::num::NonZeroU32;

use domain::Command;
use domain::engine::{CivilDate, Instant, StreamName};
use domain::host::{
    ApplicationCancelled, ApplicationMarkedDuplicate, HostKind, HostRegistered, HostWithdrawn,
    Opinion, PrefectOpinionGiven,
};

use super::actors;
use super::calendar::{Days, REGISTRATIONS, ending, opening};
use super::chance::Chance;
use super::diary::{Diary, id_of};
use super::names;
use super::territories;

/// What the planning functions know of a host.
pub(super) struct Host {
    pub(super) stream: StreamName,
    pub(super) application: HostRegistered,
    pub(super) sector: Sector,
    pub(super) registered_at: Instant,
    /// The prefect's opinion, and when it was recorded.
    pub(super) opinion: Option<(Opinion, Instant)>,
    pub(super) is_duplicate: bool,
    /// When the first verdict on it was recorded.
    pub(super) first_verdict_at: Option<Instant>,
    pub(super) grant: Option<Grant>,
}

/// The posts that a host was granted.
pub(super) struct Grant {
    pub(super) recorded_at: Instant,
    /// Posts that are not returned later: what may be filled, and what a convention covers.
    pub(super) posts: u32,
    /// When the host returned all of them, and so left.
    pub(super) left_at: Option<Instant>,
    pub(super) activated_at: Option<Instant>,
    pub(super) convention_signed_at: Option<Instant>,
}

impl Grant {
    pub(super) fn new(recorded_at: Instant, posts: u32) -> Self {
        Self {
            recorded_at,
            posts,
            left_at: None,
            activated_at: None,
            convention_signed_at: None,
        }
    }
}

/// What a host is in law, as far as the subsidy and the form of the convention depend on it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sector {
    Public,
    Association,
    Company,
}

impl Sector {
    pub(super) fn is_private(self) -> bool {
        self != Self::Public
    }
}

const SECTORS: [(Sector, usize); 3] = [
    (Sector::Public, 78),
    (Sector::Association, 16),
    (Sector::Company, 6),
];
const PUBLIC_KINDS: [(HostKind, usize); 6] = [
    (HostKind::Commune, 660),
    (HostKind::Epci, 255),
    (HostKind::Collectivity, 45),
    (HostKind::Gip, 25),
    (HostKind::Department, 12),
    (HostKind::Region, 3),
];
const REQUESTED_POSTS: [(u32, usize); 7] =
    [(1, 50), (2, 28), (3, 10), (4, 6), (6, 3), (8, 2), (12, 1)];
const OPINIONS: [(Opinion, usize); 3] = [
    (Opinion::Favourable, 66),
    (Opinion::FurtherReview, 16),
    (Opinion::Unfavourable, 18),
];
/// New hosts in a hundred that repeat an earlier file.
const DUPLICATES: usize = 3;
/// Files in a hundred that get an opinion at all.
const OPINED: usize = 86;

/// Registers hosts day by day, and has the prefects give their opinions.
pub(super) fn register_hosts(diary: &mut Diary) -> Vec<Host> {
    let mut chance = Chance::of("hosts");
    let mut hosts = Vec::new();
    let mut day = opening();
    while day < ending() {
        day = day.plus_days(1);
        while hosts.len() < registered_by(day) {
            let host = next_host(diary, &mut chance, &hosts, day);
            hosts.push(host);
        }
    }
    hosts
}

fn registered_by(day: CivilDate) -> usize {
    usize::try_from(REGISTRATIONS.by(day)).unwrap_or(usize::MAX)
}

fn next_host(diary: &mut Diary, chance: &mut Chance, hosts: &[Host], day: CivilDate) -> Host {
    let number = hosts.len();
    let repeated = chance.percent(DUPLICATES).then(|| chance.below(number));
    let original = repeated
        .and_then(|place| hosts.get(place))
        .filter(|host| !host.is_duplicate);
    let (sector, application) = match original {
        Some(host) => (host.sector, host.application.clone()),
        None => apply(number, day, chance),
    };
    let mut host = register(diary, number, sector, application, day);
    match original {
        Some(original) => expose_duplicate(diary, chance, &mut host, original, day),
        None if chance.percent(OPINED) => {
            let opinion = chance.weighted(&OPINIONS);
            give_opinion(diary, chance, &mut host, opinion, day);
        }
        None => {}
    }
    host
}

/// What a structure writes into the form. Invented communes have no INSEE code.
fn apply(number: usize, day: CivilDate, chance: &mut Chance) -> (Sector, HostRegistered) {
    let department = territories::department(chance);
    let sector = chance.weighted(&SECTORS);
    let kind = if sector.is_private() {
        HostKind::Private
    } else {
        chance.weighted(&PUBLIC_KINDS)
    };
    let caledonian = department.code() == "988";
    let application = HostRegistered {
        kind,
        legal_name: names::structure(kind, sector == Sector::Company, number, chance),
        siret: (!caledonian).then(|| names::siret(number)).flatten(),
        ridet: caledonian.then(|| names::ridet(number)).flatten(),
        commune_insee: None,
        postal_code: None,
        department,
        region: department.region(),
        requested_posts: NonZeroU32::new(chance.weighted(&REQUESTED_POSTS)),
        mission_start: Some(day.plus_months(chance.between(2, 6))),
        has_candidate: Some(chance.percent(30)),
        network: None,
        france_services: Some(chance.percent(20)),
        rural_zone: Some(chance.percent(35)),
        priority_district: Some(chance.percent(15)),
        legacy_id: None,
        contact: Some(names::contact(number, chance)),
    };
    (sector, application)
}

fn register(
    diary: &mut Diary,
    number: usize,
    sector: Sector,
    application: HostRegistered,
    day: CivilDate,
) -> Host {
    let stream = StreamName::of_uuid("host", id_of(&format!("host {number}")));
    let registered_at = diary.write(
        actors::owner(&stream),
        &stream,
        Command::RegisterHost(application.clone()),
        Days::on(day),
        opening().noon_in_paris(),
    );
    Host {
        stream,
        application,
        sector,
        registered_at,
        opinion: None,
        is_duplicate: false,
        first_verdict_at: None,
        grant: None,
    }
}

/// Opinions arrive late: most within days, one in five weeks after they were given.
fn give_opinion(
    diary: &mut Diary,
    chance: &mut Chance,
    host: &mut Host,
    opinion: Opinion,
    registered_on: CivilDate,
) {
    let given_on = registered_on.plus_days(chance.between(8, 70));
    let delay = if chance.percent(20) {
        chance.between(12, 45)
    } else {
        chance.between(0, 5)
    };
    let recommended = match opinion {
        Opinion::Favourable => host.application.requested_posts.map(NonZeroU32::get),
        _ => None,
    };
    let comment = chance.percent(15).then(|| chance.pick(&COMMENTS));
    let recorded_at = diary.write(
        actors::prefecture(host.application.department),
        &host.stream,
        Command::RecordPrefectOpinion(PrefectOpinionGiven {
            opinion,
            recommended_posts: recommended,
            wave: Some(format!("vague du {}", given_on.plus_days(7))),
            france_services: host.application.france_services,
            rural_zone: host.application.rural_zone,
            priority_district: host.application.priority_district,
            comment: comment.map(names::said),
        }),
        Days::late(given_on, delay),
        host.registered_at,
    );
    host.opinion = Some((opinion, recorded_at));
}

const COMMENTS: [&str; 4] = [
    "Projet cohérent avec le schéma local (texte fictif).",
    "Besoin avéré, public éloigné du numérique (texte fictif).",
    "Dossier à compléter sur les permanences (texte fictif).",
    "Territoire déjà couvert par une structure voisine (texte fictif).",
];

fn expose_duplicate(
    diary: &mut Diary,
    chance: &mut Chance,
    host: &mut Host,
    original: &Host,
    day: CivilDate,
) {
    host.is_duplicate = true;
    give_opinion(diary, chance, host, Opinion::Duplicate, day);
    if let Some((_, opined_at)) = host.opinion {
        let marked_on = opined_at.paris_date().plus_days(chance.between(1, 20));
        diary.write(
            actors::anct(),
            &host.stream,
            Command::MarkDuplicate(ApplicationMarkedDuplicate {
                of: original.stream.clone(),
            }),
            Days::on(marked_on),
            opined_at,
        );
    }
}

/// Files in a hundred that their host gives up, or that are cancelled, before any verdict.
const GIVEN_UP: usize = 6;

/// Hosts that no committee looked at lose patience, or turn out not to be eligible.
pub(super) fn close_idle_files(diary: &mut Diary, hosts: &[Host]) {
    let mut chance = Chance::of("idle files");
    let idle = |host: &&Host| host.first_verdict_at.is_none() && !host.is_duplicate;
    for host in hosts.iter().filter(idle) {
        if chance.percent(GIVEN_UP) {
            close(diary, &mut chance, host);
        }
    }
}

fn close(diary: &mut Diary, chance: &mut Chance, host: &Host) {
    let last = host.opinion.map_or(host.registered_at, |(_, at)| at);
    let day = last.paris_date().plus_days(chance.between(60, 260));
    let (actor, command) = if chance.percent(50) {
        let reason = names::said("Projet abandonné par la structure (texte fictif).");
        (
            actors::owner(&host.stream),
            Command::WithdrawHost(HostWithdrawn { reason }),
        )
    } else {
        let reason = names::said("Structure non éligible (texte fictif).");
        (
            actors::anct(),
            Command::CancelApplication(ApplicationCancelled { reason }),
        )
    };
    diary.write(actor, &host.stream, command, Days::on(day), last);
}
