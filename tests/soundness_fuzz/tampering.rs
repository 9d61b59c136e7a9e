//! Claims made false at a known point, and proofs altered at random.

use crate::families::Case;
use crate::oracle::{F, Random, Truth};
use lemmabox::certificate::{
    Change, Factor, FormulaProof, Given, Leaf, Point, Product, Proof, Side, Sign, Tree,
};
use lemmabox::exact::Q;
use lemmabox::expr::{Claim, Comparison, Expr, Formula, Unary, Var};
use rug::Rational;

fn q(x: &Rational) -> Q {
    x.to_string().parse().expect("both write p/q")
}

/// A claim like `claim` that is certainly false at one of the points: the goal is raised above its
/// value there, negated, or turned. `None` when the oracle knows no such point.
pub fn falsify(
    claim: &Claim,
    case: &Case,
    points: &[Vec<Rational>],
    random: &mut Random,
) -> Option<Claim> {
    let usable: Vec<&Vec<Rational>> = points
        .iter()
        .filter(|p| case.assumed(p) == Truth::True)
        .collect();
    let mut out = claim.clone();
    // The bound of a plain goal, raised by a hair above the least value seen.
    if let (F::Rel(l, op @ (">=" | ">" | "<=" | "<"), r), Formula::Relation(relation)) =
        (&case.goal, &claim.goal)
        && !random.one_in(4)
    {
        let sign = if op.starts_with('>') { 1.0 } else { -1.0 };
        let gap = |p: &Vec<Rational>| Some(sign * (l.about(p)? - r.about(p)?));
        let (point, least) = usable
            .iter()
            .filter_map(|p| Some((*p, gap(p)?)))
            .min_by(|a, b| a.1.total_cmp(&b.1))?;
        let hair = random.pick(&[0.0, 1e-12, 1e-6, 0.1]);
        let mut shift = Rational::from_f64(least * (1.0 + 1e-14) + hair)?;
        if sign < 0.0 {
            shift = -shift;
        }
        let raised = F::Rel(
            l.clone(),
            op,
            crate::oracle::op('+', r.clone(), crate::oracle::num(shift.clone())),
        );
        if raised.value(point) != Truth::False {
            return None;
        }
        let by = out.dag.rational(q(&shift));
        let rhs = out.dag.add(relation.rhs, by);
        out.goal = Formula::Relation(lemmabox::expr::Relation { rhs, ..*relation });
        return Some(out);
    }
    if usable.is_empty() {
        return None;
    }
    let point = random.pick(&usable);
    (case.goal.value(point) == Truth::True).then(|| {
        out.goal = claim.goal.negated();
        out
    })
}

/// One random alteration somewhere in a proof.
pub fn alter(proof: &mut Proof, claim: &Claim, random: &mut Random) {
    if random.one_in(8) && !proof.lemmas.is_empty() {
        let i = random.below(proof.lemmas.len());
        let conditions = &mut proof.lemmas[i].conditions;
        match random.below(3) {
            0 => conditions.clear(),
            1 => {
                conditions.pop();
            }
            _ => conditions
                .iter_mut()
                .for_each(|c| formula(c, claim, random)),
        }
    } else {
        tree(&mut proof.tree, claim, random);
    }
}

fn variable(claim: &Claim, random: &mut Random) -> Var {
    Var(random.below(claim.variables.len().max(1)) as u32)
}

fn side(random: &mut Random) -> Side {
    random.pick(&[Side::Lower, Side::Upper])
}

fn index(random: &mut Random) -> usize {
    random.below(4)
}

fn point(claim: &Claim, random: &mut Random) -> Point {
    let ends: Vec<Point> = claim
        .variables
        .iter()
        .flat_map(|v| [v.domain.lo, v.domain.hi])
        .filter_map(|e| e.constant().map(Point::Constant))
        .collect();
    if ends.is_empty() || random.one_in(2) {
        Point::Dyadic(random.pick(&[
            0.0,
            1.0,
            -1.0,
            0.5,
            1e10,
            -1e10,
            1e-10,
            1e300,
            f64::INFINITY,
            f64::NAN,
        ]))
    } else {
        random.pick(&ends)
    }
}

fn leaf(claim: &Claim, random: &mut Random) -> Leaf {
    let proof = simple(claim, random);
    if random.one_in(2) {
        Leaf::Goal(proof)
    } else {
        Leaf::Vacuous {
            hypothesis: index(random),
            proof,
        }
    }
}

fn simple(claim: &Claim, random: &mut Random) -> FormulaProof {
    match random.below(9) {
        0 => FormulaProof::True,
        1 => FormulaProof::Assumed,
        2 => FormulaProof::All(Vec::new()),
        3 => FormulaProof::Identity,
        4 => FormulaProof::Any(index(random), Box::new(FormulaProof::Assumed)),
        5 => FormulaProof::Both(reason(claim, random), reason(claim, random)),
        _ => FormulaProof::Sign {
            negated: random.one_in(3),
            sign: reason(claim, random),
        },
    }
}

fn reason(claim: &Claim, random: &mut Random) -> Sign {
    let inner = |random: &mut Random| {
        Box::new(random.pick(&[Sign::Natural, Sign::MeanValue, Sign::Taylor, Sign::Exact]))
    };
    match random.below(14) {
        12 => Sign::Remainder,
        13 => Sign::Vanishing {
            variable: variable(claim, random),
            side: side(random),
            slope: inner(random),
        },
        0 => Sign::Natural,
        1 => Sign::MeanValue,
        2 => Sign::Taylor,
        3 => Sign::Exact,
        4 => Sign::Monotone {
            sides: vec![(variable(claim, random), side(random))],
            face: inner(random),
        },
        5 => Sign::Monotone {
            sides: Vec::new(),
            face: inner(random),
        },
        6 => Sign::Collapse {
            variable: variable(claim, random),
            side: side(random),
            slope: inner(random),
            face: inner(random),
        },
        7 => Sign::Product(product(claim, random)),
        8 => Sign::Contradiction(product(claim, random)),
        9 => Sign::Slide {
            fact: random.below(3),
            variable: variable(claim, random),
            slope: inner(random),
            face: inner(random),
        },
        10 => {
            let (greater, lesser) = sides_of(claim);
            Sign::Image {
                function: random.pick(&[
                    Unary::Exp,
                    Unary::Log,
                    Unary::Sin,
                    Unary::Tan,
                    Unary::Cos,
                ]),
                greater,
                lesser,
                sign: inner(random),
            }
        }
        _ => Sign::Convex {
            point: (0..claim.variables.len())
                .map(|i| (Var(i as u32), point(claim, random)))
                .collect(),
        },
    }
}

/// The two sides of the first relation of the goal, the greater first.
fn sides_of(claim: &Claim) -> (Expr, Expr) {
    let mut sides = None;
    claim.goal.for_each_relation(&mut |r| {
        sides = sides.or(Some(match r.op {
            Comparison::Less | Comparison::LessEqual => (r.rhs, r.lhs),
            _ => (r.lhs, r.rhs),
        }));
    });
    sides.expect("a goal has a relation")
}

fn product(claim: &Claim, random: &mut Random) -> Product {
    Product {
        multiplier: (0..random.below(2))
            .map(|_| factor(claim, random))
            .collect(),
        terms: (0..random.below(3))
            .map(|_| {
                (
                    coefficient(random),
                    (0..random.below(3))
                        .map(|_| factor(claim, random))
                        .collect(),
                )
            })
            .collect(),
        equalities: Vec::new(),
    }
}

fn coefficient(random: &mut Random) -> Q {
    let x = match random.below(4) {
        0 => Rational::new(),
        1 => -random.positive(),
        2 => random.tiny(),
        _ => random.positive(),
    };
    q(&x)
}

fn factor(claim: &Claim, random: &mut Random) -> Factor {
    match random.below(3) {
        0 => Factor::Fact(index(random)),
        1 => Factor::End(variable(claim, random), side(random)),
        _ => Factor::Negated,
    }
}

/// Another term of the claim for this one: the first that differs.
fn exchange_term(term: &mut Expr, claim: &Claim) {
    let mut other = None;
    claim.goal.for_each_relation(&mut |r| {
        let sides = [r.lhs, r.rhs];
        other = other.or(sides.into_iter().find(|e| e != term));
    });
    *term = other.unwrap_or(*term);
}

fn tree(t: &mut Tree, claim: &Claim, random: &mut Random) {
    if random.one_in(10) {
        *t = match random.below(5) {
            0 => Tree::Conjuncts(Vec::new()),
            1 => Tree::Cases {
                hypothesis: index(random),
                branches: Vec::new(),
            },
            2 => Tree::Invert {
                variable: variable(claim, random),
                inner: Box::new(t.clone()),
            },
            3 => Tree::Narrow {
                fact: index(random),
                variable: variable(claim, random),
                inner: Box::new(t.clone()),
            },
            _ => Tree::Leaf(leaf(claim, random)),
        };
        return;
    }
    match t {
        Tree::Leaf(l) => match l {
            Leaf::Goal(p) | Leaf::Vacuous { proof: p, .. } if !random.one_in(5) => {
                formula(p, claim, random)
            }
            _ => *l = leaf(claim, random),
        },
        Tree::Split {
            variable: v,
            at,
            below,
            above,
        } => match random.below(10) {
            0 => *at = point(claim, random),
            1 => *v = variable(claim, random),
            2 => std::mem::swap(below, above),
            3 => *above = below.clone(),
            4 => *t = (**below).clone(),
            5 => *t = (**above).clone(),
            6 | 7 => tree(below, claim, random),
            _ => tree(above, claim, random),
        },
        Tree::Conjuncts(parts) => match random.below(4) {
            0 => {
                parts.pop();
            }
            1 => parts.reverse(),
            _ => parts.iter_mut().for_each(|p| tree(p, claim, random)),
        },
        Tree::Disjunct { index: i, inner } => match random.below(4) {
            0 => *i = index(random),
            1 => *t = (**inner).clone(),
            _ => tree(inner, claim, random),
        },
        Tree::Cases {
            hypothesis,
            branches,
        } => match random.below(4) {
            0 => {
                branches.pop();
            }
            1 => *hypothesis = index(random),
            _ => branches.iter_mut().for_each(|p| tree(p, claim, random)),
        },
        Tree::Assert {
            term,
            strict,
            sign: s,
            inner,
        } => match random.below(8) {
            0 => exchange_term(term, claim),
            1 => *strict = !*strict,
            2 => *t = (**inner).clone(),
            3 | 4 => *s = reason(claim, random),
            _ => tree(inner, claim, random),
        },
        Tree::Compare {
            term,
            cut,
            strict,
            below,
            above,
        } => match random.below(9) {
            0 => exchange_term(term, claim),
            1 => *cut = !*cut,
            7 => *strict = !*strict,
            2 => std::mem::swap(below, above),
            3 => *above = below.clone(),
            4 => *t = (**below).clone(),
            5 => *t = (**above).clone(),
            6 => tree(below, claim, random),
            _ => tree(above, claim, random),
        },
        Tree::Narrow {
            fact,
            variable: v,
            inner,
        } => match random.below(5) {
            0 => *fact = index(random),
            1 => *v = variable(claim, random),
            2 => *t = (**inner).clone(),
            _ => tree(inner, claim, random),
        },
        Tree::Change(change) => {
            if random.one_in(8) {
                *t = change.inner.clone();
            } else {
                change_of_variables(change, claim, random);
            }
        }
        Tree::Period {
            variable: v,
            period,
            start,
            inner,
        } => match random.below(5) {
            0 => *v = variable(claim, random),
            1 => exchange_term(period, claim),
            2 => exchange_term(start, claim),
            3 => *t = (**inner).clone(),
            _ => tree(inner, claim, random),
        },
        Tree::Kept(_) => *t = Tree::Leaf(leaf(claim, random)),
        Tree::Argument(argument) => match random.below(4) {
            0 => {
                argument.premises.pop();
            }
            1 => argument.premises.reverse(),
            _ => {
                let n = argument.premises.len();
                if n > 0 {
                    let i = random.below(n);
                    tree(&mut argument.premises[i], claim, random);
                }
            }
        },
        Tree::Invert { variable: v, inner } => match random.below(4) {
            0 => *v = variable(claim, random),
            1 => *t = (**inner).clone(),
            _ => tree(inner, claim, random),
        },
    }
}

fn change_of_variables(c: &mut Change, claim: &Claim, random: &mut Random) {
    match random.below(10) {
        0 => c.variables.iter_mut().for_each(|v| v.lo = None),
        1 => c.variables.iter_mut().for_each(|v| {
            if let Some(end) = &mut v.hi {
                end.open = !end.open;
            }
        }),
        2 => c.variables.iter_mut().for_each(|v| {
            for end in [&mut v.lo, &mut v.hi].into_iter().flatten() {
                end.sign = reason(claim, random);
            }
        }),
        3 => c.variables.reverse(),
        4 => exchange_term(&mut c.goal, claim),
        5 => {
            c.multiplier.pop();
        }
        6 => c.multiplier.push(factor(claim, random)),
        7 => c.eliminated.push((index(random), variable(claim, random))),
        8 => c.given.push(Given::Fact {
            fact: index(random),
            multiplier: Vec::new(),
            term: c.goal,
        }),
        _ => tree(&mut c.inner, claim, random),
    }
}

fn formula(p: &mut FormulaProof, claim: &Claim, random: &mut Random) {
    match p {
        FormulaProof::All(parts) if !parts.is_empty() => match random.below(3) {
            0 => {
                parts.pop();
            }
            1 => parts.reverse(),
            _ => parts.iter_mut().for_each(|p| formula(p, claim, random)),
        },
        FormulaProof::Any(i, inner) => {
            if random.one_in(2) {
                *i = index(random);
            } else {
                formula(inner, claim, random);
            }
        }
        FormulaProof::Sign { negated, sign } => match random.below(6) {
            0 => *negated = !*negated,
            1 => *p = simple(claim, random),
            _ => change(sign, claim, random),
        },
        _ => *p = simple(claim, random),
    }
}

fn change(s: &mut Sign, claim: &Claim, random: &mut Random) {
    if random.one_in(4) {
        *s = reason(claim, random);
        return;
    }
    match s {
        Sign::Natural | Sign::MeanValue | Sign::Taylor | Sign::Exact | Sign::Remainder => {
            *s = reason(claim, random);
        }
        Sign::Vanishing {
            variable: v,
            side: s,
            slope,
        } => match random.below(3) {
            0 => *v = variable(claim, random),
            1 => *s = side(random),
            _ => change(slope, claim, random),
        },
        Sign::Monotone { sides, face } => match random.below(4) {
            0 => sides.iter_mut().for_each(|(_, s)| *s = side(random)),
            1 => sides.push((variable(claim, random), side(random))),
            2 => {
                sides.pop();
            }
            _ => change(face, claim, random),
        },
        Sign::Collapse {
            variable: v,
            side: s,
            slope,
            face,
        } => match random.below(5) {
            0 => *v = variable(claim, random),
            1 => *s = side(random),
            2 => change(slope, claim, random),
            3 => std::mem::swap(slope, face),
            _ => change(face, claim, random),
        },
        Sign::Slide {
            fact,
            variable: v,
            slope,
            face,
        } => match random.below(5) {
            0 => *v = variable(claim, random),
            1 => *fact = random.below(4),
            2 => change(slope, claim, random),
            3 => std::mem::swap(slope, face),
            _ => change(face, claim, random),
        },
        Sign::Image {
            function,
            greater,
            lesser,
            sign,
        } => match random.below(4) {
            0 => {
                *function =
                    random.pick(&[Unary::Exp, Unary::Log, Unary::Sin, Unary::Tan, Unary::Cos]);
            }
            1 => std::mem::swap(greater, lesser),
            2 => exchange_term(greater, claim),
            _ => change(sign, claim, random),
        },
        Sign::Product(p) | Sign::Contradiction(p) => match random.below(6) {
            0 => p.multiplier = vec![factor(claim, random)],
            1 => {
                p.terms.pop();
            }
            2 => p.terms.iter_mut().for_each(|t| t.0 = coefficient(random)),
            3 => p
                .terms
                .push((coefficient(random), vec![factor(claim, random)])),
            4 => p.terms.iter_mut().for_each(|t| t.0 = -t.0.clone()),
            _ => {
                let other = p.clone();
                *s = if random.one_in(2) {
                    Sign::Product(other)
                } else {
                    Sign::Contradiction(other)
                };
            }
        },
        Sign::Chord {
            variable: v,
            second,
            low,
            high,
        } => match random.below(4) {
            0 => *v = variable(claim, random),
            1 => std::mem::swap(low, high),
            2 => change(second, claim, random),
            _ => change(low, claim, random),
        },
        Sign::Tangent {
            function,
            argument,
            at,
        } => match random.below(4) {
            0 => *function = random.pick(&[Unary::Exp, Unary::Log, Unary::Sin, Unary::Sqrt]),
            1 => exchange_term(argument, claim),
            2 => exchange_term(at, claim),
            _ => std::mem::swap(argument, at),
        },
        Sign::Arms {
            term,
            first,
            second,
        } => match random.below(4) {
            0 => exchange_term(term, claim),
            1 => std::mem::swap(first, second),
            2 => change(first, claim, random),
            _ => change(second, claim, random),
        },
        Sign::Arm { term, second } => match random.below(2) {
            0 => exchange_term(term, claim),
            _ => *second = !*second,
        },
        Sign::Convex { point: at } => {
            at.iter_mut().for_each(|(_, x)| *x = point(claim, random));
        }
    }
}
