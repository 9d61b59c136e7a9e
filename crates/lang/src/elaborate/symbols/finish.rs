//! The symbols that a claim uses, numbered after its variables.

use lemmabox_kernel::core_text::roots;
use lemmabox_kernel::expr::{Claim, Expr, Symbols, Var};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// What is wrong where a symbol was multiplied by 0 or taken from itself, though it may be
/// undefined.
pub(in crate::elaborate) const VANISHED: &str = "a sum, a value of a sequence or an integral is multiplied by 0 or taken from \
                        itself: where it is undefined, so is the whole; leave it out";

/// Gives a claim the symbols that it uses, numbered after its variables, once every term has shown
/// that it keeps those that may be undefined. What each was is told with what it has become.
pub(in crate::elaborate) fn finish(
    claim: &mut Claim,
    holder: Claim,
) -> Result<Vec<(Var, Expr)>, String> {
    let free = claim.variables.len();
    let mut symbols = holder.symbols;
    let mut numbers: FxHashMap<Var, Var> = FxHashMap::default();
    let mut map = Vec::new();
    for v in used(claim, &symbols) {
        let Some(old) = holder.variables.get(v.index()) else {
            return Err("a variable is bound nowhere".into());
        };
        let stem = old.name.split('\'').next().unwrap_or("x").to_owned();
        let new = claim.new_variable(&stem, old.kind);
        numbers.insert(v, new);
        map.push((v, claim.dag.variable(new)));
    }
    let partial: FxHashMap<Var, Var> = (symbols.meanings.iter())
        .filter(|(_, meaning)| !symbols.is_defined(&claim.dag, meaning))
        .filter_map(|(v, _)| Some((*v, *numbers.get(v)?)))
        .collect();
    let dag = &mut claim.dag;
    let mut lost = false;
    let mut image = |e: Expr| {
        let new = dag.substitute(e, &map);
        if partial.is_empty() {
            return new;
        }
        let standing = dag.variables(new);
        let old = dag.variables(e).into_iter();
        lost |= old
            .filter_map(|v| partial.get(&v))
            .any(|v| !standing.contains(v));
        new
    };
    claim.goal = claim.goal.map_terms(&mut image);
    for hypothesis in &mut claim.hypotheses {
        hypothesis.formula = hypothesis.formula.map_terms(&mut image);
    }
    for instance in &mut claim.uses {
        instance
            .arguments
            .iter_mut()
            .for_each(|(_, e)| *e = image(*e));
    }
    renumber(&mut symbols, &numbers, &mut image);
    symbols.kept = false;
    claim.symbols = symbols;
    if lost {
        return Err(VANISHED.into());
    }
    // A bound name that no binder closed would show here.
    let stray = roots(claim).into_iter().any(|e| {
        let variables = claim.dag.variables(e).into_iter();
        variables
            .max()
            .is_some_and(|v| v.index() >= claim.variables.len())
    });
    if stray || claim.variables.len() < free {
        return Err("a variable is bound nowhere".into());
    }
    Ok(map)
}

/// The symbols that are used, from the claim inwards, and what their binders bind.
fn used(claim: &Claim, symbols: &Symbols) -> BTreeSet<Var> {
    let mut used = BTreeSet::new();
    let mut terms = roots(claim);
    for recurrence in symbols
        .sequences
        .iter()
        .filter_map(|s| s.recurrence.as_ref())
    {
        used.insert(recurrence.index);
        terms.extend(&recurrence.initial);
        terms.push(recurrence.step);
    }
    for always in &symbols.always {
        used.insert(always.index);
        terms.push(always.lo);
        terms.extend(always.hi);
        always
            .formula
            .for_each_relation(&mut |r| terms.extend([r.lhs, r.rhs]));
    }
    while let Some(e) = terms.pop() {
        for v in claim.dag.variables(e) {
            let Some(meaning) = symbols.meaning(v) else {
                continue;
            };
            if !used.insert(v) {
                continue;
            }
            used.extend(meaning.parts().0.map(|(bound, _)| bound));
            terms.extend(meaning.terms());
        }
    }
    used
}

/// Gives the symbols their new numbers and leaves out those that have none.
fn renumber(
    symbols: &mut Symbols,
    numbers: &FxHashMap<Var, Var>,
    image: &mut dyn FnMut(Expr) -> Expr,
) {
    let number = |v: Var| numbers.get(&v).copied().unwrap_or(v);
    symbols.bound.retain(|v| numbers.contains_key(v));
    symbols.bound.iter_mut().for_each(|v| *v = number(*v));
    symbols.bound.sort_unstable();
    symbols.meanings.retain(|(v, _)| numbers.contains_key(v));
    for (v, meaning) in &mut symbols.meanings {
        *v = number(*v);
        if let (Some((bound, _)), _) = meaning.parts_mut() {
            *bound = number(*bound);
        }
        meaning.terms_mut().for_each(|e| *e = image(*e));
    }
    for recurrence in symbols
        .sequences
        .iter_mut()
        .filter_map(|s| s.recurrence.as_mut())
    {
        recurrence.index = number(recurrence.index);
        recurrence.initial.iter_mut().for_each(|e| *e = image(*e));
        recurrence.step = image(recurrence.step);
    }
    for always in &mut symbols.always {
        always.index = number(always.index);
        always.lo = image(always.lo);
        always.hi = always.hi.map(&mut *image);
        always.formula = always.formula.map_terms(&mut |e| image(e));
    }
}

/// The symbols that stand in each term of a claim.
pub(in crate::elaborate) fn standing(claim: &Claim) -> Vec<Vec<Var>> {
    let roots = roots(claim);
    if claim.symbols.meanings.is_empty() {
        return vec![Vec::new(); roots.len()];
    }
    let symbols = |e: Expr| {
        let mut out = claim.dag.variables(e);
        out.retain(|v| claim.symbols.meaning(*v).is_some());
        out
    };
    roots.into_iter().map(symbols).collect()
}
