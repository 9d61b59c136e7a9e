//! Figures of the model, drawn in doubles: they illustrate and prove nothing.
//!
//! Each figure is drawn twice, as SVG and as TikZ, by the same code.

mod axis;
mod kernel;
mod orbit;
mod png;
mod portrait;
mod product;
pub mod style;
mod tikz;

pub use png::png;

use super::document::Figure;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind};
use plotters::prelude::{DrawingBackend, IntoDrawingArea, SVGBackend};
use plotters::style::{Color, IntoTextStyle, RGBColor, TextStyle};
use std::f64::consts::PI;
use tikz::TikzBackend;

/// What drawing returns.
type Drawn<B> = Result<(), DrawingAreaErrorKind<<B as DrawingBackend>::ErrorType>>;

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

/// All figures of the model.
///
/// # Errors
/// What the drawing library refuses.
pub fn figures() -> Result<Vec<Figure>, String> {
    Ok(vec![
        render(&kernel::Kernel)?,
        render(&product::BestProduct)?,
        render(&portrait::Portrait)?,
        render(&orbit::TwoStages)?,
    ])
}

/// Height of words.
const WORDS: u32 = 40;

fn words(color: RGBColor) -> TextStyle<'static> {
    let mut style = ("sans-serif", WORDS).into_text_style(&(1600, 1000));
    style.color = color.to_backend_color();
    style
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
        let (a, b) = (figures().unwrap(), figures().unwrap());
        for (a, b) in a.iter().zip(&b) {
            assert_eq!((&a.svg, &a.tikz), (&b.svg, &b.tikz));
            assert!(a.svg.contains("<style>") && !style::inline(&a.svg).contains("<style>"));
            for text in [&a.svg, &a.tikz] {
                assert!(!text.contains("NaN") && !text.contains("inf"));
                // Units and variables on the axes.
                assert!(text.contains("rad"));
            }
        }
    }
}
