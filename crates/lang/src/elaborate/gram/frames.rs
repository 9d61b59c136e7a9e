//! The choice of a frame.

use super::*;

impl Coordinates<'_, '_> {
    /// The vectors that inner products, lengths and equalities speak of, also inside the
    /// coefficients of others.
    pub(super) fn occurring(&mut self, claim: &mut Parts<'_>) -> Vec<VectorId> {
        let mut terms: Vec<Expr> = Vec::new();
        for formula in claim.formulas() {
            formula.for_each_relation(&mut |r| terms.extend([r.lhs, r.rhs]));
        }
        terms.extend(
            claim
                .uses
                .iter()
                .flat_map(|u| u.arguments.iter().map(|(_, e)| *e)),
        );
        let mut seen = FxHashSet::default();
        let mut out = Vec::new();
        while let Some(e) = terms.pop() {
            for v in self.builder.dag.variables(e) {
                let Some(symbol) = self.builder.vectors.symbol(v) else {
                    continue;
                };
                if self.used.insert(symbol) {
                    // What left a combination, or stands in a point alone, still has to be defined.
                    let open = self.builder.vectors.coefficients(symbol).into_iter();
                    terms.extend(open.filter(|c| !self.builder.dag.is_total(*c)));
                }
                let found = match symbol {
                    Symbol::Product(x, y) | Symbol::Angle(x, y) => vec![x, y],
                    Symbol::Norm(x) | Symbol::Zero(x) => vec![x],
                    Symbol::Value(_) | Symbol::Dimension(_) => vec![],
                };
                for x in found.into_iter().filter(|x| seen.insert(*x)) {
                    out.push(x);
                    let combination = self.builder.vectors.get(x).clone();
                    terms.extend(self.current(&combination).terms.values());
                }
            }
        }
        out.sort_unstable();
        out
    }

    /// Chooses a frame: vectors that occur, the simplest first.
    pub(super) fn choose_frames(&mut self, claim: &mut Parts<'_>) {
        let mut vectors: Vec<Combination> = Vec::new();
        let mut lengths: Vec<Combination> = Vec::new();
        for x in self.occurring(claim) {
            let combination = self.builder.vectors.get(x).clone();
            let combination = self.current(&combination);
            if self.used.contains(&Symbol::Norm(x)) {
                lengths.push(combination.clone());
            }
            vectors.push(combination);
        }
        let angles = self.angles_at();
        let at_angles = |c: &Combination| angles.iter().filter(|other| *other == c).count();
        let known: Vec<Combination> = (self.known.lengths.clone().into_iter())
            .map(|(x, ..)| {
                let x = self.builder.vectors.get(x).clone();
                self.current(&x)
            })
            .collect();
        let free = |c: &Combination| !known.contains(c);
        // The length of the first is a coordinate, that of another a root.
        let rooted = |c: &Combination| lengths.contains(c);
        vectors.sort_by_key(|c| {
            let angles = std::cmp::Reverse(at_angles(c));
            (c.space, angles, free(c), !rooted(c), c.terms.len())
        });
        for vector in &vectors {
            if let Some(ones) = vector
                .terms
                .keys()
                .find(|g| matches!(g, Generator::Ones(_)))
            {
                let frame = self.frames.entry(vector.space).or_default();
                if !frame.ones {
                    frame.ones = true;
                    frame.names.push(String::new());
                    self.enter(*ones, vector.space);
                }
            }
        }
        for vector in &vectors {
            self.extend(vector, true);
        }
        for vector in &vectors {
            self.extend(vector, false);
        }
    }

    /// The vectors at the sides of angles, as often as they are there.
    fn angles_at(&mut self) -> Vec<Combination> {
        let mut used: Vec<Symbol> = self.used.iter().copied().collect();
        used.sort_unstable();
        let mut out = Vec::new();
        for symbol in used {
            if let Symbol::Angle(x, y) = symbol {
                for v in [x, y] {
                    let combination = self.builder.vectors.get(v).clone();
                    out.push(self.current(&combination));
                }
            }
        }
        out
    }

    /// The vector of the frame that was named last.
    pub(super) fn next_basis(&mut self, space: Space) -> Generator {
        let basis = self.basis;
        let place = self.frames.get(&space).map_or(0, |f| f.names.len() - 1);
        self.positions.insert(basis, place);
        self.basis += 1;
        Generator::Basis(basis)
    }

    pub(super) fn enter(&mut self, generator: Generator, space: Space) {
        let one = self.builder.dag.integer(1);
        let terms = BTreeMap::from([(self.next_basis(space), one)]);
        self.replace(generator, Combination { space, terms });
    }

    /// Makes a vector one of the frame if it is none of its span; else, if need be, the generators
    /// in it.
    pub(super) fn extend(&mut self, vector: &Combination, whole: bool) {
        let mut now = self.current(vector);
        now.terms.remove(&Generator::Nothing);
        let outside = |g: &Generator| !matches!(g, Generator::Basis(_));
        if !now.terms.keys().any(outside) {
            return;
        }
        let name = self.name(vector);
        if whole {
            let Some(pivot) = self.pivot(&now, &[]) else {
                return;
            };
            let frame = self.frames.entry(vector.space).or_default();
            frame.names.push(name);
            let basis = self.next_basis(vector.space);
            self.solve(&now, pivot, Some(basis));
            return;
        }
        for generator in now.terms.keys().copied().filter(outside) {
            let one = self.builder.dag.integer(1);
            let terms = BTreeMap::from([(generator, one)]);
            let space = vector.space;
            let name = self.name(&Combination { space, terms });
            self.frames.entry(space).or_default().names.push(name);
            self.enter(generator, space);
        }
    }

    /// A name for a vector of the frame: that of the vector, or of what it is a combination of.
    pub(super) fn name(&self, vector: &Combination) -> String {
        let real = vector.terms.keys().filter(|g| **g != Generator::Nothing);
        let names = real.map(|g| match g {
            Generator::Ones(_) | Generator::Nothing => "ones".to_owned(),
            Generator::Variable(i) => self.spaces.vectors[*i as usize].0.to_owned(),
            Generator::Gradient(p) => {
                let (f, _) = self.builder.vectors.points[*p as usize];
                let at = self.builder.vectors.points[..=*p as usize].iter();
                let number = at.filter(|(g, _)| *g == f).count();
                format!("grad_{}_{number}", self.spaces.functions[f].name.text)
            }
            Generator::Basis(i) => format!("b{i}"),
        });
        names.collect::<Vec<_>>().join("_")
    }
}
