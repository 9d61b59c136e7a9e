//! The model as terms of a [`Dag`].
//!
//! With `b = (1 - slope)^2` and the angle function `g` of the activation, the expected kernel is
//! `E[s(Zu) s(Zv)'] = A(angle) = (b 11' + (g - b) I) / 2pi` for unit `u`, `v`
//! (Cho and Saul 2009 for the ReLU; `s(x) = slope x + (1 - slope) max(x, 0)` gives the rest).
//! On the diagonal only the law of two coordinates of a row counts, and of that, as `s` is
//! homogeneous, only the mean of the squared radius; off it stands `(E s)^2`. So other
//! rotation-invariant rows change `b` alone: `b = (1 - slope)^2 2 pi m1^2/m2`, see
//! [`super::parameters::Parameters::moment_ratio`].

use lemmabox_kernel::expr::{Dag, Expr, Unary};

/// The activation `max(x, slope x)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Activation {
    /// Slope on the negative side, in `[0, 1]`; 0 is the ReLU.
    pub slope: Expr,
    /// Moment ratio of the inputs, in `(0, pi/2]`; 1 for Gaussian ones.
    pub moment_ratio: Expr,
}

/// What the loss depends on of the teacher's second layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Teacher {
    /// Length `k` of `a*`.
    pub k: Expr,
    /// `n = |a*|^2`.
    pub norm2: Expr,
    /// `t = 1'a*`.
    pub sum: Expr,
}

/// What the loss depends on of a second layer `a`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecondLayer {
    /// `s = 1'a`.
    pub sum: Expr,
    /// `r = a'a*`.
    pub product: Expr,
    /// `N = |a|^2`.
    pub norm2: Expr,
}

/// A vector `ones 1 + own a + teacher a*`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Combination {
    /// Coefficient of the all-ones vector.
    pub ones: Expr,
    /// Coefficient of `a`.
    pub own: Expr,
    /// Coefficient of `a*`.
    pub teacher: Expr,
}

/// State of the reduced map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reduced {
    /// `u = (1'a*)(1'a) - (1'a*)^2`.
    pub u: Expr,
    /// `r = a'a*`.
    pub r: Expr,
    /// Angle between `v` and `v*`.
    pub phi: Expr,
}

/// A matrix `ones 11' + identity I`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kernel {
    /// Coefficient of `11'`.
    pub ones: Expr,
    /// Coefficient of the identity.
    pub identity: Expr,
}

impl Activation {
    /// The ReLU on Gaussian inputs.
    pub fn relu(dag: &mut Dag) -> Self {
        Self {
            slope: dag.integer(0),
            moment_ratio: dag.integer(1),
        }
    }

    /// `(1 - slope)^2`, the weight of the ReLU in `g`.
    pub fn bend(self, dag: &mut Dag) -> Expr {
        let one = dag.integer(1);
        let d = dag.sub(one, self.slope);
        dag.power(d, 2)
    }

    /// `b = moment_ratio (1 - slope)^2`, the weight of `11'` in `2 pi A`.
    pub fn ones(self, dag: &mut Dag) -> Expr {
        let bend = self.bend(dag);
        dag.mul(self.moment_ratio, bend)
    }

    /// `g(phi) = 2pi slope cos phi + (1 - slope)^2 ((pi - phi) cos phi + sin
    /// phi)`, for `phi` in `[0, pi]`.
    pub fn g(self, dag: &mut Dag, phi: Expr) -> Expr {
        let (pi, b) = (dag.pi(), self.bend(dag));
        let (cos, sin) = (dag.unary(Unary::Cos, phi), dag.unary(Unary::Sin, phi));
        let rest = dag.sub(pi, phi);
        let relu = dag.mul(rest, cos);
        let relu = dag.add(relu, sin);
        let relu = dag.mul(b, relu);
        let two_pi = two_pi(dag);
        let linear = dag.mul(two_pi, self.slope);
        let linear = dag.mul(linear, cos);
        dag.add(linear, relu)
    }

    /// `-g'(phi) = (2pi slope + (1 - slope)^2 (pi - phi)) sin phi`, nonnegative on `[0, pi]`.
    pub fn g_fall(self, dag: &mut Dag, phi: Expr) -> Expr {
        let (pi, b) = (dag.pi(), self.bend(dag));
        let sin = dag.unary(Unary::Sin, phi);
        let rest = dag.sub(pi, phi);
        let relu = dag.mul(b, rest);
        let two_pi = two_pi(dag);
        let linear = dag.mul(two_pi, self.slope);
        let sum = dag.add(linear, relu);
        dag.mul(sum, sin)
    }

    /// `A(phi)`.
    pub fn kernel(self, dag: &mut Dag, phi: Expr) -> Kernel {
        let (g, b, two_pi) = (self.g(dag, phi), self.ones(dag), two_pi(dag));
        let rest = dag.sub(g, b);
        Kernel {
            ones: dag.div(b, two_pi),
            identity: dag.div(rest, two_pi),
        }
    }
}

impl Kernel {
    /// `x'Ay` from `1'x`, `1'y` and `x'y`.
    pub fn form(self, dag: &mut Dag, sum_x: Expr, sum_y: Expr, product: Expr) -> Expr {
        let sums = dag.mul(sum_x, sum_y);
        let a = dag.mul(self.ones, sums);
        let b = dag.mul(self.identity, product);
        dag.add(a, b)
    }
}

impl Teacher {
    /// `S = (1'a*)^2`.
    pub fn square_sum(self, dag: &mut Dag) -> Expr {
        dag.power(self.sum, 2)
    }

    /// The teacher's own second layer.
    #[must_use]
    pub fn layer(self) -> SecondLayer {
        SecondLayer {
            sum: self.sum,
            product: self.norm2,
            norm2: self.norm2,
        }
    }

    /// `L = (a'A(0)a + a*'A(0)a* - 2 a'A(phi)a*) / 2` for unit `v`.
    pub fn loss(self, dag: &mut Dag, f: Activation, a: SecondLayer, phi: Expr) -> Expr {
        let one = dag.integer(1);
        self.loss_at_length(dag, f, a, phi, one)
    }

    /// `L = (l^2 a'A(0)a + a*'A(0)a* - 2 l a'A(phi)a*) / 2` for `|v| = l >= 0`: the model without
    /// normalisation.
    pub fn loss_at_length(
        self,
        dag: &mut Dag,
        f: Activation,
        a: SecondLayer,
        phi: Expr,
        length: Expr,
    ) -> Expr {
        let zero = dag.integer(0);
        let (a0, aphi) = (f.kernel(dag, zero), f.kernel(dag, phi));
        let own = a0.form(dag, a.sum, a.sum, a.norm2);
        let l2 = dag.power(length, 2);
        let own = dag.mul(l2, own);
        let teacher = a0.form(dag, self.sum, self.sum, self.norm2);
        let cross = aphi.form(dag, a.sum, self.sum, a.product);
        let cross = dag.mul(length, cross);
        let two = dag.integer(2);
        let cross = dag.mul(two, cross);
        let all = dag.add(own, teacher);
        let all = dag.sub(all, cross);
        dag.div(all, two)
    }

    /// `grad_a L = A(0) a - A(phi) a*` for unit `v`.
    pub fn gradient_a(
        self,
        dag: &mut Dag,
        f: Activation,
        a: SecondLayer,
        phi: Expr,
    ) -> Combination {
        let zero = dag.integer(0);
        let (a0, aphi) = (f.kernel(dag, zero), f.kernel(dag, phi));
        let sums = dag.sub(a.sum, self.sum);
        Combination {
            ones: dag.mul(a0.ones, sums),
            own: a0.identity,
            teacher: dag.neg(aphi.identity),
        }
    }

    /// Length, signed, of the gradient tangent to the sphere: `dL/dphi = r (-g'(phi)) / 2pi`. As a
    /// vector the gradient is `-(dL/dphi) e` with `e` the unit tangent at `v` towards `v*`.
    pub fn gradient_angle(self, dag: &mut Dag, f: Activation, a: SecondLayer, phi: Expr) -> Expr {
        let fall = f.g_fall(dag, phi);
        let m = dag.mul(a.product, fall);
        let two_pi = two_pi(dag);
        dag.div(m, two_pi)
    }

    /// The best second layer at a given angle, `A(0)^{-1} A(phi) a* = ones 1 + teacher a*`. At
    /// `phi = 0` it is `a*`, at `phi = pi` the spurious fixed point. Needs a slope below 1 or
    /// `k > 0`, so that `A(0)` is invertible.
    pub fn best_combination(self, dag: &mut Dag, f: Activation, phi: Expr) -> Combination {
        let zero = dag.integer(0);
        let b = f.ones(dag);
        let (g0, g) = (f.g(dag, zero), f.g(dag, phi));
        let across = dag.sub(g0, b);
        let part = dag.sub(g, b);
        let teacher = dag.div(part, across);
        // (b 11' + (g0 - b) I)(x 1 + y a*) = b t 1 + (g - b) a*:  x = b t (1 - y)/(b k + g0 - b).
        let bk = dag.mul(b, self.k);
        let along = dag.add(bk, across);
        let drop = dag.sub(g0, g);
        let drop = dag.div(drop, across);
        let bt = dag.mul(b, self.sum);
        let ones = dag.mul(bt, drop);
        let ones = dag.div(ones, along);
        Combination {
            ones,
            own: zero,
            teacher,
        }
    }

    /// Gram entries of [`Teacher::best_combination`].
    pub fn best_layer(self, dag: &mut Dag, f: Activation, phi: Expr) -> SecondLayer {
        let Combination { ones, teacher, .. } = self.best_combination(dag, f, phi);
        let from_teacher = dag.mul(teacher, self.sum);
        let from_ones = dag.mul(ones, self.k);
        let sum = dag.add(from_teacher, from_ones);
        let from_teacher = dag.mul(teacher, self.norm2);
        let from_ones = dag.mul(ones, self.sum);
        let product = dag.add(from_teacher, from_ones);
        // |x 1 + y a*|^2 = x (1'a) + y (a'a*).
        let p = dag.mul(ones, sum);
        let q = dag.mul(teacher, product);
        SecondLayer {
            sum,
            product,
            norm2: dag.add(p, q),
        }
    }

    /// `r(phi) = (S/k)(b k + g - b)/(b k + g0 - b) + (n - S/k)(g - b)/(g0 - b)`: the product `a'a*
    /// ` of the best second layer, written over the two eigenspaces of `A`.
    pub fn best_product(self, dag: &mut Dag, f: Activation, phi: Expr) -> Expr {
        let zero = dag.integer(0);
        let b = f.ones(dag);
        let (g0, g) = (f.g(dag, zero), f.g(dag, phi));
        let square = self.square_sum(dag);
        let along = dag.div(square, self.k);
        let across = dag.sub(self.norm2, along);
        let bk = dag.mul(b, self.k);
        let part = dag.sub(g, b);
        let whole = dag.sub(g0, b);
        let top = dag.add(bk, part);
        let bottom = dag.add(bk, whole);
        let first = dag.div(top, bottom);
        let first = dag.mul(along, first);
        let second = dag.div(part, whole);
        let second = dag.mul(across, second);
        dag.add(first, second)
    }

    /// `S_c = n (b + l)(b (k - 1) + g0)/(b (g0 + l))`, `l = -g(pi) = 2 pi slope`: the spurious
    /// point is a local minimum exactly below it. For the ReLU and Gaussian inputs it is
    /// `n (k + pi - 1)/pi`. Needs a slope below 1; the identity (`b = 0`) has it a minimum always.
    ///
    /// From [`Teacher::best_product`] at `g = -l`: `r(pi) < 0` iff
    /// `S/k ((bk - b - l) w + (b + l)(bk + w)) < n (b + l)(bk + w)` with `w = g0 - b`, and the
    /// bracket is `b k (g0 + l)`. If `r(pi) >= 0`, the best loss falls away from `phi = pi`.
    pub fn spurious_threshold(self, dag: &mut Dag, f: Activation) -> Expr {
        let (zero, pi, one) = (dag.integer(0), dag.pi(), dag.integer(1));
        let b = f.ones(dag);
        let (g0, last) = (f.g(dag, zero), f.g(dag, pi));
        let others = dag.sub(self.k, one);
        let others = dag.mul(b, others);
        let rate = dag.add(others, g0);
        let depth = dag.sub(b, last);
        let top = dag.mul(self.norm2, depth);
        let top = dag.mul(top, rate);
        let range = dag.sub(g0, last);
        let bottom = dag.mul(b, range);
        dag.div(top, bottom)
    }

    /// `q = (b k + g0 - b)/2pi`, the eigenvalue of `A(0)` along the all-ones vector; gradient
    /// descent in `a` is stable for `eta_a < 2/q`.
    pub fn rate_along(self, dag: &mut Dag, f: Activation) -> Expr {
        let zero = dag.integer(0);
        let a0 = f.kernel(dag, zero);
        let m = dag.mul(a0.ones, self.k);
        dag.add(m, a0.identity)
    }

    /// `c = (g0 - b)/2pi`, the other eigenvalue of `A(0)`.
    pub fn rate_across(self, dag: &mut Dag, f: Activation) -> Expr {
        let zero = dag.integer(0);
        f.kernel(dag, zero).identity
    }

    /// The turn of `v` in one step, `arctan(eta_w r (-g'(phi))/2pi)`, positive towards `v*`.
    pub fn turn(self, dag: &mut Dag, f: Activation, state: Reduced, eta_w: Expr) -> Expr {
        let fall = f.g_fall(dag, state.phi);
        let x = dag.mul(eta_w, state.r);
        let x = dag.mul(x, fall);
        let two_pi = two_pi(dag);
        let x = dag.div(x, two_pi);
        dag.unary(Unary::Arctan, x)
    }

    /// One step of gradient descent on `(u, r, phi)`, exact for every `k` and `p`:
    ///
    /// `u'   = (1 - eta_a q) u - eta_a (g0 - g) S/2pi`,
    /// `r'   = (1 - eta_a c) r + (eta_a/2pi) ((g - b) n - b u)`,
    /// `phi' = pi - | pi - |phi - turn| |`.
    ///
    /// The outer fold is needed: with `r < 0` a long step carries `v` past `-v*`.
    pub fn step(
        self,
        dag: &mut Dag,
        f: Activation,
        state: Reduced,
        eta_a: Expr,
        eta_w: Expr,
    ) -> Reduced {
        let zero = dag.integer(0);
        let one = dag.integer(1);
        let two_pi = two_pi(dag);
        let b = f.ones(dag);
        let (g0, g) = (f.g(dag, zero), f.g(dag, state.phi));
        let (q, c) = (self.rate_along(dag, f), self.rate_across(dag, f));
        let square = self.square_sum(dag);
        let rate = dag.div(eta_a, two_pi);

        let m = dag.mul(eta_a, q);
        let keep = dag.sub(one, m);
        let kept = dag.mul(keep, state.u);
        let drop = dag.sub(g0, g);
        let drop = dag.mul(drop, square);
        let drop = dag.mul(rate, drop);
        let u = dag.sub(kept, drop);

        let m = dag.mul(eta_a, c);
        let keep = dag.sub(one, m);
        let kept = dag.mul(keep, state.r);
        let part = dag.sub(g, b);
        let pull = dag.mul(part, self.norm2);
        let push = dag.mul(b, state.u);
        let pull = dag.sub(pull, push);
        let pull = dag.mul(rate, pull);
        let r = dag.add(kept, pull);

        let turn = self.turn(dag, f, state, eta_w);
        let moved = dag.sub(state.phi, turn);
        let moved = dag.unary(Unary::Abs, moved);
        let pi = dag.pi();
        let rest = dag.sub(pi, moved);
        let rest = dag.unary(Unary::Abs, rest);
        let phi = dag.sub(pi, rest);
        Reduced { u, r, phi }
    }
}

/// `2 pi`.
pub fn two_pi(dag: &mut Dag) -> Expr {
    let (two, pi) = (dag.integer(2), dag.pi());
    dag.mul(two, pi)
}

/// The sum of some terms.
pub fn sum(dag: &mut Dag, terms: &[Expr]) -> Expr {
    let mut all = dag.integer(0);
    for &t in terms {
        all = dag.add(all, t);
    }
    all
}

/// The inner product of two vectors of terms of equal length.
pub fn inner_product(dag: &mut Dag, x: &[Expr], y: &[Expr]) -> Expr {
    debug_assert_eq!(x.len(), y.len());
    let products: Vec<Expr> = x.iter().zip(y).map(|(&x, &y)| dag.mul(x, y)).collect();
    sum(dag, &products)
}
