//! Claims that the engine turns round: the goal fails, so a hypothesis does; and hypotheses with
//! two cases. Each has false neighbours a hair away.

use crate::families::{Case, Range};
use crate::oracle::{F, Random, T, call, num, op, pow, var};
use rug::Rational;

/// `f(x) <= f(z)` implies `x <= z` for a rising `f`, and the like with strict signs and moved
/// bounds.
pub fn contraposition(random: &mut Random) -> Case {
    let z = random.pick(&[
        Rational::from(1),
        Rational::from((1, 2)),
        Rational::from(2),
        Rational::from(4),
    ]);
    let k = num(random.positive());
    let x = || var(0);
    let rising: fn(T, T) -> T = random.pick(&[
        |x: T, k: T| op('+', pow(x.clone(), 3), op('*', k, x)),
        |x: T, k: T| op('*', k, call("sqrt", x)),
        |x: T, k: T| op('+', call("log", x.clone()), op('*', k, x)),
        |x: T, k: T| op('-', k, op('/', num(1), x)),
    ]);
    let assumed = random.pick(&["<=", "<"]);
    let shown = random.pick(&["<=", "<"]);
    let hair = random.hair();
    let range = Range {
        lo: Some(crate::families::End::new(Rational::new(), true)),
        ..Range::default()
    };
    let bound = num(Rational::from(&z + &hair));
    let goal = F::Rel(x(), shown, bound);
    // At x = z the hypothesis is false where it is strict; the supremum of what it leaves is z.
    let known = hair > 0 || hair == 0 && (assumed == "<" || shown == "<=");
    let mut case = Case::new("contraposition", vec![range], goal, Some(known));
    let hypothesis = F::Rel(rising(x(), k.clone()), assumed, rising(num(z.clone()), k));
    case.hypotheses.push((hypothesis, false));
    case.points = vec![vec![z.clone()], vec![z + random.hair()]];
    case
}

/// `x < a or x > b` implies a sign of `(x - a)(x - b)`, and the like with closed ends and moved
/// bounds.
pub fn cases(random: &mut Random) -> Case {
    let a = random.small();
    let b = &a + random.positive();
    let x = || var(0);
    let outside = F::Or(vec![
        F::Rel(x(), random.pick(&["<", "<="]), num(a.clone())),
        F::Rel(x(), random.pick(&[">", ">="]), num(b.clone())),
    ]);
    let open = match &outside {
        F::Or(parts) => parts.iter().all(|p| matches!(p, F::Rel(_, "<" | ">", _))),
        F::Rel(..) | F::And(_) | F::Not(_) => false,
    };
    let product = op(
        '*',
        op('-', x(), num(a.clone())),
        op('-', x(), num(b.clone())),
    );
    let strict = random.one_in(2);
    let hair = random.hair();
    let goal = F::Rel(product, if strict { ">" } else { ">=" }, num(hair.clone()));
    let known = hair < 0 || hair == 0 && (open || !strict);
    let mut case = Case::new("cases", vec![Range::default()], goal, Some(known));
    case.hypotheses.push((outside, false));
    case.points = vec![
        vec![a.clone() - random.tiny()],
        vec![b.clone() + random.tiny()],
        vec![a],
        vec![b],
    ];
    case
}
