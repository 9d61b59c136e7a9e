"""What the stubs and annotations say is so: mypy in its strict mode, and its comparison with the module at run time."""

import subprocess
import sys

import pytest

pytest.importorskip("mypy")

USES = """\
from fractions import Fraction
import lemmabox as lb
verdict: lb.Verdict = lb.prove("for x show x^2 >= 0")
seconds: float = verdict.seconds
certificate: bytes | None = verdict.certificate
first: lb.Verdict = lb.verify(text="claim A { for x show x^2 >= 0 }")[0]
end: Fraction | None = lb.best("for x in [0, 1] show c*x <= x best c in [0, 2] largest").proved
digits: str = lb.eval("pi", 20).digits
needed: str = lb.audit("for x assume h: x > 0 show x > 0")["h"]
answer: str = lb.smt("(check-sat)")[0].answer
confirmed: list[lb.Confirmed] = lb.check(verdict)
"""


def run(*arguments):
    done = subprocess.run([sys.executable, "-m", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_stubs_are_those_of_the_module():
    run("mypy.stubtest", "lemmabox")


def test_annotations_are_complete_and_uses_are_typed(tmp_path):
    run("mypy", "--strict", "-p", "lemmabox")
    uses = tmp_path / "uses.py"
    uses.write_text(USES)
    run("mypy", "--strict", str(uses))
