"""Showing how far a long read has come: a bar on a terminal, elsewhere a line for every tenth."""

from __future__ import annotations

from typing import TextIO

WIDTH = 30


class Progress:
    """Told how far the work is, from 0 to 1; writes only when that changes what there is to see."""

    def __init__(self, what: str, stream: TextIO) -> None:
        self.what, self.stream = what, stream
        self.bar = stream.isatty()
        self.shown = -1

    def __call__(self, part: float) -> None:
        step = int(min(max(part, 0), 1) * (100 if self.bar else 10))
        if step > self.shown:
            self.shown = step
            self.stream.write(self._drawn(step) if self.bar else f"{self.what}: {step * 10}%\n")
            self.stream.flush()

    def _drawn(self, percent: int) -> str:
        done = WIDTH * percent // 100
        return f"\r{self.what} [{'#' * done}{'.' * (WIDTH - done)}] {percent}%" + ("\n" if percent == 100 else "")
