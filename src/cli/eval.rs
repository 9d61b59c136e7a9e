//! `lemmabox eval`.

use super::constant::{constant, constants, rational};
use super::limits::seconds;
use super::network::ActivationArguments;
use super::{Failure, Outcome, Output, json, plot};
use crate::Stop;
use crate::closed::NoDigits;
use crate::digits::{Exact, Unfixed, fixed_digits};
use crate::exact::Q;
use crate::expr::{Dag, Expr};
use crate::lang::expression_text;
use crate::model::quantity::{Inputs, Quantities, Quantity, Value};
use crate::session::{self, Refused};
use serde::Serialize;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

pub(super) const EXAMPLES: &str = "\
Examples:
  lemmabox eval 'exp(1)*pi' --digits 50
  lemmabox eval 'integral(exp(-x^2), x, 0, 1) + sum(1/n^2, n, 1, inf)'
  lemmabox eval 'for x in [0, 4] show x <= 1 + x^2/5' --plot margin.svg
  lemmabox eval g --phi pi/3 --digits 50
  lemmabox eval --k 16 --S 1.44 --phi pi/3
  lemmabox eval phi-c --k 16 --S 1.44
  lemmabox eval loss grad-a --a 1,2,-1/2 --a-star 1,1,1 --v 1,0 --v-star 1,1
  lemmabox eval next-phi --k 4 --S 1 --phi pi/3 --s 0 --r 0 --norm2 0 --eta-a 0.02 --eta-w 1

Every input is exact: a term of the claim language without variables, such as 1/2, 0.02, pi/3 or
sqrt(2). Every digit printed is right; `exactly` marks a value known in full.";

/// Arguments of `lemmabox eval`.
#[derive(Debug, clap::Args)]
#[command(allow_negative_numbers = true)]
pub struct Arguments {
    /// A closed term, or quantities of the model; all that the inputs determine if none is named.
    /// With --plot the clauses of a claim
    #[arg(value_name = "TERM")]
    quantities: Vec<String>,
    /// Draw the margin of a claim over its one or two variables, in doubles, deciding nothing (.svg
    /// or .png)
    #[arg(long, value_name = "FILE", conflicts_with = "json")]
    plot: Option<PathBuf>,
    /// Angle between v and v*, in [0, pi]
    #[arg(long, allow_hyphen_values = true)]
    phi: Option<String>,
    /// Number of hidden units, at least 1
    #[arg(long, allow_hyphen_values = true)]
    k: Option<String>,
    /// |a*|^2 [default: 1]
    #[arg(long, allow_hyphen_values = true)]
    n: Option<String>,
    /// (1'a*)^2, between 0 and k n
    #[arg(long = "S", value_name = "S", allow_hyphen_values = true)]
    square_sum: Option<String>,
    #[command(flatten)]
    activation: ActivationArguments,
    /// The teacher's a*, entries separated by commas
    #[arg(long, value_name = "LIST", allow_hyphen_values = true)]
    a_star: Option<String>,
    /// The student's a, entries separated by commas
    #[arg(long, value_name = "LIST", allow_hyphen_values = true)]
    a: Option<String>,
    /// 1'a, when a is not given
    #[arg(long, allow_hyphen_values = true)]
    s: Option<String>,
    /// a'a*, when a is not given
    #[arg(long, allow_hyphen_values = true)]
    r: Option<String>,
    /// |a|^2, when a is not given
    #[arg(long, allow_hyphen_values = true)]
    norm2: Option<String>,
    /// The teacher's v*, entries separated by commas; only its direction counts
    #[arg(long, value_name = "LIST", allow_hyphen_values = true)]
    v_star: Option<String>,
    /// The student's v, entries separated by commas; only its direction counts
    #[arg(long, value_name = "LIST", allow_hyphen_values = true)]
    v: Option<String>,
    /// Step size in a, for the state after one step
    #[arg(long, requires = "eta_w", allow_hyphen_values = true)]
    eta_a: Option<String>,
    /// Step size in w, for the state after one step
    #[arg(long, requires = "eta_a", allow_hyphen_values = true)]
    eta_w: Option<String>,
    /// Significant digits
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    digits: u32,
    /// Seconds for the digits; 0 is no limit
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = seconds)]
    timeout: f64,
    /// Print a JSON array, one object a quantity
    #[arg(long)]
    json: bool,
}

impl Arguments {
    /// How long to look for digits; forever if `None`.
    fn time(&self) -> Option<Duration> {
        (self.timeout > 0.0).then(|| Duration::from_secs_f64(self.timeout))
    }

    /// The option of an input of the model that is given and is not its default.
    fn input(&self) -> Option<&'static str> {
        let optional = [
            ("--phi", &self.phi),
            ("--k", &self.k),
            ("--n", &self.n),
            ("--S", &self.square_sum),
            ("--a-star", &self.a_star),
            ("--a", &self.a),
            ("--v-star", &self.v_star),
            ("--v", &self.v),
            ("--s", &self.s),
            ("--r", &self.r),
            ("--norm2", &self.norm2),
            ("--eta-a", &self.eta_a),
            ("--eta-w", &self.eta_w),
        ];
        let given = optional.iter().find(|(_, value)| value.is_some());
        given.map(|(option, _)| *option).or(self.activation.given())
    }
}

/// One value as printed.
#[derive(Clone, Debug, Serialize)]
struct Printed {
    digits: Option<String>,
    exact: Option<String>,
    note: Option<String>,
}

#[derive(Serialize)]
struct Entry {
    name: &'static str,
    meaning: &'static str,
    values: Vec<Printed>,
    vector: bool,
}

fn refuse(message: impl Into<String>) -> Failure {
    Failure::Message {
        message: message.into(),
        help: Some("`lemmabox eval --help` shows the inputs and examples".into()),
    }
}

fn inputs(arguments: &Arguments, dag: &mut Dag) -> Result<Inputs, String> {
    let list = |dag: &mut Dag, option: &str, text: &Option<String>| {
        text.as_ref().map(|t| constants(dag, option, t)).transpose()
    };
    let number = |option: &str, text: &Option<String>| -> Result<Option<Q>, String> {
        text.as_ref().map(|t| rational(option, t)).transpose()
    };
    let numbers = match (
        number("k", &arguments.k)?,
        number("n", &arguments.n)?,
        number("S", &arguments.square_sum)?,
    ) {
        (None, None, None) => None,
        (Some(k), n, Some(square)) => {
            Some((k, n.unwrap_or_else(|| Q::from_integer(1.into())), square))
        }
        _ => {
            return Err(
                "a teacher by numbers needs both --k and --S (and --n if it is not 1)".into(),
            );
        }
    };
    let one = |dag: &mut Dag, option: &str, text: &Option<String>| {
        text.as_ref().map(|t| constant(dag, option, t)).transpose()
    };
    let layer = match (
        one(dag, "s", &arguments.s)?,
        one(dag, "r", &arguments.r)?,
        one(dag, "norm2", &arguments.norm2)?,
    ) {
        (None, None, None) => None,
        (Some(s), Some(r), Some(norm2)) => Some((s, r, norm2)),
        _ => return Err("a student by numbers needs all of --s, --r and --norm2".into()),
    };
    let steps = match (
        number("eta-a", &arguments.eta_a)?,
        number("eta-w", &arguments.eta_w)?,
    ) {
        (Some(a), Some(w)) => Some((a, w)),
        _ => None,
    };
    Ok(Inputs {
        numbers,
        slope: arguments.activation.slope()?,
        moment_ratio: Some(arguments.activation.moment_ratio()?),
        a_star: list(dag, "a-star", &arguments.a_star)?,
        a: list(dag, "a", &arguments.a)?,
        layer,
        v_star: list(dag, "v-star", &arguments.v_star)?,
        v: list(dag, "v", &arguments.v)?,
        phi: one(dag, "phi", &arguments.phi)?,
        steps,
    })
}

fn printed(dag: &mut Dag, term: Expr, digits: usize, stop: Stop<'_>) -> Printed {
    match fixed_digits(dag, term, digits, stop) {
        Ok(fixed) => Printed {
            exact: match fixed.exact {
                Exact::Rational(q) => Some(q.to_string()),
                Exact::InPi(e) => Some(expression_text(dag, &[], e)),
                Exact::Digits => None,
            },
            digits: Some(fixed.digits),
            note: None,
        },
        Err(why) => Printed {
            digits: None,
            exact: None,
            note: Some(why.to_string()),
        },
    }
}

/// The angle in `(0, pi)` at which `g` has the given value, for which it is known to exist.
fn angle_where_g(all: &mut Quantities, level: Expr, digits: usize, stop: Stop<'_>) -> Printed {
    match all.angle_where_g(level, digits, stop) {
        Ok(text) => Printed {
            digits: Some(text),
            exact: None,
            note: None,
        },
        Err(why) => Printed {
            digits: None,
            exact: None,
            note: Some(why.to_string()),
        },
    }
}

fn entry(all: &mut Quantities, quantity: &Quantity, digits: usize, stop: Stop<'_>) -> Entry {
    let (values, vector) = match &quantity.value {
        Value::Scalar(e) => (vec![printed(&mut all.dag, *e, digits, stop)], false),
        Value::Vector(entries) => (
            entries
                .iter()
                .map(|e| printed(&mut all.dag, *e, digits, stop))
                .collect(),
            true,
        ),
        Value::AngleWhereG(level) => (vec![angle_where_g(all, *level, digits, stop)], false),
        Value::Absent(why) => (
            vec![Printed {
                digits: None,
                exact: None,
                note: Some((*why).to_owned()),
            }],
            false,
        ),
    };
    Entry {
        name: quantity.name,
        meaning: quantity.meaning,
        values,
        vector,
    }
}

/// A term with its digits, or why it has none.
type Digits = Result<(String, Option<String>), String>;

/// The digits of a closed term; an outer error if it is none. Nobody waits for them beyond the
/// time: a single operation in many digits may take longer.
fn digits_within(term: &str, digits: usize, time: Option<Duration>) -> Result<Digits, Refused> {
    let deadline = time.and_then(|time| Instant::now().checked_add(time));
    let (send, receive) = channel();
    let term = term.to_owned();
    let work = move || {
        let asked = || deadline.is_some_and(|at| Instant::now() >= at);
        let stop = Stop::when(&asked);
        let found = session::closed(&term, stop).map(|closed| {
            let closed = closed.map_err(|no: NoDigits| no.to_string())?;
            session::digits_of(closed, digits, stop)
        });
        // Nobody listens when the time is over.
        let _ = send.send(found);
    };
    let worker = std::thread::Builder::new().stack_size(crate::prove::STACK);
    let Ok(worker) = worker.spawn(work) else {
        return Ok(Err("a thread cannot be started".into()));
    };
    let found = match time {
        Some(time) => receive.recv_timeout(time),
        None => receive.recv().map_err(|_| RecvTimeoutError::Disconnected),
    };
    match found {
        Ok(found) => return found,
        Err(RecvTimeoutError::Timeout) => {}
        // It ends without an answer only by a panic, which is then this thread's.
        Err(RecvTimeoutError::Disconnected) => {
            if let Err(panic) = worker.join() {
                std::panic::resume_unwind(panic);
            }
        }
    }
    Ok(Err(Unfixed::Stopped.to_string()))
}

/// Prints the value of a closed term.
fn closed_term(
    arguments: &Arguments,
    (term, value): (&str, Result<Digits, Refused>),
    out: &mut Output,
) -> Result<Outcome, Failure> {
    let value = value.map_err(|Refused { message, help }| {
        let model =
            "a quantity of the model needs its inputs: at least --phi, or --k and --S, or --a-star";
        let quantity = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let help = match help {
            _ if term.chars().all(quantity) => Some(model.to_owned()),
            other => other,
        };
        Failure::Message {
            message: format!("{term}: {message}"),
            help,
        }
    })?;
    let (digits, exact) = match value {
        Ok(value) => value,
        Err(why) => {
            if arguments.json {
                let entry = serde_json::json!({"term": term, "digits": null, "reason": why});
                json::print(&entry, out)?;
            } else {
                writeln!(out, "none: {why}")?;
            }
            return Ok(Outcome::Undecided);
        }
    };
    if arguments.json {
        let entry = serde_json::json!({"term": term, "digits": digits, "exact": exact});
        json::print(&entry, out)?;
    } else {
        let exact = exact.map_or_else(String::new, |x| format!("  exactly {x}"));
        writeln!(out, "{digits}{exact}")?;
    }
    Ok(Outcome::AsExpected)
}

/// Draws the margin of the claim whose clauses are given.
fn draw(arguments: &Arguments, path: &Path, out: &mut Output) -> Result<Outcome, Failure> {
    let kind = plot::kind("plot", path)?;
    let [text] = arguments.quantities.as_slice() else {
        return Err(Failure::Message {
            message: "--plot draws one claim".into(),
            help: Some("give its clauses: 'for x in [0, 4] show x <= 1 + x^2/5'".into()),
        });
    };
    let located = session::read(text)?;
    let [one] = located.as_slice() else {
        return Err(refuse(format!(
            "one claim is due, and the text has {}",
            located.len()
        )));
    };
    plot::margin(path, kind, &one.claim, Vec::new())?;
    writeln!(
        out,
        "{}: drawn in doubles, nothing is decided",
        path.display()
    )?;
    Ok(Outcome::AsExpected)
}

/// Prints quantities of the model at exact inputs.
///
/// # Errors
/// Inputs that are refused, and failures of writing.
pub fn run(arguments: &Arguments, out: &mut Output) -> Result<Outcome, Failure> {
    if let Some(path) = &arguments.plot {
        return draw(arguments, path, out);
    }
    let digits = usize::try_from(arguments.digits).unwrap_or(usize::MAX);
    if let [term] = arguments.quantities.as_slice() {
        match arguments.input() {
            None => {
                let value = digits_within(term, digits, arguments.time());
                return closed_term(arguments, (term, value), out);
            }
            Some(option) if session::closed_term(&mut Dag::new(), term).is_ok() => {
                return Err(Failure::Message {
                    message: format!(
                        "{option} is an input of the model, of which `{term}` is no quantity"
                    ),
                    help: Some(format!("lemmabox eval '{term}'")),
                });
            }
            Some(_) => {}
        }
    }
    quantities(arguments, digits, out)
}

/// Prints the quantities of the model that are named, or all that the inputs determine.
fn quantities(arguments: &Arguments, digits: usize, out: &mut Output) -> Result<Outcome, Failure> {
    let mut dag = Dag::new();
    let inputs = inputs(arguments, &mut dag).map_err(refuse)?;
    let mut all = Quantities::new(dag, inputs).map_err(|e| refuse(e.to_string()))?;
    let chosen = chosen(arguments, &all.list)?;
    let deadline = (arguments.time()).and_then(|time| Instant::now().checked_add(time));
    let asked = || deadline.is_some_and(|at| Instant::now() >= at);
    let stop = Stop::when(&asked);
    let entries = chosen.iter().map(|q| entry(&mut all, q, digits, stop));
    let entries: Vec<Entry> = entries.collect();
    if arguments.json {
        json::print(&entries, out)?;
    } else {
        // What was not asked for by its name is told what it is.
        write_values(&entries, arguments.quantities.is_empty(), out)?;
    }
    let undecided = entries
        .iter()
        .flat_map(|e| &e.values)
        .any(|v| v.digits.is_none() && v.note.is_some())
        && chosen.iter().any(|q| !matches!(q.value, Value::Absent(_)));
    Ok(if undecided {
        Outcome::Undecided
    } else {
        Outcome::AsExpected
    })
}

/// The quantities named among those known, or all of them.
fn chosen(arguments: &Arguments, known: &[Quantity]) -> Result<Vec<Quantity>, Failure> {
    if known.is_empty() {
        return Err(refuse(
            "nothing to evaluate: give at least --phi, or --k and --S, or --a-star",
        ));
    }
    let names = &arguments.quantities;
    if let Some(unknown) = names.iter().find(|n| known.iter().all(|q| q.name != **n)) {
        let known: Vec<&str> = known.iter().map(|q| q.name).collect();
        return Err(refuse(format!(
            "`{unknown}` is not among what these inputs determine: {}",
            known.join(", ")
        )));
    }
    let wanted = |q: &&Quantity| names.is_empty() || names.iter().any(|n| n == q.name);
    Ok(known.iter().filter(wanted).cloned().collect())
}

fn write_values(entries: &[Entry], with_meaning: bool, out: &mut Output) -> io::Result<()> {
    let width = entries.iter().map(|e| e.name.len()).max().unwrap_or(0);
    for e in entries {
        for (i, v) in e.values.iter().enumerate() {
            let name = if e.vector {
                format!("{}[{}]", e.name, i + 1)
            } else {
                e.name.to_owned()
            };
            let value = match (&v.digits, &v.note) {
                (Some(digits), _) => digits.clone(),
                (None, Some(note)) => format!("none: {note}"),
                (None, None) => String::new(),
            };
            let exact = v
                .exact
                .as_ref()
                .map_or_else(String::new, |x| format!("  exactly {x}"));
            writeln!(
                out,
                "{}",
                format!("{name:width$}  {value}{exact}").trim_end()
            )?;
            if with_meaning && i == 0 && !e.meaning.is_empty() {
                writeln!(out, "{:width$}    {}", "", e.meaning)?;
            }
        }
    }
    Ok(())
}
