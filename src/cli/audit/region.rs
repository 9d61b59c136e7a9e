//! `lemmabox audit --region`: where a claim holds without hypotheses, and where it fails.

use crate::audit::{Range, Regions, necessary};
use crate::cli::grid::{assignment, refuse, unknown_variable, values_of};
use crate::cli::whole_file::write_whole;
use crate::cli::{Failure, Outcome, json};
use crate::exact::Q;
use crate::expr::{Claim, Comparison, Expr, Formula, Kind, Relation};
use crate::interval::{MpInterval, Precision};
use crate::prove::{self, Cancel, ExactPoint, Truth, Verdict, closed_enclosures};
use crate::report::figure;
use serde::Serialize;
use std::io::{self, Write as _};
use std::path::Path;

/// Significant digits of shares.
const DIGITS: usize = 6;

/// What is asked.
pub(super) struct Question<'a> {
    pub claim: Claim,
    /// `NAME=LO..HI`, once or twice.
    pub ranges: &'a [String],
    pub undecided: &'a Q,
    pub cells: u64,
    pub picture: Option<&'a Path>,
    pub json: bool,
}

#[derive(Serialize)]
struct Entry<'a> {
    name: &'a str,
    verdict: &'static str,
    left_out: &'a [String],
    /// Exact shares of the ranges: lower bounds but for `open`.
    holds: String,
    fails: String,
    /// Bounds of the share where the claim holds although a hypothesis left out does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    gap: Option<(String, String)>,
    cells: (usize, usize, usize),
}

/// The share rounded down, or up.
fn decimal(q: &Q, up: bool) -> String {
    let x = MpInterval::from_rational(Precision::new(64), q);
    x.decimal_bounds(DIGITS)
        .map_or_else(|| q.to_string(), |(lo, hi)| if up { hi } else { lo })
}

/// A range of a variable, inside its domain.
fn range(claim: &mut Claim, text: &str) -> Result<Range, Failure> {
    let (name, values) = assignment("region", text)?;
    let Some(variable) = claim.variable(name) else {
        return Err(unknown_variable(claim, name));
    };
    if claim.variables[variable.index()].kind == Kind::Integer {
        return Err(refuse(
            format!("`{name}` is an integer, of which no share of a range is asked"),
            "take a real variable; `lemmabox sweep` decides integers one by one",
        ));
    }
    let wrong = || {
        refuse(
            format!("--region {text:?} is not NAME=LO..HI"),
            "for example --region phi=0..pi",
        )
    };
    let (lo, hi) = values.split_once("..").ok_or_else(wrong)?;
    let mut end = |text: &str| -> Result<Expr, Failure> {
        match values_of(&mut claim.dag, "region", text, 1)?.as_slice() {
            [e] => Ok(*e),
            _ => Err(wrong()),
        }
    };
    let (lo, hi) = (end(lo)?, end(hi)?);
    let mut inside: Vec<Formula> = Vec::new();
    for relation in claim.domain_relations(variable) {
        for lhs in [lo, hi] {
            // A range may begin at an open end: single points weigh nothing.
            let op = match relation.op {
                Comparison::Less => Comparison::LessEqual,
                Comparison::Greater => Comparison::GreaterEqual,
                op => op,
            };
            inside.push(Formula::Relation(Relation {
                lhs,
                op,
                ..relation
            }));
        }
    }
    inside.push(Formula::Relation(Relation {
        lhs: lo,
        op: Comparison::Less,
        rhs: hi,
    }));
    let mut exact = ExactPoint::new(&claim.dag, &claim.dag, &[]);
    if exact.truth(&Formula::And(inside)) != Truth::True {
        return Err(refuse(
            format!("{values} is not certainly a range in the domain of `{name}`"),
            "give two ends in their order, inside the domain that the claim declares",
        ));
    }
    Ok(Range { variable, lo, hi })
}

/// Paves the ranges; the text says how much of them is what.
pub(super) fn run(
    question: Question<'_>,
    decide: &(dyn Fn(&Claim) -> prove::Outcome + Sync),
    cancel: &Cancel,
) -> Result<(Outcome, Vec<u8>), Failure> {
    let mut claim = question.claim;
    let ranges = ranges(&mut claim, question.ranges)?;
    let stated = decide(&claim).verdict;
    let regions = necessary(
        &claim,
        &ranges,
        question.undecided,
        question.cells,
        decide,
        &|| cancel.is_cancelled(),
    );
    if let Some(path) = question.picture {
        draw(&claim, &ranges, &regions, path)?;
    }
    let found = Found {
        claim: &claim,
        verdict: &stated,
        regions: &regions,
    };
    let mut out = Vec::new();
    if question.json {
        json::print(&found.entry(), &mut out)?;
    } else {
        found.write(&mut out)?;
    }
    Ok((found.outcome(question.undecided), out))
}

/// The ranges asked for, of one or two variables.
fn ranges(claim: &mut Claim, texts: &[String]) -> Result<Vec<Range>, Failure> {
    if texts.len() > 2 {
        return Err(refuse(
            "--region is given three times",
            "take one or two variables",
        ));
    }
    let ranges = texts
        .iter()
        .map(|text| range(claim, text))
        .collect::<Result<Vec<Range>, Failure>>()?;
    if let [a, b] = ranges.as_slice()
        && a.variable == b.variable
    {
        return Err(refuse(
            "--region names one variable twice",
            "take two variables",
        ));
    }
    Ok(ranges)
}

/// A claim with its verdict as stated and where it holds without some hypotheses.
struct Found<'a> {
    claim: &'a Claim,
    verdict: &'a Verdict,
    regions: &'a Regions,
}

impl Found<'_> {
    fn word(&self) -> &'static str {
        match self.verdict {
            Verdict::Proved(_) => "proved",
            Verdict::Refuted(_) => "refuted",
            Verdict::Undecided(_) => "undecided",
        }
    }

    /// Bounds of the share where the claim holds although a hypothesis left out does not.
    fn gap(&self) -> Option<(Q, Q)> {
        let spared =
            matches!(self.verdict, Verdict::Proved(_)) && !self.regions.left_out.is_empty();
        spared.then(|| self.regions.gap())
    }

    fn entry(&self) -> Entry<'_> {
        let regions = self.regions;
        Entry {
            name: &self.claim.name,
            verdict: self.word(),
            left_out: &regions.left_out,
            holds: regions.holds().to_string(),
            fails: regions.fails().to_string(),
            gap: self
                .gap()
                .map(|(least, most)| (least.to_string(), most.to_string())),
            cells: (regions.good.len(), regions.bad.len(), regions.open.len()),
        }
    }

    fn write(&self, out: &mut Vec<u8>) -> io::Result<()> {
        let without = match self.regions.left_out.as_slice() {
            [] => String::new(),
            names => format!("  without {}", names.join(", ")),
        };
        writeln!(out, "{}  {}{without}", self.claim.name, self.word())?;
        writeln!(
            out,
            "  holds  at least {} of the ranges",
            decimal(&self.regions.holds(), false)
        )?;
        writeln!(
            out,
            "  fails  at least {}",
            decimal(&self.regions.fails(), false)
        )?;
        if let Some((least, most)) = self.gap() {
            writeln!(
                out,
                "  gap    {} to {}: holds although they do not",
                decimal(&least, false),
                decimal(&most, true)
            )?;
        }
        Ok(())
    }

    /// As expected if the claim is proved and no more than the share `undecided` is open.
    fn outcome(&self, undecided: &Q) -> Outcome {
        let open = undecided.clone() + self.regions.holds() + self.regions.fails();
        match self.verdict {
            Verdict::Refuted(_) => Outcome::NotAsExpected,
            Verdict::Proved(_) if open >= Q::from_integer(1.into()) => Outcome::AsExpected,
            Verdict::Proved(_) | Verdict::Undecided(_) => Outcome::Undecided,
        }
    }
}

fn draw(claim: &Claim, ranges: &[Range], regions: &Regions, path: &Path) -> Result<(), Failure> {
    let refused = |e: String| refuse(e, "leave --picture out");
    let axes: Vec<(String, f64, f64)> = ranges
        .iter()
        .map(|r| {
            let ends = closed_enclosures(&claim.dag, &[r.lo, r.hi]);
            let name = claim.variables[r.variable.index()].name.clone();
            match ends.as_slice() {
                [lo, hi] => (name, lo.mid(), hi.mid()),
                _ => (name, 0.0, 1.0),
            }
        })
        .collect();
    let picture = figure::regions(&figure::Regions {
        regions,
        claim: &claim.name,
        axes: &axes,
    })
    .map_err(refused)?;
    let png = path
        .extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("png"));
    write_whole(path, |f| {
        if png {
            f.write_all(&picture.png)
        } else {
            f.write_all(picture.svg.as_bytes())
        }
    })
}
