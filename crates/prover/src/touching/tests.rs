use super::*;
use crate::Cancel;
use crate::enclose::closed_terms;
use lemmabox_interval::{Enclosure, MpInterval, Precision};
use lemmabox_kernel::certificate::{FormulaProof, Leaf, Proof, Side, Tree};
use lemmabox_kernel::exact::{Q, rational};
use lemmabox_kernel::expr::normal::Atom;
use lemmabox_kernel::expr::{Algebra, Claim, Comparison, Formula, Normaliser, Relation};
use num_traits::Signed;
use std::sync::Mutex;

/// The atoms of as many variables.
pub(super) fn atoms<const N: usize>() -> [Atom; N] {
    let (mut dag, mut normaliser) = (Dag::new(), Normaliser::new());
    std::array::from_fn(|i| {
        let x = dag.variable(Var(u32::try_from(i).unwrap()));
        normaliser.atom_of(&dag, x)
    })
}

const G: &str = "let g(phi) = (pi - phi)*cos(phi) + sin(phi)\n";

fn claim(body: &str) -> Claim {
    let text = format!("{G}claim c \"under test\" {{\n{body}\n}}\n");
    match lemmabox_lang::parse_file("test", &text) {
        Ok(file) => file.claims.into_iter().next().expect("a claim"),
        Err(e) => panic!("{body}\n{e:?}"),
    }
}

/// Proves every conjunct of the goal; cuts at touching points first, then in the middle, `depth`
/// times. Every reason is checked again as it is found, and the whole proof by the checker.
fn prove(body: &str, depth: u32) -> bool {
    prove_claim(claim(body), depth)
}

fn prove_claim(mut claim: Claim, depth: u32) -> bool {
    let facts = claim.facts();
    let goals = claim.goal.conjuncts();
    assert!(!goals.is_empty());
    let region = Region::domain(&claim, &claim.dag);
    goals.iter().all(|r| {
        let (f, strict) = r.difference(&mut claim.dag);
        let dag = Mutex::new(claim.dag.clone());
        let cancel = Cancel::new();
        let context = TouchContext {
            claim: &claim,
            facts: &facts,
            signed_facts: &[],
            dag: &dag,
            precision: 128,
            cancel: &cancel,
            effort: Effort::Full,
        };
        let Some(tree) = prove_by_cuts(&context, f, strict, &region, depth) else {
            return false;
        };
        let mut one = claim.clone();
        one.goal = Formula::Relation(*r);
        one.dag = dag.into_inner().unwrap();
        let proof = Proof {
            lemmas: Vec::new(),
            tree,
        };
        if let Err(e) = lemmabox_kernel::check::check(&one, &[], &proof) {
            panic!("the checker refuses: {e:?}\n{proof:?}");
        }
        true
    })
}

fn prove_by_cuts(
    context: &TouchContext<'_>,
    f: Expr,
    strict: bool,
    region: &Region,
    depth: u32,
) -> Option<Tree> {
    if let Some(sign) = prove_sign(context, f, strict, region) {
        verify(context, &sign, f, strict, region, &[]);
        return Some(Tree::Leaf(Leaf::Goal(FormulaProof::Sign {
            negated: false,
            sign,
        })));
    }
    if depth == 0 {
        return None;
    }
    let mut cuts = touch_points(context, f, region);
    if cuts.is_empty() {
        let hull = search::hull(&context.lock_dag(), region);
        let widest = (0..hull.len())
            .filter(|&i| hull[i].is_bounded())
            .max_by(|&i, &j| hull[i].width().total_cmp(&hull[j].width()));
        if let Some(i) = widest {
            let v = Var(u32::try_from(i).unwrap());
            // A number of few bits, as a cut near pi/2 must not pass for pi/2.
            let at = (hull[i].mid() * 64.0).round() / 64.0;
            cuts.push((v, Point::Dyadic(at)));
        }
    }
    let &(variable, at) = cuts.first()?;
    let (below, above) = region.cut(variable, at);
    let below = prove_by_cuts(context, f, strict, &below, depth - 1)?;
    let above = prove_by_cuts(context, f, strict, &above, depth - 1)?;
    Some(Tree::Split {
        variable,
        at,
        below: Box::new(below),
        above: Box::new(above),
    })
}

/// 256-bit enclosures at a rational point.
struct At(Vec<Q>);

const BITS: u32 = 256;

impl Algebra for At {
    type Value = MpInterval;
    fn rational(&mut self, q: &Q) -> MpInterval {
        MpInterval::from_rational(Precision::new(BITS), q)
    }
    fn pi(&mut self) -> MpInterval {
        <MpInterval as Enclosure>::pi(Precision::new(BITS))
    }
    fn variable(&mut self, v: Var) -> MpInterval {
        self.rational(&self.0[v.index()].clone())
    }
    fn unary(&mut self, op: lemmabox_kernel::expr::Unary, x: &MpInterval) -> MpInterval {
        lemmabox_interval::operation::unary(op, x).0
    }
    fn binary(
        &mut self,
        op: lemmabox_kernel::expr::Binary,
        x: &MpInterval,
        y: &MpInterval,
    ) -> MpInterval {
        lemmabox_interval::operation::binary(op, x, y).0
    }
    fn power(&mut self, x: &MpInterval, n: i32) -> MpInterval {
        x.powi(n)
    }
    fn rational_power(&mut self, x: &MpInterval, p: i32, q: u32) -> MpInterval {
        x.pow_rational(p, q)
    }
}

/// Rational points of the region, its corners among them as closely as rationals come.
fn points(dag: &Dag, region: &Region) -> Vec<Vec<Q>> {
    let hull = search::hull(dag, region);
    let mut state = 12345u64;
    let mut next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f64 / (1u64 << 24) as f64
    };
    (0..25)
        .map(|_| {
            hull.iter()
                .map(|x| rational::from_f64(samples::place(*x, next())).unwrap())
                .collect()
        })
        .collect()
}

fn assert_zero(dag: &Dag, e: Expr, points: &[Vec<Q>], what: &str) {
    let mut checked = 0;
    for p in points {
        let y = dag.evaluate(&[e], &mut At(p.clone())).remove(0);
        if y.is_empty() || !y.is_bounded() {
            continue;
        }
        let wide = y.to_interval();
        assert!(y.contains_zero(), "{what}: {wide:?} at {p:?}");
        if wide.mag() < 1e-30 {
            checked += 1;
        }
    }
    assert!(checked > 0, "{what}: no point told anything");
}

fn factor_term(
    context: &TouchContext<'_>,
    dag: &mut Dag,
    factor: &Factor,
    region: &Region,
    blocked: &[Var],
    negated: Option<(Expr, bool)>,
) -> (Expr, bool) {
    match factor {
        Factor::Fact(i) => {
            let r: Relation = context.facts[*i];
            for e in [r.lhs, r.rhs] {
                assert!(dag.variables(e).iter().all(|v| !blocked.contains(v)));
            }
            assert!(!matches!(r.op, Comparison::Equal | Comparison::NotEqual));
            r.difference(dag)
        }
        Factor::End(v, side) => {
            let bound = region.bound(*v, *side);
            let a = bound.point.expect("a finite end").term(dag);
            let x = dag.variable(*v);
            let d = match side {
                Side::Lower => dag.sub(x, a),
                Side::Upper => dag.sub(a, x),
            };
            (d, bound.open || blocked.contains(v))
        }
        Factor::Square(e) => (dag.power(*e, 2), false),
        Factor::Signed(e, strict, _) => (*e, *strict),
        Factor::Negated => {
            let (f, strict) = negated.expect("only in contradictions");
            (dag.neg(f), !strict)
        }
    }
}

/// Checks a reason independently of how it was found: identities at rational points with 256 bits,
/// signs of sampled values, strictness, use of facts.
fn verify(
    context: &TouchContext<'_>,
    sign: &Sign,
    f: Expr,
    strict: bool,
    region: &Region,
    blocked: &[Var],
) {
    let mut dag = context.lock_dag().clone();
    let at = points(&dag, region);
    match sign {
        Sign::Natural | Sign::MeanValue => {
            for p in &at {
                let y = dag.evaluate(&[f], &mut At(p.clone())).remove(0);
                assert!(!y.certainly_negative());
                assert!(!strict || !y.certainly_zero());
            }
        }
        Sign::Exact => {
            let order = dag.constant_sign(f).expect("a constant");
            assert!(if strict { order.is_gt() } else { order.is_ge() });
        }
        Sign::Collapse {
            variable,
            side,
            slope,
            face,
        } => {
            let d = dag
                .simplified_derivative(f, *variable)
                .expect("a derivative");
            // The slope against difference quotients of the term itself.
            let bound = region.bound(*variable, *side);
            let a = bound.point.expect("a finite end").term(&mut dag);
            let rise = if *side == Side::Lower { d } else { dag.neg(d) };
            let on_face = dag.substitute(f, &[(*variable, a)]);
            *context.lock_dag() = dag;
            let mut blocked = blocked.to_vec();
            blocked.push(*variable);
            // One of the two carries the strictness.
            verify(
                context,
                face,
                on_face,
                strict && !bound.open,
                region,
                &blocked,
            );
            verify(context, slope, rise, false, region, &blocked);
        }
        Sign::Slide {
            fact,
            variable,
            slope,
            face,
        } => {
            let (g, _) = context.facts[*fact].difference(&mut dag);
            let mut normaliser = lemmabox_kernel::expr::Normaliser::new();
            let (t, lower) = normaliser
                .bound_on(&mut dag, g, *variable)
                .expect("a bound");
            let d = dag
                .simplified_derivative(f, *variable)
                .expect("a derivative");
            let rise = if lower { d } else { dag.neg(d) };
            let at_bound = dag.substitute(f, &[(*variable, t)]);
            *context.lock_dag() = dag;
            // The checker looks after strictness and facts.
            let _ = (rise, slope);
            verify(context, face, at_bound, false, region, blocked);
        }
        Sign::Product(p) | Sign::Contradiction(p) => {
            let contradiction = matches!(sign, Sign::Contradiction(_));
            let negated = contradiction.then_some((f, strict));
            let mut left = if contradiction { dag.integer(0) } else { f };
            for m in &p.multiplier {
                let (e, positive) = factor_term(context, &mut dag, m, region, blocked, None);
                assert!(positive, "a multiplier is positive");
                left = dag.mul(left, e);
            }
            let mut right = dag.integer(0);
            let mut some_positive = false;
            for (q, factors) in &p.terms {
                assert!(q.is_positive());
                let mut term = dag.rational(q.clone());
                let mut positive = true;
                for factor in factors {
                    let (e, s) = factor_term(context, &mut dag, factor, region, blocked, negated);
                    positive &= s;
                    term = dag.mul(term, e);
                }
                some_positive |= positive;
                right = dag.add(right, term);
            }
            for (i, c) in &p.equalities {
                let r = context.facts[*i];
                assert_eq!(r.op, Comparison::Equal);
                let d = dag.sub(r.lhs, r.rhs);
                let t = dag.mul(*c, d);
                right = dag.add(right, t);
            }
            assert!(
                !strict || some_positive,
                "a strict sign needs a positive term"
            );
            let difference = dag.sub(left, right);
            assert_zero(&dag, difference, &at, "identity");
            *context.lock_dag() = dag;
            for factor in p.multiplier.iter().chain(p.terms.iter().flat_map(|t| &t.1)) {
                if let Factor::Signed(e, s, inner) = factor {
                    verify(context, inner, *e, *s, region, blocked);
                }
            }
        }
        Sign::Remainder => {
            let known = dag.remainder_is_strict(f);
            assert!(known.is_some_and(|positive| positive || !strict));
        }
        Sign::Vanishing {
            variable,
            side,
            slope,
        } => {
            assert!(region.bound(*variable, *side).point.is_none());
            let d = (dag.simplified_derivative(f, *variable)).expect("a derivative");
            let fall = if *side == Side::Upper { dag.neg(d) } else { d };
            *context.lock_dag() = dag;
            let mut blocked = blocked.to_vec();
            blocked.push(*variable);
            verify(context, slope, fall, strict, region, &blocked);
        }
        Sign::Convex { point } => {
            assert!(!strict);
            let replaced: Vec<(Var, Expr)> =
                point.iter().map(|&(v, p)| (v, p.term(&mut dag))).collect();
            let y = dag.substitute(f, &replaced);
            let value = closed_terms::<MpInterval>(&dag, &[y], Precision::new(BITS));
            assert!(value[0].1 && value[0].0.contains_zero());
            for p in &at {
                let y = dag.evaluate(&[f], &mut At(p.clone())).remove(0);
                assert!(!y.certainly_negative());
            }
        }
        Sign::Image {
            function,
            greater,
            lesser,
            sign,
        } => {
            let mut shared = context.lock_dag();
            let difference = shared.sub(*greater, *lesser);
            let rest = shared.sub(f, difference);
            assert!(shared.is_zero(rest));
            let image = Normaliser::new().image(&mut shared, *function, *greater, *lesser);
            drop(shared);
            verify(
                context,
                sign,
                image.expect("an image"),
                strict,
                region,
                blocked,
            );
        }
        // The kernel's tests take these apart; here the sign itself is looked at.
        Sign::Chord { .. } | Sign::Tangent { .. } | Sign::Arms { .. } => {
            for p in &at {
                let y = dag.evaluate(&[f], &mut At(p.clone())).remove(0);
                assert!(!y.certainly_negative());
            }
        }
        other => panic!("no such reason is given here: {other:?}"),
    }
}

/// Goals that touch zero, and each one's mutant, false by very little.
fn touching() -> Vec<(&'static str, &'static str, &'static str)> {
    vec![
        (
            "a difference of entropies",
            "for p in (0, 1/2)\n show (1 - p)*log(1 - p) - p*log(p) >= 0",
            "for p in (0, 1/2)\n show (1 - p)*log(1 - p) - p*log(p) >= 1e-12",
        ),
        (
            "divergence above Hellinger's distance",
            "for p in (0, 1), q in (0, 1)\n show p*log(p/q) + (1 - p)*log((1 - p)/(1 - q)) >= 2*(1 - sqrt(p*q) - sqrt((1 - p)*(1 - q)))",
            "for p in (0, 1), q in (0, 1)\n show p*log(p/q) + (1 - p)*log((1 - p)/(1 - q)) >= 2*(1 + 1e-12 - sqrt(p*q) - sqrt((1 - p)*(1 - q)))",
        ),
        (
            "divergence below that of order two",
            "for p in (0, 1), q in (0, 1)\n show p*log(p/q) + (1 - p)*log((1 - p)/(1 - q)) <= log(1 + (p - q)^2/(q*(1 - q)))",
            "for p in (0, 1), q in (0, 1)\n show p*log(p/q) + (1 - p)*log((1 - p)/(1 - q)) <= log(1 - 1e-12 + (p - q)^2/(q*(1 - q)))",
        ),
        (
            "K1",
            "for phi in [0, pi]\n show 0 <= g(phi) <= pi",
            "for phi in [0, pi]\n show 1e-12 <= g(phi) <= pi",
        ),
        (
            "K1 upper",
            "for phi in [0, pi]\n show g(phi) <= pi",
            "for phi in [0, pi]\n show g(phi) <= pi - 1e-12",
        ),
        (
            "K1 positive",
            "for phi in [0, pi)\n show g(phi) > 0",
            "for phi in [0, pi]\n show g(phi) > 0",
        ),
        (
            "K2",
            "for phi in [0, pi]\n show -(pi - phi)*sin(phi) <= 0",
            "for phi in [0, pi]\n show -(pi - phi)*sin(phi) <= -1e-12",
        ),
        (
            "K3",
            "for phi in [0, pi]\n show pi - g(phi) <= pi*phi^2/2",
            "for phi in [0, pi]\n show pi - g(phi) <= (pi - 1e-12)*phi^2/2 - 1e-12*phi",
        ),
        (
            "K4",
            "for phi in [0, pi]\n show g(phi) <= (pi - phi)^3/3",
            "for phi in [0, pi]\n show g(phi) <= (pi - phi)^3/3 - 1e-12",
        ),
        (
            "K4 gap",
            "for phi in [0, pi]\n show (pi - phi)^3/3 - g(phi) <= (pi - phi)^5/30",
            "for phi in [0, pi]\n show (pi - phi)^3/3 - g(phi) <= (pi - phi)^5/30 - 1e-12",
        ),
        (
            "K5",
            "for phi in [0, pi]\n show (pi - phi)*sin(phi) <= pi*phi",
            "for phi in [0, pi]\n show (pi - phi)*sin(phi) <= (pi - 1e-12)*phi - 1e-12*phi",
        ),
        (
            "square",
            "for x in [-5, 5], y in [-5, 5]\n show x^2 + y^2 >= 2*x*y",
            "for x in [-5, 5], y in [-5, 5]\n show x^2 + y^2 >= 2*x*y + 1e-12",
        ),
        (
            "square unbounded",
            "for x, y\n show x^2 + y^2 >= 2*x*y",
            "for x, y\n show x^2 + y^2 > 2*x*y",
        ),
        (
            "three squares",
            "for x, y, z\n show x^2 + y^2 + z^2 >= x*y + y*z + z*x",
            "for x, y, z\n show x^2 + y^2 + z^2 >= 1.000000000001*(x*y + y*z + z*x)",
        ),
        (
            "am-gm 3",
            "for x in [0, inf), y in [0, inf), z in [0, inf)\n show x^3 + y^3 + z^3 >= 3*x*y*z",
            "for x in [0, inf), y in [0, inf), z in [0, inf)\n show x^3 + y^3 + z^3 >= 3.000000000001*x*y*z",
        ),
        (
            "am-gm 4",
            "for x in [0, inf), y in [0, inf), z in [0, inf), w in [0, inf)\n show x^4 + y^4 + z^4 + w^4 >= 4*x*y*z*w",
            "for x in [0, inf), y in [0, inf), z in [0, inf), w in [0, inf)\n show x^4 + y^4 + z^4 + w^4 >= 4.000000000001*x*y*z*w",
        ),
        (
            "am-gm 2",
            "for x in [0, inf), y in [0, inf)\n show (x + y)/2 >= sqrt(x*y)",
            "for x in [0, 9], y in [0, 9]\n show (x + y)/2 >= sqrt(x*y) + 1e-12",
        ),
        (
            "start of S2",
            "for r, n in [0, inf), N in [0, inf), S in [0, inf), k in [1, inf)\n assume cauchy_schwarz: r^2 <= N*n\n assume ball: k*N <= S\n assume sum: S <= k*n\n show -n <= r <= n",
            "for r, n in [0, inf), N in [0, inf), S in [0, inf), k in [1, inf)\n assume cauchy_schwarz: r^2 <= N*n\n assume ball: k*N <= S\n assume sum: S <= k*n\n show r <= n - 1e-12",
        ),
        (
            "sin",
            "for x in [0, inf)\n show sin(x) <= x",
            "for x in [0, 1]\n show sin(x) <= (1 - 1e-12)*x",
        ),
        (
            "cos",
            "for x in [-10, 10]\n show cos(x) >= 1 - x^2/2",
            "for x in [-10, 10]\n show cos(x) >= 1 - (1 - 1e-12)*x^2/2 + 1e-13",
        ),
        (
            "sin cubic",
            "for x in [0, inf)\n show sin(x) >= x - x^3/6",
            "for x in [0, 1]\n show sin(x) >= x - x^3/6*(1 - 1e-12) + 1e-14*x",
        ),
        (
            "arctan",
            "for x in [0, inf)\n show arctan(x) <= x",
            "for x in [0, inf)\n show arctan(x) <= (1 - 1e-12)*x",
        ),
        (
            "arctan cubic",
            "for x in [0, 1]\n show arctan(x) >= x - x^3/3",
            "for x in [0, 1]\n show arctan(x) >= x - x^3/3 + 1e-12*x",
        ),
        (
            "root",
            "for x in [-1, inf)\n show sqrt(1 + x) <= 1 + x/2",
            "for x in [-1, inf)\n show sqrt(1 + x) <= 1 + x/2 - 1e-12",
        ),
        (
            "exp",
            "for x\n show exp(x) >= 1 + x",
            "for x\n show exp(x) >= 1 + x + 1e-12",
        ),
        (
            "log",
            "for x in [1/100, inf)\n show log(x) <= x - 1",
            "for x in [1/100, inf)\n show log(x) <= x - 1 - 1e-12",
        ),
        (
            "tan",
            "for x in [0, 3/2]\n show tan(x) >= x",
            "for x in [0, 3/2]\n show tan(x) >= x*(1 + 1e-12)",
        ),
        (
            "tan cubic",
            "for x in [0, 3/2]\n show tan(x) >= x + x^3/3",
            "for x in [0, 3/2]\n show tan(x) >= x + x^3/3 + 1e-12*x",
        ),
        (
            "interior fourth order",
            "for x in [-3, 3]\n show cos(x - 1) + (x - 1)^2/2 >= 1",
            "for x in [-3, 3]\n show cos(x - 1) + (x - 1)^2/2 >= 1 + 1e-12",
        ),
        (
            "interior at pi/3",
            "for x in [0, pi]\n show 1 - cos(x - pi/3) >= 0",
            "for x in [0, pi]\n show 1 - cos(x - pi/3) >= 1e-12",
        ),
        (
            "corner",
            "for x in [0, 1], y in [0, 1]\n show exp(x)*(1 + y) >= 1 + x + y",
            "for x in [0, 1], y in [0, 1]\n show exp(x)*(1 + y) >= 1 + (1 + 1e-12)*x + y",
        ),
        (
            "face",
            "for x in [0, 1], y in [1, 2]\n show y*sin(x) <= x*y",
            "for x in [0, 1], y in [1, 2]\n show y*sin(x) <= x*y*(1 - 1e-12)",
        ),
        (
            "two variables to the fifth order",
            "for x in [0, 1], y in [1, 2]\n show y*(x - x^3/6 + x^5/120 - sin(x)) >= 0",
            "for x in [0, 1], y in [1, 2]\n show y*(x - x^3/6 + x^5/120 - sin(x)) >= 1e-12*x",
        ),
        (
            "curve",
            "for x in [-2, 2], y in [-2, 2]\n show (y - sin(x))^2 >= 0",
            "for x in [-2, 2], y in [-2, 2]\n show (y - sin(x))^2 >= 1e-12",
        ),
        (
            "curve in disguise",
            "for x in [-2, 2], y in [0, 2]\n show exp(2*x) + y^2 >= 2*y*exp(x)",
            "for x in [-2, 0], y in [0, 2]\n show exp(2*x) + y^2 >= 2*y*exp(x) + 1e-12",
        ),
        (
            "convex",
            "for x in [-1, 1], y in [-1, 1]\n show exp(x) + exp(y) - x - y + x*y/2 >= 2 - 0*x",
            "for x in [-1, 1], y in [-1, 1]\n show exp(x) + exp(y) - x - y + x*y/2 >= 2 + 1e-12",
        ),
        (
            "L5 upper",
            "for k in [1, inf), phi in [0, pi], S in [0, inf), eta in [0, inf), u\n assume step: eta <= 2*pi/(k + pi - 1)\n assume state: -2*S <= u <= 0\n assume k1: 0 <= g(phi) <= pi\n show (1 - eta*(k + pi - 1)/(2*pi))*u - eta*(pi - g(phi))*S/(2*pi) <= 0",
            "for k in [1, inf), phi in [0, pi], S in [0, inf), eta in [0, inf), u\n assume step: eta <= 2*pi/(k + pi - 1)\n assume state: -2*S <= u <= 0\n assume k1: 0 <= g(phi) <= pi\n show (1 - eta*(k + pi - 1)/(2*pi))*u - eta*(pi - g(phi))*S/(2*pi) <= -1e-12",
        ),
        (
            "L5 lower",
            "for k in [1, inf), phi in [0, pi], S in [0, inf), eta in [0, inf), u\n assume step: eta <= 2*pi/(k + pi - 1)\n assume state: -2*S <= u <= 0\n assume k1: 0 <= g(phi) <= pi\n show (1 - eta*(k + pi - 1)/(2*pi))*u - eta*(pi - g(phi))*S/(2*pi) >= -2*S",
            "for k in [1, inf), phi in [0, pi], S in [0, inf), eta in [0, inf), u\n assume step: eta <= 2*pi/(k + pi - 1)\n assume state: -2*S <= u <= 0\n assume k1: 0 <= g(phi) <= pi\n show (1 - eta*(k + pi - 1)/(2*pi))*u - eta*(pi - g(phi))*S/(2*pi) >= -2*S + 1e-12",
        ),
        (
            "S1",
            "for r, n in [0, inf), u in (-inf, 0], eta in [0, inf), g_now, g_max\n assume falls: g_now >= g_max\n show (1 - eta*(pi - 1)/(2*pi))*r + eta/(2*pi)*((g_now - 1)*n - u) >= (1 - eta*(pi - 1)/(2*pi))*r + eta/(2*pi)*(g_max - 1)*n",
            "for r, n in [0, inf), u in (-inf, 0], eta in [0, inf), g_now, g_max\n assume falls: g_now >= g_max\n show (1 - eta*(pi - 1)/(2*pi))*r + eta/(2*pi)*((g_now - 1)*n - u) >= (1 - eta*(pi - 1)/(2*pi))*r + eta/(2*pi)*(g_max - 1)*n + 1e-12",
        ),
        (
            "L5 start",
            "for s, t, k in [1, inf), N in [0, inf)\n assume cs: s^2 <= k*N\n assume ball: k*N <= t^2\n show -2*t^2 <= t*s - t^2 <= 0",
            "for s, t, k in [1, inf), N in [0, inf)\n assume cs: s^2 <= k*N\n assume ball: k*N <= t^2\n show t*s - t^2 <= -1e-12",
        ),
        (
            "D2",
            "for r in [0, inf), phi in [0, pi]\n show r*(pi - phi)*(1 + cos(phi))/(4*pi) >= 0",
            "for r in [0, inf), phi in [0, pi]\n show r*(pi - phi)*(1 + cos(phi))/(4*pi) >= 1e-12",
        ),
        (
            "threshold",
            "for k in [1, inf), n in [0, inf), S in [0, inf)\n assume above: S >= (k + pi - 1)/pi*n\n show S/k*(k - 1)/(k + pi - 1) + (n - S/k)*(-1)/(pi - 1) >= 0",
            "for k in [1, inf), n in [0, inf), S in [0, inf)\n assume above: S >= (k + pi - 1)/pi*n\n show S/k*(k - 1)/(k + pi - 1) + (n - S/k)*(-1)/(pi - 1) >= 1e-12",
        ),
        (
            "entropy of three",
            "for p in (0, 1), q in (0, 1), r in (0, 1)\n assume s: p + q + r = 1\n show -p*log(p) - q*log(q) - r*log(r) <= log(3)",
            "for p in (0, 1), q in (0, 1), r in (0, 1)\n assume s: p + q + r = 1\n show -p*log(p) - q*log(q) - r*log(r) <= log(3) - 1e-12",
        ),
        (
            "collision entropy",
            "for p in (0, 1), q in (0, 1), r in (0, 1)\n assume s: p + q + r = 1\n show -log(p^2 + q^2 + r^2) <= -p*log(p) - q*log(q) - r*log(r)",
            "for p in (0, 1), q in (0, 1), r in (0, 1)\n assume s: p + q + r = 1\n show -log(p^2 + q^2 + r^2) + 1e-12 <= -p*log(p) - q*log(q) - r*log(r)",
        ),
        (
            "free energy",
            "for a, b, p in (0, 1)\n show p*a + (1 - p)*b - p*log(p) - (1 - p)*log(1 - p) <= log(exp(a) + exp(b))",
            "for a, b, p in (0, 1)\n show p*a + (1 - p)*b - p*log(p) - (1 - p)*log(1 - p) + 1e-12 <= log(exp(a) + exp(b))",
        ),
        (
            "Young",
            "for a in (0, inf), b in (0, inf), p in (1, inf), q in (1, inf)\n assume c: 1/p + 1/q = 1\n show a*b <= exp(p*log(a))/p + exp(q*log(b))/q",
            "for a in (0, inf), b in (0, inf), p in (1, inf), q in (1, inf)\n assume c: 1/p + 1/q = 1\n show 1.000000000001*a*b <= exp(p*log(a))/p + exp(q*log(b))/q",
        ),
        (
            "power means",
            "for a in [0, inf), b in [0, inf)\n show ((a^2 + b^2)/2)^(1/2) <= ((a^3 + b^3)/2)^(1/3)",
            "for a in [0, inf), b in [0, inf)\n show 1.000000000001*((a^2 + b^2)/2)^(1/2) <= ((a^3 + b^3)/2)^(1/3)",
        ),
        (
            "four cyclic fractions",
            "for a in (0, inf), b in (0, inf), c in (0, inf), d in (0, inf)\n show a/(b + c) + b/(c + d) + c/(d + a) + d/(a + b) >= 2",
            "for a in (0, inf), b in (0, inf), c in (0, inf), d in (0, inf)\n show a/(b + c) + b/(c + d) + c/(d + a) + d/(a + b) >= 2.000000000001",
        ),
        (
            "between its factors",
            "for p in [0, 1], q in [0, 1]\n assume o: p <= q\n show 1 - sqrt(p*q) - sqrt((1 - p)*(1 - q)) <= q - p",
            "for p in [0, 1], q in [0, 1]\n assume o: p <= q\n show 1 - sqrt(p*q) - sqrt((1 - p)*(1 - q)) <= q - p - 1e-12",
        ),
        (
            "a logarithm cancels",
            "for r in (0, 1), e in (0, 1), n in [1, inf)\n assume big: n >= log(1/e)/r\n show n*log(1 - r) <= log(e)",
            "for r in (0, 1), e in (0, 1), n in [1, inf)\n assume big: n >= 0.999999*log(1/e)/r\n show n*log(1 - r) <= log(e)",
        ),
        (
            "equality fact",
            "for x in [0, 1], y in [0, 1]\n assume circle: x^2 + y^2 = 1\n show x + y >= 1",
            "for x in [0, 1], y in [0, 1]\n assume circle: x^2 + y^2 = 1\n show x + y >= 1.000000000001",
        ),
    ]
}

#[test]
fn goals_that_touch_zero_are_proved() {
    let only = std::env::var("TOUCHING").unwrap_or_default();
    let mut failed = Vec::new();
    for (name, goal, _) in touching() {
        if !name.starts_with(&only) {
            continue;
        }
        if !prove(goal, 4) {
            failed.push(name);
        }
    }
    assert!(failed.is_empty(), "not proved: {failed:?}");
}

#[test]
fn mutants_false_by_very_little_are_not_proved() {
    let only = std::env::var("TOUCHING").unwrap_or_default();
    for (name, _, mutant) in touching() {
        if name.starts_with(&only) {
            assert!(!prove(mutant, 1), "{name}");
        }
    }
}

#[test]
fn sums_of_lengths_are_compared() {
    let points = "for x in R^d, y in R^d, u in R^d, v in R^d";
    let unit = "assume unit: norm(u) = 1";
    let near = "assume near: norm(x - y) <= norm(v)";
    for (given, lesser, greater) in [
        // Hlawka's inequality.
        (
            "",
            "norm(x + y) + norm(y + u) + norm(u + x)",
            "norm(x) + norm(y) + norm(u) + c*norm(x + y + u)",
        ),
        // Buzano's.
        (
            unit,
            "2*dot(x, u)*dot(y, u)",
            "c*norm(x)*norm(y) + dot(x, y)",
        ),
        (
            unit,
            "-2*dot(x, u)*dot(y, u)",
            "c*norm(x)*norm(y) - dot(x, y)",
        ),
        // A length that does not occur is bounded.
        (near, "norm(u - y)", "norm(u - x) + c*norm(v)"),
        (near, "norm(u - y)/2", "norm(u - x)/2 + c*norm(v)/2"),
    ] {
        for (c, holds) in [("1", true), ("999/1000", false)] {
            let greater = greater.replace('c', c);
            let body = format!("{points}\n{given}\nshow {lesser} <= {greater}");
            assert_eq!(prove(&body, 0), holds, "{body}");
        }
    }
}

#[test]
fn touching_points_are_recognised() {
    for (body, expected) in [
        ("for x in [-3, 3]\n show (x - 1/3)^2 >= 0", "1/3"),
        ("for x in [0, 7]\n show 1 - sin(x) >= 0", "1/2*pi"),
        ("for x\n show exp(x) - 1 - x >= 0", "0"),
    ] {
        let mut claim = claim(body);
        let (f, _) = claim.goal.conjuncts()[0].difference(&mut claim.dag);
        let region = Region::domain(&claim, &claim.dag);
        let dag = Mutex::new(claim.dag.clone());
        let cancel = Cancel::new();
        let context = TouchContext {
            claim: &claim,
            facts: &[],
            signed_facts: &[],
            dag: &dag,
            precision: 128,
            cancel: &cancel,
            effort: Effort::Full,
        };
        let cuts = touch_points(&context, f, &region);
        let mut dag = context.lock_dag();
        let expected = match expected.strip_suffix("*pi") {
            Some(q) => {
                let q = dag.rational(rational::parse(q).unwrap());
                let pi = dag.pi();
                dag.mul(q, pi)
            }
            None => dag.rational(rational::parse(expected).unwrap()),
        };
        let close = cuts.iter().any(|&(_, p)| {
            let e = p.term(&mut dag);
            let d = dag.sub(e, expected);
            dag.is_zero(d)
        });
        assert!(close, "{body}: {cuts:?}");
    }
}

#[test]
fn a_multiple_of_a_fact_and_a_sum_of_two_are_known() {
    let start = "for x, y, z in [0, 1]\n  assume a: sin(x)*exp(y) >= z^2\n";
    let chain = format!("{start}  assume b: z^2 >= cos(x + y)\n");
    assert!(prove(
        &format!("{start}  show 3*sin(x)*exp(y) - 3*z^2 >= 0"),
        0
    ));
    assert!(prove(
        &format!("{chain}  show sin(x)*exp(y) >= cos(x + y)"),
        0
    ));
    let strict = format!("{start}  assume b: z^2 > cos(x + y)\n");
    assert!(prove(
        &format!("{strict}  show sin(x)*exp(y) > cos(x + y)"),
        0
    ));
    // Neither says more than it does, and both may hold with equality.
    assert!(!prove(
        &format!("{start}  show sin(x)*exp(y) >= z^2 + 1/100"),
        0
    ));
    assert!(!prove(
        &format!("{chain}  show sin(x)*exp(y) > cos(x + y)"),
        0
    ));
}

#[test]
fn logarithms_of_a_product_are_split_at_factors_that_nobody_wrote() {
    let divergence = "p*log(p/q) + (1 - p)*log((1 - p)/(1 - q))";
    let start = "for p in (0, 1), q in (0, 1)\n  assume o: q <= p\n";
    for product in ["1 - (p - q)^2", "(1 - p + q)*(1 + p - q)"] {
        let text = format!("{start}  show log({product}) + {divergence} >= 0");
        assert!(prove(&text, 0), "{text}");
        let text = format!("{start}  show log({product}) + {divergence} >= 2*(p - q)^2");
        assert!(!prove(&text, 0), "{text}");
    }
}
