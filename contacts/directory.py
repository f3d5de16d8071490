"""The directory that the finder answers from: what is published in the database, else what the data files say.

Read once for each process and kept until a contact changes anywhere, which one small query tells, at most once a
second. In a server a thread of its own asks that (`watched_by`), so no reader ever waits for the database. While the
database is away the last good copy goes on being served; a process that never had one reads the data files, so there is
no moment without numbers.
"""

from __future__ import annotations

import logging
import threading
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.db import DatabaseError, InterfaceError

from contacts import contact_files, places, postcodes, published, services
from contacts.models import ContactsVersion, Council, NationalLine

log = logging.getLogger(__name__)
SECONDS_BETWEEN_LOOKS = 1.0
AWAY = (DatabaseError, InterfaceError)
FILES = "files"
OUTDATED = ("outdated",)
WHILE_AWAY = ("while the database is away",)
Loaded = TypeVar("Loaded")


@dataclass(frozen=True)
class Copy:
    """A directory, and what it was made from."""

    directory: services.Directory
    mark: tuple[str, ...]
    looked_at: float


_copy: Copy | None = None
_reading = threading.Lock()
_watch: threading.Thread | None = None


def current() -> services.Directory:
    """What is published now, at most a second old. Never raises because the database is away."""
    global _copy
    copy = _copy
    if (
        copy
        and copy.mark != OUTDATED
        and (is_watched() or 0 <= time.monotonic() - copy.looked_at < SECONDS_BETWEEN_LOOKS)
    ):
        return copy.directory
    # While one thread reads, the others go on with the copy that they have.
    if not _reading.acquire(blocking=copy is None):
        return copy.directory if copy else current()
    try:
        _copy = copy = _look(_copy)
        return copy.directory
    finally:
        _reading.release()


def watched_by(thread: threading.Thread) -> None:
    """From now on this thread calls `refresh` every second; as long as it lives, readers ask nothing."""
    global _watch
    _watch = thread


def is_watched() -> bool:
    return _watch is not None and _watch.is_alive()


def refresh() -> None:
    """Look at the database now. Waits for a reader that is looking, so that its older copy cannot come in last."""
    global _copy
    with _reading:
        _copy = _look(_copy)


def forget() -> None:
    """The next reader looks at the database again."""
    global _copy
    _copy = None


def note_change() -> None:
    """To be called when a contact has changed: every process then reads the contacts again.

    The last copy is kept until that has succeeded: the database may go away just now.
    """
    global _copy
    ContactsVersion.bump()
    _copy = replace(_copy, mark=OUTDATED) if _copy else None


def contacts_are_loaded() -> bool:
    """Whether the database holds contacts. Raises DatabaseError when it cannot be asked."""
    return Council.objects.exists()


def references(key: str) -> list[tuple[type[NationalLine], str, str, str]]:
    """What Wagtail's index of references keeps of a page that names this national line: the line's model and id."""
    found = NationalLine.objects.filter(key=key).values_list("pk", flat=True)
    return [(NationalLine, str(pk), "", "") for pk in found]


def version() -> tuple[str, ...]:
    """What marks the state of everything the finder answers from; it differs after every change."""
    current()
    return _copy.mark if _copy else ()


def _look(copy: Copy | None) -> Copy:
    now = time.monotonic()
    try:
        mark = (ContactsVersion.current(), *_file_marks())
        if copy and copy.mark == mark:
            return Copy(copy.directory, mark, now)
        return Copy(_directory(published.read() or contact_files.read_contacts()), mark, now)
    except AWAY as error:
        log.warning("The database is away (%s): contacts are served from the last copy.", type(error).__name__)
        return Copy(copy.directory, WHILE_AWAY, now) if copy else _from_files(now)


def _from_files(now: float) -> Copy:
    return Copy(_directory(contact_files.read_contacts()), (FILES, *_file_marks()), now)


def _directory(contacts: contact_files.Contacts) -> services.Directory:
    postcode_mark, place_mark = _file_marks()
    return services.Directory(contacts.councils, contacts.national, _postcodes(postcode_mark), _places(place_mark))


def _files(name: str) -> list[Path]:
    """What an operator has imported, and what is shipped, the best first."""
    return [path for path in (Path(settings.VAR_DIR) / name, contact_files.FOLDER / name) if path.exists()]


def _file_marks() -> tuple[str, ...]:
    return tuple(f"{path} {path.stat().st_mtime_ns}" for path, *_ in map(_files, ("postcodes.json", "places.csv")))


# Kept by mark, so that a changed number does not make all places be read again.
@lru_cache(maxsize=1)
def _postcodes(mark: str) -> postcodes.Table:
    return _first_good("postcodes.json", postcodes.Table.load)


@lru_cache(maxsize=1)
def _places(mark: str) -> places.Index:
    by_hand = contact_files.FOLDER / "place_names.csv"
    return _first_good("places.csv", lambda path: places.Index.load(path, by_hand))


def _first_good(name: str, load: Callable[[Path], Loaded]) -> Loaded:
    """What is imported, unless it cannot be read: then what is shipped, and a line in the log."""
    *imported, shipped = _files(name)
    for path in imported:
        try:
            return load(path)
        except (OSError, ValueError, LookupError, zlib.error):
            log.exception("%s cannot be read: the shipped file is used instead.", path)
    return load(shipped)
