//! The two stages: the angle and `a'a*` by step.

use super::axis::Axis;
use super::style::{BLUE, GREEN, INK, PAPER, VERMILION};
use super::{Drawn, Picture, frame, g, long, mesh, noted, wide, words};
use lemmabox_kernel::exact::rational::{integer, ratio};
use lemmabox_paper::dynamics::Schedule;
use lemmabox_paper::dynamics::simulate::Simulation;
use lemmabox_paper::model::parameters::Parameters;
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::f64::consts::PI;

pub struct TwoStages;

/// Steps of the first stage and of both.
const FIRST: u32 = 800;
const ALL: u32 = 1600;

fn points() -> Vec<[f64; 3]> {
    let parameters = Parameters::relu(integer(16), ratio(144, 100));
    let schedule = Schedule::two_stage(FIRST.into(), ratio(1, 50), ratio(6, 1000), ratio(1, 2));
    let (Ok(parameters), Ok(schedule)) = (parameters, schedule) else {
        return Vec::new();
    };
    let map = Simulation::new(&parameters, &schedule);
    let mut x = [-1.44, -0.6, PI / 3.0];
    let mut out = vec![x];
    for t in 0..ALL {
        x = map.step(t.into(), x);
        out.push(x);
    }
    out
}

impl Picture for TwoStages {
    const NAME: &'static str = "orbit";
    const SIZE: (u32, u32) = (1600, 1240);

    fn caption(&self) -> String {
        "One orbit over the two stages, for k = 16, S = 1.44 n: the angle (above) and r = a'a* (below). eta_a = 0.02; \
         eta_w = 0.006, that is (3/10) eta_a, up to the upright line and 0.5 after it. Dashes: the bound 5 pi/12 of the angle in \
         Stage I, and the level m that r reaches in Stage I."
            .into()
    }

    fn draw<B: DrawingBackend>(&self, area: &DrawingArea<B, Shift>) -> Drawn<B> {
        area.fill(&PAPER)?;
        let parameters = "k = 16, S = 1.44 |a*|²; step sizes 0.02 (a), 0.006 and then 0.5 (w)";
        let area = &noted(area, parameters)?;
        let points = points();
        let (above, below) = area.split_vertically(long(560));
        let by_step = |i: usize| {
            let all = points.iter().zip(0u32..);
            all.map(move |(x, t)| (f64::from(t), x[i]))
                .collect::<Vec<_>>()
        };
        let steps = f64::from(ALL);
        let time = Axis::whole(0.0..steps, steps / 8.0);
        let switch = |top: f64, bottom: f64| {
            let x = f64::from(FIRST);
            LineSeries::new([(x, bottom), (x, top)], INK.stroke_width(wide(3)))
        };

        let mut chart = frame(
            &above,
            160,
            20,
            time.clone().silent(),
            Axis::angle(-0.03..1.6, [0, 2, 4, 5, 6]),
        )?;
        mesh(&mut chart, "", "φ (rad)")?;
        let bound = 5.0 * PI / 12.0;
        chart.draw_series(DashedLineSeries::new(
            [(0.0, bound), (f64::from(FIRST), bound)],
            long(30),
            long(14),
            VERMILION.stroke_width(wide(4)),
        ))?;
        chart.draw_series(switch(1.6, -0.03))?;
        chart.draw_series(LineSeries::new(by_step(2), BLUE.stroke_width(wide(7))))?;
        let left = Pos::new(HPos::Left, VPos::Top);
        let right = Pos::new(HPos::Right, VPos::Top);
        chart.draw_series([
            Text::new(
                "Stage I",
                (f64::from(FIRST) - 15.0, 1.57),
                words(INK).pos(right),
            ),
            Text::new(
                "Stage II",
                (f64::from(FIRST) + 15.0, 1.57),
                words(INK).pos(left),
            ),
        ])?;

        let mut chart = frame(&below, 160, 110, time, Axis::tenths(-0.75..1.15, 0.5))?;
        mesh(&mut chart, "step t", "r = a′a* (in |a*|²)")?;
        let level = (g(bound) - 1.0) / (PI - 1.0);
        chart.draw_series(DashedLineSeries::new(
            [(0.0, level), (steps, level)],
            long(30),
            long(14),
            VERMILION.stroke_width(wide(4)),
        ))?;
        chart.draw_series(switch(1.15, -0.75))?;
        chart.draw_series(LineSeries::new(by_step(1), GREEN.stroke_width(wide(7))))?;
        chart.draw_series([Text::new(
            "m",
            (steps - 10.0, level - 0.02),
            words(VERMILION).pos(right),
        )])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_orbit_keeps_the_bounds_the_picture_shows() {
        let points = points();
        let level = (g(5.0 * PI / 12.0) - 1.0) / (PI - 1.0);
        assert_eq!(points.len(), ALL as usize + 1);
        assert!(points.iter().all(|x| x[2] <= 5.0 * PI / 12.0));
        assert!(points[FIRST as usize][1] >= level);
        let last = points[ALL as usize];
        assert!(last[2] < 1e-6 && (last[1] - 1.0).abs() < 0.02);
    }
}
