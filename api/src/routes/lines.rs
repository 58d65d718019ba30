//! The lines of a body, cut as they come in: each bounded, the rest going on after one that is not.

use std::time::Duration;

use axum::body::Body;
use axum::http::StatusCode;
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;

use crate::http::body;
use crate::limits::Limits;
use crate::problem::Problem;

/// A body that is read line by line.
pub(crate) struct Lines {
    body: Body,
    /// What came in after the last line that was cut.
    rest: BytesMut,
    /// Whether the line under way is above the limit and its bytes are dropped.
    skipping: bool,
    ended: bool,
    number: u64,
    bytes_read: u64,
    line_bytes_max: usize,
    batch_bytes_max: u64,
    patience: Duration,
}

/// One line that is not blank.
pub(crate) struct Line {
    /// Its number, from 1, blank ones counted.
    pub(crate) number: u64,
    /// Its bytes without the line feed, or why there is no reading it.
    pub(crate) content: Result<Bytes, Problem>,
}

impl Lines {
    /// Of that body, within the named limits.
    pub(crate) fn of(body: Body, limits: &Limits) -> Self {
        Self {
            body,
            rest: BytesMut::new(),
            skipping: false,
            ended: false,
            number: 0,
            bytes_read: 0,
            line_bytes_max: limits.line_bytes_max,
            batch_bytes_max: limits.batch_bytes_max,
            patience: limits.line_timeout(),
        }
    }

    /// The next line; `None` after the last.
    pub(crate) async fn next(&mut self) -> Option<Line> {
        loop {
            if let Some(content) = self.cut() {
                self.number += 1;
                if !matches!(&content, Ok(bytes) if bytes.trim_ascii().is_empty()) {
                    return Some(self.line(content));
                }
            } else if self.ended {
                return None;
            } else if let Err(problem) = self.more().await {
                // The body cannot be read on: what was under way is answered, and nothing after it.
                self.ended = true;
                self.rest.clear();
                self.skipping = false;
                self.number += 1;
                return Some(self.line(Err(problem)));
            }
        }
    }

    fn line(&self, content: Result<Bytes, Problem>) -> Line {
        Line {
            number: self.number,
            content,
        }
    }

    /// The next whole line out of what is here, or the last one without a line feed.
    fn cut(&mut self) -> Option<Result<Bytes, Problem>> {
        if let Some(end) = self.rest.iter().position(|byte| *byte == b'\n') {
            let line = self.rest.split_to(end + 1).freeze();
            return Some(self.checked(line.slice(..end)));
        }
        if self.ended && (self.skipping || !self.rest.is_empty()) {
            let line = self.rest.split().freeze();
            return Some(self.checked(line));
        }
        if self.rest.len() > self.line_bytes_max {
            self.rest.clear();
            self.skipping = true;
        }
        None
    }

    fn checked(&mut self, line: Bytes) -> Result<Bytes, Problem> {
        if std::mem::take(&mut self.skipping) || line.len() > self.line_bytes_max {
            let limit = self.line_bytes_max;
            return Err(Problem::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "LineTooLong",
                format!("the line is longer than {limit} bytes, the limit `line_bytes_max`"),
            ));
        }
        Ok(line)
    }

    async fn more(&mut self) -> Result<(), Problem> {
        let frame = tokio::time::timeout(self.patience, self.body.frame()).await;
        let frame = frame.map_err(|_| {
            let wait = self.patience.as_millis();
            body::timed_out(format!(
                "no bytes came for {wait} ms, the limit `line_timeout_ms`"
            ))
        })?;
        let Some(frame) = frame else {
            self.ended = true;
            return Ok(());
        };
        if let Ok(bytes) = frame.map_err(|_| body::interrupted())?.into_data() {
            self.bytes_read += bytes.len() as u64;
            self.rest.extend_from_slice(&bytes);
        }
        if self.bytes_read > self.batch_bytes_max {
            let limit = usize::try_from(self.batch_bytes_max).unwrap_or(usize::MAX);
            return Err(body::too_large("batch_bytes_max", limit));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn lines(chunks: &'static [&'static str], line_bytes_max: usize) -> Vec<(u64, String)> {
        let chunks = chunks.iter().map(|chunk| Ok::<_, std::io::Error>(*chunk));
        let body = Body::from_stream(futures_util::stream::iter(chunks));
        let limits = Limits {
            line_bytes_max,
            ..Limits::default()
        };
        let mut lines = Lines::of(body, &limits);
        let mut all = Vec::new();
        while let Some(line) = lines.next().await {
            let text = match line.content {
                Ok(bytes) => String::from_utf8(bytes.to_vec()).unwrap(),
                Err(problem) => problem.details().code.clone(),
            };
            all.push((line.number, text));
        }
        all
    }

    #[tokio::test]
    async fn lines_are_whole_however_the_bytes_come() {
        let cut = lines(&["a", "b\nc", "\n\n", "d"], 10).await;
        let expected = [(1, "ab"), (2, "c"), (4, "d")].map(|(n, t)| (n, t.to_owned()));
        assert_eq!(cut, expected);
    }

    #[tokio::test]
    async fn a_line_above_the_limit_is_named_and_the_rest_goes_on() {
        let cut = lines(&["abcd", "efgh", "ijkl\nx\n", "123456\ny"], 5).await;
        let expected = [(1, "LineTooLong"), (2, "x"), (3, "LineTooLong"), (4, "y")];
        assert_eq!(cut, expected.map(|(n, t)| (n, t.to_owned())));
    }
}
