#!/usr/bin/env python3
"""A plain interval branch-and-prune prover for SMT-LIB 2 scripts, over two interval libraries.

    bisection.py mpmath|codac SCRIPT

It stands for what one gets from an interval library by hand: bound the variables, evaluate every assertion
over the box (natural enclosures), drop the box when one is false throughout, answer `sat` when all
are true throughout, cut the widest side otherwise. Variables need two constant bounds among the
assertions; without them the answer is `unsupported`. coq-interval's tactic `interval` has its own way:

    bisection.py coq SCRIPT > goal.v       the script as a goal for coqc, or `unsupported`
"""

import fractions
import heapq
import itertools
import re
import sys
import time

TOKEN = re.compile(r"\|[^|]*\||\"[^\"]*\"|[()]|[^\s()]+")
RELATIONS = {"<", "<=", ">", ">=", "="}
NUMERAL = re.compile(r"\d+(\.\d+)?$")


class Unsupported(Exception):
    """The script has something that this prover does not read."""


def expressions(text):
    """All s-expressions of a script, without recursion."""
    stack = [[]]
    for token in TOKEN.findall(re.sub(r";[^\n]*", "", text)):
        if token == "(":
            stack.append([])
        elif token == ")":
            done = stack.pop()
            stack[-1].append(done)
        else:
            stack[-1].append(token)
    return stack[0]


def expanded(e, scope):
    """A term without `let`; equal bound terms stay one object."""
    if isinstance(e, str):
        return scope.get(e, e)
    if e and e[0] == "let":
        inner = {**scope, **{name: expanded(value, scope) for name, value in e[1]}}
        return expanded(e[2], inner)
    return [e[0], *(expanded(x, scope) for x in e[1:])]


def read(path):
    """Variables and assertions."""
    variables, assertions, scope = [], [], {}
    for command in expressions(open(path).read()):
        match command:
            case ["declare-fun", name, [], "Real"] | ["declare-const", name, "Real"]:
                variables.append(name)
            case ["define-fun", name, [], _, value]:
                scope[name] = expanded(value, scope)
            case ["declare-fun" | "declare-const" | "define-fun", *_]:
                raise Unsupported("a declaration")
            case ["assert", term]:
                assertions.append(expanded(term, scope))
    return variables, list(itertools.chain.from_iterable(map(conjuncts, assertions)))


def conjuncts(e):
    return [p for x in e[1:] for p in conjuncts(x)] if e[0] == "and" else [e]


def variables_of(e, names):
    if isinstance(e, str):
        return {e} & names
    return set().union(*(variables_of(x, names) for x in e[1:]))


class Mpmath:
    """Intervals of mpmath, 53 bits. Empty and undefined are errors there, so they are the whole line here."""

    def __init__(self):
        from mpmath import iv

        self.iv, self.pi = iv, iv.pi
        self.whole = iv.mpf(["-inf", "inf"])
        self.functions = {"sin": iv.sin, "cos": iv.cos, "tan": iv.tan, "exp": iv.exp, "abs": abs}
        self.positive = {"sqrt": iv.sqrt, "log": iv.log}

    def number(self, q):
        return self.iv.mpf(q.numerator) / self.iv.mpf(q.denominator)

    def box(self, lo, hi):
        return self.iv.mpf([lo, hi])

    def ends(self, x):
        return float(x.a), float(x.b)

    def call(self, name, x):
        if name in self.positive:
            if not (x.a > 0 or name == "sqrt" and x.a >= 0):
                return self.whole
            return self.positive[name](x)
        if name in ("arctan", "atan"):
            # mpmath encloses no arc tangent; exported scripts write pi as 4 arctan 1.
            if x.a == 1 and x.b == 1:
                return self.pi / 4
            raise Unsupported(name)
        if name not in self.functions:
            raise Unsupported(name)
        return self.functions[name](x)

    def arctan2(self, y, x):
        raise Unsupported("arctan2")

    def power(self, x, n):
        return x**n

    def divide(self, x, y):
        return self.whole if y.a <= 0 <= y.b else x / y


class Codac:
    """Intervals of codac (gaol)."""

    def __init__(self):
        import codac

        self.c = codac
        self.half_pi = codac.Interval.half_pi()
        self.whole = codac.Interval()
        self.names = {"sin": "sin", "cos": "cos", "tan": "tan", "exp": "exp", "log": "log", "sqrt": "sqrt", "abs": "abs",
                      "arctan": "atan", "atan": "atan", "arccos": "acos", "acos": "acos", "arcsin": "asin", "asin": "asin"}

    def number(self, q):
        def exact(n):
            if abs(n) > 2**53:
                raise Unsupported("a numeral beyond doubles")
            return self.c.Interval(float(n))

        return exact(q.numerator) / exact(q.denominator)

    def box(self, lo, hi):
        return self.c.Interval(lo, hi)

    def ends(self, x):
        return x.lb(), x.ub()

    def call(self, name, x):
        if name not in self.names:
            raise Unsupported(name)
        lo, hi = self.ends(x)
        # codac intersects with the domain; where that leaves something out the value is undefined.
        outside = {"sqrt": lo < 0, "log": lo <= 0, "arccos": lo < -1 or hi > 1, "arcsin": lo < -1 or hi > 1}
        if outside.get(name, False):
            return self.whole
        if self.names[name] == "acos":
            # The arc cosine of an interval is missing in codac 2.1.
            return self.half_pi - self.c.asin(x)
        return getattr(self.c, self.names[name])(x)

    def arctan2(self, y, x):
        return self.whole if x.contains(0.0) and y.contains(0.0) else self.c.atan2(y, x)

    def power(self, x, n):
        return self.c.pow(x, n)

    def divide(self, x, y):
        return self.whole if y.contains(0.0) else x / y


def evaluate(lib, e, box, memory):
    """Encloses a term."""
    if isinstance(e, str):
        if e in box:
            return box[e]
        if NUMERAL.match(e):
            return lib.number(fractions.Fraction(e))
        raise Unsupported(e)
    found = memory.get(id(e))
    if found is not None:
        return found
    head, *rest = e
    if head == "^" or head == "pow":
        x = evaluate(lib, rest[0], box, memory)
        n = constant(rest[1])
        if n == fractions.Fraction(1, 2):
            value = lib.call("sqrt", x)
        elif n is None or n.denominator != 1 or abs(n) > 1000:
            raise Unsupported("a power")
        else:
            value = lib.power(x, abs(int(n)))
            if n < 0:
                value = lib.divide(lib.number(fractions.Fraction(1)), value)
    else:
        xs = [evaluate(lib, x, box, memory) for x in rest]
        if head == "+":
            value = sum(xs[1:], xs[0])
        elif head == "-":
            value = -xs[0] if len(xs) == 1 else xs[0]
            for x in xs[1:]:
                value = value - x
        elif head == "*":
            value = xs[0]
            for x in xs[1:]:
                value = value * x
        elif head == "/":
            value = xs[0]
            for x in xs[1:]:
                value = lib.divide(value, x)
        elif len(xs) == 1:
            value = lib.call(head, xs[0])
        elif head == "arctan2":
            value = lib.arctan2(*xs)
        else:
            raise Unsupported(head)
    memory[id(e)] = value
    return value


def constant(e):
    """A rational numeral, with its sign."""
    if isinstance(e, str):
        return fractions.Fraction(e) if NUMERAL.match(e) else None
    if e[0] == "-" and len(e) == 2:
        value = constant(e[1])
        return None if value is None else -value
    return None


def truth(lib, e, box, memory):
    """True or False throughout the box, or None."""
    if isinstance(e, str):
        return {"true": True, "false": False}.get(e)
    head, *rest = e
    if head == "not":
        value = truth(lib, rest[0], box, memory)
        return None if value is None else not value
    if head == "=>":
        head, rest = "or", [["not", x] for x in rest[:-1]] + rest[-1:]
    if head in ("and", "or"):
        values = [truth(lib, x, box, memory) for x in rest]
        decisive = head == "or"
        if decisive in values:
            return decisive
        return None if None in values else not decisive
    if head not in RELATIONS or len(rest) != 2:
        raise Unsupported(str(head))
    if head in (">", ">="):
        head, rest = head.replace(">", "<"), rest[::-1]
    a, b = (lib.ends(evaluate(lib, x, box, memory)) for x in rest)
    if any(x != x for x in (*a, *b)):
        return None
    if head == "<=":
        return True if a[1] <= b[0] else False if a[0] > b[1] else None
    if head == "<":
        return True if a[1] < b[0] else False if a[0] >= b[1] else None
    if a[1] < b[0] or b[1] < a[0]:
        return False
    return True if a[0] == a[1] == b[0] == b[1] else None


def bounds(lib, variables, assertions):
    """The box that assertions with one variable on one side put the variables in, outward."""
    names = set(variables)
    lo, hi = {}, {}
    for e in assertions:
        if e[0] not in RELATIONS or len(e) != 3:
            continue
        for v, other, up in ((e[1], e[2], e[0] in ("<", "<=")), (e[2], e[1], e[0] in (">", ">="))):
            if not (isinstance(v, str) and v in names) or variables_of(other, names):
                continue
            a, b = lib.ends(evaluate(lib, other, {}, {}))
            if e[0] == "=" or up:
                hi[v] = min(hi.get(v, b), b)
            if e[0] == "=" or not up:
                lo[v] = max(lo.get(v, a), a)
    for v in variables:
        if v not in lo or v not in hi:
            raise Unsupported("a variable without bounds")
        if lo[v] > hi[v]:
            return None
    return {v: (lo[v], hi[v]) for v in variables}


def search(lib, variables, assertions):
    """sat, unsat or unknown."""
    start = bounds(lib, variables, assertions)
    if start is None:
        return "unsat"
    widths = {v: hi - lo or 1.0 for v, (lo, hi) in start.items()}
    boxes = [(0, start)]
    count = itertools.count(1)
    while boxes:
        _, ends = heapq.heappop(boxes)
        box = {v: lib.box(lo, hi) for v, (lo, hi) in ends.items()}
        memory = {}
        values = [truth(lib, e, box, memory) for e in assertions]
        if False in values:
            continue
        if None not in values:
            return "sat"
        v = max(ends, key=lambda v: (ends[v][1] - ends[v][0]) / widths[v])
        lo, hi = ends[v]
        middle = lo + (hi - lo) / 2
        if not lo < middle < hi:
            return "unknown"
        # Breadth first would fill memory, depth first would not meet solutions: youngest first.
        for half in ((lo, middle), (middle, hi)):
            heapq.heappush(boxes, (-next(count), {**ends, v: half}))
    return "unsat"


COQ = {"sin": "sin", "cos": "cos", "tan": "tan", "arctan": "atan", "atan": "atan", "exp": "exp", "log": "ln", "sqrt": "sqrt", "abs": "Rabs"}


def coq_term(e):
    if isinstance(e, str):
        if NUMERAL.match(e):
            q = fractions.Fraction(e)
            return f"({q.numerator} / {q.denominator})" if q.denominator != 1 else str(q)
        return "v_" + re.sub(r"\W", "_", e)
    head, *rest = e
    if e == ["*", "4.0", ["arctan", "1.0"]]:
        return "PI"
    if head in ("^", "pow"):
        n = constant(rest[1])
        if n is None or n.denominator != 1 or n < 0:
            raise Unsupported("a power")
        return f"({coq_term(rest[0])} ^ {n})"
    xs = [coq_term(x) for x in rest]
    if head in ("+", "-", "*", "/") and len(xs) > 1:
        return "(" + f" {head} ".join(xs) + ")"
    if head == "-":
        return f"(- {xs[0]})"
    if head in COQ:
        return f"({COQ[head]} {xs[0]})"
    raise Unsupported(head)


def coq_goal(variables, assertions):
    """A goal for the tactic `interval`: bounds of the variables, and one relation that is negated."""
    names = set(variables)
    conditions, goals = [], []
    for e in assertions:
        if e[0] == "not" and e[1][0] in RELATIONS - {"="}:
            goals.append(e[1])
        elif e[0] in RELATIONS and any(isinstance(x, str) and x in names for x in e[1:]) and len(variables_of(e, names)) == 1:
            conditions.append(e)
        else:
            raise Unsupported("a hypothesis, or a goal that is no inequality")
    if len(goals) != 1 or not variables:
        raise Unsupported("not one goal")
    # `interval` knows no strict bounds of variables: they are weakened.
    weak = {"<": "<=", ">": ">="}
    sides = [f"{coq_term(a)} {weak.get(op, op)} {coq_term(b)}" for op, a, b in conditions]
    op, a, b = goals[0]
    bound = " ".join(coq_term(v) for v in variables)
    bisect = ", ".join(f"i_bisect {coq_term(v)}" for v in variables)
    arrows = "".join(f"{side} -> " for side in sides)
    return (
        "Require Import Reals.\nFrom Interval Require Import Tactic.\nOpen Scope R_scope.\n"
        f"Goal forall {bound} : R, {arrows}{coq_term(a)} {op} {coq_term(b)}.\n"
        f"Proof. intros. interval with ({bisect}, i_depth 40, i_taylor {coq_term(variables[0])}). Qed.\n"
    )


def main():
    sys.setrecursionlimit(100_000)
    library, path = sys.argv[1:]
    try:
        variables, assertions = read(path)
        if library == "coq":
            print(coq_goal(variables, assertions), end="")
            return
        lib = {"mpmath": Mpmath, "codac": Codac}[library]()
        start = time.monotonic()
        print(search(lib, variables, assertions))
        print("seconds", time.monotonic() - start)
    except Unsupported:
        print("unsupported")


if __name__ == "__main__":
    main()
