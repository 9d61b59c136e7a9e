#!/usr/bin/env python3
"""Integrals: lemmabox beside mpmath, alkahest and coq-interval.

    pip install mpmath alkahest
    cargo build --release
    benches/peers/integrals.py [--output FILE.md] [ROW...]

Each row asks whether an integral is within 1e-6 of a number, or equal to a closed form for every value of
a parameter. lemmabox answers with a certificate; `verified_integral` of alkahest and the tactic `integral`
of coq-interval enclose integrals over bounded intervals (the tactic also some improper ones) and know
no parameters; mpmath's `quad` computes a floating-point number and proves nothing, so the
table only says how far it is off. Every program runs in a process of its own; seconds are processor time after
its packages or libraries were loaded (lemmabox: all of it).
"""

import pathlib
import shutil
import tempfile

import table

PLACES = "1e-6"

# name: (claim, mpmath, alkahest, Coq); the last three are (integrand, low, high, value), None where it has no words for it.
ROWS = {
    "exp(-x^2) on [0, 1]": (
        f"show abs(integral(exp(-x^2), x, 0, 1) - 0.746824132812) <= {PLACES}",
        ("exp(-x**2)", "0", "1", "0.746824132812"),
        ("exp(-(x*x))", 0, 1, "0.746824132812"),
        ("exp (-(x*x))", "0", "1", "0.746824132812"),
    ),
    "sqrt(1 - x^2) on [0, 1/2]": (
        f"show abs(integral(sqrt(1 - x^2), x, 0, 1/2) - 0.478305738746) <= {PLACES}",
        ("sqrt(1 - x**2)", "0", "0.5", "0.478305738746"),
        ("sqrt(1 - x*x)", 0, 0.5, "0.478305738746"),
        ("sqrt (1 - x*x)", "0", "(1/2)", "0.478305738746"),
    ),
    "1/(1 + exp(x)) on [0, 3]": (
        f"show abs(integral(1/(1 + exp(x)), x, 0, 3) - 0.644559828986) <= {PLACES}",
        ("1/(1 + exp(x))", "0", "3", "0.644559828986"),
        ("1/(1 + exp(x))", 0, 3, "0.644559828986"),
        ("/ (1 + exp x)", "0", "3", "0.644559828986"),
    ),
    "|sin(x) - 1/2| on [0, 3]": (
        f"show abs(integral(abs(sin(x) - 1/2), x, 0, 3) - 0.879714016144) <= {PLACES}",
        ("abs(sin(x) - 0.5)", "0", "3", "0.879714016144"),
        ("abs(sin(x) - p.rational(1, 2))", 0, 3, "0.879714016144"),
        ("Rabs (sin x - 1/2)", "0", "3", "0.879714016144"),
    ),
    "sin(50 x)^2 exp(-x) on [0, 2]": (
        f"show abs(integral(sin(50*x)^2*exp(-x), x, 0, 2) - 0.432876540333) <= {PLACES}",
        ("sin(50*x)**2*exp(-x)", "0", "2", "0.432876540333"),
        ("sin(50*x)*sin(50*x)*exp(-x)", 0, 2, "0.432876540333"),
        ("Rsqr (sin (50*x)) * exp (-x)", "0", "2", "0.432876540333"),
    ),
    "x^2 exp(-x) on [0, inf)": (
        "show integral(x^2*exp(-x), x, 0, inf) = 2",
        ("x**2*exp(-x)", "0", "inf", "2"),
        None,
        None,
    ),
    "E max(0, X), X normal": (
        "show mean(max(0, x), x, normal) = 1/sqrt(2*pi)",
        ("max(0, x)*exp(-x**2/2)/sqrt(2*pi)", "-inf", "inf", "1/sqrt(2*pi)"),
        None,
        None,
    ),
    "E exp(s X) = exp(s^2/2), every s": (
        "for s show mean(exp(s*x), x, normal) = exp(s^2/2)", None, None, None),
    "arc-cosine kernel of order 1, every angle": (
        "for phi in [0, pi] show integral(cos(t)*cos(t - phi), t, phi - pi/2, pi/2)"
        " = ((pi - phi)*cos(phi) + sin(phi))/2", None, None, None),
    "exp(-a x^2) on [0, 1] >= 1 - a/3, every a in [0, 1]": (
        "for a in [0, 1] show integral(exp(-a*x^2), x, 0, 1) >= 1 - a/3", None, None, None),
    "sqrt(1 + a x + b x^2) on [0, 1] below its tangent, every a, b": (
        "for a in [0, 1], b in [0, 1] show integral(sqrt(1 + a*x + b*x^2), x, 0, 1) <= 1 + a/4 + b/6", None, None, None),
    "x^n on [0, 1] = 1/(n + 1), every n": (
        "for n in [0, inf) integer show integral(x^n, x, 0, 1) = 1/(n + 1)", None, None, None),
}

MPMATH = r'''
import sys, time
from mpmath import *
integrand, low, high, value = sys.argv[1:]
start = time.process_time()
found = quad(eval("lambda x: " + integrand), [eval(low), eval(high)])
print("off by", nstr(abs(found - eval(value)), 2), time.process_time() - start)
'''

ALKAHEST = r'''
import sys, time, alkahest
from alkahest import abs, exp, sin, sqrt, verified_integral
integrand, low, high, value = sys.argv[1:]
p = alkahest.ExprPool()
x = p.symbol("x")
start = time.process_time()
r = verified_integral(eval(integrand), x, float(low), float(high))
value = float(value)
inside = value - 1e-6 <= r.lower and r.upper <= value + 1e-6
print("proved" if inside else f"width {r.width:.1e}", time.process_time() - start)
'''

COQ = """Require Import Reals. From Coquelicot Require Import Coquelicot. From Interval Require Import Tactic.
Open Scope R_scope.
{goal}
"""
GOAL = "Goal Rabs (RInt (fun x => {}) {} {} - {}) <= 1/1000000.\nProof. integral. Qed."


HEADER = ["integral", "lemmabox", "s", "alkahest", "s", "coq-interval", "s", "mpmath (no proof)", "s"]


def coq(job):
    """The tactic's answer; the loading of its libraries is measured by an empty file and subtracted."""
    if job is None:
        return "not stated", None
    if not shutil.which("coqc"):
        return "not installed", None
    with tempfile.TemporaryDirectory() as directory:
        taken = []
        for goal in ("", GOAL.format(*job)):
            path = pathlib.Path(directory, "goal.v")
            path.write_text(COQ.format(goal=goal))
            run, took = table.processor_seconds(["coqc", str(path)], timeout=600)
            taken.append(took)
    return ("proved" if run.returncode == 0 else "no proof"), max(taken[1] - taken[0], 0.0)


def row(name, binary):
    claim, quad, verified, tactic = ROWS[name]
    answer, seconds = table.lemmabox([binary, "prove", claim, "--timeout", "60"])
    own = answer.split()[0].rstrip(":"), seconds
    return table.cells([own, table.peer(ALKAHEST, verified), coq(tactic), table.peer(MPMATH, quad)])


if __name__ == "__main__":
    table.main(__doc__, HEADER, ROWS, row)
