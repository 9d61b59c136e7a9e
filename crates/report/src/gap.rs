//! The table of sufficient against necessary conditions.

use super::document::{Cell, Column, Number, Table};
use super::figure::Gap;
use super::success::{enclosure, number};
use lemmabox_interval::Interval;
use lemmabox_kernel::exact::Q;

/// One row a width. The gap is the share of the rectangle where every start succeeds less that
/// where the sufficient conditions hold; both bounds are certified and rounded outward.
#[must_use]
pub fn gaps(gaps: &[Gap]) -> Table {
    let exact = |q: &Q, up: bool| number(enclosure(q), up);
    let rows = gaps
        .iter()
        .map(|gap| {
            let (succeeds, fails) = gap.decided();
            let sufficient = gap.sufficient();
            let at = Interval::from_rational(&sufficient);
            let least = (Interval::point(succeeds) - at).lo().max(0.0);
            let most = (Interval::ONE - Interval::point(fails) - at).hi();
            vec![
                Cell::Words(gap.k.to_string()),
                Cell::Number(Number {
                    digits: lemmabox_evaluation::digits::rational_digits(&Gap::stated(), 3),
                    exact: Some(Gap::stated().to_string()),
                    term: Some(Gap::stated().to_string()),
                }),
                exact(&sufficient, false),
                number(Interval::point(succeeds), false),
                number(Interval::point(fails), false),
                number(Interval::point(least), false),
                number(Interval::point(most), true),
            ]
        })
        .collect();
    Table {
        name: "gap",
        caption: "Sufficient against necessary conditions, as shares of the rectangle of angles phi_0 in [0, pi] and \
                  eta_w in [0, 1/5], for n = 1, S = 9/100 k, eta_a = 1/50: where the stated conditions hold (phi_0 <= pi/3, eta_w <= \
                  (3/10) eta_a; exact), where the sufficient conditions hold (at least), where every a_0 of the ball succeeds and \
                  where some fails (at least), and the gap between the third and the second of them, from both sides. Bounds \
                  are certified and rounded outward."
            .into(),
        columns: vec![
            Column::words("k", "k"),
            Column::words("stated", "stated"),
            Column::words("sufficient", "sufficient"),
            Column::words("succeeds", "every start"),
            Column::words("fails", "some fails"),
            Column::words("gap_at_least", "gap at least"),
            Column::words("gap_at_most", "gap at most"),
        ],
        rows,
    }
}
