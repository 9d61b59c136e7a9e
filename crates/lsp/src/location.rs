//! Addresses of files, and the claim files beside one.

use lsp_types::Uri;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::path::{Path, PathBuf};

/// Claim files looked at beside an open one.
const MOST_FILES: usize = 200;
/// What a path keeps in an address.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// The path of a `file:` address.
pub(crate) fn path_of(uri: &Uri) -> Option<PathBuf> {
    if !uri.scheme()?.as_str().eq_ignore_ascii_case("file") {
        return None;
    }
    let path = uri.path().as_estr().decode().into_string().ok()?;
    // `file:///C:/x` names the path `C:/x`.
    let drive = path.as_bytes();
    let windows = cfg!(windows) && drive.get(2) == Some(&b':');
    Some(PathBuf::from(&path[usize::from(windows)..]))
}

/// The address of a path.
pub(crate) fn uri_of(path: &Path) -> Option<Uri> {
    let path = path.to_str()?;
    let encoded = utf8_percent_encode(path, ENCODED);
    let slash = if path.starts_with('/') { "" } else { "/" };
    format!("file://{slash}{encoded}").parse().ok()
}

/// The other claim files of the directory, by name.
pub(crate) fn beside(path: &Path) -> Vec<PathBuf> {
    let Some(directory) = path.parent() else {
        return Vec::new();
    };
    let Ok(entries) = std::fs::read_dir(directory) else {
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = entries
        .filter_map(|e| Some(e.ok()?.path()))
        .filter(|p| p.extension().is_some_and(|e| e == lemmabox_lang::EXTENSION) && p != path)
        .collect();
    files.sort();
    files.truncate(MOST_FILES);
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_survive_the_way_to_an_address_and_back() {
        for path in ["/a/b c/é#?%.lemma", "/x.lemma"] {
            let uri = uri_of(Path::new(path)).unwrap();
            assert_eq!(path_of(&uri).unwrap(), Path::new(path), "{}", uri.as_str());
        }
        let untitled: Uri = "untitled:Untitled-1".parse().unwrap();
        assert_eq!(path_of(&untitled), None);
    }
}
