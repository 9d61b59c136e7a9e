//! Claims from their text and proofs of them by hand.

use lemmabox_kernel::certificate::{Argument, FormulaProof, Leaf, Rule, Sign, Tree};
use lemmabox_kernel::core_text::read_claim;
use lemmabox_kernel::expr::Claim;

pub fn claim(text: &str) -> Claim {
    read_claim(text).unwrap_or_else(|e| panic!("{e} in {text}"))
}

pub fn argument(rule: Rule, premises: Vec<Tree>) -> Tree {
    Tree::Argument(Box::new(Argument { rule, premises }))
}

pub fn goal(proof: FormulaProof) -> Tree {
    Tree::Leaf(Leaf::Goal(proof))
}

pub fn natural() -> Tree {
    goal(FormulaProof::Sign {
        negated: false,
        sign: Sign::Natural,
    })
}
