//! Figures of the model. Curves and orbits are drawn in doubles, illustrate and prove nothing; what
//! a caption calls certain is a paving by certified fate, or a certified bound.
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
use plotters::element::Text;
use plotters::prelude::{DrawingBackend, IntoDrawingArea, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
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
    let fine = (wide(P::SIZE.0), wide(P::SIZE.1));
    let area = SVGBackend::with_string(&mut svg, fine).into_drawing_area();
    picture.draw(&area).map_err(|e| e.to_string())?;
    area.present().map_err(|e| e.to_string())?;
    drop(area);
    let svg = in_units(&svg, fine, P::SIZE);
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

/// Steps of the drawing library's coordinates a unit: they are whole numbers, and lines rounded to
/// units wobble.
const FINE: u32 = 10;

/// A width of a line of so many units.
const fn wide(units: u32) -> u32 {
    units * FINE
}

/// A length of so many units.
const fn long(units: i32) -> i32 {
    units * FINE as i32
}

/// A drawing in fine steps as one of its size in units.
fn in_units(svg: &str, fine: (u32, u32), size: (u32, u32)) -> String {
    let written = format!("<svg width=\"{}\" height=\"{}\"", fine.0, fine.1);
    svg.replacen(
        &written,
        &format!("<svg width=\"{}\" height=\"{}\"", size.0, size.1),
        1,
    )
}

/// Pixels of a PNG a unit of the picture: 600 dots an inch at 13.5 cm.
const PNG_SCALE: f32 = 2.0;

/// The figures of the model. With a `gap`, that is drawn too and the portrait shows certified
/// basins, which takes a while.
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
    let mut style = ("sans-serif", wide(WORDS)).into_text_style(&(wide(1600), wide(1000)));
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
        .margin(long(24))
        .margin_right(long(50))
        .x_label_area_size(wide(bottom))
        .y_label_area_size(wide(left))
        .build_cartesian_2d(x, y)
}

/// The parameters of a picture, in a line above it; the rest of the area.
fn noted<B: DrawingBackend>(
    area: &DrawingArea<B, Shift>,
    parameters: &str,
) -> Result<DrawingArea<B, Shift>, DrawingAreaErrorKind<B::ErrorType>> {
    let (head, body) = area.split_vertically(long(60));
    let left = Pos::new(HPos::Left, VPos::Top);
    head.draw(&Text::new(
        parameters,
        (long(40), long(16)),
        words(INK).pos(left),
    ))?;
    Ok(body)
}

/// Grid and axes, named; what was drawn before lies below them.
fn mesh<B: DrawingBackend>(chart: &mut Chart<'_, B>, x: &str, y: &str) -> Drawn<B> {
    chart
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(GRID.stroke_width(wide(2)))
        .axis_style(INK.stroke_width(wide(3)))
        .set_all_tick_mark_size(long(5))
        .x_desc(x)
        .y_desc(y)
        .label_style(words(INK))
        .axis_desc_style(words(INK))
        .draw()
}

/// A line of the usual width.
fn line(color: RGBColor) -> plotters::style::ShapeStyle {
    color.stroke_width(wide(5))
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
    fn lines_do_not_wobble() {
        // The chords of a smooth curve turn the same way, to the rounding of their ends.
        let figure = render(&kernel::Kernel).unwrap();
        assert!(
            figure
                .svg
                .contains("width=\"1600\" height=\"960\" viewBox=\"0 0 16000 9600\"")
        );
        let curves = figure.svg.split("points=\"").skip(1);
        let longest = curves
            .map(|c| c.split('"').next().unwrap())
            .max_by_key(|c| c.len());
        let points: Vec<(f64, f64)> = longest
            .unwrap()
            .split_whitespace()
            .map(|p| p.split_once(',').unwrap())
            .map(|(x, y)| (x.parse().unwrap(), y.parse().unwrap()))
            .collect();
        let bends = points
            .windows(3)
            .filter(|p| p[2].0 > p[1].0 && p[1].0 > p[0].0)
            .map(|p| {
                let angle = |a: (f64, f64), b: (f64, f64)| (b.1 - a.1).atan2(b.0 - a.0);
                (angle(p[1], p[2]) - angle(p[0], p[1])).abs()
            });
        let (count, worst) = bends.fold((0, 0.0f64), |(n, w), b| (n + 1, w.max(b)));
        assert!(
            count > 200 && worst < 0.06,
            "{count} bends, the greatest {worst}"
        );
    }

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
