"""A chart of visits as plain figures for an SVG: bars with their places, and a scale that begins at nought. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 720, 200
LEFT, BOTTOM = 48, 24


@dataclass(frozen=True)
class Bar:
    label: str
    value: int
    x: float
    y: float
    width: float
    height: float
    is_named: bool


@dataclass(frozen=True)
class Chart:
    """Bars, and the lines of the scale: (height on the page, value)."""

    bars: list[Bar]
    scale: list[tuple[float, int]]
    width: int = WIDTH + LEFT
    height: int = HEIGHT + BOTTOM
    left: int = LEFT


def round_top(highest: int) -> int:
    """The next number of the form 1, 2 or 5 with noughts, at least 4, so that a scale of four steps stays readable."""
    top = 4
    for step in (n * 10**power for power in range(9) for n in (4, 8, 20)):
        top = step
        if step >= highest:
            break
    return top


def draw(values: Sequence[tuple[str, int]]) -> Chart:
    """The chart of labelled values, from left to right. At most eight labels are named under it."""
    top = round_top(max((value for _, value in values), default=0))
    step = WIDTH / max(len(values), 1)
    every = -(-len(values) // 8) or 1
    bars = []
    for place, (label, value) in enumerate(values):
        height = HEIGHT * value / top
        is_named = place % every == 0
        bars.append(Bar(label, value, LEFT + place * step, HEIGHT - height, max(step - 1.5, 1), height, is_named))
    return Chart(bars, [(HEIGHT - HEIGHT * part / 4, top * part // 4) for part in range(5)])
