//! Which rules a proof closes with, and how often.

use lemmabox_kernel::certificate::{
    Factor, FormulaProof, Given, Kept, Leaf, LemmaUse, NewEnd, Product, Proof, Rule, Sign, Tree,
};
use std::collections::BTreeMap;
use std::io;

/// The rules of a proof in the words of docs/certificates.md, each with the number of times it
/// stands there.
///
/// # Errors
/// Those of reading the parts of a proof that are kept outside memory.
pub fn reasons(proof: &Proof) -> io::Result<Vec<(&'static str, u64)>> {
    let mut found = Tally::default();
    for LemmaUse { conditions } in &proof.lemmas {
        conditions.iter().for_each(|c| found.formula(c));
    }
    found.tree(&proof.tree)?;
    let mut all: Vec<_> = found.0.into_iter().collect();
    all.sort_by_key(|&(rule, times)| (std::cmp::Reverse(times), rule));
    Ok(all)
}

#[derive(Default)]
struct Tally(BTreeMap<&'static str, u64>);

impl Tally {
    fn count(&mut self, rule: &'static str) {
        *self.0.entry(rule).or_default() += 1;
    }

    /// A loop over what is still to be read: trees of cuts may be deep.
    fn tree(&mut self, root: &Tree) -> io::Result<()> {
        let mut kept = Vec::new();
        self.trees(root, &mut kept);
        while let Some(part) = kept.pop() {
            let tree = part.tree()?;
            self.trees(&tree, &mut kept);
        }
        Ok(())
    }

    fn trees(&mut self, root: &Tree, kept: &mut Vec<Kept>) {
        let mut open = vec![root];
        while let Some(tree) = open.pop() {
            match tree {
                Tree::Leaf(Leaf::Goal(proof)) => self.formula(proof),
                Tree::Leaf(Leaf::Vacuous { proof, .. }) => {
                    self.count("a hypothesis that is false there");
                    self.formula(proof);
                }
                Tree::Split { below, above, .. } => {
                    self.count("a cut of the box");
                    open.extend([below.as_ref(), above]);
                }
                Tree::Conjuncts(trees)
                | Tree::Cases {
                    branches: trees, ..
                } => {
                    self.count("cases");
                    open.extend(trees);
                }
                Tree::Disjunct { inner, .. } => open.push(inner),
                Tree::Compare { below, above, .. } => {
                    self.count("cases by the sign of a term");
                    open.extend([below.as_ref(), above]);
                }
                Tree::Narrow { inner, .. } => {
                    self.count("a bound from a hypothesis");
                    open.push(inner);
                }
                Tree::Assert { sign, inner, .. } => {
                    self.count("something proved first");
                    self.sign(sign);
                    open.push(inner);
                }
                Tree::Invert { inner, .. } => {
                    self.count("a chart at infinity");
                    open.push(inner);
                }
                Tree::Change(change) => {
                    self.count("a change of variables");
                    for variable in &change.variables {
                        for NewEnd { sign, .. } in variable.lo.iter().chain(&variable.hi) {
                            self.sign(sign);
                        }
                    }
                    for given in &change.given {
                        match given {
                            Given::Sign { sign, .. } => self.sign(sign),
                            Given::Fact { multiplier, .. } => self.factors(multiplier),
                            Given::Identity { .. } => {}
                        }
                    }
                    self.factors(&change.multiplier);
                    open.push(&change.inner);
                }
                Tree::Period { inner, .. } => {
                    self.count("one period for all");
                    open.push(inner);
                }
                Tree::Kept(part) => kept.push(part.clone()),
                Tree::Argument(argument) => {
                    self.count(rule(&argument.rule));
                    open.extend(&argument.premises);
                }
            }
        }
    }

    fn formula(&mut self, proof: &FormulaProof) {
        match proof {
            FormulaProof::True => {}
            FormulaProof::Assumed => self.count("a hypothesis itself"),
            FormulaProof::All(proofs) => proofs.iter().for_each(|p| self.formula(p)),
            FormulaProof::Any(_, proof) => self.formula(proof),
            FormulaProof::Sign { sign, .. } => self.sign(sign),
            FormulaProof::Identity => self.count("an identity"),
            FormulaProof::Both(first, second) => {
                self.sign(first);
                self.sign(second);
            }
        }
    }

    fn sign(&mut self, sign: &Sign) {
        match sign {
            Sign::Natural => self.count("interval evaluation"),
            Sign::MeanValue => self.count("the mean value form"),
            Sign::Taylor => self.count("the second-order Taylor form"),
            Sign::Monotone { face, .. } => {
                self.count("monotonicity over a box");
                self.sign(face);
            }
            Sign::Exact => self.count("exact evaluation"),
            Sign::Collapse { slope, face, .. } | Sign::Slide { slope, face, .. } => {
                self.count("a derivative of one sign");
                self.sign(slope);
                self.sign(face);
            }
            Sign::Vanishing { slope, .. } => {
                self.count("a limit at infinity");
                self.sign(slope);
            }
            Sign::Remainder => self.count("a remainder of one sign"),
            Sign::Image { sign, .. } => {
                self.count("a monotone function of both sides");
                self.sign(sign);
            }
            Sign::Chord {
                second, low, high, ..
            } => {
                self.count("concavity");
                [second, low, high].into_iter().for_each(|s| self.sign(s));
            }
            Sign::Tangent { .. } => self.count("a tangent of a convex function"),
            Sign::Arms { first, second, .. } => {
                self.count("cases of an absolute value, minimum or maximum");
                self.sign(first);
                self.sign(second);
            }
            Sign::Arm { .. } => self.count("an arm of an absolute value, minimum or maximum"),
            Sign::Product(product) => {
                self.count("a sum of products of what is known (Positivstellensatz)");
                self.product(product);
            }
            Sign::Contradiction(product) => {
                self.count("a contradiction of products");
                self.product(product);
            }
            Sign::Convex { .. } => self.count("a minimum of a convex function"),
        }
    }

    fn product(&mut self, product: &Product) {
        self.factors(&product.multiplier);
        product.terms.iter().for_each(|(_, t)| self.factors(t));
    }

    fn factors(&mut self, factors: &[Factor]) {
        for factor in factors {
            match factor {
                Factor::Fact(_) | Factor::End(..) | Factor::Negated | Factor::Square(_) => {}
                Factor::Signed(_, _, sign) => self.sign(sign),
            }
        }
    }
}

fn rule(rule: &Rule) -> &'static str {
    match rule {
        Rule::Defined(_) => "convergence",
        Rule::Induction { .. } => "induction",
        Rule::Instances(_) => "instances of a hypothesis",
        Rule::Cut(_) => "something proved first",
        Rule::Every(_) => "a statement about every index",
        Rule::Name(_) => "a name for a sum, value or integral",
        Rule::Unfold => "sums and sequences unfolded",
        Rule::Forget(_) => "hypotheses dropped",
        Rule::Integral { .. } => "an antiderivative",
        Rule::Parts { .. } => "integration by parts",
        Rule::Limit { .. } => "a bound on partial sums",
        Rule::Logarithm(..) => "bounds on a logarithm",
        Rule::Branch(..) => "an arm of an absolute value, minimum or maximum",
        Rule::Lemma(_) => "a lemma",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lemmabox_lang::parse_file;
    use lemmabox_prover::{Cancel, Settings, Verdict, decide};

    fn of(text: &str) -> Vec<(&'static str, u64)> {
        let file = parse_file("t", text).unwrap();
        let outcome = decide(&file.claims[0], &[], &Settings::default(), &Cancel::new());
        let Verdict::Proved(proof) = &outcome.verdict else {
            panic!("{text} is proved")
        };
        reasons(proof).unwrap()
    }

    #[test]
    fn rules_are_counted() {
        let square = of("claim c \"\" { for x, y show x*y <= (x^2 + y^2)/2 }");
        let words = |all: &[(&'static str, u64)]| -> Vec<&str> {
            all.iter().map(|(rule, _)| *rule).collect()
        };
        assert!(
            words(&square).contains(&"a sum of products of what is known (Positivstellensatz)"),
            "{square:?}"
        );
        // A wave that no single box shows: it is cut, and a cut makes one part more.
        let wave =
            of("claim c \"\" { for x in [0, 3] show x*sin(7*x) + cos(5*x)*sin(3*x) >= -5/2 }");
        let times = |rule| wave.iter().find(|(r, _)| *r == rule).map_or(0, |(_, n)| *n);
        let leaves: u64 = [
            "interval evaluation",
            "the mean value form",
            "the second-order Taylor form",
        ]
        .map(times)
        .iter()
        .sum();
        assert!(
            leaves + times("monotonicity over a box") > times("a cut of the box"),
            "{wave:?}"
        );
    }
}
