//! Verifying one log's folder: every law of every frame and event, without the writer's help.

use std::path::{Path, PathBuf};

use domain::engine::{Position, ProgrammeSlug};

use crate::embedded::{
    Acknowledged, Frames, OpenError, Segment, frames_within, is_blank, read_acknowledged, rest_of,
    segments_in,
};
use crate::format::{Chain, Envelope, Frame, FrameFault, leaf_hash};
use crate::merkle::Tree;
use crate::port::ReadError;
use crate::sequencer::{Broken, Heads};

/// The most findings that a report lists.
pub const FINDINGS_MAX: usize = 1000;
/// How many events lie between two reports of progress.
const PROGRESS_EVERY_EVENTS: u64 = 4096;

/// What a folder was found to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifyReport {
    /// The events that could be read.
    pub events: u64,
    /// The last position that could be read.
    pub head: Option<Position>,
    /// How far the log says that it acknowledged events.
    pub acknowledged: Option<Position>,
    /// How many of `events` stand above that, whole. Perhaps nobody was told of them: a writer
    /// beside this had not acknowledged them yet, or one was stopped before it could. They are
    /// counted among `events`, and are in the root, because the log keeps them when it is next
    /// opened for writing.
    pub unacknowledged: u64,
    /// The RFC 6962 root over the leaves of all events that could be read: equal in equal logs.
    pub root: [u8; 32],
    /// What a writer left unfinished, where there is something: never acknowledged, and cleared
    /// when the log is next opened for writing. No finding.
    pub unfinished: Option<String>,
    /// What does not hold, in order of place; at most [`FINDINGS_MAX`].
    pub findings: Vec<Finding>,
    /// How many more there were.
    pub findings_left_out: u64,
}

/// One law that does not hold in one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The event's position, where one can be named.
    pub position: Option<Position>,
    /// The file and the offset in it.
    pub place: String,
    /// The law.
    pub law: &'static str,
    /// What was found instead.
    pub why: String,
}

/// Verifies one log's folder, and changes nothing in it. Goes on behind what it finds, where it
/// can. Payloads are not needed; `progress` is told of the events so far, now and then.
pub fn verify(
    folder: &Path,
    programme: &ProgrammeSlug,
    progress: &mut dyn FnMut(u64),
) -> Result<VerifyReport, ReadError> {
    // Before the segments are listed: a writer may begin one meanwhile, and acknowledge it.
    let acknowledged = read_acknowledged(folder)?;
    let firsts = segments_in(folder).map_err(OpenError::at(folder))?;
    let mut verification = Verification {
        folder: folder.to_owned(),
        programme: programme.clone(),
        acknowledged,
        chain: Chain::new(programme),
        heads: Heads::default(),
        tree: Tree::default(),
        gap: None,
        report: VerifyReport {
            events: 0,
            head: None,
            acknowledged: None,
            unacknowledged: 0,
            root: [0; 32],
            unfinished: None,
            findings: Vec::new(),
            findings_left_out: 0,
        },
        progress,
    };
    for (read, first) in firsts.iter().enumerate() {
        let segment = Segment::open(folder, *first, false)?;
        verification.segment(&segment, read + 1 == firsts.len())?;
    }
    Ok(verification.done())
}

struct Verification<'a> {
    folder: PathBuf,
    programme: ProgrammeSlug,
    acknowledged: Option<Acknowledged>,
    chain: Chain,
    heads: Heads,
    tree: Tree,
    /// The last position that could not be read: from there on all is there.
    gap: Option<Position>,
    report: VerifyReport,
    progress: &'a mut dyn FnMut(u64),
}

impl Verification<'_> {
    fn segment(&mut self, segment: &Segment, is_last: bool) -> Result<(), ReadError> {
        let storage = || OpenError::at(segment.path());
        let mut length = segment.file.metadata().map_err(storage())?.len();
        let mut offset = 0;
        if segment.first != self.chain.next() {
            let why = format!("the segment begins with position {}", segment.first);
            self.lost(segment.place(0), "no segment is missing", why);
            let mut frames = Frames::new(&segment.file, 0, length);
            let first = frames.peek().map_err(storage())?.ok();
            self.go_on_before(segment.first, first.as_ref());
        }
        // Read at the first fault, and once: there may be many.
        let mut suspect: Option<(u64, Vec<u8>)> = None;
        while let Some((end, fault)) = self.frames(segment, offset, length)? {
            let (from, bytes) = if let Some(suspect) = suspect.take() {
                suspect
            } else {
                let rest = rest_of(&segment.file, end).map_err(storage())?;
                length = segment.file.metadata().map_err(storage())?.len();
                if is_last && self.is_next_there(segment, end, length)? {
                    offset = end;
                    continue;
                }
                (end, rest)
            };
            let before = usize::try_from(end - from).unwrap_or(usize::MAX);
            let rest = bytes.get(before..).unwrap_or_default();
            match self.judge(segment, end, &fault, rest, is_last) {
                Some(next) => offset = end + next as u64,
                None => break,
            }
            suspect = Some((from, bytes));
        }
        Ok(())
    }

    /// Whether a frame that was half written is whole by now. Asked after what stands behind it was
    /// read: a writer beside this begins no later frame before this one is whole, so that what was
    /// read proves no damage then. Each yes takes a frame, so they end with the segment.
    fn is_next_there(&self, segment: &Segment, at: u64, length: u64) -> Result<bool, OpenError> {
        let mut frames = Frames::new(&segment.file, at, length);
        let peeked = frames.peek().map_err(OpenError::at(segment.path()))?;
        Ok(peeked.is_ok_and(|frame| self.chain.check(&frame).is_ok()))
    }

    /// Takes frames as long as each follows the last; says where and why that ended.
    fn frames(
        &mut self,
        segment: &Segment,
        from: u64,
        length: u64,
    ) -> Result<Option<(u64, FrameFault)>, ReadError> {
        let mut frames = Frames::new(&segment.file, from, length);
        loop {
            let offset = frames.offset();
            let frame = match frames.peek().map_err(OpenError::at(segment.path()))? {
                Ok(frame) => frame,
                Err(FrameFault::Blank) if offset == length => return Ok(None),
                Err(fault) => return Ok(Some((offset, fault))),
            };
            if let Err(why) = self.chain.check(&frame) {
                return Ok(Some((offset, FrameFault::Broken(why))));
            }
            self.frame(&frame, || segment.place(offset));
            let bytes = frame.len();
            frames.advance(bytes);
        }
    }

    /// What to make of bytes that are not the next frame: `Some` with where to go on, or the end.
    fn judge(
        &mut self,
        segment: &Segment,
        offset: u64,
        fault: &FrameFault,
        rest: &[u8],
        is_last: bool,
    ) -> Option<usize> {
        if is_blank(rest) {
            // Whether something is missing shows at the next segment, or at the very end.
            return None;
        }
        if is_last && self.watermark() < Some(self.chain.next()) {
            let behind = frames_within(rest).filter_map(|(_, frame)| frame.watermark);
            self.chain.watermark = self.chain.watermark.max(behind.max());
        }
        if is_last && self.watermark() < Some(self.chain.next()) {
            self.report.unfinished = Some(segment.place(offset));
            return None;
        }
        let law = "frames are whole and follow each other";
        self.lost(segment.place(offset), law, fault.why());
        let next = self.chain.next();
        let (at, frame) = frames_within(rest).find(|(_, frame)| frame.first >= next)?;
        self.go_on_before(frame.first, Some(&frame));
        Some(at)
    }

    fn frame(&mut self, frame: &Frame<'_>, place: impl Fn() -> String) {
        if self
            .heads
            .commands
            .insert(frame.command_id, frame.first)
            .is_some()
        {
            let why = format!("{} was appended before", frame.command_id);
            self.found(
                Some(frame.first),
                place(),
                "a command is appended once",
                why,
            );
        }
        for (position, event) in frame.events() {
            self.event(frame, position, event, &place);
        }
        self.chain.extend(frame);
        self.check_acknowledged(frame, place);
    }

    fn event(
        &mut self,
        frame: &Frame<'_>,
        position: Position,
        event: &[u8],
        place: &dyn Fn() -> String,
    ) {
        self.tree.push(leaf_hash(event));
        self.report.events += 1;
        if self.report.events.is_multiple_of(PROGRESS_EVERY_EVENTS) {
            (self.progress)(self.report.events);
        }
        let envelope = match Envelope::parse(event) {
            Ok(envelope) => envelope,
            Err(why) => {
                self.heads.position = Some(position);
                let law = "an event has the shape of its format";
                return self.found(Some(position), place(), law, why.to_string());
            }
        };
        if envelope.programme != self.programme.as_str() {
            let why = format!("it belongs to `{}`", envelope.programme);
            self.found(Some(position), place(), "a log is of one programme", why);
        }
        if envelope.command_id() != frame.command_id {
            let why = format!("it names command {}", envelope.command_id());
            self.found(Some(position), place(), "a frame is of one command", why);
        }
        for Broken { law, why } in self.heads.broken_laws(&envelope) {
            self.found(Some(position), place(), law, why);
        }
        self.heads.observe(envelope);
        self.heads.position = Some(position);
    }

    fn check_acknowledged(&mut self, frame: &Frame<'_>, place: impl Fn() -> String) {
        let contradicts = |known: &Acknowledged| known.contradicts(frame, self.chain.hash);
        if self.acknowledged.as_ref().is_some_and(contradicts) {
            let law = "the acknowledged frame is the one that stands there";
            let why = "it has another hash".to_owned();
            self.found(Some(frame.first), place(), law, why);
        }
    }

    /// The highest position that is known to have been durable.
    fn watermark(&self) -> Option<Position> {
        let acknowledged = self.acknowledged.and_then(|known| known.position);
        acknowledged.max(self.chain.watermark)
    }

    fn done(mut self) -> VerifyReport {
        let watermark = self.watermark();
        if watermark > self.chain.position {
            let place = self.folder.display().to_string();
            let known = watermark.map_or(0, Position::get);
            let why = format!("positions up to {known} were acknowledged");
            self.lost(place, "what was acknowledged is there", why);
        }
        (self.progress)(self.report.events);
        VerifyReport {
            head: self.heads.position,
            acknowledged: watermark,
            unacknowledged: self.read_above(watermark),
            root: self.tree.root(),
            ..self.report
        }
    }

    /// How many events were read above a position. Gaps lie below what was acknowledged, but for
    /// the end of the last one.
    fn read_above(&self, watermark: Option<Position>) -> u64 {
        let number = |position: Option<Position>| position.map_or(0, Position::get);
        number(self.heads.position).saturating_sub(number(watermark.max(self.gap)))
    }

    /// Goes on behind a gap, and takes its end for granted.
    fn go_on_before(&mut self, next: Position, frame: Option<&Frame<'_>>) {
        self.gap = next.before();
        self.chain.position = next.before();
        self.heads.position = next.before();
        if let Some(frame) = frame {
            self.chain.hash = frame.previous;
            self.chain.term = Some(frame.term);
        }
    }

    /// The next position cannot be read.
    fn lost(&mut self, place: String, law: &'static str, why: String) {
        self.found(Some(self.chain.next()), place, law, why);
    }

    fn found(&mut self, position: Option<Position>, place: String, law: &'static str, why: String) {
        if self.report.findings.len() == FINDINGS_MAX {
            self.report.findings_left_out += 1;
            return;
        }
        self.report.findings.push(Finding {
            position,
            place,
            law,
            why,
        });
    }
}
