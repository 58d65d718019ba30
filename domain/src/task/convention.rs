//! What waits on a host's convention.

use super::{OpenTask, TaskKind, TaskStep};
use crate::engine::CivilDate;
use crate::host::DossierState;

/// How far a convention got, and what its file lacks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ConventionWaiting {
    stands: Stands,
    defects_since: Option<CivilDate>,
}

/// It goes on only; but a file that was refused or dropped is followed by a new one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Stands {
    #[default]
    NotOpened,
    File {
        opened_on: CivilDate,
        state: DossierState,
        moved_on: CivilDate,
    },
    Sent(CivilDate),
    Signed,
    Terminated,
}

impl ConventionWaiting {
    pub(super) fn apply(&mut self, step: TaskStep, on: CivilDate) {
        match step {
            TaskStep::FileOpened => self.open_file(on),
            TaskStep::FileMoved(to) => self.move_file(to, on),
            TaskStep::FoundNonCompliant => {
                self.defects_since.get_or_insert(on);
            }
            TaskStep::FileCorrected => self.defects_since = None,
            TaskStep::ConventionSent if self.stands.may_be_sent() => {
                self.stands = Stands::Sent(on);
            }
            TaskStep::ConventionSigned if self.stands != Stands::Terminated => {
                self.stands = Stands::Signed;
            }
            TaskStep::ConventionTerminated => {
                self.stands = Stands::Terminated;
                self.defects_since = None;
            }
            _ => {}
        }
    }

    fn open_file(&mut self, on: CivilDate) {
        if let Stands::NotOpened | Stands::File { .. } = self.stands {
            self.stands = Stands::File {
                opened_on: on,
                state: DossierState::Draft,
                moved_on: on,
            };
            self.defects_since = None;
        }
    }

    fn move_file(&mut self, state: DossierState, on: CivilDate) {
        let opened_on = match self.stands {
            Stands::NotOpened => on,
            Stands::File { opened_on, .. } => opened_on,
            Stands::Sent(_) | Stands::Signed | Stands::Terminated => return,
        };
        self.stands = Stands::File {
            opened_on,
            state,
            moved_on: on,
        };
        if is_decided(state) {
            self.defects_since = None;
        }
    }

    /// Whether no file was opened.
    pub(super) fn is_to_be_opened(&self) -> bool {
        self.stands == Stands::NotOpened
    }

    /// Whether it is over: no hire after it.
    pub(super) fn is_terminated(&self) -> bool {
        self.stands == Stands::Terminated
    }

    /// What waits on it: one step of the path, and its defects.
    pub(super) fn open(&self) -> impl Iterator<Item = OpenTask> + use<> {
        let step = match self.stands {
            Stands::File {
                opened_on, state, ..
            } if !is_decided(state) => Some((TaskKind::DecideConventionFile, opened_on)),
            Stands::File {
                state: DossierState::Accepted,
                moved_on,
                ..
            } => Some((TaskKind::SendConvention, moved_on)),
            Stands::Sent(on) => Some((TaskKind::SignConvention, on)),
            _ => None,
        };
        let defects = self
            .defects_since
            .map(|on| (TaskKind::CorrectConventionFile, on));
        let open = step.into_iter().chain(defects);
        open.map(|(task, since)| OpenTask::since(task, since))
    }
}

impl Stands {
    /// It may be sent again, for other terms, until it is signed.
    fn may_be_sent(self) -> bool {
        !matches!(self, Self::Signed | Self::Terminated)
    }
}

fn is_decided(state: DossierState) -> bool {
    match state {
        DossierState::Draft | DossierState::UnderConstruction | DossierState::UnderInstruction => {
            false
        }
        DossierState::Accepted | DossierState::Refused | DossierState::Dropped => true,
    }
}
