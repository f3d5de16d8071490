"""The shape of what every part of the bench returns."""

from typing import NamedTuple


class Row(NamedTuple):
    """One goal: what was asked for, what was measured, whether that is enough, and why not where that is known."""

    goal: str
    target: str
    measured: str
    met: bool
    why: str = ""
