//! Reading one stream: back from its head along the back pointers, then handed out in order.

use std::collections::VecDeque;

use bytes::Bytes;
use domain::engine::{Position, StreamName, Version};

use super::reader::{Reader, Window};
use crate::format::Envelope;
use crate::port::{PAGE_BYTES_MAX, Page, ReadError};
use crate::sequencer::StreamHead;

/// A walk from a stream's newest event to its older ones.
pub(crate) struct StreamWalk<'a> {
    reader: &'a Reader,
    stream: &'a StreamName,
    /// The event to be visited next.
    next: Option<StreamHead>,
    /// What was read last: neighbours in a stream are often neighbours in the log.
    window: Option<Window>,
}

impl<'a> StreamWalk<'a> {
    pub(crate) fn new(reader: &'a Reader, stream: &'a StreamName, head: StreamHead) -> Self {
        Self {
            reader,
            stream,
            next: Some(head),
            window: None,
        }
    }

    /// The events after a version, at most `limit` (at least 1) and [`PAGE_BYTES_MAX`]. Never more
    /// than a page is held, however long the walk is.
    pub(crate) fn page(mut self, after: Option<Version>, limit: usize) -> Result<Page, ReadError> {
        let mut events: VecDeque<Bytes> = VecDeque::new();
        let mut bytes = 0;
        let mut is_last = true;
        while let Some(at) = self.next.filter(|at| Some(at.version) > after) {
            let event = self.visit(at)?;
            bytes += event.len();
            events.push_front(event);
            while events.len() > limit || (bytes > PAGE_BYTES_MAX && events.len() > 1) {
                bytes -= events.pop_back().map_or(0, |event| event.len());
                is_last = false;
            }
        }
        Ok(Page {
            events: events.into(),
            is_last,
        })
    }

    fn visit(&mut self, at: StreamHead) -> Result<Bytes, ReadError> {
        let event = self.event(at.position)?;
        let previous = match Envelope::parse(&event) {
            Ok(found) if found.version == at.version && found.stream == *self.stream => {
                found.previous
            }
            Ok(_) => return Err(self.astray(at, "another event stands here".to_owned())),
            Err(why) => return Err(self.astray(at, why.to_string())),
        };
        self.next = match (at.version.before(), previous) {
            (Some(version), Some(position)) if position < at.position => {
                Some(StreamHead { version, position })
            }
            (None, None) => None,
            _ => return Err(self.astray(at, "its back pointer leads nowhere".to_owned())),
        };
        Ok(event)
    }

    fn event(&mut self, position: Position) -> Result<Bytes, ReadError> {
        if let Some(window) = &self.window
            && window.begins_by(position)
            && let Some(event) = window.event(position)?
        {
            return Ok(event);
        }
        let window = self.window.insert(self.reader.window(position, 0)?);
        match window.event(position)? {
            Some(event) => Ok(event),
            None => Err(window.damaged(position, 0, "no frame holds it".to_owned())),
        }
    }

    fn astray(&self, at: StreamHead, why: String) -> ReadError {
        ReadError::Damaged {
            position: at.position,
            place: format!("{}, version {}", self.stream, at.version),
            why,
        }
    }
}
