//! What is known exactly about each function: values, parity, shifts, inverses.

use super::{
    Atom, MAX_POWER, Monomial, Normal, Normaliser, Polynomial, Rule, is_nonnegative_operation,
};
use crate::exact::Q;
use crate::exact::rational::{integer, ratio, rational_root};
use crate::expr::{Binary, Dag, Expr, Node, Unary};
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};

/// Most terms of a polynomial that is looked at for factors under a root.
const LARGEST_FACTORED: usize = 60;

/// Trial division stops here; what is left stays one radicand (or one argument of the logarithm).
const MAX_PRIME: u32 = 2000;

/// Largest root that an exponential of a fraction of a logarithm is read as.
const MOST_ROOT: u32 = 12;

impl Normaliser {
    pub(super) fn function(&mut self, dag: &mut Dag, op: Unary, x: &Normal) -> Option<Normal> {
        match op {
            Unary::Neg => Some(x.negated()),
            Unary::Abs => self.absolute_value(dag, x),
            Unary::Sqrt => self.root(dag, x, 2),
            Unary::Sin => self.circular(dag, true, x),
            Unary::Cos => self.circular(dag, false, x),
            Unary::Tan => {
                let (s, c) = (self.circular(dag, true, x)?, self.circular(dag, false, x)?);
                let r = self.inverse(&c)?;
                self.product(&s, &r)
            }
            Unary::Arcsin => self.arcsine(dag, x),
            Unary::Arccos => {
                // arccos x = pi/2 - arcsin x on [-1, 1], the domain of both.
                let a = self.arcsine(dag, x)?;
                let quarter = self.pi_times(dag, &ratio(1, 2));
                self.difference(&quarter, &a)
            }
            Unary::Arctan => self.arctangent(dag, x),
            Unary::Exp => self.exponential(dag, x),
            Unary::Log => self.logarithm(dag, x),
            Unary::Asinh => {
                let (x, negative) = odd(x);
                Some(signed(self.valued(dag, op, &x)?, negative))
            }
            Unary::Erfc => {
                // erfc(-x) = 2 - erfc(x)
                let (x, negative) = odd(x);
                let value = self.valued(dag, op, &x)?;
                if negative {
                    self.difference(&Normal::constant(integer(2)), &value)
                } else {
                    Some(value)
                }
            }
            Unary::Floor => {
                // floor(x + k) = floor(x) + k
                let p = x.as_polynomial();
                let k = p.map_or_else(Q::zero, |p| p.coefficient(&Monomial::one()).floor());
                let k = Normal::constant(k);
                let rest = self.difference(x, &k)?;
                let value = self.valued(dag, op, &rest)?;
                self.sum(&value, &k)
            }
            Unary::Binet(_) | Unary::Carlson(_) => self.valued(dag, op, x),
        }
    }

    /// An operation of which no more is known than its values at some rationals.
    fn valued(&mut self, dag: &mut Dag, op: Unary, x: &Normal) -> Option<Normal> {
        let argument = self.rebuild(dag, x);
        let t = dag.unary(op, argument);
        if matches!(dag.node(t), Node::Unary(o, _) if *o == op) {
            return Some(self.atom_form(dag, t));
        }
        Some((*self.form(dag, t)?).clone())
    }

    pub(super) fn pi_times(&mut self, dag: &mut Dag, q: &Q) -> Normal {
        let pi = dag.pi();
        self.atom_form(dag, pi).scaled(q)
    }

    /// `sum c_i sqrt(n_i)`.
    fn surd(&mut self, dag: &mut Dag, terms: &[(Q, i64)]) -> Option<Normal> {
        let mut out = Normal::constant(Q::zero());
        for (c, n) in terms {
            let r = self.root(dag, &Normal::constant(integer(*n)), 2)?;
            out = self.sum(&out, &r.scaled(c))?;
        }
        Some(out)
    }

    fn opaque(&mut self, dag: &mut Dag, op: Unary, x: &Normal) -> (Expr, Normal) {
        let argument = self.rebuild(dag, x);
        let t = dag.unary(op, argument);
        (t, self.atom_form(dag, t))
    }

    /// The function the term of a lone atom applies and the normal form of its argument.
    fn lone(&mut self, dag: &mut Dag, x: &Normal) -> Option<(Unary, Normal)> {
        let p = x.as_polynomial()?;
        if p.len() != 1 {
            return None;
        }
        let (m, q) = p.leading()?;
        match m.powers() {
            &[(a, 1)] if q.is_one() => match *dag.node(a.term()) {
                Node::Unary(op, y) => Some((op, (*self.form(dag, y)?).clone())),
                _ => None,
            },
            _ => None,
        }
    }

    fn circular(&mut self, dag: &mut Dag, sine: bool, x: &Normal) -> Option<Normal> {
        let pi = dag.pi();
        let pi = Monomial::power(self.atom(dag, pi), 1);
        let mut turn = x
            .as_polynomial()
            .map_or_else(Q::zero, |p| p.coefficient(&pi));
        let shift = Normal::polynomial(Polynomial::term(turn.clone(), pi));
        let mut rest = self.difference(x, &shift)?;
        let mut negative = false;
        let backwards = match rest.numerator.leading() {
            Some((_, q)) => q.is_negative(),
            None => turn.is_negative(),
        };
        if backwards {
            rest = rest.negated();
            turn = -turn;
            negative = sine;
        }
        // turn = quarters/2 + remainder, remainder in (-1/4, 1/4]; in units of pi.
        let quarters = (&turn * integer(2) - ratio(1, 2)).ceil();
        turn -= &quarters * ratio(1, 2);
        let quarters = quarters.to_integer().mod_floor(&BigInt::from(4)).to_u8()?;
        // sin and cos of t + quarters pi/2.
        let (sine, flip) = match (sine, quarters) {
            (true, 0) => (true, false),
            (true, 1) => (false, false),
            (true, 2) => (true, true),
            (true, _) => (false, true),
            (false, 0) => (false, false),
            (false, 1) => (true, true),
            (false, 2) => (false, true),
            (false, _) => (true, false),
        };
        let mut negative = negative != flip;
        let value = if rest.is_zero() {
            if turn.is_negative() {
                turn = -turn;
                negative ^= sine;
            }
            self.value_at(dag, sine, &turn)
        } else {
            None
        };
        let value = match value {
            Some(v) => v,
            None => {
                let inverse = if turn.is_zero() {
                    self.lone(dag, &rest)
                } else {
                    None
                };
                match inverse {
                    Some((Unary::Arcsin, y)) if sine => y,
                    Some((Unary::Arcsin, y)) => self.one_minus_square_root(dag, &y)?,
                    Some((Unary::Arctan, y)) => {
                        let y2 = self.product(&y, &y)?;
                        let r = self.sum(&y2, &Normal::constant(Q::one()))?;
                        let r = self.root(dag, &r, 2)?;
                        let r = self.inverse(&r)?;
                        if sine { self.product(&y, &r)? } else { r }
                    }
                    _ => {
                        let shift = self.pi_times(dag, &turn);
                        let t = self.sum(&rest, &shift)?;
                        self.circular_atom(dag, sine, &t)?
                    }
                }
            }
        };
        Some(if negative { value.negated() } else { value })
    }

    fn one_minus_square_root(&mut self, dag: &mut Dag, y: &Normal) -> Option<Normal> {
        let y2 = self.product(y, y)?;
        let r = self.difference(&Normal::constant(Q::one()), &y2)?;
        self.root(dag, &r, 2)
    }

    fn circular_atom(&mut self, dag: &mut Dag, sine: bool, t: &Normal) -> Option<Normal> {
        let (_, cos) = self.opaque(dag, Unary::Cos, t);
        if !sine {
            return Some(cos);
        }
        let (term, sin) = self.opaque(dag, Unary::Sin, t);
        let c2 = cos.as_polynomial()?.times(cos.as_polynomial()?);
        let rule = Rule {
            degree: 2,
            value: Polynomial::one().minus(&c2),
            root: false,
        };
        let atom = self.atom(dag, term);
        self.rules.insert(atom, rule);
        Some(sin)
    }

    /// `sin` or `cos` of `turn pi`, `0 <= turn <= 1/4`.
    fn value_at(&mut self, dag: &mut Dag, sine: bool, turn: &Q) -> Option<Normal> {
        let half = ratio(1, 2);
        let quarter = ratio(1, 4);
        if turn.is_zero() {
            return Some(Normal::constant(integer(i64::from(!sine))));
        }
        if *turn == ratio(1, 6) {
            return if sine {
                Some(Normal::constant(half))
            } else {
                self.surd(dag, &[(half, 3)])
            };
        }
        if *turn == quarter {
            return self.surd(dag, &[(half, 2)]);
        }
        if *turn == ratio(1, 12) {
            // (sqrt 6 -+ sqrt 2)/4
            let second = if sine { -&quarter } else { quarter.clone() };
            return self.surd(dag, &[(quarter, 6), (second, 2)]);
        }
        if *turn == ratio(1, 5) && !sine {
            return self.surd(dag, &[(quarter.clone(), 1), (quarter, 5)]);
        }
        if *turn == ratio(1, 10) && sine {
            return self.surd(dag, &[(-&quarter, 1), (quarter, 5)]);
        }
        None
    }

    fn arcsine(&mut self, dag: &mut Dag, x: &Normal) -> Option<Normal> {
        let (x, negative) = odd(x);
        if x.is_zero() {
            return Some(x);
        }
        let half = ratio(1, 2);
        for (turn, c, n) in [
            (ratio(1, 2), integer(1), 1),
            (ratio(1, 6), half.clone(), 1),
            (ratio(1, 4), half.clone(), 2),
            (ratio(1, 3), half, 3),
        ] {
            if self.surd(dag, &[(c, n)])? == x {
                return Some(signed(self.pi_times(dag, &turn), negative));
            }
        }
        let (_, a) = self.opaque(dag, Unary::Arcsin, &x);
        Some(signed(a, negative))
    }

    fn arctangent(&mut self, dag: &mut Dag, x: &Normal) -> Option<Normal> {
        let (x, negative) = odd(x);
        if x.is_zero() {
            return Some(x);
        }
        let one = integer(1);
        for (turn, terms) in [
            (ratio(1, 4), vec![(one.clone(), 1)]),
            (ratio(1, 3), vec![(one.clone(), 3)]),
            (ratio(1, 6), vec![(ratio(1, 3), 3)]),
            (ratio(1, 12), vec![(integer(2), 1), (-&one, 3)]),
            (ratio(5, 12), vec![(integer(2), 1), (one, 3)]),
        ] {
            if self.surd(dag, &terms)? == x {
                return Some(signed(self.pi_times(dag, &turn), negative));
            }
        }
        // arctan q = pi/2 - arctan 1/q
        if let Some(q) = x.as_constant()
            && q > integer(1)
        {
            let (_, a) = self.opaque(dag, Unary::Arctan, &Normal::constant(q.recip()));
            let quarter = self.pi_times(dag, &ratio(1, 2));
            return Some(signed(self.difference(&quarter, &a)?, negative));
        }
        let (_, a) = self.opaque(dag, Unary::Arctan, &x);
        Some(signed(a, negative))
    }

    fn exponential(&mut self, dag: &mut Dag, x: &Normal) -> Option<Normal> {
        if x.is_zero() {
            return Some(Normal::constant(Q::one()));
        }
        let mut whole = None;
        if let Some(p) = x.as_polynomial() {
            let mut out = Some(Normal::constant(Q::one()));
            for (m, q) in p.terms() {
                let factor = self.exponential_term(dag, m, q);
                out = match (out, factor) {
                    (Some(o), Some(f)) => self.product(&o, &f),
                    _ => None,
                };
            }
            whole = out;
        }
        if whole.is_some() {
            return whole;
        }
        let (x, negative) = odd(x);
        let (_, e) = self.opaque(dag, Unary::Exp, &x);
        if negative { self.inverse(&e) } else { Some(e) }
    }

    /// `exp(q m)`: a power of `exp(m/d)`, `d` the denominator of `q`.
    fn exponential_term(&mut self, dag: &mut Dag, m: &Monomial, q: &Q) -> Option<Normal> {
        let n = q
            .numer()
            .to_i32()
            .filter(|n| n.unsigned_abs() <= MAX_POWER / 4)?;
        let whole = Normal::polynomial(Polynomial::term(Q::one(), m.clone()));
        match (self.lone(dag, &whole), q.denom().to_u32()) {
            // exp(log(y) n/d) = y^(n/d), as log(y) is defined for y > 0 alone.
            (Some((Unary::Log, y)), Some(d @ 1..=MOST_ROOT)) => {
                let root = if d == 1 { y } else { self.root(dag, &y, d)? };
                return self.power(&root, n);
            }
            // exp(asinh(y)) = y + sqrt(y^2 + 1)
            (Some((Unary::Asinh, y)), Some(1)) => {
                let square = self.product(&y, &y)?;
                let radicand = self.sum(&square, &Normal::constant(Q::one()))?;
                let root = self.root(dag, &radicand, 2)?;
                let sum = self.sum(&y, &root)?;
                return self.power(&sum, n);
            }
            (Some(_) | None, Some(_) | None) => {}
        }
        let e = self.exponential_atom(dag, m, q.denom())?;
        self.power(&e, n)
    }

    /// `exp(m/d)`, with its power to the least prime factor `p` of `d` known:
    /// `exp(m/d)^p = exp(m p/d)`.
    fn exponential_atom(&mut self, dag: &mut Dag, m: &Monomial, d: &BigInt) -> Option<Normal> {
        let unit = Polynomial::term(Q::new(BigInt::one(), d.clone()), m.clone());
        let (term, e) = self.opaque(dag, Unary::Exp, &Normal::polynomial(unit));
        let small = d.to_u32().filter(|d| (2..=MAX_POWER / 4).contains(d));
        let prime = small.and_then(|d| (2..=d).find(|p| d % p == 0));
        if let (Some(p), true) = (prime, dag.as_rational(term).is_none()) {
            let atom = self.atom(dag, term);
            if !self.rules.contains_key(&atom) {
                let value = self.exponential_atom(dag, m, &(d / p))?;
                let rule = Rule {
                    degree: p,
                    value: value.as_polynomial()?.clone(),
                    root: true,
                };
                self.rules.insert(atom, rule);
            }
        }
        Some(e)
    }

    fn logarithm(&mut self, dag: &mut Dag, x: &Normal) -> Option<Normal> {
        if x.is_zero() {
            return None;
        }
        if let Some(c) = x.numerator.as_constant()
            && let [(f, 1)] = &x.denominator[..]
        {
            // log(c/f) = -log(f/c): the same domain.
            let inner = Normal::polynomial(f.scaled(&c.recip()));
            return Some(self.logarithm(dag, &inner)?.negated());
        }
        let (c, p) = x.numerator.primitive();
        let (c, p) = if c.is_negative() {
            (-c, p.scaled(&-Q::one()))
        } else {
            (c, p)
        };
        let mut out = self.logarithm_of_rational(dag, &c)?;
        // Exponentials and pi are positive: they come out of products, on the same domain.
        let mut numerator = p;
        for &(a, k) in numerator.monomial_content().powers() {
            if let Node::Unary(Unary::Exp, y) = *dag.node(a.term()) {
                let y = self.form(dag, y)?.scaled(&integer(i64::from(k)));
                out = self.sum(&out, &y)?;
                numerator = numerator.without(&Monomial::power(a, k));
            }
        }
        let mut denominator = Vec::new();
        for (f, k) in &x.denominator {
            let atom = match f.leading() {
                Some((m, q)) if f.len() == 1 && q.is_one() => match m.powers() {
                    &[(a, 1)] => Some(a.term()),
                    _ => None,
                },
                _ => None,
            };
            let log = match atom.map(|e| (e, dag.node(e).clone())) {
                Some((_, Node::Unary(Unary::Exp, y))) => (*self.form(dag, y)?).clone(),
                Some((e, Node::Pi)) => {
                    let l = dag.unary(Unary::Log, e);
                    self.atom_form(dag, l)
                }
                _ => {
                    denominator.push((f.clone(), *k));
                    continue;
                }
            };
            out = self.difference(&out, &log.scaled(&integer(i64::from(*k))))?;
        }
        let rest = Normal {
            numerator,
            denominator,
        };
        if rest.as_constant().is_some_and(|q| q.is_one()) {
            return Some(out);
        }
        if let Some(p) = rest.as_polynomial()
            && p.len() == 1
            && let Some((m, q)) = p.leading()
            && q.is_one()
        {
            // Positive factors of a monomial come out; the log of an exponential is its argument.
            let mut left = Monomial::one();
            for &(a, k) in m.powers() {
                let times = integer(i64::from(k));
                match *dag.node(a.term()) {
                    Node::Unary(Unary::Exp, y) => {
                        let y = self.form(dag, y)?.scaled(&times);
                        out = self.sum(&out, &y)?;
                    }
                    Node::Pi => {
                        let l = dag.unary(Unary::Log, a.term());
                        let l = self.atom_form(dag, l).scaled(&times);
                        out = self.sum(&out, &l)?;
                    }
                    _ => left = left.times(&Monomial::power(a, k)),
                }
            }
            if left.is_one() {
                return Some(out);
            }
            let left = Normal::polynomial(Polynomial::term(Q::one(), left));
            let (_, l) = self.opaque(dag, Unary::Log, &left);
            return self.sum(&out, &l);
        }
        let (_, l) = self.opaque(dag, Unary::Log, &rest);
        self.sum(&out, &l)
    }

    /// Logarithm of a positive rational as a sum over primes.
    fn logarithm_of_rational(&mut self, dag: &mut Dag, c: &Q) -> Option<Normal> {
        let mut out = Normal::constant(Q::zero());
        for (n, sign) in [(c.numer(), 1), (c.denom(), -1)] {
            for (p, k) in factors(n) {
                let p = dag.rational(Q::from_integer(p));
                let l = dag.unary(Unary::Log, p);
                let l = self.atom_form(dag, l).scaled(&integer(i64::from(k) * sign));
                out = self.sum(&out, &l)?;
            }
        }
        Some(out)
    }

    /// `x^(1/n)`, `n >= 2`, for `x >= 0`.
    pub(super) fn root(&mut self, dag: &mut Dag, x: &Normal, n: u32) -> Option<Normal> {
        if x.is_zero() {
            return Some(x.clone());
        }
        if n != 2 {
            if let Some(r) = x.as_constant().and_then(|q| rational_root(&q, n)) {
                return Some(Normal::constant(r));
            }
            if let Some(form) = self.root_of_power(dag, x, n) {
                return Some(form);
            }
            return self.root_atom(dag, x, n, Q::one());
        }
        // sqrt(N/D) = sqrt(N D)/|D| with D the denominator without its even powers: the same
        // domain.
        let mut radicand = Normal::polynomial(x.numerator.clone());
        let mut outside = Normal::constant(Q::one());
        for (f, k) in &x.denominator {
            let f = Normal::polynomial(f.clone());
            if k % 2 == 1 {
                radicand = self.product(&radicand, &f)?;
            }
            let half = self.power(&f, i32::try_from(Integer::div_ceil(k, &2)).ok()?)?;
            let half = self.absolute_value(dag, &half)?;
            outside = self.product(&outside, &half)?;
        }
        let inside = self.polynomial_square_root(dag, &radicand)?;
        let outside = self.inverse(&outside)?;
        self.product(&inside, &outside)
    }

    /// The root of `c q^g` for a rational `c > 0` and a common divisor `g >= 2` of `n` and the
    /// exponents of the factors of `x`: `c^(1/n) |q|^(g/n)`, and `q` for `|q|` where `g` is odd, as
    /// `q^g >= 0` says `q >= 0` then.
    fn root_of_power(&mut self, dag: &mut Dag, x: &Normal, n: u32) -> Option<Normal> {
        if x.numerator.len() > LARGEST_FACTORED {
            return None;
        }
        let (c, factors) = x.numerator.easy_factors();
        let exponents = factors.iter().chain(&x.denominator).map(|(_, k)| *k);
        let g = exponents.fold(n, |g, k| Integer::gcd(&g, &k));
        if !c.is_positive() || g < 2 || factors.is_empty() && x.denominator.is_empty() {
            return None;
        }
        let mut q = Normal::constant(Q::one());
        for (sign, list) in [(1, &factors), (-1, &x.denominator)] {
            for (f, k) in list {
                let exponent = i32::try_from(k / g).ok()?;
                let power = self.power(&Normal::polynomial(f.clone()), sign * exponent)?;
                q = self.product(&q, &power)?;
            }
        }
        if g % 2 == 0 {
            q = self.absolute_value(dag, &q)?;
        }
        let root = match n / g {
            1 => q,
            n => self.root(dag, &q, n)?,
        };
        let scale = self.root(dag, &Normal::constant(c), n)?;
        self.product(&root, &scale)
    }

    fn polynomial_square_root(&mut self, dag: &mut Dag, x: &Normal) -> Option<Normal> {
        let p = x.as_polynomial()?;
        let (c, p) = p.primitive();
        let (c, p) = if c.is_negative() {
            (-c, p.scaled(&-Q::one()))
        } else {
            (c, p)
        };
        if p.len() <= 60
            && let Some(r) = super::square_root(&p)
        {
            let r = self.absolute_value(dag, &Normal::polynomial(r))?;
            let s = self.square_root_of_rational(dag, &c)?;
            return self.product(&r, &s);
        }
        let s = self.square_root_of_rational(dag, &c)?;
        let r = self.root_atom(dag, &Normal::polynomial(p), 2, Q::one())?;
        self.product(&r, &s)
    }

    /// Square root of a positive rational as a product of roots of primes.
    fn square_root_of_rational(&mut self, dag: &mut Dag, c: &Q) -> Option<Normal> {
        let mut outside = Q::new(BigInt::one(), c.denom().clone());
        let mut out = Normal::constant(Q::one());
        for (p, k) in factors(&(c.numer() * c.denom())) {
            outside *= Q::from_integer(p.pow(k / 2));
            if k % 2 == 1 {
                let root = p.sqrt();
                if &root * &root == p {
                    outside *= Q::from_integer(root);
                    continue;
                }
                let x = Normal::constant(Q::from_integer(p));
                let r = self.root_atom(dag, &x, 2, Q::one())?;
                out = self.product(&out, &r)?;
            }
        }
        Some(out.scaled(&outside))
    }

    fn root_atom(&mut self, dag: &mut Dag, x: &Normal, n: u32, factor: Q) -> Option<Normal> {
        let argument = self.rebuild(dag, x);
        let exponent = Q::new(BigInt::one(), BigInt::from(n));
        let t = dag.rational_power(argument, &exponent)?;
        let form = self.atom_form(dag, t);
        if let (Some(value), true) = (x.as_polynomial(), dag.as_rational(t).is_none()) {
            let atom = self.atom(dag, t);
            let rule = Rule {
                degree: n,
                value: value.clone(),
                root: true,
            };
            self.rules.insert(atom, rule);
        }
        Some(form.scaled(&factor))
    }

    fn absolute_value(&mut self, dag: &mut Dag, x: &Normal) -> Option<Normal> {
        let mut n = self.polynomial_absolute_value(dag, &x.numerator)?;
        for (f, k) in &x.denominator {
            let f = if k % 2 == 0 {
                Normal::polynomial(f.clone())
            } else {
                self.polynomial_absolute_value(dag, f)?
            };
            let d = self.power(&f, -i32::try_from(*k).ok()?)?;
            n = self.product(&n, &d)?;
        }
        Some(n)
    }

    fn polynomial_absolute_value(&mut self, dag: &mut Dag, p: &Polynomial) -> Option<Normal> {
        let (c, p) = p.primitive();
        let c = c.abs();
        if c.is_zero() {
            return Some(Normal::constant(c));
        }
        if self.obviously_nonnegative(dag, &p) {
            return Some(Normal::polynomial(p).scaled(&c));
        }
        if self.obviously_nonnegative(dag, &p.scaled(&-Q::one())) {
            return Some(Normal::polynomial(p).scaled(&-c));
        }
        if let Some(order) = self.polynomial_sign(dag, &p) {
            return Some(Normal::polynomial(p).scaled(&if order.is_lt() { -c } else { c }));
        }
        // |product| = product of absolute values for the atoms that divide all terms.
        let m = p.monomial_content();
        let mut out = Normal::constant(c);
        for &(a, k) in m.powers() {
            let factor = if k % 2 == 0 || is_nonnegative_operation(dag.node(a.term())) {
                Normal::polynomial(Polynomial::term(Q::one(), Monomial::power(a, k)))
            } else {
                let inner = self.absolute_atom(dag, &Polynomial::atom(a))?;
                self.power(&inner, i32::try_from(k).ok()?)?
            };
            out = self.product(&out, &factor)?;
        }
        let rest = p.without(&m);
        if rest.as_constant().is_none() {
            let inner = if self.obviously_nonnegative(dag, &rest) {
                Normal::polynomial(rest)
            } else {
                self.absolute_atom(dag, &rest)?
            };
            out = self.product(&out, &inner)?;
        }
        Some(out)
    }

    fn absolute_atom(&mut self, dag: &mut Dag, p: &Polynomial) -> Option<Normal> {
        let (t, form) = self.opaque(dag, Unary::Abs, &Normal::polynomial(p.clone()));
        if dag.as_rational(t).is_none() {
            let value = self.polynomial_product(p, p)?;
            let atom = self.atom(dag, t);
            self.rules.insert(
                atom,
                Rule {
                    degree: 2,
                    value,
                    root: false,
                },
            );
        }
        Some(form)
    }

    /// Whether every term is a positive multiple of squares and of atoms that take no negative
    /// values.
    fn obviously_nonnegative(&self, dag: &Dag, p: &Polynomial) -> bool {
        p.terms().all(|(m, q)| {
            q.is_positive()
                && m.powers()
                    .iter()
                    .all(|&(a, k)| k % 2 == 0 || is_nonnegative_operation(dag.node(a.term())))
        })
    }

    pub(super) fn extremum(
        &mut self,
        dag: &mut Dag,
        op: Binary,
        x: &Normal,
        y: &Normal,
    ) -> Option<Normal> {
        let d = self.difference(x, y)?;
        if d.is_zero() {
            return Some(x.clone());
        }
        if let Some(order) = self.sign(dag, &d) {
            let first = order.is_gt() == (op == Binary::Max);
            return Some(if first { x.clone() } else { y.clone() });
        }
        // The order of the arguments does not matter.
        let (x, y) = if d.numerator.leading().is_some_and(|(_, q)| q.is_negative()) {
            (y, x)
        } else {
            (x, y)
        };
        let (x, y) = (self.rebuild(dag, x), self.rebuild(dag, y));
        let t = dag.binary(op, x, y);
        Some(self.atom_form(dag, t))
    }
}

/// The form or its negation, whichever has a positive leading coefficient, and whether it was
/// negated.
fn odd(x: &Normal) -> (Normal, bool) {
    match x.numerator.leading() {
        Some((_, q)) if q.is_negative() => (x.negated(), true),
        _ => (x.clone(), false),
    }
}

fn signed(x: Normal, negative: bool) -> Normal {
    if negative { x.negated() } else { x }
}

/// Factors of a positive integer; the last may be composite when it has no small prime factor.
fn factors(n: &BigInt) -> Vec<(BigInt, u32)> {
    let mut n = n.abs();
    let mut out = Vec::new();
    let mut p = 2u32;
    while p <= MAX_PRIME && BigInt::from(p) * p <= n {
        let mut k = 0;
        while (&n % p).is_zero() {
            n /= p;
            k += 1;
        }
        if k > 0 {
            out.push((BigInt::from(p), k));
        }
        p += if p == 2 { 1 } else { 2 };
    }
    if !n.is_one() {
        out.push((n, 1));
    }
    out
}

impl Normaliser {
    /// The atom of a term in normal form, for those who build polynomials themselves.
    pub fn atom_of(&mut self, dag: &Dag, e: Expr) -> Atom {
        self.atom(dag, e)
    }
}
