//! Certified success probabilities against the number of hidden units.

use super::axis::Axis;
use super::style::{BLUE, GREEN, PAPER, VERMILION};
use super::{Drawn, Picture, frame, long, mesh, wide, words};
use crate::success::{Kind, Probability};
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

pub struct ByWidth<'a>(pub &'a [Probability]);

/// Half the width of a bar, in exponents of two.
const HALF: f64 = 0.09;
/// Least height of a bar, to be seen.
const LEAST: f64 = 0.006;

/// Colour, sideways shift of the bars, and place of the words.
fn look(kind: Kind) -> (RGBColor, f64, (f64, f64)) {
    match kind {
        Kind::WarmUp => (BLUE, -0.2, (2.35, 1.035)),
        Kind::Shortcut => (VERMILION, 0.0, (4.15, 0.9)),
        Kind::Convolution => (GREEN, 0.2, (2.5, 0.55)),
    }
}

impl Picture for ByWidth<'_> {
    const NAME: &'static str = "success";
    const SIZE: (u32, u32) = (1600, 960);

    fn caption(&self) -> String {
        "Probability of success against the number k of hidden units: each bar reaches from the certified lower to the \
         certified upper bound (at least as high as can be seen). Starts and step sizes are those of the table of success \
         probabilities. Dashed lines guide the eye."
            .into()
    }

    fn draw<B: DrawingBackend>(&self, area: &DrawingArea<B, Shift>) -> Drawn<B> {
        area.fill(&PAPER)?;
        let mut chart = frame(
            area,
            150,
            110,
            Axis::powers_of_two(1.5..8.5),
            Axis::tenths(0.0..1.12, 0.2),
        )?;
        mesh(&mut chart, "hidden units k", "probability")?;
        for kind in [Kind::WarmUp, Kind::Shortcut, Kind::Convolution] {
            let (color, shift, place) = look(kind);
            let found = self.0.iter().filter(|p| Kind::of(&p.row) == kind);
            let at = |p: &Probability| {
                let middle = f64::midpoint(p.lower, p.upper);
                ((p.row.k as f64).log2() + shift, middle, p.upper - p.lower)
            };
            let all: Vec<(f64, f64, f64)> = found.map(at).collect();
            let line = all.iter().map(|(x, y, _)| (*x, *y));
            chart.draw_series(DashedLineSeries::new(
                line,
                long(10),
                long(14),
                color.stroke_width(wide(3)),
            ))?;
            chart.draw_series(all.iter().map(|(x, y, height)| {
                let half = height.max(LEAST) / 2.0;
                Rectangle::new([(x - HALF, y - half), (x + HALF, y + half)], color.filled())
            }))?;
            let left = Pos::new(HPos::Left, VPos::Bottom);
            chart.draw_series([Text::new(kind.words(), place, words(color).pos(left))])?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::FINE;
    use super::*;

    #[test]
    fn bars_cover_their_bounds() {
        let rows = crate::success::settings().unwrap();
        let row = rows.into_iter().find(|r| r.k == 16).unwrap();
        let one = Probability {
            row,
            lower: 0.25,
            upper: 0.75,
        };
        let figure = crate::figure::success(&[one]).unwrap();
        // 1.12 on 960 - 24 - 24 - 110 units: half of 1 is 358.
        let near =
            (350 * FINE..=362 * FINE).any(|h| figure.svg.contains(&format!("height=\"{h}\"")));
        assert!(near, "{}", figure.svg);
    }
}
