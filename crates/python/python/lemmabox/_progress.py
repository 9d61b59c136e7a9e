"""A line that says how far the work is."""

from __future__ import annotations

import html
import importlib
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

Told = Callable[[int, int, str], object]


def _in_notebook() -> bool:
    kernel = sys.modules.get("ipykernel")
    return kernel is not None and "IPython" in sys.modules and sys.modules["IPython"].get_ipython() is not None


class _Line:
    """Shows at most ten states a second, and nothing once the work is done."""

    def __init__(self) -> None:
        self.begun = time.monotonic()
        self.shown = 0.0
        self.handle: Any = None

    def __call__(self, done: int, of: int, last: str) -> None:
        now = time.monotonic()
        if now - self.shown < 0.1 and done < of:
            return
        self.shown = now
        text = f"{done}/{of}  {last}  {now - self.begun:.0f} s"
        if _in_notebook():
            self.display(f"<progress value='{done}' max='{of}'></progress> <code>{html.escape(text)}</code>")
        else:
            sys.stderr.write(f"\r\x1b[K{text}")
            sys.stderr.flush()

    def display(self, page: str) -> None:
        shown: Any = importlib.import_module("IPython.display")
        if self.handle is None:
            self.handle = shown.display(shown.HTML(page), display_id=True)
        else:
            self.handle.update(shown.HTML(page))

    def end(self) -> None:
        if self.handle is not None:
            self.display("")
        elif self.shown and not _in_notebook():
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


@contextmanager
def line_of(progress: Told | bool | None) -> Iterator[Told | None]:
    """What to tell the progress to: the caller's own, a line, or nobody."""
    if callable(progress):
        yield progress
    elif progress or progress is None and _in_notebook():
        line = _Line()
        try:
            yield line
        finally:
            line.end()
    else:
        yield None
