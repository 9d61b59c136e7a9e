//! The report as JSON; `docs/report-schema.json` is its schema.

use super::document::{Cell, Entry, Number, Report, Verdict};
use serde_json::{Map, Value, json};

/// Version of the schema.
pub const SCHEMA: u32 = 1;

fn number(n: &Number) -> Value {
    let mut object = Map::new();
    object.insert("digits".into(), json!(n.digits));
    if let Some(exact) = &n.exact {
        object.insert("exact".into(), json!(exact));
    }
    if let Some(term) = &n.term {
        object.insert("term".into(), json!(term));
    }
    Value::Object(object)
}

fn cell(c: &Cell) -> Value {
    match c {
        Cell::Empty(why) if why.is_empty() => Value::Null,
        Cell::Empty(why) => json!({ "none": why }),
        Cell::Words(text) | Cell::Claim(text) | Cell::Hash(text) => json!(text),
        Cell::Number(n) => number(n),
        Cell::List(cells) => Value::Array(cells.iter().map(cell).collect()),
    }
}

fn claim(e: &Entry) -> Value {
    let mut object = json!({
        "name": e.name,
        "title": e.title,
        "source": e.source,
        "file": e.place.0,
        "line": e.place.1,
        "sha256": e.sha256,
        "text": e.text,
        "hypotheses": e.statement.assumptions.iter().enumerate().map(|(i, a)| {
            let mut object = json!({ "name": a.name, "given": !a.unused });
            if let (Some(used), Value::Object(map)) = (&e.used, &mut object) {
                map.insert("used".into(), json!(used.hypotheses.get(i)));
            }
            object
        }).collect::<Vec<_>>(),
        "lemmas": e.lemmas,
        "verdict": e.verdict.word(),
        "expected": e.expected,
    });
    let extra = match &e.verdict {
        Verdict::Proved { margin: Some(m) } => Some(("margin", json!(m))),
        Verdict::Proved { margin: None } => None,
        Verdict::Refuted(witness) => Some((
            "witness",
            witness
                .iter()
                .map(|(name, value)| json!({ "variable": name, "value": value }))
                .collect(),
        )),
        Verdict::Undecided(reason) => Some(("reason", json!(reason))),
    };
    if let Value::Object(map) = &mut object {
        if let Some((key, value)) = extra {
            map.insert(key.into(), value);
        }
        if let Some((boxes, seconds)) = e.work {
            map.insert("boxes".into(), json!(boxes));
            map.insert("seconds".into(), json!(seconds));
        }
    }
    object
}

/// The report. Times are in it only where the entries hold them.
#[must_use]
pub fn json(report: &Report) -> String {
    let tables: Vec<Value> = report
        .tables
        .iter()
        .map(|t| {
            let rows: Vec<Value> = t
                .rows
                .iter()
                .map(|row| {
                    let cells = t.columns.iter().zip(row);
                    Value::Object(cells.map(|(c, x)| (c.name.to_string(), cell(x))).collect())
                })
                .collect();
            let columns: Vec<&str> = t.columns.iter().map(|c| c.name.as_ref()).collect();
            json!({ "name": t.name, "caption": t.caption, "columns": columns, "rows": rows })
        })
        .collect();
    let figures: Vec<Value> = report
        .figures
        .iter()
        .map(|f| json!({ "name": f.name, "caption": f.caption }))
        .collect();
    let object = json!({
        "schema": SCHEMA,
        "tool": report.tool,
        "command": report.command,
        "paper": report.paper,
        "date": report.date,
        "interrupted": report.interrupted,
        "claims": report.claims.iter().map(claim).collect::<Vec<_>>(),
        "tables": tables,
        "figures": figures,
    });
    // The value just built has string keys and finite numbers only.
    let mut text = serde_json::to_string_pretty(&object).unwrap_or_default();
    text.push('\n');
    text
}
