"""The calls: claims as text, as files, or built from sympy."""

from __future__ import annotations

import numbers
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from . import _native
from ._progress import line_of
from ._results import Audit, Bracket, Confirmed, Results, SmtAnswer, Value, Verdict, exact


def _verdict(entry: dict[str, Any]) -> Verdict:
    witness = entry.pop("witness")
    vectors = entry.pop("vectors")
    notes = tuple(entry.pop("notes"))
    if vectors is not None:
        numbers, tuples, values = vectors
        witness = {name: exact(value) for name, value in numbers}
        witness.update((name, tuple(exact(x) for x in xs)) for name, xs in tuples)
        witness.update((name, exact(value)) for name, value in values)
    elif witness is not None:
        witness = {name: exact(value) for name, value in witness}
    conditions = tuple(entry.pop("conditions"))
    definitions = tuple(entry.pop("definitions"))
    return Verdict(witness=witness, notes=notes, conditions=conditions, definitions=definitions, **entry)


def _text(claim: Any, domains: Mapping[Any, Any] | None, assume: Iterable[Any], floats: str) -> str:
    if isinstance(claim, str):
        if domains or list(assume):
            raise TypeError("a claim given as text says its domains and hypotheses itself: 'for x in [0, 1] assume h: ... show ...'")
        return claim
    from ._sympy import claim_text

    return claim_text(claim, domains or {}, assume, floats)


def prove(
    claim: Any,
    domains: Mapping[Any, Any] | None = None,
    *,
    assume: Iterable[Any] = (),
    floats: str = "refuse",
    timeout: float | None = 60.0,
    max_boxes: int | None = None,
    precision: int | None = None,
    threads: int = 0,
) -> Verdict:
    """Prove or refute one claim.

    Parameters
    ----------
    claim : str or sympy expression
        Clauses of the claim language, ``"for x in (-1, inf) show log(1 + x) <= x"``, or a sympy relational,
        ``And``, ``Or``, ``Not`` or ``Implies`` of relationals.
    domains : mapping from symbols to sympy intervals, optional
        Where the symbols of a sympy claim range: ``sympy.Interval``, a pair ``(lo, hi)`` with the ends included,
        ``sympy.S.Integers`` or ``sympy.S.Naturals``. Symbols without one range over the reals, or over
        what their assumptions say (``positive``, ``nonnegative``, ``integer``).
    assume : iterable of sympy relationals
        Hypotheses of a sympy claim.
    floats : {"refuse", "exact", "decimal"}
        What to do with floats: refuse them with a hint, take the binary value exactly, or the shortest decimal
        that prints the same.
    timeout : float or None
        Seconds of wall-clock time; ``None`` is no limit.
    max_boxes : int, optional
        Limit on the boxes of the search.
    precision : int, optional
        Bits where doubles run out, from 53 to 4096.
    threads : int
        Threads; 0 is one a core. Verdicts do not depend on it.

    Returns
    -------
    Verdict

    Raises
    ------
    ClaimError
        The text cannot be read; the message names line, column, cause and mend.
    TypeError
        A sympy expression that has no counterpart in the language.
    """
    entries = _native.prove(_text(claim, domains, assume, floats), timeout, max_boxes, precision, threads)
    if len(entries) != 1:
        raise _native.ClaimError(f"one claim is due, and the text has {len(entries)}; lemmabox.verify decides files")
    return _verdict(entries[0])


def _each(given: Iterable[Any]) -> Iterable[Any]:
    """What was given one by one or in lists."""
    for item in given:
        if isinstance(item, (list, tuple, Results)):
            yield from item
        else:
            yield item


def verify(
    *paths: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    text: str | None = None,
    timeout: float | None = 60.0,
    max_boxes: int | None = None,
    precision: int | None = None,
    threads: int = 0,
    progress: Callable[[int, int, str], object] | bool | None = None,
) -> Results:
    """Decide every claim of files and directories, or of a text of several claims.

    Parameters
    ----------
    paths : paths of files and directories, or lists of such
        Or ``text``, in place of them.
    timeout : float or None
        Seconds for each claim; ``None`` is no limit.
    progress : callable, bool, optional
        Called with the number of claims of files decided so far, their number in all and the name of the last one.
        ``True`` is a line that says so, ``False`` none; unless given, there is one in a notebook.

    Raises
    ------
    ClaimError
        A file that cannot be read, or errors in it.
    """
    if (text is None) == (not paths):
        raise TypeError("give either paths or text=...")
    options = (timeout, max_boxes, precision, threads)
    if text is not None:
        entries = _native.prove(text, *options)
    else:
        with line_of(progress) as told:
            entries = _native.verify([os.fspath(p) for p in _each(paths)], *options, told)
    return Results([_verdict(e) for e in entries])


def check(
    *certificates: bytes | Verdict | str | os.PathLike[str] | Sequence[bytes | Verdict | str | os.PathLike[str]],
) -> list[Confirmed]:
    """Have the kernel confirm certificates, given as bytes, as verdicts or as paths of files, or in lists of such.
    Certificates that rest on each other are given together.

    Raises
    ------
    ValueError
        An undecided verdict, which has no certificate.
    OSError
        A file that cannot be read.
    """
    texts = []
    for certificate in _each(certificates):
        if isinstance(certificate, Verdict):
            if certificate.certificate is None:
                raise ValueError(f"`{certificate.name}` is undecided and has no certificate")
            certificate = certificate.certificate
        if not isinstance(certificate, bytes):
            with open(certificate, "rb") as file:
                certificate = file.read()
        texts.append(certificate)
    return [Confirmed(*entry) for entry in _native.check(texts)]


def best(text: str, width: Fraction | str = Fraction(1, 1000), *, timeout: float | None = 10.0, threads: int = 0) -> Bracket:
    """Bracket the best constant of a claim that ends in ``best c in [lo, hi] largest`` (or ``smallest``).

    Parameters
    ----------
    width : Fraction
        How far the proved and the refuted value may be apart.
    timeout : float or None
        Seconds for each value tried.

    Raises
    ------
    ClaimError
        The text cannot be read, or names no constant.
    """
    proved, refuted, open_values = _native.best(text, str(width), timeout, threads)
    found = [None if q is None else Fraction(q) for q in (proved, refuted)]
    return Bracket(found[0], found[1], tuple(Fraction(q) for q in open_values))


def audit(text: str, *, timeout: float | None = 10.0, threads: int = 0) -> Audit:
    """Which hypotheses of a claim are needed: for each its name and what becomes of the claim without it
    (``not needed`` where it is still proved, ``needed`` where it is refuted, ``undecided``).

    >>> found = audit("for x, y assume p: x >= 0 assume q: y <= 1 show x >= 0")
    >>> found["q"]
    'not needed'
    >>> found.shorter
    'for x, y assume p: x >= 0 show x >= 0'

    Parameters
    ----------
    text : str
        One claim, which uses no lemmas.
    timeout : float or None
        Seconds for each time that the claim is decided.

    Raises
    ------
    ClaimError
        The text cannot be read, or holds another number of claims.
    """
    verdict, entries, sufficient, shorter = _native.audit(text, timeout, threads)
    witnesses = {
        name: {variable: exact(value) for variable, value in witness}
        for name, _, witness, _ in entries
        if witness is not None
    }
    return Audit({name: finding for name, finding, _, _ in entries}, verdict, witnesses, sufficient, shorter)


def _is_float(value: Any) -> bool:
    """Whether a number is rounded: a float of Python, numpy, mpmath, sympy or decimals with no end."""
    if isinstance(value, (str, numbers.Rational)):
        return False
    # sympy's rationals and symbols are exact, its floats are not.
    if getattr(value, "is_Float", False) or type(value).__module__.startswith(("mpmath", "gmpy2")):
        return not isinstance(value, numbers.Integral)
    return isinstance(value, numbers.Real) and not getattr(value, "is_Rational", False)


def sweep(
    template: str,
    grid: Mapping[str, Sequence[Any]],
    *,
    timeout: float | None = 10.0,
    threads: int = 0,
    progress: Callable[[int, int, str], object] | bool | None = None,
) -> Any:
    """Decide a claim at every point of a grid.

    Parameters
    ----------
    template : str
        A claim with constants that ``grid`` names: no ``for`` declares them, and each point fixes them by a ``let``.
    grid : mapping from names to sequences of numbers
        Fractions, integers or strings that denote exact terms.
    timeout : float or None
        Seconds for each point.
    progress : callable, bool, optional
        As in :func:`verify`, about points.

    Returns
    -------
    pandas.DataFrame or list of dict
        One row a point: the names, ``verdict``, ``witness``, ``reason`` and ``seconds``. A list where pandas is missing.

    Raises
    ------
    TypeError
        A float in the grid: it is not exact.
    ClaimError
        The claim cannot be read.
    """
    import itertools

    for name, axis in grid.items():
        for value in axis:
            if _is_float(value):
                raise TypeError(f"{name} = {value} is a float and not exact: give Fraction(1, 10) or '0.1'")
    points = list(itertools.product(*grid.values()))
    rows = []
    with line_of(progress) as told:
        for values in points:
            lets = "".join(f"\nlet {n} = ({v})" for n, v in zip(grid, values))
            try:
                found = prove(template + lets, timeout=timeout, threads=threads)
            except _native.ClaimError as error:
                declared = next((n for n in grid if f"`{n}` is already" in str(error)), None)
                if declared is None:
                    raise
                raise _native.ClaimError(
                    f"the grid fixes `{declared}`, which the claim declares: leave it out of `for`"
                ) from None
            answer = {c: getattr(found, c) for c in ("verdict", "witness", "reason", "seconds")}
            rows.append({**dict(zip(grid, values)), **answer})
            if told is not None:
                told(len(rows), len(points), ", ".join(f"{n} = {v}" for n, v in zip(grid, values)))
    try:
        import pandas
    except ImportError:
        return rows
    return pandas.DataFrame(rows, columns=[*grid, "verdict", "witness", "reason", "seconds"])


def eval(term: str, digits: int = 15, *, timeout: float | None = 60.0) -> Value:  # noqa: A001 - the name of the command
    """A closed term of the claim language to ``digits`` significant digits, all of them right. Angles are in radians.

    >>> str(eval("exp(1)*pi", 20))
    '8.5397342226735670655'

    Parameters
    ----------
    digits : int
        From 1 to 100000.
    timeout : float or None
        Seconds for the digits.

    Raises
    ------
    ClaimError
        No closed term, one that is undefined, or no digits within the time.
    """
    text, known = _native.evaluate(term, digits, timeout)
    return Value(text, None if known is None else exact(known))


def smt(script: str, *, timeout: float | None = 60.0, threads: int = 0) -> list[SmtAnswer]:
    """Answer an SMT-LIB 2 script over the reals: one answer for each ``check-sat``.

    Parameters
    ----------
    script : str
        SMT-LIB 2 text.
    timeout : float or None
        Seconds for each ``check-sat``.

    Raises
    ------
    ClaimError
        A script that cannot be read.
    """
    return [SmtAnswer(*entry) for entry in _native.smt(script, timeout, threads)]
