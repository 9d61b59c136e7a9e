//! Pictures of pavings: cells coloured by fate, as SVG.
//!
//! Colours are those of Okabe and Ito (2008), told apart with every common colour vision; the
//! legend names them.

use super::basin::{Axis, Slice, Starts};
use super::paving::{Cell, Fate, Paving};
use plotters::prelude::*;

/// Width and height in pixels.
const SIZE: (u32, u32) = (840, 640);

/// Height of the strip with the title and the legend, and what a word of that takes beside its
/// letters.
const HEAD: i32 = 56;
const LEGEND: i32 = 44;
const LETTER: i32 = 8;

/// What is known of a cell.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Known {
    Decided(Fate),
    /// Undecided, but almost no start reaches the global minimum ([`super::necessary`]).
    Expelled,
    Nothing,
}

impl Known {
    const ALL: [Self; 5] = [
        Self::Decided(Fate::Global),
        Self::Decided(Fate::Spurious),
        Self::Decided(Fate::Other),
        Self::Expelled,
        Self::Nothing,
    ];

    fn color(self) -> RGBColor {
        match self {
            Self::Decided(Fate::Global) => RGBColor(0, 114, 178),
            Self::Decided(Fate::Spurious) => RGBColor(213, 94, 0),
            Self::Decided(Fate::Other) => RGBColor(240, 228, 66),
            Self::Expelled => RGBColor(215, 210, 190),
            Self::Nothing => RGBColor(153, 153, 153),
        }
    }

    fn words(self, starts: Starts) -> &'static str {
        match (self, starts) {
            (Self::Decided(Fate::Global), Starts::Slice) => "global minimum",
            (Self::Decided(Fate::Spurious), Starts::Slice) => "spurious point",
            (Self::Decided(Fate::Other), Starts::Slice) => "neither",
            (Self::Decided(Fate::Global), Starts::Ball) => "every start succeeds",
            (Self::Decided(Fate::Spurious), Starts::Ball) => "no start succeeds",
            (Self::Decided(Fate::Other), Starts::Ball) => "some start fails",
            (Self::Expelled, Starts::Slice | Starts::Ball) => "almost never the global minimum",
            (Self::Nothing, Starts::Slice | Starts::Ball) => "undecided",
        }
    }
}

fn label(axis: Axis) -> &'static str {
    match axis {
        Axis::Phi => "phi at the start (radians)",
        Axis::U => "u = (1'a*)(1'a) - S at the start",
        Axis::R => "r = a'a* at the start",
        Axis::EtaA => "step size eta_a",
        Axis::EtaW => "step size eta_w",
        Axis::Width => "k, number of hidden units",
        Axis::SquareSum => "S = (1'a*)^2",
    }
}

/// An SVG picture of a slice with one or two axes.
///
/// # Errors
/// A slice of three axes, and what the drawing library reports.
pub fn svg(slice: &Slice, paving: &Paving, title: &str) -> Result<String, String> {
    let axes = slice.axes();
    if axes.len() > 2 {
        return Err("a slice with three axes has no picture: take two".into());
    }
    let whole = Cell::whole(axes.len());
    let range = |axis: usize| {
        let side = slice.side(&whole, axis);
        side.lo()..side.hi()
    };
    let x = range(0);
    let y = if axes.len() == 2 { range(1) } else { 0.0..1.0 };
    let rectangle = |cell: &Cell, known: Known| {
        let side = slice.side(cell, 0);
        let (lo, hi) = if axes.len() == 2 {
            let other = slice.side(cell, 1);
            (other.lo(), other.hi())
        } else {
            (0.0, 1.0)
        };
        Rectangle::new([(side.lo(), lo), (side.hi(), hi)], known.color().filled())
    };
    let decided = paving.decided.iter();
    let undecided = paving.undecided.iter().map(|cell| {
        let expelled = slice.almost_no_start_succeeds(cell);
        (
            cell,
            if expelled {
                Known::Expelled
            } else {
                Known::Nothing
            },
        )
    });
    let cells: Vec<(&Cell, Known)> = decided
        .map(|(cell, fate)| (cell, Known::Decided(*fate)))
        .chain(undecided)
        .collect();
    let mut text = String::new();
    let draw = |text: &mut String| -> Result<(), Box<dyn std::error::Error>> {
        let root = SVGBackend::with_string(text, SIZE).into_drawing_area();
        root.fill(&WHITE)?;
        // Above the chart, so that it covers nothing.
        let (head, body) = root.split_vertically(HEAD);
        head.draw(&Text::new(title, (64, 10), ("sans-serif", 17).into_font()))?;
        let mut place = 64;
        let mut chart = ChartBuilder::on(&body)
            .margin(12)
            .x_label_area_size(48)
            .y_label_area_size(64)
            .build_cartesian_2d(x, y)?;
        let mut mesh = chart.configure_mesh();
        mesh.disable_mesh().x_desc(label(axes[0]));
        if axes.len() == 2 {
            mesh.y_desc(label(axes[1]));
        } else {
            mesh.y_labels(0);
        }
        mesh.draw()?;
        for known in Known::ALL {
            let of_kind = cells.iter().filter(|(_, k)| *k == known);
            let cells: Vec<_> = of_kind.map(|(cell, _)| rectangle(cell, known)).collect();
            if cells.is_empty() {
                continue;
            }
            chart.draw_series(cells)?;
            let box_of_color = [(place, 38), (place + 14, 48)];
            head.draw(&Rectangle::new(box_of_color, known.color().filled()))?;
            let name = known.words(slice.starts());
            let words = ("sans-serif", 14).into_font();
            head.draw(&Text::new(name, (place + 20, 36), words))?;
            place += LEGEND + LETTER * name.len() as i32;
        }
        root.present()?;
        Ok(())
    };
    draw(&mut text).map_err(|e| format!("cannot draw: {e}"))?;
    Ok(text)
}
