//! Decisions that amend an application: one field at a time, by the field's own type and rules.

use super::decide::decided;
use super::{Application, ApplicationAmended, ApplicationField, HostEvent};
use crate::case::{Case, Decision};
use crate::command::AmendApplication;
use crate::engine::Draft;
use crate::event::Event;
use crate::refusal::{FileRefusal, Refusal, require};
use crate::territory::Commune;

/// What stood there is derived, not told. A department takes its region along; the commune of
/// another department is emptied by an amendment of its own, in the same append.
pub(crate) fn amend(case: &Case<'_>, command: &AmendApplication) -> Decision {
    require_contact_in_its_place(command)?;
    let host = case.own_host()?;
    let mut application = Application::clone(&host.application);
    put(&mut application, command)?;
    let commune = commune_left_behind(&mut application, command.field);
    application.require_rules()?;

    let amended = HostEvent::ApplicationAmended(ApplicationAmended {
        field: command.field,
        before: host.application.text(command.field),
        after: command.after.clone(),
        contact: command.contact.clone(),
        reason: command.reason.clone(),
    });
    let mut drafts = decided(case, amended)?;
    drafts.extend(commune.map(|commune| emptied(case, command, commune)));
    Ok(drafts)
}

fn emptied(case: &Case<'_>, command: &AmendApplication, commune: Commune) -> Draft<Event> {
    let emptied = HostEvent::ApplicationAmended(ApplicationAmended {
        field: ApplicationField::CommuneInsee,
        before: Some(commune.to_string()),
        after: None,
        contact: None,
        reason: command.reason.clone(),
    });
    case.companion(case.stream(), Event::Host(emptied), case.stream())
}

fn put(application: &mut Application, command: &AmendApplication) -> Result<(), Refusal> {
    let field = command.field;
    application
        .amend(field, command.after.as_deref())
        .map_err(|why| FileRefusal::AmendmentDoesNotFit { field, why }.into())
}

/// A person is named in `contact`, where the field is that one, and nowhere else.
fn require_contact_in_its_place(command: &AmendApplication) -> Result<(), Refusal> {
    let field = command.field;
    let is_contact = field == ApplicationField::Contact;
    require(is_contact || command.contact.is_none(), || {
        FileRefusal::ContactIsNotTheField { field }
    })
}

/// The commune that an amended department leaves behind: emptied, and told.
fn commune_left_behind(application: &mut Application, field: ApplicationField) -> Option<Commune> {
    let commune = application.commune_insee?;
    let moved = field == ApplicationField::Department;
    if !moved || commune.department() == application.department {
        return None;
    }
    application.commune_insee = None;
    Some(commune)
}
