//! The picture of `lemmabox prove --plot`.

use super::Failure;
use super::whole_file::write_whole;
use crate::evaluate::evaluate;
use crate::expr::{Claim, Dag};
use crate::interval::Interval;
use crate::prove::as_stated;
use crate::report::figure::{self, Margin, Mark};
use crate::session::{self, Answer, Decided};
use std::path::Path;

/// What a file is to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Svg,
    Png,
}

/// What the name of the file given to an option asks for.
///
/// # Errors
/// Another ending than `.svg` and `.png`.
pub(super) fn kind(option: &str, path: &Path) -> Result<Kind, Failure> {
    let ending = path.extension().and_then(|e| e.to_str());
    match ending.map(str::to_ascii_lowercase).as_deref() {
        Some("svg") => Ok(Kind::Svg),
        Some("png") => Ok(Kind::Png),
        Some(_) | None => Err(refuse(format!(
            "--{option} {}: the file's name ends in .svg or .png",
            path.display()
        ))),
    }
}

fn refuse(message: String) -> Failure {
    Failure::Message {
        message,
        help: None,
    }
}

/// Draws the margin of a claim with its witness or the point where it is tight.
///
/// # Errors
/// A claim that cannot be drawn, and those of drawing and writing.
pub(super) fn write(
    path: &Path,
    kind: Kind,
    decided: &Decided,
    tight: Option<&[(String, String)]>,
) -> Result<(), Failure> {
    let marked = match decided.answer() {
        Answer::Refuted(point) => Some((Mark::Fails, point)),
        Answer::Proved | Answer::Undecided(_) => tight.map(|point| (Mark::Tight, point.to_vec())),
    };
    let marks = marked.map(|(mark, point)| Some((mark, numbers(&point)?)));
    let marks = marks.flatten().into_iter().collect();
    margin(path, kind, &decided.located.claim, marks)
}

/// Draws the margin of a claim with these points.
///
/// # Errors
/// A claim that cannot be drawn, and those of drawing and writing.
pub(super) fn margin(
    path: &Path,
    kind: Kind,
    claim: &Claim,
    marks: Vec<(Mark, Vec<f64>)>,
) -> Result<(), Failure> {
    let picture =
        Margin::new(&as_stated(claim), marks).map_err(|why| refuse(format!("--plot: {why}")))?;
    let figure = figure::margin(&picture).map_err(refuse)?;
    let bytes = match kind {
        Kind::Svg => figure.svg.into_bytes(),
        Kind::Png => figure.png,
    };
    write_whole(path, |file| file.write_all(&bytes))?;
    Ok(())
}

/// A point in doubles, to be drawn; `None` where some value is not.
fn numbers(point: &[(String, String)]) -> Option<Vec<f64>> {
    let values = point.iter().map(|(_, text)| {
        let mut dag = Dag::new();
        let term = session::constant(&mut dag, text).ok()?;
        let value: Interval = evaluate(&dag, &[term], (), &[]).pop().flatten()?;
        Some(value.mid())
    });
    values.collect()
}
