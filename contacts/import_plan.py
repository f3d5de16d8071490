"""What an uploaded file would do, and the file itself while it waits for the word to go on. Pure.

It waits in the editor's own session, for half an hour. Sessions are kept in the database, so the file is the same for
every process, ends with the sign-in, and cannot be changed by what a browser sends back.
"""

from __future__ import annotations

import base64
import hashlib
import json
import time
import zlib
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

from contacts.contact_columns import COLUMNS, Cells
from contacts.number_diff import Piece, marked
from contacts.spreadsheet import SheetRow

# Only editors see these; everything else is what a caller gets.
FOR_EDITORS_ONLY = frozenset({"note", "confidence", "service_source"})
KEY = "contact_import"
SECONDS = 30 * 60


class Fault(NamedTuple):
    """One thing that is wrong in a row, as two sentences: what, and what to do."""

    row: int
    reason: str
    remedy: str


class Note(NamedTuple):
    """What was guessed of a row, as a sentence that an editor has to see."""

    row: int
    sentence: str


@dataclass(frozen=True)
class Difference:
    """One cell that would change. ``title`` is the column's name in plain words.

    ``needs_approval``: it changes what the public gets, so that a second person must look at it.
    """

    column: str
    title: str
    old: str
    new: str
    needs_approval: bool = True

    @property
    def pieces(self) -> tuple[list[Piece], list[Piece]]:
        return marked(self.old, self.new)


@dataclass(frozen=True)
class Change:
    """What one row would change in its service (``number`` is empty), in one of its numbers, or in a national line."""

    row: int
    name: str
    councils: str
    number: str
    is_new: bool
    differences: tuple[Difference, ...]

    @property
    def needs_approval(self) -> bool:
        return any(difference.needs_approval for difference in self.differences)


@dataclass
class Plan:
    """All that a file would do. With any fault, nothing of it may be done. ``drafts`` are the contacts as edited."""

    faults: list[Fault] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    drafts: list[Any] = field(default_factory=list)

    def sort(self) -> None:
        self.faults.sort()
        self.notes.sort()
        self.changes.sort(key=lambda change: change.row)

    def digest(self) -> str:
        """The same for two plans that read the same, so that what was looked at is what is saved."""
        shown = [self.faults, self.notes, [asdict(change) for change in self.changes]]
        return hashlib.sha256(json.dumps(shown).encode()).hexdigest()

    def needing_approval(self) -> int:
        return sum(change.needs_approval for change in self.changes)


def differences(now: Cells, then: Cells, for_editors: frozenset[str] = FOR_EDITORS_ONLY) -> tuple[Difference, ...]:
    """The cells of ``then`` that are not what they are ``now``, in the order of the columns."""
    return tuple(
        Difference(name, title, now[name], then[name], name not in for_editors)
        for name, title in COLUMNS.items()
        if name in now and now[name] != then[name]
    )


@dataclass(frozen=True)
class Waiting:
    """The rows of a file, its name, and the digest of what the editor was shown last."""

    name: str
    rows: list[SheetRow]
    digest: str


def keep(session: Any, waiting: Waiting) -> None:
    """In place of whatever waited before."""
    rows = [[row.number, *(row.cells[name] for name in COLUMNS)] for row in waiting.rows]
    packed = base64.b85encode(zlib.compress(json.dumps(rows).encode())).decode()
    kept = {"name": waiting.name, "rows": packed, "digest": waiting.digest, "at": time.time()}
    session[KEY] = {**kept, "columns": [*COLUMNS]}


def waiting_in(session: Any) -> Waiting | None:
    """What waits; None when nothing does, or no longer, or not in the columns of this version of the site."""
    kept = session.get(KEY)
    if not kept or kept.get("columns") != [*COLUMNS] or not 0 <= time.time() - kept["at"] < SECONDS:
        return None
    rows = json.loads(zlib.decompress(base64.b85decode(kept["rows"])))
    found = [SheetRow(number, dict(zip(COLUMNS, cells, strict=True))) for number, *cells in rows]
    return Waiting(kept["name"], found, kept["digest"])


def forget(session: Any) -> None:
    session.pop(KEY, None)
