//! A host's convention at a lens: its files, the terms sent, the terms in force.

use super::host::HostFact;
use crate::cnfs::figure::{Figure, Seen};

/// How far a host's convention is.
#[derive(Debug, Default)]
pub(crate) struct ConventionStanding {
    /// Files opened: a new one follows one that was refused or dropped.
    pub(crate) opened: Figure,
    /// Those among them that have defects.
    pub(crate) non_compliant: Figure,
    /// Whether the file that is worked on is among those.
    defects: Seen,
    /// The posts as last sent: until it is signed a convention may be sent again.
    pub(crate) sent: Option<i64>,
    /// The posts as signed.
    signed: Option<i64>,
    /// By how much amendments changed them.
    amended: i64,
    terminated: Seen,
    in_doubt: bool,
}

impl ConventionStanding {
    pub(crate) fn take(&mut self, fact: &HostFact, in_doubt: bool) {
        match fact {
            HostFact::FileOpened => self.open_file(in_doubt),
            HostFact::FileNonCompliant => self.find_defects(in_doubt),
            HostFact::FileCorrected => self.mend_defects(in_doubt),
            HostFact::ConventionSent { posts } => self.sent = Some(i64::from(*posts)),
            HostFact::ConventionSigned { posts } => self.signed = Some(i64::from(*posts)),
            HostFact::ConventionAmended { delta } => self.amended += i64::from(*delta),
            HostFact::ConventionTerminated => self.terminated.see(in_doubt),
            _ => return,
        }
        self.in_doubt |= in_doubt;
    }

    /// The posts of the convention as amended, where it is signed and not terminated.
    pub(crate) fn in_force(&self) -> Option<i64> {
        let signed = self.signed.filter(|_| !self.terminated.is_seen())?;
        Some(signed + self.amended)
    }

    pub(crate) fn is_in_doubt(&self) -> bool {
        self.in_doubt
    }

    /// A second file begins without the defects of the first, which stay counted. Before the first
    /// there is none to leave behind: defects dated too early are its own.
    fn open_file(&mut self, in_doubt: bool) {
        if self.opened.value > 0 {
            self.defects = Seen::Never;
        }
        self.opened += Figure::of(1, in_doubt);
    }

    fn find_defects(&mut self, in_doubt: bool) {
        if !self.defects.is_seen() {
            self.non_compliant += Figure::of(1, in_doubt);
        }
        self.defects.see(in_doubt);
    }

    fn mend_defects(&mut self, in_doubt: bool) {
        if self.defects.is_seen() {
            self.non_compliant += Figure::of(-1, in_doubt);
        }
        self.defects = Seen::Never;
    }
}
