//! Simplification before the search: variables that an equation gives as a polynomial in the
//! others are substituted.

use super::formula::{Node, Relation};
use lemmabox_algebra::polynomial::Polynomial;

/// `pivot * variable + rest = 0`, with a nonzero integer `pivot`.
#[derive(Clone, Debug)]
pub(super) struct Definition {
    pub(super) variable: usize,
    pub(super) pivot: Polynomial,
    pub(super) rest: Polynomial,
}

/// A formula without the variables the definitions give, each in terms of those not defined before
/// it.
#[derive(Clone, Debug)]
pub(super) struct Prepared {
    pub(super) formula: Node,
    pub(super) definitions: Vec<Definition>,
}

pub(super) fn prepare(mut formula: Node, variables: usize) -> Prepared {
    let mut definitions = Vec::new();
    while let Some(definition) = find_definition(&formula, variables) {
        let numerator = -&definition.rest;
        // The pivot is made positive, so clearing denominators keeps signs.
        formula = formula.map(&mut |c| {
            let p = c.polynomial.substitute_quotient(
                definition.variable,
                &numerator,
                &definition.pivot,
            );
            Node::literal(&p, c.relation)
        });
        definitions.push(definition);
    }
    Prepared {
        formula,
        definitions,
    }
}

/// Largest total degree, and number of terms, that substituting may lead to, by estimate.
const MAX_DEGREE: usize = 24;
const MAX_TERMS: usize = 2_000;

/// Would substituting keep the polynomials small?
fn is_cheap(formula: &Node, variable: usize, rest: &Polynomial) -> bool {
    let (degree, terms) = (rest.total_degree().max(1), rest.term_count().max(1));
    let mut cheap = true;
    formula.each_literal(&mut |c| {
        let power = c.polynomial.degree_in(variable);
        if power > 0 {
            // An upper bound of the terms of a power of a sum, times the terms it occurs in.
            let powers = (1..=power).fold(1usize, |n, i| n.saturating_mul(terms + i - 1) / i);
            cheap &= power * degree <= MAX_DEGREE
                && powers.saturating_mul(c.polynomial.term_count()) <= MAX_TERMS;
        }
    });
    cheap
}

/// The simplest linear definition among the equations that must hold.
fn find_definition(formula: &Node, variables: usize) -> Option<Definition> {
    let equations: Vec<&Polynomial> = match formula {
        Node::Literal(c) if c.relation == Relation::Equal => vec![&c.polynomial],
        Node::And(parts) => parts
            .iter()
            .filter_map(|n| match n {
                Node::Literal(c) if c.relation == Relation::Equal => Some(&c.polynomial),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    };
    let mut best: Option<((usize, usize), Definition)> = None;
    for p in equations {
        for variable in 0..variables {
            if p.degree_in(variable) != 1 {
                continue;
            }
            // p = linear * x + rest; linear must be an integer.
            let rest = p.substitute(variable, &num_rational::BigRational::from_integer(0.into()));
            let Some(linear) = (p - &rest).div_exact(&Polynomial::variable(variable)) else {
                continue;
            };
            let Some(pivot) = linear.as_constant() else {
                continue;
            };
            let cost = (rest.total_degree(), rest.term_count());
            if best.as_ref().is_none_or(|(c, _)| cost < *c) && is_cheap(formula, variable, &rest) {
                let negative = num_traits::Signed::is_negative(pivot);
                let (pivot, rest) = if negative {
                    (-&linear, -&rest)
                } else {
                    (linear.clone(), rest)
                };
                best = Some((
                    cost,
                    Definition {
                        variable,
                        pivot,
                        rest,
                    },
                ));
            }
        }
    }
    best.map(|(_, d)| d)
}
