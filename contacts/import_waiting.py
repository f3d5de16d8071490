"""A file that has been looked at and waits for the word to go on: in the editor's own session, for half an hour.

Sessions are kept in the database, so the file is the same for every process, ends with the sign-in, and cannot be
changed by what a browser sends back.
"""

from __future__ import annotations

import base64
import json
import time
import zlib
from dataclasses import dataclass
from typing import Any

from contacts.contact_rows import COLUMNS
from contacts.spreadsheet import SheetRow

KEY = "contact_import"
SECONDS = 30 * 60


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
    session[KEY] = {"name": waiting.name, "rows": packed, "digest": waiting.digest, "at": time.time()}


def waiting_in(session: Any) -> Waiting | None:
    """What waits; None when nothing does, or no longer."""
    kept = session.get(KEY)
    if not kept or not 0 <= time.time() - kept["at"] < SECONDS:
        return None
    rows = json.loads(zlib.decompress(base64.b85decode(kept["rows"])))
    found = [SheetRow(number, dict(zip(COLUMNS, cells, strict=True))) for number, *cells in rows]
    return Waiting(kept["name"], found, kept["digest"])


def forget(session: Any) -> None:
    session.pop(KEY, None)
