//! A certificate as a file: what is claimed, and how it was decided.
//!
//! ```text
//! lemmabox certificate 1          format version
//! tool 0.1.0                      version that wrote it
//! claim K3                        name
//! sha256 9f86...                  of the canonical text below
//! lemma K1 60303...               one a `use`, in order: name and hash of the lemma's canonical text
//! finding proved                  or refuted
//! text 123                        bytes of the canonical text, which follows
//! claim K3 "..." { ... }
//! terms 17                        the table of terms, see `terms`
//! ...
//! proof                           see `text`; for a refutation `witness` and one line of term numbers
//! ...
//! end 5e1f...                     sha256 of everything before this line
//! ```
//!
//! The digest in the last line tells a file that is as it was written from one that was changed and
//! happens to be a proof still, such as one with a cut moved by a bit. Soundness does not rest on
//! it.

use super::text::{read_proof_lines, read_tree};
use super::{
    Archive, Kept, Model, Proof, ReadError, TermTable, Tree, Witness, each_term, read_terms,
    write_proof, write_terms,
};
use crate::expr::{Dag, Expr};
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _, Seek as _, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

/// Longest line, and longest text of a claim, in bytes.
const LONGEST: u64 = 1 << 26;

/// Most terms that a finding may name.
const MOST_TERMS: u64 = 10_000_000;

/// Version of the format that this version writes and reads.
pub const FORMAT: u32 = 1;

/// A proof that changes variables may name so many, whatever the claim has.
const MOST_NEW_VARIABLES: usize = 64;

/// How the claim was decided.
#[derive(Clone, Debug, PartialEq)]
pub enum Finding {
    /// By a proof.
    Proved(Proof),
    /// By a point where it fails.
    Refuted(Witness),
}

/// A certificate. The terms of the finding live in a DAG beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct Certificate {
    /// Version of the tool that wrote it; for the reader, not checked.
    pub tool: String,
    /// Name of the claim.
    pub claim: String,
    /// Canonical text of the claim.
    pub text: String,
    /// Name and digest of each lemma used, in the order of the claim's `uses`.
    pub lemmas: Vec<(String, String)>,
    /// How the claim was decided.
    pub finding: Finding,
}

/// SHA-256 of a text in lower-case hexadecimal.
#[must_use]
pub fn digest(text: &str) -> String {
    hexadecimal(&Sha256::digest(text.as_bytes()))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, byte| {
        // Writing to a String cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// Passes on what is written and digests it, so that the file is never held in memory.
struct Sealing<'a> {
    out: &'a mut dyn Write,
    hash: Sha256,
}

impl Write for Sealing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.out.write(bytes)?;
        self.hash.update(&bytes[..n]);
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Certificate {
    /// Writes the file.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(&self, dag: &Dag, out: &mut dyn Write) -> io::Result<()> {
        let mut sealing = Sealing {
            out,
            hash: Sha256::new(),
        };
        self.body(dag, &mut sealing)?;
        let Sealing { out, hash } = sealing;
        writeln!(out, "end {}", hexadecimal(&hash.finalize()))
    }

    fn body(&self, dag: &Dag, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "lemmabox certificate {FORMAT}")?;
        writeln!(out, "tool {}", self.tool)?;
        writeln!(out, "claim {}", self.claim)?;
        writeln!(out, "sha256 {}", digest(&self.text))?;
        for (name, digest) in &self.lemmas {
            writeln!(out, "lemma {name} {digest}")?;
        }
        let word = if matches!(self.finding, Finding::Proved(_)) {
            "proved"
        } else {
            "refuted"
        };
        writeln!(out, "finding {word}")?;
        writeln!(out, "text {}", self.text.len())?;
        write!(out, "{}", self.text)?;
        if !self.text.ends_with('\n') {
            writeln!(out)?;
        }
        let mut table = TermTable::default();
        match &self.finding {
            Finding::Proved(proof) => each_term(proof, &mut |e| table.add(dag, e)),
            Finding::Refuted(witness) => {
                witness.values.iter().for_each(|e| table.add(dag, *e));
                if let Some(model) = &witness.model {
                    for (first, rest) in &model.sequences {
                        first.iter().chain([rest]).for_each(|e| table.add(dag, *e));
                    }
                    each_term(&joined(model), &mut |e| table.add(dag, e));
                }
            }
        }
        // Every term named was put into the table just above.
        let number = |e| table.number(e).unwrap_or(usize::MAX);
        write!(out, "terms ")?;
        write_terms(dag, &table, out)?;
        match &self.finding {
            Finding::Proved(proof) => {
                writeln!(out, "proof")?;
                write_proof(proof, out, &|e| number(e).to_string())
            }
            Finding::Refuted(witness) => {
                let word = if witness.model.is_some() {
                    "model"
                } else {
                    "witness"
                };
                write!(out, "{word}")?;
                witness
                    .values
                    .iter()
                    .try_for_each(|e| write!(out, " {}", number(*e)))?;
                writeln!(out)?;
                let Some(model) = &witness.model else {
                    return Ok(());
                };
                write!(out, "sequences {}", model.index.0)?;
                for (first, rest) in &model.sequences {
                    write!(out, " {}", first.len())?;
                    let mut values = first.iter().chain([rest]);
                    values.try_for_each(|e| write!(out, " {}", number(*e)))?;
                }
                writeln!(out)?;
                write_proof(&joined(model), out, &|e| number(e).to_string())
            }
        }
    }

    /// Reads a file. `open` is given the canonical text, once its hash was found right, and returns
    /// the DAG in which the claim's variables are numbered, and how many they are; the terms are
    /// made in that DAG.
    ///
    /// Large subtrees of the proof stay in the file ([`Tree::Kept`]), so that it may be larger than
    /// memory.
    ///
    /// # Errors
    /// A [`ReadError`] with the line of the file.
    pub fn read(
        source: &Source,
        open: impl FnOnce(&str) -> Result<(Dag, usize), String>,
    ) -> Result<Opened, ReadError> {
        let mut lines = Lines::new(source)?;
        let format = lines.field("lemmabox certificate ")?;
        if format != FORMAT.to_string() {
            return Err(lines.error(format!(
                "format {format} is not {FORMAT}, the one this version reads"
            )));
        }
        let tool = lines.field("tool ")?;
        let claim = lines.field("claim ")?;
        let hash = lines.field("sha256 ")?;
        let mut lemmas = Vec::new();
        let word = loop {
            let line = lines.next()?;
            if let Some(lemma) = line.strip_prefix("lemma ") {
                let (name, digest) = lemma
                    .split_once(' ')
                    .ok_or_else(|| lines.error("expected the name and the hash of a lemma"))?;
                lemmas.push((name.to_owned(), digest.to_owned()));
            } else {
                break line
                    .strip_prefix("finding ")
                    .ok_or_else(|| lines.error("expected `lemma` or `finding`"))?
                    .to_owned();
            }
        };
        let length = lines.number("text ")?;
        let text = lines.bytes(length)?;
        if digest(&text) != hash {
            return Err(
                lines.error("the text of the claim does not have the hash stated: it was changed")
            );
        }
        let (mut dag, variables) = open(&text).map_err(|cause| lines.error(cause))?;
        let count = lines.number("terms ")?;
        if count > MOST_TERMS {
            return Err(lines.error("more terms than are worked on"));
        }
        let before = lines.line;
        let mut nodes = Vec::new();
        for _ in 0..count {
            nodes.push(lines.next()?);
        }
        let terms = read_terms(
            nodes.iter().map(String::as_str),
            // Changes of variables have more.
            variables.max(MOST_NEW_VARIABLES),
            &mut dag,
        );
        let terms: Arc<[Expr]> = terms
            .map_err(|e| ReadError {
                line: before + e.line,
                cause: e.cause,
            })?
            .into();
        let finding = match word.as_str() {
            "proved" => {
                lines.field("proof")?;
                let (before, start) = (lines.line, lines.place);
                let archive: Arc<dyn Archive> = Arc::new(Stored {
                    source: source.clone(),
                    start,
                    terms: terms.clone(),
                });
                let keep = |place, length| Tree::Kept(Kept::new(archive.clone(), place, length));
                let proof = read_proof_lines(
                    &mut || lines.of_proof(),
                    &mut |number| term(&terms, number),
                    Some(&keep),
                );
                Finding::Proved(proof.map_err(|e| ReadError {
                    line: before + e.line,
                    cause: e.cause,
                })?)
            }
            "refuted" => {
                let line = lines.next()?;
                let (numbers, has_model) = match line.strip_prefix("witness") {
                    Some(numbers) => (numbers, false),
                    None => match line.strip_prefix("model") {
                        Some(numbers) => (numbers, true),
                        None => return Err(lines.error("expected `witness` or `model`")),
                    },
                };
                let values: Result<Vec<_>, String> = numbers
                    .split_whitespace()
                    .map(|number| term(&terms, number))
                    .collect();
                let values = values.map_err(|cause| lines.error(cause))?;
                let model = if has_model {
                    Some(Box::new(model(&mut lines, &terms)?))
                } else {
                    None
                };
                Finding::Refuted(Witness { values, model })
            }
            other => {
                return Err(
                    lines.error(format!("a finding is `proved` or `refuted`, not `{other}`"))
                );
            }
        };
        let sealed = lines.end()?;
        Ok(Opened {
            certificate: Certificate {
                tool,
                claim,
                text,
                lemmas,
                finding,
            },
            dag,
            sealed,
        })
    }
}

/// The proofs of a model as one.
fn joined(model: &Model) -> Proof {
    Proof {
        lemmas: Vec::new(),
        tree: Tree::Conjuncts(model.premises.clone()),
    }
}

/// The sequences of a model and its proofs.
fn model(lines: &mut Lines<'_>, terms: &[Expr]) -> Result<Model, ReadError> {
    let line = lines.field("sequences ")?;
    let mut words = line.split_whitespace();
    let index = words.next().and_then(|w| w.parse().ok());
    let Some(index) = index else {
        return Err(lines.error("expected the number of a variable"));
    };
    let mut sequences = Vec::new();
    while let Some(count) = words.next() {
        let count: usize = count
            .parse()
            .map_err(|_| lines.error(format!("`{count}` is no count")))?;
        let mut values = Vec::new();
        for _ in 0..=count {
            let word = words
                .next()
                .ok_or_else(|| lines.error("a sequence is cut short"))?;
            values.push(term(terms, word).map_err(|cause| lines.error(cause))?);
        }
        let Some(rest) = values.pop() else {
            return Err(lines.error("a sequence is cut short"));
        };
        sequences.push((values, rest));
    }
    let before = lines.line;
    let proof = read_proof_lines(
        &mut || lines.of_proof(),
        &mut |number| term(terms, number),
        None,
    );
    let proof = proof.map_err(|e| ReadError {
        line: before + e.line,
        cause: e.cause,
    })?;
    let Tree::Conjuncts(premises) = proof.tree else {
        return Err(lines.error("expected the proofs of a model"));
    };
    Ok(Model {
        sequences,
        index: crate::expr::Var(index),
        premises,
    })
}

/// A certificate that was read.
#[derive(Clone, Debug)]
pub struct Opened {
    /// What the file says.
    pub certificate: Certificate,
    /// The DAG of its terms.
    pub dag: Dag,
    /// Whether the file is as [`Certificate::write`] left it: it has the digest stated in its last
    /// line.
    pub sealed: Result<(), ReadError>,
}

/// The term of a number in the table.
fn term(terms: &[Expr], text: &str) -> Result<Expr, String> {
    let number: usize = text
        .parse()
        .map_err(|_| format!("`{text}` is no number of a term"))?;
    terms
        .get(number)
        .copied()
        .ok_or_else(|| format!("there is no term {number}"))
}

/// Where the text of a certificate is.
#[derive(Clone, Debug)]
pub enum Source {
    /// In memory.
    Text(Arc<str>),
    /// In a file. It is read again while the proof is checked.
    File(PathBuf),
}

impl From<&str> for Source {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<&String> for Source {
    fn from(text: &String) -> Self {
        text.as_str().into()
    }
}

impl From<&PathBuf> for Source {
    fn from(path: &PathBuf) -> Self {
        Self::File(path.clone())
    }
}

impl Source {
    fn open(&self) -> io::Result<Box<dyn BufRead + '_>> {
        Ok(match self {
            Self::Text(text) => Box::new(text.as_bytes()),
            Self::File(path) => Box::new(BufReader::with_capacity(1 << 16, regular(path)?)),
        })
    }

    fn part(&self, place: u64, length: usize) -> io::Result<String> {
        let mut bytes = vec![0; length];
        match self {
            Self::Text(text) => {
                let mut text = io::Cursor::new(text.as_bytes());
                text.set_position(place);
                text.read_exact(&mut bytes)?;
            }
            Self::File(path) => {
                let mut file = regular(path)?;
                file.seek(SeekFrom::Start(place))?;
                file.read_exact(&mut bytes)?;
            }
        }
        String::from_utf8(bytes).map_err(io::Error::other)
    }
}

/// Opens a regular file: others may have no end, and are not read twice.
///
/// # Errors
/// Those of opening, and a file of another kind.
pub fn regular(path: &Path) -> io::Result<File> {
    // Opening a pipe without a writer would wait for one.
    if !std::fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is no regular file"));
    }
    File::open(path)
}

/// The subtrees that stay in a file.
struct Stored {
    source: Source,
    /// Where the proof starts.
    start: u64,
    terms: Arc<[Expr]>,
}

impl Archive for Stored {
    fn tree(&self, place: u64, length: usize) -> io::Result<Tree> {
        let text = self.source.part(self.start + place, length)?;
        read_tree(&text, &mut |number| term(&self.terms, number)).map_err(io::Error::other)
    }
}

/// A file read line by line, digested on the way.
struct Lines<'s> {
    input: Box<dyn BufRead + 's>,
    /// Of the lines before the one read last.
    hash: Sha256,
    /// The line read last, with its line feed if it has one.
    last: Vec<u8>,
    /// Bytes read.
    place: u64,
    /// Lines read.
    line: usize,
}

impl<'s> Lines<'s> {
    fn new(source: &'s Source) -> Result<Self, ReadError> {
        let input = source.open().map_err(|e| ReadError {
            line: 1,
            cause: format!("the file cannot be read: {e}"),
        })?;
        Ok(Self {
            input,
            hash: Sha256::new(),
            last: Vec::new(),
            place: 0,
            line: 0,
        })
    }

    fn error(&self, cause: impl Into<String>) -> ReadError {
        ReadError {
            line: self.line.max(1),
            cause: cause.into(),
        }
    }

    /// Reads into `last` up to a line feed, or `length` bytes; nothing at the end of the file.
    fn advance(&mut self, length: Option<u64>) -> Result<&str, String> {
        self.hash.update(&self.last);
        self.last.clear();
        let mut part = (&mut self.input).take(length.unwrap_or(LONGEST).min(LONGEST));
        let read = match length {
            None => part.read_until(b'\n', &mut self.last),
            Some(_) => part.read_to_end(&mut self.last),
        };
        read.map_err(|e| format!("the file cannot be read: {e}"))?;
        if self.last.len() as u64 == LONGEST {
            return Err(format!("a line or a claim of {LONGEST} bytes or more"));
        }
        let before = self.place;
        self.place += self.last.len() as u64;
        std::str::from_utf8(&self.last).map_err(|e| {
            let at = before + e.valid_up_to() as u64;
            format!("the file is no text: byte {at} is not UTF-8")
        })
    }

    fn next(&mut self) -> Result<String, ReadError> {
        self.line += 1;
        let line = self.line;
        let error = |cause| ReadError { line, cause };
        let text = self.advance(None).map_err(error)?;
        match text.strip_suffix('\n') {
            Some(text) => Ok(text.to_owned()),
            None => Err(error("the file ends too early (truncated?)".into())),
        }
    }

    /// The next line of the proof; `None` at the line `end`.
    fn of_proof(&mut self) -> Result<Option<Rc<str>>, String> {
        self.line += 1;
        let text = self.advance(None)?;
        if text.is_empty() {
            return Err("the file does not close with `end` (truncated?)".into());
        }
        Ok((!text.starts_with("end ")).then(|| Rc::from(text)))
    }

    /// The last line. Says whether the digest in it is that of the lines before.
    fn end(&mut self) -> Result<Result<(), ReadError>, ReadError> {
        if !self.last.starts_with(b"end ") {
            self.next()?;
        }
        let stated = std::str::from_utf8(&self.last)
            .ok()
            .and_then(|l| l.strip_prefix("end ")?.strip_suffix('\n'))
            .ok_or_else(|| self.error("the file does not close with `end`"))?
            .to_owned();
        let found = hexadecimal(&self.hash.clone().finalize());
        let sealed = if stated == found {
            Ok(())
        } else {
            let cause = "the file is not as it was written: it does not have the digest stated";
            Err(self.error(cause))
        };
        let rest = self.advance(None).map(str::is_empty);
        if !rest.map_err(|cause| self.error(cause))? {
            return Err(self.error("text after the line `end`"));
        }
        Ok(sealed)
    }

    fn field(&mut self, name: &str) -> Result<String, ReadError> {
        let line = self.next()?;
        line.strip_prefix(name)
            .map(str::to_owned)
            .ok_or_else(|| self.error(format!("expected `{}`", name.trim_end())))
    }

    fn number(&mut self, name: &str) -> Result<u64, ReadError> {
        self.field(name)?
            .parse()
            .map_err(|_| self.error(format!("expected a number after `{}`", name.trim_end())))
    }

    fn bytes(&mut self, length: u64) -> Result<String, ReadError> {
        let text = self.advance(Some(length)).map(str::to_owned);
        let text = text.map_err(|cause| self.error(cause))?;
        if text.len() as u64 != length {
            return Err(self.error("the text of the claim is cut short"));
        }
        self.line += text.bytes().filter(|b| *b == b'\n').count();
        if !text.ends_with('\n') {
            self.field("")?;
        }
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certificate::{FormulaProof, Leaf, Point, Sign, Tree};
    use crate::expr::Var;

    fn sample() -> (Certificate, Dag) {
        let mut dag = Dag::new();
        let (x, pi) = (dag.variable(Var(0)), dag.pi());
        let half = dag.div(pi, x);
        let leaf = || {
            Box::new(Tree::Leaf(Leaf::Goal(FormulaProof::Sign {
                negated: false,
                sign: Sign::Natural,
            })))
        };
        let tree = Tree::Split {
            variable: Var(0),
            at: Point::Constant(half),
            below: leaf(),
            above: leaf(),
        };
        let certificate = Certificate {
            tool: "0.0.0".into(),
            claim: "c".into(),
            text: "claim c \"\" {\n}\n".into(),
            lemmas: vec![("k".into(), digest("k"))],
            finding: Finding::Proved(Proof {
                lemmas: Vec::new(),
                tree,
            }),
        };
        (certificate, dag)
    }

    fn text_of(certificate: &Certificate, dag: &Dag) -> String {
        let mut out = Vec::new();
        certificate.write(dag, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn read(text: &str, dag: &Dag) -> Result<Opened, ReadError> {
        Certificate::read(&text.into(), |_| Ok((dag.clone(), 1)))
    }

    #[test]
    fn the_digest_is_sha256() {
        // FIPS 180-2, appendix B.1.
        assert_eq!(
            digest("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn files_survive_the_round_trip() {
        let (certificate, dag) = sample();
        let text = text_of(&certificate, &dag);
        let opened = read(&text, &dag).unwrap();
        assert_eq!(
            (opened.certificate, opened.sealed),
            (certificate.clone(), Ok(()))
        );
        let x = dag.clone().variable(Var(0));
        let refuted = Certificate {
            finding: Finding::Refuted(Witness {
                values: vec![x],
                model: None,
            }),
            ..certificate
        };
        let text = text_of(&refuted, &dag);
        assert_eq!(read(&text, &dag).unwrap().certificate, refuted);
    }

    #[test]
    fn large_subtrees_stay_in_the_file() {
        fn complete(depth: u32, end: Expr) -> Tree {
            if depth == 0 {
                return Tree::Leaf(Leaf::Goal(FormulaProof::Sign {
                    negated: false,
                    sign: Sign::MeanValue,
                }));
            }
            let at = if depth.is_multiple_of(3) {
                Point::Constant(end)
            } else {
                Point::Dyadic(1.0 / f64::from(depth))
            };
            // One half is shallow, so that kept parts and small ones stand side by side.
            Tree::Split {
                variable: Var(0),
                at,
                below: Box::new(complete(depth - 1, end)),
                above: Box::new(complete(depth.saturating_sub(3), end)),
            }
        }
        fn kept(tree: &Tree) -> usize {
            match tree {
                Tree::Kept(_) => 1,
                Tree::Split { below, above, .. } => kept(below) + kept(above),
                _ => 0,
            }
        }
        let (mut certificate, dag) = sample();
        let end = dag.clone().pi();
        certificate.finding = Finding::Proved(Proof {
            lemmas: Vec::new(),
            tree: complete(28, end),
        });
        let text = text_of(&certificate, &dag);
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), &text).unwrap();
        for source in [
            Source::from(text.as_str()),
            Source::from(&file.path().to_owned()),
        ] {
            let opened = Certificate::read(&source, |_| Ok((dag.clone(), 1))).unwrap();
            assert_eq!(opened.sealed, Ok(()));
            let Finding::Proved(proof) = &opened.certificate.finding else {
                panic!("the finding is a proof");
            };
            assert!(kept(&proof.tree) > 3);
            assert_eq!(text_of(&opened.certificate, &opened.dag), text);
        }
        // What is wrong in a part is found when the file is read.
        let place = text.rfind("G + m").unwrap();
        let broken = format!("{}G + Z{}", &text[..place], &text[place + 5..]);
        let line = text[..place].lines().count() + 1;
        let refused = read(&broken, &dag).unwrap_err();
        assert_eq!(refused.line, line);
        assert_eq!(refused.cause, "`Z` names no reason for a sign");
    }

    #[test]
    fn truncated_and_edited_files_are_refused() {
        let (certificate, dag) = sample();
        let text = text_of(&certificate, &dag);
        let read = |text: &str| {
            let opened = read(text, &dag)?;
            opened.sealed.map(|()| opened.certificate)
        };
        for end in 0..text.len() {
            assert!(read(&text[..end]).is_err(), "cut at {end}");
        }
        let edited = text.replace("claim c \"\"", "claim d \"\"");
        assert!(read(&edited).unwrap_err().cause.contains("changed"));
        assert!(read(&text.replace("certificate 1", "certificate 2")).is_err());
        assert!(read(&text).is_ok());
        for (i, byte) in text.bytes().enumerate() {
            let mut bytes = text.clone().into_bytes();
            bytes[i] = if byte == b'0' { b'1' } else { b'0' };
            let edited = String::from_utf8(bytes).unwrap();
            assert!(read(&edited).is_err(), "byte {i}");
        }
        assert!(read(&text.replace("text ", "text 9")).is_err());
    }
}
