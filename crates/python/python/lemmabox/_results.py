"""What the calls return."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, overload, Union

from . import _native

Number = Union[Fraction, str]
"""A rational, exactly, or the text of an exact term such as ``sqrt(2)/2``."""


def exact(text: str) -> Number:
    """The rational a text denotes, or the text itself."""
    pair = _native.rational(text)
    return Fraction(int(pair[0]), int(pair[1])) if pair else text


def _text(value: Number | tuple[Number, ...]) -> str:
    if isinstance(value, tuple):
        return "(" + ", ".join(str(x) for x in value) + ")"
    return str(value)


@dataclass(frozen=True)
class Confirmed:
    """What the kernel says of a certificate."""

    claim: str | None
    """Name of the claim, if the certificate was confirmed."""
    proved: bool
    """True for a proof, false for a refutation."""
    error: str | None
    """Why it was not confirmed."""

    def __bool__(self) -> bool:
        return self.error is None


_COLOURS = {"proved": "#1a7f37", "refuted": "#b35900", "undecided": "#57606a"}


@dataclass(frozen=True)
class Verdict:
    """What came of one claim."""

    name: str
    """Name of the claim; ``it`` where the text gave none."""
    verdict: str
    """``proved``, ``refuted`` or ``undecided``."""
    goal: str
    """The conclusion alone, as written; what is decided is the claim with its domains and hypotheses, see ``text``."""
    witness: dict[str, Number | tuple[Number, ...]] | None = None
    """Where it fails, exactly; ``None`` unless refuted. Vectors are tuples of their coordinates, under the names they have in
    the claim, as are gradients such as ``grad(f, x)``; values of functions are under names such as ``f(x)``."""
    notes: tuple[str, ...] = ()
    """What is to be said of the witness of a claim about functions: why one of their class has these gradients and values."""
    reason: str | None = None
    """Why it is undecided."""
    seconds: float = 0.0
    """Wall-clock time."""
    boxes: int = 0
    """Boxes of the search."""
    certificate: bytes | None = field(default=None, repr=False)
    """The text that the kernel confirms."""
    text: str = field(default="", repr=False)
    """The claim as written, with its domains and hypotheses."""
    core: str = field(default="", repr=False)
    """The claim as the kernel reads it."""
    title: str = field(default="", repr=False)
    latex: str | None = field(default=None, repr=False)
    """The conclusion as LaTeX, for math mode; ``None`` where it is too long to read, or of vectors."""
    mathml: str | None = field(default=None, repr=False)
    """The same as MathML."""
    conditions: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """Where it is claimed: each variable with its domain and each hypothesis, as LaTeX and as MathML; empty where
    there is none of the conclusion."""
    definitions: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """What the names mean that the claim's ``let`` gives to terms, as LaTeX and as MathML."""

    @property
    def proved(self) -> bool:
        """Whether the claim is a theorem."""
        return self.verdict == "proved"

    @property
    def refuted(self) -> bool:
        """Whether a counterexample was found."""
        return self.verdict == "refuted"

    def check(self) -> Confirmed:
        """Has the kernel confirm the certificate.

        Raises
        ------
        ValueError
            When the claim is undecided, so that there is none; also where the proof rests on lemmas,
            whose certificates :func:`lemmabox.check` wants together with this one.
        """
        if self.certificate is None:
            raise ValueError("an undecided claim has no certificate")
        return Confirmed(*_native.check([self.certificate])[0])

    def __str__(self) -> str:
        if self.witness is not None:
            at = ", ".join(f"{k} = {_text(v)}" for k, v in self.witness.items()) or "every point"
            return f"{self.name}: refuted at {at}"
        return f"{self.name}: {self.verdict}" + (f" ({self.reason})" if self.reason else "")

    def _repr_html_(self) -> str:
        colour = _COLOURS[self.verdict]
        more = ""
        if self.witness:
            more = " at " + ", ".join(f"{html.escape(k)} = {html.escape(_text(v))}" for k, v in self.witness.items())
        elif self.reason:
            more = ": " + html.escape(self.reason)
        if self.mathml is None:
            claim = f'<code style="white-space: pre-wrap">{html.escape(self.text)}</code>'
        else:
            claim = self.mathml
            if self.conditions:
                claim += " for " + ", ".join(mathml for _, mathml in self.conditions)
            if self.definitions:
                claim += ", where " + ", ".join(mathml for _, mathml in self.definitions)
        return (
            f'<span><b style="color:{colour}">{self.verdict}</b>{more} '
            f"{claim} <small>{self.seconds:.3f} s</small></span>"
        )

    def _repr_latex_(self) -> str | None:
        if self.latex is None:
            return None
        conditions = ",\\ ".join(latex for latex, _ in self.conditions)
        where = f"\\quad\\text{{for }} {conditions}" if conditions else ""
        if self.definitions:
            where += "\\quad\\text{where } " + ",\\ ".join(latex for latex, _ in self.definitions)
        return f"$\\displaystyle {self.latex}{where} \\quad\\text{{({self.verdict})}}$"


class Results(Sequence[Verdict]):
    """Verdicts of several claims; a table in a notebook, and as a data frame where pandas is there."""

    def __init__(self, verdicts: Sequence[Verdict]):
        self._verdicts = list(verdicts)

    def __len__(self) -> int:
        return len(self._verdicts)

    @overload
    def __getitem__(self, key: int | str) -> Verdict: ...

    @overload
    def __getitem__(self, key: slice) -> list[Verdict]: ...

    def __getitem__(self, key: int | str | slice) -> Verdict | list[Verdict]:
        if isinstance(key, str):
            for verdict in self._verdicts:
                if verdict.name == key:
                    return verdict
            raise KeyError(key)
        return self._verdicts[key]

    def __repr__(self) -> str:
        return "\n".join(str(v) for v in self._verdicts)

    def _repr_html_(self) -> str:
        # A notebook sets cells flush right, which moves the verdict beside a long formula out of sight.
        cell = "<td style='text-align: left'>"
        rows = "".join(f"<tr>{cell}{html.escape(v.name)}</td>{cell}{v._repr_html_()}</td></tr>" for v in self._verdicts)
        return f"<table>{rows}</table>"

    def to_pandas(self) -> Any:
        """The verdicts as a ``pandas.DataFrame``, one row a claim."""
        import pandas

        columns = ("name", "verdict", "witness", "reason", "seconds", "boxes")
        return pandas.DataFrame([{c: getattr(v, c) for c in columns} for v in self._verdicts], columns=columns)


class Audit(dict[str, str]):
    """What becomes of a claim without each of its hypotheses, by their names: ``needed``, ``not needed`` or ``undecided``."""

    def __init__(
        self,
        findings: dict[str, str],
        verdict: str,
        witnesses: dict[str, dict[str, Number]],
        sufficient: list[list[str]] | None,
        shorter: str | None,
    ):
        super().__init__(findings)
        self.verdict = verdict
        """The verdict with all hypotheses."""
        self.witnesses = witnesses
        """Where the claim fails without a hypothesis that is needed, exactly."""
        self.sufficient = sufficient
        """Sets of hypotheses that suffice together; ``None`` where the claim is not proved."""
        self.shorter = shorter
        """The claim as written, without the hypotheses that can be spared together; ``None`` where none can."""

    def _repr_html_(self) -> str:
        rows = "".join(f"<tr><td>{html.escape(n)}</td><td>{f}</td></tr>" for n, f in self.items())
        shorter = f"<pre>{html.escape(self.shorter)}</pre>" if self.shorter else ""
        return f"<table>{rows}</table>{shorter}"


@dataclass(frozen=True)
class Bracket:
    """The best value of a constant between a proved and a refuted one."""

    proved: Fraction | None
    """The best value at which the claim was proved."""
    refuted: Fraction | None
    """The nearest value at which it was refuted."""
    undecided: tuple[Fraction, ...] = ()
    """Values tried without an answer."""


@dataclass(frozen=True)
class Value:
    """A closed term's value."""

    digits: str
    """Decimal digits, all of them right."""
    exact: Number | None = None
    """The rational, or the term in pi, that it is exactly, where that is known."""

    def __float__(self) -> float:
        return float(self.digits)

    def __str__(self) -> str:
        return self.digits


@dataclass(frozen=True)
class SmtAnswer:
    """The answer to one ``check-sat``."""

    answer: str
    """``sat``, ``unsat`` or ``unknown``."""
    model: str | None = None
    """The solution as SMT-LIB text."""
    reason: str | None = None
    """Why it is unknown."""
