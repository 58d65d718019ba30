//! One meeting of the sample's committee: convened, verdicts written down, minutes sealed.

use domain::Command;
use domain::command::{RecordCoselecVote, SealMinutes};
use domain::engine::{CivilDate, Instant, StreamName};
use domain::host::Verdict;
use domain::session::SessionConvened;

use super::actors;
use super::calendar::{Days, opening};
use super::chance::Chance;
use super::diary::Diary;
use super::host::Host;
use super::names;

/// A meeting that was called and whose minutes are open.
pub(super) struct Meeting {
    session: StreamName,
    pub(super) held_on: CivilDate,
    convened_at: Instant,
    last_vote_at: Instant,
}

impl Meeting {
    pub(super) fn convene(
        diary: &mut Diary,
        chance: &mut Chance,
        ordinal: u32,
        held_on: CivilDate,
    ) -> Self {
        // The twelfth meeting went on a week later under its own number.
        let label = match ordinal {
            ..=12 => ordinal.to_string(),
            13 => "12BIS".to_owned(),
            _ => (ordinal - 1).to_string(),
        };
        let session = StreamName::of_text("session", &label)
            .expect("a label is digits, and BIS once: a key of a stream");
        let convened_at = diary.write(
            actors::anct(),
            &session,
            Command::ConveneSession(SessionConvened {
                label,
                ordinal,
                held_on,
                phase: if held_on < CivilDate::of(2022, 3, 1) {
                    1
                } else {
                    2
                },
            }),
            Days::on(held_on.plus_days(chance.between(-12, -5))),
            opening().noon_in_paris(),
        );
        Self {
            session,
            held_on,
            convened_at,
            last_vote_at: convened_at,
        }
    }

    /// Writes a verdict down, and tells when it was recorded.
    pub(super) fn vote(
        &mut self,
        diary: &mut Diary,
        host: &mut Host,
        verdict: Verdict,
        posts_granted: u32,
        days: Days,
    ) -> Instant {
        let known_at = host.first_verdict_at.unwrap_or(host.registered_at);
        let recorded_at = diary.write(
            actors::anct(),
            &host.stream,
            Command::RecordCoselecVote(RecordCoselecVote {
                session: self.session.clone(),
                verdict,
                posts_granted,
                priority: host.application.priority_district == Some(true),
                remarks: (verdict == Verdict::FurtherReview)
                    .then(|| names::said("Besoin à préciser (texte fictif).")),
            }),
            days,
            self.convened_at.max(known_at),
        );
        host.first_verdict_at.get_or_insert(recorded_at);
        self.last_vote_at = self.last_vote_at.max(recorded_at);
        recorded_at
    }

    pub(super) fn seal(self, diary: &mut Diary, chance: &mut Chance) {
        let sealed_on = self
            .last_vote_at
            .paris_date()
            .plus_days(chance.between(1, 6));
        diary.write(
            actors::anct(),
            &self.session,
            Command::SealMinutes(SealMinutes {}),
            Days::on(sealed_on),
            self.last_vote_at,
        );
    }
}
