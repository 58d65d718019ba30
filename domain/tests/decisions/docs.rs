//! Generated pages: with `JALON_WRITE_DOCS=1` they are written, else they must be what is generated.

use std::fs;
use std::path::Path;

#[track_caller]
pub(crate) fn assert_generated(file: &Path, page: &str) {
    if std::env::var_os("JALON_WRITE_DOCS").is_some() {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, page).unwrap();
    }
    let found = fs::read_to_string(file).unwrap_or_default();
    let first = found
        .lines()
        .zip(page.lines())
        .find(|(is, should)| is != should);
    let name = file.display();
    assert_eq!(
        first, None,
        "{name} is stale: run the tests with JALON_WRITE_DOCS=1"
    );
    assert!(
        found == page,
        "{name} is stale: run the tests with JALON_WRITE_DOCS=1"
    );
}

const BEGIN: &str = "<!-- generated: workflow -->\n";
const END: &str = "<!-- end of generated -->";

/// What stands between the two marks of a page is what is generated.
#[track_caller]
pub(crate) fn assert_generated_within(file: &Path, part: &str) {
    let page = fs::read_to_string(file).unwrap();
    let (before, rest) = page.split_once(BEGIN).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    assert_generated(file, &format!("{before}{BEGIN}{part}{END}{after}"));
}
