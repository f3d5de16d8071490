"""The shape of what every part of the bench returns."""

from typing import NamedTuple


class Row(NamedTuple):
    """One goal: what was asked for, what was measured, and whether that is enough."""

    goal: str
    target: str
    measured: str
    met: bool
