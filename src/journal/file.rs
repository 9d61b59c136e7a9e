//! The file of one run or shard.

use super::header::{Difference, Header};
use super::line::{DIGITS, Line, Mark, checksum};
use super::{Records, Units};
use rustc_hash::FxHashMap;
use serde_json::{Map, Value};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A temporary journal up to this many bytes stays in memory.
const IN_MEMORY: usize = 16 << 20;
/// Time between two requests that the disk keep what was written.
const SYNC_EVERY: Duration = Duration::from_secs(1);

/// Why a journal cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// Reading, writing, locking.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// The file does not begin like a journal of this version of the format.
    #[error("it is no journal of this version")]
    Foreign,
    /// A line inside the file is not as it was written.
    #[error("line {0} is damaged: its checksum does not fit")]
    Damaged(u64),
    /// Another process appends to it.
    #[error("another process is writing it")]
    Busy,
    /// It belongs to another run.
    #[error("it is the journal of another run: {0}")]
    Other(Box<Difference>),
    /// The shard is another one.
    #[error("it is the journal of another run: shard {0}, not {1}")]
    OtherShard(String, String),
}

/// Where lines are kept.
trait Store: Read + Write + Seek + Send {}
impl<T: Read + Write + Seek + Send> Store for T {}

/// A file that is opened for each read: more shards can be read together than files be open.
struct OnDemand {
    path: PathBuf,
    at: u64,
}

impl Read for OnDemand {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(self.at))?;
        let read = file.read(bytes)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for OnDemand {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match to {
            SeekFrom::Start(at) => self.at = at,
            _ => return Err(io::ErrorKind::Unsupported.into()),
        }
        Ok(self.at)
    }
}

impl Write for OnDemand {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::PermissionDenied.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[derive(Clone, Debug, Default)]
struct Entry {
    /// Place and length of each line's text.
    texts: Vec<(u64, u32)>,
    /// Limits in force when it was ended; `None` when it was not.
    ended: Option<u32>,
    settled: bool,
}

struct Inner {
    store: Box<dyn Store>,
    /// Bytes written.
    length: u64,
    /// Checksum of the last line.
    last: String,
    entries: FxHashMap<u64, Entry>,
    /// How often limits were set.
    era: u32,
    limits: Map<String, Value>,
    synced: Instant,
    dirty: bool,
}

/// The records of one run or shard. Lines are appended, never changed.
pub struct Journal {
    header: Header,
    inner: Mutex<Inner>,
    /// The same file, to ask the disk to keep it; `None` for a temporary one.
    file: Option<File>,
}

impl std::fmt::Debug for Journal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Journal")
            .field("header", &self.header)
            .finish_non_exhaustive()
    }
}

/// What a scan of a file found.
struct Scanned {
    header: Header,
    inner: Inner,
    /// Bytes that are sound; beyond them there is at most one torn line.
    sound: u64,
}

fn json<T: serde::Serialize>(value: &T) -> io::Result<String> {
    serde_json::to_string(value).map_err(io::Error::from)
}

/// Bytes of a line at most; certificates are kept in pieces far shorter.
const LONGEST_LINE: u64 = 1 << 28;

/// Reads a file line by line up to a torn end. `None`: not even the first line is whole.
fn scan(file: &File) -> Result<Option<Scanned>, JournalError> {
    let mut reader = BufReader::with_capacity(1 << 20, file);
    reader.seek(SeekFrom::Start(0))?;
    let mut header: Option<Header> = None;
    let mut inner = Inner {
        store: Box::new(io::Cursor::new(Vec::new())),
        length: 0,
        last: String::new(),
        entries: FxHashMap::default(),
        era: 0,
        limits: Map::new(),
        synced: Instant::now(),
        dirty: false,
    };
    let mut number = 0;
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        // A line that goes on beyond this is none of ours, or of a file without end.
        let read = (&mut reader)
            .take(LONGEST_LINE)
            .read_until(b'\n', &mut bytes)?;
        if read == 0 {
            break;
        }
        number += 1;
        let line = bytes
            .strip_suffix(b"\n")
            .and_then(|line| std::str::from_utf8(line).ok())
            .and_then(|line| Some((line, Line::read(line, &inner.last)?)));
        let Some((line, (content, sum))) = line else {
            // Only the last line can be torn by a death; what is broken before it was broken
            // otherwise.
            if reader.fill_buf()?.is_empty() {
                break;
            }
            return Err(if number == 1 {
                JournalError::Foreign
            } else {
                JournalError::Damaged(number)
            });
        };
        let start = inner.length;
        inner.last = sum.to_owned();
        inner.length += read as u64;
        match (content, &header) {
            (Line::Run(text), None) => {
                header = Some(serde_json::from_str(text).map_err(|_| JournalError::Foreign)?);
            }
            (Line::Limits(text), Some(_)) => {
                inner.limits =
                    serde_json::from_str(text).map_err(|_| JournalError::Damaged(number))?;
                inner.era += 1;
            }
            (Line::Record(unit, mark, text), Some(_)) => {
                let place = start + (line.len() - text.len()) as u64;
                inner.note(unit, mark, place, text.len());
            }
            _ if number == 1 => return Err(JournalError::Foreign),
            _ => return Err(JournalError::Damaged(number)),
        }
    }
    let sound = inner.length;
    Ok(match header {
        Some(header) => Some(Scanned {
            header,
            inner,
            sound,
        }),
        // A file that does not begin like one of ours is not ours to truncate.
        None if number > 0 && !begins_like_a_journal(&bytes) => return Err(JournalError::Foreign),
        None => None,
    })
}

/// Whether a torn first line may be that of a journal.
fn begins_like_a_journal(bytes: &[u8]) -> bool {
    let hex = bytes.iter().take(DIGITS).all(u8::is_ascii_hexdigit);
    let rest = bytes.get(DIGITS..).unwrap_or(b"");
    let opening = b" run {";
    hex && rest.iter().zip(opening).all(|(a, b)| a == b)
}

impl Inner {
    fn note(&mut self, unit: u64, mark: Mark, place: u64, length: usize) {
        let era = self.era;
        let entry = self.entries.entry(unit).or_default();
        // A line is far below 4 GiB; see `Journal::append`.
        entry
            .texts
            .push((place, u32::try_from(length).unwrap_or(u32::MAX)));
        entry.ended = (mark != Mark::More).then_some(era);
        entry.settled = mark == Mark::Settled;
    }

    /// Appends a line; returns the place of its body.
    fn write(&mut self, body: &str) -> io::Result<u64> {
        let sum = checksum(&self.last, body);
        let line = format!("{sum} {body}\n");
        self.store.seek(SeekFrom::Start(self.length))?;
        self.store.write_all(line.as_bytes())?;
        let place = self.length + DIGITS as u64 + 1;
        self.length += line.len() as u64;
        self.last = sum;
        self.dirty = true;
        Ok(place)
    }

    fn is_complete(&self, unit: u64) -> bool {
        self.entries
            .get(&unit)
            .is_some_and(|e| e.settled || e.ended == Some(self.era))
    }
}

impl Journal {
    /// A journal that ends with the process: in memory while it is small, then in a temporary file.
    ///
    /// # Errors
    /// Those of the temporary file.
    pub fn temporary(header: Header, limits: Map<String, Value>) -> io::Result<Self> {
        Self::begin(
            header,
            limits,
            Box::new(tempfile::spooled_tempfile(IN_MEMORY)),
            None,
        )
    }

    fn begin(
        header: Header,
        limits: Map<String, Value>,
        store: Box<dyn Store>,
        file: Option<File>,
    ) -> io::Result<Self> {
        let mut inner = Inner {
            store,
            length: 0,
            last: String::new(),
            entries: FxHashMap::default(),
            era: 1,
            limits,
            synced: Instant::now(),
            dirty: false,
        };
        inner.write(&format!("run {}", json(&header)?))?;
        inner.write(&format!("limits {}", json(&inner.limits)?))?;
        let journal = Self {
            header,
            inner: Mutex::new(inner),
            file,
        };
        journal.sync()?;
        Ok(journal)
    }

    /// Takes up the journal at `path`, or begins it. A torn last line is cut off. Under other
    /// limits than those kept there, records that depend on them count as incomplete.
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn open(
        path: &Path,
        header: Header,
        limits: Map<String, Value>,
    ) -> Result<Self, JournalError> {
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(JournalError::Busy),
            // Some network file systems have no locks; then it is up to the scheduler.
            Err(TryLockError::Error(e)) if e.kind() == io::ErrorKind::Unsupported => {}
            Err(TryLockError::Error(e)) => return Err(e.into()),
        }
        let Some(scanned) = scan(&file)? else {
            file.set_len(0)?;
            let store = Box::new(file.try_clone()?);
            return Ok(Self::begin(header, limits, store, Some(file))?);
        };
        if let Some(difference) = scanned.header.difference(&header) {
            return Err(JournalError::Other(Box::new(difference)));
        }
        if scanned.header.shard != header.shard {
            let (there, here) = (scanned.header.shard, header.shard);
            return Err(JournalError::OtherShard(
                there.to_string(),
                here.to_string(),
            ));
        }
        file.set_len(scanned.sound)?;
        let mut inner = scanned.inner;
        inner.store = Box::new(file.try_clone()?);
        if inner.era == 0 || inner.limits != limits {
            inner.write(&format!("limits {}", json(&limits)?))?;
            inner.limits = limits;
            inner.era += 1;
        }
        Ok(Self {
            header,
            inner: Mutex::new(inner),
            file: Some(file),
        })
    }

    /// Reads a journal that nobody is to append to. A torn last line is left out.
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn read_only(path: &Path) -> Result<Self, JournalError> {
        let file = File::open(path)?;
        let mut scanned = scan(&file)?.ok_or(JournalError::Foreign)?;
        scanned.inner.store = Box::new(OnDemand {
            path: path.to_path_buf(),
            at: 0,
        });
        Ok(Self {
            header: scanned.header,
            inner: Mutex::new(scanned.inner),
            file: None,
        })
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the run is.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The limits in force.
    #[must_use]
    pub fn limits(&self) -> Map<String, Value> {
        self.lock().limits.clone()
    }

    /// The units of the whole run.
    #[must_use]
    pub fn units(&self) -> Units {
        self.header.units
    }

    /// The units of this shard whose records are not complete, ascending.
    #[must_use]
    pub fn open_units(&self) -> Vec<u64> {
        let inner = self.lock();
        self.header
            .units
            .of(self.header.shard)
            .filter(|&u| !inner.is_complete(u))
            .collect()
    }

    /// Whether the record of the unit has an end, if under other limits.
    #[must_use]
    pub fn has_end(&self, unit: u64) -> bool {
        self.lock()
            .entries
            .get(&unit)
            .is_some_and(|e| e.ended.is_some())
    }

    /// Appends a line, which must hold no line break, to the record of a unit.
    ///
    /// # Errors
    /// Those of writing; a text with a line break or of 4 GiB.
    pub fn append(&self, unit: u64, mark: Mark, text: &str) -> io::Result<()> {
        if text.contains('\n') || u32::try_from(text.len()).is_err() {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "a record's line has no line break and is below 4 GiB",
            ));
        }
        let mut inner = self.lock();
        let head = format!("{unit} {} ", mark.sign());
        let place = inner.write(&format!("{head}{text}"))? + head.len() as u64;
        inner.note(unit, mark, place, text.len());
        let due = inner.synced.elapsed() >= SYNC_EVERY;
        drop(inner);
        if due { self.sync() } else { Ok(()) }
    }

    /// Asks the disk to keep what was written. (A killed process loses nothing even without; a
    /// machine that loses power may lose what was written after the last time.)
    ///
    /// # Errors
    /// Those of the disk.
    pub fn sync(&self) -> io::Result<()> {
        let mut inner = self.lock();
        inner.synced = Instant::now();
        if std::mem::take(&mut inner.dirty)
            && let Some(file) = &self.file
        {
            drop(inner);
            file.sync_data()?;
        }
        Ok(())
    }
}

impl Records for Journal {
    fn read(&self, unit: u64, see: &mut dyn FnMut(&str) -> io::Result<()>) -> io::Result<()> {
        let texts = match self.lock().entries.get(&unit) {
            Some(entry) => entry.texts.clone(),
            None => return Ok(()),
        };
        let mut bytes = Vec::new();
        for (place, length) in texts {
            bytes.resize(length as usize, 0);
            let mut inner = self.lock();
            inner.store.seek(SeekFrom::Start(place))?;
            inner.store.read_exact(&mut bytes)?;
            drop(inner);
            let text = std::str::from_utf8(&bytes).map_err(io::Error::other)?;
            see(text)?;
        }
        Ok(())
    }

    fn is_complete(&self, unit: u64) -> bool {
        self.lock().is_complete(unit)
    }

    fn last(&self, unit: u64) -> io::Result<Option<String>> {
        let mut inner = self.lock();
        if !inner.is_complete(unit) {
            return Ok(None);
        }
        let Some(&(place, length)) = inner.entries.get(&unit).and_then(|e| e.texts.last()) else {
            return Ok(None);
        };
        let mut bytes = vec![0; length as usize];
        inner.store.seek(SeekFrom::Start(place))?;
        inner.store.read_exact(&mut bytes)?;
        String::from_utf8(bytes).map(Some).map_err(io::Error::other)
    }
}

/// A path with what is wrong there.
impl JournalError {
    /// The error in a sentence that names the file.
    #[must_use]
    pub fn at(&self, path: &Path) -> String {
        let path = PathBuf::from(path);
        match self {
            JournalError::Io(e) => format!("cannot use the journal {}: {e}", path.display()),
            other => format!("{}: {other}", path.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::Shard;

    fn header() -> Header {
        let mut header = Header::new("test", Shard::WHOLE, Units::dealt(5));
        header.options.insert("k".into(), 1.into());
        header
    }

    fn limits(n: u64) -> Map<String, Value> {
        Map::from_iter([("boxes".to_owned(), Value::from(n))])
    }

    fn lines(journal: &Journal, unit: u64) -> Vec<String> {
        let mut out = Vec::new();
        journal
            .read(unit, &mut |l| {
                out.push(l.to_owned());
                Ok(())
            })
            .unwrap();
        out
    }

    #[test]
    fn a_file_cut_anywhere_keeps_every_whole_line_and_goes_on() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("journal");
        let journal = Journal::open(&path, header(), limits(1)).unwrap();
        let written = [
            (3, Mark::More, "a"),
            (0, Mark::End, "zero + é"),
            (3, Mark::End, "b"),
            (1, Mark::Settled, ""),
        ];
        for (unit, mark, text) in written {
            journal.append(unit, mark, text).unwrap();
        }
        assert!(matches!(
            Journal::open(&path, header(), limits(1)),
            Err(JournalError::Busy)
        ));
        drop(journal);
        let whole = std::fs::read(&path).unwrap();
        for end in 0..=whole.len() {
            std::fs::write(&path, &whole[..end]).unwrap();
            let journal = Journal::open(&path, header(), limits(1)).unwrap();
            let kept = whole[..end].iter().filter(|b| **b == b'\n').count();
            // The header and the limits are two lines.
            let expected: Vec<&(u64, Mark, &str)> =
                written.iter().take(kept.saturating_sub(2)).collect();
            for unit in 0..5 {
                let here: Vec<&str> = expected
                    .iter()
                    .filter(|w| w.0 == unit)
                    .map(|w| w.2)
                    .collect();
                assert_eq!(lines(&journal, unit), here, "cut at {end}");
                let done = expected
                    .iter()
                    .rfind(|w| w.0 == unit)
                    .is_some_and(|w| w.1 != Mark::More);
                assert_eq!(journal.is_complete(unit), done, "cut at {end}");
            }
            // What was lost is written again, after what is left.
            for (unit, mark, text) in &written[expected.len()..] {
                journal.append(*unit, *mark, text).unwrap();
            }
            drop(journal);
            assert_eq!(std::fs::read(&path).unwrap(), whole, "cut at {end}");
        }
    }

    #[test]
    fn damage_inside_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("journal");
        let journal = Journal::open(&path, header(), limits(1)).unwrap();
        for unit in 0..4 {
            journal.append(unit, Mark::End, "record").unwrap();
        }
        drop(journal);
        let whole = std::fs::read_to_string(&path).unwrap();
        let rows: Vec<&str> = whole.split_inclusive('\n').collect();
        // Changed, lost, doubled and exchanged lines; the third is the first record.
        let changed = whole.replacen("0 . record", "0 . recorD", 1);
        let lost = [&rows[..2], &rows[3..]].concat().concat();
        let doubled = [&rows[..3], &rows[2..]].concat().concat();
        let exchanged = [&rows[..2], &[rows[3], rows[2]], &rows[4..]]
            .concat()
            .concat();
        for (text, line) in [(changed, 3), (lost, 3), (doubled, 4), (exchanged, 3)] {
            std::fs::write(&path, text).unwrap();
            match Journal::open(&path, header(), limits(1)) {
                Err(JournalError::Damaged(at)) => assert_eq!(at, line),
                other => panic!("{other:?}"),
            }
        }
        // Another file is left as it is.
        for text in ["notes\n", "notes", "notes\nmore\n"] {
            std::fs::write(&path, text).unwrap();
            assert!(matches!(
                Journal::open(&path, header(), limits(1)),
                Err(JournalError::Foreign)
            ));
            assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
        }
    }

    #[test]
    fn other_limits_reopen_what_depends_on_them_and_other_runs_are_refused() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("journal");
        let journal = Journal::open(&path, header(), limits(1)).unwrap();
        journal.append(0, Mark::End, "open").unwrap();
        journal.append(1, Mark::Settled, "settled").unwrap();
        drop(journal);
        let journal = Journal::open(&path, header(), limits(2)).unwrap();
        assert!(!journal.is_complete(0) && journal.has_end(0) && journal.is_complete(1));
        assert_eq!(journal.open_units(), [0, 2, 3, 4]);
        drop(journal);
        let mut other = header();
        other.options.insert("k".into(), 2.into());
        let error = Journal::open(&path, other, limits(2)).unwrap_err();
        assert!(error.to_string().contains("k is 1 and 2"), "{error}");
        let mut other = header();
        other.shard = "1/1".parse().unwrap();
        other.units = Units::dealt(6);
        assert!(matches!(
            Journal::open(&path, other, limits(2)),
            Err(JournalError::Other(_))
        ));
    }
}
