//! Names that would be set alike: `x1` and `x_1`, `eps` and `epsilon`. They are set letter by
//! letter, or a statement would speak of one thing where the claim speaks of two.

use super::renaming::names;
use super::{Math, Statement, latex, mathml};
use std::collections::BTreeSet;

/// Whether two pieces look the same in one of the notations.
pub(super) fn alike(a: &Math, b: &Math) -> bool {
    latex(a) == latex(b) || mathml(a) == mathml(b)
}

/// Sets the names of a statement that look like another of its names letter by letter.
pub(super) fn distinguish(statement: &mut Statement) {
    let mut held = BTreeSet::new();
    statement.parts().for_each(|math| names(math, &mut held));
    let set: Vec<Math> = held.iter().cloned().map(Math::Name).collect();
    let confused = |a: &Math| set.iter().any(|b| a != b && alike(a, b));
    let plain: BTreeSet<String> = held
        .iter()
        .filter(|name| confused(&Math::Name((*name).clone())))
        .cloned()
        .collect();
    if !plain.is_empty() {
        let mut spell = |leaf: &mut Math| {
            if let Math::Name(name) = leaf
                && plain.contains(name)
            {
                *leaf = Math::Plain(std::mem::take(name));
            }
        };
        (statement.parts_mut()).for_each(|math| math.for_each_leaf(&mut spell));
    }
}

#[cfg(test)]
mod tests {
    use super::super::statement;
    use super::*;
    use lemmabox_lang::parse_file;

    #[test]
    fn two_variables_are_never_set_alike() {
        for (a, b) in [
            ("x1", "x_1"),
            ("eps", "epsilon"),
            ("alpha", "alpha_"),
            ("u_star_2", "u2_star"),
        ] {
            let text =
                format!("claim c \"\" {{ for {a} in [0, 1], {b} in [2, 3] show {a} < {b} }}");
            let s = statement(&parse_file("t", &text).unwrap().claims[0]);
            let Math::Row(goal) = &s.goal else {
                panic!("{:?}", s.goal)
            };
            assert!(!alike(&goal[0], &goal[2]), "{}", latex(&s.goal));
        }
        let text = "claim c \"\" { for x1 in [0, 1], x_2 in [2, 3] show x1 < x_2 }";
        let s = statement(&parse_file("t", text).unwrap().claims[0]);
        assert_eq!(latex(&s.goal), "x_{1} < x_{2}");
    }
}
