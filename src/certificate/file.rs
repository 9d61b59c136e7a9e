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
//! happens to be a proof still, such as one with a cut moved by a bit. Soundness does not rest on it.

use super::{
    Proof, ReadError, TermTable, Witness, each_term, read_proof, read_terms, write_proof,
    write_terms,
};
use crate::expr::Dag;
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use std::io::{self, Write};

/// Version of the format that this version writes and reads.
pub const FORMAT: u32 = 1;

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
            Finding::Refuted(witness) => witness.values.iter().for_each(|e| table.add(dag, *e)),
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
                write!(out, "witness")?;
                witness
                    .values
                    .iter()
                    .try_for_each(|e| write!(out, " {}", number(*e)))?;
                writeln!(out)
            }
        }
    }

    /// Whether the file is as [`Certificate::write`] left it.
    ///
    /// # Errors
    /// A [`ReadError`] with the last line, for a file whose digest is not the one stated there.
    pub fn sealed(file: &str) -> Result<(), ReadError> {
        let body = file.len() - last_line(file).map_or(file.len(), str::len);
        let stated = last_line(file).and_then(|l| l.strip_prefix("end "));
        if stated.map(str::trim_end) == Some(digest(&file[..body]).as_str()) {
            return Ok(());
        }
        Err(ReadError {
            line: file.lines().count().max(1),
            cause: "the file is not as it was written: it does not have the digest stated".into(),
        })
    }

    /// Reads a file. `open` is given the canonical text, once its hash was found right, and returns the DAG in
    /// which the claim's variables are numbered, and how many they are; the terms are made in that DAG.
    ///
    /// # Errors
    /// A [`ReadError`] with the line of the file.
    pub fn read(
        file: &str,
        open: impl FnOnce(&str) -> Result<(Dag, usize), String>,
    ) -> Result<(Certificate, Dag), ReadError> {
        let mut lines = Lines {
            rest: file,
            line: 0,
        };
        let format = lines.field("lemmabox certificate ")?;
        if format != FORMAT.to_string() {
            return Err(lines.error(format!(
                "format {format} is not {FORMAT}, the one this version reads"
            )));
        }
        let tool = lines.field("tool ")?.to_owned();
        let claim = lines.field("claim ")?.to_owned();
        let hash = lines.field("sha256 ")?.to_owned();
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
                    .ok_or_else(|| lines.error("expected `lemma` or `finding`"))?;
            }
        };
        let length: usize = lines.number("text ")?;
        let text = lines.bytes(length)?.to_owned();
        if digest(&text) != hash {
            return Err(
                lines.error("the text of the claim does not have the hash stated: it was changed")
            );
        }
        let (mut dag, variables) = open(&text).map_err(|cause| lines.error(cause))?;
        let count: usize = lines.number("terms ")?;
        let before = lines.line;
        let mut nodes = Vec::new();
        for _ in 0..count {
            nodes.push(lines.next()?);
        }
        let terms = read_terms(nodes, variables, &mut dag).map_err(|e| ReadError {
            line: before + e.line,
            cause: e.cause,
        })?;
        let mut term = |text: &str| {
            let number: usize = text
                .parse()
                .map_err(|_| format!("`{text}` is no number of a term"))?;
            terms
                .get(number)
                .copied()
                .ok_or_else(|| format!("there is no term {number}"))
        };
        let finding = match word {
            "proved" => {
                lines.field("proof")?;
                let body = last_line(lines.rest)
                    .filter(|end| end.starts_with("end "))
                    .map(|end| &lines.rest[..lines.rest.len() - end.len()])
                    .ok_or_else(|| {
                        lines.error("the file does not close with `end` (truncated?)")
                    })?;
                let before = lines.line;
                Finding::Proved(read_proof(body, &mut term).map_err(|e| ReadError {
                    line: before + e.line,
                    cause: e.cause,
                })?)
            }
            "refuted" => {
                let numbers = lines.field("witness")?;
                let values: Result<Vec<_>, String> =
                    numbers.split_whitespace().map(&mut term).collect();
                let values = values.map_err(|cause| lines.error(cause))?;
                if !lines.next()?.starts_with("end ") || !lines.rest.is_empty() {
                    return Err(lines.error("the file does not close with `end`"));
                }
                Finding::Refuted(Witness { values })
            }
            other => {
                return Err(
                    lines.error(format!("a finding is `proved` or `refuted`, not `{other}`"))
                );
            }
        };
        Ok((
            Certificate {
                tool,
                claim,
                text,
                lemmas,
                finding,
            },
            dag,
        ))
    }
}

/// The last line with its line feed; `None` where that is missing.
fn last_line(file: &str) -> Option<&str> {
    let inner = file.strip_suffix('\n')?;
    Some(&file[inner.rfind('\n').map_or(0, |i| i + 1)..])
}

struct Lines<'a> {
    rest: &'a str,
    /// Lines read.
    line: usize,
}

impl<'a> Lines<'a> {
    fn error(&self, cause: impl Into<String>) -> ReadError {
        ReadError {
            line: self.line.max(1),
            cause: cause.into(),
        }
    }

    fn next(&mut self) -> Result<&'a str, ReadError> {
        self.line += 1;
        let (line, rest) = self
            .rest
            .split_once('\n')
            .ok_or_else(|| self.error("the file ends too early (truncated?)"))?;
        self.rest = rest;
        Ok(line)
    }

    fn field(&mut self, name: &str) -> Result<&'a str, ReadError> {
        let line = self.next()?;
        line.strip_prefix(name)
            .ok_or_else(|| self.error(format!("expected `{}`", name.trim_end())))
    }

    fn number(&mut self, name: &str) -> Result<usize, ReadError> {
        self.field(name)?
            .parse()
            .map_err(|_| self.error(format!("expected a number after `{}`", name.trim_end())))
    }

    fn bytes(&mut self, length: usize) -> Result<&'a str, ReadError> {
        let text = self
            .rest
            .get(..length)
            .ok_or_else(|| self.error("the text of the claim is cut short"))?;
        self.line += text.bytes().filter(|b| *b == b'\n').count();
        self.rest = &self.rest[length..];
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
        let (read, _) = Certificate::read(&text, |_| Ok((dag.clone(), 1))).unwrap();
        assert_eq!(read, certificate);
        let x = dag.clone().variable(Var(0));
        let refuted = Certificate {
            finding: Finding::Refuted(Witness { values: vec![x] }),
            ..certificate
        };
        let text = text_of(&refuted, &dag);
        assert_eq!(
            Certificate::read(&text, |_| Ok((dag.clone(), 1)))
                .unwrap()
                .0,
            refuted
        );
    }

    #[test]
    fn truncated_and_edited_files_are_refused() {
        let (certificate, dag) = sample();
        let text = text_of(&certificate, &dag);
        let read = |text: &str| Certificate::read(text, |_| Ok((dag.clone(), 1)));
        for end in 0..text.len() {
            assert!(read(&text[..end]).is_err(), "cut at {end}");
        }
        let edited = text.replace("claim c \"\"", "claim d \"\"");
        assert!(read(&edited).unwrap_err().cause.contains("changed"));
        assert!(read(&text.replace("certificate 1", "certificate 2")).is_err());
        assert_eq!(Certificate::sealed(&text), Ok(()));
        for (i, byte) in text.bytes().enumerate() {
            let mut bytes = text.clone().into_bytes();
            bytes[i] = if byte == b'0' { b'1' } else { b'0' };
            let edited = String::from_utf8(bytes).unwrap();
            assert!(Certificate::sealed(&edited).is_err(), "byte {i}");
        }
        assert!(read(&text.replace("text ", "text 9")).is_err());
    }
}
