//! Where a claim holds and where it fails, over one or two of its variables.

use super::axis::{Axis, round_step};
use super::paved::joined;
use super::style::{BLUE, PAPER, VERMILION};
use super::{Drawn, Picture, frame, mesh};
use lemmabox_kernel::exact::rational::to_f64_near;
use lemmabox_prover::audit::{self, Cell};
use plotters::coord::Shift;
use plotters::prelude::*;

/// The picture of a paving.
pub struct Regions<'a> {
    /// The paving.
    pub regions: &'a audit::Regions,
    /// Name of the claim.
    pub claim: &'a str,
    /// Name and ends of each axis, one or two.
    pub axes: &'a [(String, f64, f64)],
}

impl Regions<'_> {
    fn rectangles(&self, cells: &[Cell]) -> Vec<[(f64, f64); 2]> {
        let side = |cell: &Cell, axis: usize| {
            if axis < self.axes.len() {
                let (lo, hi) = cell.side(axis);
                [to_f64_near(&lo), to_f64_near(&hi)]
            } else {
                [0.0, 1.0]
            }
        };
        let parts = cells.iter().map(|c| [side(c, 0), side(c, 1)]).collect();
        let place = |axis: usize, t: f64| match self.axes.get(axis) {
            Some((_, lo, hi)) => lo + (hi - lo) * t,
            None => t,
        };
        joined(parts)
            .into_iter()
            .map(|[x, y]| {
                [
                    (place(0, x[0]), place(1, y[0])),
                    (place(0, x[1]), place(1, y[1])),
                ]
            })
            .collect()
    }
}

impl Picture for Regions<'_> {
    const NAME: &'static str = "regions";
    const SIZE: (u32, u32) = (1600, 1080);

    fn caption(&self) -> String {
        format!(
            "Where the claim {} holds (blue) and fails (orange) without {}; dark blue: where these hold. Unshaded: undecided.",
            self.claim,
            self.regions.left_out.join(", ")
        )
    }

    fn draw<B: DrawingBackend>(&self, area: &DrawingArea<B, Shift>) -> Drawn<B> {
        area.fill(&PAPER)?;
        let axis = |i: usize| match self.axes.get(i) {
            Some((_, lo, hi)) => Axis::hundredths(*lo..*hi, round_step(hi - lo)),
            None => Axis::hundredths(0.0..1.0, 2.0).silent(),
        };
        let name = |i: usize| self.axes.get(i).map_or("", |a| a.0.as_str());
        let mut chart = frame(area, 170, 110, axis(0), axis(1))?;
        let layers = [
            (&self.regions.good, BLUE, 0.25),
            (&self.regions.bad, VERMILION, 0.3),
            (&self.regions.inside, BLUE, 0.5),
        ];
        for (cells, color, ink) in layers {
            let parts = self.rectangles(cells).into_iter();
            chart.draw_series(parts.map(|r| Rectangle::new(r, color.mix(ink).filled())))?;
        }
        mesh(&mut chart, name(0), name(1))?;
        Ok(())
    }
}
