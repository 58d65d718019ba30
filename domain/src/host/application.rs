//! What an application says, without the people: the fields that may be amended, as text and as values.

use std::fmt::Display;
use std::num::NonZeroU32;
use std::str::FromStr;

use super::{ApplicationField, HostKind, HostRegistered};
use crate::engine::CivilDate;
use crate::identifier::{Ridet, Siret};
use crate::territory::{Commune, Department, PostalCode};

/// An application as it stands after its amendments. The region is the department's; the contact
/// is a person's, and stays in the events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// What the host is in law.
    pub kind: HostKind,
    /// Its name.
    pub legal_name: String,
    /// Its establishment's number.
    pub siret: Option<Siret>,
    /// The like in New Caledonia.
    pub ridet: Option<Ridet>,
    /// Its commune.
    pub commune_insee: Option<Commune>,
    /// Its postal code.
    pub postal_code: Option<PostalCode>,
    /// Where it counts.
    pub department: Department,
    /// How many posts it asks for.
    pub requested_posts: Option<NonZeroU32>,
    /// When it wants to begin.
    pub mission_start: Option<CivilDate>,
    /// Whether it knows whom to hire.
    pub has_candidate: Option<bool>,
    /// The network it belongs to.
    pub network: Option<String>,
    /// Whether it holds the label France services.
    pub france_services: Option<bool>,
    /// Whether it lies in a zone de revitalisation rurale.
    pub rural_zone: Option<bool>,
    /// Whether it lies in a quartier prioritaire de la ville.
    pub priority_district: Option<bool>,
}

impl From<&HostRegistered> for Application {
    fn from(registered: &HostRegistered) -> Self {
        Self {
            kind: registered.kind,
            legal_name: registered.legal_name.clone(),
            siret: registered.siret,
            ridet: registered.ridet,
            commune_insee: registered.commune_insee,
            postal_code: registered.postal_code,
            department: registered.department,
            requested_posts: registered.requested_posts,
            mission_start: registered.mission_start,
            has_candidate: registered.has_candidate,
            network: registered.network.clone(),
            france_services: registered.france_services,
            rural_zone: registered.rural_zone,
            priority_district: registered.priority_district,
        }
    }
}

impl Application {
    /// What stands in a field, as text; `None` where it is empty or personal.
    pub fn text(&self, field: ApplicationField) -> Option<String> {
        use ApplicationField as F;
        match field {
            F::Kind => Some(self.kind.to_string()),
            F::LegalName => Some(self.legal_name.clone()),
            F::Siret => text(self.siret),
            F::Ridet => text(self.ridet),
            F::CommuneInsee => text(self.commune_insee),
            F::PostalCode => text(self.postal_code),
            F::Department => Some(self.department.to_string()),
            F::RequestedPosts => text(self.requested_posts),
            F::MissionStart => text(self.mission_start),
            F::HasCandidate => text(self.has_candidate),
            F::Network => self.network.clone(),
            F::FranceServices => text(self.france_services),
            F::RuralZone => text(self.rural_zone),
            F::PriorityDistrict => text(self.priority_district),
            F::Contact => None,
        }
    }

    /// Puts a text into a field, read as the field's own type; the reason where it does not fit.
    /// Nothing empties the field, where it may be empty.
    pub(super) fn amend(
        &mut self,
        field: ApplicationField,
        after: Option<&str>,
    ) -> Result<(), String> {
        use ApplicationField as F;
        match field {
            F::Kind => put(&mut self.kind, after).map_err(|_| {
                "it is commune, department, region, epci, collectivity, gip, private or public"
                    .into()
            }),
            F::LegalName => put(&mut self.legal_name, after),
            F::Siret => put_or_empty(&mut self.siret, after),
            F::Ridet => put_or_empty(&mut self.ridet, after),
            F::CommuneInsee => put_or_empty(&mut self.commune_insee, after),
            F::PostalCode => put_or_empty(&mut self.postal_code, after),
            F::Department => put(&mut self.department, after),
            F::RequestedPosts => put_or_empty(&mut self.requested_posts, after),
            F::MissionStart => put_or_empty(&mut self.mission_start, after),
            F::HasCandidate => put_or_empty(&mut self.has_candidate, after),
            F::Network => put_or_empty(&mut self.network, after),
            F::FranceServices => put_or_empty(&mut self.france_services, after),
            F::RuralZone => put_or_empty(&mut self.rural_zone, after),
            F::PriorityDistrict => put_or_empty(&mut self.priority_district, after),
            // Personal: its text is never here.
            F::Contact if after.is_some() => Err("it is given in `contact`, as an object".into()),
            F::Contact => Ok(()),
        }
    }
}

fn text<T: Display>(value: Option<T>) -> Option<String> {
    value.map(|value| value.to_string())
}

fn put<T: FromStr<Err: Display>>(place: &mut T, after: Option<&str>) -> Result<(), String> {
    let after = after.ok_or("it may not be left empty")?;
    *place = read(after)?;
    Ok(())
}

fn put_or_empty<T: FromStr<Err: Display>>(
    place: &mut Option<T>,
    after: Option<&str>,
) -> Result<(), String> {
    *place = after.map(read).transpose()?;
    Ok(())
}

fn read<T: FromStr<Err: Display>>(after: &str) -> Result<T, String> {
    after.parse().map_err(|why: T::Err| why.to_string())
}
