//! The table of what other solvers say about the claims, from the results of
//! `benches/peers/run.py`.

use super::document::{Cell, Column, Entry, Heading, Number, Table, Verdict};
use std::path::Path;

/// One answer of one solver.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The claim, by the name of the script made from it.
    pub claim: String,
    /// The solver.
    pub solver: String,
    /// What it said of the claim: `proved`, `refuted`, or a word of its own.
    pub answer: String,
    /// Wall-clock time, not negative.
    pub seconds: f64,
}

/// Reads answers from CSV with a header that has the columns `script` (or `claim`), `solver`,
/// `answer` and `seconds`, in any order and among others. A script is the claim it is named after;
/// it states the claim's negation, so `unsat` means proved and `sat` refuted.
///
/// # Errors
/// What the text is not, with the line.
pub fn read(text: &[u8]) -> Result<Vec<Answer>, String> {
    let mut reader = csv::Reader::from_reader(text);
    let header = reader.headers().map_err(|e| e.to_string())?.clone();
    let find = |name: &str| header.iter().position(|h| h == name);
    let column = |name: &str| find(name).ok_or_else(|| format!("there is no column `{name}`"));
    let script = find("script").map_or_else(|| column("claim"), Ok)?;
    let (solver, answer, seconds) = (column("solver")?, column("answer")?, column("seconds")?);
    let mut answers = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|e| e.to_string())?;
        let line = record.position().map_or(0, csv::Position::line);
        let field = |i: usize| record.get(i).unwrap_or_default();
        let seconds: f64 = field(seconds)
            .parse()
            .ok()
            .filter(|s: &f64| s.is_finite() && *s >= 0.0)
            .ok_or_else(|| format!("line {line}: `{}` is no time in seconds", field(seconds)))?;
        let name = Path::new(field(script)).file_name().unwrap_or_default();
        let name = name.to_string_lossy();
        if name.is_empty() || field(solver).is_empty() {
            return Err(format!("line {line}: a claim or a solver is missing"));
        }
        answers.push(Answer {
            claim: name.strip_suffix(".smt2").unwrap_or(&name).to_owned(),
            solver: field(solver).to_owned(),
            answer: match field(answer) {
                "unsat" => "proved",
                "sat" => "refuted",
                other => other,
            }
            .to_owned(),
            seconds,
        });
    }
    Ok(answers)
}

/// One row a claim that some solver was asked about, two columns a solver. Of several answers of
/// one solver about one claim the last counts. `None` where there is no answer about any of the
/// claims.
#[must_use]
pub fn peers(claims: &[Entry], answers: &[Answer]) -> Option<Table> {
    let about = |claim: &str| answers.iter().any(|a| a.claim == claim);
    let asked: Vec<&Entry> = claims.iter().filter(|e| about(&e.name)).collect();
    let mut solvers: Vec<&str> = Vec::new();
    for a in answers {
        if !solvers.contains(&a.solver.as_str()) && asked.iter().any(|e| e.name == a.claim) {
            solvers.push(&a.solver);
        }
    }
    if solvers.is_empty() {
        return None;
    }
    let rows = asked
        .iter()
        .map(|e| {
            let mut row = vec![
                Cell::Claim(e.name.clone()),
                Cell::Words(e.verdict.word().to_owned()),
            ];
            for solver in &solvers {
                let mut all = answers.iter().rev();
                let found = all.find(|a| a.claim == e.name && a.solver == *solver);
                row.extend(cells(found, &e.verdict));
            }
            row
        })
        .collect();
    let mut columns = vec![
        Column::words("claim", "claim"),
        Column::words("verdict", "verdict"),
    ];
    for solver in &solvers {
        let name: String = solver
            .chars()
            .map(|c| match c.to_ascii_lowercase() {
                c if c.is_ascii_alphanumeric() => c,
                _ => '_',
            })
            .collect();
        columns.push(Column {
            name: format!("{name}_answer").into(),
            heading: Heading::Words((*solver).to_owned().into()),
        });
        columns.push(Column {
            name: format!("{name}_seconds").into(),
            heading: Heading::Words("s".into()),
        });
    }
    Some(Table {
        name: "peers",
        caption: "What other solvers answer when they are given the claims as SMT-LIB 2 scripts, and wall-clock seconds, as measured by \
                  benches/peers/run.py; they are not certified. A dash: the solver lacks a function of the claim, or was not asked. Scripts are about the \
                  reals with total functions, so about a claim with a partial one a solver may rightly differ. “delta-sat” is an answer \
                  about a weakened problem. Answers opposite to the verdict are marked with an exclamation mark."
            .into(),
        columns,
        rows,
    })
}

/// The answer and its time; an answer opposite to the verdict is marked.
fn cells(found: Option<&Answer>, verdict: &Verdict) -> [Cell; 2] {
    let Some(found) = found else {
        return [Cell::Empty("not asked".into()), Cell::none()];
    };
    if found.answer == "unsupported" {
        return [Cell::Empty("unsupported".into()), Cell::none()];
    }
    let opposite = matches!(
        (verdict, found.answer.as_str()),
        (Verdict::Proved { .. }, "refuted") | (Verdict::Refuted(_), "proved")
    );
    let mark = if opposite { "!" } else { "" };
    let time = Number {
        digits: format!("{:.2}", found.seconds),
        exact: None,
        term: None,
    };
    [
        Cell::Words(format!("{}{mark}", found.answer)),
        Cell::Number(time),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "script,status,solver,answer,seconds\n\
                        scripts/K3.smt2,,lemmabox,unsat,0.004\n\
                        scripts/K3.smt2,,\"z 3\",timeout,2.0\n";

    #[test]
    fn scripts_are_claims_and_unsat_is_proved() {
        let answers = read(TEXT.as_bytes()).unwrap();
        assert_eq!(answers.len(), 2);
        assert_eq!(answers[0].claim, "K3");
        assert_eq!((&*answers[0].answer, answers[0].seconds), ("proved", 0.004));
        assert_eq!(
            (&*answers[1].solver, &*answers[1].answer),
            ("z 3", "timeout")
        );
    }

    #[test]
    fn what_is_no_result_is_refused_with_the_line() {
        let refused = |text: &str| read(text.as_bytes()).unwrap_err();
        assert!(refused("script,solver,answer\n").contains("`seconds`"));
        assert!(refused("a,solver,answer,seconds\n").contains("`claim`"));
        for time in ["-1", "NaN", "soon", "inf", ""] {
            let text = format!("claim,solver,answer,seconds\nK3,z3,sat,1\nK3,z3,sat,{time}\n");
            assert!(refused(&text).contains("line 3"), "{time}");
        }
        assert!(refused("claim,solver,answer,seconds\n,z3,sat,1\n").contains("line 2"));
        assert!(refused("claim,solver,answer,seconds\nK3,z3\n").contains("line: 2"));
    }
}
