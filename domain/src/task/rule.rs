//! The table of tasks: who must act, what opens and what closes each, and where its deadline counts from.

use super::TaskKind;

/// Where a task's deadline begins to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountsFrom {
    /// The day since which the task is open.
    Opening,
    /// The first favourable vote; a vacancy after the posts were once filled has no deadline.
    FirstFavourableVote,
    /// The contract's first day; whoever left a training under that contract has no deadline.
    ContractStart,
    /// It does not: the event that opens the task names its last day.
    LastDayInTheEvent,
}

/// One line of the table.
#[derive(Debug, Clone, Copy)]
pub struct TaskRule {
    /// The task.
    pub task: TaskKind,
    /// The role that must act, as actors are named: one of [`crate::permission::Role`].
    pub role: &'static str,
    /// The types of the events that open it.
    pub opens: &'static [&'static str],
    /// The types of those that close it, beside the file's leaving.
    pub closes: &'static [&'static str],
    /// Where its deadline begins to count.
    pub counts_from: CountsFrom,
    /// What is to be done.
    pub what: &'static str,
}

impl TaskKind {
    /// The task's line of the table.
    pub fn rule(self) -> &'static TaskRule {
        &RULES[self as usize]
    }
}

/// The table, in the order of [`TaskKind`].
pub const RULES: &[TaskRule] = &{
    use CountsFrom::{ContractStart, FirstFavourableVote, LastDayInTheEvent, Opening};
    use TaskKind as K;
    const fn rule(
        task: TaskKind,
        role: &'static str,
        opens: &'static [&'static str],
        closes: &'static [&'static str],
        counts_from: CountsFrom,
        what: &'static str,
    ) -> TaskRule {
        TaskRule {
            task,
            role,
            opens,
            closes,
            counts_from,
            what,
        }
    }
    [
        rule(
            K::GiveOpinion,
            PREFECTURE,
            &["HostRegistered"],
            &["PrefectOpinionGiven", "CoselecVoteRecorded"],
            Opening,
            "Give an opinion on the registered host",
        ),
        rule(
            K::Vote,
            ANCT,
            &[
                "PrefectOpinionGiven",
                "CoselecVoteRecorded",
                "CoselecVoteCorrected",
            ],
            &["CoselecVoteRecorded", "CoselecVoteCorrected"],
            Opening,
            "Have the COSELEC vote; a verdict of further review opens it again",
        ),
        rule(
            K::SendLetter,
            ANCT,
            VALIDATION,
            &["ValidationLetterSent"],
            Opening,
            "Send the letter that announces the validation",
        ),
        rule(
            K::SendActivationMail,
            ANCT,
            VALIDATION,
            &["ActivationMailSent", "HostAccountActivated"],
            Opening,
            "Invite the validated host to open its account",
        ),
        rule(
            K::ActivateAccount,
            HOST,
            &["ActivationMailSent"],
            &["HostAccountActivated"],
            LastDayInTheEvent,
            "Open the account while the link holds",
        ),
        rule(
            K::OpenConventionFile,
            BANQUE,
            &["HostAccountActivated", "CoselecVoteRecorded"],
            &["ConventionFileOpened"],
            Opening,
            "Open the convention's file of the activated host",
        ),
        rule(
            K::DecideConventionFile,
            BANQUE,
            &["ConventionFileOpened"],
            &["ConventionFileMoved"],
            Opening,
            "Accept, refuse or drop the convention's file",
        ),
        rule(
            K::CorrectConventionFile,
            HOST,
            &["ConventionFileFoundNonCompliant"],
            &[
                "ConventionFileCorrected",
                "ConventionFileOpened",
                "ConventionFileMoved",
            ],
            Opening,
            "Mend what the convention's file lacks",
        ),
        rule(
            K::SendConvention,
            BANQUE,
            &["ConventionFileMoved"],
            &["ConventionSent"],
            Opening,
            "Send the accepted convention to the host",
        ),
        rule(
            K::SignConvention,
            BANQUE,
            &["ConventionSent"],
            &["ConventionSigned"],
            Opening,
            "Have the sent convention signed",
        ),
        rule(
            K::Recruit,
            HOST,
            &[
                "CoselecVoteRecorded",
                "CoselecVoteCorrected",
                "PostVacated",
                "PostsAdded",
                "PostsTransferredIn",
            ],
            &[
                "PostFilled",
                "PostsReturned",
                "PostsTransferredOut",
                "CoselecVoteCorrected",
                "ConventionTerminated",
            ],
            FirstFavourableVote,
            "Fill the free posts",
        ),
        rule(
            K::OpinePostsRequest,
            PREFECTURE,
            &["PostsRequested"],
            &["PostsRequestOpined", "PostsAdded", "PostsRequestRefused"],
            Opening,
            "Give an opinion on the request for more posts",
        ),
        rule(
            K::AnswerPostsRequest,
            ANCT,
            &["PostsRequestOpined"],
            &["PostsAdded", "PostsRequestRefused"],
            Opening,
            "Add the requested posts, or refuse them",
        ),
        rule(
            K::AnswerMatch,
            HOST,
            &["MatchProposed", "ShortlistWithdrawn", "DeclineWithdrawn"],
            &[
                "MatchShortlisted",
                "MatchDeclined",
                "HireDeclared",
                "MatchClosed",
            ],
            Opening,
            "Shortlist or decline the proposed candidate",
        ),
        rule(
            K::ConfirmHire,
            ANCT,
            &["CandidateHired"],
            &[
                "HireConfirmed",
                "HireCancelled",
                "ContractEnded",
                "TerminationValidated",
            ],
            Opening,
            "See the contract and confirm the declared hire",
        ),
        rule(
            K::EnterTraining,
            PROVIDER,
            &["CandidateHired", "TrainingDropped"],
            &[
                "TrainingStarted",
                "TrainingWaived",
                "HireCancelled",
                "ContractEnded",
                "TerminationValidated",
            ],
            ContractStart,
            "Have the hired person begin a training, or waive it",
        ),
        rule(
            K::SitExam,
            PROVIDER,
            &["TrainingCompleted"],
            &["ExamSat", "CertificationAwarded"],
            Opening,
            "Have the trained person pass the CCP1",
        ),
        rule(
            K::AwardCertificate,
            PROVIDER,
            &["ExamSat"],
            &["CertificationAwarded"],
            Opening,
            "Award the certificate of the passed exam",
        ),
        rule(
            K::ValidateTermination,
            ANCT,
            &["TerminationNotified"],
            &[
                "TerminationValidated",
                "TerminationNoticeCancelled",
                "ContractEnded",
                "HireCancelled",
            ],
            Opening,
            "Answer the notified termination",
        ),
        rule(
            K::SealMinutes,
            ANCT,
            &["SessionConvened"],
            &["MinutesSealed"],
            Opening,
            "Seal the minutes, from the day on which the session is held",
        ),
        rule(
            K::DeliverMail,
            ENGINE,
            &["MailRequested"],
            &["DeliveryReported"],
            Opening,
            "Deliver the requested mail, and report on it",
        ),
    ]
};

const PREFECTURE: &str = "prefecture";
const ANCT: &str = "anct";
const HOST: &str = "host";
const BANQUE: &str = "banque_des_territoires";
const PROVIDER: &str = "training_provider";
/// Its delivery service, which reports as the engine.
const ENGINE: &str = "engine";

/// What validates a host.
const VALIDATION: &[&str] = &["CoselecVoteRecorded", "CoselecVoteCorrected"];
