//! Exact constants on the command line: closed terms of the claim language.

use crate::exact::Q;
use crate::expr::{Dag, Expr, normal::Normal};
use crate::session;
use num_traits::{One as _, Zero as _};

/// A closed term such as `pi/3`, `-1/2`, `0.02`, `sqrt(2)*cos(1)`, read exactly.
///
/// # Errors
/// What is wrong with it, naming the option it was given to.
pub fn constant(dag: &mut Dag, option: &str, text: &str) -> Result<Expr, String> {
    session::constant(dag, text).map_err(|why| format!("--{option} {text:?}: {why}"))
}

/// A comma-separated list of closed terms.
///
/// # Errors
/// As [`constant`], naming the entry.
pub fn constants(dag: &mut Dag, option: &str, text: &str) -> Result<Vec<Expr>, String> {
    // Commas inside parentheses belong to functions of two arguments.
    let mut parts = vec![String::new()];
    let mut depth = 0i32;
    for c in text.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(last) = parts.last_mut() {
            last.push(c);
        }
    }
    parts
        .iter()
        .map(|part| constant(dag, option, part))
        .collect()
}

/// A closed term that is exactly rational.
///
/// # Errors
/// As [`constant`]; also when the term is not rational or that is not decided.
pub fn rational(option: &str, text: &str) -> Result<Q, String> {
    let mut dag = Dag::new();
    let term = constant(&mut dag, option, text)?;
    Normal::of(&mut dag, term)
        .and_then(|n| n.as_constant())
        .ok_or_else(|| format!("--{option} {text:?} must be a rational number such as 1/2 or 0.02"))
}

/// A width given as an option: a positive rational.
///
/// # Errors
/// What is wrong with it.
pub(super) fn positive_width(text: &str) -> Result<Q, String> {
    let width = rational("width", text)?;
    if width > Q::zero() {
        Ok(width)
    } else {
        Err("the width must be positive".into())
    }
}

/// A share given as an option: a rational between 0 and 1, neither of them.
///
/// # Errors
/// What is wrong with it.
pub(super) fn share(text: &str) -> Result<Q, String> {
    let share = rational("undecided", text)?;
    if share > Q::zero() && share < Q::one() {
        Ok(share)
    } else {
        Err("a share lies between 0 and 1".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::rational::ratio;

    #[test]
    fn numbers_are_read_exactly() {
        assert_eq!(rational("k", "0.1").unwrap(), ratio(1, 10));
        assert_eq!(rational("k", "-3/4").unwrap(), ratio(-3, 4));
        assert_eq!(rational("k", "2*(1 - 1/4)^2").unwrap(), ratio(9, 8));
        assert_eq!(rational("k", "cos(pi/3)").unwrap(), ratio(1, 2));
        let mut d = Dag::new();
        assert_eq!(constants(&mut d, "a", "1,2,-1/2").unwrap().len(), 3);
        assert_eq!(constants(&mut d, "a", "max(1,2),pi").unwrap().len(), 2);
    }

    #[test]
    fn anything_else_is_refused_with_the_option_named() {
        let mut d = Dag::new();
        for bad in [
            "",
            "x",
            "1 = 1",
            "1) = 0 } claim b \"b\" { show (1",
            "1;2",
            "two",
            "1/",
            "inf",
            "1, 2",
            "1) = 0 and (2",
        ] {
            let e = constant(&mut d, "phi", bad).expect_err(bad);
            assert!(e.contains("--phi"), "{e}");
        }
        assert!(rational("k", "pi").is_err());
    }
}
