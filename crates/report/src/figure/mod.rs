//! Figures of the model. Curves and orbits are drawn in doubles, illustrate and prove nothing; what a caption calls certain is a
//! paving by certified fate, or a certified bound.
//!
//! Each figure is drawn twice, as SVG and as TikZ, by the same code; the PNG is made from the SVG.

mod axis;
mod gap;
mod kernel;
mod margin;
mod orbit;
mod paved;
mod png;
mod portrait;
mod product;
mod regions;
pub mod style;
mod success;
mod tikz;

pub use gap::Gap;
pub use margin::{Margin, Mark, NoPicture};
pub use png::png;
pub use regions::Regions;

use super::document::Figure;
use super::success::Probability;
use axis::Axis;
use plotters::chart::{ChartBuilder, ChartContext};
use plotters::coord::Shift;
use plotters::coord::cartesian::Cartesian2d;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind};
use plotters::prelude::{DrawingBackend, IntoDrawingArea, SVGBackend};
use plotters::style::{Color, IntoTextStyle, RGBColor, TRANSPARENT, TextStyle};
use std::f64::consts::PI;
use style::{GRID, INK};
use tikz::TikzBackend;

/// What drawing returns.
type Drawn<B> = Result<(), DrawingAreaErrorKind<<B as DrawingBackend>::ErrorType>>;

/// Two axes to draw on.
type Chart<'a, B> = ChartContext<'a, B, Cartesian2d<Axis, Axis>>;

/// A picture that can be drawn on any backend.
trait Picture {
    /// Names the files and the label.
    const NAME: &'static str;
    /// Width and height; the unit is a 1600th of the page's width.
    const SIZE: (u32, u32);
    /// What is to be seen, with parameters and units.
    fn caption(&self) -> String;
    /// Draws it.
    fn draw<B: DrawingBackend>(&self, area: &DrawingArea<B, Shift>) -> Drawn<B>;
}

fn render<P: Picture>(picture: &P) -> Result<Figure, String> {
    let mut svg = String::new();
    let area = SVGBackend::with_string(&mut svg, P::SIZE).into_drawing_area();
    picture.draw(&area).map_err(|e| e.to_string())?;
    area.present().map_err(|e| e.to_string())?;
    drop(area);
    let mut tikz = String::new();
    let area = TikzBackend::new(&mut tikz, P::SIZE).into_drawing_area();
    picture.draw(&area).map_err(|e| e.to_string())?;
    area.present().map_err(|e| e.to_string())?;
    drop(area);
    Ok(Figure {
        name: P::NAME,
        caption: picture.caption(),
        png: png(&svg, PNG_SCALE)?,
        svg: style::alone(&svg, P::NAME),
        tikz,
    })
}

/// Pixels of a PNG a unit of the picture: 600 dots an inch at 13.5 cm.
const PNG_SCALE: f32 = 2.0;

/// The figures of the model. With a `gap`, that is drawn too and the portrait shows certified basins, which takes a
/// while.
///
/// # Errors
/// What the drawing library refuses.
pub fn figures(gap: Option<&Gap>) -> Result<Vec<Figure>, String> {
    let portrait = match gap {
        Some(_) => portrait::Portrait::paved()?,
        None => portrait::Portrait::default(),
    };
    let mut figures = vec![
        render(&kernel::Kernel)?,
        render(&product::BestProduct)?,
        render(&portrait)?,
        render(&orbit::TwoStages)?,
    ];
    if let Some(gap) = gap {
        figures.push(render(gap)?);
    }
    Ok(figures)
}

/// Where a claim holds and fails.
///
/// # Errors
/// What the drawing library refuses.
pub fn regions(regions: &Regions<'_>) -> Result<Figure, String> {
    render(regions)
}

/// The margin of a claim.
///
/// # Errors
/// What the drawing library refuses.
pub fn margin(margin: &Margin) -> Result<Figure, String> {
    render(margin)
}

/// Success against dimension.
///
/// # Errors
/// What the drawing library refuses.
pub fn success(probabilities: &[Probability]) -> Result<Figure, String> {
    render(&success::ByWidth(probabilities))
}

/// Height of words.
const WORDS: u32 = 40;

fn words(color: RGBColor) -> TextStyle<'static> {
    let mut style = ("sans-serif", WORDS).into_text_style(&(1600, 1000));
    style.color = color.to_backend_color();
    style
}

/// A chart with room for `left` and `bottom` units of words beside its axes.
fn frame<'a, B: DrawingBackend>(
    area: &'a DrawingArea<B, Shift>,
    left: u32,
    bottom: u32,
    x: Axis,
    y: Axis,
) -> Result<Chart<'a, B>, DrawingAreaErrorKind<B::ErrorType>> {
    ChartBuilder::on(area)
        .margin(24)
        .margin_right(50)
        .x_label_area_size(bottom)
        .y_label_area_size(left)
        .build_cartesian_2d(x, y)
}

/// Grid and axes, named; what was drawn before lies below them.
fn mesh<B: DrawingBackend>(chart: &mut Chart<'_, B>, x: &str, y: &str) -> Drawn<B> {
    chart
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(GRID.stroke_width(2))
        .axis_style(INK.stroke_width(3))
        .x_desc(x)
        .y_desc(y)
        .label_style(words(INK))
        .axis_desc_style(words(INK))
        .draw()
}

/// A line of the usual width.
fn line(color: RGBColor) -> plotters::style::ShapeStyle {
    color.stroke_width(5)
}

/// `g(phi) = (pi - phi) cos phi + sin phi`.
fn g(phi: f64) -> f64 {
    (PI - phi) * phi.cos() + phi.sin()
}

/// Evenly spaced numbers from `lo` to `hi`.
fn samples(lo: f64, hi: f64, count: u32) -> impl Iterator<Item = f64> + Clone {
    (0..=count).map(move |i| lo + (hi - lo) * f64::from(i) / f64::from(count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_the_same_every_time_and_hold_no_bad_number() {
        let draw = || figures(None).unwrap();
        let (a, b) = (draw(), draw());
        for (a, b) in a.iter().zip(&b) {
            assert_eq!((&a.svg, &a.tikz, &a.png), (&b.svg, &b.tikz, &b.png));
            assert!(a.svg.contains("<style>") && !style::inline(&a.svg).contains("<style>"));
            for text in [&a.svg, &a.tikz] {
                assert!(!text.contains("NaN") && !text.contains("inf"));
                // Units and variables on the axes.
                assert!(text.contains("rad"));
            }
        }
    }
}
