//! Sums, sequences and integrals in canonical text: one line each, after the variables.
//!
//! ```text
//! bound t'1 integer                       a bound variable
//! sequence a from 1                       an unknown sequence
//! sequence x from 0 step t'1              a defined one; its first values and the next one follow
//!   value term
//!   next term
//! symbol sum'2 = sum term over t'1 from term to term         `to inf` where it is infinite
//! symbol x'3 = value x at term
//! symbol integral'4 = integral term over x'3 from term to term
//! every t'1 from term to term assume step: formula
//! induction on n
//! ```
//!
//! A line may mention the symbols above it; sequences come where the symbols of their recurrence
//! are known.

use super::read::{Read, Reader};
use super::write::Writer;
use crate::expr::{
    Always, Claim, Domain, End, Expr, Kind, Meaning, Recurrence, Sequence, Symbols, Var, Variable,
};
use std::fmt::Write as _;

/// Writes the variables that are bound or symbols, in the order of their numbers, then sequences
/// and hypotheses.
pub(super) fn write(w: &mut Writer<'_>, claim: &Claim) {
    let name = |v: Var| {
        claim
            .variables
            .get(v.index())
            .map_or("", |x| x.name.as_str())
    };
    for sequence in &claim.symbols.sequences {
        let _ = writeln!(w.out, "  sequence {} from {}", sequence.name, sequence.from);
    }
    for (i, variable) in claim.variables.iter().enumerate() {
        let Ok(v) = u32::try_from(i).map(Var) else {
            continue;
        };
        if claim.symbols.bound.contains(&v) {
            let kind = if variable.kind == Kind::Integer {
                " integer"
            } else {
                ""
            };
            let _ = writeln!(w.out, "  bound {}{kind}", variable.name);
        }
        let Some(meaning) = claim.symbols.meaning(v) else {
            continue;
        };
        let _ = write!(w.out, "  symbol {} = ", variable.name);
        match meaning {
            Meaning::Fold {
                product,
                index,
                term,
                lo,
                hi,
            } => {
                w.out.push_str(if *product { "product " } else { "sum " });
                w.term(*term, 0, false);
                let _ = write!(w.out, " over {}", name(*index));
                ends(w, Some(*lo), *hi);
            }
            Meaning::Value { sequence, at } => {
                let named = claim.symbols.sequences.get(*sequence);
                let _ = write!(w.out, "value {} at ", named.map_or("", |s| &s.name));
                w.term(*at, 0, false);
            }
            Meaning::Integral {
                variable,
                integrand,
                lo,
                hi,
            } => {
                w.out.push_str("integral ");
                w.term(*integrand, 0, false);
                let _ = write!(w.out, " over {}", name(*variable));
                ends(w, *lo, *hi);
            }
        }
        w.out.push('\n');
    }
    for sequence in &claim.symbols.sequences {
        if let Some(recurrence) = &sequence.recurrence {
            let _ = writeln!(
                w.out,
                "  define {} over {}",
                sequence.name,
                name(recurrence.index)
            );
            for e in &recurrence.initial {
                w.out.push_str("  value ");
                w.term(*e, 0, false);
                w.out.push('\n');
            }
            w.out.push_str("  next ");
            w.term(recurrence.step, 0, false);
            w.out.push('\n');
        }
    }
    for always in &claim.symbols.always {
        let _ = write!(w.out, "  every {}", name(always.index));
        ends(w, Some(always.lo), always.hi);
        let _ = write!(w.out, " assume {}", always.name);
        if always.unused {
            w.out.push_str(" unused");
        }
        w.out.push_str(": ");
        w.formula(&always.formula, 0);
        w.out.push('\n');
    }
    if let Some(v) = claim.symbols.induction {
        let _ = writeln!(w.out, "  induction on {}", name(v));
    }
}

fn ends(w: &mut Writer<'_>, lo: Option<Expr>, hi: Option<Expr>) {
    w.out.push_str(" from ");
    match lo {
        None => w.out.push_str("-inf"),
        Some(e) => w.term(e, 0, false),
    }
    w.out.push_str(" to ");
    match hi {
        None => w.out.push_str("inf"),
        Some(e) => w.term(e, 0, false),
    }
}

/// Every term that the symbols of a claim mention.
pub(super) fn roots(symbols: &Symbols, out: &mut Vec<Expr>) {
    for (_, meaning) in &symbols.meanings {
        out.extend(meaning.terms());
    }
    for recurrence in symbols
        .sequences
        .iter()
        .filter_map(|s| s.recurrence.as_ref())
    {
        out.extend(&recurrence.initial);
        out.push(recurrence.step);
    }
    for always in &symbols.always {
        out.push(always.lo);
        out.extend(always.hi);
        always
            .formula
            .for_each_relation(&mut |r| out.extend([r.lhs, r.rhs]));
    }
}

/// The same symbols with every term mapped.
pub(super) fn mapped(symbols: &Symbols, map: &mut dyn FnMut(Expr) -> Expr) -> Symbols {
    let mut out = symbols.clone();
    for (_, meaning) in &mut out.meanings {
        meaning.terms_mut().for_each(|e| *e = map(*e));
    }
    for recurrence in out
        .sequences
        .iter_mut()
        .filter_map(|s| s.recurrence.as_mut())
    {
        recurrence.initial.iter_mut().for_each(|e| *e = map(*e));
        recurrence.step = map(recurrence.step);
    }
    for always in &mut out.always {
        always.lo = map(always.lo);
        always.hi = always.hi.map(&mut *map);
        always.formula = always.formula.map_terms(&mut |e| map(e));
    }
    out
}

/// Reads what [`write`] writes, after the variables.
pub(super) fn read(reader: &mut Reader<'_>, variables: &mut Vec<Variable>) -> Read<Symbols> {
    let mut symbols = Symbols::default();
    while reader.take_word("sequence") {
        let name = reader.name()?.to_owned();
        reader.keyword("from")?;
        let from = reader.small_integer()?;
        if symbols.sequences.iter().any(|s: &Sequence| s.name == name) {
            return Err(format!("`{name}` is introduced twice"));
        }
        symbols.sequences.push(Sequence {
            name,
            from,
            recurrence: None,
        });
    }
    loop {
        if reader.take_word("bound") {
            let v = fresh(reader, variables)?;
            if reader.take_word("integer") {
                variables[v.index()].kind = Kind::Integer;
            }
            symbols.bound.push(v);
        } else if reader.take_word("symbol") {
            let name = reader.name()?;
            reader.expect("=")?;
            let meaning = meaning(reader, &symbols)?;
            reader.declare(name, variables.len())?;
            let v = Var(u32::try_from(variables.len()).map_err(|_| "too many variables")?);
            variables.push(unbounded(name));
            symbols.meanings.push((v, meaning));
        } else {
            break;
        }
    }
    while reader.take_word("define") {
        let name = reader.name()?;
        reader.keyword("over")?;
        let index = bound(reader)?;
        let mut initial = Vec::new();
        while reader.take_word("value") {
            initial.push(reader.sum_term()?);
        }
        reader.keyword("next")?;
        let step = reader.sum_term()?;
        let found = symbols
            .sequences
            .iter_mut()
            .find(|s| s.name == name && s.recurrence.is_none());
        let Some(sequence) = found else {
            return Err(format!(
                "`{name}` is no sequence that waits for a definition"
            ));
        };
        sequence.recurrence = Some(Recurrence {
            initial,
            index,
            step,
        });
    }
    while reader.take_word("every") {
        let index = bound(reader)?;
        let (lo, hi) = read_ends(reader)?;
        reader.keyword("assume")?;
        let name = reader.name()?.to_owned();
        let unused = reader.take_word("unused");
        reader.expect(":")?;
        symbols.always.push(Always {
            name,
            index,
            lo: lo.ok_or("a range begins at an integer")?,
            hi,
            formula: reader.formula()?,
            unused,
        });
    }
    if reader.take_word("induction") {
        reader.keyword("on")?;
        symbols.induction = Some(bound(reader)?);
    }
    Ok(symbols)
}

fn unbounded(name: &str) -> Variable {
    Variable {
        name: name.to_owned(),
        domain: Domain {
            lo: End::Infinite,
            hi: End::Infinite,
        },
        kind: Kind::Real,
    }
}

fn fresh(reader: &mut Reader<'_>, variables: &mut Vec<Variable>) -> Read<Var> {
    let name = reader.name()?;
    reader.declare(name, variables.len())?;
    let v = Var(u32::try_from(variables.len()).map_err(|_| "too many variables")?);
    variables.push(unbounded(name));
    Ok(v)
}

fn bound(reader: &mut Reader<'_>) -> Read<Var> {
    let name = reader.name()?;
    reader
        .variable_named(name)
        .ok_or_else(|| format!("unknown name `{name}`"))
}

fn meaning(reader: &mut Reader<'_>, symbols: &Symbols) -> Read<Meaning> {
    let word = reader.word();
    Ok(match word {
        "sum" | "product" => {
            let term = reader.sum_term()?;
            reader.keyword("over")?;
            let index = bound(reader)?;
            let (lo, hi) = read_ends(reader)?;
            Meaning::Fold {
                product: word == "product",
                index,
                term,
                lo: lo.ok_or("a sum begins at an integer")?,
                hi,
            }
        }
        "value" => {
            let name = reader.name()?;
            reader.keyword("at")?;
            let place = symbols.sequences.iter().position(|s| s.name == name);
            Meaning::Value {
                sequence: place.ok_or_else(|| format!("`{name}` is no sequence"))?,
                at: reader.sum_term()?,
            }
        }
        "integral" => {
            let integrand = reader.sum_term()?;
            reader.keyword("over")?;
            let variable = bound(reader)?;
            let (lo, hi) = read_ends(reader)?;
            Meaning::Integral {
                variable,
                integrand,
                lo,
                hi,
            }
        }
        _ => return Err("expected `sum`, `product`, `value` or `integral`".into()),
    })
}

fn read_ends(reader: &mut Reader<'_>) -> Read<(Option<Expr>, Option<Expr>)> {
    reader.keyword("from")?;
    let lo = if reader.take("-inf") {
        None
    } else {
        Some(reader.sum_term()?)
    };
    reader.keyword("to")?;
    let hi = if reader.take_word("inf") {
        None
    } else {
        Some(reader.sum_term()?)
    };
    Ok((lo, hi))
}
