//! That the sums, values and integrals of a claim are defined wherever its hypotheses hold.

use super::super::rejection::{refuse, require};
use super::{
    affordable, conditions_premise, defined_premise, fold, integral, nonnegative, promote,
};
use crate::certificate::Convergence;
use crate::expr::{Always, Claim, Comparison, Expr, Formula, Kind, Meaning, Var};
use rustc_hash::{FxHashMap, FxHashSet};

/// Most premises that symbols are defined.
const MOST_OBLIGATIONS: usize = 1000;
/// Deepest nesting of symbols in the meanings of others.
const MOST_NESTED: u32 = 64;

/// The premises of [`Rule::Defined`](crate::certificate::Rule::Defined).
///
/// A symbol of a hypothesis is shown to be defined under the hypotheses without symbols alone; a
/// hypothesis that is undefined somewhere would otherwise vouch for itself. Those of the goal are
/// under all.
pub(super) fn premises(claim: &Claim, convergence: &[Convergence]) -> Result<Vec<Claim>, String> {
    collect(claim, convergence, &mut None)
}

/// The first infinite sum or integral of a claim of whose convergence nothing is said yet, with the
/// claim it is part of.
///
/// # Errors
/// Why the claim has no argument at all.
pub fn wanting(claim: &Claim, convergence: &[Convergence]) -> Result<Option<(Claim, Var)>, String> {
    let mut missing = None;
    match collect(claim, convergence, &mut missing) {
        Ok(_) => Ok(None),
        Err(_) if missing.is_some() => Ok(missing),
        Err(cause) => Err(cause),
    }
}

fn collect(
    claim: &Claim,
    convergence: &[Convergence],
    missing: &mut Option<(Claim, Var)>,
) -> Result<Vec<Claim>, String> {
    well_formed(claim)?;
    let mut obligations = Obligations {
        out: Vec::new(),
        visits: 0,
        most: affordable(claim).min(MOST_OBLIGATIONS),
        convergence: convergence.iter(),
        missing,
    };
    let has_symbols = |f: &Formula| {
        let mut found = false;
        f.for_each_relation(&mut |r| {
            for e in [r.lhs, r.rhs] {
                let variables = claim.dag.variables(e);
                found |= variables
                    .iter()
                    .any(|v| claim.symbols.meaning(*v).is_some());
            }
        });
        found
    };
    let mut weak = claim.clone();
    weak.hypotheses
        .retain(|h| h.unused || !has_symbols(&h.formula));
    weak.symbols.always.clear();
    weak.goal = Formula::True;
    let mut assumed: FxHashSet<usize> = FxHashSet::default();
    for hypothesis in claim.hypotheses.iter().filter(|h| !h.unused) {
        obligations.formula(&weak, &hypothesis.formula)?;
        sequences_of(claim, &hypothesis.formula, &mut assumed);
    }
    for always in claim.symbols.always.iter().filter(|a| !a.unused) {
        let Always { index, lo, hi, .. } = *always;
        let mut inner = weak.clone();
        promote(
            &mut inner,
            index,
            Kind::Integer,
            Some((lo, false)),
            hi.map(|e| (e, false)),
        )?;
        obligations.formula(&inner, &always.formula)?;
        sequences_of(claim, &always.formula, &mut assumed);
    }
    let mut full = claim.clone();
    full.goal = Formula::True;
    let mut used = assumed.clone();
    sequences_of(claim, &claim.goal, &mut used);
    for (i, sequence) in claim.symbols.sequences.iter().enumerate() {
        let Some(recurrence) = sequence.recurrence.as_ref().filter(|_| used.contains(&i)) else {
            continue;
        };
        let context = if assumed.contains(&i) { &weak } else { &full };
        for e in &recurrence.initial {
            obligations.defined(context, *e)?;
        }
        let mut inner = context.clone();
        let from = inner.dag.integer(sequence.from);
        promote(
            &mut inner,
            recurrence.index,
            Kind::Integer,
            Some((from, false)),
            None,
        )?;
        obligations.defined(&inner, recurrence.step)?;
    }
    obligations.formula(&full, &claim.goal)?;
    require(
        obligations.convergence.next().is_none(),
        "more is said of convergence than is needed",
    )?;
    let mut out = obligations.out;
    out.push(claim.clone());
    Ok(out)
}

/// The defined sequences on which a formula depends.
fn sequences_of(claim: &Claim, formula: &Formula, found: &mut FxHashSet<usize>) {
    let mut terms = Vec::new();
    formula.for_each_relation(&mut |r| terms.extend([r.lhs, r.rhs]));
    let mut seen = FxHashSet::default();
    while let Some(e) = terms.pop() {
        if !seen.insert(e) {
            continue;
        }
        for v in claim.dag.variables(e) {
            match claim.symbols.meaning(v) {
                None => {}
                Some(meaning @ (Meaning::Fold { .. } | Meaning::Integral { .. })) => {
                    terms.extend(meaning.terms());
                }
                Some(Meaning::Value { sequence, .. }) => {
                    if found.insert(*sequence)
                        && let Some(r) = claim
                            .symbols
                            .sequences
                            .get(*sequence)
                            .and_then(|s| s.recurrence.as_ref())
                    {
                        terms.push(r.step);
                        terms.extend(&r.initial);
                    }
                }
            }
        }
    }
}

/// No bound variable is in an end of its own range, and no index in the first values of its
/// recurrence.
fn ranges_are_outside(claim: &Claim) -> Result<(), String> {
    let outside = |v: Var, ends: &[Option<Expr>]| {
        let mut ends = ends.iter().flatten();
        require(
            ends.all(|e| !claim.depends_on(*e, v)),
            "a bound variable is in an end of its own range",
        )
    };
    for (_, meaning) in &claim.symbols.meanings {
        if let (Some((bound, _)), ends) = meaning.parts() {
            outside(bound, &ends)?;
        }
    }
    for always in &claim.symbols.always {
        let ends = [Some(always.lo), always.hi];
        outside(always.index, &ends)?;
        integers(claim, ends)?;
    }
    for recurrence in (claim.symbols.sequences.iter()).filter_map(|s| s.recurrence.as_ref()) {
        let first: Vec<Option<Expr>> = recurrence.initial.iter().copied().map(Some).collect();
        outside(recurrence.index, &first)?;
    }
    Ok(())
}

/// That ends and indices are integers, and so free of symbols: no rule would look at these.
fn integers(claim: &Claim, terms: [Option<Expr>; 2]) -> Result<(), String> {
    let mut terms = terms.into_iter().flatten();
    let cause = "an end of a range or an index is no integer";
    require(terms.all(|e| claim.is_integer_term(e)), cause)
}

/// A value is one of a sequence that there is, ends of sums and indices are integers. The kind of
/// what the meaning binds.
pub(super) fn binds(claim: &Claim, meaning: &Meaning) -> Result<Kind, String> {
    match *meaning {
        Meaning::Fold { lo, hi, .. } => {
            integers(claim, [Some(lo), hi])?;
            Ok(Kind::Integer)
        }
        Meaning::Value { sequence, at } => {
            integers(claim, [Some(at), None])?;
            let there = sequence < claim.symbols.sequences.len();
            require(there, "no such sequence")?;
            Ok(Kind::Integer)
        }
        Meaning::Integral { .. } => Ok(Kind::Real),
    }
}

/// Whether a variable is one that symbols bind, of this kind.
pub(super) fn is_bound(claim: &Claim, v: Var, kind: Kind) -> Result<(), String> {
    let there = claim.variables.get(v.index());
    require(
        there.is_some_and(|x| x.kind == kind) && claim.symbols.bound.contains(&v),
        "a bound variable is of the wrong kind",
    )
}

/// A recurrence gives each value by the `order` values before it and by sequences declared before;
/// meanings mention earlier symbols; bound variables are of the right kind.
pub(super) fn well_formed(claim: &Claim) -> Result<(), String> {
    ranges_are_outside(claim)?;
    let mut nested: FxHashMap<Var, u32> = FxHashMap::default();
    for (v, meaning) in &claim.symbols.meanings {
        let kind = binds(claim, meaning)?;
        if let (Some((bound, _)), _) = meaning.parts() {
            is_bound(claim, bound, kind)?;
        }
        let mut depth = 0;
        for e in meaning.terms() {
            for w in claim.dag.variables(e) {
                if claim.symbols.meaning(w).is_some() {
                    let Some(deeper) = nested.get(&w) else {
                        return refuse("a symbol is explained by a later one");
                    };
                    depth = depth.max(deeper + 1);
                }
            }
        }
        require(depth <= MOST_NESTED, "symbols are nested too deeply")?;
        nested.insert(*v, depth);
        require(
            v.index() < claim.variables.len() && !claim.symbols.bound.contains(v),
            "a symbol is no variable of the claim",
        )?;
    }
    for (i, sequence) in claim.symbols.sequences.iter().enumerate() {
        let Some(recurrence) = &sequence.recurrence else {
            continue;
        };
        require(
            !recurrence.initial.is_empty(),
            "a recurrence without a first value",
        )?;
        is_bound(claim, recurrence.index, Kind::Integer)?;
        require(
            (claim.symbols).rests_on_known(&claim.dag, i, recurrence),
            "a recurrence rests on values not known before",
        )?;
    }
    Ok(())
}

struct Obligations<'a> {
    out: Vec<Claim>,
    /// Symbols looked at; one inside others is looked at for each.
    visits: usize,
    /// Most of them, and most premises.
    most: usize,
    convergence: std::slice::Iter<'a, Convergence>,
    /// The first symbol of which nothing is said.
    missing: &'a mut Option<(Claim, Var)>,
}

impl<'a> Obligations<'a> {
    /// What is said of the convergence of a symbol.
    fn said(&mut self, context: &Claim, symbol: Var) -> Result<&'a Convergence, String> {
        match self.convergence.next() {
            Some(said) => Ok(said),
            None => {
                self.missing
                    .get_or_insert_with(|| (context.clone(), symbol));
                refuse("an infinite sum or an integral is not shown to converge")
            }
        }
    }

    fn formula(&mut self, context: &Claim, formula: &Formula) -> Result<(), String> {
        let mut terms = Vec::new();
        formula.for_each_relation(&mut |r| terms.extend([r.lhs, r.rhs]));
        let mut seen = FxHashSet::default();
        for e in terms {
            for v in context.dag.variables(e) {
                if seen.insert(v) {
                    self.symbol(context, v)?;
                }
            }
        }
        Ok(())
    }

    /// That a term is defined, and its symbols.
    fn defined(&mut self, context: &Claim, e: Expr) -> Result<(), String> {
        self.out.extend(defined_premise(context, e));
        self.symbols(context, e)
    }

    fn symbols(&mut self, context: &Claim, e: Expr) -> Result<(), String> {
        for v in context.dag.variables(e) {
            self.symbol(context, v)?;
        }
        Ok(())
    }

    fn symbol(&mut self, context: &Claim, v: Var) -> Result<(), String> {
        let Some(meaning) = context.symbols.meaning(v).cloned() else {
            return Ok(());
        };
        self.visits += 1;
        require(
            self.visits.max(self.out.len()) < self.most,
            "too many obligations",
        )?;
        match meaning {
            Meaning::Fold {
                product,
                index,
                term,
                lo,
                hi,
            } => {
                let mut inner = context.clone();
                let upper = hi.map(|e| (e, false));
                promote(&mut inner, index, Kind::Integer, Some((lo, false)), upper)?;
                self.defined(&inner, term)?;
                if hi.is_none() {
                    require(!product, "an infinite product")?;
                    let said = self.said(context, v)?;
                    let Convergence::Majorant(majorant) = said else {
                        return refuse("an infinite sum is not shown to converge");
                    };
                    require(
                        super::in_range(context, *majorant),
                        "a term has an unknown variable",
                    )?;
                    let premise = fold::convergent(
                        context,
                        &context.symbols.meaning(v).cloned().ok_or("no symbol")?,
                        *majorant,
                    )?;
                    self.out.push(premise);
                }
                Ok(())
            }
            Meaning::Value { sequence, at } => {
                let Some(from) = context.symbols.sequences.get(sequence).map(|s| s.from) else {
                    return refuse("no such sequence");
                };
                let mut context = context.clone();
                let from = context.dag.integer(from);
                let distance = context.dag.sub(at, from);
                let condition = nonnegative(&mut context, distance);
                self.out
                    .extend(conditions_premise(&context, vec![condition]));
                Ok(())
            }
            Meaning::Integral {
                variable,
                integrand,
                lo,
                hi,
            } => self.integral(context, v, (variable, integrand), (lo, hi)),
        }
    }

    fn integral(
        &mut self,
        context: &Claim,
        symbol: Var,
        (variable, integrand): (Var, Expr),
        (lo, hi): (Option<Expr>, Option<Expr>),
    ) -> Result<(), String> {
        for e in [lo, hi].into_iter().flatten() {
            self.defined(context, e)?;
        }
        let convergence = self.said(context, symbol)?;
        let mut inner = context.clone();
        let open = |e: Option<Expr>| e.map(|e| (e, true));
        promote(&mut inner, variable, Kind::Real, open(lo), open(hi))?;
        match convergence {
            Convergence::Continuous | Convergence::Form(_) => {
                self.out
                    .extend(integral::integrable(context, symbol, convergence)?);
                self.symbols(&inner, integrand)
            }
            Convergence::Pieces(pieces) => {
                let (premises, _, _) = integral::needs(
                    &mut context.clone(),
                    (variable, integrand, lo, hi),
                    pieces,
                    Comparison::Equal,
                )?;
                self.out.extend(premises);
                self.symbols(&inner, integrand)
            }
            Convergence::Majorant(_) => refuse("an integral is not shown to converge"),
        }
    }
}
