//! What the tasks are called on the page.

use domain::task::TaskKind;

/// A task for people, in French.
pub(super) fn title(task: TaskKind) -> &'static str {
    match task {
        TaskKind::GiveOpinion => "Donner l'avis du préfet",
        TaskKind::Vote => "Faire voter le COSELEC",
        TaskKind::SendLetter => "Envoyer la lettre de validation",
        TaskKind::SendActivationMail => "Envoyer le mail d'activation",
        TaskKind::ActivateAccount => "Activer le compte",
        TaskKind::OpenConventionFile => "Ouvrir le dossier de convention",
        TaskKind::DecideConventionFile => "Statuer sur le dossier de convention",
        TaskKind::CorrectConventionFile => "Corriger le dossier de convention",
        TaskKind::SendConvention => "Envoyer la convention",
        TaskKind::SignConvention => "Signer la convention",
        TaskKind::Recruit => "Recruter sur les postes libres",
        TaskKind::OpinePostsRequest => "Donner l'avis sur la demande de postes",
        TaskKind::AnswerPostsRequest => "Répondre à la demande de postes",
        TaskKind::AnswerMatch => "Répondre à la mise en relation",
        TaskKind::ConfirmHire => "Confirmer le recrutement",
        TaskKind::EnterTraining => "Faire entrer en formation",
        TaskKind::SitExam => "Faire passer l'examen",
        TaskKind::AwardCertificate => "Délivrer le certificat",
        TaskKind::ValidateTermination => "Répondre à la rupture annoncée",
        TaskKind::SealMinutes => "Clore le procès-verbal",
        TaskKind::DeliverMail => "Acheminer le mail",
    }
}
