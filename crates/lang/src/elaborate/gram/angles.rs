//! Angles: those at the first vector of a frame are numbers of the claim, and bounds of others are
//! bounds of cosines.

use super::super::operation::turned;
use super::super::vector::where_defined;
use super::writing::inner_product;
use super::*;

impl Coordinates<'_, '_> {
    /// The space, the place in its frame and the factor of a vector that is a multiple of one of
    /// its frame.
    fn multiple(&mut self, x: VectorId) -> Option<(Space, usize, Expr)> {
        let combination = self.builder.vectors.get(x).clone();
        let combination = self.current(&combination);
        let mut terms = combination.terms.iter();
        let (Some((Generator::Basis(b), c)), None) = (terms.next(), terms.next()) else {
            return None;
        };
        Some((combination.space, *self.positions.get(b)?, *c))
    }

    /// The sign of a factor, where it is seen.
    fn is_negative(&mut self, c: Expr) -> Option<bool> {
        if !self.is_signed(c, &self.variables.clone()) {
            return None;
        }
        let variables = self.variables.as_slice();
        Some(!(Signs { variables }).is_positive(&self.builder.dag, c))
    }

    /// The square of the length of a vector of a frame.
    pub(super) fn length_of_row(&mut self, space: Space, k: usize) -> Option<(Place, Expr)> {
        let known: Vec<(VectorId, Place, Expr)> = self.known.lengths.clone();
        known.into_iter().find_map(|(x, place, square)| {
            let (s, j, c) = self.multiple(x)?;
            let one = self.builder.dag.integer(1);
            ((s, j) == (space, k) && c == one).then_some((place, square))
        })
    }

    /// Places of the relations that say that a vector of a frame is not zero.
    pub(super) fn nonzero_rows(&mut self, space: Space, k: usize) -> Vec<Place> {
        let known: Vec<(VectorId, Place)> = self.known.nonzero.clone();
        let mut out = Vec::new();
        for (x, place) in known {
            if let Some((s, j, c)) = self.multiple(x)
                && (s, j) == (space, k)
                && self.is_negative(c).is_some()
            {
                out.push(place);
            }
        }
        out
    }

    /// Places of the relations that say that two vectors of a frame are orthogonal.
    pub(super) fn orthogonal_rows(&mut self, space: Space, j: usize, k: usize) -> Vec<Place> {
        let known: Vec<(VectorId, VectorId, Place)> = self.known.orthogonal.clone();
        let mut out = Vec::new();
        for (x, y, place) in known {
            if let (Some((s, a, c)), Some((t, b, d))) = (self.multiple(x), self.multiple(y))
                && s == space
                && t == space
                && (a.min(b), a.max(b)) == (j, k)
                && self.is_negative(c).is_some()
                && self.is_negative(d).is_some()
            {
                out.push(place);
            }
        }
        out
    }

    /// Whether the claim speaks of the angle between the first vector of a frame and another.
    pub(super) fn is_at_angle(&mut self, space: Space, k: usize) -> bool {
        let used: Vec<Symbol> = self.used.iter().copied().collect();
        used.into_iter().any(|symbol| {
            let Symbol::Angle(x, y) = symbol else {
                return false;
            };
            let (Some((s, i, c)), Some((t, j, d))) = (self.multiple(x), self.multiple(y)) else {
                return false;
            };
            let signed = self.is_negative(c).is_some() && self.is_negative(d).is_some();
            signed && (s, t) == (space, space) && (i.min(j), i.max(j)) == (0, k)
        })
    }

    /// A vector by its length, the angle from the first and, for the third, the angle around it.
    pub(super) fn polar_row(
        &mut self,
        claim: &mut Parts<'_>,
        (k, name): (usize, &str),
        length: Option<(Place, Expr)>,
        nonzero: &[Place],
        known_positive: bool,
    ) -> Row {
        let zero = self.builder.dag.integer(0);
        let positive = known_positive || length.is_none() && !nonzero.is_empty();
        if positive {
            self.gone.extend(nonzero.iter().copied());
        }
        let radius = match length {
            Some((place, square)) => {
                self.gone.insert(place);
                let square = self.term(square);
                self.root(square)
            }
            None => {
                let lo = if positive {
                    End::Open(zero)
                } else {
                    End::Closed(zero)
                };
                let e = self.number(claim, &format!("{name}_length"), lo);
                self.nonnegative.insert(e);
                e
            }
        };
        let angle = self.half_turn(claim, &format!("{name}_angle"));
        let dag = &mut self.builder.dag;
        let along = dag.unary(Unary::Cos, angle);
        let across = dag.unary(Unary::Sin, angle);
        let mut unit = vec![along, across];
        if k == 2 {
            let turn = self.half_turn(claim, &format!("{name}_turn"));
            let dag = &mut self.builder.dag;
            let (c, s) = (dag.unary(Unary::Cos, turn), dag.unary(Unary::Sin, turn));
            unit = vec![along, dag.mul(across, c), dag.mul(across, s)];
        }
        let dag = &mut self.builder.dag;
        let coordinates = unit.iter().map(|e| dag.mul(radius, *e)).collect();
        Row {
            coordinates,
            axis: false,
            positive,
            polar: Some(Polar {
                radius,
                angle,
                unit,
            }),
        }
    }

    /// A new variable in [0, pi].
    fn half_turn(&mut self, claim: &mut Parts<'_>, name: &str) -> Expr {
        let dag = &mut self.builder.dag;
        let (zero, pi) = (dag.integer(0), dag.pi());
        let (lo, hi) = (End::Closed(zero), End::Closed(pi));
        self.fresh(claim.variables, name, Domain { lo, hi }).1
    }

    fn row_at(&self, space: Space, k: usize) -> Option<&Row> {
        self.frames.get(&space)?.rows.get(k)
    }

    /// The angle between two vectors: a number of the claim, or its complement for opposite
    /// multiples, if one of them is the first of the frame and the other has such a number.
    fn plain_angle(&mut self, x: VectorId, y: VectorId) -> Option<Expr> {
        let ((s, i, c), (t, j, d)) = (self.multiple(x)?, self.multiple(y)?);
        let opposite = self.is_negative(c)? != self.is_negative(d)?;
        if s != t {
            return None;
        }
        let angle = if i == j {
            self.builder.dag.integer(0)
        } else if i.min(j) == 0 {
            self.row_at(s, i.max(j))?.polar.as_ref()?.angle
        } else {
            return None;
        };
        if !opposite {
            return Some(angle);
        }
        let dag = &mut self.builder.dag;
        let pi = dag.pi();
        Some(if i == j { pi } else { dag.sub(pi, angle) })
    }

    /// The inner product of two vectors and the product of their lengths, both divided by lengths
    /// that are numbers of the claim.
    fn cosine(&mut self, x: VectorId, y: VectorId) -> (Expr, Expr) {
        if let (Some((s, i, c)), Some((t, j, d))) = (self.multiple(x), self.multiple(y))
            && s == t
            && i != j
            && let (Some(opposite), Some(other)) = (self.is_negative(c), self.is_negative(d))
            && let (Some(a), Some(b)) = (self.unit(s, i), self.unit(s, j))
        {
            let dag = &mut self.builder.dag;
            let product = inner_product(dag, &a, &b);
            let one = dag.integer(1);
            let product = if opposite == other {
                product
            } else {
                dag.neg(product)
            };
            return (product, one);
        }
        let product = self.symbol(Symbol::Product(x.min(y), x.max(y)));
        let (a, b) = (self.symbol(Symbol::Norm(x)), self.symbol(Symbol::Norm(y)));
        (product, self.builder.dag.mul(a, b))
    }

    /// A polar vector of a frame divided by its length.
    fn unit(&self, space: Space, k: usize) -> Option<Vec<Expr>> {
        Some(self.row_at(space, k)?.polar.as_ref()?.unit.clone())
    }

    pub(super) fn angle(&mut self, x: VectorId, y: VectorId) -> Expr {
        if let Some(angle) = self.plain_angle(x, y) {
            return angle;
        }
        let (product, lengths) = self.cosine(x, y);
        let dag = &mut self.builder.dag;
        let cosine = if dag
            .as_rational(lengths)
            .is_some_and(|q| *q == Q::from_integer(1.into()))
        {
            product
        } else {
            dag.div(product, lengths)
        };
        dag.unary(Unary::Arccos, cosine)
    }

    /// A relation with an angle that is no number of the claim, as one of its cosine: `angle <= t`
    /// holds exactly if `t >= pi`, or `t >= 0` and `cos(t) <= cos(angle)`, and so on.
    pub(super) fn cosine_relation(&mut self, r: &Relation) -> Option<Formula> {
        let (x, y, op, t) = self.isolated_angle(r)?;
        let t = self.term(t);
        let conditions = self.conditions(Symbol::Angle(x, y));
        let (product, lengths) = self.cosine(x, y);
        let variables = self.variables.as_slice();
        let from_zero = (Signs { variables }).is_nonnegative(&self.builder.dag, t);
        let to_pi = self.is_at_most_pi(t);
        let dag = &mut self.builder.dag;
        let (zero, pi) = (dag.integer(0), dag.pi());
        let (cosine, _) = circular(dag, t);
        let (mut bound, mut t) = (dag.mul(cosine, lengths), t);
        for c in conditions {
            bound = where_defined(dag, bound, c);
            t = where_defined(dag, t, c);
        }
        let relation = |lhs, op, rhs| Formula::Relation(Relation { lhs, op, rhs });
        use Comparison::{Equal, Greater, GreaterEqual, Less, LessEqual, NotEqual};
        // Beyond these ends the relation is true, or false.
        let (mut always, mut needed) = (Vec::new(), Vec::new());
        let compared = match op {
            Less | LessEqual => {
                let (from, to) = if op == Less {
                    (Greater, Greater)
                } else {
                    (GreaterEqual, GreaterEqual)
                };
                if !to_pi {
                    always.push(relation(t, to, pi));
                }
                if !from_zero || op == Less {
                    needed.push(relation(t, from, zero));
                }
                if op == Less { Less } else { LessEqual }
            }
            Greater | GreaterEqual => {
                let (from, to) = if op == Greater {
                    (Less, Less)
                } else {
                    (LessEqual, LessEqual)
                };
                if !from_zero {
                    always.push(relation(t, from, zero));
                }
                if !to_pi || op == Greater {
                    needed.push(relation(t, to, pi));
                }
                op
            }
            Equal => {
                if !from_zero {
                    needed.push(relation(t, GreaterEqual, zero));
                }
                if !to_pi {
                    needed.push(relation(t, LessEqual, pi));
                }
                op
            }
            NotEqual => {
                if !from_zero {
                    always.push(relation(t, Less, zero));
                }
                if !to_pi {
                    always.push(relation(t, Greater, pi));
                }
                op
            }
        };
        needed.push(relation(bound, compared, product));
        let needed = conjunction(needed);
        Some(if always.is_empty() {
            needed
        } else {
            always.push(needed);
            Formula::Or(always)
        })
    }

    /// `angle op t` for a relation that is linear in an angle that is no number of the claim.
    fn isolated_angle(&mut self, r: &Relation) -> Option<(VectorId, VectorId, Comparison, Expr)> {
        let mut terms: Vec<(bool, Expr)> = Vec::new();
        let mut stack = vec![(r.rhs, true), (r.lhs, false)];
        while let Some((e, negative)) = stack.pop() {
            match *self.builder.dag.node(e) {
                Node::Binary(Binary::Add, x, y) => stack.extend([(y, negative), (x, negative)]),
                Node::Binary(Binary::Sub, x, y) => stack.extend([(y, !negative), (x, negative)]),
                Node::Unary(Unary::Neg, x) => stack.push((x, !negative)),
                _ => terms.push((negative, e)),
            }
        }
        let found = terms.iter().enumerate().find_map(|(i, (negative, e))| {
            let Node::Variable(v) = *self.builder.dag.node(*e) else {
                return None;
            };
            match self.builder.vectors.symbol(v)? {
                Symbol::Angle(x, y) => {
                    (self.plain_angle(x, y).is_none()).then_some((i, *negative, x, y))
                }
                Symbol::Product(..)
                | Symbol::Norm(_)
                | Symbol::Zero(_)
                | Symbol::Value(_)
                | Symbol::Dimension(_) => None,
            }
        });
        let (place, negative, x, y) = found?;
        let op = if negative { turned(r.op) } else { r.op };
        let dag = &mut self.builder.dag;
        let mut sum: Option<Expr> = None;
        for (i, (minus, e)) in terms.into_iter().enumerate() {
            if i == place || dag.as_rational(e).is_some_and(Zero::is_zero) {
                continue;
            }
            // angle + rest op 0, or -angle + rest op 0.
            let negated = minus == negative;
            sum = Some(match (sum, negated) {
                (None, false) => e,
                (None, true) => dag.neg(e),
                (Some(sum), false) => dag.add(sum, e),
                (Some(sum), true) => dag.sub(sum, e),
            });
        }
        let t = sum.unwrap_or_else(|| dag.integer(0));
        Some((x, y, op, t))
    }

    /// Whether a term is seen to be at most pi.
    fn is_at_most_pi(&mut self, t: Expr) -> bool {
        let dag = &mut self.builder.dag;
        let pi = dag.pi();
        if let Node::Variable(v) = *dag.node(t) {
            let domain = self.variables.get(v.index()).map(|v| v.domain);
            return domain.and_then(|d| d.hi.constant()) == Some(pi);
        }
        let room = dag.sub(pi, t);
        let Some(form) = self.normaliser.normal(dag, room) else {
            return false;
        };
        let sign = self.normaliser.sign(dag, &form);
        dag.variables(t).is_empty() && sign.is_some_and(std::cmp::Ordering::is_ge)
    }

    // ---- lengths and products of vectors with
    // angles ---------------------------------------------

    pub(super) fn has_polar(&self, x: VectorId) -> bool {
        let space = self.builder.vectors.get(x).space;
        (self.frames.get(&space)).is_some_and(|f| f.rows.iter().any(|row| row.polar.is_some()))
    }

    /// The length of a multiple of a polar vector.
    pub(super) fn polar_length(&mut self, x: VectorId) -> Option<Expr> {
        let (space, k, c) = self.multiple(x)?;
        let radius = self.row_at(space, k)?.polar.as_ref()?.radius;
        let c = self.term(c);
        let negative = self.is_negative(c);
        let dag = &mut self.builder.dag;
        let factor = match negative {
            Some(false) => c,
            Some(true) => dag.neg(c),
            None => dag.unary(Unary::Abs, c),
        };
        let plain = dag
            .as_rational(factor)
            .is_some_and(|q| *q == Q::from_integer(1.into()));
        Some(if plain {
            radius
        } else {
            dag.mul(factor, radius)
        })
    }

    /// An inner product by those of the vectors of the frame, in which cosines stand alone.
    pub(super) fn polar_product(&mut self, x: VectorId, y: VectorId) -> Expr {
        let parts = [x, y].map(|v| {
            let combination = self.builder.vectors.get(v).clone();
            let combination = self.current(&combination);
            let terms: Vec<(usize, Expr)> = (combination.terms.iter())
                .filter_map(|(g, c)| match g {
                    Generator::Basis(b) => Some((*self.positions.get(b)?, *c)),
                    Generator::Ones(_)
                    | Generator::Variable(_)
                    | Generator::Gradient(_)
                    | Generator::Nothing => None,
                })
                .collect();
            (combination.space, terms)
        });
        let [(space, left), (_, right)] = parts;
        let mut sum: Option<Expr> = None;
        for (i, c) in &left {
            for (j, d) in &right {
                let entry = self.entry(space, *i, *j);
                let (c, d) = (self.term(*c), self.term(*d));
                let dag = &mut self.builder.dag;
                let factor = dag.mul(c, d);
                let part = dag.mul(factor, entry);
                sum = Some(sum.map_or(part, |sum| dag.add(sum, part)));
            }
        }
        sum.unwrap_or_else(|| self.builder.dag.integer(0))
    }

    /// An entry of the Gram matrix of a frame.
    fn entry(&mut self, space: Space, i: usize, j: usize) -> Expr {
        let rows = self.frames.get(&space).map(|f| &f.rows);
        let row = |k: usize| {
            rows.and_then(|rows| rows.get(k))
                .cloned()
                .unwrap_or_default()
        };
        let (a, b) = (row(i), row(j));
        let dag = &mut self.builder.dag;
        match (i == j, a.polar) {
            (true, Some(polar)) => dag.power(polar.radius, 2),
            _ => inner_product(dag, &a.coordinates, &b.coordinates),
        }
    }
}

/// Cosine and sine of a term, those of sums written out.
fn circular(dag: &mut Dag, t: Expr) -> (Expr, Expr) {
    match *dag.node(t) {
        Node::Pi => (dag.integer(-1), dag.integer(0)),
        Node::Unary(Unary::Neg, x) => {
            let (c, s) = circular(dag, x);
            (c, dag.neg(s))
        }
        Node::Binary(op @ (Binary::Add | Binary::Sub), x, y) => {
            let ((a, b), (c, s)) = (circular(dag, x), circular(dag, y));
            let d = if op == Binary::Add { s } else { dag.neg(s) };
            let (ac, bd) = (dag.mul(a, c), dag.mul(b, d));
            let (bc, ad) = (dag.mul(b, c), dag.mul(a, d));
            (dag.sub(ac, bd), dag.add(bc, ad))
        }
        Node::Binary(Binary::Mul, q, x)
            if *dag.node(x) == Node::Pi && dag.as_rational(q).is_some_and(Q::is_integer) =>
        {
            let even = dag
                .as_rational(q)
                .is_some_and(|q| (q.numer() % 2u8).is_zero());
            (dag.integer(if even { 1 } else { -1 }), dag.integer(0))
        }
        _ => (dag.unary(Unary::Cos, t), dag.unary(Unary::Sin, t)),
    }
}
