//! Enclosures of terms over boxes, as the search makes them, for other uses.

use super::enclose::{Frame, Order, closed_terms};
use super::jets::{BoxEvaluator, evaluator};
use super::problem::constants;
use super::tape::Tape;
use lemmabox_interval::{Interval, MpInterval, Precision};
use lemmabox_kernel::expr::{Dag, Expr};

/// How sharp an enclosure is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The natural interval extension.
    Natural,
    /// With mean-value forms of every subterm.
    MeanValue,
    /// With Taylor forms of second order of every subterm.
    Taylor,
}

impl Form {
    fn order(self) -> Order {
        match self {
            Form::Natural => Order::Natural,
            Form::MeanValue => Order::First,
            Form::Taylor => Order::Second,
        }
    }
}

/// A term compiled for evaluation over boxes of doubles.
#[derive(Debug)]
pub struct Encloser {
    tape: Tape,
    frame: Box<dyn BoxEvaluator>,
}

impl Encloser {
    /// Compiles a term in the first `variables` variables.
    #[must_use]
    pub fn new(dag: &Dag, term: Expr, variables: usize) -> Self {
        let tape = Tape::new(dag, &[term], variables);
        let closed = constants(dag, &tape.constants);
        let frame = evaluator(&tape, &closed, &[]);
        Self { tape, frame }
    }

    /// An enclosure of the values over a box (one interval a variable, bounded unless the form is
    /// natural), and whether the term is certainly defined at all of its points. Allocates nothing
    /// after the first call.
    pub fn enclose(&mut self, domain: &[Interval], form: Form) -> (Interval, bool) {
        self.frame.set(&self.tape, domain, form.order());
        let known = self.frame.evaluate(&self.tape, 0);
        (known.value, known.defined)
    }
}

/// The same by MPFR, at a given precision.
#[derive(Debug)]
pub struct PreciseEncloser {
    tape: Tape,
    frame: Frame<MpInterval>,
}

impl PreciseEncloser {
    /// Compiles a term in the first `variables` variables.
    #[must_use]
    pub fn new(dag: &Dag, term: Expr, variables: usize, precision: Precision) -> Self {
        let tape = Tape::new(dag, &[term], variables);
        let closed = closed_terms::<MpInterval>(dag, &tape.constants, precision);
        let frame = Frame::new(&tape, &closed, precision);
        Self { tape, frame }
    }

    /// As [`Encloser::enclose`].
    pub fn enclose(&mut self, domain: &[MpInterval], form: Form) -> (MpInterval, bool) {
        self.frame.set(&self.tape, domain, form.order());
        let known = self.frame.evaluate(&self.tape, 0);
        (known.value, known.defined)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lemmabox_kernel::expr::{Unary, Var};

    #[test]
    fn sharper_forms_lie_within_the_natural_one() {
        let mut dag = Dag::new();
        let x = dag.variable(Var(0));
        let sine = dag.unary(Unary::Sin, x);
        let f = dag.sub(x, sine);
        let mut encloser = Encloser::new(&dag, f, 1);
        let domain = [Interval::new(0.5, 0.625)];
        let natural = encloser.enclose(&domain, Form::Natural).0;
        let mean = encloser.enclose(&domain, Form::MeanValue).0;
        let taylor = encloser.enclose(&domain, Form::Taylor).0;
        assert!(taylor.width() <= mean.width() && mean.width() < natural.width());
        // 0.5 - sin 0.5 and 0.625 - sin 0.625
        for value in [0.020_574_461_395_796_995, 0.039_902_727_467_740_93] {
            assert!(taylor.hull(Interval::point(value)).width() < taylor.width() + 1e-12);
        }
        let precision = Precision::new(128);
        let mut precise = PreciseEncloser::new(&dag, f, 1, precision);
        let at =
            MpInterval::from_rational(precision, &lemmabox_kernel::exact::rational::ratio(9, 16));
        let (value, defined) = precise.enclose(&[at], Form::Natural);
        assert!(defined && value.to_interval().is_subset(taylor));
    }
}
