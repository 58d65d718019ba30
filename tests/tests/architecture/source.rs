//! Reading the project's own sources as lines of code, and holding words absent from them.

use std::path::Path;

use anyhow::{Context, Result, ensure};

/// One file of the repository.
#[derive(Clone)]
pub(crate) struct SourceFile {
    /// From the workspace's folder, with `/`.
    pub(crate) path: String,
    lines: Vec<String>,
}

/// Every Rust file below a folder of the workspace, in order of path.
pub(crate) fn sources(folder: &str) -> Result<Vec<SourceFile>> {
    let mut files = Vec::new();
    collect(&tests::workspace().join(folder), &mut files)?;
    ensure!(!files.is_empty(), "no Rust file below {folder}");
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

fn collect(folder: &Path, files: &mut Vec<SourceFile>) -> Result<()> {
    let entries = folder
        .read_dir()
        .with_context(|| folder.display().to_string())?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() && !path.ends_with("target") {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(SourceFile::read(&path)?);
        }
    }
    Ok(())
}

impl SourceFile {
    fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
        let from_root = path.strip_prefix(tests::workspace())?;
        Ok(Self {
            path: from_root.to_string_lossy().replace('\\', "/"),
            lines: text.lines().map(str::to_owned).collect(),
        })
    }

    pub(crate) fn first_line(&self) -> &str {
        self.lines.first().map_or("", String::as_str)
    }

    pub(crate) fn line_count(&self) -> usize {
        self.lines.len()
    }

    /// What is compiled into the binaries: `None` for a file of tests. Inline test modules stand
    /// at the end of their file.
    pub(crate) fn without_tests(mut self) -> Option<Self> {
        if self.path.ends_with("/tests.rs") || self.path.contains("/tests/") {
            return None;
        }
        if let Some(end) = self.lines.iter().position(|line| line == "mod tests {") {
            self.lines.truncate(end);
        }
        Some(self)
    }

    /// The lines without comments and texts, numbered from 1.
    fn code(&self) -> Vec<(usize, String)> {
        let code = code_of(&self.lines.join("\n"));
        let lines = code.split('\n').map(str::to_owned);
        lines
            .enumerate()
            .map(|(index, line)| (index + 1, line))
            .collect()
    }
}

/// What a place of a source file is.
enum Place {
    Code,
    Comment,
    Text,
    /// A raw text, and what ends it: a quote and so many hashes.
    Raw(String),
}

/// Rust without its comments and without the content of its texts; line breaks stay.
fn code_of(source: &str) -> String {
    let mut code = String::new();
    let mut place = Place::Code;
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let (taken, next) = step(&place, rest, first);
        match (&place, &next) {
            (Place::Code, None) => code.push_str(&rest[..taken]),
            _ => code.extend(rest[..taken].chars().filter(|char| *char == '\n')),
        }
        rest = &rest[taken..];
        place = next.unwrap_or(place);
    }
    code
}

/// How many bytes belong together here, and what begins after them where it is another place.
fn step(place: &Place, rest: &str, first: char) -> (usize, Option<Place>) {
    let one = first.len_utf8();
    match place {
        Place::Code => opening(rest).map_or((one, None), |(taken, next)| (taken, Some(next))),
        Place::Comment => (one, (first == '\n').then_some(Place::Code)),
        Place::Text if first == '\\' => (
            one + rest[one..].chars().next().map_or(0, char::len_utf8),
            None,
        ),
        Place::Text => (one, (first == '"').then_some(Place::Code)),
        Place::Raw(end) if rest.starts_with(end) => (end.len(), Some(Place::Code)),
        Place::Raw(_) => (one, None),
    }
}

/// Whether a comment or a text begins here.
fn opening(rest: &str) -> Option<(usize, Place)> {
    if let Some(after) = rest.strip_prefix('r') {
        let hashes = after.len() - after.trim_start_matches('#').len();
        if after[hashes..].starts_with('"') {
            let end = format!("\"{}", "#".repeat(hashes));
            return Some((2 + hashes, Place::Raw(end)));
        }
    }
    if rest.starts_with("//") {
        Some((2, Place::Comment))
    } else if rest.starts_with('"') {
        Some((1, Place::Text))
    } else if rest.starts_with(QUOTE_AS_CHAR) {
        // The one character literal that would be taken for the beginning of a text.
        Some((QUOTE_AS_CHAR.len(), Place::Code))
    } else {
        None
    }
}

const QUOTE_AS_CHAR: &str = r#"'"'"#;

/// Words that must not stand in certain files, and why.
pub(crate) struct Absence {
    words: &'static [&'static str],
    allowed_continuation: Option<&'static str>,
    reason: &'static str,
    exceptions: Vec<&'static str>,
}

impl Absence {
    pub(crate) fn of(words: &'static [&'static str]) -> Self {
        Self {
            words,
            allowed_continuation: None,
            reason: "",
            exceptions: Vec::new(),
        }
    }

    pub(crate) fn because(mut self, reason: &'static str) -> Self {
        self.reason = reason;
        self
    }

    /// The word is fine where this follows it.
    pub(crate) fn unless_followed_by(mut self, continuation: &'static str) -> Self {
        self.allowed_continuation = Some(continuation);
        self
    }

    /// The word is fine in that file; the reason is for whoever reads the rule.
    pub(crate) fn but_for(mut self, path: &'static str, _reason: &'static str) -> Self {
        self.exceptions.push(path);
        self
    }

    /// Fails with file, line and reason for each place where a word stands nevertheless.
    pub(crate) fn in_files(&self, files: &[SourceFile]) -> Result<()> {
        let found: Vec<String> = files
            .iter()
            .filter(|file| !self.exceptions.contains(&file.path.as_str()))
            .flat_map(|file| self.in_file(file))
            .collect();
        ensure!(found.is_empty(), "{}:\n{}", self.reason, found.join("\n"));
        Ok(())
    }

    fn in_file(&self, file: &SourceFile) -> Vec<String> {
        file.code()
            .into_iter()
            .flat_map(|(number, code)| {
                let words = self
                    .words
                    .iter()
                    .filter(move |word| self.stands_in(word, &code));
                words.map(move |word| format!("{}:{number}: `{word}`", file.path))
            })
            .collect()
    }

    fn stands_in(&self, word: &str, code: &str) -> bool {
        code.match_indices(word).any(|(start, _)| {
            let after = &code[start + word.len()..];
            begins_a_word(word, &code[..start])
                && ends_a_word(word, after)
                && !self
                    .allowed_continuation
                    .is_some_and(|next| after.starts_with(next))
        })
    }
}

fn is_of_a_word(char: char) -> bool {
    char.is_alphanumeric() || char == '_'
}

fn begins_a_word(word: &str, before: &str) -> bool {
    !word.starts_with(is_of_a_word) || !before.ends_with(is_of_a_word)
}

fn ends_a_word(word: &str, after: &str) -> bool {
    !word.ends_with(is_of_a_word) || !after.starts_with(is_of_a_word)
}

#[test]
fn comments_and_texts_are_no_code() {
    let source = "let a = \"sled // \\\" \n sled\"; // sled\nlet b = r#\"sled\"#; '\"'";
    assert_eq!(code_of(source), "let a = \n; \nlet b = ; ");
}

#[test]
fn a_word_is_found_whole_only() {
    let sled = Absence::of(&["sled"]);
    assert!(sled.stands_in("sled", "use sled::Db;"));
    assert!(!sled.stands_in("sled", "let bobsled = unsled;"));
}

#[test]
fn an_allowed_continuation_is_no_finding() {
    let domain = Absence::of(&["domain::"]).unless_followed_by("engine");
    assert!(domain.stands_in("domain::", "use domain::host::Verdict;"));
    assert!(!domain.stands_in("domain::", "use domain::engine::Fold;"));
}
