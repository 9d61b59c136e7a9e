//! Slices paved by certified fate, as rectangles to fill.

use lemmabox_kernel::exact::Q;
use lemmabox_kernel::expr::Dag;
use lemmabox_paper::dynamics::basin::{Range, Slice, Start};
use lemmabox_paper::dynamics::paving::{Cell, Control, Fate, Journal, Paving, pave};
use lemmabox_paper::dynamics::{Limits, Schedule};
use lemmabox_paper::model::parameters::Parameters;
use lemmabox_prover::Cancel;

/// A paved slice with two axes.
pub struct Paved {
    slice: Slice,
    paving: Paving,
}

/// Two opposite corners.
pub type Rectangle = [(f64, f64); 2];

/// What a slice is paved with: a start `(phi, u, r)` whose varied entries count for nothing, `phi`
/// in units of pi, or every start of the ball with the angles varied; and two ranges over terms of
/// the DAG.
pub struct Question<'a> {
    pub parameters: &'a Parameters,
    pub schedule: &'a Schedule,
    pub start: Option<[Q; 3]>,
    pub ranges: [Range; 2],
    /// Share of the area that may stay undecided.
    pub undecided: f64,
    pub max_cells: u64,
}

impl Paved {
    /// # Errors
    /// What is wrong with the question.
    pub fn new(mut dag: Dag, question: Question<'_>) -> Result<Self, String> {
        let pi = dag.pi();
        let every_start = question.start.is_none();
        let [phi, u, r] = question.start.unwrap_or_default().map(|q| dag.rational(q));
        let phi = dag.mul(phi, pi);
        let slice = Slice::new(
            &dag,
            question.parameters.clone(),
            question.schedule.clone(),
            Start { phi, u: Some(u), r },
            &question.ranges,
            Limits::default(),
        )
        .and_then(|slice| {
            if every_start {
                slice.of_every_start()
            } else {
                Ok(slice)
            }
        })
        .map_err(|e| e.to_string())?;
        let paving = pave(
            &slice,
            Control {
                target: question.undecided,
                max_cells: question.max_cells,
                cancel: Cancel::new(),
                journal: Journal::default(),
                record: None,
                progress: &mut |_, _| {},
            },
        )
        .map_err(|e| e.to_string())?;
        Ok(Self { slice, paving })
    }

    /// Lower bound of the share of the area with this fate.
    pub fn share(&self, fate: Fate) -> f64 {
        self.paving.measure(&self.slice, fate).lo().max(0.0)
    }

    /// The cells of one fate, neighbours joined, in the coordinates of the axes (rounded to
    /// nearest: for drawing).
    pub fn rectangles(&self, fate: Fate) -> Vec<Rectangle> {
        let cells = self.paving.decided.iter();
        let parts = cells
            .filter(|(_, f)| *f == fate)
            .map(|(cell, _)| [0, 1].map(|i| [cell.side(i).lo(), cell.side(i).hi()]))
            .collect();
        let whole = Cell::whole(2);
        let place = |axis: usize, t: f64| {
            let side = self.slice.side(&whole, axis);
            side.lo() + (side.hi() - side.lo()) * t
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

/// Rectangles, as sides, with neighbours joined.
pub fn joined(mut parts: Vec<[[f64; 2]; 2]>) -> Vec<[[f64; 2]; 2]> {
    for along in [1, 0] {
        join(&mut parts, along);
    }
    parts
}

/// Joins rectangles that share a whole side across the axis `along`.
fn join(parts: &mut Vec<[[f64; 2]; 2]>, along: usize) {
    let across = 1 - along;
    parts.sort_by(|a, b| {
        let key = |p: &[[f64; 2]; 2]| [p[across][0], p[across][1], p[along][0]];
        key(a)
            .partial_cmp(&key(b))
            .unwrap_or(std::cmp::Ordering::Equal)
    });
    let mut joined: Vec<[[f64; 2]; 2]> = Vec::new();
    for part in parts.drain(..) {
        match joined.last_mut() {
            Some(last) if last[across] == part[across] && last[along][1] == part[along][0] => {
                last[along][1] = part[along][1];
            }
            _ => joined.push(part),
        }
    }
    *parts = joined;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_joined_and_the_area_stays() {
        let area = |parts: &[[[f64; 2]; 2]]| -> f64 {
            let areas = parts.iter().map(|[x, y]| (x[1] - x[0]) * (y[1] - y[0]));
            areas.sum()
        };
        let mut parts = vec![
            [[0.0, 0.5], [0.5, 1.0]],
            [[0.0, 0.5], [0.0, 0.5]],
            [[0.5, 0.75], [0.0, 1.0]],
            [[0.75, 1.0], [0.0, 0.25]],
        ];
        let before = area(&parts);
        join(&mut parts, 1);
        join(&mut parts, 0);
        assert_eq!(area(&parts), before);
        assert_eq!(
            parts,
            [[[0.75, 1.0], [0.0, 0.25]], [[0.0, 0.75], [0.0, 1.0]]]
        );
    }
}
