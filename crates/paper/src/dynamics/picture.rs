//! Pictures of pavings: cells coloured by fate, as SVG.
//!
//! Colours are those of Okabe and Ito (2008), told apart with every common colour vision; the legend names them.

use super::basin::{Axis, Slice};
use super::paving::{Cell, Fate, Paving};
use plotters::prelude::*;

/// Width and height in pixels.
const SIZE: (u32, u32) = (840, 640);

/// Height of the strip with the title and the legend, and width of an entry of that.
const HEAD: i32 = 56;
const LEGEND: i32 = 150;

fn color(fate: Option<Fate>) -> RGBColor {
    match fate {
        Some(Fate::Global) => RGBColor(0, 114, 178),
        Some(Fate::Spurious) => RGBColor(213, 94, 0),
        Some(Fate::Other) => RGBColor(240, 228, 66),
        None => RGBColor(153, 153, 153),
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
    let rectangle = |cell: &Cell, fate: Option<Fate>| {
        let side = slice.side(cell, 0);
        let (lo, hi) = if axes.len() == 2 {
            let other = slice.side(cell, 1);
            (other.lo(), other.hi())
        } else {
            (0.0, 1.0)
        };
        Rectangle::new([(side.lo(), lo), (side.hi(), hi)], color(fate).filled())
    };
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
        let kinds = [
            (Some(Fate::Global), "global minimum"),
            (Some(Fate::Spurious), "spurious point"),
            (Some(Fate::Other), "neither"),
            (None, "undecided"),
        ];
        for (fate, name) in kinds {
            let cells: Vec<_> = match fate {
                Some(f) => paving
                    .decided
                    .iter()
                    .filter(|(_, g)| *g == f)
                    .map(|(cell, _)| rectangle(cell, fate))
                    .collect(),
                None => paving
                    .undecided
                    .iter()
                    .map(|cell| rectangle(cell, None))
                    .collect(),
            };
            if cells.is_empty() {
                continue;
            }
            chart.draw_series(cells)?;
            let box_of_color = [(place, 38), (place + 14, 48)];
            head.draw(&Rectangle::new(box_of_color, color(fate).filled()))?;
            let words = ("sans-serif", 14).into_font();
            head.draw(&Text::new(name, (place + 20, 36), words))?;
            place += LEGEND;
        }
        root.present()?;
        Ok(())
    };
    draw(&mut text).map_err(|e| format!("cannot draw: {e}"))?;
    Ok(text)
}
