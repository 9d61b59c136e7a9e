//! The product `a'a*` of the best second layer at each angle, and the angles where it vanishes.

use super::axis::Axis;
use super::style::{BLUE, GREEN, INK, PAPER, PURPLE, VERMILION};
use super::{Drawn, Picture, frame, g, long, mesh, noted, samples, wide, words};
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::f64::consts::PI;

pub struct BestProduct;

/// Number of hidden units.
const K: f64 = 16.0;
/// Shares `S/(k n)` with colour and dash (0: solid).
const SHARES: [(f64, RGBColor, i32); 4] = [
    (0.0, BLUE, 0),
    (0.09, VERMILION, 40),
    (0.25, GREEN, 22),
    (0.5, PURPLE, 10),
];

/// `r(phi)/n` for `S = share k n`.
fn best(share: f64, phi: f64) -> f64 {
    share * (K + g(phi) - 1.0) / (K + PI - 1.0) + (1.0 - share) * (g(phi) - 1.0) / (PI - 1.0)
}

/// The zero of the falling function, if it has one.
fn saddle(share: f64) -> Option<f64> {
    let (mut lo, mut hi) = (0.0, PI);
    if best(share, hi) >= 0.0 {
        return None;
    }
    for _ in 0..60 {
        let middle = f64::midpoint(lo, hi);
        if best(share, middle) > 0.0 {
            lo = middle;
        } else {
            hi = middle;
        }
    }
    Some(lo)
}

impl Picture for BestProduct {
    const NAME: &'static str = "best-product";
    const SIZE: (u32, u32) = (1600, 1000);

    fn caption(&self) -> String {
        format!(
            "The product r = a'a* at the best a for each angle, in units of n = |a*|^2, for k = {K} and several \
             S = (1'a*)^2. Dots mark the angles of the saddles, where r = 0; above the threshold \
             S = n(k + pi - 1)/pi, here {:.3} k n, there is none.",
            (K + PI - 1.0) / PI / K
        )
    }

    fn draw<B: DrawingBackend>(&self, area: &DrawingArea<B, Shift>) -> Drawn<B> {
        area.fill(&PAPER)?;
        let area = &noted(area, &format!("k = {K}"))?;
        let mut chart = frame(
            area,
            150,
            110,
            Axis::angle(0.0..PI, [0, 2, 4, 6, 8, 10, 12]),
            Axis::tenths(-0.6..1.05, 0.2),
        )?;
        mesh(&mut chart, "angle φ (rad)", "r(φ) (in |a*|²)")?;
        chart.draw_series(LineSeries::new(
            [(0.0, 0.0), (PI, 0.0)],
            INK.stroke_width(wide(3)),
        ))?;
        for (share, color, dash) in SHARES {
            let points: Vec<(f64, f64)> =
                samples(0.0, PI, 300).map(|x| (x, best(share, x))).collect();
            if dash == 0 {
                chart.draw_series(LineSeries::new(points, color.stroke_width(wide(6))))?;
            } else {
                chart.draw_series(DashedLineSeries::new(
                    points,
                    long(dash),
                    long(14),
                    color.stroke_width(wide(6)),
                ))?;
            }
            if let Some(phi) = saddle(share) {
                chart.draw_series([Circle::new((phi, 0.0), long(13), color.filled())])?;
            }
            // The lowest curve has the next one close above it.
            let (side, gap) = if share == 0.0 {
                (VPos::Top, -0.015)
            } else {
                (VPos::Bottom, 0.045)
            };
            let right = Pos::new(HPos::Right, side);
            chart.draw_series([Text::new(
                format!("S = {share} k |a*|²"),
                (PI - 0.03, best(share, PI) + gap),
                words(color).pos(right),
            )])?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn saddles_are_where_r_vanishes_and_only_below_the_threshold() {
        // phi_c for k = 16, S = 1.44, n = 1, by mpmath's findroot.
        assert!((saddle(0.09).unwrap() - 1.693_421_564_617).abs() < 1e-9);
        assert!((saddle(0.0).unwrap() - PI / 2.0).abs() < 1e-9);
        assert_eq!(saddle(0.5), None);
    }
}
