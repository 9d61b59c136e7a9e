//! Orbits of the reduced map in the plane of the angle and `a'a*`, with the certified basins, the
//! trap and the Stage II region.

use super::axis::Axis;
use super::paved::{Paved, Question};
use super::style::{BLUE, PAPER, PURPLE, THIN, VERMILION};
use super::{Drawn, FINE, Picture, frame, g, long, mesh, noted, samples, wide, words};
use lemmabox_kernel::exact::rational::{integer, ratio};
use lemmabox_kernel::expr::Dag;
use lemmabox_paper::dynamics::Schedule;
use lemmabox_paper::dynamics::basin::{Axis as Coordinate, Range};
use lemmabox_paper::dynamics::paving::Fate;
use lemmabox_paper::dynamics::simulate::Simulation;
use lemmabox_paper::model::parameters::Parameters;
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::f64::consts::PI;

/// The picture, with its paving or without.
#[derive(Default)]
pub struct Portrait {
    paved: Option<Paved>,
}

/// `k`, and `S` with `n = 1`.
const K: f64 = 16.0;
const S: f64 = 1.44;
/// Range of `r` shown.
const BOTTOM: f64 = -1.1;
const TOP: f64 = 1.25;
/// Start of the trap in the angle.
const PHI_TWO: f64 = 5.0 * PI / 6.0;

fn best(phi: f64) -> f64 {
    S / K * (K + g(phi) - 1.0) / (K + PI - 1.0) + (1.0 - S / K) * (g(phi) - 1.0) / (PI - 1.0)
}

/// The largest `m` of the trap at `PHI_TWO`: `(g - 1) n + pi S/(k + pi - 1) = -(pi - 1) m`.
fn depth() -> f64 {
    (1.0 - g(PHI_TWO) - PI * S / (K + PI - 1.0)) / (PI - 1.0)
}

/// `m` of Stage II: `(g(5 pi/12) - 1) n/(pi - 1)`.
fn level() -> f64 {
    (g(5.0 * PI / 12.0) - 1.0) / (PI - 1.0)
}

fn simulation() -> Option<Simulation> {
    let parameters = Parameters::relu(integer(16), ratio(144, 100)).ok()?;
    let schedule = Schedule::constant(ratio(1, 50), ratio(1, 25)).ok()?;
    Some(Simulation::new(&parameters, &schedule))
}

impl Portrait {
    /// Paves the plane by fate, for starts with `1'a = 0`.
    ///
    /// # Errors
    /// What is refused; nothing is at the values used.
    pub fn paved() -> Result<Self, String> {
        let parameters =
            Parameters::relu(integer(16), ratio(144, 100)).map_err(|e| e.to_string())?;
        let schedule = Schedule::constant(ratio(1, 50), ratio(1, 25)).map_err(|e| e.to_string())?;
        let mut dag = Dag::new();
        let (zero, pi) = (dag.integer(0), dag.pi());
        let (bottom, top) = (dag.rational(ratio(-11, 10)), dag.rational(ratio(5, 4)));
        let paved = Paved::new(
            dag,
            Question {
                parameters: &parameters,
                schedule: &schedule,
                start: Some([integer(0), -ratio(144, 100), integer(0)]),
                ranges: [
                    Range {
                        axis: Coordinate::Phi,
                        lo: zero,
                        hi: pi,
                    },
                    Range {
                        axis: Coordinate::R,
                        lo: bottom,
                        hi: top,
                    },
                ],
                undecided: 0.04,
                max_cells: 3000,
            },
        )?;
        Ok(Self { paved: Some(paved) })
    }
}

impl Picture for Portrait {
    const NAME: &'static str = "portrait";
    const SIZE: (u32, u32) = (1600, 1120);

    fn caption(&self) -> String {
        let shaded = if self.paved.is_some() {
            " Shaded: starts with 1'a = 0 that certainly reach the global minimum (left) or the spurious point (right); unshaded: \
             not decided."
        } else {
            ""
        };
        format!(
            "Orbits of gradient descent (eta_a = 0.02, eta_w = 0.04) in the plane of the angle and r = a'a*, in units of \
             n = |a*|^2, for k = {K}, S = {S} n, started at the open dots with 1'a = 0.{shaded} Full dots: the global \
             minimum at angle 0, the spurious point at pi, the saddle between. Dashed curve: r at the best a for the angle. \
             Frames: the Stage II region (left, for -2S <= u <= 0) and the trap (right, for -pi S/(k + pi - 1) <= u <= 0), \
             u = (1'a*)(1'a) - S, both kept by every step."
        )
    }

    fn draw<B: DrawingBackend>(&self, area: &DrawingArea<B, Shift>) -> Drawn<B> {
        area.fill(&PAPER)?;
        let words_above = format!("k = {K}, S = {S} |a*|²; step sizes 0.02 (a), 0.04 (w)");
        let area = &noted(area, &words_above)?;
        let mut chart = frame(
            area,
            150,
            110,
            Axis::angle(0.0..PI, [0, 2, 4, 6, 8, 10, 12]),
            Axis::tenths(BOTTOM..TOP, 0.5),
        )?;
        for (fate, color) in [(Fate::Global, BLUE), (Fate::Spurious, VERMILION)] {
            let parts = self.paved.iter().flat_map(|p| p.rectangles(fate));
            chart.draw_series(parts.map(|r| Rectangle::new(r, color.mix(0.17).filled())))?;
        }
        mesh(&mut chart, "angle φ (rad)", "r = a′a* (in |a*|²)")?;
        let frame = |[(x0, y0), (x1, y1)]: [(f64, f64); 2], color: RGBColor| {
            let corners = vec![(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)];
            PathElement::new(corners, color.stroke_width(wide(5)))
        };
        chart.draw_series([
            frame([(0.0, level()), (5.0 * PI / 12.0, TOP)], BLUE),
            frame([(PHI_TWO, BOTTOM), (PI, -depth())], VERMILION),
        ])?;
        let (width, height) = chart.plotting_area().dim_in_pixel();
        let scale = (f64::from(width) / PI, f64::from(height) / (TOP - BOTTOM));
        if let Some(map) = simulation() {
            for phi in samples(PI / 6.0, 17.0 * PI / 18.0, 7) {
                for r in [-1.0, 0.75] {
                    orbit(&mut chart, &map, [-S, r, phi], scale)?;
                }
            }
        }
        chart.draw_series(DashedLineSeries::new(
            samples(0.0, PI, 300).map(|x| (x, best(x))),
            long(26),
            long(14),
            PURPLE.stroke_width(wide(5)),
        ))?;
        let saddle = samples(0.0, PI, 100_000).find(|x| best(*x) <= 0.0);
        chart.draw_series(
            [(0.0, 1.0, BLUE), (PI, best(PI), VERMILION)]
                .into_iter()
                .chain(saddle.map(|x| (x, 0.0, PURPLE)))
                .map(|(x, y, color)| Circle::new((x, y), long(15), color.filled())),
        )?;
        chart.draw_series([
            Text::new(
                "Stage II region",
                (0.06, 1.2),
                words(BLUE).pos(Pos::new(HPos::Left, VPos::Top)),
            ),
            Text::new(
                "trap",
                (2.85, -0.78),
                words(VERMILION).pos(Pos::new(HPos::Center, VPos::Center)),
            ),
        ])?;
        Ok(())
    }
}

type Chart<'a, B> = ChartContext<'a, B, Cartesian2d<Axis, Axis>>;

/// An orbit from an open dot, with an arrow head; `scale` is pixels a unit.
fn orbit<B: DrawingBackend>(
    chart: &mut Chart<'_, B>,
    map: &Simulation,
    start: [f64; 3],
    scale: (f64, f64),
) -> Drawn<B> {
    let mut x = start;
    let mut points = vec![(x[2], x[1])];
    let mut length = 0.0;
    let mut arrow = None;
    for t in 0..3000 {
        x = map.step(t, x);
        let (phi, r) = points[points.len() - 1];
        let (dx, dy) = ((x[2] - phi) * scale.0, (x[1] - r) * scale.1);
        let step = dx.hypot(dy);
        // Points closer than a few pixels add nothing to see.
        if step < 6.0 * f64::from(FINE) {
            continue;
        }
        length += step;
        points.push((x[2], x[1]));
        if arrow.is_none() && length > 110.0 * f64::from(FINE) {
            arrow = Some(((x[2], x[1]), (dx / step, dy / step)));
        }
    }
    points.push((x[2], x[1]));
    chart.draw_series(LineSeries::new(points, THIN.stroke_width(wide(3))))?;
    if let Some(((phi, r), (dx, dy))) = arrow {
        let corner = |along: f64, across: f64| {
            let (along, across) = (along * f64::from(FINE), across * f64::from(FINE));
            (
                phi + (along * dx - across * dy) / scale.0,
                r + (along * dy + across * dx) / scale.1,
            )
        };
        chart.draw_series([Polygon::new(
            vec![corner(22.0, 0.0), corner(-8.0, 11.0), corner(-8.0, -11.0)],
            THIN.filled(),
        )])?;
    }
    let dot = (start[2], start[1]);
    chart.draw_series([
        Circle::new(dot, long(9), PAPER.filled()),
        Circle::new(dot, long(9), THIN.stroke_width(wide(3))),
    ])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spurious_point_lies_in_the_trap_and_the_minimum_in_the_region() {
        assert!(depth() > 0.0 && best(PI) <= -depth());
        assert!(level() > 0.0 && level() <= 1.0);
        let map = simulation().unwrap();
        // Orbits of the picture end at one of the two points.
        for (start, end) in [
            ([-S, 0.75, PI / 6.0], (0.0, 1.0)),
            ([-S, -1.0, 3.0], (PI, best(PI))),
        ] {
            let x = map.after(start, 20_000);
            assert!(
                (x[2] - end.0).abs() < 0.1 && (x[1] - end.1).abs() < 0.05,
                "{x:?}"
            );
        }
    }
}
