//! Combinations of vectors, and the symbols that speak of them.

use std::collections::BTreeMap;

use lemmabox_kernel::expr::{Expr, Node, Unary, Var};
use num_traits::{Signed, Zero};

use super::{Combination, FIRST_SYMBOL, Generator, Space, Spaces, Symbol, VectorId, where_defined};
use crate::elaborate::Builder;

impl Builder {
    pub(in crate::elaborate) fn symbol(&mut self, symbol: Symbol) -> Expr {
        let vectors = &mut self.vectors;
        let next = u32::try_from(vectors.symbols.len()).unwrap_or(u32::MAX / 2);
        let n = *vectors.numbers.entry(symbol).or_insert(next);
        if n == next {
            vectors.symbols.push(symbol);
        }
        let v = Var(FIRST_SYMBOL + n);
        if n == next && !self.is_defined_everywhere(symbol) {
            return self.dag.mark_partial(v);
        }
        self.dag.variable(v)
    }

    fn is_defined_everywhere(&self, symbol: Symbol) -> bool {
        match symbol {
            Symbol::Angle(..) => false,
            Symbol::Product(..)
            | Symbol::Norm(_)
            | Symbol::Zero(_)
            | Symbol::Value(_)
            | Symbol::Dimension(_) => {
                let mut coefficients = self.vectors.coefficients(symbol).into_iter();
                coefficients.all(|c| self.dag.is_total(c))
            }
        }
    }

    /// Whether something of vectors stands in a term.
    pub(in crate::elaborate) fn has_symbols(&self, e: Expr) -> bool {
        let variables = self.dag.variables(e).into_iter();
        variables
            .filter_map(|v| self.vectors.symbol(v))
            .any(|s| !matches!(s, Symbol::Dimension(_)))
    }

    pub(in crate::elaborate) fn generator(
        &mut self,
        space: Space,
        generator: Generator,
    ) -> VectorId {
        let one = self.dag.integer(1);
        let terms = BTreeMap::from([(generator, one)]);
        self.vectors.intern(Combination { space, terms })
    }

    pub(in crate::elaborate) fn dimension(&mut self, spaces: &Spaces<'_>, space: Space) -> Expr {
        match space {
            Space::Fixed(n) => self.dag.integer(n.into()),
            Space::Named(i) => match spaces.numbers.get(&i) {
                Some(&v) => self.dag.variable(v),
                None => self.symbol(Symbol::Dimension(i)),
            },
        }
    }

    /// `x + c*y`.
    pub(in crate::elaborate) fn plus(&mut self, x: VectorId, c: Expr, y: VectorId) -> VectorId {
        let mut sum = self.vectors.get(x).clone();
        if self.vectors.get(y).terms.is_empty() && !self.dag.is_total(c) {
            sum.require(&mut self.dag, c);
        }
        for (generator, e) in self.vectors.get(y).terms.clone() {
            let mut term = self.dag.mul(c, e);
            if let Some(&old) = sum.terms.get(&generator) {
                term = self.dag.add(old, term);
            }
            if self.dag.as_rational(term).is_some_and(Zero::is_zero) {
                sum.terms.remove(&generator);
                self.require_point(&mut sum, generator);
            } else {
                sum.terms.insert(generator, term);
            }
        }
        self.vectors.intern(sum)
    }

    pub(in crate::elaborate) fn minus(&mut self, x: VectorId, y: VectorId) -> VectorId {
        let minus_one = self.dag.integer(-1);
        self.plus(x, minus_one, y)
    }

    /// Each coefficient changed; a zero that comes of it may not hide what is undefined.
    fn scaled(&mut self, x: VectorId, change: impl Fn(&mut Self, Expr) -> Expr) -> VectorId {
        let Combination { space, terms } = self.vectors.get(x).clone();
        let mut scaled = Combination {
            space,
            terms: BTreeMap::new(),
        };
        for (generator, e) in terms {
            let new = change(self, e);
            if self.dag.as_rational(new).is_some_and(Zero::is_zero) {
                self.require_point(&mut scaled, generator);
            } else {
                scaled.terms.insert(generator, new);
            }
        }
        self.vectors.intern(scaled)
    }

    /// A gradient that leaves a combination asks for its point to be defined.
    fn require_point(&mut self, combination: &mut Combination, generator: Generator) {
        if let Generator::Gradient(p) = generator {
            for c in self.vectors.coefficients(Symbol::Value(p)) {
                if !self.dag.is_total(c) {
                    combination.require(&mut self.dag, c);
                }
            }
        }
    }

    pub(in crate::elaborate) fn times(&mut self, c: Expr, x: VectorId) -> VectorId {
        if self.vectors.get(x).terms.is_empty() && !self.dag.is_total(c) {
            return self.vectors.require(&mut self.dag, x, c);
        }
        self.scaled(x, |builder, e| builder.dag.mul(c, e))
    }

    pub(in crate::elaborate) fn over(&mut self, x: VectorId, c: Expr) -> VectorId {
        let dag = &mut self.dag;
        let one = dag.integer(1);
        let reciprocal = dag.div(one, c);
        if self.vectors.get(x).terms.is_empty() && !dag.is_total(reciprocal) {
            return self.vectors.require(dag, x, reciprocal);
        }
        // ones(d)/sqrt(d): the root of a dimension is positive.
        let root = (self.dag.restricted_operand(c))
            .filter(|_| matches!(self.dag.node(c), Node::Unary(Unary::Sqrt, _)));
        let is_dimension = root.is_some_and(|(d, _)| match *self.dag.node(d) {
            Node::Variable(v) => {
                matches!(self.vectors.symbol(v), Some(Symbol::Dimension(_)))
            }
            _ => self.dag.as_rational(d).is_some_and(Signed::is_positive),
        });
        self.scaled(x, |builder, e| {
            if e == c && is_dimension {
                builder.dag.integer(1)
            } else {
                builder.dag.div(e, c)
            }
        })
    }

    pub(in crate::elaborate) fn inner(&mut self, x: VectorId, y: VectorId) -> Expr {
        let (x, y) = (x.min(y), x.max(y));
        for (zero, other) in [(x, y), (y, x)] {
            if self.vectors.get(zero).terms.is_empty() {
                let mut product = self.dag.integer(0);
                for c in self.vectors.coefficients(Symbol::Norm(other)) {
                    product = where_defined(&mut self.dag, product, c);
                }
                return product;
            }
        }
        self.symbol(Symbol::Product(x, y))
    }

    pub(in crate::elaborate) fn norm(&mut self, x: VectorId) -> Expr {
        if self.vectors.get(x).terms.is_empty() {
            return self.dag.integer(0);
        }
        self.symbol(Symbol::Norm(x))
    }
}
