"""Rows of a table beside peers: processor seconds of lemmabox, answers of Python packages, the command line."""

import argparse
import pathlib
import resource
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def processor_seconds(command, **options):
    """The finished process and the processor time that it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run = subprocess.run(command, capture_output=True, text=True, **options)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return run, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def lemmabox(command):
    """What lemmabox prints, decided or not, and its processor time."""
    run, seconds = processor_seconds(command)
    if run.returncode not in (0, 1, 3):
        sys.exit(f"lemmabox: {run.stderr}")
    return run.stdout, seconds


def peer(source, job):
    """The answer of a program in Python that prints it and its seconds; what failed otherwise."""
    if job is None:
        return "not stated", None
    run = subprocess.run([sys.executable, "-c", source, *map(str, job)], capture_output=True, text=True, timeout=600)
    if run.returncode:
        return (run.stderr.strip().splitlines() or ["no answer"])[-1].split("(")[0], None
    answer, seconds = run.stdout.strip().rsplit(" ", 1)
    return answer, float(seconds)


def cells(answers):
    """Two cells an answer: what it is and its seconds."""
    return [cell for answer, seconds in answers for cell in (answer, "-" if seconds is None else f"{seconds:.2f}")]


def main(doc, header, rows, row):
    """Prints or writes the table; `row` makes the cells of one of `rows`, given its name and the program."""
    parser = argparse.ArgumentParser(description=doc.splitlines()[0])
    parser.add_argument("rows", nargs="*", metavar="ROW", help="a part of a row's name; all unless given")
    parser.add_argument("--lemmabox", default=str(ROOT / "target/release/lemmabox"), metavar="PROGRAM")
    parser.add_argument("--output", metavar="FILE", help="write the table there and not to standard output")
    options = parser.parse_args()
    lines = ["| " + " | ".join(header) + " |", "|---" * len(header) + "|"]
    for name in rows:
        if options.rows and not any(part in name for part in options.rows):
            continue
        line = [name.replace("|", "\\|"), *row(name, options.lemmabox)]
        print(f"{name}: {line[1]}", file=sys.stderr)
        lines.append("| " + " | ".join(line) + " |")
    text = "\n".join(lines) + "\n"
    if options.output:
        pathlib.Path(options.output).write_text(text)
    else:
        print(text, end="")
