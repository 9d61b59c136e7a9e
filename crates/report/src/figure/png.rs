//! SVG documents as PNG pictures, without any font of the system.

use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};
use std::sync::Arc;

/// A subset of DejaVu Sans with Latin, Greek and mathematical signs; its licence lies beside it.
const FONT: &[u8] = include_bytes!("font/DejaVuSans.ttf");
const FAMILY: &str = "DejaVu Sans";
/// Pixels of the longer side are kept below this.
const LARGEST: f32 = 16_000.0;

/// The picture of an SVG document on white ground, `scale` pixels a unit of the document. Every
/// family of fonts is drawn with the one built in, so the same document gives the same bytes on
/// every machine.
///
/// # Errors
/// A document that is no SVG, or a picture without pixels or with more than 16000 on a side.
pub fn png(svg: &str, scale: f32) -> Result<Vec<u8>, String> {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(FONT.to_vec());
    fonts.set_sans_serif_family(FAMILY);
    fonts.set_serif_family(FAMILY);
    let options = Options {
        font_family: FAMILY.into(),
        fontdb: Arc::new(fonts),
        ..Options::default()
    };
    let tree = Tree::from_str(svg, &options).map_err(|e| format!("the SVG is not read: {e}"))?;
    let (width, height) = (tree.size().width() * scale, tree.size().height() * scale);
    // A side that is no number is refused, too.
    if [width, height]
        .iter()
        .any(|side| side.is_nan() || *side > LARGEST)
    {
        return Err(format!(
            "a picture of {width} x {height} pixels is too large"
        ));
    }
    // At most LARGEST, so the conversion is exact enough and does not saturate.
    let mut map =
        Pixmap::new(width.ceil() as u32, height.ceil() as u32).ok_or("a picture without pixels")?;
    map.fill(Color::WHITE);
    resvg::render(
        &tree,
        Transform::from_scale(scale, scale),
        &mut map.as_mut(),
    );
    map.encode_png().map_err(|e| e.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_leave_ink_and_the_size_is_the_documents() {
        let document = |text: &str| {
            format!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"120\" height=\"40\">\
                 <text x=\"5\" y=\"30\" font-size=\"24\" font-family=\"sans-serif\">{text}</text></svg>"
            )
        };
        let pixels = |text: &str| {
            let bytes = png(&document(text), 2.0).unwrap();
            Pixmap::decode_png(&bytes).unwrap()
        };
        let dark = |map: &Pixmap| map.pixels().iter().filter(|p| p.red() < 100).count();
        let (blank, letters, greek) = (pixels(""), pixels("a*"), pixels("φπ"));
        assert_eq!((blank.width(), blank.height()), (240, 80));
        assert_eq!(dark(&blank), 0);
        assert!(dark(&letters) > 100 && dark(&greek) > 100);
        assert_eq!(png(&document("φ"), 1.0), png(&document("φ"), 1.0));
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        assert!(png("<p>", 1.0).is_err());
        assert!(
            png(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"/>",
                1e6
            )
            .is_err()
        );
        assert!(
            png(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"/>",
                f32::NAN
            )
            .is_err()
        );
    }
}
