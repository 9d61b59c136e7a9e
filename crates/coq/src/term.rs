//! Terms and formulas as Coq writes them, in the scope of the reals.

use super::Unsupported;
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::expr::{Algebra, Binary, Comparison, Dag, Expr, Relation, Unary, Var};
use num_traits::{One, Signed};

/// Longest text of one term; sharing is lost when a term is written out.
const MAX_LENGTH: usize = 1 << 20;
/// Largest exponent: Coq writes it as a unary number.
const MAX_EXPONENT: u32 = 1000;

/// How tightly a text binds, loosest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Sum,
    Product,
    Power,
    Atom,
}

#[derive(Clone)]
struct Text {
    text: String,
    binding: Binding,
}

struct Printer<'a> {
    names: &'a [String],
    failure: Option<Unsupported>,
}

impl Printer<'_> {
    fn fail(&mut self, reason: &str) -> Text {
        self.failure
            .get_or_insert_with(|| Unsupported(reason.to_owned()));
        atom("0")
    }

    fn sized(&mut self, text: String, binding: Binding) -> Text {
        if text.len() > MAX_LENGTH {
            return self.fail("a term that is too long when written out");
        }
        Text { text, binding }
    }
}

fn atom(text: &str) -> Text {
    Text {
        text: text.to_owned(),
        binding: Binding::Atom,
    }
}

/// The text, in parentheses unless it binds at least as tightly as `least`.
fn at_least(x: &Text, least: Binding) -> String {
    if x.binding >= least {
        x.text.clone()
    } else {
        format!("({})", x.text)
    }
}

/// An exact rational. Negative ones and fractions come in parentheses.
pub fn rational(q: &Q) -> String {
    let numerator = q.numer();
    match (q.denom().is_one(), q.is_negative()) {
        (true, false) => numerator.to_string(),
        (true, true) => format!("({numerator})"),
        (false, _) => format!("({numerator} / {})", q.denom()),
    }
}

impl Algebra for Printer<'_> {
    type Value = Text;

    fn rational(&mut self, q: &Q) -> Text {
        atom(&rational(q))
    }

    fn pi(&mut self) -> Text {
        atom("PI")
    }

    fn variable(&mut self, v: Var) -> Text {
        match self.names.get(v.index()) {
            Some(name) => atom(name),
            None => self.fail("a variable that the claim does not have"),
        }
    }

    fn unary(&mut self, op: Unary, x: &Text) -> Text {
        let name = match op {
            Unary::Neg => {
                let text = format!("(- {})", at_least(x, Binding::Power));
                return self.sized(text, Binding::Atom);
            }
            Unary::Abs => "Rabs",
            Unary::Sqrt => "sqrt",
            Unary::Sin => "sin",
            Unary::Cos => "cos",
            Unary::Tan => "tan",
            Unary::Arcsin => "asin",
            Unary::Arccos => "acos",
            Unary::Arctan => "atan",
            Unary::Exp => "exp",
            Unary::Log => "ln",
            Unary::Asinh => "arcsinh",
            Unary::Floor => {
                return self.fail("floor, for which there is no rule in the library");
            }
            Unary::Erfc => {
                return self.fail("the error function, which Coq's library does not have");
            }
            Unary::Binet(_) => {
                return self.fail("the gamma function, which Coq's library does not have");
            }
            Unary::Carlson(_) => {
                return self.fail("Carlson's function, which Coq's library does not have");
            }
        };
        let text = format!("({name} {})", at_least(x, Binding::Atom));
        self.sized(text, Binding::Atom)
    }

    fn binary(&mut self, op: Binary, x: &Text, y: &Text) -> Text {
        use Binding::{Atom, Power, Product, Sum};
        let (sign, left, right, binding) = match op {
            Binary::Add => ("+", Sum, Product, Sum),
            Binary::Sub => ("-", Sum, Product, Sum),
            Binary::Mul => ("*", Product, Power, Product),
            Binary::Div => ("/", Product, Power, Product),
            Binary::Min | Binary::Max => {
                let name = if op == Binary::Min { "Rmin" } else { "Rmax" };
                let text = format!("({name} {} {})", at_least(x, Atom), at_least(y, Atom));
                return self.sized(text, Atom);
            }
            Binary::Arctan2 => return self.fail("arctan2, which Coq's library does not have"),
        };
        let text = format!("{} {sign} {}", at_least(x, left), at_least(y, right));
        self.sized(text, binding)
    }

    fn power(&mut self, x: &Text, n: i32) -> Text {
        if n.unsigned_abs() > MAX_EXPONENT {
            return self.fail("an exponent beyond 1000");
        }
        let text = format!("{} ^ {}", at_least(x, Binding::Atom), n.unsigned_abs());
        if n < 0 {
            self.sized(format!("(/ ({text}))"), Binding::Atom)
        } else {
            self.sized(text, Binding::Power)
        }
    }

    fn rational_power(&mut self, _: &Text, _: i32, _: u32) -> Text {
        self.fail("a power with an exponent that is no multiple of 1/2")
    }
}

/// The term, variables called by `names`.
///
/// # Errors
/// A term that has no counterpart in Coq's library, or is too long.
pub fn term(dag: &Dag, names: &[String], e: Expr) -> Result<String, Unsupported> {
    let mut printer = Printer {
        names,
        failure: None,
    };
    let value = dag.evaluate(&[e], &mut printer).pop();
    match (printer.failure, value) {
        (None, Some(value)) => Ok(value.text),
        (failure, _) => {
            Err(failure.unwrap_or_else(|| Unsupported("a term without a value".to_owned())))
        }
    }
}

/// The relation, without its conditions of definedness.
///
/// # Errors
/// As for [`term`].
pub fn relation(dag: &Dag, names: &[String], r: &Relation) -> Result<String, Unsupported> {
    let sign = match r.op {
        Comparison::NotEqual => "<>",
        op @ (Comparison::Less
        | Comparison::LessEqual
        | Comparison::Greater
        | Comparison::GreaterEqual
        | Comparison::Equal) => op.symbol(),
    };
    Ok(format!(
        "{} {sign} {}",
        term(dag, names, r.lhs)?,
        term(dag, names, r.rhs)?
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use lemmabox_kernel::exact::rational::ratio;

    #[test]
    fn parentheses_keep_the_structure() {
        let mut d = Dag::new();
        let names = ["x".to_owned(), "y".to_owned()];
        let (x, y) = (d.variable(Var(0)), d.variable(Var(1)));
        let sum = d.add(x, y);
        let nested = d.sub(x, sum);
        let negated = d.neg(nested);
        let squared = d.power(negated, 3);
        let sine = d.unary(Unary::Sin, sum);
        let quotient = d.div(squared, sine);
        let text = |d: &Dag, e| term(d, &names, e).unwrap();
        assert_eq!(text(&d, nested), "x - (x + y)");
        assert_eq!(text(&d, quotient), "(- (x - (x + y))) ^ 3 / (sin (x + y))");
        let third = d.rational(ratio(-1, 3));
        let power = d.power(third, -1);
        assert_eq!(text(&d, power), "(-3)");
        let inverse = d.power(x, -2);
        assert_eq!(text(&d, inverse), "(/ (x ^ 2))");
        let left = d.div(x, y);
        let both = d.div(left, quotient);
        assert_eq!(
            text(&d, both),
            "x / y / ((- (x - (x + y))) ^ 3 / (sin (x + y)))"
        );
    }

    #[test]
    fn what_coq_lacks_is_refused() {
        let mut d = Dag::new();
        let names = ["x".to_owned()];
        let x = d.variable(Var(0));
        let angle = d.binary(Binary::Arctan2, x, x);
        let sum = d.add(angle, x);
        assert!(term(&d, &names, sum).unwrap_err().0.contains("arctan2"));
        let root = d.rational_power(x, &ratio(1, 3)).unwrap();
        assert!(term(&d, &names, root).is_err());
        // Doubling forty times is a small DAG and a text of a billion letters.
        let mut big = x;
        for _ in 0..40 {
            let sine = d.unary(Unary::Sin, big);
            big = d.add(sine, big);
        }
        assert!(term(&d, &names, big).unwrap_err().0.contains("too long"));
    }
}
