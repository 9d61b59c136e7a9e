//! Tools for programs that prove: the Model Context Protocol over a pair of pipes.
//!
//! One JSON-RPC 2.0 message a line. Calls are answered in their order, one at a time; what else is asked, `ping`
//! and the withdrawal of a call among it, is answered meanwhile. Nothing is written but the answers.

mod schema;
mod tools;

use crate::prove::{Cancel, STACK};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::{self, BufRead, Read as _, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Versions of the protocol that are spoken, the newest first; the tools are the same in all.
const VERSIONS: [&str; 4] = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];
/// The longest message that is read, in bytes.
pub const MAX_MESSAGE_BYTES: u64 = 32 << 20;
/// Calls that may wait; more are refused.
const MAX_WAITING: usize = 64;

/// JSON-RPC 2.0, section 5.1.
const PARSE_ERROR: i64 = -32_700;
const INVALID_REQUEST: i64 = -32_600;
const METHOD_NOT_FOUND: i64 = -32_601;
const INVALID_PARAMS: i64 = -32_602;
const SERVER_BUSY: i64 = -32_000;

/// Bounds on what a client may ask for.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Time of a call at most, whatever it asks for.
    pub call: Duration,
    /// Threads of the prover; 0 is one a core.
    pub threads: usize,
}

/// A call that waits for its turn.
struct Call {
    id: Value,
    name: String,
    arguments: Value,
    cancel: Cancel,
}

/// Calls that are not answered yet, by the text of their id.
type Waiting = Mutex<HashMap<String, Cancel>>;

/// Answers messages until the input ends, then the calls that wait.
///
/// # Errors
/// Those of reading and writing; threads that cannot be started; a message longer than [`MAX_MESSAGE_BYTES`].
pub fn serve(
    mut input: impl BufRead,
    output: impl Write + Send,
    limits: &Limits,
) -> io::Result<()> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(limits.threads)
        .stack_size(STACK)
        .build()
        .map_err(io::Error::other)?;
    let output = Mutex::new(output);
    let waiting = Waiting::default();
    let (send, receive) = channel();
    let (pool, waiting, output) = (&pool, &waiting, &output);
    std::thread::scope(|scope| {
        let worker = scope.spawn(move || work(pool, &receive, waiting, limits, output));
        let read = listen(&mut input, &send, waiting, limits, output);
        if read.is_err() {
            for cancel in lock(waiting).values() {
                cancel.cancel();
            }
        }
        // The worker ends after the last call.
        drop(send);
        let worked = worker.join().unwrap_or(Ok(()));
        read.and(worked)
    })
}

fn listen(
    input: &mut impl BufRead,
    calls: &Sender<Call>,
    waiting: &Waiting,
    limits: &Limits,
    output: &Mutex<impl Write>,
) -> io::Result<()> {
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = input
            .take(MAX_MESSAGE_BYTES + 1)
            .read_until(b'\n', &mut line)?;
        if read == 0 {
            return Ok(());
        }
        if line.len() as u64 > MAX_MESSAGE_BYTES {
            let message = format!("a message is longer than {MAX_MESSAGE_BYTES} bytes");
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        let answer = match serde_json::from_slice::<Value>(&line) {
            Ok(message) => answer(message, calls, waiting, limits),
            Err(e) => Some(error(&Value::Null, PARSE_ERROR, &format!("no JSON: {e}"))),
        };
        if let Some(answer) = answer {
            send(output, &answer)?;
        }
    }
}

/// The answer to a message, if it is due at once.
fn answer(
    message: Value,
    calls: &Sender<Call>,
    waiting: &Waiting,
    limits: &Limits,
) -> Option<Value> {
    let id = message.get("id").cloned();
    let Some(method) = message.get("method").and_then(Value::as_str) else {
        // An answer of the client's, to which nothing is due.
        if id.is_some() && (message.get("result").is_some() || message.get("error").is_some()) {
            return None;
        }
        let id = id.unwrap_or(Value::Null);
        return Some(error(&id, INVALID_REQUEST, "a message has a `method`"));
    };
    let params = message.get("params").unwrap_or(&Value::Null);
    let Some(id) = id else {
        if method == "notifications/cancelled" {
            let withdrawn = params.get("requestId").unwrap_or(&Value::Null).to_string();
            if let Some(cancel) = lock(waiting).get(&withdrawn) {
                cancel.cancel();
            }
        }
        return None;
    };
    if !(id.is_string() || id.is_number()) {
        return Some(error(
            &Value::Null,
            INVALID_REQUEST,
            "an `id` is a string or a number",
        ));
    }
    Some(match method {
        "initialize" => result(&id, initialized(params)),
        "ping" => result(&id, json!({})),
        "tools/list" => result(&id, json!({ "tools": schema::list(limits) })),
        "tools/call" => return take_up(id, params, calls, waiting),
        _ => error(
            &id,
            METHOD_NOT_FOUND,
            &format!("no method is named `{method}`"),
        ),
    })
}

fn initialized(params: &Value) -> Value {
    let asked = params.get("protocolVersion").and_then(Value::as_str);
    let version = VERSIONS.iter().find(|v| Some(**v) == asked);
    json!({
        "protocolVersion": version.unwrap_or(&VERSIONS[0]),
        "capabilities": { "tools": {} },
        "serverInfo": { "name": "lemmabox", "version": env!("CARGO_PKG_VERSION") },
        "instructions": tools::INSTRUCTIONS,
    })
}

/// Puts a call in the queue; an answer only if it is refused.
fn take_up(id: Value, params: &Value, calls: &Sender<Call>, waiting: &Waiting) -> Option<Value> {
    let Some(name) = params.get("name").and_then(Value::as_str) else {
        return Some(error(&id, INVALID_PARAMS, "a call names a tool: `name`"));
    };
    if !tools::is_known(name) {
        let message = format!("no tool is named `{name}`: {}", tools::NAMES.join(", "));
        return Some(error(&id, INVALID_PARAMS, &message));
    }
    let cancel = Cancel::new();
    let mut known = lock(waiting);
    if known.len() >= MAX_WAITING {
        return Some(error(
            &id,
            SERVER_BUSY,
            "too many calls wait; call again later",
        ));
    }
    if known.contains_key(&id.to_string()) {
        return Some(error(
            &id,
            INVALID_REQUEST,
            "a call with this `id` is under way",
        ));
    }
    known.insert(id.to_string(), cancel.clone());
    drop(known);
    let call = Call {
        name: name.to_owned(),
        arguments: params
            .get("arguments")
            .cloned()
            .unwrap_or_else(|| json!({})),
        id,
        cancel,
    };
    // The worker listens until the sender is gone, unless nobody reads its answers.
    let _ = calls.send(call);
    None
}

/// Does the calls one after the other.
fn work(
    pool: &rayon::ThreadPool,
    calls: &Receiver<Call>,
    waiting: &Waiting,
    limits: &Limits,
    output: &Mutex<impl Write>,
) -> io::Result<()> {
    for call in calls {
        let answer = match call.cancel.is_cancelled() {
            true => None,
            false => Some(pool.install(|| perform(&call, limits))),
        };
        lock(waiting).remove(&call.id.to_string());
        // To a call that is withdrawn no answer is due.
        if let Some(answer) = answer
            && !call.cancel.is_cancelled()
        {
            send(output, &result(&call.id, answer))?;
        }
    }
    Ok(())
}

/// What a tool answers: as data and, for clients that know no such, as its text; or what was wrong with the call.
fn perform(call: &Call, limits: &Limits) -> Value {
    let done = catch_unwind(AssertUnwindSafe(|| {
        tools::call(&call.name, &call.arguments, limits, &call.cancel)
    }));
    let done = done.unwrap_or_else(|_| Err("an internal error; please report the claim".into()));
    let (text, structured) = match done {
        Ok(value) => (value.to_string(), Some(value)),
        Err(wrong) => (wrong, None),
    };
    let mut answer = json!({
        "content": [{ "type": "text", "text": text }],
        "isError": structured.is_none(),
    });
    if let Some(structured) = structured {
        answer["structuredContent"] = structured;
    }
    answer
}

fn result(id: &Value, value: Value) -> Value {
    json!({ "jsonrpc": "2.0", "id": id, "result": value })
}

fn error(id: &Value, code: i64, message: &str) -> Value {
    json!({ "jsonrpc": "2.0", "id": id, "error": { "code": code, "message": message } })
}

fn send(output: &Mutex<impl Write>, message: &Value) -> io::Result<()> {
    let mut output = output.lock().unwrap_or_else(PoisonError::into_inner);
    writeln!(output, "{message}")?;
    output.flush()
}

fn lock(waiting: &Waiting) -> std::sync::MutexGuard<'_, HashMap<String, Cancel>> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner)
}
