"""The tables that a place is looked up in: what an operator has imported, else what is shipped."""

from __future__ import annotations

import logging
import zlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from django.conf import settings

from contacts import contact_files
from contacts.places import Index
from contacts.postcodes import Table

log = logging.getLogger(__name__)
Loaded = TypeVar("Loaded")


def marks() -> tuple[str, ...]:
    """What differs after an import."""
    return tuple(_mark(name) for name in ("postcodes.json", "places.csv"))


def postcodes() -> Table:
    return _postcodes(_mark("postcodes.json"))


def places() -> Index:
    return _places(_mark("places.csv"))


def _mark(name: str) -> str:
    best = _files(name)[0]
    return f"{best} {best.stat().st_mtime_ns}"


def _files(name: str) -> list[Path]:
    """What an operator has imported, and what is shipped, the best first."""
    return [path for path in (Path(settings.VAR_DIR) / name, contact_files.FOLDER / name) if path.exists()]


# Kept by mark, so that a changed number does not make all places be read again.
@lru_cache(maxsize=1)
def _postcodes(mark: str) -> Table:
    return _first_good("postcodes.json", Table.load)


@lru_cache(maxsize=1)
def _places(mark: str) -> Index:
    by_hand = contact_files.FOLDER / "place_names.csv"
    return _first_good("places.csv", lambda path: Index.load(path, by_hand))


def _first_good(name: str, load: Callable[[Path], Loaded]) -> Loaded:
    """What is imported, unless it cannot be read: then what is shipped, and a line in the log."""
    *imported, shipped = _files(name)
    for path in imported:
        try:
            return load(path)
        except (OSError, ValueError, LookupError, zlib.error):
            log.exception("%s cannot be read: the shipped file is used instead.", path)
    return load(shipped)
