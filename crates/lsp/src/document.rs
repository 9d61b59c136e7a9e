//! An open file and what is known of it.

use crate::location::{beside, path_of};
use crate::position::Lines;
use lemmabox_kernel::expr::Claim;
use lemmabox_lang::{
    Diagnostic, File, Located, Outline, canonical, expression_text, outline, parse_sound, resolve,
};
use lemmabox_prover::as_stated;
use lsp_types::{DiagnosticRelatedInformation, DiagnosticSeverity, Location, Uri};

/// An open file. Claims of other files are those it uses, read from the disk when its text changed.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) uri: Uri,
    pub(crate) text: String,
    pub(crate) lines: Lines,
    pub(crate) outline: Outline,
    /// Its claims without errors and those they use, lemmas first.
    pub(crate) claims: Vec<Located>,
    errors: Vec<Diagnostic>,
}

impl Document {
    pub(crate) fn new(uri: Uri, text: String) -> Self {
        let name = uri.as_str();
        let (file, mut errors) = parse_sound(name, &text);
        let file = if errors.is_empty() {
            file
        } else {
            with_known_uses(file, &uri)
        };
        let claims = resolve(with_lemmas(file, &uri)).unwrap_or_else(|found| {
            errors.extend(found);
            Vec::new()
        });
        Self {
            lines: Lines::new(&text),
            outline: outline(&text),
            claims,
            errors,
            text,
            uri,
        }
    }

    /// The claims that stand in this file, with their places in [`Document::claims`].
    pub(crate) fn own_claims(&self) -> impl Iterator<Item = (usize, &Located)> {
        let all = self.claims.iter().enumerate();
        all.filter(|(_, l)| l.source.name() == self.uri.as_str())
    }

    /// A claim and the lemmas it rests on as texts; verdicts belong to these.
    pub(crate) fn statement(&self, claim: usize) -> String {
        let mut needed = vec![claim];
        let mut next = 0;
        while let Some(&at) = needed.get(next) {
            for used in &self.claims[at].claim.uses {
                let lemma = self.claims.iter().position(|l| l.claim.name == used.lemma);
                needed.extend(lemma.filter(|l| !needed.contains(l)));
            }
            next += 1;
        }
        let texts = needed.iter().map(|&i| {
            let claim = &self.claims[i].claim;
            canonical(&as_stated(claim)) + &uses(claim)
        });
        texts.collect()
    }

    /// The errors as the protocol has them.
    pub(crate) fn diagnostics(&self) -> Vec<lsp_types::Diagnostic> {
        let own = self.errors.iter().filter(|e| {
            e.location()
                .is_none_or(|(name, _, _)| name == self.uri.as_str())
        });
        own.map(|error| self.diagnostic(error)).collect()
    }

    fn diagnostic(&self, error: &Diagnostic) -> lsp_types::Diagnostic {
        let mut places = error.labels.iter();
        let range = places
            .next()
            .map(|(span, _)| self.lines.range(&self.text, *span))
            .unwrap_or_default();
        let related: Vec<_> = places
            .map(|(span, message)| DiagnosticRelatedInformation {
                location: Location::new(self.uri.clone(), self.lines.range(&self.text, *span)),
                message: message.clone(),
            })
            .collect();
        let help = error.help.as_ref().map(|h| format!("\nhelp: {h}"));
        lsp_types::Diagnostic {
            range,
            severity: Some(DiagnosticSeverity::ERROR),
            source: Some("lemmabox".to_owned()),
            message: format!("{}{}", error.message, help.unwrap_or_default()),
            related_information: (!related.is_empty()).then_some(related),
            ..lsp_types::Diagnostic::default()
        }
    }
}

/// The lemmas a claim uses and for what, which its own text does not say.
fn uses(claim: &Claim) -> String {
    let mut out = String::new();
    for used in &claim.uses {
        out.push_str(&used.lemma);
        for (name, value) in &used.arguments {
            let value = expression_text(&claim.dag, &claim.variables, *value);
            out.push_str(&format!(" {name} = {value}"));
        }
        out.push('\n');
    }
    out
}

/// The file without the claims that use one which is not known, for it may have errors.
fn with_known_uses(mut file: File, uri: &Uri) -> File {
    loop {
        let files = with_lemmas(file.clone(), uri);
        let known: Vec<&str> = files
            .iter()
            .flat_map(|f| &f.claims)
            .map(|c| c.name.as_str())
            .collect();
        let uses_known = |c: &Claim| c.uses.iter().all(|u| known.contains(&u.lemma.as_str()));
        let before = file.claims.len();
        file.keep(|claim, _| uses_known(claim));
        if file.claims.len() == before {
            return file;
        }
    }
}

/// The file and those beside it that hold claims it uses, in turn.
fn with_lemmas(file: File, uri: &Uri) -> Vec<File> {
    let unknown = |files: &[File]| {
        let claims = || files.iter().flat_map(|f| &f.claims);
        let used = claims().flat_map(|c| &c.uses).map(|u| u.lemma.clone());
        used.filter(|name| claims().all(|c| c.name != *name))
            .collect::<Vec<String>>()
    };
    let mut files = vec![file];
    let Some(path) = path_of(uri).filter(|_| !unknown(&files).is_empty()) else {
        return files;
    };
    let mut others: Vec<File> = beside(&path)
        .iter()
        .filter_map(|p| lemmabox_lang::read_file(p).ok())
        .collect();
    loop {
        let missing = unknown(&files);
        let holds = |f: &File| f.claims.iter().any(|c| missing.contains(&c.name));
        let Some(at) = others.iter().position(holds) else {
            return files;
        };
        files.push(others.remove(at));
    }
}
