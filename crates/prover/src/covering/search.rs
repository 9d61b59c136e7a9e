//! The search for a solution, and the generalisation of failed samples.

use std::collections::{BTreeSet, HashMap};

use num_traits::Zero;

use super::cover::{Gap, Interval, Line, Value};
use super::formula::{Node, Relation};
use super::preprocess::Prepared;
use super::projection::{Id, Pool};
use lemmabox_algebra::algebraic::{RealNumber, SamplePoint};
use lemmabox_algebra::polynomial::{Polynomial, sign_of};
use lemmabox_algebra::resultant::{Halt, Interrupt, principal_subresultant};

/// A constraint, its polynomial factored.
struct Literal {
    relation: Relation,
    polynomial: Polynomial,
    /// Factors, and whether the multiplicity is odd.
    factors: Vec<(Id, bool)>,
    /// Sign of the constant factor.
    sign: i8,
    /// Highest variable.
    level: usize,
}

/// The formula over literal indices, parts in order of rising cost.
enum Tree {
    Literal(usize),
    And(Vec<Tree>),
    Or(Vec<Tree>),
}

/// Kleene value of the formula at a partial sample.
enum Truth {
    True,
    /// These literals are false and make the formula false.
    False(Vec<usize>),
    Undecided,
}

/// Which projection generalises a covering.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Projection {
    /// McCallum's: discriminants, resultants and leading coefficients. Small, but it needs orders
    /// of vanishing to stay the same, which is not known over a sample where a polynomial below
    /// the top level vanishes identically; then the search halts.
    McCallum,
    /// Collins': all principal subresultant coefficients of the reducta down to the first that is
    /// not zero at the sample. Large, but it needs signs only.
    Collins,
}

struct Search<'a> {
    projection: Projection,
    pool: Pool,
    literals: Vec<Literal>,
    tree: Tree,
    /// Number of variables that occur.
    levels: usize,
    point: SamplePoint,
    /// Signs of interned polynomials at the sample, by main variable.
    signs: Vec<HashMap<Id, i8>>,
    interrupt: Interrupt<'a>,
}

/// A solution of the prepared formula, coordinates in the given order of variables, or `None` when
/// there is none.
pub(super) fn solve(
    prepared: &Prepared,
    order: &[usize],
    interrupt: Interrupt<'_>,
) -> Result<Option<SamplePoint>, Halt> {
    match solve_with(Projection::McCallum, prepared, order, interrupt) {
        Err(Halt::Nullified) => solve_with(Projection::Collins, prepared, order, interrupt),
        outcome => outcome,
    }
}

fn solve_with(
    projection: Projection,
    prepared: &Prepared,
    order: &[usize],
    interrupt: Interrupt<'_>,
) -> Result<Option<SamplePoint>, Halt> {
    let mut names = vec![0; order.len()];
    for (place, &variable) in order.iter().enumerate() {
        names[variable] = place;
    }
    let mut search = Search {
        projection,
        pool: Pool::default(),
        literals: Vec::new(),
        tree: Tree::And(Vec::new()),
        levels: 0,
        point: SamplePoint::new(),
        signs: Vec::new(),
        interrupt,
    };
    let mut indices = HashMap::new();
    search.tree = search.build(&prepared.formula, &names, &mut indices)?;
    search.levels = search
        .literals
        .iter()
        .map(|l| l.level + 1)
        .max()
        .unwrap_or(0);
    search.signs = vec![HashMap::new(); search.levels];
    let satisfied = if search.levels == 0 {
        prepared.formula.is_true()
    } else {
        search.cover(0)?.is_none()
    };
    if !satisfied {
        return Ok(None);
    }
    let Search { mut point, .. } = search;
    while point.len() + prepared.definitions.len() < order.len() {
        point.push(RealNumber::Rational(num_rational::BigRational::zero()));
    }
    for definition in prepared.definitions.iter().rev() {
        let k = point.len();
        let x = Polynomial::variable(definition.variable);
        let equation = (&(&definition.pivot * &x) + &definition.rest).rename(&names);
        let roots = point.roots(&equation, k, interrupt)?;
        let value = roots
            .and_then(|r| r.into_iter().next())
            .ok_or(Halt::TooLarge)?;
        point.push(value);
    }
    Ok(Some(point))
}

impl Search<'_> {
    fn build(
        &mut self,
        node: &Node,
        names: &[usize],
        indices: &mut HashMap<super::Constraint, usize>,
    ) -> Result<Tree, Halt> {
        Ok(match node {
            Node::Literal(c) => {
                if let Some(&known) = indices.get(c) {
                    return Ok(Tree::Literal(known));
                }
                let renamed = c.polynomial.rename(names);
                let ids = self.pool.factors(&renamed)?;
                let mut rest = renamed.clone();
                let mut factors = Vec::new();
                for id in ids {
                    let mut odd = false;
                    while let Some(quotient) = rest.div_exact(self.pool.get(id)) {
                        rest = quotient;
                        odd = !odd;
                    }
                    factors.push((id, odd));
                }
                // The product of the factors has the same zeros, so only a constant is left.
                let sign = sign_of(rest.as_constant().ok_or(Halt::TooLarge)?);
                let level = renamed.main_variable().unwrap_or(0);
                let index = self.literals.len();
                self.literals.push(Literal {
                    relation: c.relation,
                    polynomial: renamed,
                    factors,
                    sign,
                    level,
                });
                indices.insert(c.clone(), index);
                Tree::Literal(index)
            }
            Node::And(parts) | Node::Or(parts) => {
                let mut trees = Vec::with_capacity(parts.len());
                for part in parts {
                    let tree = self.build(part, names, indices)?;
                    trees.push((self.cost(&tree), tree));
                }
                trees.sort_by_key(|a| a.0);
                let trees = trees.into_iter().map(|(_, t)| t).collect();
                if matches!(node, Node::And(_)) {
                    Tree::And(trees)
                } else {
                    Tree::Or(trees)
                }
            }
        })
    }

    /// How costly it is to rest a conflict on this part.
    fn cost(&self, tree: &Tree) -> (usize, usize, usize, bool) {
        match tree {
            Tree::Literal(l) => {
                let l = &self.literals[*l];
                let p = &l.polynomial;
                (
                    p.degree(),
                    p.total_degree(),
                    p.term_count(),
                    !l.relation.is_strict(),
                )
            }
            Tree::And(parts) => parts.iter().map(|t| self.cost(t)).min().unwrap_or_default(),
            Tree::Or(parts) => parts.iter().map(|t| self.cost(t)).max().unwrap_or_default(),
        }
    }

    /// Sign of an interned polynomial at the sample.
    fn sign(&mut self, id: Id) -> Result<i8, Halt> {
        let level = self.pool.level(id);
        if let Some(&s) = self.signs[level].get(&id) {
            return Ok(s);
        }
        let p = self.pool.get(id).clone();
        let s = self.point.sign(&p, self.interrupt)?;
        self.signs[level].insert(id, s);
        Ok(s)
    }

    fn push(&mut self, value: RealNumber) {
        self.signs[self.point.len()].clear();
        self.point.push(value);
    }

    fn pop(&mut self) {
        self.point.pop();
        self.signs[self.point.len()].clear();
    }

    fn literal_holds(&mut self, l: usize) -> Result<bool, Halt> {
        let mut sign = self.literals[l].sign;
        for i in 0..self.literals[l].factors.len() {
            let (id, odd) = self.literals[l].factors[i];
            let s = self.sign(id)?;
            sign *= if odd { s } else { s * s };
            if sign == 0 {
                break;
            }
        }
        Ok(self.literals[l].relation.holds(sign))
    }

    fn truth(&mut self, tree: &Tree) -> Result<Truth, Halt> {
        match tree {
            Tree::Literal(l) => {
                if self.literals[*l].level >= self.point.len() {
                    Ok(Truth::Undecided)
                } else if self.literal_holds(*l)? {
                    Ok(Truth::True)
                } else {
                    Ok(Truth::False(vec![*l]))
                }
            }
            Tree::And(parts) => {
                let mut all = true;
                for part in parts {
                    match self.truth(part)? {
                        Truth::True => {}
                        Truth::Undecided => all = false,
                        Truth::False(why) => return Ok(Truth::False(why)),
                    }
                }
                Ok(if all { Truth::True } else { Truth::Undecided })
            }
            Tree::Or(parts) => {
                let mut why = Vec::new();
                let mut all = true;
                for part in parts {
                    match self.truth(part)? {
                        Truth::True => return Ok(Truth::True),
                        Truth::Undecided => all = false,
                        Truth::False(literals) => why.extend(literals),
                    }
                }
                Ok(if all {
                    Truth::False(why)
                } else {
                    Truth::Undecided
                })
            }
        }
    }

    /// Looks for a solution over the sample. `None` leaves the solution in `self.point`; otherwise
    /// the line over the sample and the intervals that cover it, from left to right.
    fn cover(&mut self, level: usize) -> Result<Option<(Line, Vec<usize>)>, Halt> {
        let mut line = Line::default();
        loop {
            if (self.interrupt)() {
                return Err(Halt::Interrupted);
            }
            let here = match line.sweep() {
                Ok(chosen) => return Ok(Some((line, chosen))),
                Err(Gap::Point(v)) => v,
                Err(Gap::Open(a, b)) => {
                    let number = line.rational_between(a, b, &mut self.point, self.interrupt)?;
                    line.insert(number, &mut self.point, self.interrupt)?
                }
            };
            self.push(line.value(here).clone());
            let tree = std::mem::replace(&mut self.tree, Tree::And(Vec::new()));
            let truth = self.truth(&tree);
            self.tree = tree;
            let interval = match truth? {
                Truth::True => return Ok(None),
                Truth::False(mut literals) => {
                    self.pop();
                    literals.sort_unstable();
                    literals.dedup();
                    self.literal_interval(&mut line, here, literals)?
                }
                Truth::Undecided => match self.cover(level + 1)? {
                    None => return Ok(None),
                    Some((above, chosen)) => {
                        let mut literals = BTreeSet::new();
                        for &i in &chosen {
                            literals.extend(above.intervals[i].literals.iter().copied());
                        }
                        let projection = self.characterise(&above, &chosen, level + 1)?;
                        self.pop();
                        self.lifted_interval(&mut line, here, projection, literals, level)?
                    }
                },
            };
            line.intervals.push(interval);
        }
    }

    /// Roots over the sample, as values of the line; `None` if `id` vanishes identically.
    fn roots(&mut self, line: &mut Line, id: Id) -> Result<Option<Vec<Value>>, Halt> {
        if let Some(known) = line.roots.get(&id) {
            return Ok(known.clone());
        }
        let p = self.pool.get(id).clone();
        let k = self.point.len();
        let found = match self.point.roots(&p, k, self.interrupt)? {
            None => None,
            Some(numbers) => {
                let mut values = Vec::with_capacity(numbers.len());
                for number in numbers {
                    values.push(line.insert(number, &mut self.point, self.interrupt)?);
                }
                Some(values)
            }
        };
        line.roots.insert(id, found.clone());
        Ok(found)
    }

    /// The largest cell around `here` in which the polynomials of this level keep their signs; the
    /// parts that depend on the reason are left for the caller.
    fn cell(&mut self, line: &mut Line, here: Value, mut level: Vec<Id>) -> Result<Interval, Halt> {
        level.sort_by_key(|&id| self.pool.weight(id));
        let mut nullified = Vec::new();
        let mut roots = Vec::new();
        for &id in &level {
            match self.roots(line, id)? {
                None => nullified.push(id),
                Some(values) => roots.extend(values),
            }
        }
        let place = line.position(here);
        let lower = roots
            .iter()
            .copied()
            .filter(|&v| line.position(v) <= place)
            .max_by_key(|&v| line.position(v));
        let upper = roots
            .iter()
            .copied()
            .filter(|&v| line.position(v) >= place)
            .min_by_key(|&v| line.position(v));
        level.retain(|id| !nullified.contains(id));
        let mut interval = Interval {
            lower,
            upper,
            lower_closed: false,
            upper_closed: false,
            lower_defining: Vec::new(),
            upper_defining: Vec::new(),
            level,
            roots_below: Vec::new(),
            roots_above: Vec::new(),
            nullified,
            below: BTreeSet::new(),
            literals: BTreeSet::new(),
            merged: false,
        };
        if interval.is_section() {
            interval.lower_closed = true;
            interval.upper_closed = true;
        }
        self.attribute(line, &mut interval);
        Ok(interval)
    }

    /// Fills in which polynomials define the ends and which have roots beyond them.
    fn attribute(&self, line: &Line, interval: &mut Interval) {
        let (mut lower_defining, mut upper_defining) = (Vec::new(), Vec::new());
        let (mut roots_below, mut roots_above) = (Vec::new(), Vec::new());
        for &id in &interval.level {
            let Some(Some(values)) = line.roots.get(&id) else {
                continue;
            };
            if let Some(l) = interval.lower {
                if values.contains(&l) {
                    lower_defining.push(id);
                }
                if values.iter().any(|&v| line.position(v) <= line.position(l)) {
                    roots_below.push(id);
                }
            }
            if let Some(u) = interval.upper {
                if values.contains(&u) {
                    upper_defining.push(id);
                }
                if values.iter().any(|&v| line.position(v) >= line.position(u)) {
                    roots_above.push(id);
                }
            }
        }
        interval.lower_defining = lower_defining;
        interval.upper_defining = upper_defining;
        interval.roots_below = roots_below;
        interval.roots_above = roots_above;
    }

    /// The interval around `here` on which all these literals, false at `here`, stay false.
    fn literal_interval(
        &mut self,
        line: &mut Line,
        here: Value,
        literals: Vec<usize>,
    ) -> Result<Interval, Halt> {
        let at = self.point.len();
        let mut level = BTreeSet::new();
        let mut below = BTreeSet::new();
        for &l in &literals {
            for &(id, _) in &self.literals[l].factors {
                if self.pool.level(id) == at {
                    level.insert(id)
                } else {
                    below.insert(id)
                };
            }
        }
        let mut interval = self.cell(line, here, level.into_iter().collect())?;
        let mut breaks: Vec<Value> = Vec::new();
        for &id in &interval.level {
            if let Some(Some(values)) = line.roots.get(&id) {
                breaks.extend(values);
            }
        }
        breaks.sort_by_key(|&v| line.position(v));
        breaks.dedup();
        let mut merged = false;
        // Upwards, then downwards, over the next root and the cell behind it.
        while let Some(u) = interval.upper {
            if !interval.upper_closed && !self.all_false(&literals, line.value(u).clone())? {
                break;
            }
            interval.upper_closed = true;
            let next = breaks
                .iter()
                .copied()
                .find(|&v| line.position(v) > line.position(u));
            let middle = line.rational_between(Some(u), next, &mut self.point, self.interrupt)?;
            if !self.all_false(&literals, middle)? {
                break;
            }
            merged = true;
            interval.upper = next;
            interval.upper_closed = false;
        }
        while let Some(l) = interval.lower {
            if !interval.lower_closed && !self.all_false(&literals, line.value(l).clone())? {
                break;
            }
            interval.lower_closed = true;
            let next = breaks
                .iter()
                .rev()
                .copied()
                .find(|&v| line.position(v) < line.position(l));
            let middle = line.rational_between(next, Some(l), &mut self.point, self.interrupt)?;
            if !self.all_false(&literals, middle)? {
                break;
            }
            merged = true;
            interval.lower = next;
            interval.lower_closed = false;
        }
        interval.merged = merged;
        self.attribute(line, &mut interval);
        interval.below = below;
        interval.literals = literals.into_iter().collect();
        Ok(interval)
    }

    fn all_false(&mut self, literals: &[usize], at: RealNumber) -> Result<bool, Halt> {
        self.push(at);
        let mut result = Ok(true);
        for &l in literals {
            match self.literal_holds(l) {
                Ok(false) => {}
                Ok(true) => {
                    result = Ok(false);
                    break;
                }
                Err(halt) => {
                    result = Err(halt);
                    break;
                }
            }
        }
        self.pop();
        result
    }

    /// The interval around `here` that a covering one level above generalises to.
    fn lifted_interval(
        &mut self,
        line: &mut Line,
        here: Value,
        projection: BTreeSet<Id>,
        literals: BTreeSet<usize>,
        at: usize,
    ) -> Result<Interval, Halt> {
        let (level, below): (Vec<Id>, Vec<Id>) = projection
            .into_iter()
            .partition(|&id| self.pool.level(id) == at);
        let mut interval = self.cell(line, here, level)?;
        if !interval.is_section() {
            // A strict literal fails on a closed set, and a literal without this variable fails at
            // an end if it fails near it: then the ends belong to the interval.
            let closed = literals.iter().all(|&l| {
                let l = &self.literals[l];
                l.relation.is_strict() || !l.polynomial.contains(at)
            });
            interval.lower_closed = closed;
            interval.upper_closed = closed;
        }
        interval.below = below.into_iter().collect();
        interval.literals = literals;
        Ok(interval)
    }

    /// Polynomials of the levels below `level` such that, as long as they keep their signs (and,
    /// for McCallum's projection, orders of vanishing), the chosen intervals go on to cover the
    /// line. Only the pairs that can disturb the covering are projected, as in the paper.
    fn characterise(
        &mut self,
        line: &Line,
        chosen: &[usize],
        level: usize,
    ) -> Result<BTreeSet<Id>, Halt> {
        let mut result = BTreeSet::new();
        for &index in chosen {
            let interval = &line.intervals[index];
            result.extend(interval.below.iter().copied());
            self.project_nullified(interval, level, &mut result)?;
            if self.projection == Projection::McCallum
                && interval.is_section()
                && let Some(&first) = interval.lower_defining.first()
            {
                self.project_section(interval, first, level, &mut result)?;
            } else {
                self.project_sector(interval, &mut result)?;
            }
        }
        for pair in chosen.windows(2) {
            let (left, right) = (&line.intervals[pair[0]], &line.intervals[pair[1]]);
            if left
                .upper_defining
                .iter()
                .any(|id| right.lower_defining.contains(id))
            {
                continue;
            }
            if let (Some(&a), Some(&b)) =
                (left.upper_defining.first(), right.lower_defining.first())
            {
                self.require_order(a, b, &mut result)?;
            }
        }
        Ok(result)
    }

    /// Polynomials that vanish identically over the sample go on to do so while their coefficients
    /// stay zero. That keeps their signs, not their orders of vanishing, which McCallum's
    /// projection needs except at the top level.
    fn project_nullified(
        &mut self,
        interval: &Interval,
        level: usize,
        result: &mut BTreeSet<Id>,
    ) -> Result<(), Halt> {
        for &id in &interval.nullified {
            if self.projection == Projection::McCallum && level + 1 < self.levels {
                return Err(Halt::Nullified);
            }
            self.require_degree(id, result)?;
        }
        Ok(())
    }

    /// On a section, defined by the root of `first`, the polynomials that do not vanish need only
    /// their resultant with it (McCallum 1999, equational constraints); those that do need it for
    /// their signs, and at lower levels more for their orders.
    fn project_section(
        &mut self,
        interval: &Interval,
        first: Id,
        level: usize,
        result: &mut BTreeSet<Id>,
    ) -> Result<(), Halt> {
        self.require_delineable(first, result)?;
        for &id in interval.level.iter().filter(|&&id| id != first) {
            self.require_order(first, id, result)?;
            if level + 1 < self.levels && interval.lower_defining.contains(&id) {
                self.require_delineable(id, result)?;
            }
        }
        Ok(())
    }

    fn project_sector(
        &mut self,
        interval: &Interval,
        result: &mut BTreeSet<Id>,
    ) -> Result<(), Halt> {
        for &id in &interval.level {
            self.require_delineable(id, result)?;
        }
        if interval.merged {
            for (i, &a) in interval.level.iter().enumerate() {
                for &b in &interval.level[i + 1..] {
                    self.require_order(a, b, result)?;
                }
            }
            return Ok(());
        }
        for (defining, beyond) in [
            (&interval.lower_defining, &interval.roots_below),
            (&interval.upper_defining, &interval.roots_above),
        ] {
            if let Some(&first) = defining.first() {
                for &id in beyond {
                    self.require_order(first, id, result)?;
                }
            }
        }
        Ok(())
    }

    /// The real roots of `id` stay distinct continuous functions.
    fn require_delineable(&mut self, id: Id, result: &mut BTreeSet<Id>) -> Result<(), Halt> {
        self.require_degree(id, result)?;
        match self.projection {
            Projection::McCallum => {
                result.extend(self.pool.discriminant(id, self.interrupt)?);
                Ok(())
            }
            Projection::Collins => {
                let level = self.pool.level(id);
                let reductum = self.reductum(id)?;
                if reductum.main_variable() != Some(level) {
                    return Ok(());
                }
                self.require_subresultants(&reductum, &reductum.derivative(), level, result)
            }
        }
    }

    /// The roots of two delineable polynomials of one level stay in the same order.
    fn require_order(&mut self, a: Id, b: Id, result: &mut BTreeSet<Id>) -> Result<(), Halt> {
        if a == b {
            return Ok(());
        }
        match self.projection {
            Projection::McCallum => {
                result.extend(self.pool.resultant(a, b, self.interrupt)?);
                Ok(())
            }
            Projection::Collins => {
                let (p, q) = (self.reductum(a)?, self.reductum(b)?);
                self.require_subresultants(&p, &q, self.pool.level(a), result)
            }
        }
    }

    /// The degree of `id` stays the same: leading coefficients down to the first that is not zero.
    fn require_degree(&mut self, id: Id, result: &mut BTreeSet<Id>) -> Result<(), Halt> {
        for factors in self.pool.coefficients(id)? {
            if !self.require_signs(factors, result)? {
                break;
            }
        }
        Ok(())
    }

    /// Adds factors; does one of them vanish at the sample?
    fn require_signs(&mut self, factors: Vec<Id>, result: &mut BTreeSet<Id>) -> Result<bool, Halt> {
        let mut vanishes = false;
        for &factor in &factors {
            vanishes |= self.sign(factor)? == 0;
        }
        result.extend(factors);
        Ok(vanishes)
    }

    /// `id` without the leading coefficients that vanish at the sample.
    fn reductum(&mut self, id: Id) -> Result<Polynomial, Halt> {
        let p = self.pool.get(id).clone();
        let mut coefficients = p.coefficients().to_vec();
        while let Some(last) = coefficients.last() {
            if self.point.sign(last, self.interrupt)? != 0 {
                break;
            }
            coefficients.pop();
        }
        Ok(Polynomial::from_coefficients(
            self.pool.level(id),
            coefficients,
        ))
    }

    /// The degree of the greatest common divisor of two polynomials of constant degree stays the
    /// same: principal subresultant coefficients up to the first that is not zero.
    fn require_subresultants(
        &mut self,
        p: &Polynomial,
        q: &Polynomial,
        variable: usize,
        result: &mut BTreeSet<Id>,
    ) -> Result<(), Halt> {
        for order in 0..p.degree_in(variable).min(q.degree_in(variable)) {
            let c = principal_subresultant(p, q, variable, order, self.interrupt)?;
            if c.is_zero() {
                continue;
            }
            let factors = self.pool.factors(&c)?;
            if !self.require_signs(factors, result)? {
                break;
            }
        }
        Ok(())
    }
}
