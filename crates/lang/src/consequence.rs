//! Errors that only follow from others: of two that say the same of one slip, the better stays.

use super::diagnostic::Diagnostic;
use super::lexer::Token;

/// The errors of the lexer, of the parser and of elaboration without those that follow from
/// another in their clause.
pub(super) fn without_consequences(
    tokens: &[Token],
    spelled: Vec<Diagnostic>,
    parsed: Vec<Diagnostic>,
    elaborated: Vec<Diagnostic>,
) -> Vec<Diagnostic> {
    let clause = |e: &Diagnostic| {
        let place = e.place()?;
        let begun = |t: &&Token| t.kind.starts_clause() && t.span.start <= place.start;
        Some((tokens.iter().filter(begun).count(), place))
    };
    // Where the parser has stopped at a sign it says what is due there, and the spelling does not
    // matter; an operator that was read for the sign is named by who refuses its operands.
    let said_better = |sign: &Diagnostic| {
        let here = clause(sign);
        let stopped = |e: &Diagnostic| match (clause(e), here) {
            (Some((c, place)), Some((d, at))) => {
                c == d && place.start <= at.start && at.start <= place.end
            }
            _ => false,
        };
        let named = |e: &Diagnostic| {
            let same = clause(e).map(|c| c.0) == here.map(|c| c.0);
            same && sign.replacement().is_some_and(|r| e.message.contains(r))
        };
        parsed.iter().any(stopped) || elaborated.iter().any(named)
    };
    let spelled: Vec<Diagnostic> = (spelled.into_iter())
        .filter(|sign| !said_better(sign))
        .collect();
    let holds_a_slip = |e: &Diagnostic| {
        let whole = e.place();
        spelled
            .iter()
            .any(|sign| whole.is_some_and(|whole| sign.is_inside(whole)))
    };
    let elaborated: Vec<Diagnostic> = (elaborated.into_iter())
        .filter(|e| !holds_a_slip(e))
        .collect();
    spelled
        .into_iter()
        .chain(parsed)
        .chain(elaborated)
        .collect()
}
