#!/usr/bin/env python3
"""Runs claims and SMT-LIB 2 scripts through lemmabox and its peers, side by side.

    pip install z3-solver cvc5 mpmath codac
    cargo build --release
    benches/peers/run.py --timeout 10 --output results --claims proofs DIRECTORY...

Each script is given to each solver in a process of its own with the same wall-clock limit. Claims are
exported for each solver in its own dialect (`lemmabox export --smt2 --for`); a claim's `:status` is what
its file expects, proved being unsat. A peer that is not installed is left out with a message. The
output is two files: results.csv with one row a script and solver, and results.md with a table for each
directory of scripts: answers, agreement with the scripts' :status, and the ratio of times to lemmabox on
the scripts both decide.

Peers: z3 and cvc5 by their Python packages, dreal by its program if it is on the path, and what one
writes by hand on an interval library: plain branch and prune over mpmath's and codac's intervals, and the
tactic `interval` of coq-interval, for claims with one relation (bisection.py). Solvers are not given
scripts with functions they do not know; that is reported as `unsupported`. dReal's `delta-sat` is an
answer about a weakened problem and is counted apart. dReal and cvc5 read `arctan2 a b` as C does,
Flyspeck writes it as HOL Light does: with --swap-arctan2 the peers are given C's order.
"""

import argparse
import csv
import json
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ANSWERS = ("sat", "unsat", "delta-sat", "unknown", "timeout", "unsupported", "error")

# The children print the seconds they took after Python and the package were loaded.
Z3_CHILD = """
import sys, time, z3
start = time.monotonic()
s = z3.Solver()
s.from_file(sys.argv[1])
print(s.check())
print("seconds", time.monotonic() - start)
"""

CVC5_CHILD = """
import re, sys, time, cvc5
start = time.monotonic()
tm = cvc5.TermManager() if hasattr(cvc5, "TermManager") else None
solver = cvc5.Solver(tm) if tm else cvc5.Solver()
# Coverings are for polynomials only.
if not re.search(r"\\((sin|cos|tan|arc[a-z0-9]+|exp|sqrt)\\b|real\\.pi", open(sys.argv[1]).read()):
    solver.setOption("nl-cov", "true")
parser = cvc5.InputParser(solver)
parser.setFileInput(cvc5.InputLanguage.SMT_LIB_2_6, sys.argv[1])
symbols = parser.getSymbolManager()
while True:
    command = parser.nextCommand()
    if command.isNull():
        break
    if command.getCommandName() in ("set-logic", "exit"):
        if command.getCommandName() == "exit":
            break
        solver.setLogic("QF_NRAT")
        continue
    print(command.invoke(solver, symbols), end="")
print("seconds", time.monotonic() - start)
"""

BISECTION = str(pathlib.Path(__file__).resolve().parent / "bisection.py")

# The goal is written and checked in one process, so that the limit holds for both.
COQ_CHILD = """
import pathlib, subprocess, sys, tempfile, time
bisection, loading, script, timeout = sys.argv[1], float(sys.argv[2]), sys.argv[3], float(sys.argv[4])
goal = subprocess.run([sys.executable, bisection, "coq", script], capture_output=True, text=True).stdout
if goal.startswith("unsupported") or not goal:
    print("unsupported")
    sys.exit()
with tempfile.TemporaryDirectory() as directory:
    file = pathlib.Path(directory) / "goal.v"
    file.write_text(goal)
    start = time.monotonic()
    done = subprocess.run(["timeout", str(timeout + loading), "coqc", "-q", str(file)], capture_output=True)
print("timeout" if done.returncode == 124 else "unsat" if done.returncode == 0 else "unknown")
print("seconds", max(time.monotonic() - start - loading, 0.0))
"""

# Function symbols that stand at the head of an application.
HEAD = re.compile(r"\(\s*([A-Za-z_][A-Za-z_0-9.]*)")
TRANSCENDENTAL = {
    "sin", "cos", "tan", "asin", "acos", "atan", "arcsin", "arccos", "arctan", "atan2", "arctan2",
    "exp", "log", "sinh", "cosh", "tanh", "marctan", "sqrt", "pow", "min", "max", "abs",
}
KNOWN = {
    "z3": {"sin", "cos", "tan", "asin", "acos", "atan"},
    "cvc5": {"sin", "cos", "tan", "arcsin", "arccos", "arctan", "exp", "sqrt"},
    "dreal": TRANSCENDENTAL - {"marctan"},
}
# Whose dialect of `lemmabox export` a solver reads; the others read dReal's.
DIALECTS = {"z3": "z3", "cvc5": "cvc5"}


def heads(text):
    """The functions of TRANSCENDENTAL that a script applies."""
    return set(HEAD.findall(text)) & TRANSCENDENTAL


def closing(text, start):
    """The index just after the term that begins at `start`."""
    if text[start] != "(":
        end = start
        while end < len(text) and text[end] not in " \t\r\n()":
            end += 1
        return end
    depth = 0
    for i in range(start, len(text)):
        if text[i] == "(":
            depth += 1
        elif text[i] == ")":
            depth -= 1
            if depth == 0:
                return i + 1
    raise ValueError("parentheses do not match")


def swap_arctan2(text):
    """`(arctan2 a b)` becomes `(arctan2 b a)`, innermost first."""
    at = len(text)
    while (at := text.rfind("(arctan2 ", 0, at)) >= 0:
        a0 = at + len("(arctan2 ")
        while text[a0].isspace():
            a0 += 1
        a1 = closing(text, a0)
        b0 = a1
        while text[b0].isspace():
            b0 += 1
        b1 = closing(text, b0)
        text = f"{text[:a0]}{text[b0:b1]} {text[a0:a1]}{text[b1:]}"
    return text


class Solver:
    """A name, the command line for a script, and seconds that loading takes on top of the limit."""

    def __init__(self, name, command, is_peer=True, extra=1.0):
        self.name, self.command, self.is_peer, self.extra = name, command, is_peer, extra

    def run(self, path, text, timeout):
        """Answer and seconds."""
        if self.is_peer and not heads(text) <= KNOWN.get(self.name, TRANSCENDENTAL):
            return "unsupported", 0.0
        start = time.monotonic()
        try:
            done = subprocess.run(
                self.command(path, timeout), capture_output=True, text=True, timeout=timeout + 1.0 + self.extra
            )
        except subprocess.TimeoutExpired:
            return "timeout", timeout
        seconds = time.monotonic() - start
        lines = [l.strip() for l in done.stdout.splitlines() if not l.startswith(";")]
        for line in lines:
            if line.startswith("seconds "):
                seconds = float(line.split()[1])
        for line in lines:
            if line in ("sat", "unsat", "unknown", "unsupported", "timeout"):
                if line == "unknown" and seconds >= timeout:
                    return "timeout", seconds
                return line, seconds
            if line.startswith("delta-sat"):
                return "delta-sat", seconds
        return "error", seconds


def python_has(package):
    probe = [sys.executable, "-c", f"import {package}"]
    return subprocess.run(probe, capture_output=True).returncode == 0


def coq_interval_loading():
    """Seconds that coqc takes to load the tactic; None where it cannot."""
    if shutil.which("coqc") is None:
        return None
    with tempfile.TemporaryDirectory() as directory:
        file = pathlib.Path(directory) / "probe.v"
        file.write_text("Require Import Reals.\nFrom Interval Require Import Tactic.\n")
        start = time.monotonic()
        done = subprocess.run(["coqc", "-q", str(file)], capture_output=True)
        return time.monotonic() - start if done.returncode == 0 else None


def solvers(arguments):
    """lemmabox first, then the peers that are installed."""
    lemmabox = [arguments.lemmabox, "smt", f"--threads={arguments.threads}"]
    found = [
        Solver("lemmabox", lambda p, t: [*lemmabox, f"--timeout={t}", str(p)], is_peer=False)
    ]
    for name, package, child in (("z3", "z3", Z3_CHILD), ("cvc5", "cvc5", CVC5_CHILD)):
        if python_has(package):
            found.append(
                Solver(name, lambda p, t, child=child: [sys.executable, "-c", child, str(p)])
            )
        else:
            pip = "z3-solver" if name == "z3" else name
            print(f"{name} is left out: not installed (pip install {pip})", file=sys.stderr)
    for library in ("mpmath", "codac"):
        if python_has(library):
            found.append(
                Solver(library, lambda p, t, lib=library: [sys.executable, BISECTION, lib, str(p)])
            )
        else:
            print(f"{library} is left out: not installed (pip install {library})", file=sys.stderr)
    loading = coq_interval_loading()
    if loading is not None:
        coq = [sys.executable, "-c", COQ_CHILD, BISECTION, str(loading)]
        found.append(Solver("coq-interval", lambda p, t: [*coq, str(p), str(t)], extra=loading))
    else:
        print("coq-interval is left out: coqc cannot load it", file=sys.stderr)
    if dreal := shutil.which("dreal"):
        found.append(
            Solver("dreal", lambda p, t: [dreal, f"--precision={arguments.delta}", str(p)])
        )
    else:
        print("dreal is left out: no program of that name on the path", file=sys.stderr)
    return found


def exported(arguments, names, scratch):
    """The claims as scripts: for each its name, its status, and its file by dialect where there is one."""
    def lemmabox(*words):
        done = subprocess.run([arguments.lemmabox, *words], capture_output=True, text=True)
        return done.stdout

    listed = json.loads(lemmabox("list", "--json", *map(str, arguments.claims)))
    dialects = {DIALECTS.get(name, "dreal") for name in names}
    for dialect in dialects:
        # Claims that a dialect cannot state are left out, with an exit code that says so.
        lemmabox("export", "--smt2", "--for", dialect, "--directory", str(scratch / dialect), *map(str, arguments.claims))
    status = {"proved": "unsat", "refuted": "sat"}
    for claim in listed:
        name = claim["name"]
        files = {d: scratch / d / f"{name}.smt2" for d in dialects}
        files = {d: f for d, f in files.items() if f.exists()}
        yield f"claims/{name}.smt2", status.get(claim["expectation"], ""), files


def status_of(text):
    match = re.search(r"\(set-info\s+:status\s+(sat|unsat)\s*\)", text)
    return match.group(1) if match else ""


def decided(answer):
    return answer in ("sat", "unsat")


def summary_of(rows, names):
    """The Markdown summary: a table for each directory."""
    directories = dict.fromkeys(r["script"].partition("/")[0] for r in rows)
    parts = [
        f"## {d}\n\n" + table([r for r in rows if r["script"].startswith(f"{d}/")], names)
        for d in directories
    ]
    note = (
        "Time is wall clock: of the whole process for programs, without the loading of the package for Python "
        "packages and of the library for coq-interval. The last column is the geometric mean over the scripts that both decide (their number in "
        "parentheses)."
    )
    return "\n".join([*parts, note]) + "\n"


def table(rows, names):
    """The table of one directory."""
    by_script = {}
    for row in rows:
        by_script.setdefault(row["script"], {})[row["solver"]] = row
    lines = [
        f"{len(by_script)} scripts.",
        "",
        "| solver | " + " | ".join(ANSWERS) + " | agree with :status | contradict | median time | time / lemmabox |",
        "| --- |" + " --- |" * (len(ANSWERS) + 4),
    ]
    for name in names:
        mine = [r for r in rows if r["solver"] == name]
        counts = [str(sum(r["answer"] == a for r in mine)) for a in ANSWERS]
        known = [r for r in mine if r["status"] and decided(r["answer"])]
        agree = sum(r["answer"] == r["status"] for r in known)
        times = [r["seconds"] for r in mine if decided(r["answer"])]
        ratios = [
            max(s[name]["seconds"], 1e-3) / max(s["lemmabox"]["seconds"], 1e-3)
            for s in by_script.values()
            if "lemmabox" in s and decided(s[name]["answer"]) and decided(s["lemmabox"]["answer"])
        ]
        median = f"{statistics.median(times):.3f} s" if times else "-"
        ratio = f"{statistics.geometric_mean(ratios):.2f} ({len(ratios)})" if ratios else "-"
        cells = [name, *counts, str(agree), str(len(known) - agree), median, ratio]
        lines.append("| " + " | ".join(cells) + " |")
    disagree = [
        script
        for script, s in by_script.items()
        if len({r["answer"] for r in s.values() if decided(r["answer"])}) > 1
    ]
    lines += ["", f"Scripts on which two solvers disagree: {', '.join(disagree) or 'none'}."]
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("paths", nargs="*", type=pathlib.Path, help="scripts, or directories of *.smt2")
    parser.add_argument("--claims", action="append", default=[], type=pathlib.Path, help="claim files or directories; may be repeated")
    parser.add_argument("--lemmabox", default="target/release/lemmabox", help="the program")
    parser.add_argument("--timeout", type=float, default=10.0, help="seconds a script and solver")
    parser.add_argument("--claim-timeout", type=float, help="seconds a claim and solver, if others than --timeout")
    parser.add_argument("--threads", type=int, default=1, help="lemmabox's worker threads")
    parser.add_argument("--delta", type=float, default=0.001, help="dReal's precision")
    parser.add_argument("--only", action="append", help="only this solver; may be repeated")
    parser.add_argument("--swap-arctan2", action="store_true", help="give the peers C's order")
    parser.add_argument("--output", type=pathlib.Path, default=pathlib.Path("results"))
    arguments = parser.parse_args()

    if shutil.which(arguments.lemmabox) is None:
        sys.exit(f"no program {arguments.lemmabox}: run `cargo build --release`, or give --lemmabox")
    scripts = sorted(
        script
        for path in arguments.paths
        for script in (path.rglob("*.smt2") if path.is_dir() else [path])
    )
    if not scripts and not arguments.claims:
        sys.exit("no scripts found")
    chosen = [s for s in solvers(arguments) if not arguments.only or s.name in arguments.only]
    if not chosen:
        sys.exit("none of the solvers asked for is installed")
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        names = [s.name for s in chosen]
        tasks = list(exported(arguments, names, scratch)) if arguments.claims else []
        for script in scripts:
            status = status_of(script.read_text())
            tasks.append((f"{script.parent.name}/{script.name}", status, {"dreal": script, "z3": script, "cvc5": script}))
        for script, status, files in tasks:
            for solver in chosen:
                path = files.get(DIALECTS.get(solver.name, "dreal"))
                answer, seconds = "unsupported", 0.0
                if path is not None:
                    text = path.read_text()
                    if solver.is_peer and arguments.swap_arctan2 and "(arctan2 " in text:
                        text = swap_arctan2(text)
                        path = scratch / path.name
                        path.write_text(text)
                    of_claim = script.startswith("claims/") and arguments.claim_timeout
                    answer, seconds = solver.run(path, text, of_claim or arguments.timeout)
                rows.append(
                    {
                        "script": script,
                        "status": status,
                        "solver": solver.name,
                        "answer": answer,
                        "seconds": round(seconds, 4),
                    }
                )
                print(f"{script}: {solver.name} {answer} {seconds:.2f} s", file=sys.stderr)
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    with arguments.output.with_suffix(".csv").open("w", newline="") as f:
        writer = csv.DictWriter(f, fieldnames=rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    summary = summary_of(rows, names)
    arguments.output.with_suffix(".md").write_text(summary)
    print(summary)


if __name__ == "__main__":
    main()
