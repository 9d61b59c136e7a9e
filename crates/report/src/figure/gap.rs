//! Between sufficient and necessary: where the stated conditions hold, where every start of the
//! ball succeeds and where some fails, in the plane of the angle at the start and the step size of
//! `w`.

use super::axis::Axis;
use super::paved::{Paved, Question};
use super::style::{BLUE, INK, PAPER, VERMILION};
use super::{Drawn, Picture, frame, mesh, noted, wide, words};
use lemmabox_interval::Interval;
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::exact::rational::{integer, ratio};
use lemmabox_kernel::expr::Dag;
use lemmabox_paper::dynamics::Schedule;
use lemmabox_paper::dynamics::basin::{Axis as Coordinate, Range};
use lemmabox_paper::dynamics::paving::Fate;
use lemmabox_paper::dynamics::sufficient::every_start_succeeds;
use lemmabox_paper::model::parameters::Parameters;
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::f64::consts::PI;

/// Largest `eta_w` looked at, in hundredths, and rows and columns of the staircase below.
const TOP: i64 = 20;
const ROWS: i64 = 100;
const COLUMNS: i64 = 48;

/// The two regions for one number of hidden units, `n = 1`, `S = 9/100 k`, `eta_a = 1/50`.
pub struct Gap {
    pub k: i64,
    paved: Paved,
    /// For each row of the staircase, from below, its columns: up to that share of pi and that
    /// `eta_w` every start of the ball succeeds.
    stairs: Vec<i64>,
}

fn eta_a() -> Q {
    ratio(1, 50)
}

fn eta_w(row: i64) -> Q {
    ratio(TOP, 100) * ratio(row, ROWS)
}

impl Gap {
    /// Paves `[0, pi] x [0, TOP/100]` by whether every start of the ball `|a_0|^2 <= S/k` succeeds
    /// or some fails.
    ///
    /// # Errors
    /// What is refused; nothing is at the values used.
    pub fn new(k: i64, max_cells: u64) -> Result<Self, String> {
        let square_sum = integer(k) * ratio(9, 100);
        let parameters = Parameters::relu(integer(k), square_sum).map_err(|e| e.to_string())?;
        let schedule = Schedule::constant(eta_a(), eta_w(1)).map_err(|e| e.to_string())?;
        let mut dag = Dag::new();
        let (zero, pi) = (dag.integer(0), dag.pi());
        let top = dag.rational(eta_w(ROWS));
        let paved = Paved::new(
            dag,
            Question {
                parameters: &parameters,
                schedule: &schedule,
                start: None,
                ranges: [
                    Range {
                        axis: Coordinate::Phi,
                        lo: zero,
                        hi: pi,
                    },
                    Range {
                        axis: Coordinate::EtaW,
                        lo: zero,
                        hi: top,
                    },
                ],
                undecided: 0.04,
                max_cells,
            },
        )?;
        // The conditions are kept when the angle or eta_w falls, so a corner that satisfies them
        // stands for all below it.
        let mut columns = COLUMNS / 2;
        let mut stairs = Vec::new();
        for row in 1..=ROWS {
            let schedule = Schedule::constant(eta_a(), eta_w(row)).map_err(|e| e.to_string())?;
            let holds = |columns: i64| {
                let phi = Interval::PI * Interval::from_i64(columns) / Interval::from_i64(COLUMNS);
                every_start_succeeds(&parameters, &schedule, &ratio(9, 100), phi)
            };
            while columns > 0 && !holds(columns) {
                columns -= 1;
            }
            stairs.push(columns);
        }
        Ok(Self { k, paved, stairs })
    }

    /// Share of the rectangle where the lemmas' own conditions hold: `phi_0 <= pi/3`,
    /// `eta_w <= (3/10) eta_a`. Exact.
    pub fn stated() -> Q {
        ratio(1, 3) * (ratio(3, 10) * eta_a() / eta_w(ROWS))
    }

    /// Share of the staircase: there every start of the ball succeeds. Exact.
    pub fn sufficient(&self) -> Q {
        ratio(self.stairs.iter().sum(), COLUMNS * ROWS)
    }

    /// Lower bounds of the shares where every start certainly succeeds and where some certainly
    /// does not.
    pub fn decided(&self) -> (f64, f64) {
        let failed = Interval::point(self.paved.share(Fate::Spurious))
            + Interval::point(self.paved.share(Fate::Other));
        (self.paved.share(Fate::Global), failed.lo())
    }
}

impl Picture for Gap {
    const NAME: &'static str = "gap";
    const SIZE: (u32, u32) = (1600, 1080);

    fn caption(&self) -> String {
        format!(
            "Sufficient against necessary, for k = {}, S = 0.09 k n, eta_a = 0.02, in the plane of the angle at the \
             start and eta_w. Bar in the corner: the stated conditions of Stage I. Solid line: below it the sufficient conditions hold. \
             Light blue: every a_0 of the ball certainly reaches the global minimum; orange: some certainly does not, so the \
             conclusion fails there. Unshaded: undecided.",
            self.k
        )
    }

    fn draw<B: DrawingBackend>(&self, area: &DrawingArea<B, Shift>) -> Drawn<B> {
        area.fill(&PAPER)?;
        let parameters = format!("k = {}, S = 0.09 k |a*|²; step size 0.02 (a)", self.k);
        let area = &noted(area, &parameters)?;
        let top = TOP as f64 / 100.0;
        let mut chart = frame(
            area,
            170,
            110,
            Axis::angle(0.0..PI, [0, 2, 4, 6, 8, 10, 12]),
            Axis::hundredths(0.0..top, 0.05),
        )?;
        for (fate, color) in [
            (Fate::Global, BLUE),
            (Fate::Spurious, VERMILION),
            (Fate::Other, VERMILION),
        ] {
            let parts = self.paved.rectangles(fate).into_iter();
            chart.draw_series(parts.map(|r| Rectangle::new(r, color.mix(0.25).filled())))?;
        }
        mesh(
            &mut chart,
            "angle φ at the start (rad)",
            "step size of w (in 1/|a*|²)",
        )?;
        let mut line = Vec::new();
        for (i, columns) in (0i64..).zip(&self.stairs).filter(|(_, c)| **c > 0) {
            let phi = *columns as f64 * PI / COLUMNS as f64;
            let at = |row: i64| top * row as f64 / ROWS as f64;
            line.extend([(phi, at(i)), (phi, at(i + 1))]);
        }
        chart.draw_series(LineSeries::new(line, BLUE.stroke_width(wide(6))))?;
        chart.draw_series([Rectangle::new(
            [(0.0, 0.0), (PI / 3.0, 0.006)],
            INK.filled(),
        )])?;
        let center = Pos::new(HPos::Center, VPos::Center);
        chart.draw_series([
            Text::new("succeeds", (0.85, 0.6 * top), words(BLUE).pos(center)),
            Text::new("fails", (2.6, 0.6 * top), words(VERMILION).pos(center)),
        ])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_regions_lie_in_each_other() {
        let gap = Gap::new(4, 60).unwrap();
        let (succeeds, fails) = gap.decided();
        assert!(succeeds + fails <= 1.0 + 1e-12);
        assert!(gap.stairs.is_sorted_by(|a, b| a >= b));
        // The stated rows, eta_w <= 0.006, reach pi/3 at least.
        assert!(gap.stairs[2] >= COLUMNS / 3);
        assert!(Gap::stated() <= gap.sufficient());
        assert!(fails > 0.0, "some start fails");
    }
}
