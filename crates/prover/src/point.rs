//! Plain f64 values and gradients of compiled terms, for searching only: nothing here rounds
//! outward.

use super::tape::{Operation, Tape};
use lemmabox_interval::Interval;
use lemmabox_kernel::expr::{Binary, Unary};

/// Working memory.
#[derive(Clone, Debug)]
pub struct PointFrame {
    value: Vec<f64>,
    adjoint: Vec<f64>,
}

fn value(operation: Operation, x: f64, y: f64) -> f64 {
    match operation {
        Operation::Unary(op) => match op {
            Unary::Neg => -x,
            Unary::Abs => x.abs(),
            Unary::Sqrt => x.sqrt(),
            Unary::Sin => x.sin(),
            Unary::Cos => x.cos(),
            Unary::Tan => x.tan(),
            Unary::Arcsin => x.asin(),
            Unary::Arccos => x.acos(),
            Unary::Arctan => x.atan(),
            Unary::Exp => x.exp(),
            Unary::Log if x > 0.0 => x.ln(),
            Unary::Log => f64::NAN,
            Unary::Asinh => x.asinh(),
            Unary::Floor => x.floor(),
            Unary::Erfc if x.is_finite() => Interval::point(x).erfc().mid(),
            Unary::Erfc => f64::NAN,
            Unary::Binet(k) => binet(x, u32::from(k)),
            Unary::Carlson(k) => carlson(x, u32::from(k)),
        },
        Operation::Binary(op) => match op {
            Binary::Add => x + y,
            Binary::Sub => x - y,
            Binary::Mul => x * y,
            Binary::Div if y != 0.0 => x / y,
            Binary::Div => f64::NAN,
            // `f64::min` would swallow a NaN.
            Binary::Min => {
                if x <= y {
                    x
                } else if y < x {
                    y
                } else {
                    f64::NAN
                }
            }
            Binary::Max => {
                if x >= y {
                    x
                } else if y > x {
                    y
                } else {
                    f64::NAN
                }
            }
            Binary::Arctan2 if x == 0.0 && y == 0.0 => f64::NAN,
            // -0 would turn the angle pi into -pi.
            Binary::Arctan2 => (x + 0.0).atan2(y + 0.0),
        },
        Operation::Power(n) if n < 0 && x == 0.0 => f64::NAN,
        Operation::Power(n) => x.powi(n),
        Operation::RationalPower(p, _) if x < 0.0 || (x == 0.0 && p < 0) => f64::NAN,
        Operation::RationalPower(p, q) => x.powf(f64::from(p) / f64::from(q)),
    }
}

fn binet(x: f64, k: u32) -> f64 {
    if x > 0.0 && x.is_finite() {
        Interval::point(x).binet(k).mid()
    } else {
        f64::NAN
    }
}

fn carlson(x: f64, k: u32) -> f64 {
    if x > 0.0 && x.is_finite() {
        Interval::point(x).carlson(k).mid()
    } else {
        f64::NAN
    }
}

fn slopes(operation: Operation, x: f64, y: f64, v: f64) -> (f64, f64) {
    match operation {
        Operation::Unary(op) => (
            match op {
                Unary::Neg => -1.0,
                Unary::Abs => x.signum(),
                Unary::Sqrt => 0.5 / v,
                Unary::Sin => x.cos(),
                Unary::Cos => -x.sin(),
                Unary::Tan => 1.0 + v * v,
                Unary::Arcsin => 1.0 / (1.0 - x * x).sqrt(),
                Unary::Arccos => -1.0 / (1.0 - x * x).sqrt(),
                Unary::Arctan => 1.0 / (1.0 + x * x),
                Unary::Exp => v,
                Unary::Log => 1.0 / x,
                Unary::Asinh => 1.0 / (1.0 + x * x).sqrt(),
                Unary::Floor => 0.0,
                Unary::Erfc => -std::f64::consts::FRAC_2_SQRT_PI * (-x * x).exp(),
                Unary::Binet(k) => -binet(x, u32::from(k) + 1),
                Unary::Carlson(k) => -carlson(x, u32::from(k) + 1),
            },
            0.0,
        ),
        Operation::Binary(op) => match op {
            Binary::Add => (1.0, 1.0),
            Binary::Sub => (1.0, -1.0),
            Binary::Mul => (y, x),
            Binary::Div => (1.0 / y, -v / y),
            Binary::Min => {
                if x <= y {
                    (1.0, 0.0)
                } else {
                    (0.0, 1.0)
                }
            }
            Binary::Max => {
                if x >= y {
                    (1.0, 0.0)
                } else {
                    (0.0, 1.0)
                }
            }
            Binary::Arctan2 => {
                let r = x * x + y * y;
                (y / r, -x / r)
            }
        },
        Operation::Power(n) => (f64::from(n) * x.powi(n.saturating_sub(1)), 0.0),
        Operation::RationalPower(p, q) => {
            let r = f64::from(p) / f64::from(q);
            (r * x.powf(r - 1.0), 0.0)
        }
    }
}

impl PointFrame {
    /// Memory for `tape` with the midpoints of its constants.
    #[must_use]
    pub fn new(tape: &Tape, constants: &[(Interval, bool)]) -> Self {
        let mut value = vec![0.0; tape.slots()];
        for (slot, (c, _)) in value.iter_mut().zip(constants) {
            *slot = c.mid();
        }
        Self {
            value,
            adjoint: vec![0.0; tape.slots()],
        }
    }

    /// Value of an output; NaN where it is undefined.
    pub fn evaluate(&mut self, tape: &Tape, output: usize, x: &[f64]) -> f64 {
        let (first, base) = (tape.first_variable(), tape.first_instruction());
        self.value[first..base].copy_from_slice(x);
        for &i in &tape.programs[output] {
            let instruction = tape.instructions[i as usize];
            self.value[base + i as usize] = value(
                instruction.operation,
                self.value[instruction.a as usize],
                self.value[instruction.b as usize],
            );
        }
        self.value[tape.outputs[output] as usize]
    }

    /// Gradient at the point of the last [`PointFrame::evaluate`] of this output (reverse mode).
    pub fn gradient(&mut self, tape: &Tape, output: usize, gradient: &mut [f64]) {
        let (first, base) = (tape.first_variable(), tape.first_instruction());
        self.adjoint.fill(0.0);
        self.adjoint[tape.outputs[output] as usize] = 1.0;
        for &i in tape.programs[output].iter().rev() {
            let instruction = tape.instructions[i as usize];
            let (a, b) = (instruction.a as usize, instruction.b as usize);
            let slot = base + i as usize;
            let out = self.adjoint[slot];
            if out == 0.0 {
                continue;
            }
            let (da, db) = slopes(
                instruction.operation,
                self.value[a],
                self.value[b],
                self.value[slot],
            );
            self.adjoint[a] += out * da;
            if matches!(instruction.operation, Operation::Binary(_)) {
                self.adjoint[b] += out * db;
            }
        }
        gradient.copy_from_slice(&self.adjoint[first..base]);
    }
}
