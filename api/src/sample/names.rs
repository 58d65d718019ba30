//! Names, numbers and addresses that are plausible and belong to nobody.
//!
//! Places, families and structures are put together from syllables of no real commune; numbers of
//! establishments begin with 000, which no register gives out; addresses end with `.example`
//! (RFC 2606); telephones lie in the block that ARCEP keeps for fiction.

use domain::candidate::Identity;
use domain::engine::Personal;
use domain::host::{Contact, HostKind};
use domain::identifier::{Ridet, Siret};

use super::chance::Chance;

const HEADS: [&str; 20] = [
    "Brume", "Clair", "Sylve", "Verdi", "Orge", "Lune", "Vente", "Ombre", "Folle", "Tourne",
    "Grise", "Brise", "Sauve", "Ronce", "Aube", "Mire", "Songe", "Chante", "Dorme", "Perle",
];
const FEET: [&str; 20] = [
    "combe", "lune", "fonde", "mare", "vigne", "brise", "court", "pierre", "mousse", "lande",
    "rive", "nuit", "fleur", "lac", "houx", "seuil", "marche", "grive", "plume", "source",
];
const TAILS: [&str; 16] = [
    "les-Essarts",
    "sur-Songe",
    "sous-Nuage",
    "en-Brisolle",
    "la-Fictive",
    "les-Deux-Lunes",
    "sur-Mirelle",
    "au-Chêne-Bleu",
    "en-Valmirage",
    "la-Rêveuse",
    "sur-Fablette",
    "les-Trois-Fables",
    "en-Contelle",
    "sous-Brumette",
    "le-Conte",
    "sur-Lirelle",
];
const ASSOCIATIONS: [&str; 8] = [
    "Pixel & Compagnie",
    "La Souris à Lunettes",
    "Octets et Tartines",
    "Le Clavier Rieur",
    "Fil de Fable",
    "La Toile aux Contes",
    "Curseur Vagabond",
    "Mille et Un Bits",
];
const COMPANIES: [&str; 4] = [
    "Coopérative Imaginaire",
    "Atelier Octet Fictif",
    "Fabrique de Nulle-Part",
    "Maison Bitume-Lune",
];
const GIVEN: [&str; 16] = [
    "Lou", "Sacha", "Camille", "Alix", "Charlie", "Noa", "Eden", "Maé", "Andrea", "Ariel", "Swann",
    "Yaël", "Loïs", "Morgan", "Élie", "Céleste",
];

fn compound(chance: &mut Chance) -> String {
    format!("{}{}", chance.pick(&HEADS), chance.pick(&FEET))
}

fn place(chance: &mut Chance) -> String {
    format!("{}-{}", compound(chance), chance.pick(&TAILS))
}

/// A structure's name. `number` tells those apart that bear the same.
pub(super) fn structure(
    kind: HostKind,
    company: bool,
    number: usize,
    chance: &mut Chance,
) -> String {
    match kind {
        HostKind::Commune => format!("Commune de {}", place(chance)),
        HostKind::Epci => format!("Communauté de communes du Pays de {}", place(chance)),
        HostKind::Department => format!("Service départemental fictif n° {number}"),
        HostKind::Region => format!("Service régional fictif n° {number}"),
        HostKind::Collectivity => format!("Syndicat mixte de {}", place(chance)),
        HostKind::Gip => format!("GIP Inclusion de {}", place(chance)),
        HostKind::Public => format!("Établissement public de {}", place(chance)),
        HostKind::Private if company => format!("{} {number}", chance.pick(&COMPANIES)),
        HostKind::Private => format!("Association {} {number}", chance.pick(&ASSOCIATIONS)),
    }
}

/// The check digit that makes the digits pass Luhn.
fn luhn_check_digit(digits: &str) -> u32 {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let value = u32::from(digit - b'0') * if place % 2 == 0 { 2 } else { 1 };
            value / 10 + value % 10
        })
        .sum();
    (10 - sum % 10) % 10
}

/// A number that passes its checksum and that no register gives out.
pub(super) fn siret(number: usize) -> Option<Siret> {
    let digits = format!("000{:06}0001", number % 1_000_000);
    let check = luhn_check_digit(&digits);
    format!("{digits}{check}").parse().ok()
}

/// The like in New Caledonia.
pub(super) fn ridet(number: usize) -> Option<Ridet> {
    format!("000{:04}", number % 10_000).parse().ok()
}

fn phone(chance: &mut Chance) -> String {
    format!(
        "+33 6 39 98 {:02} {:02}",
        chance.below(100),
        chance.below(100)
    )
}

/// Whoever answers for a host.
pub(super) fn contact(number: usize, chance: &mut Chance) -> Personal<Contact> {
    Personal::Clear(Contact {
        name: format!("{} {}", chance.pick(&GIVEN), compound(chance)),
        email: format!("contact@structure-{number}.example"),
        phone: chance.percent(60).then(|| phone(chance)),
        role: Some(
            chance
                .pick(&[
                    "Direction",
                    "Secrétariat",
                    "Élu référent",
                    "Chargé de projet",
                ])
                .to_owned(),
        ),
    })
}

/// A candidate.
pub(super) fn identity(number: usize, chance: &mut Chance) -> Personal<Identity> {
    Personal::Clear(Identity {
        given_name: chance.pick(&GIVEN).to_owned(),
        family_name: compound(chance),
        email: format!("candidat-{number}@courriel.example"),
        phone: chance.percent(50).then(|| phone(chance)),
    })
}

/// A text that is personal as such.
pub(super) fn said(text: &str) -> Personal<String> {
    Personal::Clear(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_invented_number_passes_its_checksum() {
        assert!((0..20_000).all(|number| siret(number).is_some()));
    }
}
