//! Conventions of the sample: the file, its defects, its moves, the sending and the signature.

use std::num::NonZeroU32;
use std::ops::RangeInclusive;

use domain::Command;
use domain::command::{CorrectConventionFile, MoveConventionFile};
use domain::engine::{CivilDate, Instant, StreamName};
use domain::host::{
    ConventionFileFoundNonCompliant, ConventionFileOpened, ConventionSent, ConventionSigned,
    DossierState, Procedure,
};

use super::actors;
use super::calendar::{Days, last_closing};
use super::chance::Chance;
use super::diary::Diary;
use super::host::{Host, Sector};

/// Conventions that were sent as a trial before the last closing: of how many posts, how many.
const TRIALS: [(u32, usize); 2] = [(1, 22), (2, 2)];
/// Every so many files one is found non-compliant and stays so for weeks.
const NON_COMPLIANT_EVERY: usize = 50;
/// Files in a hundred that are refused or dropped in the end.
const FAILED: usize = 2;

/// Opens a file for every activated host, and brings most of them to a signature.
pub(super) fn conclude_conventions(diary: &mut Diary, hosts: &mut [Host]) {
    let mut bank = Bank {
        chance: Chance::of("conventions"),
        trials: TRIALS,
    };
    for (file, number) in bank.files(hosts).into_iter().zip(1..) {
        bank.handle(diary, &mut hosts[file.host], file.opened_on, number);
    }
}

/// A file that will be opened.
struct File {
    opened_on: CivilDate,
    host: usize,
}

struct Bank {
    chance: Chance,
    /// How many trials are left, by posts.
    trials: [(u32, usize); 2],
}

impl Bank {
    /// The files in the order of their opening.
    fn files(&mut self, hosts: &[Host]) -> Vec<File> {
        let accounts = hosts.iter().enumerate();
        let activated = accounts.filter_map(|(host, known)| {
            let activated_at = known.grant.as_ref()?.activated_at?;
            Some((host, activated_at.paris_date()))
        });
        let mut files: Vec<File> = activated
            .map(|(host, activated_on)| File {
                opened_on: activated_on.plus_days(self.chance.between(4, 50)),
                host,
            })
            .collect();
        files.sort_by_key(|file| (file.opened_on, file.host));
        files
    }

    fn handle(&mut self, diary: &mut Diary, host: &mut Host, opened_on: CivilDate, number: usize) {
        let Some(grant) = &mut host.grant else {
            return;
        };
        let (Some(activated_at), Some(posts)) = (grant.activated_at, NonZeroU32::new(grant.posts))
        else {
            return;
        };
        let mut folder = Folder {
            diary,
            stream: &host.stream,
            last: activated_at,
        };
        folder.open(opened_on, number, host.sector);
        let mut ready_on = opened_on;
        if number.is_multiple_of(NON_COMPLIANT_EVERY) {
            ready_on = self.find_defects(&mut folder, opened_on);
        }
        let is_trial = opened_on == ready_on && self.takes_trial(opened_on, posts);
        let Some(accepted_on) = self.examine(&mut folder, ready_on, is_trial) else {
            return;
        };
        let terms = terms(
            host.sector,
            host.application.department.code(),
            posts,
            self.months(),
        );
        grant.convention_signed_at = Some(self.conclude(&mut folder, accepted_on, is_trial, terms));
    }

    fn takes_trial(&mut self, opened_on: CivilDate, posts: NonZeroU32) -> bool {
        /// How long before the last closing the files of the trial are opened.
        const DAYS_BEFORE: RangeInclusive<i32> = 30..=55;
        let in_time = DAYS_BEFORE.contains(&(last_closing().days() - opened_on.days()));
        let trial = self
            .trials
            .iter_mut()
            .find(|(of, left)| *of == posts.get() && *left > 0);
        match trial {
            Some((_, left)) if in_time => {
                *left -= 1;
                true
            }
            _ => false,
        }
    }

    /// Tells when the defects were mended.
    fn find_defects(&mut self, folder: &mut Folder<'_>, opened_on: CivilDate) -> CivilDate {
        let found = Days::before_closing(opened_on.plus_days(self.chance.between(0, 1)), 0);
        let defect = self.chance.pick(&DEFECTS).to_owned();
        folder.write(
            Command::FindConventionFileNonCompliant(ConventionFileFoundNonCompliant {
                defects: vec![defect],
            }),
            found,
        );
        let calls_begin = last_closing().plus_days(7);
        let mended_on = found.occurred.plus_days(self.chance.between(20, 90));
        let mended_on = mended_on.max(calls_begin);
        folder.write(
            Command::CorrectConventionFile(CorrectConventionFile {}),
            Days::on(mended_on),
        );
        mended_on
    }

    /// Moves the file to its acceptance and tells the day, or to another end.
    fn examine(
        &mut self,
        folder: &mut Folder<'_>,
        ready_on: CivilDate,
        is_trial: bool,
    ) -> Option<CivilDate> {
        let steps = if is_trial { (3, 8) } else { (4, 24) };
        let mut day = ready_on;
        for to in [
            DossierState::UnderConstruction,
            DossierState::UnderInstruction,
        ] {
            day = day.plus_days(self.chance.between(steps.0, steps.1));
            folder.move_to(to, day);
        }
        if !is_trial && self.chance.percent(6) {
            for to in [
                DossierState::UnderConstruction,
                DossierState::UnderInstruction,
            ] {
                day = day.plus_days(self.chance.between(3, 20));
                folder.move_to(to, day);
            }
        }
        if !is_trial {
            // Until the trials are over nothing else is accepted.
            day = day.max(last_closing());
        }
        day = day.plus_days(self.chance.between(steps.0, steps.1));
        let end = match self.chance.below(100) {
            case if is_trial || case >= FAILED => DossierState::Accepted,
            0 => DossierState::Refused,
            _ => DossierState::Dropped,
        };
        folder.move_to(end, day);
        (end == DossierState::Accepted).then_some(day)
    }

    fn months(&mut self) -> u8 {
        self.chance.weighted(&[(24, 70), (36, 22), (18, 8)])
    }

    /// Sends the convention and has it signed. Signatures reach the log up to five months late.
    fn conclude(
        &mut self,
        folder: &mut Folder<'_>,
        accepted_on: CivilDate,
        is_trial: bool,
        terms: ConventionSent,
    ) -> Instant {
        let wait = if is_trial { 4 } else { 14 };
        let sent_on = accepted_on.plus_days(self.chance.between(1, wait));
        let signed = ConventionSigned {
            posts: terms.posts,
            amount_cents: terms.amount_cents,
            months: terms.months,
        };
        let delay = self.chance.between(0, 4);
        folder.write(
            Command::SendConvention(terms),
            Days::before_closing(sent_on, delay),
        );
        let signed_on = sent_on.plus_days(self.chance.between(4, 30));
        let delay = if self.chance.percent(30) {
            self.chance.between(30, 150)
        } else {
            self.chance.between(0, 12)
        };
        folder.write(
            Command::SignConvention(signed),
            Days::late(signed_on, delay),
        )
    }
}

const DEFECTS: [&str; 4] = [
    "délibération manquante",
    "relevé d'identité bancaire illisible",
    "signataire sans délégation",
    "fiche de poste absente",
];

/// One host's convention, in being written down.
struct Folder<'a> {
    diary: &'a mut Diary,
    stream: &'a StreamName,
    last: Instant,
}

impl Folder<'_> {
    fn write(&mut self, command: Command, days: Days) -> Instant {
        let actor = actors::bank();
        self.last = self
            .diary
            .write(actor, self.stream, command, days, self.last);
        self.last
    }

    fn open(&mut self, day: CivilDate, number: usize, sector: Sector) {
        /// Where the invented numbers begin.
        const FIRST_DOSSIER: u64 = 9_000_000;
        let procedure = match sector {
            Sector::Public => Procedure::Public,
            Sector::Association => Procedure::Association,
            Sector::Company => Procedure::Company,
        };
        let number = u64::try_from(number).unwrap_or(0);
        let opened = ConventionFileOpened {
            dossier_number: FIRST_DOSSIER + number,
            procedure,
        };
        self.write(Command::OpenConventionFile(opened), Days::on(day));
    }

    fn move_to(&mut self, to: DossierState, day: CivilDate) {
        let moved = MoveConventionFile { from: None, to };
        self.write(Command::MoveConventionFile(moved), Days::on(day));
    }
}

/// The subsidy is a flat sum a post, higher overseas and lower for private hosts.
fn terms(sector: Sector, department: &str, posts: NonZeroU32, months: u8) -> ConventionSent {
    let euros_per_post: u64 = match department {
        _ if sector.is_private() => 32_000,
        "971" | "972" | "973" => 70_000,
        "974" | "976" => 67_500,
        _ => 50_000,
    };
    ConventionSent {
        posts,
        amount_cents: u64::from(posts.get()) * euros_per_post * 100,
        months,
    }
}
