//! Named closed quantities of one model at exact inputs.

use super::parameters::{Invalid, Parameters};
use super::symbolic::{Activation, Reduced, SecondLayer, Teacher, inner_product, sum};
use lemmabox_evaluation::Stop;
use lemmabox_evaluation::digits::{Unfixed, falling_zero};
use lemmabox_evaluation::evaluate::evaluate;
use lemmabox_interval::{MpInterval, Precision};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::expr::normal::Normal;
use lemmabox_kernel::expr::{Dag, Expr, Unary, Var};
use num_traits::{One, Signed, Zero};

/// Bits at which the sign of a constant is given up.
const SIGN_BITS: u32 = 1 << 14;

/// Inputs of [`Quantities::new`]; every term is closed.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    /// `k`, `n`, `S` when the teacher is given by numbers.
    pub numbers: Option<(Q, Q, Q)>,
    /// Slope of the leaky ReLU.
    pub slope: Q,
    /// Moment ratio of the inputs, `None` for Gaussian ones.
    pub moment_ratio: Option<Q>,
    /// The teacher's second layer.
    pub a_star: Option<Vec<Expr>>,
    /// The student's second layer.
    pub a: Option<Vec<Expr>>,
    /// `1'a`, `a'a*`, `|a|^2` when the student is given by numbers.
    pub layer: Option<(Expr, Expr, Expr)>,
    /// The teacher's direction.
    pub v_star: Option<Vec<Expr>>,
    /// The student's direction, of any length but 0.
    pub v: Option<Vec<Expr>>,
    /// The angle, when the directions are not given.
    pub phi: Option<Expr>,
    /// Step sizes `eta_a`, `eta_w`.
    pub steps: Option<(Q, Q)>,
}

/// Why inputs are refused; the text names the mend.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// A parameter outside its domain.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// Two vectors of different length.
    #[error("{0} has {1} entries and {2} has {3}: give vectors of the same length")]
    Lengths(&'static str, usize, &'static str, usize),
    /// A vector that must have a direction and has none.
    #[error("|{0}| = 0: {0} has no direction, give a vector other than zero")]
    Zero(&'static str),
    /// The angle is not in `[0, pi]`.
    #[error("phi is outside [0, pi]: an angle between two directions is in [0, pi]")]
    Angle,
    /// The second layer's numbers belong to no vectors.
    #[error(
        "no vectors have these numbers: the Gram matrix of 1, a, a* would not be positive semidefinite (check s, r, |a|^2 against k, n, S)"
    )]
    Gram,
    /// A sign was not decided.
    #[error("the sign of {0} could not be decided at {SIGN_BITS} bits")]
    Sign(&'static str),
    /// Two inputs that say the same thing.
    #[error("{0} and {1} both given: drop one of them")]
    Both(&'static str, &'static str),
    /// A teacher off the sphere.
    #[error("|1/sqrt p + w*| is not 1: give w* = v* - 1/sqrt p with |v*| = 1 exactly")]
    NoDirection,
    /// An input that needs another.
    #[error("{0} needs {1}")]
    Needs(&'static str, &'static str),
}

/// A quantity's value.
#[derive(Clone, Debug)]
pub enum Value {
    /// One number.
    Scalar(Expr),
    /// One number an entry.
    Vector(Vec<Expr>),
    /// The angle `phi_c` in `(0, pi)` at which `g` takes this value.
    AngleWhereG(Expr),
    /// There is none, for the reason given.
    Absent(&'static str),
}

/// A named quantity.
#[derive(Clone, Debug)]
pub struct Quantity {
    /// Name on the command line and in JSON.
    pub name: &'static str,
    /// What it is, in a line.
    pub meaning: &'static str,
    /// Its value.
    pub value: Value,
}

/// Everything that can be said at the given inputs.
#[derive(Debug)]
pub struct Quantities {
    /// The terms' DAG.
    pub dag: Dag,
    /// The quantities, in the order of reports.
    pub list: Vec<Quantity>,
    /// The activation.
    pub activation: Activation,
}

/// The moment ratio of the inputs, in its domain.
fn checked_ratio(ratio: Option<&Q>) -> Result<Q, Invalid> {
    let Some(ratio) = ratio else {
        return Ok(Q::one());
    };
    let any = Parameters::relu(Q::one(), Q::one())?;
    Ok(any.with_moment_ratio(ratio.clone())?.moment_ratio)
}

/// The exact sign of a closed term: by its normal form if that is zero, else by enclosures.
pub(super) fn sign(
    dag: &mut Dag,
    term: Expr,
    what: &'static str,
) -> Result<std::cmp::Ordering, Refused> {
    use std::cmp::Ordering;
    if let Some(order) = dag.constant_sign(term) {
        return Ok(order);
    }
    if Normal::of(dag, term).is_some_and(|n| n.is_zero()) {
        return Ok(Ordering::Equal);
    }
    let mut bits = 64;
    while bits <= SIGN_BITS {
        let v = lemmabox_evaluation::evaluate::evaluate::<MpInterval>(
            dag,
            &[term],
            Precision::new(bits),
            &[],
        );
        if let Some(Some(v)) = v.first() {
            if v.certainly_positive() {
                return Ok(Ordering::Greater);
            }
            if v.certainly_negative() {
                return Ok(Ordering::Less);
            }
        }
        bits *= 2;
    }
    Err(Refused::Sign(what))
}

/// The angle between two vectors, exact where it is 0, pi/2 or pi.
pub(super) fn angle(dag: &mut Dag, v: &[Expr], v_star: &[Expr]) -> Result<Expr, Refused> {
    use std::cmp::Ordering;
    if v.len() != v_star.len() {
        return Err(Refused::Lengths("v", v.len(), "v*", v_star.len()));
    }
    let own = inner_product(dag, v, v);
    let other = inner_product(dag, v_star, v_star);
    for (square, name) in [(own, "v"), (other, "v*")] {
        if sign(dag, square, name)? == Ordering::Equal {
            return Err(Refused::Zero(name));
        }
    }
    let product = inner_product(dag, v, v_star);
    let side = sign(dag, product, "v'v*")?;
    let square = dag.power(product, 2);
    let lengths = dag.mul(own, other);
    let gap = dag.sub(lengths, square);
    // Parallel vectors: the cosine is 1 or -1 exactly, which no enclosure of it shows.
    if sign(dag, gap, "|v|^2 |v*|^2 - (v'v*)^2")? == Ordering::Equal {
        return Ok(if side == Ordering::Less {
            dag.pi()
        } else {
            dag.integer(0)
        });
    }
    let ratio = dag.div(square, lengths);
    let cosine = dag.unary(Unary::Sqrt, ratio);
    let cosine = if side == Ordering::Less {
        dag.neg(cosine)
    } else {
        cosine
    };
    Ok(dag.unary(Unary::Arccos, cosine))
}

impl Quantities {
    /// Everything the inputs determine. `dag` holds the terms of the inputs.
    ///
    /// # Errors
    /// [`Refused`] when the inputs contradict each other or leave their domains.
    pub fn new(mut dag: Dag, inputs: Inputs) -> Result<Self, Refused> {
        use std::cmp::Ordering;
        if inputs.slope.is_negative() || inputs.slope > Q::from_integer(1.into()) {
            return Err(Invalid::Slope(inputs.slope).into());
        }
        let activation = Activation {
            slope: dag.rational(inputs.slope.clone()),
            moment_ratio: dag.rational(checked_ratio(inputs.moment_ratio.as_ref())?),
        };
        let phi = match (&inputs.v, &inputs.v_star, inputs.phi) {
            (Some(_), Some(_), Some(_)) => return Err(Refused::Both("phi", "v and v*")),
            (Some(v), Some(v_star), None) => Some(angle(&mut dag, v, v_star)?),
            (Some(_), None, _) => return Err(Refused::Needs("v", "v*")),
            (None, Some(_), _) => return Err(Refused::Needs("v*", "v")),
            (None, None, phi) => phi,
        };
        if let Some(phi) = phi {
            let pi = dag.pi();
            let rest = dag.sub(pi, phi);
            for end in [phi, rest] {
                if sign(&mut dag, end, "phi and pi - phi")? == Ordering::Less {
                    return Err(Refused::Angle);
                }
            }
        }
        let mut all = Self {
            dag,
            list: Vec::new(),
            activation,
        };
        if let Some(phi) = phi {
            all.of_the_angle(phi);
        }
        let teacher = all.teacher(&inputs)?;
        if let Some(teacher) = teacher {
            all.landscape(teacher, inputs.a_star.as_deref())?;
            if let Some(phi) = phi {
                all.best(teacher, inputs.a_star.as_deref(), phi);
            }
        }
        let layer = all.layer(&inputs, teacher)?;
        if let (Some(teacher), Some(layer), Some(phi)) = (teacher, layer, phi) {
            all.student(teacher, layer, phi, &inputs);
        }
        Ok(all)
    }

    /// Digits of the angle in `(0, pi)` at which `g` has the value of the closed term `level`,
    /// which it is known to take there.
    ///
    /// # Errors
    /// As [`falling_zero`].
    pub fn angle_where_g(
        &mut self,
        level: Expr,
        digits: usize,
        stop: Stop<'_>,
    ) -> Result<String, Unfixed> {
        let dag = &mut self.dag;
        let x = dag.variable(Var(0));
        let g = self.activation.g(dag, x);
        let gap = dag.sub(g, level);
        // 22/7 > pi; beyond pi the zero is known to lie below.
        let (lo, hi) = (Q::zero(), lemmabox_kernel::exact::rational::ratio(22, 7));
        falling_zero(lo, hi, digits, stop, |q, precision| {
            let at = [MpInterval::from_rational(precision, q)];
            let past = at[0].sub(&MpInterval::pi(precision));
            if past.certainly_positive() {
                return MpInterval::from_i64(precision, -1);
            }
            if !past.certainly_negative() {
                return MpInterval::entire(precision);
            }
            evaluate(dag, &[gap], precision, &at)
                .pop()
                .flatten()
                .unwrap_or_else(|| MpInterval::entire(precision))
        })
    }

    fn scalar(&mut self, name: &'static str, meaning: &'static str, term: Expr) {
        self.list.push(Quantity {
            name,
            meaning,
            value: Value::Scalar(term),
        });
    }

    fn of_the_angle(&mut self, phi: Expr) {
        let f = self.activation;
        self.scalar("phi", "angle between v and v*", phi);
        let g = f.g(&mut self.dag, phi);
        self.scalar("g", "g(phi)", g);
        let fall = f.g_fall(&mut self.dag, phi);
        let slope = self.dag.neg(fall);
        self.scalar("dg", "g'(phi)", slope);
        let kernel = f.kernel(&mut self.dag, phi);
        self.scalar("kernel-ones", "coefficient of 11' in A(phi)", kernel.ones);
        self.scalar(
            "kernel-identity",
            "coefficient of I in A(phi)",
            kernel.identity,
        );
    }

    fn teacher(&mut self, inputs: &Inputs) -> Result<Option<Teacher>, Refused> {
        let dag = &mut self.dag;
        match (&inputs.a_star, &inputs.numbers) {
            (Some(_), Some(_)) => Err(Refused::Both("a*", "k, n, S")),
            (Some(a_star), None) => {
                let norm2 = inner_product(dag, a_star, a_star);
                if sign(dag, norm2, "|a*|^2")? == std::cmp::Ordering::Equal {
                    return Err(Invalid::Norm(Q::zero()).into());
                }
                let length = i64::try_from(a_star.len()).unwrap_or(i64::MAX);
                Ok(Some(Teacher {
                    k: dag.integer(length),
                    norm2,
                    sum: sum(dag, a_star),
                }))
            }
            (None, Some((k, n, square))) => {
                let p =
                    Parameters::new(k.clone(), n.clone(), square.clone(), inputs.slope.clone())?;
                let square = dag.rational(p.square_sum);
                Ok(Some(Teacher {
                    k: dag.rational(p.k),
                    norm2: dag.rational(p.norm2),
                    sum: dag.unary(Unary::Sqrt, square),
                }))
            }
            (None, None) => Ok(None),
        }
    }

    fn layer(
        &mut self,
        inputs: &Inputs,
        teacher: Option<Teacher>,
    ) -> Result<Option<SecondLayer>, Refused> {
        let dag = &mut self.dag;
        match (&inputs.a, &inputs.layer) {
            (Some(_), Some(_)) => Err(Refused::Both("a", "s, r, |a|^2")),
            (Some(a), None) => {
                let Some(a_star) = &inputs.a_star else {
                    return Err(Refused::Needs("a", "a*"));
                };
                if a.len() != a_star.len() {
                    return Err(Refused::Lengths("a", a.len(), "a*", a_star.len()));
                }
                Ok(Some(SecondLayer {
                    sum: sum(dag, a),
                    product: inner_product(dag, a, a_star),
                    norm2: inner_product(dag, a, a),
                }))
            }
            (None, Some((s, r, norm2))) => {
                let Some(teacher) = teacher else {
                    return Err(Refused::Needs("s, r, |a|^2", "k, n, S"));
                };
                let layer = SecondLayer {
                    sum: *s,
                    product: *r,
                    norm2: *norm2,
                };
                gram(dag, teacher, layer)?;
                Ok(Some(layer))
            }
            (None, None) => Ok(None),
        }
    }

    fn landscape(&mut self, teacher: Teacher, a_star: Option<&[Expr]>) -> Result<(), Refused> {
        let f = self.activation;
        let dag = &mut self.dag;
        let (zero, pi) = (dag.integer(0), dag.pi());
        let square = teacher.square_sum(dag);
        let threshold = teacher.spurious_threshold(dag, f);
        let (along, across) = (teacher.rate_along(dag, f), teacher.rate_across(dag, f));
        let two = dag.integer(2);
        let largest = dag.div(two, along);
        let minimum = teacher.loss(dag, f, teacher.layer(), zero);
        let layer = teacher.best_layer(dag, f, pi);
        let product = teacher.best_product(dag, f, pi);
        let loss = teacher.loss(dag, f, layer, pi);
        let identity = dag.as_rational(f.slope).is_some_and(One::is_one);
        let product_sign = sign(dag, product, "r(pi)")?;
        // r(phi) = 0 for g - b = x with x (S/k/(bk + w) + (n - S/k)/w) = -(S/k) b k/(bk + w), w =
        // g0 - b.
        let b = f.ones(dag);
        let g0 = f.g(dag, zero);
        let whole = dag.sub(g0, b);
        let bk = dag.mul(b, teacher.k);
        let bottom = dag.add(bk, whole);
        let part = dag.div(square, teacher.k);
        let rest = dag.sub(teacher.norm2, part);
        let first = dag.div(part, bottom);
        let second = dag.div(rest, whole);
        let factor = dag.add(first, second);
        let right = dag.mul(first, bk);
        let x = dag.div(right, factor);
        let level = dag.sub(b, x);
        let point = teacher.best_combination(dag, f, pi);

        self.scalar("k", "number of hidden units", teacher.k);
        self.scalar("n", "|a*|^2", teacher.norm2);
        self.scalar("S", "(1'a*)^2", square);
        self.scalar("q", "eigenvalue of A(0) along the all-ones vector", along);
        self.scalar("c", "the other eigenvalue of A(0)", across);
        self.scalar("eta-a-max", "2/q: descent in a is stable below it", largest);
        if !identity {
            self.scalar(
                "threshold",
                "the spurious point is a local minimum iff S is below it",
                threshold,
            );
        }
        self.scalar("loss-global", "loss at v = v*, a = a*", minimum);
        self.scalar("r-spurious", "a'a* at the spurious point", product);
        self.scalar("loss-spurious", "loss at the spurious point", loss);
        if let Some(a_star) = a_star {
            self.vector("a-spurious", "a at the spurious point", point, a_star);
        }
        self.list.push(Quantity {
            name: "phi-c",
            meaning: "angle of the saddles, where the best a has a'a* = 0",
            value: if product_sign == std::cmp::Ordering::Less {
                Value::AngleWhereG(level)
            } else {
                Value::Absent("a'a* >= 0 at the spurious point, so there are no saddles")
            },
        });
        Ok(())
    }

    fn vector(
        &mut self,
        name: &'static str,
        meaning: &'static str,
        c: super::symbolic::Combination,
        a_star: &[Expr],
    ) {
        let dag = &mut self.dag;
        let entries = a_star
            .iter()
            .map(|x| {
                let m = dag.mul(c.teacher, *x);
                dag.add(c.ones, m)
            })
            .collect();
        self.list.push(Quantity {
            name,
            meaning,
            value: Value::Vector(entries),
        });
    }

    fn best(&mut self, teacher: Teacher, a_star: Option<&[Expr]>, phi: Expr) {
        let f = self.activation;
        let r = teacher.best_product(&mut self.dag, f, phi);
        self.scalar("r-best", "r(phi): a'a* for the best a at this angle", r);
        let layer = teacher.best_layer(&mut self.dag, f, phi);
        let loss = teacher.loss(&mut self.dag, f, layer, phi);
        self.scalar("loss-best", "loss for the best a at this angle", loss);
        if let Some(a_star) = a_star {
            let c = teacher.best_combination(&mut self.dag, f, phi);
            self.vector("a-best", "the best a at this angle", c, a_star);
        }
    }

    fn student(&mut self, teacher: Teacher, layer: SecondLayer, phi: Expr, inputs: &Inputs) {
        let f = self.activation;
        let dag = &mut self.dag;
        let square = teacher.square_sum(dag);
        let mixed = dag.mul(teacher.sum, layer.sum);
        let u = dag.sub(mixed, square);
        let loss = teacher.loss(dag, f, layer, phi);
        let slope = teacher.gradient_angle(dag, f, layer, phi);
        let gradient = teacher.gradient_a(dag, f, layer, phi);
        self.scalar("u", "(1'a*)(1'a) - S", u);
        self.scalar("r", "a'a*", layer.product);
        self.scalar("loss", "population loss", loss);
        self.scalar("dloss-dphi", "derivative of the loss by the angle", slope);
        if let (Some(a), Some(a_star)) = (&inputs.a, &inputs.a_star) {
            let dag = &mut self.dag;
            let entries = a
                .iter()
                .zip(a_star)
                .map(|(x, y)| {
                    let own = dag.mul(gradient.own, *x);
                    let other = dag.mul(gradient.teacher, *y);
                    sum(dag, &[gradient.ones, own, other])
                })
                .collect();
            self.list.push(Quantity {
                name: "grad-a",
                meaning: "gradient by a",
                value: Value::Vector(entries),
            });
        } else {
            self.scalar(
                "grad-a-ones",
                "gradient by a, coefficient of the all-ones vector",
                gradient.ones,
            );
            self.scalar(
                "grad-a-own",
                "gradient by a, coefficient of a",
                gradient.own,
            );
            self.scalar(
                "grad-a-teacher",
                "gradient by a, coefficient of a*",
                gradient.teacher,
            );
        }
        if let (Some(v), Some(v_star)) = (&inputs.v, &inputs.v_star) {
            let entries = self.gradient_v(layer, phi, v, v_star);
            self.list.push(Quantity {
                name: "grad-v",
                meaning: "gradient by v, tangent to the unit sphere, at v/|v|",
                value: Value::Vector(entries),
            });
        }
        if let Some((eta_a, eta_w)) = &inputs.steps {
            let dag = &mut self.dag;
            let (a, w) = (dag.rational(eta_a.clone()), dag.rational(eta_w.clone()));
            let state = Reduced {
                u,
                r: layer.product,
                phi,
            };
            let next = teacher.step(dag, f, state, a, w);
            self.scalar("next-u", "u after one step", next.u);
            self.scalar("next-r", "a'a* after one step", next.r);
            self.scalar("next-phi", "the angle after one step", next.phi);
        }
    }

    /// `-(r/2pi)(2pi slope + b(pi - phi)) (w - (w.x) x)` for the unit vectors `x` along `v`, `w`
    /// along `v*`.
    fn gradient_v(
        &mut self,
        layer: SecondLayer,
        phi: Expr,
        v: &[Expr],
        v_star: &[Expr],
    ) -> Vec<Expr> {
        let f = self.activation;
        let dag = &mut self.dag;
        let unit = |dag: &mut Dag, x: &[Expr]| -> Vec<Expr> {
            let square = inner_product(dag, x, x);
            let norm = dag.unary(Unary::Sqrt, square);
            x.iter().map(|e| dag.div(*e, norm)).collect()
        };
        let (x, w) = (unit(dag, v), unit(dag, v_star));
        let cosine = inner_product(dag, &x, &w);
        let (pi, b) = (dag.pi(), f.bend(dag));
        let rest = dag.sub(pi, phi);
        let relu = dag.mul(b, rest);
        let two_pi = super::symbolic::two_pi(dag);
        let linear = dag.mul(two_pi, f.slope);
        let pull = dag.add(linear, relu);
        let pull = dag.mul(layer.product, pull);
        let pull = dag.div(pull, two_pi);
        x.iter()
            .zip(&w)
            .map(|(x, w)| {
                let along = dag.mul(cosine, *x);
                let across = dag.sub(along, *w);
                dag.mul(pull, across)
            })
            .collect()
    }
}

/// Whether some vectors have these inner products: every principal minor of the Gram matrix of
/// `1, a, a*` is nonnegative.
fn gram(dag: &mut Dag, t: Teacher, a: SecondLayer) -> Result<(), Refused> {
    let entries = [
        [t.k, a.sum, t.sum],
        [a.sum, a.norm2, a.product],
        [t.sum, a.product, t.norm2],
    ];
    let mut minors = vec![a.norm2];
    for (i, j) in [(0, 1), (1, 2)] {
        let x = dag.mul(entries[i][i], entries[j][j]);
        let y = dag.power(entries[i][j], 2);
        minors.push(dag.sub(x, y));
    }
    let mut determinant = dag.integer(0);
    for i in 0..3 {
        let (p, q) = ((i + 1) % 3, (i + 2) % 3);
        let x = dag.mul(entries[1][p], entries[2][q]);
        let y = dag.mul(entries[1][q], entries[2][p]);
        let z = dag.sub(x, y);
        let z = dag.mul(entries[0][i], z);
        determinant = dag.add(determinant, z);
    }
    minors.push(determinant);
    for m in minors {
        if sign(dag, m, "a minor of the Gram matrix")? == std::cmp::Ordering::Less {
            return Err(Refused::Gram);
        }
    }
    Ok(())
}
