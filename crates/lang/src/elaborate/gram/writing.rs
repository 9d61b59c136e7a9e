//! A claim written in the coordinates of its frames.

use super::super::vector::where_defined;
use super::*;

impl Coordinates<'_, '_> {
    pub(super) fn write(&mut self, claim: &mut Parts<'_>) {
        // Numbers keep their places, the constant of `best` too until all is written: terms of
        // before and of after are asked for their signs side by side.
        self.number_dimensions(claim);
        self.number_coordinates(claim);
        self.number_values(claim);
        let rank = self.rank_hypotheses(claim);
        for place in 0..claim.hypotheses.len() {
            let formula = claim.hypotheses[place].formula.clone();
            claim.hypotheses[place].formula = self.written(&formula);
        }
        self.in_goal = true;
        let goal = self.written(&claim.goal.clone());
        self.in_goal = false;
        *claim.goal = self.with_lengths(claim, goal);
        self.drop_relations(claim);
        for instance in claim.uses.iter_mut() {
            for (_, e) in &mut instance.arguments {
                *e = self.term(*e);
            }
        }
        for (mut name, formula) in rank {
            while claim.hypotheses.iter().any(|h| h.name == name) {
                name.push('\'');
            }
            claim.hypotheses.push(Hypothesis {
                name,
                formula,
                unused: false,
            });
            claim.hypothesis_spans.push(Span::default());
        }
    }

    /// Relations that the coordinates make true leave the hypotheses.
    fn drop_relations(&mut self, claim: &mut Parts<'_>) {
        for place in (0..claim.hypotheses.len()).rev() {
            let formula = &mut claim.hypotheses[place].formula;
            let parts = match &*formula {
                Formula::And(parts) => parts.clone(),
                other => vec![other.clone()],
            };
            let gone = |part: &usize| self.gone.contains(&(place, *part));
            if !(0..parts.len()).any(|part| gone(&part)) {
                continue;
            }
            let mut left: Vec<Formula> = (parts.into_iter().enumerate())
                .filter(|(part, _)| !gone(part))
                .map(|(_, formula)| formula)
                .collect();
            match left.len() {
                0 => {
                    claim.hypotheses.remove(place);
                    claim.hypothesis_spans.remove(place);
                }
                1 => *formula = left.remove(0),
                _ => *formula = Formula::And(left),
            }
        }
    }

    /// The goal together with the lengths that were put in for norms: it says the same where they
    /// hold, and no less without the hypotheses that give them.
    fn with_lengths(&mut self, claim: &Parts<'_>, goal: Formula) -> Formula {
        let relied_on = self.relied_on.difference(&self.gone);
        let mut parts: Vec<Formula> = relied_on
            .filter_map(|(place, part)| match &claim.hypotheses[*place].formula {
                Formula::And(parts) => parts.get(*part).cloned(),
                other => Some(other.clone()),
            })
            .collect();
        if parts.is_empty() {
            return goal;
        }
        match goal {
            Formula::And(goals) => parts.extend(goals),
            goal => parts.push(goal),
        }
        Formula::And(parts)
    }

    /// A new variable under a name that is not taken.
    pub(super) fn fresh(
        &mut self,
        variables: &mut Vec<Variable>,
        name: &str,
        domain: Domain,
    ) -> (Var, Expr) {
        let mut name = name.to_owned();
        while variables.iter().any(|v| v.name == name) {
            name.push('\'');
        }
        let v = Var(u32::try_from(variables.len()).unwrap_or(u32::MAX));
        variables.push(Variable {
            name,
            domain,
            kind: Kind::Real,
        });
        self.variables.clone_from(variables);
        (v, self.builder.dag.variable(v))
    }

    pub(super) fn number_dimensions(&mut self, claim: &mut Parts<'_>) {
        for symbol in self.builder.vectors.symbols.clone() {
            if let Symbol::Dimension(i) = symbol
                && self.used.contains(&symbol)
            {
                let one = self.builder.dag.integer(1);
                let domain = Domain {
                    lo: End::Closed(one),
                    hi: End::Infinite,
                };
                let name = self.spaces.dimensions[i as usize];
                let (v, e) = self.fresh(claim.variables, name, domain);
                claim.variables[v.index()].kind = Kind::Integer;
                self.values.insert(symbol, e);
            }
        }
    }

    fn number_coordinates(&mut self, claim: &mut Parts<'_>) {
        let spaces: Vec<Space> = self.frames.keys().copied().collect();
        for space in spaces {
            let names = self.frames[&space].names.clone();
            let ones = self.frames[&space].ones;
            for (k, name) in names.iter().enumerate() {
                let row = if k == 0 && ones {
                    Row {
                        coordinates: vec![self.builder.dag.integer(1)],
                        axis: true,
                        positive: true,
                        polar: None,
                    }
                } else {
                    self.row_of(claim, space, k, name)
                };
                if let Some(frame) = self.frames.get_mut(&space) {
                    frame.rows.push(row);
                }
            }
        }
    }

    /// The coordinates of the next vector of a frame: none on the axes of vectors to which it is
    /// orthogonal, its length if that is known and it lies on an axis itself. A vector at an angle
    /// has a length and that angle instead.
    fn row_of(&mut self, claim: &mut Parts<'_>, space: Space, k: usize, name: &str) -> Row {
        let columns = match space {
            Space::Named(_) => usize::MAX,
            Space::Fixed(n) => n as usize,
        };
        let length = self.length_of_row(space, k);
        let nonzero = self.nonzero_rows(space, k);
        let known_positive = length.is_some_and(|(_, square)| {
            let variables = claim.variables.as_slice();
            (Signs { variables }).is_positive(&self.builder.dag, square)
        });
        if k > 0 && k < columns.min(3) && self.is_at_angle(space, k) {
            return self.polar_row(claim, (k, name), length, &nonzero, known_positive);
        }
        let before = self.frames[&space].rows.clone();
        let mut row = Row {
            axis: k < columns,
            ..Row::default()
        };
        let zero = self.builder.dag.integer(0);
        for (j, earlier) in before.iter().enumerate().take(columns) {
            // A vector on an axis that is zero stands for the axis only as long as there is room.
            let room = k < columns && !self.is_counted(space);
            let settled = earlier.axis && (room || earlier.positive);
            let orthogonal = self.orthogonal_rows(space, j, k);
            if settled && !orthogonal.is_empty() {
                self.gone.extend(orthogonal);
                row.coordinates.push(zero);
                continue;
            }
            row.axis = false;
            let e = self.number(claim, &format!("{name}_{}", j + 1), End::Infinite);
            row.coordinates.push(e);
        }
        if k >= columns {
            return row;
        }
        if let Some((place, square)) = length.filter(|_| row.axis) {
            self.gone.insert(place);
            let square = self.term(square);
            let root = self.root(square);
            self.nonnegative.insert(root);
            row.coordinates.push(root);
            row.positive = known_positive;
            if row.positive {
                self.gone.extend(nonzero);
            }
            return row;
        }
        row.positive = row.axis && !nonzero.is_empty();
        let lo = if row.positive {
            self.gone.extend(nonzero);
            End::Open(zero)
        } else {
            End::Closed(zero)
        };
        let e = self.number(claim, &format!("{name}_{}", k + 1), lo);
        self.nonnegative.insert(e);
        row.coordinates.push(e);
        row
    }

    /// Whether the dimension of a space is a number of the claim.
    fn is_counted(&self, space: Space) -> bool {
        match space {
            Space::Fixed(_) => false,
            Space::Named(i) => {
                self.spaces.numbers.contains_key(&i) || self.used.contains(&Symbol::Dimension(i))
            }
        }
    }

    /// A new real variable that is not below an end.
    pub(super) fn number(&mut self, claim: &mut Parts<'_>, name: &str, lo: End) -> Expr {
        let hi = End::Infinite;
        self.fresh(claim.variables, name, Domain { lo, hi }).1
    }

    /// The root of a square that is not negative; that of `r^2` is `abs(r)` unless `r` is seen not
    /// to be negative.
    pub(super) fn root(&mut self, square: Expr) -> Expr {
        let variables = self.variables.as_slice();
        let dag = &mut self.builder.dag;
        if let Node::Power(x, 2) = *dag.node(square)
            && let Node::Variable(_) = dag.node(x)
        {
            let signed = (Signs { variables }).is_nonnegative(dag, x);
            return if signed { x } else { dag.unary(Unary::Abs, x) };
        }
        let rational = dag.as_rational(square).cloned();
        if let Some(q) = rational {
            let root = Q::new(q.numer().sqrt(), q.denom().sqrt());
            if &root * &root == q {
                return dag.rational(root);
            }
        }
        dag.unary(Unary::Sqrt, square)
    }

    pub(super) fn number_values(&mut self, claim: &mut Parts<'_>) {
        let mut symbols = self.builder.vectors.symbols.clone();
        symbols.sort_by_key(|s| match s {
            Symbol::Value(p) => *p,
            Symbol::Product(..)
            | Symbol::Norm(_)
            | Symbol::Angle(..)
            | Symbol::Zero(_)
            | Symbol::Dimension(_) => 0,
        });
        for symbol in symbols {
            if let Symbol::Value(p) = symbol
                && self.used.contains(&symbol)
            {
                let (f, _) = self.builder.vectors.points[p as usize];
                let at = self.builder.vectors.points[..=p as usize].iter();
                let number = at.filter(|(g, _)| *g == f).count();
                let name = format!("{}{number}", self.spaces.functions[f].name.text);
                let domain = Domain {
                    lo: End::Infinite,
                    hi: End::Infinite,
                };
                let (_, e) = self.fresh(claim.variables, &name, domain);
                self.values.insert(symbol, e);
            }
        }
    }

    /// That declared dimensions are at least 1, where their ranges begin below.
    fn least_dimensions(&mut self, claim: &Parts<'_>) -> Vec<(String, Formula)> {
        let mut numbers: Vec<Var> = self.spaces.numbers.values().copied().collect();
        numbers.sort_unstable();
        let mut out = Vec::new();
        for v in numbers {
            let dag = &mut self.builder.dag;
            let (d, one) = (dag.variable(v), dag.integer(1));
            let variable = &claim.variables[v.index()];
            let least = variable
                .domain
                .lo
                .constant()
                .and_then(|e| dag.as_rational(e));
            if least.is_some_and(|q| *q >= num_traits::One::one()) {
                continue;
            }
            let relation = Relation {
                lhs: d,
                op: Comparison::GreaterEqual,
                rhs: one,
            };
            out.push((
                format!("{}_dimension", variable.name),
                Formula::Relation(relation),
            ));
        }
        out
    }

    /// A dimension that is a number is at least 1, and bounds the columns of its space: column `j`
    /// is zero unless `d >= j`.
    pub(super) fn rank_hypotheses(&mut self, claim: &Parts<'_>) -> Vec<(String, Formula)> {
        let mut out = self.least_dimensions(claim);
        for (space, frame) in &self.frames {
            let Space::Named(i) = space else { continue };
            let number = match self.spaces.numbers.get(i) {
                Some(v) => Some(self.builder.dag.variable(*v)),
                None => self.values.get(&Symbol::Dimension(*i)).copied(),
            };
            let Some(d) = number else { continue };
            let dag = &mut self.builder.dag;
            let zero = dag.integer(0);
            for j in 1..frame.rows.len() {
                let least = dag.integer(i64::try_from(j + 1).unwrap_or(i64::MAX));
                let op = Comparison::GreaterEqual;
                let mut parts = vec![Formula::Relation(Relation {
                    lhs: d,
                    op,
                    rhs: least,
                })];
                let column = (frame.rows.iter()).filter_map(|row| row.coordinates.get(j));
                let zeros: Vec<Formula> = column
                    .filter(|e| dag.as_rational(**e).is_none_or(|q| !q.is_zero()))
                    .map(|&lhs| {
                        let op = Comparison::Equal;
                        Formula::Relation(Relation { lhs, op, rhs: zero })
                    })
                    .collect();
                if zeros.is_empty() {
                    continue;
                }
                parts.push(conjunction(zeros));
                let name = format!("rank_{}_{}", self.spaces.dimensions[*i as usize], j + 1);
                out.push((name, Formula::Or(parts)));
            }
        }
        out
    }

    /// The coordinates of a vector in its frame; the first is undefined where it has parts that no
    /// frame spans.
    pub(super) fn coordinates(&mut self, x: VectorId) -> Vec<Expr> {
        let mut out = self.framed(x);
        let combination = self.builder.vectors.get(x).clone();
        let combination = self.current(&combination);
        let spanned = |g: &Generator| match g {
            Generator::Basis(b) => self.row(combination.space, *b).is_some(),
            Generator::Nothing => true,
            Generator::Variable(_) | Generator::Gradient(_) | Generator::Ones(_) => false,
        };
        if !combination.terms.keys().all(spanned) {
            let undefined = self.undefined();
            out.truncate(0);
            out.push(undefined);
        }
        out
    }

    /// `1/0`, which stands for what should not be asked for.
    fn undefined(&mut self) -> Expr {
        let dag = &mut self.builder.dag;
        let (one, zero) = (dag.integer(1), dag.integer(0));
        dag.div(one, zero)
    }

    /// The coordinates of the part of a vector that its frame spans.
    pub(super) fn framed(&mut self, x: VectorId) -> Vec<Expr> {
        let combination = self.builder.vectors.get(x).clone();
        let combination = self.current(&combination);
        let mut out: Vec<Option<Expr>> = Vec::new();
        for (generator, c) in combination.terms {
            let Generator::Basis(b) = generator else {
                continue;
            };
            let c = self.term(c);
            let Some(row) = self.row(combination.space, b) else {
                continue;
            };
            for (j, e) in row.into_iter().enumerate() {
                if out.len() <= j {
                    out.resize(j + 1, None);
                }
                let dag = &mut self.builder.dag;
                let part = dag.mul(c, e);
                out[j] = Some(match out[j] {
                    None => part,
                    Some(sum) => dag.add(sum, part),
                });
            }
        }
        let zero = self.builder.dag.integer(0);
        out.into_iter().map(|e| e.unwrap_or(zero)).collect()
    }

    pub(super) fn row(&self, space: Space, basis: u32) -> Option<Vec<Expr>> {
        let place = self.positions.get(&basis)?;
        let row = self.frames.get(&space)?.rows.get(*place)?;
        Some(row.coordinates.clone())
    }

    /// A formula in coordinates.
    pub(super) fn written(&mut self, formula: &Formula) -> Formula {
        match formula {
            Formula::True | Formula::False => formula.clone(),
            Formula::Not(f) => Formula::Not(Box::new(self.written(f))),
            Formula::And(fs) => Formula::And(fs.iter().map(|f| self.written(f)).collect()),
            Formula::Or(fs) => Formula::Or(fs.iter().map(|f| self.written(f)).collect()),
            Formula::Relation(r) => {
                if let Node::Variable(v) = *self.builder.dag.node(r.lhs)
                    && let Some(Symbol::Zero(x)) = self.builder.vectors.symbol(v)
                {
                    let (op, rhs) = (r.op, r.rhs);
                    let symbol = Symbol::Zero(x);
                    if op == Comparison::NotEqual {
                        return self.nonzero(x, rhs);
                    }
                    let mut coordinates = self.coordinates(x);
                    if coordinates.is_empty() {
                        coordinates.push(rhs);
                    }
                    let parts: Vec<Formula> = (coordinates.into_iter())
                        .map(|e| self.where_defined(e, symbol))
                        .filter(|lhs| *lhs != rhs)
                        .map(|lhs| Formula::Relation(Relation { lhs, op, rhs }))
                        .collect();
                    return if parts.is_empty() {
                        Formula::True
                    } else {
                        conjunction(parts)
                    };
                }
                if let Some(formula) = self.cosine_relation(r) {
                    return formula;
                }
                let (lhs, rhs) = (self.term(r.lhs), self.term(r.rhs));
                Formula::Relation(Relation { lhs, op: r.op, rhs })
            }
        }
    }

    /// That a vector is not zero: its first coordinate, if it has no other, or the sum of their
    /// squares is not.
    pub(super) fn nonzero(&mut self, x: VectorId, zero: Expr) -> Formula {
        let coordinates = self.coordinates(x);
        let only = match coordinates[..] {
            [only] if self.nonnegative.contains(&only) => Some(only),
            _ => None,
        };
        let lhs = only.unwrap_or_else(|| {
            let dag = &mut self.builder.dag;
            let squares: Vec<Expr> = coordinates.iter().map(|e| dag.power(*e, 2)).collect();
            let sum = squares.into_iter().reduce(|a, b| dag.add(a, b));
            sum.unwrap_or(zero)
        });
        let lhs = self.where_defined(lhs, Symbol::Zero(x));
        if lhs == zero {
            return Formula::False;
        }
        Formula::Relation(Relation {
            lhs,
            op: Comparison::Greater,
            rhs: zero,
        })
    }

    /// A term in coordinates.
    pub(super) fn term(&mut self, e: Expr) -> Expr {
        let variables = self.builder.dag.variables(e);
        let mut with = Vec::new();
        for v in variables {
            if let Some(symbol) = self.builder.vectors.symbol(v) {
                with.push((v, self.symbol(symbol)));
            }
        }
        let e = self.builder.dag.substitute(e, &with);
        self.without_conditions(e)
    }

    /// A term without the summands `0*c` whose `c` is seen to be defined.
    fn without_conditions(&mut self, e: Expr) -> Expr {
        let variables = self.variables.as_slice();
        let dag = &mut self.builder.dag;
        let vanishes = |dag: &Dag, e: Expr| match *dag.node(e) {
            Node::Binary(Binary::Mul, zero, c) => {
                dag.as_rational(zero).is_some_and(Zero::is_zero)
                    && (Signs { variables }).is_defined(dag, c)
            }
            _ => false,
        };
        dag.rebuild(e, |dag, e| match *dag.node(e) {
            Node::Binary(Binary::Add, x, y) if vanishes(dag, y) => Some(x),
            _ if vanishes(dag, e) => Some(dag.integer(0)),
            _ => None,
        })
    }

    /// What has to be defined for a symbol to be, as far as it is not seen to be.
    pub(super) fn conditions(&mut self, symbol: Symbol) -> BTreeSet<Expr> {
        let mut coefficients = self.builder.vectors.coefficients(symbol);
        let vectors = match symbol {
            Symbol::Product(x, y) | Symbol::Angle(x, y) => vec![x, y],
            Symbol::Norm(x) | Symbol::Zero(x) => vec![x],
            Symbol::Value(_) | Symbol::Dimension(_) => vec![],
        };
        for x in &vectors {
            let combination = self.builder.vectors.get(*x).clone();
            coefficients.extend(self.current(&combination).terms.into_values());
        }
        let mut out = BTreeSet::new();
        for c in coefficients {
            if !self.builder.dag.is_total(c) {
                out.insert(self.term(c));
            }
        }
        if let Symbol::Angle(..) = symbol {
            for x in vectors {
                let length = self.symbol(Symbol::Norm(x));
                let dag = &mut self.builder.dag;
                let one = dag.integer(1);
                out.insert(dag.div(one, length));
            }
        }
        out.retain(|c| !self.is_defined(*c));
        out
    }

    /// A term for a symbol that is undefined where the symbol is.
    pub(super) fn where_defined(&mut self, mut e: Expr, symbol: Symbol) -> Expr {
        for c in self.conditions(symbol) {
            if !contains(&self.builder.dag, e, c) {
                e = where_defined(&mut self.builder.dag, e, c);
            }
        }
        e
    }

    pub(super) fn symbol(&mut self, symbol: Symbol) -> Expr {
        let e = self.value(symbol);
        self.where_defined(e, symbol)
    }

    fn value(&mut self, symbol: Symbol) -> Expr {
        if let Some(&e) = self.values.get(&symbol) {
            return e;
        }
        let (x, y, root) = match symbol {
            Symbol::Product(x, y) => (x, y, false),
            Symbol::Norm(x) => (x, x, true),
            Symbol::Angle(x, y) => return self.angle(x, y),
            // All of these are numbered, and those stand alone in their relations.
            Symbol::Zero(_) | Symbol::Value(_) | Symbol::Dimension(_) => {
                return self.undefined();
            }
        };
        if root && self.in_goal {
            let combination = self.builder.vectors.get(x).clone();
            let now = self.current(&combination);
            if let Some((place, square)) = self.known_length(&now) {
                self.relied_on.insert(place);
                let square = self.term(square);
                return self.root(square);
            }
        }
        if root && let Some(length) = self.polar_length(x) {
            return length;
        }
        let polar = self.has_polar(x);
        let (a, b) = (self.coordinates(x), self.coordinates(y));
        let product = polar.then(|| self.polar_product(x, y));
        let dag = &mut self.builder.dag;
        if root && let [only] = *a {
            if self.nonnegative.contains(&only)
                || dag.as_rational(only).is_some_and(|q| !q.is_negative())
            {
                return only;
            }
            return dag.unary(Unary::Abs, only);
        }
        let sum = match product {
            Some(product) => product,
            None => inner_product(dag, &a, &b),
        };
        if root {
            dag.unary(Unary::Sqrt, sum)
        } else {
            sum
        }
    }
}

/// Whether a term stands in another.
fn contains(dag: &Dag, e: Expr, part: Expr) -> bool {
    let mut open = vec![e];
    let mut seen = FxHashSet::default();
    while let Some(e) = open.pop() {
        if e == part {
            return true;
        }
        if !seen.insert(e) {
            continue;
        }
        match *dag.node(e) {
            Node::Rational(_) | Node::Pi | Node::Variable(_) => {}
            Node::Unary(_, x) | Node::Power(x, _) | Node::RationalPower(x, ..) => open.push(x),
            Node::Binary(_, x, y) => open.extend([x, y]),
        }
    }
    false
}

/// The sum of the products of coordinates.
pub(in super::super) fn inner_product(dag: &mut Dag, a: &[Expr], b: &[Expr]) -> Expr {
    let mut sum = None;
    for (p, q) in a.iter().zip(b) {
        let zero = |e: Expr| dag.as_rational(e).is_some_and(Zero::is_zero);
        if zero(*p) || zero(*q) {
            continue;
        }
        let part = dag.mul(*p, *q);
        sum = Some(sum.map_or(part, |sum| dag.add(sum, part)));
    }
    sum.unwrap_or_else(|| dag.integer(0))
}
