//! Coordinates in a frame become tuples in the least dimension found.

use super::*;
use lemmabox_kernel::exact::Q;

impl Point<'_> {
    /// Gives each generator its tuple. Where the all-ones vector belongs to a space, the frame is
    /// turned until that vector is `(1, ..., 1)`, unless `framed`.
    pub(super) fn place_vectors(&mut self, framed: bool) -> Option<()> {
        for space in self.spaces() {
            let ones = self.of.place.ones.contains(&space);
            let (generators, mut rows) = self.rows(space);
            let size = self.dimension(space);
            drop_zero_columns(self, &mut rows, ones);
            self.merge_columns(&mut rows, ones);
            let columns = rows.first().map_or(0, Vec::len) as u64;
            let size = size.unwrap_or(columns.max(1));
            if columns > size {
                return None;
            }
            let d = match space {
                Space::Named(i) => self.of.dimensions.get(i as usize)?.clone(),
                Space::Fixed(n) => n.to_string(),
            };
            if ones && (framed || size > LONGEST_TUPLE) {
                self.remarks.push(format!(
                    "vectors of R^{d} are in an orthonormal frame whose first axis is ones({d})/sqrt({d})"
                ));
            } else if ones {
                rows = self.turned(&rows, size)?;
            } else if size <= LONGEST_TUPLE {
                let zero = self.dag.integer(0);
                let length = usize::try_from(size).ok()?;
                rows.iter_mut().for_each(|row| row.resize(length, zero));
            } else {
                self.remarks
                    .push(format!("the other coordinates of vectors of R^{d} are 0"));
            }
            self.sizes.insert(space, size);
            let length = rows.iter().map(Vec::len).max().unwrap_or(0);
            self.lengths.insert(space, length);
            self.tuples.extend(generators.into_iter().zip(rows));
        }
        Some(())
    }

    fn spaces(&self) -> Vec<Space> {
        let mut out: Vec<Space> = self.of.names.iter().map(|(_, space)| *space).collect();
        let combinations = self.of.vectors.combinations.iter();
        out.extend(combinations.map(|c| c.space));
        out.sort_unstable();
        out.dedup();
        out
    }

    /// Every generator of a space with its coordinates in the frame, all of one length.
    fn rows(&mut self, space: Space) -> (Vec<Generator>, Vec<Vec<Expr>>) {
        let of = self.of;
        let mut generators = Vec::new();
        for (i, (_, own)) in (0..).zip(&of.names) {
            generators.extend((*own == space).then_some(Generator::Variable(i)));
        }
        for (p, &(_, x)) in (0..).zip(&of.vectors.points) {
            let own = of.vectors.get(x).space;
            generators.extend((own == space).then_some(Generator::Gradient(p)));
        }
        if of.place.ones.contains(&space) {
            generators.push(Generator::Ones(space));
        }
        let mut rows = Vec::new();
        for generator in &generators {
            let terms = of.place.coordinates.get(generator).cloned();
            let row = terms.unwrap_or_default().into_iter();
            rows.push(row.map(|e| self.at_core(e)).collect::<Vec<Expr>>());
        }
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        let zero = self.dag.integer(0);
        rows.iter_mut().for_each(|row| row.resize(columns, zero));
        (generators, rows)
    }

    /// The dimension, if something says which.
    fn dimension(&mut self, space: Space) -> Option<u64> {
        match space {
            Space::Fixed(n) => Some(n.into()),
            Space::Named(_) => {
                let e = *self.of.place.dimensions.get(&space)?;
                let e = self.at_core(e);
                self.number_of(e)
            }
        }
    }

    /// Columns that are multiples of one another are one column: the plane is turned. Only where
    /// the length is rational.
    fn merge_columns(&mut self, rows: &mut [Vec<Expr>], ones: bool) {
        let first = usize::from(ones);
        loop {
            let columns = rows.first().map_or(0, Vec::len);
            let pairs = (first..columns).flat_map(|j| (j + 1..columns).map(move |k| (j, k)));
            let found = pairs.into_iter().find_map(|(j, k)| {
                let factor = self.merged(rows, j, k)?;
                Some((j, k, factor))
            });
            let Some((j, k, factor)) = found else { return };
            for row in rows.iter_mut() {
                let factor = self.dag.rational(factor.clone());
                row[j] = self.dag.mul(factor, row[j]);
                row.remove(k);
            }
        }
    }

    /// `sqrt(1 + c^2)` where column `k` is `c` times column `j`.
    fn merged(&self, rows: &[Vec<Expr>], j: usize, k: usize) -> Option<Q> {
        let mut ratio: Option<Q> = None;
        for row in rows {
            let (a, b) = (self.dag.as_rational(row[j])?, self.dag.as_rational(row[k])?);
            if a.is_zero() && b.is_zero() {
                continue;
            }
            if a.is_zero() {
                return None;
            }
            let c = b / a;
            if ratio.as_ref().is_some_and(|r| *r != c) {
                return None;
            }
            ratio = Some(c);
        }
        let c = ratio?;
        let square = Q::from_integer(1.into()) + &c * &c;
        let root = Q::new(square.numer().sqrt(), square.denom().sqrt());
        (&root * &root == square).then_some(root)
    }

    /// Coordinates along `ones/sqrt(d)` and the columns
    /// `(1, ..., 1, -(k-1), 0, ..., 0)/sqrt(k(k-1))` of Helmert's matrix as entries of tuples.
    fn turned(&mut self, rows: &[Vec<Expr>], size: u64) -> Option<Vec<Vec<Expr>>> {
        let size = i64::try_from(size).ok()?;
        let mut out = Vec::new();
        for row in rows {
            let mut tuple = Vec::new();
            for i in 1..=size {
                let mut sum = self.dag.integer(0);
                for (k, c) in (1..).zip(row) {
                    let (entry, square): (i64, i64) = match k {
                        1 => (1, size),
                        _ if i < k => (1, k * (k - 1)),
                        _ if i == k => (1 - k, k * (k - 1)),
                        _ => continue,
                    };
                    let (entry, square) = (self.dag.integer(entry), self.dag.integer(square));
                    let root = self.dag.unary(Unary::Sqrt, square);
                    let unit = self.dag.div(entry, root);
                    let part = self.dag.mul(unit, *c);
                    sum = self.dag.add(sum, part);
                }
                tuple.push(self.simplified(sum));
            }
            out.push(tuple);
        }
        Some(out)
    }
}

fn drop_zero_columns(point: &Point<'_>, rows: &mut [Vec<Expr>], ones: bool) {
    let columns = rows.first().map_or(0, Vec::len);
    for j in (usize::from(ones)..columns).rev() {
        if rows.iter().all(|row| point.is_zero(row[j])) {
            rows.iter_mut().for_each(|row| {
                row.remove(j);
            });
        }
    }
}
