//! An axis with marks where they mean something.

use plotters::coord::ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged, ValueFormatter};
use std::f64::consts::PI;
use std::ops::Range;

/// A range of reals, the marks on it, and their words.
#[derive(Clone)]
pub struct Axis {
    range: Range<f64>,
    marks: Vec<f64>,
    words: fn(f64) -> String,
}

impl Axis {
    /// Angles in radians, with a mark at each of the given twelfths of pi.
    pub fn angle(range: Range<f64>, twelfths: impl IntoIterator<Item = u8>) -> Self {
        Self {
            range,
            marks: twelfths
                .into_iter()
                .map(|i| f64::from(i) * PI / 12.0)
                .collect(),
            words: in_pi,
        }
    }

    /// Numbers with a mark at each multiple of `step`, to one decimal.
    pub fn tenths(range: Range<f64>, step: f64) -> Self {
        let first = (range.start / step).ceil() as i32;
        let last = (range.end / step).floor() as i32;
        Self {
            marks: (first..=last).map(|i| f64::from(i) * step).collect(),
            range,
            words: |y| format!("{y:.1}").replace('-', "−"),
        }
    }

    /// Numbers with a mark at each multiple of `step`, to two decimals.
    pub fn hundredths(range: Range<f64>, step: f64) -> Self {
        Self {
            words: |y| format!("{y:.2}").replace('-', "−"),
            ..Self::tenths(range, step)
        }
    }

    /// Numbers with a mark at each multiple of a round step, about six of them.
    pub fn plain(range: Range<f64>) -> Self {
        let step = round_step(range.end - range.start);
        // Multiples of a step carry no more digits than this, whatever the size.
        Self {
            words: |x| {
                let text = format!("{:.6}", x + 0.0);
                let text = text.trim_end_matches('0').trim_end_matches('.');
                if text == "0" && x != 0.0 || x.abs() >= 1e6 {
                    return format!("{x:.1e}").replace('-', "−");
                }
                text.replace('-', "−")
            },
            ..Self::tenths(range, step)
        }
    }

    /// Powers of two by their exponents, a mark at each whole one of the range.
    pub fn powers_of_two(range: Range<f64>) -> Self {
        Self {
            words: |e| format!("{:.0}", e.exp2()),
            ..Self::tenths(range, 1.0)
        }
    }

    /// Whole numbers with a mark at each multiple of `step`.
    pub fn whole(range: Range<f64>, step: f64) -> Self {
        Self {
            words: |x| format!("{x:.0}"),
            ..Self::tenths(range, step)
        }
    }

    /// The same marks without words.
    pub fn silent(self) -> Self {
        Self {
            words: |_| String::new(),
            ..self
        }
    }
}

impl Ranged for Axis {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, (lo, hi): (i32, i32)) -> i32 {
        let share = (value - self.range.start) / (self.range.end - self.range.start);
        // The cast saturates.
        lo + (share * f64::from(hi - lo)).round() as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, _: Hint) -> Vec<f64> {
        self.marks.clone()
    }

    fn range(&self) -> Range<f64> {
        self.range.clone()
    }
}

impl ValueFormatter<f64> for Axis {
    fn format_ext(&self, value: &f64) -> String {
        (self.words)(*value)
    }
}

/// A round distance of marks for a range of this width.
pub fn round_step(width: f64) -> f64 {
    let power = 10f64.powf((width / 4.0).log10().floor());
    let share = width / 4.0 / power;
    power
        * if share < 2.0 {
            1.0
        } else if share < 5.0 {
            2.0
        } else {
            5.0
        }
}

/// A multiple of pi/12 in words.
fn in_pi(phi: f64) -> String {
    let twelfths = (phi * 12.0 / PI).round() as i64;
    let (mut over, mut under) = (twelfths, 12);
    for d in [2, 2, 3] {
        if over % d == 0 && under % d == 0 {
            (over, under) = (over / d, under / d);
        }
    }
    match (over, under) {
        (0, _) => "0".into(),
        (1, 1) => "π".into(),
        (n, 1) => format!("{n}π"),
        (1, d) => format!("π/{d}"),
        (n, d) => format!("{n}π/{d}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn angles_are_in_lowest_terms() {
        let texts: Vec<String> = [0, 2, 4, 5, 6, 8, 12]
            .map(|i| in_pi(f64::from(i) * PI / 12.0))
            .to_vec();
        assert_eq!(texts, ["0", "π/6", "π/3", "5π/12", "π/2", "2π/3", "π"]);
    }
}
