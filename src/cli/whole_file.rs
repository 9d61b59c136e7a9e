//! Output files that are written whole or not at all.

use super::Failure;
use std::fs::{File, FileType};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Creates or replaces `path` with what `write` writes: a temporary file beside it, then a rename.
/// A link stays a link and its target is replaced. Devices, pipes and sockets are written through
/// and stay what they are; `-` and `/dev/stdout` are the standard output.
///
/// # Errors
/// Whatever stops the file from being written whole (a full disk, a missing directory); then
/// nothing is left behind and an old file stays as it was.
pub fn write_whole(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Failure> {
    let attempt = || match destination(path)? {
        Destination::Through(file) => {
            // Whole or not at all: nothing goes out before all is there.
            let mut bytes = Vec::new();
            write(&mut bytes)?;
            let mut file = file;
            file.write_all(&bytes)
        }
        Destination::Replaced(target) => replace(&target, write),
    };
    attempt().map_err(|e| Failure::file("write", path, &e))
}

enum Destination {
    /// Something that is no regular file, open for writing.
    Through(File),
    /// A regular file, there already or to be created.
    Replaced(PathBuf),
}

fn destination(path: &Path) -> io::Result<Destination> {
    if let Some(file) = standard(path)? {
        return Ok(Destination::Through(file));
    }
    match std::fs::metadata(path) {
        Ok(metadata) if is_special(metadata.file_type()) => {
            let file = File::options().write(true).open(path)?;
            Ok(Destination::Through(file))
        }
        // Through links, so that they stay.
        Ok(_) => path.canonicalize().map(Destination::Replaced),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(Destination::Replaced(dangling(path))),
        Err(e) => Err(e),
    }
}

/// Where a link leads whose target does not exist yet; other paths are returned as they are.
fn dangling(path: &Path) -> PathBuf {
    match std::fs::read_link(path) {
        Ok(target) => path.parent().unwrap_or(Path::new("")).join(target),
        Err(_) => path.to_owned(),
    }
}

fn is_special(kind: FileType) -> bool {
    !kind.is_file() && !kind.is_dir()
}

/// The standard output or error when the path names it, sharing its position.
fn standard(path: &Path) -> io::Result<Option<File>> {
    #[cfg(unix)]
    {
        use std::os::fd::AsFd as _;
        let is_one_of = |names: &[&str]| names.iter().any(|name| path == Path::new(name));
        if is_one_of(&["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"]) {
            let descriptor = io::stdout().as_fd().try_clone_to_owned()?;
            return Ok(Some(File::from(descriptor)));
        }
        if is_one_of(&["/dev/stderr", "/dev/fd/2", "/proc/self/fd/2"]) {
            let descriptor = io::stderr().as_fd().try_clone_to_owned()?;
            return Ok(Some(File::from(descriptor)));
        }
    }
    Ok(None)
}

fn replace(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let directory = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    remove_orphans(directory);
    let prefix = format!("{}{}-", own_prefix(), std::process::id());
    let mut options = File::options();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
        // Those of the file replaced; for a new one the umask applies.
        let mode = std::fs::metadata(path).map_or(0o666, |m| m.permissions().mode() & 0o777);
        options.mode(mode);
    }
    // The error of the temporary file names it; the system's own is what is told.
    let mut refused = None;
    let file = tempfile::Builder::new()
        .prefix(&prefix)
        .make_in(directory, |temporary| {
            options
                .open(temporary)
                .inspect_err(|e| refused = e.raw_os_error())
        });
    let file = file.map_err(|e| refused.map_or(e, io::Error::from_raw_os_error))?;
    let mut out = io::BufWriter::new(file);
    write(&mut out)?;
    let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|e| e.error)?;
    Ok(())
}

/// How temporary files of this host begin; the number of their process follows.
fn own_prefix() -> String {
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let host: String = host
        .chars()
        .filter(|c| c.is_ascii_alphanumeric())
        .take(32)
        .collect();
    format!(".lemmabox-{host}-")
}

/// Removes the temporary files of runs on this host that were killed. Those of other hosts on a
/// shared disk are left alone: whether they still run cannot be told from here.
fn remove_orphans(directory: &Path) {
    let (prefix, processes) = (own_prefix(), Path::new("/proc"));
    if !processes.join("self").exists() {
        return;
    }
    let Ok(entries) = std::fs::read_dir(directory) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let rest = name.to_str().and_then(|name| name.strip_prefix(&prefix));
        let Some((process, _)) = rest.and_then(|rest| rest.split_once('-')) else {
            continue;
        };
        if process.parse::<u32>().is_ok() && !processes.join(process).exists() {
            // Another run may have removed it first.
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write_text(path: &Path, text: &str) {
        write_whole(path, |f| f.write_all(text.as_bytes())).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn links_stay_links_and_devices_devices() {
        use std::os::unix::fs::{FileTypeExt as _, symlink};
        let directory = tempfile::tempdir().unwrap();
        let (target, link) = (directory.path().join("t"), directory.path().join("l"));
        symlink(&target, &link).unwrap();
        for text in ["dangling", "replaced"] {
            write_text(&link, text);
            assert!(link.symlink_metadata().unwrap().is_symlink());
            assert_eq!(std::fs::read_to_string(&target).unwrap(), text);
        }
        write_text(Path::new("/dev/null"), "gone");
        let null = std::fs::metadata("/dev/null").unwrap();
        assert!(null.file_type().is_char_device());
        if Path::new("/dev/full").exists() {
            assert!(write_whole(Path::new("/dev/full"), |f| f.write_all(b"x")).is_err());
            let full = std::fs::metadata("/dev/full").unwrap();
            assert!(full.file_type().is_char_device());
        }
    }

    #[test]
    fn a_failure_leaves_nothing_and_keeps_the_old() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("f");
        write_text(&path, "old");
        let failed = write_whole(&path, |f| {
            f.write_all(b"half")?;
            Err(io::Error::other("stopped"))
        });
        assert!(failed.is_err());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 1);
    }

    #[test]
    fn an_error_names_the_file_asked_for_and_no_other() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("missing").join("f");
        let failed = write_whole(&path, |f| f.write_all(b"text")).unwrap_err();
        let said = failed.render(false);
        assert!(said.contains("missing/f: No such file"), "{said}");
        assert!(
            !said.contains(".lemmabox-") && said.contains("(os error"),
            "{said}"
        );
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn where_no_file_can_be_made_the_system_says_why() {
        // Directories that are there and take no files, whoever asks.
        for directory in ["/proc", "/proc/self"] {
            let path = Path::new(directory).join("f");
            let made = File::create(&path).unwrap_err();
            let failed = write_whole(&path, |f| f.write_all(b"text")).unwrap_err();
            let said = failed.render(false);
            assert!(said.contains(&format!("{directory}/f: {made}")), "{said}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn temporary_files_of_the_dead_are_removed_and_no_others() {
        let directory = tempfile::tempdir().unwrap();
        let name = |process: u32| format!("{}{process}-abc", own_prefix());
        // No process has a number beyond 2^22.
        let (dead, alive) = (name(u32::MAX), name(std::process::id()));
        let foreign = ".lemmabox-abc".to_owned();
        for name in [&dead, &alive, &foreign] {
            std::fs::write(directory.path().join(name), "x").unwrap();
        }
        write_text(&directory.path().join("f"), "new");
        let left = |name: &String| directory.path().join(name).exists();
        assert!(!left(&dead) && left(&alive) && left(&foreign));
    }
}
