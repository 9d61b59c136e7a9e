//! Operations of the theories: their names, their arguments, what they denote.

use super::{Elaborator, Ite, MAX_STEPS, Value, placeholder};
use crate::prop::Prop;
use crate::sexpr::Id;
use crate::{Arctan2, SyntaxError};
use lemmabox_kernel::exact::rational::ratio;
use lemmabox_kernel::expr::{Binary, Comparison, Dag, Expr, Unary};
use num_traits::Signed;

/// An operation of the theories.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Op {
    /// Numbers from numbers.
    Arithmetic(Arithmetic),
    /// Truth values from truth values.
    Connective(Connective),
    /// A chain of relations; `=` also between truth values.
    Chain(Comparison),
    /// All arguments differ, numbers or truth values.
    Distinct,
    /// A choice between numbers or truth values.
    Ite,
}

/// Numbers from numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arithmetic {
    Add,
    Sub,
    Mul,
    Div,
    Pow,
    Unary(Unary),
    MinMax(Binary),
    /// The angle of a point; the flag says that the abscissa comes first in HOL Light's reading.
    Angle {
        abscissa_first: bool,
    },
    Sinh,
    Cosh,
    Tanh,
    Sec,
    Csc,
    Cot,
    Cbrt,
    Matan,
    /// The square root, 0 below 0.
    SafeSqrt,
    ToReal,
}

/// Truth values from truth values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Connective {
    Not,
    And,
    Or,
    Xor,
    Implies,
}

/// The operation of a name.
pub(super) fn operation(name: &str) -> Option<Op> {
    use Arithmetic as A;
    use Connective as C;
    let arithmetic = match name {
        "+" => A::Add,
        "-" => A::Sub,
        "*" => A::Mul,
        "/" => A::Div,
        "^" | "pow" => A::Pow,
        "min" => A::MinMax(Binary::Min),
        "max" => A::MinMax(Binary::Max),
        "abs" => A::Unary(Unary::Abs),
        "sqrt" => A::Unary(Unary::Sqrt),
        "sin" => A::Unary(Unary::Sin),
        "cos" => A::Unary(Unary::Cos),
        "tan" => A::Unary(Unary::Tan),
        "asin" | "arcsin" => A::Unary(Unary::Arcsin),
        "acos" | "arccos" => A::Unary(Unary::Arccos),
        "atan" | "arctan" => A::Unary(Unary::Arctan),
        "exp" => A::Unary(Unary::Exp),
        "log" | "ln" => A::Unary(Unary::Log),
        "atan2" => A::Angle {
            abscissa_first: false,
        },
        "arctan2" => A::Angle {
            abscissa_first: true,
        },
        "sinh" => A::Sinh,
        "cosh" => A::Cosh,
        "tanh" => A::Tanh,
        "sec" => A::Sec,
        "csc" => A::Csc,
        "cot" => A::Cot,
        "cbrt" => A::Cbrt,
        "marctan" | "matan" => A::Matan,
        "safesqrt" => A::SafeSqrt,
        "to_real" => A::ToReal,
        "not" => return Some(Op::Connective(C::Not)),
        "and" => return Some(Op::Connective(C::And)),
        "or" => return Some(Op::Connective(C::Or)),
        "xor" => return Some(Op::Connective(C::Xor)),
        "=>" => return Some(Op::Connective(C::Implies)),
        "=" => return Some(Op::Chain(Comparison::Equal)),
        "<" => return Some(Op::Chain(Comparison::Less)),
        "<=" => return Some(Op::Chain(Comparison::LessEqual)),
        ">" => return Some(Op::Chain(Comparison::Greater)),
        ">=" => return Some(Op::Chain(Comparison::GreaterEqual)),
        "distinct" => return Some(Op::Distinct),
        "ite" => return Some(Op::Ite),
        _ => return None,
    };
    Some(Op::Arithmetic(arithmetic))
}

impl Op {
    /// Whether that many arguments are too few or too many, and how many are due.
    fn arity(self, n: usize) -> (bool, &'static str) {
        use Arithmetic as A;
        use Connective as C;
        match self {
            Op::Arithmetic(A::Add | A::Sub | A::Mul | A::MinMax(_))
            | Op::Connective(C::And | C::Or) => (n < 1, "at least one"),
            Op::Arithmetic(A::Div)
            | Op::Connective(C::Xor | C::Implies)
            | Op::Chain(_)
            | Op::Distinct => (n < 2, "at least two"),
            Op::Arithmetic(A::Pow | A::Angle { .. }) => (n != 2, "two"),
            Op::Ite => (n != 3, "three"),
            Op::Arithmetic(
                A::Unary(_)
                | A::Sinh
                | A::Cosh
                | A::Tanh
                | A::Sec
                | A::Csc
                | A::Cot
                | A::Cbrt
                | A::Matan
                | A::SafeSqrt
                | A::ToReal,
            )
            | Op::Connective(C::Not) => (n != 1, "one"),
        }
    }
}

impl Elaborator<'_, '_> {
    /// What an operation denotes at the given arguments.
    pub(super) fn apply(&mut self, id: Id, op: Op, values: &[Value]) -> Result<Value, SyntaxError> {
        let (wrong, wanted) = op.arity(values.len());
        if wrong {
            return Err(self.arity(id, values.len(), wanted));
        }
        match op {
            Op::Arithmetic(op) => self.number(id, op, values).map(Value::Number),
            Op::Connective(op) => self.connective(id, op, values).map(Value::Truth),
            Op::Chain(comparison) => self.chain(id, comparison, values).map(Value::Truth),
            Op::Distinct => self.distinct(id, values).map(Value::Truth),
            Op::Ite => self.ite(id, values),
        }
    }

    fn connective(
        &mut self,
        id: Id,
        op: Connective,
        values: &[Value],
    ) -> Result<Prop, SyntaxError> {
        let mut ps = self.truths(id, values)?;
        Ok(match op {
            Connective::Not => self.props.not(ps[0]),
            Connective::And => self.props.and(ps),
            Connective::Or => self.props.or(ps),
            Connective::Xor => ps[1..].iter().fold(ps[0], |p, &q| {
                let same = self.props.iff(p, q);
                self.props.not(same)
            }),
            Connective::Implies => {
                // Right-associative: all but the last imply the last.
                let last = ps.len() - 1;
                for p in &mut ps[..last] {
                    *p = self.props.not(*p);
                }
                self.props.or(ps)
            }
        })
    }

    fn chain(
        &mut self,
        id: Id,
        comparison: Comparison,
        values: &[Value],
    ) -> Result<Prop, SyntaxError> {
        let links = if comparison == Comparison::Equal && matches!(values[0], Value::Truth(_)) {
            let ps = self.truths(id, values)?;
            let links = ps.windows(2).map(|w| self.props.iff(w[0], w[1]));
            links.collect()
        } else {
            let es = self.numbers(id, values)?;
            let links = es
                .windows(2)
                .map(|w| self.props.relation(w[0], comparison, w[1]));
            links.collect()
        };
        Ok(self.props.and(links))
    }

    fn distinct(&mut self, id: Id, values: &[Value]) -> Result<Prop, SyntaxError> {
        let n = values.len();
        if matches!(values[0], Value::Truth(_)) {
            let ps = self.truths(id, values)?;
            return Ok(if n > 2 {
                self.props.constant(false)
            } else {
                let same = self.props.iff(ps[0], ps[1]);
                self.props.not(same)
            });
        }
        let es = self.numbers(id, values)?;
        self.steps += (n as u64).saturating_mul(n as u64);
        if self.steps > MAX_STEPS {
            return Err(self
                .tree
                .error(id, "too many terms to be distinct", "list fewer terms"));
        }
        let mut pairs = Vec::new();
        for (i, &a) in es.iter().enumerate() {
            for &b in &es[i + 1..] {
                pairs.push(self.props.relation(a, Comparison::NotEqual, b));
            }
        }
        Ok(self.props.and(pairs))
    }

    fn ite(&mut self, id: Id, values: &[Value]) -> Result<Value, SyntaxError> {
        let at = |i: usize| self.tree.list(id)[i + 1];
        match (values[0], values[1], values[2]) {
            (Value::Truth(condition), Value::Truth(then), Value::Truth(otherwise)) => {
                Ok(Value::Truth(self.props.ite(condition, then, otherwise)))
            }
            (Value::Truth(condition), Value::Number(then), Value::Number(otherwise)) => {
                Ok(Value::Number(self.choice(condition, then, otherwise)))
            }
            (Value::Number(_), _, _) => Err(self.wants_truth(at(0))),
            (Value::Truth(_), Value::Truth(_), Value::Number(_)) => Err(self.wants_truth(at(2))),
            (Value::Truth(_), Value::Number(_), Value::Truth(_)) => Err(self.wants_number(at(2))),
        }
    }

    fn number(&mut self, id: Id, op: Arithmetic, values: &[Value]) -> Result<Expr, SyntaxError> {
        use Arithmetic as A;
        let es = self.numbers(id, values)?;
        let x = es[0];
        let fold = |dag: &mut Dag, op| es[1..].iter().fold(x, |a, &b| dag.binary(op, a, b));
        Ok(match op {
            A::Add => fold(&mut self.dag, Binary::Add),
            A::Mul => fold(&mut self.dag, Binary::Mul),
            A::Div => fold(&mut self.dag, Binary::Div),
            A::Sub if es.len() == 1 => self.dag.neg(x),
            A::Sub => fold(&mut self.dag, Binary::Sub),
            A::MinMax(op) => fold(&mut self.dag, op),
            A::Unary(op) => self.dag.unary(op, x),
            A::ToReal => x,
            A::Angle { abscissa_first } => {
                if abscissa_first && self.reading.arctan2 == Arctan2::Hol {
                    self.dag.binary(Binary::Arctan2, es[1], x)
                } else {
                    self.dag.binary(Binary::Arctan2, x, es[1])
                }
            }
            A::Pow => return self.power(id, x, es[1]),
            A::Sinh => self.half_of_exponentials(x, Binary::Sub),
            A::Cosh => self.half_of_exponentials(x, Binary::Add),
            A::Tanh => self.hyperbolic_tangent(x),
            A::Matan => self.matan(x),
            A::SafeSqrt => {
                let zero = self.dag.integer(0);
                let clamped = self.dag.binary(Binary::Max, x, zero);
                self.dag.unary(Unary::Sqrt, clamped)
            }
            A::Cbrt => return self.cube_root(x).ok_or_else(|| self.wants_number(id)),
            A::Sec => self.reciprocal(Unary::Cos, x),
            A::Csc => self.reciprocal(Unary::Sin, x),
            A::Cot => {
                // cot x = cos x / sin x, defined where tan x is 0 or has a pole too.
                let (cos, sin) = (self.dag.unary(Unary::Cos, x), self.dag.unary(Unary::Sin, x));
                self.dag.div(cos, sin)
            }
        })
    }

    fn reciprocal(&mut self, op: Unary, x: Expr) -> Expr {
        let (one, value) = (self.dag.integer(1), self.dag.unary(op, x));
        self.dag.div(one, value)
    }

    /// Half of `exp(x)` and `exp(-x)` added or subtracted.
    fn half_of_exponentials(&mut self, x: Expr, op: Binary) -> Expr {
        let dag = &mut self.dag;
        let half = dag.rational(ratio(1, 2));
        let negative = dag.neg(x);
        let (a, b) = (dag.unary(Unary::Exp, x), dag.unary(Unary::Exp, negative));
        let both = dag.binary(op, a, b);
        dag.mul(half, both)
    }

    /// `1 - 2/(exp(2x) + 1)`: one occurrence of `x`.
    fn hyperbolic_tangent(&mut self, x: Expr) -> Expr {
        let dag = &mut self.dag;
        let (one, two) = (dag.integer(1), dag.integer(2));
        let double = dag.mul(two, x);
        let e = dag.unary(Unary::Exp, double);
        let d = dag.add(e, one);
        let q = dag.div(two, d);
        dag.sub(one, q)
    }

    fn choice(&mut self, condition: Prop, then: Expr, otherwise: Expr) -> Expr {
        if then == otherwise && self.dag.is_total(then) {
            return then;
        }
        let v = placeholder(self.ites.len());
        self.ites.push(Ite {
            condition,
            then,
            otherwise,
        });
        self.dag.variable(v)
    }

    fn power(&mut self, id: Id, x: Expr, exponent: Expr) -> Result<Expr, SyntaxError> {
        if let Some(q) = self.dag.as_rational(exponent).cloned() {
            return self.dag.rational_power(x, &q).ok_or_else(|| {
                self.tree.error(
                    self.tree.list(id)[2],
                    "an exponent whose numerator or denominator exceeds 2^31",
                    "use a smaller exponent, or exp and log",
                )
            });
        }
        // For x > 0 the standard meaning; elsewhere undefined here.
        let log = self.dag.unary(Unary::Log, x);
        let product = self.dag.mul(exponent, log);
        Ok(self.dag.unary(Unary::Exp, product))
    }

    /// The real cube root, which negative numbers have too (powers with the exponent 1/3 want
    /// `x >= 0`).
    fn cube_root(&mut self, x: Expr) -> Option<Expr> {
        let zero = self.dag.integer(0);
        let third = ratio(1, 3);
        let opposite = self.dag.neg(x);
        let positive = self.dag.rational_power(x, &third)?;
        let negative = self.dag.rational_power(opposite, &third)?;
        let negative = self.dag.neg(negative);
        let is_nonnegative = self.props.relation(x, Comparison::GreaterEqual, zero);
        Some(self.choice(is_nonnegative, positive, negative))
    }

    /// Flyspeck's `matan`: the analytic function with `matan(t^2) = arctan(t)/t`, by cases as HOL
    /// Light's `matan` is defined (T. Hales et al., `sphere.hl`). It is Carlson's `R_C(1, 1 + x)`
    /// (DLMF 19.2.17 to 19.2.20), undefined where these cases are.
    fn matan(&mut self, x: Expr) -> Expr {
        if self.dag.as_rational(x).is_some_and(Signed::is_positive) {
            let root = self.dag.unary(Unary::Sqrt, x);
            let angle = self.dag.unary(Unary::Arctan, root);
            return self.dag.div(angle, root);
        }
        let one = self.dag.integer(1);
        let shifted = self.dag.add(one, x);
        self.dag.unary(Unary::Carlson(0), shifted)
    }
}
