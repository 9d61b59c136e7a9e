//! Commands of a script.

use super::problem::{self, Problem};
use super::prop::Prop;
use super::sexpr::{Id, Kind, Tree, numeral};
use super::term::Elaborator;
use super::{Reading, SyntaxError};
use lemmabox_kernel::expr::{Comparison, Var};
use rustc_hash::FxHashMap;

/// Sorts of constants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sort {
    /// Real numbers.
    Real,
    /// Integers.
    Int,
    /// Truth values.
    Bool,
}

/// What a script says its answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// Some point satisfies all assertions.
    Sat,
    /// None does.
    Unsat,
    /// Not known.
    Unknown,
}

/// One `check-sat`.
#[derive(Clone, Debug)]
pub struct Query {
    /// What is asked.
    pub problem: Problem,
    /// The answer the script claims to have, by `(set-info :status ...)`.
    pub status: Option<Status>,
    /// Whether `get-model` follows.
    pub wants_model: bool,
}

/// What is to be printed, in the order of the script.
#[derive(Clone, Debug)]
pub enum Response {
    /// The answer to a `check-sat`, by its place in [`Script::queries`].
    Answer(usize),
    /// A line known beforehand: `echo`, `get-info`.
    Line(String),
}

/// A script read.
#[derive(Clone, Debug, Default)]
pub struct Script {
    /// The logic set, if any.
    pub logic: Option<String>,
    /// The queries in order.
    pub queries: Vec<Query>,
    /// What the script prints, in order.
    pub responses: Vec<Response>,
    /// Whether `arctan2`, which [`Reading`] gives a meaning, occurs.
    pub has_arctan2: bool,
}

/// Reads a script. `file` names it in errors.
///
/// # Errors
/// A [`SyntaxError`] at the first thing that is not understood. Nothing is skipped silently:
/// commands that would change the answer and are not supported are errors.
pub fn read(file: &str, text: &str, reading: Reading) -> Result<Script, SyntaxError> {
    let tree = Tree::parse(file, text)?;
    let mut reader = Reader {
        tree: &tree,
        elaborator: Elaborator::new(&tree, reading),
        script: Script::default(),
        symbols: Vec::new(),
        assertions: Vec::new(),
        status: None,
        levels: Vec::new(),
        scoped: Vec::new(),
        sorts: FxHashMap::default(),
    };
    for &root in &tree.roots {
        if reader.command(root)? == Flow::Exit {
            break;
        }
    }
    let mut script = reader.script;
    script.has_arctan2 = reader.elaborator.saw_arctan2;
    Ok(script)
}

/// The answer to `get-info`.
fn info(key: &str) -> String {
    match key {
        ":name" => r#"(:name "lemmabox")"#.to_owned(),
        ":version" => format!(r#"(:version "{}")"#, env!("CARGO_PKG_VERSION")),
        ":authors" => r#"(:authors "the lemmabox authors")"#.to_owned(),
        ":error-behavior" => "(:error-behavior immediate-exit)".to_owned(),
        _ => "unsupported".to_owned(),
    }
}

#[derive(PartialEq, Eq)]
enum Flow {
    Continue,
    Exit,
}

struct Reader<'t, 'a> {
    tree: &'t Tree<'a>,
    elaborator: Elaborator<'t, 'a>,
    script: Script,
    symbols: Vec<(String, Sort)>,
    assertions: Vec<(String, Prop, Id)>,
    status: Option<Status>,
    /// For each `push`: assertions, and names in scope, at that time.
    levels: Vec<(usize, usize)>,
    /// Names in the order they came into scope; constants with their variable.
    scoped: Vec<(&'a str, Option<Var>)>,
    /// Names of sorts, by `define-sort`.
    sorts: FxHashMap<&'a str, Sort>,
}

impl<'a> Reader<'_, 'a> {
    fn error(&self, id: Id, cause: impl Into<String>, mend: impl Into<String>) -> SyntaxError {
        self.tree.error(id, cause, mend)
    }

    fn command(&mut self, id: Id) -> Result<Flow, SyntaxError> {
        let flow = self.obey(id)?;
        for name in self.elaborator.annotated() {
            self.scoped.push((name, None));
        }
        Ok(flow)
    }

    fn obey(&mut self, id: Id) -> Result<Flow, SyntaxError> {
        let items = self.tree.list(id).to_vec();
        let Some(name) = items.first().and_then(|h| self.tree.symbol(*h)) else {
            return Err(self.error(
                id,
                "not a command",
                "commands have the form (assert ...), (check-sat), ...",
            ));
        };
        let arguments = &items[1..];
        match (name, arguments) {
            ("set-logic", &[logic]) => {
                self.script.logic = Some(self.tree.words(logic).into_owned());
            }
            ("set-info", &[key, ..]) => self.set_info(id, key, arguments.get(1).copied())?,
            ("set-option" | "get-option" | "get-assertions", _) => {}
            ("get-unsat-core" | "get-proof" | "get-unsat-assumptions" | "get-assignment", _) => {}
            ("echo", &[text]) => self.say(self.tree.source(text).to_owned()),
            ("get-info", &[key]) => self.say(info(self.tree.source(key))),
            ("get-model", &[]) | ("get-value", &[_]) => {
                if let Some(query) = self.script.queries.last_mut() {
                    query.wants_model = true;
                }
            }
            ("declare-const", &[name, sort, ref domain @ ..]) => {
                self.declare(name, sort)?;
                self.domain(name, domain)?;
            }
            ("declare-fun", &[name, parameters, sort, ref domain @ ..]) => {
                self.declare_function(name, parameters, sort, domain)?;
            }
            ("define-const", &[name, sort, body]) => self.define(name, &[], sort, body)?,
            ("define-fun", &[name, parameters, sort, body]) => {
                self.define_function(name, parameters, sort, body)?;
            }
            ("define-sort", &[name, parameters, sort]) if self.tree.list(parameters).is_empty() => {
                self.define_sort(name, sort)?;
            }
            ("reset", &[]) => {
                self.forget_all();
                self.script.logic = None;
                self.status = None;
                self.sorts.clear();
            }
            ("reset-assertions", &[]) => self.forget_all(),
            ("assert", &[term]) => self.assert(term)?,
            ("check-sat", &[]) => self.query(id)?,
            ("check-sat-assuming", &[list]) if self.tree.is_list(list) => {
                self.query_assuming(id, list)?;
            }
            ("push", _) => {
                for _ in 0..self.level_count(id, arguments)? {
                    self.levels.push((self.assertions.len(), self.scoped.len()));
                }
            }
            ("pop", _) => {
                for _ in 0..self.level_count(id, arguments)? {
                    self.pop(id)?;
                }
            }
            ("exit", &[]) => return Ok(Flow::Exit),
            (name, _) => return Err(self.refused(id, name)),
        }
        Ok(Flow::Continue)
    }

    /// What is wrong with a command of this name that has no meaning here.
    fn refused(&self, id: Id, name: &str) -> SyntaxError {
        const KNOWN: [&str; 17] = [
            "set-logic",
            "set-info",
            "declare-const",
            "declare-fun",
            "define-const",
            "define-fun",
            "define-sort",
            "assert",
            "check-sat",
            "check-sat-assuming",
            "reset",
            "reset-assertions",
            "echo",
            "get-info",
            "exit",
            "get-model",
            "get-value",
        ];
        if KNOWN.contains(&name) {
            let cause = format!("`{name}` with the wrong number of arguments");
            return self.error(id, cause, "see the SMT-LIB 2.6 standard, section 4.2");
        }
        self.error(
            id,
            format!("the command `{name}` is not supported"),
            "supported are set-logic, set-info, get-info, set-option, declare-fun (of constants), \
             declare-const, define-fun, define-const, define-sort, assert, check-sat, \
             check-sat-assuming, get-model, echo, push, pop, reset, reset-assertions and exit",
        )
    }

    /// Answers with a line.
    fn say(&mut self, line: String) {
        self.script.responses.push(Response::Line(line));
    }

    /// Takes the status that a script states of its next query; other information is for people.
    fn set_info(&mut self, id: Id, key: Id, value: Option<Id>) -> Result<(), SyntaxError> {
        if self.tree.source(key) != ":status" {
            return Ok(());
        }
        self.status = match value.map(|v| self.tree.words(v)).as_deref() {
            Some("sat") => Some(Status::Sat),
            Some("unsat") => Some(Status::Unsat),
            Some("unknown") => Some(Status::Unknown),
            Some(_) | None => {
                let mend = "it is sat, unsat or unknown";
                return Err(self.error(id, "a status of the wrong form", mend));
            }
        };
        Ok(())
    }

    fn declare_function(
        &mut self,
        name: Id,
        parameters: Id,
        sort: Id,
        domain: &[Id],
    ) -> Result<(), SyntaxError> {
        if !self.tree.list(parameters).is_empty() || !self.tree.is_list(parameters) {
            return Err(self.error(
                parameters,
                "uninterpreted functions are not read",
                "declare a constant: (declare-fun x () Real)",
            ));
        }
        self.declare(name, sort)?;
        self.domain(name, domain)
    }

    fn define_function(
        &mut self,
        name: Id,
        parameters: Id,
        sort: Id,
        body: Id,
    ) -> Result<(), SyntaxError> {
        if !self.tree.is_list(parameters) {
            return Err(self.error(
                parameters,
                "not a list of parameters",
                "write (define-fun f ((x Real)) Real term)",
            ));
        }
        let parameters = self.tree.list(parameters).to_vec();
        self.define(name, &parameters, sort, body)
    }

    fn define_sort(&mut self, name: Id, sort: Id) -> Result<(), SyntaxError> {
        let sort = self.sort(sort)?;
        let Some(word) = self.tree.symbol(name) else {
            return Err(self.error(name, "a name must be a symbol", "write a symbol"));
        };
        if matches!(word, "Real" | "Int" | "Bool") || self.sorts.contains_key(word) {
            return Err(self.error(
                name,
                format!("the sort `{word}` is there already"),
                "choose another name",
            ));
        }
        self.sorts.insert(word, sort);
        Ok(())
    }

    fn assert(&mut self, term: Id) -> Result<(), SyntaxError> {
        let name = self.elaborator.annotated_name(term)?;
        let p = self.elaborator.truth(term)?;
        let number = self.assertions.len() + 1;
        let name = name.map_or_else(|| format!("assertion_{number}"), str::to_owned);
        self.assertions.push((name, p, term));
        Ok(())
    }

    /// One `check-sat-assuming`, whose literals end with it.
    fn query_assuming(&mut self, id: Id, literals: Id) -> Result<(), SyntaxError> {
        let asserted = self.assertions.len();
        for &literal in self.tree.list(literals) {
            let p = self.elaborator.truth(literal)?;
            let name = format!("assumption_{}", self.assertions.len() + 1);
            self.assertions.push((name, p, literal));
        }
        self.query(id)?;
        self.assertions.truncate(asserted);
        Ok(())
    }

    fn pop(&mut self, id: Id) -> Result<(), SyntaxError> {
        let Some((assertions, names)) = self.levels.pop() else {
            return Err(self.error(id, "a pop without its push", "remove it"));
        };
        self.assertions.truncate(assertions);
        for (name, _) in self.scoped.drain(names..) {
            self.elaborator.forget(name);
        }
        Ok(())
    }

    /// One `check-sat`.
    fn query(&mut self, id: Id) -> Result<(), SyntaxError> {
        let problem = self.problem(id)?;
        let place = self.script.queries.len();
        self.script.responses.push(Response::Answer(place));
        self.script.queries.push(Query {
            problem,
            status: self.status.take(),
            wants_model: false,
        });
        Ok(())
    }

    /// Assertions, declarations and levels end.
    fn forget_all(&mut self) {
        self.assertions.clear();
        self.levels.clear();
        for (name, _) in self.scoped.drain(..) {
            self.elaborator.forget(name);
        }
        self.elaborator.begin_anew();
    }

    /// `[lo, hi]` behind the sort of a constant, as dReal's dialect has it.
    fn domain(&mut self, name: Id, tokens: &[Id]) -> Result<(), SyntaxError> {
        let Some(&first) = tokens.first() else {
            return Ok(());
        };
        let wrong = |reader: &Self| {
            let mend = "write (declare-fun x () Real [0.0, 1.0])";
            reader.error(first, "a domain of the wrong form", mend)
        };
        let text: String = tokens.iter().map(|t| self.tree.source(*t)).collect();
        let inner = text.strip_prefix('[').and_then(|t| t.strip_suffix(']'));
        let Some((lo, hi)) = inner.and_then(|t| t.split_once(',')) else {
            return Err(wrong(self));
        };
        let number = |text: &str| match text.strip_prefix('-') {
            Some(text) => numeral(text).map(|q| -q),
            None => numeral(text),
        };
        for (text, op) in [(lo, Comparison::GreaterEqual), (hi, Comparison::LessEqual)] {
            let infinite = if op == Comparison::GreaterEqual {
                text.strip_prefix('-')
            } else {
                Some(text.strip_prefix('+').unwrap_or(text))
            };
            if matches!(infinite, Some("inf" | "oo" | "infty")) {
                continue;
            }
            let bound = number(text).ok_or_else(|| wrong(self))?;
            let p = self.elaborator.bounded(name, op, bound)?;
            let label = format!("assertion_{}", self.assertions.len() + 1);
            self.assertions.push((label, p, name));
        }
        Ok(())
    }

    fn level_count(&self, id: Id, arguments: &[Id]) -> Result<usize, SyntaxError> {
        let count = match arguments {
            [] => Some(1),
            [n] => self.tree.source(*n).parse().ok().filter(|n| *n <= 10_000),
            _ => None,
        };
        count.ok_or_else(|| {
            self.error(
                id,
                "not a number of levels",
                "write (push 1), at most 10000 levels",
            )
        })
    }

    fn name(&self, id: Id) -> Result<&'a str, SyntaxError> {
        let name = self.tree.symbol(id).ok_or_else(|| {
            self.error(
                id,
                "a name must be a symbol",
                "write a symbol, as in x or |x y|",
            )
        })?;
        self.elaborator.check_free(id, name)?;
        Ok(name)
    }

    fn sort(&self, id: Id) -> Result<Sort, SyntaxError> {
        match self.tree.symbol(id) {
            Some("Real") => Ok(Sort::Real),
            Some("Int") => Ok(Sort::Int),
            Some("Bool") => Ok(Sort::Bool),
            Some(name) if self.sorts.contains_key(name) => Ok(self.sorts[name]),
            _ => {
                let sort: String = self.tree.source(id).chars().take(40).collect();
                Err(self.error(
                    id,
                    format!("the sort `{sort}` is not read"),
                    "sorts are Real, Int and Bool",
                ))
            }
        }
    }

    fn declare(&mut self, name: Id, sort: Id) -> Result<(), SyntaxError> {
        let (at, name, sort) = (name, self.name(name)?, self.sort(sort)?);
        let v = u32::try_from(self.symbols.len())
            .ok()
            .filter(|n| *n < 1 << 24)
            .map(Var)
            .ok_or_else(|| self.error(at, "more than 2^24 constants", "declare fewer"))?;
        self.elaborator.declare(name, sort, v);
        self.symbols.push((name.to_owned(), sort));
        self.scoped.push((name, Some(v)));
        Ok(())
    }

    fn define(
        &mut self,
        name: Id,
        parameters: &[Id],
        sort: Id,
        body: Id,
    ) -> Result<(), SyntaxError> {
        let (name, sort) = (self.name(name)?, self.sort(sort)?);
        let mut list: Vec<(&'a str, Sort)> = Vec::new();
        for &parameter in parameters {
            let &[p, s] = self.tree.list(parameter) else {
                return Err(self.error(
                    parameter,
                    "a parameter of the wrong form",
                    "write (define-fun f ((x Real)) Real term)",
                ));
            };
            if self.tree.kind(p) != Kind::Symbol {
                return Err(self.error(p, "a name must be a symbol", "write (x Real)"));
            }
            let p_name = self.tree.symbol(p).unwrap_or_default();
            if list.iter().any(|(q, _)| *q == p_name) {
                return Err(self.error(p, "a parameter named twice", "rename one of the two"));
            }
            list.push((p_name, self.sort(s)?));
        }
        self.elaborator.define_function(name, list, sort, body)?;
        self.scoped.push((name, None));
        Ok(())
    }

    fn problem(&self, id: Id) -> Result<Problem, SyntaxError> {
        let mut symbols: Vec<_> = (self.symbols.iter())
            .map(|(name, sort)| (name.clone(), *sort, false))
            .collect();
        for v in self.scoped.iter().filter_map(|(_, v)| *v) {
            symbols[v.index()].2 = true;
        }
        let assertions = self.assertions.iter();
        problem::build(&self.elaborator, symbols, assertions).map_err(|at| {
            self.error(
                at.unwrap_or(id),
                "the assertion is too large when written out",
                "split it, or use fewer `ite` and `xor` inside one another",
            )
        })
    }
}
