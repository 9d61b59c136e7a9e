//! Names that may stand at the cursor.

use crate::document::Document;
use crate::location::{beside, path_of};
use crate::words::meaning;
use lemmabox_lang::{CONTEXT_WORDS, KEYWORDS, NameKind, functions};
use lsp_types::{CompletionItem, CompletionItemKind};
use std::collections::BTreeSet;

/// The completions at a byte: claims after `use`; elsewhere functions, words of the language and
/// the names known there. Editors filter them by what is typed.
pub(crate) fn completions(document: &Document, offset: u32) -> Vec<CompletionItem> {
    if after_use(document, offset) {
        return claims(document);
    }
    let holds = |s: lemmabox_lang::Span| s.start <= offset && offset <= s.end;
    let mut seen = BTreeSet::new();
    let mut out = Vec::new();
    for named in &document.outline.names {
        let name = named.name.of(&document.text);
        let hidden = matches!(named.kind, NameKind::Claim | NameKind::Hypothesis);
        // The word being typed is no name yet.
        let itself = holds(named.name);
        if !hidden && !itself && named.scope.is_none_or(holds) && seen.insert(name) {
            let detail = named.whole.of(&document.text).to_owned();
            out.push(item(name, kind_of(named.kind), Some(detail)));
        }
    }
    let of_table = functions().map(|(name, _)| (name, CompletionItemKind::FUNCTION));
    let keywords = KEYWORDS.into_iter().chain(CONTEXT_WORDS);
    let keywords = keywords.map(|word| (word, CompletionItemKind::KEYWORD));
    let constant = std::iter::once(("pi", CompletionItemKind::CONSTANT));
    for (name, kind) in of_table.chain(constant).chain(keywords) {
        if seen.insert(name) {
            // Behind the snippet of the same word, which editors sort by `z`.
            let word = kind == CompletionItemKind::KEYWORD;
            out.push(CompletionItem {
                sort_text: word.then(|| format!("zz{name}")),
                ..item(name, kind, meaning(name).map(str::to_owned))
            });
        }
    }
    out
}

/// Whether the word at the cursor is the lemma of a `use`.
fn after_use(document: &Document, offset: u32) -> bool {
    let words = &document.outline.words;
    // The last word that ended before the one being typed.
    let before = words.partition_point(|w| w.end < offset);
    let Some(last) = before.checked_sub(1).and_then(|i| words.get(i)) else {
        return false;
    };
    let between = document.text.get(last.end as usize..offset as usize);
    last.of(&document.text) == "use"
        && between.is_some_and(|b| {
            b.starts_with(char::is_whitespace)
                && b.chars()
                    .all(|c| c.is_whitespace() || c.is_alphanumeric() || c == '_' || c == '\'')
        })
}

/// The claims of this file and of those beside it.
fn claims(document: &Document) -> Vec<CompletionItem> {
    let own = document.outline.names.iter();
    let own = own.filter(|n| n.kind == NameKind::Claim);
    let mut names: BTreeSet<String> = own.map(|n| n.name.of(&document.text).to_owned()).collect();
    let path = path_of(&document.uri);
    for other in path.iter().flat_map(|p| beside(p)) {
        if let Ok(file) = lemmabox_lang::read_file(&other) {
            names.extend(file.claims.into_iter().map(|c| c.name));
        }
    }
    let items = names.iter();
    items
        .map(|name| item(name, CompletionItemKind::CLASS, None))
        .collect()
}

fn item(label: &str, kind: CompletionItemKind, detail: Option<String>) -> CompletionItem {
    CompletionItem {
        label: label.to_owned(),
        kind: Some(kind),
        detail,
        ..CompletionItem::default()
    }
}

fn kind_of(kind: NameKind) -> CompletionItemKind {
    match kind {
        NameKind::Claim => CompletionItemKind::CLASS,
        NameKind::Definition => CompletionItemKind::VALUE,
        NameKind::Parameter
        | NameKind::Variable
        | NameKind::Vector
        | NameKind::Constant
        | NameKind::Sequence => CompletionItemKind::VARIABLE,
        NameKind::Function => CompletionItemKind::FUNCTION,
        NameKind::Hypothesis => CompletionItemKind::PROPERTY,
    }
}
