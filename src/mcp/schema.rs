//! The tools as clients see them: what each takes and gives back, in JSON Schema.

use super::Limits;
use super::tools::USUAL_SECONDS;
use serde_json::{Value, json};

/// Every tool with its schemas.
pub(super) fn list(limits: &Limits) -> Value {
    json!([
        prove(limits),
        refute(limits),
        best(limits),
        audit(limits),
        check()
    ])
}

fn tool(name: &str, description: &str, input: &Value, required: &str, output: &Value) -> Value {
    json!({
        "name": name,
        "description": description,
        "inputSchema": {
            "type": "object",
            "properties": input,
            "required": [required],
            "additionalProperties": false,
        },
        "outputSchema": { "type": "object", "properties": output },
        "annotations": { "readOnlyHint": true, "idempotentHint": true, "openWorldHint": false },
    })
}

fn claim() -> Value {
    json!({
        "type": "string",
        "description": "One claim: its clauses, such as `for x in [0, 1] assume h: ... show ...`",
    })
}

fn timeout(limits: &Limits) -> Value {
    let seconds = limits.call.as_secs_f64();
    json!({
        "type": "number",
        "exclusiveMinimum": 0,
        "maximum": seconds,
        "default": USUAL_SECONDS.min(seconds),
        "description": "Seconds of wall-clock time of the whole call",
    })
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn point() -> Value {
    json!({
        "type": "object",
        "additionalProperties": { "type": "string" },
        "description": "Each variable's exact value as a term, such as 1/3 or sqrt(2)",
    })
}

fn verdict() -> Value {
    json!({ "enum": ["proved", "refuted", "undecided"] })
}

/// What `prove` and `refute` take.
fn decided_input(limits: &Limits) -> Value {
    json!({
        "claim": claim(),
        "timeout": timeout(limits),
        "certificate": {
            "type": "boolean",
            "default": false,
            "description": "Return the certificate too",
        },
    })
}

/// What both give back.
fn decided_output() -> Value {
    json!({
        "verdict": verdict(),
        "witness": point(),
        "vectors": { "description": "Of a claim about vectors: its vectors, gradients and values" },
        "reason": text(),
        "seconds": { "type": "number" },
        "boxes": { "type": "integer" },
        "doubt": text(),
        "certificate": text(),
    })
}

fn prove(limits: &Limits) -> Value {
    let described =
        "Prove or refute a claim. `proved` is a theorem, `refuted` has an exact counterexample.";
    let input = decided_input(limits);
    tool("prove", described, &input, "claim", &decided_output())
}

fn refute(limits: &Limits) -> Value {
    let described = "Look for an exact counterexample to a claim; `found` is false where the claim \
                     is proved or none was found.";
    let mut output = decided_output();
    output["found"] = json!({ "type": "boolean" });
    tool(
        "refute",
        described,
        &decided_input(limits),
        "claim",
        &output,
    )
}

fn best(limits: &Limits) -> Value {
    let described = "Bracket the best value of the constant that the claim's clause \
                     `best c in [lo, hi] largest` (or `smallest`) names, which does not stand under \
                     `for`: the claim is proved at one end of the bracket and refuted at the other.";
    let input = json!({
        "claim": claim(),
        "timeout": timeout(limits),
        "width": {
            "type": "string",
            "default": "1/1000",
            "description": "How far the ends may be apart: a positive rational",
        },
    });
    let output = json!({
        "constant": text(),
        "wanted": { "enum": ["largest", "smallest"] },
        "proved": text(),
        "refuted": text(),
        "narrow_enough": { "type": "boolean" },
        "undecided": { "type": "array", "items": text() },
    });
    tool("best", described, &input, "claim", &output)
}

fn audit(limits: &Limits) -> Value {
    let described = "Find which hypotheses a claim needs: it is decided without each, and without \
                     those that can be spared together; `shorter` is the claim without them.";
    let input = json!({ "claim": claim(), "timeout": timeout(limits) });
    let output = json!({
        "verdict": verdict(),
        "hypotheses": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "name": text(),
                    "finding": { "enum": ["needed", "not needed", "undecided"] },
                    "witness": point(),
                    "reason": text(),
                },
            },
        },
        "sufficient": { "type": "array", "items": { "type": "array", "items": text() } },
        "shorter": text(),
    });
    tool("audit", described, &input, "claim", &output)
}

fn check() -> Value {
    let described = "Have the kernel confirm certificates and, where a claim is given, that the first \
                     of them is of it, word for word.";
    let input = json!({
        "certificates": {
            "type": "array",
            "items": text(),
            "minItems": 1,
            "description": "Texts of certificates; those that rest on each other are given together",
        },
        "claim": claim(),
    });
    let output = json!({
        "confirmed": { "type": "boolean" },
        "results": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "confirmed": { "type": "boolean" },
                    "claim": text(),
                    "verdict": verdict(),
                    "digest": text(),
                    "error": text(),
                },
            },
        },
    });
    tool("check", described, &input, "certificates", &output)
}
