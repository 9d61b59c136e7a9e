//! A statement about every integer of a range, proved for one of them and then assumed of all.

use super::super::rejection::require;
use super::{confine, with_goal};
use crate::expr::{Always, Claim, Kind};

/// The premises of [`Rule::Every`](crate::certificate::Rule::Every).
///
/// The integer is a new variable of the first premise, so nothing that is assumed there speaks of
/// it. Another bound variable, free in the formula, would be one that nothing ranges over.
pub(super) fn premises(claim: &Claim, always: &Always) -> Result<Vec<Claim>, String> {
    let Always { index, lo, hi, .. } = *always;
    let bound = claim.symbols.bound.contains(&index);
    let kind = claim.variables.get(index.index()).map(|v| v.kind);
    require(
        bound && kind == Some(Kind::Integer),
        "a bound variable is of the wrong kind",
    )?;
    require(!always.unused, "a hypothesis marked unused")?;
    let bound_in = |e| {
        let variables = claim.free_variables(e).into_iter();
        variables.filter(|v| claim.symbols.bound.contains(v))
    };
    for e in [Some(lo), hi].into_iter().flatten() {
        require(claim.is_integer_term(e), "an end of a range is no integer")?;
        require(
            bound_in(e).next().is_none(),
            "a bound variable is in an end of a range",
        )?;
    }
    let mut alone = true;
    always.formula.for_each_relation(&mut |r| {
        alone &= bound_in(r.lhs).chain(bound_in(r.rhs)).all(|v| v == index);
    });
    require(alone, "another bound variable is free in a statement")?;
    let mut one = claim.clone();
    let t = one.new_variable("t", Kind::Integer);
    confine(&mut one, t, Some((lo, false)), hi.map(|e| (e, false)));
    let at = one.dag.variable(t);
    let goal = one.instantiate_formula(&always.formula, &[(index, at)])?;
    let mut all = claim.clone();
    all.symbols.always.push(always.clone());
    Ok(vec![with_goal(&one, goal), all])
}
