//! A drawing backend that writes TikZ.

use super::{FINE, wide};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    FontTransform,
    text_anchor::{HPos, VPos},
};
use std::convert::Infallible;
use std::fmt::Write as _;

/// Points of line width for one unit of length (a hundredth of a centimetre).
const POINTS: f64 = 0.2845;
/// Points of a path on one line of the file.
const LINE: usize = 12;

/// Writes a `tikzpicture` environment into a string.
pub struct TikzBackend<'a> {
    out: &'a mut String,
    size: (u32, u32),
    open: bool,
}

impl<'a> TikzBackend<'a> {
    /// A picture of the given size in hundredths of a centimetre, drawn in steps [`FINE`] times
    /// finer.
    pub fn new(out: &'a mut String, size: (u32, u32)) -> Self {
        // Writing to a String cannot fail, here and below.
        let _ = writeln!(
            out,
            "\\begin{{tikzpicture}}[x=0.01cm,y=-0.01cm,line cap=round,line join=round,font=\\small]\n\\useasboundingbox (0,0) rectangle ({},{});",
            size.0, size.1
        );
        Self {
            out,
            size: (wide(size.0), wide(size.1)),
            open: true,
        }
    }

    fn path(
        &mut self,
        command: &str,
        options: &str,
        points: impl IntoIterator<Item = BackendCoord>,
        end: &str,
    ) {
        let _ = write!(self.out, "\\{command}[{options}] ");
        for (i, (x, y)) in points.into_iter().enumerate() {
            if i > 0 {
                self.out.push_str(if i % LINE == 0 { "\n--" } else { "--" });
            }
            let _ = write!(self.out, "({},{})", units(x), units(y));
        }
        let _ = writeln!(self.out, "{end};");
    }
}

/// A coordinate in units.
fn units(fine: i32) -> f64 {
    f64::from(fine) / f64::from(FINE)
}

fn color(c: BackendColor) -> String {
    let (r, g, b) = c.rgb;
    let opacity = if c.alpha < 1.0 {
        format!(",opacity={}", c.alpha)
    } else {
        String::new()
    };
    format!("color={{rgb,255:red,{r};green,{g};blue,{b}}}{opacity}")
}

fn stroke<S: BackendStyle>(style: &S) -> String {
    format!(
        "{},line width={:.2}pt",
        color(style.color()),
        f64::from(style.stroke_width()) / f64::from(FINE) * POINTS
    )
}

/// The words of a figure in LaTeX.
fn text(words: &str) -> String {
    let mut out = String::new();
    for c in words.chars() {
        let math = match c {
            'φ' => "\\varphi",
            'π' => "\\pi",
            'η' => "\\eta",
            '≤' => "\\le",
            '≥' => "\\ge",
            '−' => "-",
            '²' => "^2",
            '³' => "^3",
            '*' => "^*",
            'ₐ' => "_a",
            '′' => "'",
            '|' => "|",
            c => {
                out.push_str(&crate::latex::escape(&c.to_string()));
                continue;
            }
        };
        out.push('$');
        out.push_str(math);
        out.push('$');
    }
    // Neighbours belong to one formula: an index clings to what it stands on.
    out.replace("$$", "")
}

impl DrawingBackend for TikzBackend<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Result<(), DrawingErrorKind<Infallible>> {
        Ok(())
    }

    fn present(&mut self) -> Result<(), DrawingErrorKind<Infallible>> {
        if std::mem::take(&mut self.open) {
            self.out.push_str("\\end{tikzpicture}\n");
        }
        Ok(())
    }

    fn draw_pixel(
        &mut self,
        (x, y): BackendCoord,
        c: BackendColor,
    ) -> Result<(), DrawingErrorKind<Infallible>> {
        self.draw_rect((x, y), (x + 1, y + 1), &c, true)
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Result<(), DrawingErrorKind<Infallible>> {
        self.draw_path([from, to], style)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Result<(), DrawingErrorKind<Infallible>> {
        if style.color().alpha > 0.0 {
            self.path("draw", &stroke(style), path, "");
        }
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        (x0, y0): BackendCoord,
        (x1, y1): BackendCoord,
        style: &S,
        fill: bool,
    ) -> Result<(), DrawingErrorKind<Infallible>> {
        let corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)];
        if style.color().alpha == 0.0 {
            return Ok(());
        }
        if fill {
            self.path("fill", &color(style.color()), corners, "--cycle");
        } else {
            self.path("draw", &stroke(style), corners, "--cycle");
        }
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        (x, y): BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Result<(), DrawingErrorKind<Infallible>> {
        let (command, options) = if fill {
            ("fill", color(style.color()))
        } else {
            ("draw", stroke(style))
        };
        let _ = writeln!(
            self.out,
            "\\{command}[{options}] ({},{}) circle[radius={:.2}cm];",
            units(x),
            units(y),
            f64::from(radius) / f64::from(FINE) / 100.0
        );
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Result<(), DrawingErrorKind<Infallible>> {
        self.path("fill", &color(style.color()), corners, "--cycle");
        Ok(())
    }

    fn draw_text<S: BackendTextStyle>(
        &mut self,
        words: &str,
        style: &S,
        (x, y): BackendCoord,
    ) -> Result<(), DrawingErrorKind<Infallible>> {
        let anchor = match (style.anchor().v_pos, style.anchor().h_pos) {
            (VPos::Top, HPos::Left) => "north west",
            (VPos::Top, HPos::Center) => "north",
            (VPos::Top, HPos::Right) => "north east",
            (VPos::Center, HPos::Left) => "west",
            (VPos::Center, HPos::Center) => "center",
            (VPos::Center, HPos::Right) => "east",
            (VPos::Bottom, HPos::Left) => "south west",
            (VPos::Bottom, HPos::Center) => "south",
            (VPos::Bottom, HPos::Right) => "south east",
        };
        // A turn to the left in a picture whose y axis points down.
        let rotate = match style.transform() {
            FontTransform::None => 0,
            FontTransform::Rotate90 => 270,
            FontTransform::Rotate180 => 180,
            FontTransform::Rotate270 => 90,
        };
        let _ = writeln!(
            self.out,
            "\\node[inner sep=1pt,anchor={anchor},rotate={rotate},{}] at ({},{}) {{{}}};",
            color(style.color()),
            units(x),
            units(y),
            text(words)
        );
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn words_become_latex() {
        assert_eq!(super::text("π/2"), "$\\pi$/2");
        assert_eq!(super::text("a′a* (in |a*|²)"), "a$'$a$^*$ (in $|$a$^*|^2$)");
    }
}
