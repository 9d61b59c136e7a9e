//! The kernel's function `g` between its bounds K3 and K4.

use super::axis::Axis;
use super::style::{BLUE, GREEN, PAPER, VERMILION};
use super::{Drawn, Picture, frame, g, line, long, mesh, samples, wide, words};
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::f64::consts::PI;

pub struct Kernel;

/// Upper end of the vertical axis.
const TOP: f64 = 3.6;

impl Picture for Kernel {
    const NAME: &'static str = "kernel";
    const SIZE: (u32, u32) = (1600, 960);

    fn caption(&self) -> String {
        "The function g of the ReLU kernel (solid) against the angle, with the lower bound K3 (long dashes), which \
         touches at 0, and the upper bound K4 (short dashes), which touches at pi."
            .into()
    }

    fn draw<B: DrawingBackend>(&self, area: &DrawingArea<B, Shift>) -> Drawn<B> {
        area.fill(&PAPER)?;
        let mut chart = frame(
            area,
            130,
            110,
            Axis::angle(0.0..PI, [0, 2, 4, 6, 8, 10, 12]),
            Axis::tenths(0.0..TOP, 0.5),
        )?;
        mesh(&mut chart, "angle φ (rad)", "g(φ) (no unit)")?;
        let lower = samples(0.0, PI, 300)
            .map(|x| (x, PI - PI * x * x / 2.0))
            .filter(|p| p.1 >= 0.0);
        let upper = samples(0.0, PI, 300)
            .map(|x| (x, (PI - x).powi(3) / 3.0))
            .filter(|p| p.1 <= TOP);
        chart.draw_series(DashedLineSeries::new(
            lower,
            long(34),
            long(16),
            line(VERMILION),
        ))?;
        chart.draw_series(DashedLineSeries::new(
            upper,
            long(14),
            long(12),
            line(GREEN),
        ))?;
        chart.draw_series(LineSeries::new(
            samples(0.0, PI, 300).map(|x| (x, g(x))),
            BLUE.stroke_width(wide(7)),
        ))?;
        let left = Pos::new(HPos::Left, VPos::Bottom);
        let right = Pos::new(HPos::Right, VPos::Top);
        chart.draw_series([
            Text::new("K4: (π − φ)³/3", (1.12, 2.85), words(GREEN).pos(left)),
            Text::new("g(φ)", (0.83, 2.4), words(BLUE).pos(left)),
            Text::new("K3: π − πφ²/2", (0.97, 1.25), words(VERMILION).pos(right)),
        ])?;
        Ok(())
    }
}
