"""Whether what is kept is what two people approved: the rows of the database, the snapshot, and the copies on disk."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path

import brotli

from contacts import published, snapshot, states
from contacts.models import ContactsVersion
from cpip_site.differences import Difference, brief
from cpip_site.mirror import ENDINGS, HEADERS, Mirror
from cpip_site.verify import Approved, Verification

NO_SEAL = "a seal that this site wrote"
UNPACK = {"gzip": gzip.decompress, "br": brotli.decompress}
DAMAGED = (OSError, EOFError, zlib.error, brotli.error)


def database() -> Iterator[Difference]:
    """Approvals whose seal is broken, and rows that say something else than what was approved."""
    agreed = published.agreed()
    if agreed is None:
        yield Difference("database", "contacts", "none: run manage.py load_contacts")
        return
    for key in agreed.broken:
        yield Difference(f"database, approval of {key}", NO_SEAL, "none that fits")
    kept = {key: state for row in published.rows() if (state := states.shown(row)) for key in [states.key(row)]}
    for key in sorted({*kept, *agreed.states} - set(agreed.broken)):
        yield from differing(f"database, {key}", agreed.states.get(key, {}), kept.get(key, {}))


def differing(where: str, right: states.State, found: states.State) -> Iterator[Difference]:
    """The numbers when those differ, and else whatever does."""
    if states.numbers(right) != states.numbers(found):
        yield Difference(where, *(", ".join(states.numbers(state)) or "no number" for state in (right, found)))
        return
    for name in sorted({*right, *found}):
        if right.get(name) != found.get(name):
            yield Difference(f"{where}, {name}", brief(right.get(name)), brief(found.get(name)))


def kept_snapshot() -> Iterator[Difference]:
    """The file that a start without a database would read."""
    where, mark = str(snapshot.file()), ContactsVersion.current()
    try:
        found = snapshot.read()
    except snapshot.BrokenSnapshotError as error:
        yield Difference(where, NO_SEAL, str(error))
        return
    if found is None:
        yield Difference(where, "a snapshot", "none: the site writes it when it starts")
    elif found.mark != mark:
        yield Difference(where, "what the database says now", f"a snapshot of {found.made:%d %B %Y %H:%M} UTC")
    elif agreed := published.agreed():
        for key in sorted({*agreed.states, *found.agreed.states}):
            yield from differing(f"{where}, {key}", agreed.states.get(key, {}), found.agreed.states.get(key, {}))


class Copies:
    """The folder that nginx answers from when the application cannot."""

    def __init__(self, approved: Approved, mirror: Mirror) -> None:
        self.mirror = mirror
        self.verification = Verification(approved, self.fetch, "copy of", timeless=True)

    def fetch(self, path: str) -> tuple[int, bytes]:
        return 200, self.mirror.file_of(path).read_bytes()

    def paths(self) -> list[str]:
        return sorted(self.mirror.paths())

    def page(self, path: str) -> Iterator[Difference]:
        """What is wrong with the copy of this path: its own bytes, and those that are compressed beside it."""
        yield from self.verification.page(path)
        plain = self.mirror.file_of(path)
        for encoding, unpack in UNPACK.items():
            file = plain.with_name(plain.name + ENDINGS[encoding])
            try:
                same = unpack(file.read_bytes()) == plain.read_bytes()
            except DAMAGED as error:
                yield Difference(str(file), "a whole file", type(error).__name__, path)
                continue
            if not same:
                yield Difference(str(file), f"the same as {plain.name}", "other bytes", path)
        if self.mirror.read(path) is None:
            yield Difference(str(plain), "what the site has written", "something else", path)

    def strangers(self) -> Iterator[Difference]:
        """Files that belong to no page which the site has written: nginx would serve them all the same."""
        known = {file for path in self.mirror.paths() for file in self._files(path)}
        for file in sorted(self.mirror.folder.rglob("*")):
            if file.is_file() and file not in known and not file.name.startswith(".writing-"):
                yield Difference(str(file), "nothing", "a file that the site has not written")

    def _files(self, path: str) -> Iterator[Path]:
        plain = self.mirror.file_of(path)
        yield plain.with_name(f".{plain.name}.{HEADERS}")
        yield from (plain.with_name(plain.name + ending) for ending in ENDINGS.values())
