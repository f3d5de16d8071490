"""The directory that the finder answers from: what is published in the database, else its sealed snapshot.

Read once for each process and kept until a contact changes anywhere, which one small query tells, at most once a
second. In a server a thread of its own asks that (`watched_by`), so no reader ever waits for the database. What was
read is written down each time (snapshot.py). While the database is away the last good copy goes on being served; a
process that never had one reads the snapshot, so there is no moment without numbers.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, replace

from django.db import DatabaseError, InterfaceError, connection

from contacts import contact_files, lookup_tables, published, services, snapshot
from contacts.models import ContactsVersion, Council, NationalLine

log = logging.getLogger(__name__)
SECONDS_BETWEEN_LOOKS = 1.0
AWAY = (DatabaseError, InterfaceError)
SECONDS_BETWEEN_TRIES = 60.0
UNREADABLE = "The contacts in the database cannot be read: {}. What is shown is what was last known."
OUTDATED = ("outdated",)
WHILE_AWAY = ("while the database is away",)


@dataclass(frozen=True)
class Copy:
    """A directory, and what it was made from. ``unwritten``: what the snapshot has yet to hold."""

    directory: services.Directory
    mark: tuple[str, ...]
    looked_at: float
    alarms: tuple[str, ...] = ()
    unwritten: published.Agreed | None = None


_copy: Copy | None = None
_reading = threading.Lock()
_watch: threading.Thread | None = None
_tried_at = float("-inf")


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
    finally:
        _reading.release()
    _write_down(copy)
    return copy.directory


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
        _copy = copy = _look(_copy)
    _write_down(copy)


def forget() -> None:
    """The next reader looks at the database again."""
    global _copy, _tried_at
    _copy, _tried_at = None, float("-inf")


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


def alarms() -> tuple[str, ...]:
    """What is wrong with the contacts that are shown, as sentences for whoever runs the site."""
    current()
    return _copy.alarms if _copy else ()


def _look(copy: Copy | None) -> Copy:
    now = time.monotonic()
    try:
        mark = (ContactsVersion.current(), *lookup_tables.marks())
        if copy and copy.mark == mark:
            return replace(copy, looked_at=now)
        if found := published.agreed():
            return _copy_of(published.contacts(found), mark, now, found)
        return _copy_of(snapshot.contacts(), mark, now)
    except AWAY as error:
        log.warning("The database is away (%s): contacts are served from the last copy.", type(error).__name__)
        return _last_known(copy, now)
    except Exception as error:
        # Whatever somebody wrote into the database, there is no moment without numbers.
        log.critical("The contacts in the database cannot be read.", exc_info=True)
        last = _last_known(copy, now)
        return replace(last, alarms=tuple({*last.alarms, UNREADABLE.format(type(error).__name__)}))


def _last_known(copy: Copy | None, now: float) -> Copy:
    if copy:
        return replace(copy, mark=WHILE_AWAY, looked_at=now, unwritten=None)
    return _copy_of(snapshot.contacts(), WHILE_AWAY, now)


def _copy_of(
    contacts: contact_files.Contacts, mark: tuple[str, ...], now: float, read: published.Agreed | None = None
) -> Copy:
    for alarm in contacts.alarms:
        log.critical(alarm)
    return Copy(_directory(contacts), mark, now, contacts.alarms, read)


def _write_down(copy: Copy) -> None:
    """Keep in the snapshot what was read, once it is certain: what a transaction has written may yet be undone."""
    global _copy, _tried_at
    if copy.unwritten is None or connection.in_atomic_block or time.monotonic() - _tried_at < SECONDS_BETWEEN_TRIES:
        return
    if not snapshot.keep(copy.unwritten, copy.mark[0]):
        _tried_at = time.monotonic()
        return
    with _reading:
        if _copy is copy:
            _copy = replace(copy, unwritten=None)


def _directory(contacts: contact_files.Contacts) -> services.Directory:
    return services.Directory(contacts.councils, contacts.national, lookup_tables.postcodes(), lookup_tables.places())
