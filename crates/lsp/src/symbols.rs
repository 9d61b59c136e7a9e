//! The tree of claims, and where names are defined.

use crate::document::Document;
use crate::location::{beside, path_of, uri_of};
use crate::position::Lines;
use lemmabox_lang::{NameKind, Named, Span};
use lsp_types::{DocumentSymbol, Location, SymbolKind};

/// Claims and definitions of the file; variables, hypotheses and definitions of claims below them.
pub(crate) fn symbols(document: &Document) -> Vec<DocumentSymbol> {
    let mut out: Vec<DocumentSymbol> = Vec::new();
    for named in &document.outline.names {
        if named.kind == NameKind::Parameter {
            continue;
        }
        let symbol = symbol(document, named);
        match (named.scope, out.last_mut()) {
            // Names of a claim follow it.
            (Some(_), Some(claim)) => claim.children.get_or_insert_default().push(symbol),
            _ => out.push(symbol),
        }
    }
    out
}

fn symbol(document: &Document, named: &Named) -> DocumentSymbol {
    let kind = match named.kind {
        NameKind::Claim => SymbolKind::CLASS,
        NameKind::Definition => SymbolKind::CONSTANT,
        NameKind::Hypothesis => SymbolKind::PROPERTY,
        NameKind::Function => SymbolKind::FUNCTION,
        NameKind::Parameter
        | NameKind::Variable
        | NameKind::Vector
        | NameKind::Sequence
        | NameKind::Constant => SymbolKind::VARIABLE,
    };
    let text = &document.text;
    let selection_range = document.lines.range(text, named.name);
    let mut range = document.lines.range(text, named.whole);
    range.end = range.end.max(selection_range.end);
    // The protocol's type has a field it no longer wants.
    #[allow(deprecated)]
    DocumentSymbol {
        name: named.name.of(text).to_owned(),
        detail: Some(named.kind.described().to_owned()),
        kind,
        tags: None,
        deprecated: None,
        range,
        selection_range,
        children: None,
    }
}

/// Where the name at a byte is introduced; a lemma may stand in a file beside this one.
pub(crate) fn definition(document: &Document, offset: u32) -> Option<Location> {
    let word = document.outline.word_at(offset)?;
    let name = word.of(&document.text);
    if let Some(named) = document.outline.named(&document.text, name, word.start) {
        let range = document.lines.range(&document.text, named.name);
        return Some(Location::new(document.uri.clone(), range));
    }
    if !document.outline.uses.contains(&word) {
        return None;
    }
    beside(&path_of(&document.uri)?).iter().find_map(|path| {
        let file = lemmabox_lang::read_file(path).ok()?;
        let at = file.claims.iter().position(|c| c.name == name)?;
        let span: Span = file.spans.get(at)?.name;
        let text = file.source.text();
        let range = Lines::new(text).range(text, span);
        Some(Location::new(uri_of(path)?, range))
    })
}
