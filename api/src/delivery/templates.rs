//! The texts of the mails, in French: no personal data but the address that they go to.

use domain::common::MailTemplate;
use domain::engine::CivilDate;

use super::letter::Letter;

/// What a mail says.
pub(super) struct Text {
    pub(super) subject: &'static str,
    pub(super) body: String,
}

const GREETING: &str = "Madame, Monsieur,";
const CLOSING: &str = "L’équipe du programme Conseiller numérique France Services";
const AUTOMATIC: &str =
    "Ce message est envoyé automatiquement : les réponses à cette adresse ne sont pas lues.";

/// The text of a letter.
pub(super) fn text(letter: &Letter) -> Text {
    let (subject, body) = match letter.template {
        MailTemplate::ValidationLetter => (
            "Votre candidature est validée",
            "Le comité de sélection (COSELEC) a rendu un avis favorable sur la candidature de \
             votre structure au programme Conseiller numérique France Services. Vous pouvez dès \
             à présent recruter, dans la limite des postes qui vous sont attribués."
                .to_owned(),
        ),
        MailTemplate::Activation => (
            "Activez le compte de votre structure",
            format!(
                "Votre structure est invitée à ouvrir son compte dans l’espace du programme. \
                 L’invitation est valable jusqu’au {} inclus ; passé ce jour, une nouvelle \
                 invitation pourra vous être adressée.",
                day(letter.last_day)
            ),
        ),
        MailTemplate::EmailConfirmation => (
            "Confirmez votre adresse électronique",
            "Cette adresse a été indiquée comme celle du contact d’un dossier du programme. \
             Merci de la confirmer dans l’espace du programme. Si vous n’êtes pas à l’origine \
             de cette demande, vous pouvez ignorer ce message."
                .to_owned(),
        ),
        MailTemplate::Reminder => (
            "Une étape de votre dossier attend votre réponse",
            "Une étape de votre dossier n’a pas été faite à la date prévue. Merci de vous \
             connecter à l’espace du programme pour la compléter."
                .to_owned(),
        ),
    };
    let reference = format!("Référence du dossier : {}", letter.stream);
    let parts = [GREETING, &body, &reference, CLOSING, AUTOMATIC];
    Text {
        subject,
        body: parts.join("\n\n") + "\n",
    }
}

const MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

/// `1er juin 2021`.
fn day(date: CivilDate) -> String {
    let date = date.date();
    let ordinal = if date.day() == 1 { "er" } else { "" };
    let month = usize::try_from(date.month() - 1).unwrap_or(0);
    format!("{}{ordinal} {} {}", date.day(), MONTHS[month], date.year())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::letter::tests::letter;

    #[test]
    fn an_activation_names_the_last_day_of_its_invitation() {
        let mut letter = letter("contact@example.org");
        letter.last_day = CivilDate::of(2021, 6, 1);
        assert!(text(&letter).body.contains("jusqu’au 1er juin 2021 inclus"));
        letter.last_day = CivilDate::of(2021, 8, 12);
        assert!(text(&letter).body.contains("jusqu’au 12 août 2021 inclus"));
    }

    #[test]
    fn no_text_repeats_the_address() {
        for template in [
            MailTemplate::ValidationLetter,
            MailTemplate::Activation,
            MailTemplate::EmailConfirmation,
            MailTemplate::Reminder,
        ] {
            let mut letter = letter("contact@example.org");
            letter.template = template;
            let text = text(&letter);
            assert!(!text.body.contains("contact@example.org"));
            assert!(!text.subject.is_empty());
        }
    }
}
