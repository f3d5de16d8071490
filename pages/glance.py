"""The programme at a glance: its parts as links, and where each stands in the drawing.

Lengths across are percentages, so that the drawing fits any width; lengths down are in em, so that it grows with the
reader's letters.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass, field

from wagtail.models import Page

from pages import frame
from pages.commitment_lists import CommitmentListPage
from pages.streams import Stream

LINE, BOX, GAP, PANEL = 1.3, 2.75, 0.6, 0.9  # em: a line of words, the lowest box, between boxes, inside a panel
WHOLE, HALF = 26, 13  # letters that fit beside each other at 320 px in a box of the whole width, of half of it


@dataclass(frozen=True)
class Part:
    """A part of the programme: its words, where it is told about (empty: nowhere), what belongs to it."""

    words: str
    address: str = ""
    below: tuple[Part, ...] = ()


@dataclass
class Drawing:
    """What is drawn, from top to bottom. `height` in em."""

    boxes: list[dict] = field(default_factory=list)
    height: float = 0

    def add(self, part: Part, kind: str, x: float, width: float, letters: int) -> None:
        """Draws one part at the height reached so far, and goes on below it."""
        high = height_of(part, letters)
        self.draw(part, kind, x, width, letters, high)
        self.height += high + GAP

    def draw(self, part: Part, kind: str, x: float, width: float, letters: int, high: float) -> None:
        lines = textwrap.wrap(part.words, letters) or [""]
        first = self.height + (high - len(lines) * LINE) / 2 + LINE * 0.75
        self.boxes.append({
            "kind": kind, "address": part.address, "x": f"{x:.4g}%", "y": em(self.height), "width": f"{width:.4g}%",
            "height": em(high), "middle": f"{x + width / 2:.4g}%",
            "lines": [{"y": em(first + number * LINE), "words": line} for number, line in enumerate(lines)],
        })  # fmt: skip

    def row(self, parts: tuple[Part, ...]) -> None:
        """Two parts beside each other, equally high; one alone fills the row."""
        if len(parts) == 1:
            return self.add(parts[0], "box", 3, 94, WHOLE)
        high = max(height_of(part, HALF) for part in parts)
        for place, part in enumerate(parts):
            self.draw(part, "box", 3 + 48 * place, 46, HALF, high)
        self.height += high + GAP
        return None

    def panel(self, part: Part) -> None:
        """A part with all that belongs to it, on a ground of its own."""
        ground = {"kind": "panel", "x": "0%", "y": em(self.height), "width": "100%", "lines": []}
        self.boxes.append(ground)
        top = self.height
        self.height += PANEL
        self.add(part, "head", 3, 94, WHOLE)
        self.within(part.below)
        self.height += PANEL - GAP
        ground["height"] = em(self.height - top)
        self.height += GAP

    def within(self, parts: tuple[Part, ...]) -> None:
        for part in parts:
            self.add(part, "box" if part.address else "label", 3, 94, WHOLE)
            for start in range(0, len(part.below), 2):
                self.row(part.below[start : start + 2])


def height_of(part: Part, letters: int) -> float:
    """In em; never lower than a fingertip."""
    return max(BOX, len(textwrap.wrap(part.words, letters)) * LINE + 1.2)


def em(length: float) -> str:
    return f"{length:.4g}em"


def draw(parts: Iterable[Part]) -> Drawing:
    drawing = Drawing()
    for part in parts:
        if part.below:
            drawing.panel(part)
        else:
            drawing.add(part, "phase", 0, 100, WHOLE)
    drawing.height -= GAP
    return drawing


def parts(pages: list[Page], request) -> list[Part]:
    """The programme from what editors have written. `pages`: the first phase, the review, the second phase."""
    start, group, end = (Part(page.title, page.get_url(request)) for page in pages)
    lists = {page.kind: page for page in CommitmentListPage.objects.live()}
    themes = tuple(Part(theme.name, f"{group.address}#{theme.slug}") for theme in frame.themes())
    streams = [stream for stream in frame.streams() if stream.kind != Stream.Kind.REVIEW]
    kinds = tuple(
        Part(label, below=tuple(Part(one.name, f"{start.address}#{one.slug}") for one in streams if one.kind == kind))
        for kind, label in Stream.Kind.choices
        if any(one.kind == kind for one in streams)
    )
    recommendations, actions = (totals(lists.get(kind), request) for kind in CommitmentListPage.Kind)
    others = Part(f"{len(streams)} other work streams", start.address, (*kinds, *actions))
    return [start, Part(group.words, group.address, (*themes, *recommendations)), others, end]


def totals(page: CommitmentListPage | None, request) -> list[Part]:
    """How many recommendations or actions there are, as the report states."""
    if page is None or not page.stated_total:
        return []
    return [Part(f"{page.stated_total} {page.title.lower()}", page.get_url(request))]
