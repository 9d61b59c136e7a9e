//! How far formulas are from failing and from holding at a point of doubles.

use crate::point::PointFrame;
use crate::problem::{Atom, Form, Problem, Sense};

fn output(frame: &mut PointFrame, problem: &Problem, atom: &Atom, x: &[f64]) -> f64 {
    frame.evaluate(&problem.tape, atom.output, x)
}

/// Negative where the formula is false; undefined counts as not false.
pub(super) fn falsity(frame: &mut PointFrame, problem: &Problem, form: &Form, x: &[f64]) -> f64 {
    match form {
        Form::True => f64::INFINITY,
        Form::False => -1.0,
        Form::And(fs) => fs
            .iter()
            .map(|f| falsity(frame, problem, f, x))
            .fold(f64::INFINITY, f64::min),
        Form::Or(fs) => fs
            .iter()
            .map(|f| falsity(frame, problem, f, x))
            .fold(f64::NEG_INFINITY, f64::max),
        Form::Atom(a) => {
            let f = output(frame, problem, a, x);
            match a.sense {
                _ if f.is_nan() => f64::INFINITY,
                Sense::Nonnegative => f,
                Sense::Positive if f == 0.0 => -f64::MIN_POSITIVE,
                Sense::Positive => f,
                Sense::Zero => -f.abs(),
                Sense::Nonzero if f == 0.0 => -f64::MIN_POSITIVE,
                Sense::Nonzero => f.abs(),
            }
        }
    }
}

/// How far the formula is from true; 0 where it is.
pub(super) fn shortfall(frame: &mut PointFrame, problem: &Problem, form: &Form, x: &[f64]) -> f64 {
    match form {
        Form::True => 0.0,
        Form::False => f64::INFINITY,
        Form::And(fs) => fs.iter().map(|f| shortfall(frame, problem, f, x)).sum(),
        Form::Or(fs) => fs
            .iter()
            .map(|f| shortfall(frame, problem, f, x))
            .fold(f64::INFINITY, f64::min),
        Form::Atom(a) => {
            let f = output(frame, problem, a, x);
            match a.sense {
                _ if f.is_nan() => f64::INFINITY,
                Sense::Nonnegative => (-f).max(0.0),
                Sense::Positive if f > 0.0 => 0.0,
                Sense::Positive => f64::MIN_POSITIVE - f,
                Sense::Zero => f.abs(),
                Sense::Nonzero => f64::from(u8::from(f == 0.0)),
            }
        }
    }
}

/// The relation that decides the value of [`falsity`].
pub(super) fn active(
    frame: &mut PointFrame,
    problem: &Problem,
    form: &Form,
    x: &[f64],
) -> Option<Atom> {
    let mut best: Option<(f64, Atom)> = None;
    match form {
        Form::Atom(a) => return Some(*a),
        Form::True | Form::False => {}
        Form::And(fs) | Form::Or(fs) => {
            let sign = if matches!(form, Form::And(_)) {
                1.0
            } else {
                -1.0
            };
            for f in fs {
                let value = sign * falsity(frame, problem, f, x);
                if let Some(a) = active(frame, problem, f, x)
                    && best.as_ref().is_none_or(|(b, _)| value < *b)
                {
                    best = Some((value, a));
                }
            }
        }
    }
    best.map(|(_, a)| a)
}
