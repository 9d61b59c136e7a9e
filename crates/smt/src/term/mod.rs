//! Terms of a script as expressions and propositions, by an explicit stack: scripts nest deeply.

mod operations;

use operations::{Arithmetic, Op, operation};

use super::prop::{Prop, Props};
use super::sexpr::{Id, Kind, Tree, numeral};
use super::{Reading, Sort, SyntaxError};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::exact::rational::ratio;
use lemmabox_kernel::expr::{Comparison, Dag, Expr, Var};
use rustc_hash::{FxHashMap, FxHashSet};

/// A formula that cannot be written out within the limits.
#[derive(Clone, Copy, Debug)]
pub(super) struct TooLarge;

/// What a term denotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Value {
    /// A real (integers are reals).
    Number(Expr),
    /// A truth value.
    Truth(Prop),
}

/// A real `ite`, which expressions lack. It is stood for by the variable [`placeholder`] of its
/// index until the relations that contain it are written out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ite {
    pub condition: Prop,
    pub then: Expr,
    pub otherwise: Expr,
}

const PLACEHOLDERS: u32 = 1 << 31;
/// From here on, parameters of functions; no assertion contains them.
const PARAMETERS: u32 = 1 << 30;

/// The variable standing for the `ite` of the given index.
fn placeholder(index: usize) -> Var {
    Var(PLACEHOLDERS.saturating_add(u32::try_from(index).unwrap_or(u32::MAX)))
}

/// The index of the `ite` that a variable stands for, if it stands for one.
pub(super) fn ite_index(v: Var) -> Option<usize> {
    v.0.checked_sub(PLACEHOLDERS).map(|i| i as usize)
}

#[derive(Clone, Copy, Debug)]
enum Global {
    Value(Value),
    Function(usize),
}

#[derive(Debug)]
struct Function<'a> {
    parameters: Vec<(&'a str, Sort)>,
    body: Id,
}

#[derive(Clone, Copy, Debug)]
enum Head {
    Op(Op),
    Function(usize),
}

enum Frame<'a> {
    /// Arguments of an application, one after the other.
    Apply {
        id: Id,
        head: Head,
        arguments: Vec<Value>,
    },
    /// Terms bound by a `let`, in parallel.
    Let { id: Id, values: Vec<Value> },
    /// The body of a `let` is done: its bindings end.
    LeaveLet(Id),
    /// The body of a function is done.
    LeaveCall {
        function: usize,
        arguments: Vec<Value>,
    },
    /// An annotated term is done.
    Name(&'a str),
}

/// Terms evaluated before a script is called too large: `define-fun` can unfold without end.
const MAX_STEPS: u64 = 50_000_000;

/// Everything known while a script is read.
pub(super) struct Elaborator<'t, 'a> {
    tree: &'t Tree<'a>,
    reading: Reading,
    pub dag: Dag,
    pub props: Props,
    pub ites: Vec<Ite>,
    /// Whether `arctan2` was met.
    pub saw_arctan2: bool,
    globals: FxHashMap<&'a str, Global>,
    /// Names that were read as those of operations and constants of the theories: a function's body
    /// is read at each call, so they must not come to mean something else.
    builtin: FxHashSet<&'a str>,
    /// Names given to terms by annotations since they were last taken.
    annotated: Vec<&'a str>,
    functions: Vec<Function<'a>>,
    /// Results of calls.
    calls: FxHashMap<(usize, Vec<Value>), Value>,
    /// Bindings by depth of call and name; a call sees none of its caller's.
    locals: FxHashMap<(usize, &'a str), Vec<Value>>,
    depth: usize,
    parameters: u32,
    steps: u64,
}

impl<'t, 'a> Elaborator<'t, 'a> {
    pub fn new(tree: &'t Tree<'a>, reading: Reading) -> Self {
        Self {
            tree,
            reading,
            dag: Dag::new(),
            props: Props::default(),
            ites: Vec::new(),
            saw_arctan2: false,
            globals: FxHashMap::default(),
            builtin: FxHashSet::default(),
            annotated: Vec::new(),
            functions: Vec::new(),
            calls: FxHashMap::default(),
            locals: FxHashMap::default(),
            depth: 0,
            parameters: 0,
            steps: 0,
        }
    }

    /// Fails when the name at `id` is taken.
    pub fn check_free(&self, id: Id, name: &'a str) -> Result<(), SyntaxError> {
        let reserved = matches!(
            name,
            "let" | "!" | "_" | "as" | "exists" | "forall" | "match" | "true" | "false"
        ) || matches!(
            operation(name),
            Some(
                Op::Arithmetic(
                    Arithmetic::Add | Arithmetic::Sub | Arithmetic::Mul | Arithmetic::Div
                ) | Op::Connective(_)
                    | Op::Chain(_)
                    | Op::Distinct
                    | Op::Ite
            )
        );
        if reserved {
            Err(self.tree.error(
                id,
                format!("`{name}` belongs to SMT-LIB"),
                "choose another name",
            ))
        } else if self.globals.contains_key(name) {
            Err(self.tree.error(
                id,
                format!("`{name}` is declared twice"),
                "rename one of the two",
            ))
        } else if self.builtin.contains(name) {
            Err(self.tree.error(
                id,
                format!("`{name}` was used before, as what it means without a declaration"),
                "declare it before it is used, or choose another name",
            ))
        } else {
            Ok(())
        }
    }

    /// Declares a constant as the variable of the given index.
    pub fn declare(&mut self, name: &'a str, sort: Sort, v: Var) {
        let x = self.dag.variable(v);
        let value = if sort == Sort::Bool {
            self.truth_variable(x)
        } else {
            Value::Number(x)
        };
        self.globals.insert(name, Global::Value(value));
    }

    /// The relation of a declared number to a constant.
    pub fn bounded(&mut self, id: Id, op: Comparison, bound: Q) -> Result<Prop, SyntaxError> {
        let value = self.atom(id)?;
        let Value::Number(x) = value else {
            return Err(self.wants_number(id));
        };
        let bound = self.dag.rational(bound);
        Ok(self.props.relation(x, op, bound))
    }

    /// A Boolean is a real in `[0, 1]`, true from one half on.
    fn truth_variable(&mut self, x: Expr) -> Value {
        let half = self.dag.rational(ratio(1, 2));
        Value::Truth(self.props.relation(x, Comparison::GreaterEqual, half))
    }

    /// Gives a name to a value.
    pub fn define(&mut self, name: &'a str, value: Value) {
        self.globals.insert(name, Global::Value(value));
    }

    /// The names that annotations have given to terms since this was last asked.
    pub fn annotated(&mut self) -> Vec<&'a str> {
        std::mem::take(&mut self.annotated)
    }

    /// Ends all scopes: what was read so far is not read again.
    pub fn begin_anew(&mut self) {
        self.builtin.clear();
    }

    /// Ends the scope of a name.
    pub fn forget(&mut self, name: &str) {
        self.globals.remove(name);
    }

    /// Defines a function; its body is read once, with parameters standing for themselves, to find
    /// errors.
    pub fn define_function(
        &mut self,
        name: &'a str,
        parameters: Vec<(&'a str, Sort)>,
        result: Sort,
        body: Id,
    ) -> Result<(), SyntaxError> {
        if parameters.is_empty() {
            let value = self.value(body)?;
            self.expect_sort(value, result, body)?;
            self.define(name, value);
            return Ok(());
        }
        self.depth += 1;
        for &(parameter, sort) in &parameters {
            let v = Var(PARAMETERS
                .saturating_add(self.parameters)
                .min(PLACEHOLDERS - 1));
            self.parameters += 1;
            let x = self.dag.variable(v);
            let value = if sort == Sort::Bool {
                self.truth_variable(x)
            } else {
                Value::Number(x)
            };
            self.locals
                .entry((self.depth, parameter))
                .or_default()
                .push(value);
        }
        let value = self.value(body);
        for &(parameter, _) in &parameters {
            if let Some(values) = self.locals.get_mut(&(self.depth, parameter)) {
                values.pop();
            }
        }
        self.depth -= 1;
        self.expect_sort(value?, result, body)?;
        self.globals
            .insert(name, Global::Function(self.functions.len()));
        self.functions.push(Function { parameters, body });
        Ok(())
    }

    fn expect_sort(&self, value: Value, sort: Sort, at: Id) -> Result<(), SyntaxError> {
        match (value, sort) {
            (Value::Truth(_), Sort::Bool) | (Value::Number(_), Sort::Real | Sort::Int) => Ok(()),
            (_, Sort::Bool) => Err(self.wants_truth(at)),
            _ => Err(self.wants_number(at)),
        }
    }

    fn wants_truth(&self, at: Id) -> SyntaxError {
        self.tree.error(
            at,
            "a number where a truth value is wanted",
            "compare it with something, as in (<= 0 x)",
        )
    }

    fn wants_number(&self, at: Id) -> SyntaxError {
        self.tree.error(
            at,
            "a truth value where a number is wanted",
            "choose between numbers with (ite condition 1.0 0.0)",
        )
    }

    /// What the term denotes, which must be a truth value.
    pub fn truth(&mut self, id: Id) -> Result<Prop, SyntaxError> {
        match self.value(id)? {
            Value::Truth(p) => Ok(p),
            Value::Number(_) => Err(self.wants_truth(id)),
        }
    }

    /// What the term denotes.
    pub fn value(&mut self, id: Id) -> Result<Value, SyntaxError> {
        let mut frames: Vec<Frame<'a>> = Vec::new();
        let depth = self.depth;
        let result = self.run(id, &mut frames);
        // After an error the script is given up, but leave no bindings of an unfinished call.
        self.depth = depth;
        result
    }

    fn run(&mut self, mut id: Id, frames: &mut Vec<Frame<'a>>) -> Result<Value, SyntaxError> {
        'term: loop {
            let mut value = match self.enter(id, frames)? {
                Step::Into(inner) => {
                    id = inner;
                    continue;
                }
                Step::Done(v) => v,
            };
            // Hand the value to the frames that wait for it.
            while let Some(frame) = frames.pop() {
                match self.deliver(frame, value, frames)? {
                    Step::Into(inner) => {
                        id = inner;
                        continue 'term;
                    }
                    Step::Done(v) => value = v,
                }
            }
            return Ok(value);
        }
    }

    /// Starts on a term.
    fn enter(&mut self, id: Id, frames: &mut Vec<Frame<'a>>) -> Result<Step, SyntaxError> {
        self.steps += 1;
        if self.steps > MAX_STEPS {
            return Err(self.tree.error(
                id,
                "the definitions unfold to too large a term",
                "state the problem with fewer nested definitions",
            ));
        }
        let items = match self.tree.kind(id) {
            Kind::Number => {
                let q = self.tree.number(id).unwrap_or_default();
                return Ok(Step::Done(Value::Number(self.dag.rational(q))));
            }
            Kind::Symbol => return self.atom(id).map(Step::Done),
            Kind::Text | Kind::Keyword => {
                return Err(self.tree.error(
                    id,
                    "not a term of real arithmetic",
                    "terms are built of numbers and declared symbols",
                ));
            }
            Kind::List { .. } => self.tree.list(id),
        };
        let Some(&head) = items.first() else {
            return Err(self.tree.error(
                id,
                "an empty application",
                "write (operation argument ...)",
            ));
        };
        match self.tree.symbol(head) {
            Some("let") => {
                if items.len() != 3 || !self.tree.is_list(items[1]) {
                    return Err(self.tree.error(id, "a `let` of the wrong form", LET));
                }
                frames.push(Frame::Let {
                    id,
                    values: Vec::new(),
                });
                self.next_binding(id, 0, frames)
            }
            Some("!") => self.annotated_term(id, frames),
            Some("forall" | "exists" | "match" | "as" | "_") => Err(self.tree.error(
                head,
                "quantifiers, indexed symbols and datatypes are not read",
                "state a quantifier-free problem over the reals",
            )),
            Some(name) => {
                let head = self.head(head, name)?;
                self.saw_arctan2 |= name == "arctan2" && matches!(head, Head::Op(_));
                frames.push(Frame::Apply {
                    id,
                    head,
                    arguments: Vec::with_capacity(items.len() - 1),
                });
                match items.get(1) {
                    Some(&first) => Ok(Step::Into(first)),
                    None => Err(self.tree.error(
                        id,
                        format!("`{name}` is applied to nothing"),
                        "write the symbol without parentheses, or give it arguments",
                    )),
                }
            }
            None => Err(self.tree.error(
                head,
                "an operation must be a symbol",
                "write (operation argument ...)",
            )),
        }
    }

    /// Starts on a term with annotations.
    fn annotated_term(&mut self, id: Id, frames: &mut Vec<Frame<'a>>) -> Result<Step, SyntaxError> {
        let Some(&term) = self.tree.list(id).get(1) else {
            return Err(self.tree.error(
                id,
                "an annotation of nothing",
                "write (! term :named name)",
            ));
        };
        if let Some(name) = self.annotated_name(id)? {
            if self.depth > 0 {
                return Err(self.tree.error(
                    id,
                    "a name for a term with parameters",
                    "name terms outside the bodies of functions",
                ));
            }
            frames.push(Frame::Name(name));
        }
        Ok(Step::Into(term))
    }

    /// The name that `(! term :named name)` gives; other attributes are passed over.
    pub fn annotated_name(&self, id: Id) -> Result<Option<&'a str>, SyntaxError> {
        let items = self.tree.list(id);
        if items.first().and_then(|h| self.tree.symbol(*h)) != Some("!") {
            return Ok(None);
        }
        for pair in items.windows(2) {
            if self.tree.kind(pair[0]) == Kind::Keyword && self.tree.source(pair[0]) == ":named" {
                let Some(name) = self.tree.symbol(pair[1]) else {
                    return Err(self.tree.error(
                        pair[1],
                        "a name must be a symbol",
                        "write (! term :named name)",
                    ));
                };
                self.check_free(pair[1], name)?;
                return Ok(Some(name));
            }
        }
        Ok(None)
    }

    fn atom(&mut self, id: Id) -> Result<Value, SyntaxError> {
        let name = self.tree.symbol(id).unwrap_or_default();
        if let Some(&value) = self
            .locals
            .get(&(self.depth, name))
            .and_then(|values| values.last())
        {
            return Ok(value);
        }
        match self.globals.get(name) {
            Some(Global::Value(value)) => return Ok(*value),
            Some(Global::Function(_)) => {
                return Err(self.tree.error(
                    id,
                    format!("`{name}` is a function without its arguments"),
                    format!("write ({name} argument ...)"),
                ));
            }
            None => {}
        }
        // A negative numeral is no SMT-LIB, but solvers print it and files hold it.
        if let Some(q) = name.strip_prefix('-').and_then(numeral) {
            self.builtin.insert(name);
            return Ok(Value::Number(self.dag.rational(-q)));
        }
        match name {
            "true" | "false" => Ok(Value::Truth(self.props.constant(name == "true"))),
            "pi" | "real.pi" => {
                self.builtin.insert(name);
                Ok(Value::Number(self.dag.pi()))
            }
            _ => Err(self.tree.error(
                id,
                format!("`{name}` is not declared"),
                format!("declare it before use: (declare-const {name} Real)"),
            )),
        }
    }

    fn head(&mut self, id: Id, name: &'a str) -> Result<Head, SyntaxError> {
        match self.globals.get(name) {
            Some(Global::Function(f)) => return Ok(Head::Function(*f)),
            Some(Global::Value(_)) => {
                return Err(self.tree.error(
                    id,
                    format!("`{name}` is a constant and takes no arguments"),
                    "write it without parentheses",
                ));
            }
            None => {}
        }
        if operation(name).is_some() {
            self.builtin.insert(name);
        }
        operation(name).map(Head::Op).ok_or_else(|| {
            self.tree.error(
                id,
                format!("`{name}` is no operation known here"),
                "known are + - * / ^ pow min max abs sqrt exp log, sin cos tan and their inverses, \
                 sinh cosh tanh, sec csc cot, cbrt, ite, = distinct < <= > >=, not and or xor =>, and what \
                 define-fun defines",
            )
        })
    }

    /// The term bound at place `index` of a `let`, or its body when all are bound.
    fn next_binding(
        &mut self,
        id: Id,
        index: usize,
        frames: &mut Vec<Frame<'a>>,
    ) -> Result<Step, SyntaxError> {
        let items = self.tree.list(id);
        let bindings = self.tree.list(items[1]);
        match bindings.get(index) {
            Some(&binding) => match self.tree.list(binding) {
                &[name, term] if self.tree.symbol(name).is_some() => Ok(Step::Into(term)),
                _ => Err(self.tree.error(binding, "a binding of the wrong form", LET)),
            },
            None => {
                // All terms are known: the names begin to hold now, all at once.
                let Some(Frame::Let { values, .. }) = frames.pop() else {
                    return Err(self.tree.error(id, "a `let` of the wrong form", LET));
                };
                for (&binding, value) in bindings.iter().zip(values) {
                    let name = self.binding_name(binding);
                    self.locals
                        .entry((self.depth, name))
                        .or_default()
                        .push(value);
                }
                frames.push(Frame::LeaveLet(id));
                Ok(Step::Into(items[2]))
            }
        }
    }

    fn binding_name(&self, binding: Id) -> &'a str {
        let name = self.tree.list(binding).first();
        name.and_then(|n| self.tree.symbol(*n)).unwrap_or_default()
    }

    fn unbind(&mut self, name: &'a str) {
        if let Some(values) = self.locals.get_mut(&(self.depth, name)) {
            values.pop();
        }
    }

    /// Gives the value of a part to the frame that waits for it.
    fn deliver(
        &mut self,
        frame: Frame<'a>,
        value: Value,
        frames: &mut Vec<Frame<'a>>,
    ) -> Result<Step, SyntaxError> {
        match frame {
            Frame::Apply {
                id,
                head,
                mut arguments,
            } => {
                arguments.push(value);
                if let Some(&next) = self.tree.list(id).get(arguments.len() + 1) {
                    frames.push(Frame::Apply {
                        id,
                        head,
                        arguments,
                    });
                    return Ok(Step::Into(next));
                }
                match head {
                    Head::Op(op) => self.apply(id, op, &arguments).map(Step::Done),
                    Head::Function(f) => self.call(id, f, arguments, frames),
                }
            }
            Frame::Let { id, mut values } => {
                values.push(value);
                let index = values.len();
                frames.push(Frame::Let { id, values });
                self.next_binding(id, index, frames)
            }
            Frame::LeaveLet(id) => {
                for &binding in self.tree.list(self.tree.list(id)[1]) {
                    let name = self.binding_name(binding);
                    self.unbind(name);
                }
                Ok(Step::Done(value))
            }
            Frame::LeaveCall {
                function,
                arguments,
            } => {
                for i in 0..self.functions[function].parameters.len() {
                    let (name, _) = self.functions[function].parameters[i];
                    self.unbind(name);
                }
                self.depth -= 1;
                self.calls.insert((function, arguments), value);
                Ok(Step::Done(value))
            }
            Frame::Name(name) => {
                self.annotated.push(name);
                self.define(name, value);
                Ok(Step::Done(value))
            }
        }
    }

    fn call(
        &mut self,
        id: Id,
        function: usize,
        arguments: Vec<Value>,
        frames: &mut Vec<Frame<'a>>,
    ) -> Result<Step, SyntaxError> {
        let items = self.tree.list(id);
        let wanted = self.functions[function].parameters.len();
        if arguments.len() != wanted {
            return Err(self.arity(id, arguments.len(), &wanted.to_string()));
        }
        for (i, &value) in arguments.iter().enumerate() {
            let sort = self.functions[function].parameters[i].1;
            self.expect_sort(value, sort, items[i + 1])?;
        }
        let key = (function, arguments);
        if let Some(&value) = self.calls.get(&key) {
            return Ok(Step::Done(value));
        }
        let (_, arguments) = key;
        self.depth += 1;
        for (i, &value) in arguments.iter().enumerate() {
            let (name, _) = self.functions[function].parameters[i];
            self.locals
                .entry((self.depth, name))
                .or_default()
                .push(value);
        }
        frames.push(Frame::LeaveCall {
            function,
            arguments,
        });
        Ok(Step::Into(self.functions[function].body))
    }

    fn arity(&self, id: Id, given: usize, wanted: &str) -> SyntaxError {
        let name = self
            .tree
            .list(id)
            .first()
            .map_or("", |h| self.tree.source(*h));
        self.tree.error(
            id,
            format!("`{name}` is given {given} argument(s)"),
            format!("it takes {wanted}"),
        )
    }

    fn numbers(&self, id: Id, values: &[Value]) -> Result<Vec<Expr>, SyntaxError> {
        let items = self.tree.list(id);
        let number = |(i, v): (usize, &Value)| match v {
            Value::Number(e) => Ok(*e),
            Value::Truth(_) => Err(self.wants_number(items[i + 1])),
        };
        values.iter().enumerate().map(number).collect()
    }

    fn truths(&self, id: Id, values: &[Value]) -> Result<Vec<Prop>, SyntaxError> {
        let items = self.tree.list(id);
        let truth = |(i, v): (usize, &Value)| match v {
            Value::Truth(p) => Ok(*p),
            Value::Number(_) => Err(self.wants_truth(items[i + 1])),
        };
        values.iter().enumerate().map(truth).collect()
    }
}

const LET: &str = "write (let ((name term) ...) body)";

/// Where evaluation goes on.
enum Step {
    Into(Id),
    Done(Value),
}
