//! Colours of figures, on light and on dark ground.
//!
//! The palette of Okabe and Ito (2008), which people of every colour vision tell apart; lines also
//! differ in their dashes.

use plotters::style::RGBColor;

/// Ground.
pub const PAPER: RGBColor = RGBColor(255, 255, 255);
/// Axes and words.
pub const INK: RGBColor = RGBColor(26, 26, 30);
/// Grid lines.
pub const GRID: RGBColor = RGBColor(222, 222, 228);
/// Blue.
pub const BLUE: RGBColor = RGBColor(0, 114, 178);
/// Vermilion.
pub const VERMILION: RGBColor = RGBColor(213, 94, 0);
/// Bluish green.
pub const GREEN: RGBColor = RGBColor(0, 158, 115);
/// Reddish purple.
pub const PURPLE: RGBColor = RGBColor(204, 121, 167);
/// Orbits, many and thin.
pub const THIN: RGBColor = RGBColor(120, 120, 130);

/// Style rules that turn the colours for dark ground, on screens alone.
pub const RULES: &str = r##".lemmabox-figure { max-width: 100%; height: auto; }
@media screen and (prefers-color-scheme: dark) {
.lemmabox-figure [fill="#FFFFFF"] { fill: #16181d; }
.lemmabox-figure [stroke="#FFFFFF"] { stroke: #16181d; }
.lemmabox-figure [fill="#1A1A1E"] { fill: #e6e6ea; }
.lemmabox-figure [stroke="#1A1A1E"] { stroke: #e6e6ea; }
.lemmabox-figure [stroke="#DEDEE4"] { stroke: #33363e; }
.lemmabox-figure [stroke="#787882"] { stroke: #9a9aa5; }
.lemmabox-figure [fill="#787882"] { fill: #9a9aa5; }
.lemmabox-figure [stroke="#0072B2"] { stroke: #56b4e9; }
.lemmabox-figure [fill="#0072B2"] { fill: #56b4e9; }
.lemmabox-figure [stroke="#D55E00"] { stroke: #f5924a; }
.lemmabox-figure [fill="#D55E00"] { fill: #f5924a; }
.lemmabox-figure [stroke="#009E73"] { stroke: #2fd3a3; }
.lemmabox-figure [fill="#009E73"] { fill: #2fd3a3; }
}
"##;

/// A drawing as a document by itself.
#[must_use]
pub fn alone(drawing: &str, name: &str) -> String {
    with_class(drawing, name).replacen("\n<rect", &format!("\n<style>\n{RULES}</style>\n<rect"), 1)
}

/// A document made by [`alone`] as part of a page that has [`RULES`].
#[must_use]
pub fn inline(svg: &str) -> String {
    svg.replacen(&format!("<style>\n{RULES}</style>\n"), "", 1)
}

fn with_class(drawing: &str, name: &str) -> String {
    drawing.replacen(
        "<svg ",
        &format!("<svg class=\"lemmabox-figure\" role=\"img\" aria-label=\"{name}\" "),
        1,
    )
}
