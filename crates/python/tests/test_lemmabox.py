"""Claims with known answers, errors in words, exactness, and interruption."""

import os
import signal
import subprocess
import sys
import time
from fractions import Fraction

import pytest

import lemmabox as lb


def test_a_theorem_and_its_certificate():
    result = lb.prove("for x in (-1, inf) show log(1 + x) <= x")
    assert result.proved and result.witness is None
    assert result.check()
    assert "proved" in result._repr_html_() and "<math" in result._repr_html_()
    assert "\\log" in result._repr_latex_() and result._repr_latex_().startswith("$")
    # A conclusion without its domain may be false.
    assert "\\in" in result._repr_latex_() and "∈" in result._repr_html_()


def test_a_claim_that_is_not_typeset_is_shown_whole():
    deep = "sin(" * 50 + "x" + ")" * 50
    for text in [
        "for x in R^d, y in R^d assume short: norm(y) <= 1 show abs(dot(x, y)) <= norm(x)",
        f"for x in [0, 1] assume half: x <= 1/2 show {deep} <= 1",
    ]:
        result = lb.prove(text)
        assert result.proved and result.text == text
        assert result._repr_latex_() is None
        # Without its hypotheses what is called proved would be another claim.
        page = result._repr_html_()
        assert "assume" in page and "for x in" in page and "&lt;= " in page


def test_definitions_keep_the_names_of_their_author():
    result = lb.prove("for x in [0, 1] let kappa(t) = t^2 + 1 let half = 1/2 show kappa(x) >= x + half")
    assert result.proved
    assert result.latex == "\\kappa (x) \\ge x + \\mathrm{half}"
    for page, equations in [
        (result._repr_latex_(), ["\\kappa (x) = {x}^{2} + 1", "\\mathrm{half} = \\frac{1}{2}"]),
        (result._repr_html_(), [", where <math"]),
    ]:
        assert all(e in page for e in equations), page
    # Without definitions nothing is added.
    assert "where" not in lb.prove("for x in [0, 1] show x^2 <= x")._repr_html_()


def test_a_counterexample_is_exact():
    result = lb.prove("for x in [0, 2] show x^2 <= 3")
    assert result.refuted
    assert isinstance(result.witness["x"], Fraction)
    assert 0 <= result.witness["x"] <= 2 and result.witness["x"] ** 2 > 3
    assert result.check()


def test_a_counterexample_about_vectors_has_tuples():
    result = lb.prove("for x in R^d, y in R^d show dot(x, y) <= (norm(x)^2 + norm(y)^2)/3")
    x, y = result.witness["x"], result.witness["y"]
    assert len(x) == len(y) == result.witness["d"]
    dot = lambda a, b: sum(s * t for s, t in zip(a, b))
    assert 3 * dot(x, y) > dot(x, x) + dot(y, y)
    assert result.notes == ()
    result = lb.prove("for x in R^d, y in R^d, f convex smooth(1) show f(y) <= f(x) + dot(grad(f, x), y - x)")
    at = result.witness
    step = tuple(b - a for a, b in zip(at["x"], at["y"]))
    assert at["f(y)"] > at["f(x)"] + dot(at["grad(f, x)"], step)
    assert "Taylor" in result.notes[0]


def test_an_altered_certificate_is_rejected():
    result = lb.prove("for x in [0, 1] show exp(x) >= 1 + x")
    forged = result.certificate.replace(b"exp(_1)", b"cos(_1)").replace(b"exp(x)", b"cos(x)")
    assert forged != result.certificate
    [confirmed] = lb.check(forged)
    assert not confirmed and confirmed.error


def test_an_undecided_claim_says_why():
    result = lb.prove("for x show 1/x >= 0 or 1/x <= 0", timeout=1)
    assert result.verdict == "undecided" and result.reason
    with pytest.raises(ValueError):
        result.check()


def test_errors_name_the_place():
    with pytest.raises(lb.ClaimError, match="unknown"):
        lb.prove("for x show arcsinn(x) <= 1")
    with pytest.raises(TypeError):
        lb.prove("for x show x^2 >= 0", {1: 2})
    with pytest.raises(ValueError):
        lb.prove("for x show x^2 >= 0", timeout=-1)


def test_several_claims(tmp_path):
    text = "claim a { for x show x^2 >= 0 }\nclaim b { for x show x^2 >= x expect refuted }\n"
    path = tmp_path / "two.lemma"
    path.write_text(text)
    for results in (lb.verify(text=text), lb.verify(path), lb.verify([path])):
        assert [r.verdict for r in results] == ["proved", "refuted"]
        assert results["a"].proved
        assert all(lb.check(*results)) and all(lb.check(results))
    with pytest.raises(lb.ClaimError):
        lb.verify(tmp_path / "none.lemma")


def test_best_brackets_a_known_constant():
    bracket = lb.best("for x in [0, 1] show x*(1 - x) <= c best c in [0, 1] smallest", Fraction(1, 100))
    assert bracket.refuted < Fraction(1, 4) <= bracket.proved
    assert bracket.proved - bracket.refuted <= Fraction(1, 100)


def test_audit_finds_the_hypothesis_needed():
    found = lb.audit("for x, y assume p: x >= 0 assume q: y <= 1 show x >= 0")
    assert found == {"p": "needed", "q": "not needed"}
    assert found.verdict == "proved" and found.sufficient == [["p"]]
    assert found.witnesses["p"]["x"] < 0
    assert found.shorter == "for x, y assume p: x >= 0 show x >= 0"
    assert lb.prove(found.shorter).proved
    with pytest.raises(lb.ClaimError, match="has 2"):
        lb.audit("claim A { for x show x >= x } claim B { for x show x >= x }")


def test_digits_are_right():
    mpmath = pytest.importorskip("mpmath")
    with mpmath.workdps(60):
        assert lb.eval("exp(1)*pi", 50).digits == mpmath.nstr(mpmath.e * mpmath.pi, 50)
        for term, value in [
            ("integral(exp(-x^2), x, 0, 1)", mpmath.quad(lambda x: mpmath.exp(-(x**2)), [0, 1])),
            ("sum(1/n^2, n, 1, inf)", mpmath.zeta(2)),
            ("if(exp(1) < 3, sqrt(2), log(-1))", mpmath.sqrt(2)),
        ]:
            assert lb.eval(term, 40).digits == mpmath.nstr(value, 40, strip_zeros=False)
    assert lb.eval("1/3 + 1/6").exact == Fraction(1, 2)
    with pytest.raises(lb.ClaimError, match="converge"):
        lb.eval("integral(1/x, x, 0, 1)")


def test_smt():
    script = "(declare-const x Real)(assert (< (* x x) 0))(check-sat)(reset)(check-sat)"
    assert [a.answer for a in lb.smt(script)] == ["unsat", "sat"]


def test_a_sweep_decides_every_point():
    rows = lb.sweep("for x in [0, 1] show x^2 <= c", {"c": [Fraction(1, 2), 1]}, timeout=5)
    if not isinstance(rows, list):
        assert list(rows.columns) == ["c", "verdict", "witness", "reason", "seconds"]
        rows = rows.to_dict("records")
    assert rows[0]["witness"]["x"] ** 2 > Fraction(1, 2)
    assert [r["verdict"] for r in rows] == ["refuted", "proved"]
    with pytest.raises(TypeError):
        lb.sweep("for x in [0, 1] show x^2 <= c", {"c": [0.5]})
    with pytest.raises(lb.ClaimError, match="the grid fixes `c`"):
        lb.sweep("for x in [0, 1], c in [0, 1] show x^2 <= c", {"c": [1]})
    numpy, mpmath = pytest.importorskip("numpy"), pytest.importorskip("mpmath")
    for rounded in (numpy.float32(0.5), numpy.float64(0.1), mpmath.mpf("0.1")):
        with pytest.raises(TypeError, match="float"):
            lb.sweep("for x in [0, 1] show x^2 <= c", {"c": [1, rounded]})
    rows = lb.sweep("for x in [0, 1] show x^2 <= c # a comment", {"c": [numpy.int64(1), "1/2", 2]}, progress=False)
    verdicts = [row["verdict"] for row in rows] if isinstance(rows, list) else list(rows["verdict"])
    assert verdicts == ["proved", "refuted", "proved"]


def test_progress_is_told(tmp_path):
    path = tmp_path / "two.lemma"
    path.write_text("claim a { for x show x^2 >= 0 }\nclaim b { for x show x >= x }\n")
    told = []
    lb.verify(path, progress=lambda done, of, last: told.append((done, of, last)))
    assert told[-1][:2] == (2, 2) and {last for *_, last in told} <= {"a", "b"}
    with pytest.raises(ZeroDivisionError):
        lb.verify(path, progress=lambda *_: 1 / 0)
    points = []
    lb.sweep("for x in [0, 1] show x <= c", {"c": [1, 2]}, progress=lambda *state: points.append(state))
    assert [p[:2] for p in points] == [(1, 2), (2, 2)]


def test_help_reads_well():
    import pydoc

    for call in (lb.prove, lb.verify, lb.check, lb.audit, lb.best, lb.sweep, lb.eval, lb.smt):
        page = pydoc.plain(pydoc.render_doc(call))
        assert call.__doc__ and call.__name__ in page
        # Every parameter with a meaning of its own is said; limits are seconds.
        assert "timeout" not in page or "econds" in page
    assert "theorem" in pydoc.plain(pydoc.render_doc(lb))


def interrupted(setup, call):
    """Whether a program that makes this call again and again ends by an interrupt."""
    program = (
        "import lemmabox as lb, signal, sys\n"
        # Jobs in the background of a shell, and what they start, ignore interrupts.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        f"{setup}\n"
        "print('ready', flush=True)\n"
        "try:\n"
        f"    while True: {call}\n"
        "except KeyboardInterrupt:\n"
        "    sys.exit(42)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as child:
        child.stdout.readline()
        time.sleep(1)
        child.send_signal(signal.SIGINT)
        try:
            return child.wait(timeout=60) == 42
        finally:
            # An interrupt that is not seen never ends the process: the calls have no limit.
            child.kill()


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_an_interrupt_stops_soon():
    setup = (
        "domain = ', '.join(f'{v} in [0, 3]' for v in 'abcdef')\n"
        # Six equations in six unknowns decide whether -6 is reached: box by box for very long.
        "claim = f'for {domain} show sin(a*b - c) + sin(b*c - d) + sin(c*d - e) + sin(d*e - f) + sin(e*f - a) + sin(f*a - b) > -6'"
    )
    assert interrupted(setup, "lb.prove(claim, timeout=None)")
    # Binet's function in 50,000 digits, and thousands of pieces of Euler and Maclaurin's formula.
    assert interrupted("", "lb.eval('gamma(1/3)', 50_000, timeout=None)")
    assert interrupted("", "lb.eval('sum(1/n^2, n, 1, inf)', 500, timeout=None)")


def test_digits_have_a_time_limit():
    for term, digits in [("gamma(1/3)", 50_000), ("sum(1/n^2, n, 1, inf)", 500)]:
        with pytest.raises(lb.ClaimError, match="within the time limit"):
            lb.eval(term, digits, timeout=0.01)


def test_more_threads_than_any_machine_has_are_refused():
    with pytest.raises(ValueError, match="from 0 to 1024"):
        lb.prove("for x show x^2 >= 0", threads=99999)
