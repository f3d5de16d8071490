"""The sealed snapshot: what is published, in one file beside the database, for a start while that is away.

It holds what published.py read: each contact's agreed state with its last checks, sealed one by one with what names it
(so no entry can be changed, or moved to another council), and sealed as a whole (so none can be dropped, or taken from
another snapshot). The key comes from SECRET_KEY, which is not in the database. An older snapshot never takes the place
of a newer one: whoever writes holds a lock, and asks then whether the database still says what is to be written.

What a start without a database shows:

- a whole snapshot: what it says;
- one that is damaged, or that another hand has written: the national numbers alone. Which of the councils' numbers
  still hold cannot be known then, and a wrong one can hurt a child; 999, 101 and the national lines of the data files
  do hold. Councils' pages say so, and an alarm is raised;
- none, where one was once written (the lock says so): the same, because the data files lack what editors have changed;
- none, where none was ever written: the data files. This machine never had a database, so nobody has changed anything.

A file cannot prove that it is the newest one: somebody who can write here could put back an older snapshot of this
site. `manage.py verify_contacts` and `manage.py doctor` find that while the database answers.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.db import Error
from django.utils import timezone

from contacts import contact_files, imported_files, published, seals, states
from contacts.contact_files import Contacts
from contacts.models import ContactsVersion
from contacts.published import Agreed

log = logging.getLogger(__name__)
SALT = "contacts.snapshot"
NAME = "contacts.snapshot.json"
LOCK = "contacts.snapshot.lock"
BROKEN = "The snapshot of the contacts cannot be trusted ({}): national numbers are shown instead."
REMOVED = "it is gone"


class BrokenSnapshotError(Exception):
    """It is damaged, or this site did not write it. ``str()`` says which."""


class Snapshot(NamedTuple):
    """``mark``: the state of the database that it holds (ContactsVersion); ``made``: when it was written (UTC).

    ``by_this_key``: sealed with SECRET_KEY itself, and not with one before it.
    """

    agreed: Agreed
    mark: str
    made: datetime
    by_this_key: bool


def file() -> Path:
    return Path(settings.VAR_DIR) / NAME


def read() -> Snapshot | None:
    """The snapshot, as it was written; None where none was ever. Raises BrokenSnapshotError."""
    try:
        written = json.loads(file().read_text(encoding="utf-8"))
    except FileNotFoundError:
        if lock().exists():
            raise BrokenSnapshotError(REMOVED) from None
        return None
    except (OSError, ValueError) as error:
        raise BrokenSnapshotError(f"it cannot be read: {type(error).__name__}") from error
    return _verified(written)


def _verified(written: Any) -> Snapshot:
    if not isinstance(written, dict) or not isinstance(written.get("contacts"), dict):
        raise BrokenSnapshotError("it is not one")
    for key, entry in written["contacts"].items():
        if not isinstance(entry, dict) or not seals.fits(entry.get("seal"), SALT, _facts(key, entry)):
            raise BrokenSnapshotError(f"the seal of {key} does not fit")
    if not seals.fits(written.get("seal"), SALT, _whole(written)):
        raise BrokenSnapshotError("the seal of the whole does not fit")
    entries = written["contacts"]
    agreed = Agreed(
        {key: entry["state"] for key, entry in entries.items() if entry["state"]},
        {key: entry["checks"] for key, entry in entries.items() if entry["checks"]},
        tuple(written["broken"]),
        tuple(written["withheld"]),
    )
    by_this_key = written["seal"] == seals.seal(SALT, _whole(written))
    return Snapshot(agreed, written["mark"], datetime.fromisoformat(written["made"]), by_this_key)


def _facts(key: str, entry: dict[str, Any]) -> list[Any]:
    return [key, entry.get("state"), entry.get("checks")]


def _whole(written: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in written.items() if name != "seal"}


def contacts() -> Contacts:
    """What a process shows that has never read the database. Never raises; ``alarms`` say what is wrong."""
    try:
        found = read()
    except BrokenSnapshotError as error:
        alarm = BROKEN.format(error)
        log.critical(alarm)
        return national_numbers(alarm)
    if found is None:
        return contact_files.read_contacts()
    now = timezone.now()
    shown = {key: state for key, state in found.agreed.states.items() if not states.is_over(state, now)}
    return published.contacts(found.agreed._replace(states=shown))


def national_numbers(alarm: str) -> Contacts:
    """Every council without a number, and the national lines of the data files."""
    shipped = contact_files.read_contacts()
    bare = {slug: replace(council, services=(), withheld=True) for slug, council in shipped.councils.items()}
    return Contacts(bare, shipped.national, (alarm,))


def keep(agreed: Agreed, mark: str) -> bool:
    """Write down what was read under this mark, unless that is written already, or the database has moved on.

    False when it could not be written, which costs a line in the log. To be called outside of a transaction.
    """
    try:
        with _alone():
            if ContactsVersion.current() == mark and not _is_written(agreed, mark):
                _write(agreed, mark)
    except OSError as error:
        log.error("The snapshot of the contacts was not written: %s: %s", error.filename or file(), error.strerror)
        _drop_another(mark)
        return False
    except Error as error:
        log.warning("The database is away (%s): the snapshot was not written.", type(error).__name__)
        return False
    return True


def _is_written(agreed: Agreed, mark: str) -> bool:
    try:
        found = read()
    except BrokenSnapshotError as error:
        if str(error) != REMOVED:
            log.critical("The snapshot of the contacts cannot be trusted (%s). It is written afresh.", error)
        return False
    return found is not None and found.by_this_key and (found.mark, found.agreed) == (mark, agreed)


def _write(agreed: Agreed, mark: str) -> None:
    keys = sorted({*agreed.states, *agreed.checks})
    entries = {key: {"state": agreed.states.get(key, {}), "checks": agreed.checks.get(key, [])} for key in keys}
    sealed = {key: {**entry, "seal": seals.seal(SALT, _facts(key, entry))} for key, entry in entries.items()}
    made = timezone.now().isoformat(timespec="seconds")
    whole = {"made": made, "mark": mark, "broken": agreed.broken, "withheld": agreed.withheld, "contacts": sealed}
    imported_files.replace(file(), json.dumps({**whole, "seal": seals.seal(SALT, whole)}, ensure_ascii=False, indent=1))


def _drop_another(mark: str) -> None:
    """An older snapshot is worse than none: it may hold a number that was taken off the site since."""
    with suppress(OSError, BrokenSnapshotError):
        if (found := read()) and found.mark != mark:
            file().unlink()


def lock() -> Path:
    return Path(settings.VAR_DIR) / LOCK


@contextmanager
def _alone() -> Iterator[None]:
    """One process at a time."""
    descriptor = os.open(lock(), os.O_RDWR | os.O_CREAT, 0o644)
    try:
        flock(descriptor, LOCK_EX)
        yield
    finally:
        os.close(descriptor)
