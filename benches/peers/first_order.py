#!/usr/bin/env python3
"""Worst-case constants of first-order methods: lemmabox beside PEPit and AutoLyap.

    pip install pepit autolyap
    cargo build --release
    benches/peers/first_order.py [--output FILE.md] [ROW...]

Each row is one inequality with a free constant c. lemmabox brackets the smallest one that holds in every
dimension (`audit --best`): proved above, refuted with vectors below. PEPit solves the semidefinite program
of the same worst case, AutoLyap searches for a certificate of the same form; both answer one
floating-point number, of which they prove nothing. Every program runs in a process of its own; seconds are
processor time of that process after its packages were loaded (lemmabox: all of it).

Both peers use the free solver Clarabel through cvxpy. L = 1, and the strongly convex rows have mu = 1/10, which the
peers take as numbers; in lemmabox L, the step of proximal methods and the modulus are parameters
wherever the row says so.
"""

import json
import tempfile

import table

# name, claim, the constant from the literature, PEPit, AutoLyap
GRADIENT = """
  for    L in (0, inf), x0 in R^d, xs in R^d, f convex smooth(L)
  best   c in [0, 1] smallest stated {stated}
{steps}
  assume optimum: grad(f, xs) = zero(d)
  show   {show}
"""


def gradient_steps(count):
    return "\n".join(f"  let    x{i + 1} = x{i} - grad(f, x{i})/L" for i in range(count))


def gradient(count, stated, show):
    return GRADIENT.format(stated=stated, steps=gradient_steps(count), show=show)


SETTINGS = {
    "gradient descent, 1 step": (
        gradient(1, "1/6", "f(x1) - f(xs) <= c*L*norm(x0 - xs)^2"), "1/6", ("gd", 1), ("gd", 1)),
    "gradient descent, 2 steps": (
        gradient(2, "1/10", "f(x2) - f(xs) <= c*L*norm(x0 - xs)^2"), "1/10", ("gd", 2), ("gd", 2)),
    "gradient descent, 3 steps": (
        gradient(3, "1/14", "f(x3) - f(xs) <= c*L*norm(x0 - xs)^2"), "1/14", ("gd", 3), ("gd", 3)),
    "gradient norm after 1 step": (
        gradient(1, "1/4", "norm(grad(f, x1))^2 <= c*L^2*norm(x0 - xs)^2"), "1/4", ("gd_norm", 1), None),
    "fast gradient, 2 steps": (
        """
  for    L in (0, inf), x0 in R^d, xs in R^d, f convex smooth(L)
  best   c in [0, 1] smallest
  let    x1 = x0 - grad(f, x0)/L
  let    y1 = x1
  let    x2 = y1 - grad(f, y1)/L
  let    y2 = x2 + (x2 - x1)/4
  assume optimum: grad(f, xs) = zero(d)
  show   f(y2) - f(xs) <= c*L*norm(x0 - xs)^2
""", "", ("fast", 2), None),
    "proximal point, 1 step": (
        """
  for    t in (0, inf), x0 in R^d, x1 in R^d, s in R^d, f convex
  best   c in [0, 1] smallest stated 1/4
  assume step: x1 = x0 - t*subgrad(f, x1)
  show   f(x1) - f(s) <= c*norm(x0 - s)^2/t
""", "1/4", ("prox", 1), None),
    "proximal point, 2 steps": (
        """
  for    t in (0, inf), x0 in R^d, x1 in R^d, x2 in R^d, s in R^d, f convex
  best   c in [0, 1] smallest stated 1/8
  assume first: x1 = x0 - t*subgrad(f, x1)
  assume second: x2 = x1 - t*subgrad(f, x2)
  show   f(x2) - f(s) <= c*norm(x0 - s)^2/t
""", "1/8", ("prox", 2), ("prox", 2)),
    "gradient step contracts, mu = L/10": (
        """
  for    L in (0, inf), x0 in R^d, xs in R^d, f smooth(L) strongly_convex(L/10)
  best   c in [0, 1] smallest stated 81/100
  let    x1 = x0 - grad(f, x0)/L
  assume optimum: grad(f, xs) = zero(d)
  show   norm(x1 - xs)^2 <= c*norm(x0 - xs)^2
""", "81/100", ("contraction", 1), ("contraction", 1)),
    "its values contract, mu = L/10": (
        """
  for    L in (0, inf), x0 in R^d, xs in R^d, f smooth(L) strongly_convex(L/10)
  best   c in [0, 1] smallest stated 81/100
  let    x1 = x0 - grad(f, x0)/L
  assume optimum: grad(f, xs) = zero(d)
  show   f(x1) - f(xs) <= c*(f(x0) - f(xs))
""", "81/100", ("values", 1), ("values", 1)),
    "proximal step contracts, t mu = 1": (
        """
  for    mu in (0, inf), x0 in R^d, x1 in R^d, xs in R^d, f strongly_convex(mu)
  best   c in [0, 1] smallest stated 1/4
  assume step: x1 = x0 - subgrad(f, x1)/mu
  assume optimum: subgrad(f, xs) = zero(d)
  show   norm(x1 - xs)^2 <= c*norm(x0 - xs)^2
""", "1/4", ("prox_contraction", 1), ("prox_contraction", 1)),
}

PEPIT = r'''
import sys, time, warnings
warnings.filterwarnings("ignore")
from PEPit import PEP
from PEPit.functions import (ConvexFunction, SmoothConvexFunction, SmoothStronglyConvexFunction,
                             StronglyConvexFunction)
from PEPit.primitive_steps import proximal_step

start = time.process_time()
kind, count = sys.argv[1], int(sys.argv[2])
problem = PEP()
functions = {
    "gd": lambda: problem.declare_function(SmoothConvexFunction, L=1),
    "prox": lambda: problem.declare_function(ConvexFunction),
    "contraction": lambda: problem.declare_function(SmoothStronglyConvexFunction, mu=0.1, L=1),
    "prox_contraction": lambda: problem.declare_function(StronglyConvexFunction, mu=1),
}
f = functions[{"gd_norm": "gd", "fast": "gd", "values": "contraction"}.get(kind, kind)]()
xs = f.stationary_point()
x0 = problem.set_initial_point()
start_at = f(x0) - f(xs) if kind == "values" else (x0 - xs) ** 2
problem.set_initial_condition(start_at <= 1)
x = x0
if kind == "fast":
    x1 = x0 - f.gradient(x0)
    x2 = x1 - f.gradient(x1)
    x = x2 + (x2 - x1) / 4
else:
    for _ in range(count):
        x = proximal_step(x, f, 1)[0] if kind.startswith("prox") else x - f.gradient(x)
metrics = {
    "gd_norm": lambda: f.gradient(x) ** 2,
    "contraction": lambda: (x - xs) ** 2,
    "prox_contraction": lambda: (x - xs) ** 2,
}
problem.set_performance_metric(metrics.get(kind, lambda: f(x) - f(xs))())
value = problem.solve(wrapper="cvxpy", solver="CLARABEL", verbose=0)
print(f"{value:.9f}", time.process_time() - start)
'''

AUTOLYAP = r'''
import sys, time, warnings
warnings.filterwarnings("ignore")
from autolyap import IterationDependent as I, SolverOptions
from autolyap.algorithms import GradientMethod, ProximalPoint
from autolyap.problemclass import (Convex, InclusionProblem, SmoothConvex, SmoothStronglyConvex,
                                   StronglyConvex)

start = time.process_time()
kind, count = sys.argv[1], int(sys.argv[2])
conditions = {"gd": lambda: SmoothConvex(1), "prox": Convex, "contraction": lambda: SmoothStronglyConvex(0.1, 1),
              "values": lambda: SmoothStronglyConvex(0.1, 1), "prox_contraction": lambda: StronglyConvex(1)}
algorithm = (ProximalPoint if kind.startswith("prox") else GradientMethod)(1.0)
problem = InclusionProblem([conditions[kind]()])
distance = kind in ("contraction", "prox_contraction")
state = I.get_parameters_state_component_distance_to_solution
value = I.get_parameters_function_value_suboptimality
# Proximal steps evaluate f at the point that they reach, so the value after `count` steps is that of step count - 1.
last = count - 1 if kind == "prox" else count
first = value(algorithm, 0) if kind == "values" else state(algorithm, 0)
end = state(algorithm, last) if distance else value(algorithm, last)
found = I.search_lyapunov(problem, algorithm, last, first[0], end[0], first[1], end[1],
                          solver_options=SolverOptions(backend="cvxpy", cvxpy_solver="CLARABEL"), verbosity=0)
value = found["c_K"]
print("-" if value is None else f"{value:.9f}", time.process_time() - start)
'''


HEADER = ["inequality", "literature", "lemmabox: proved", "refuted", "s", "PEPit", "s", "AutoLyap", "s"]


def bracket(binary, claim):
    """The largest refuted and the smallest proved constant, or the other way round, and the seconds."""
    with tempfile.NamedTemporaryFile("w", suffix=".lemma") as file:
        file.write("claim c {" + claim + "}\n")
        file.flush()
        answer, seconds = table.lemmabox([binary, "audit", file.name, "--best", "--json"])
    (found,) = json.loads(answer)
    return [found.get("proved") or "-", found.get("refuted") or "-", f"{seconds:.2f}"]


def row(name, binary):
    claim, stated, pepit, autolyap = SETTINGS[name]
    peers = [table.peer(PEPIT, pepit), table.peer(AUTOLYAP, autolyap)]
    return [stated or "-", *bracket(binary, claim), *table.cells(peers)]


if __name__ == "__main__":
    table.main(__doc__, HEADER, SETTINGS, row)
