"""What an uploaded file would do: the faults, the differences, and a digest of what was shown. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

from contacts.import_marks import Piece, marked

# Only editors see these; everything else is what a caller gets.
FOR_EDITORS_ONLY = frozenset({"note", "confidence", "service_source"})


class Fault(NamedTuple):
    """One thing that is wrong in a row, as two sentences: what, and what to do."""

    row: int
    reason: str
    remedy: str


@dataclass(frozen=True)
class Difference:
    """One cell that would change. ``title`` is the column's name in plain words."""

    column: str
    title: str
    old: str
    new: str

    @property
    def needs_approval(self) -> bool:
        """Whether it changes what the public gets, so that a second person must look at it."""
        return self.column not in FOR_EDITORS_ONLY

    @property
    def pieces(self) -> tuple[list[Piece], list[Piece]]:
        return marked(self.old, self.new)


@dataclass(frozen=True)
class Change:
    """What one row would change in its service (``number`` is empty) or in one of its numbers."""

    row: int
    service: str
    councils: str
    number: str
    is_new: bool
    differences: tuple[Difference, ...]

    @property
    def needs_approval(self) -> bool:
        return any(difference.needs_approval for difference in self.differences)


@dataclass
class Plan:
    """All that a file would do. With any fault, nothing of it may be done. ``drafts`` are the services as edited."""

    faults: list[Fault] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    drafts: list[Any] = field(default_factory=list)

    def sort(self) -> None:
        self.faults.sort()
        self.changes.sort(key=lambda change: change.row)

    def digest(self) -> str:
        """The same for two plans that read the same, so that what was looked at is what is saved."""
        shown = [self.faults, [asdict(change) for change in self.changes]]
        return hashlib.sha256(json.dumps(shown).encode()).hexdigest()

    def needing_approval(self) -> int:
        return sum(change.needs_approval for change in self.changes)


def differences(now: dict[str, str], then: dict[str, str], titles: Mapping[str, str]) -> tuple[Difference, ...]:
    """The cells of ``then`` that are not what they are now, in the order of the columns."""
    return tuple(Difference(name, titles[name], now[name], then[name]) for name in titles if _differs(name, now, then))


def _differs(name: str, now: dict[str, str], then: dict[str, str]) -> bool:
    return name in then and now[name] != then[name]
