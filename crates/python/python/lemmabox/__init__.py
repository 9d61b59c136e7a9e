"""Prove or refute the inequalities a theory paper rests on.

>>> import lemmabox as lb
>>> lb.prove("for x in (-1, inf) show log(1 + x) <= x").verdict
'proved'
>>> lb.prove("for x in [0, 2] show exp(x) <= 1 + 2*x").verdict
'refuted'

``proved`` is a theorem and ``refuted`` an exact counterexample; each carries a certificate that a small, separate
checker confirms: ``result.check()``. Everything else is ``undecided``, with the reason. Angles are in radians; numbers
are exact, so floats are refused unless asked for (see :func:`prove`).
"""

from ._native import ClaimError, __version__
from ._results import Audit, Bracket, Confirmed, Results, Verdict, Value, SmtAnswer
from ._calls import audit, best, check, eval, prove, smt, sweep, verify

__all__ = [
    "Audit", "Bracket", "ClaimError", "Confirmed", "Results", "SmtAnswer", "Value", "Verdict", "__version__",
    "audit", "best", "check", "eval", "prove", "smt", "sweep", "verify",
]
