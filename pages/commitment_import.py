"""Recommendations and actions from a spreadsheet: what the rows would change, and the saving of it.

A row is matched by its work stream and number; one that is not in the list yet becomes a page. A row that is missing
changes nothing, and a status is only ever added. With any fault nothing of the file is saved.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from contacts.import_plan import Difference, Fault
from contacts.spreadsheet import SheetRow
from pages.commitment_lists import CommitmentListPage
from pages.commitment_rows import COLUMNS, PAGE_FIELDS, STATUS_FIELDS, page_cells, status_cells
from pages.commitments import CommitmentPage
from pages.status_entries import StatusEntry
from pages.streams import Stream, Theme

# Set by the tree when the page is put into it.
BY_THE_TREE = ["path", "depth", "numchild", "content_type", "locale", "translation_key"]
MAY_NOT_EDIT = "You may not change it: it is locked, or not yours to edit."
DRAFT = "It has a draft that is not published. Publish it or discard it first."
MAY_NOT_ADD = "You may not add a status. Leave the four columns of the status as they are, or ask a moderator."


@dataclass
class Changed:
    """What one row would do: the page as it would be, and the entry that would be added to its history."""

    row: int
    page: CommitmentPage
    differences: tuple[Difference, ...]
    entry: StatusEntry | None
    is_new: bool


@dataclass
class Plan:
    faults: list[Fault] = field(default_factory=list)
    changes: list[Changed] = field(default_factory=list)

    def digest(self) -> str:
        """The same for two plans that read the same, so that what was looked at is what is saved."""
        shown = [[one.page.title, [asdict(each) for each in one.differences], one.is_new] for one in self.changes]
        return hashlib.sha256(json.dumps([self.faults, shown]).encode()).hexdigest()


def compare(list_page: CommitmentListPage, rows: Iterable[SheetRow], user: Any) -> Plan:
    """What the rows would change in the list as it is now, for this user. Saves nothing."""
    return _Comparison(list_page, user).plan(rows)


def save(list_page: CommitmentListPage, plan: Plan, user: Any) -> None:
    """Saves and publishes; for somebody who may not publish, saves drafts. To be called within a transaction."""
    if plan.faults:
        raise ValueError("A file with a fault is not imported.")
    publishes = list_page.permissions_for_user(user).can_publish()
    for change in plan.changes:
        if change.is_new:
            change.page.live = False
            CommitmentListPage.objects.get(pk=list_page.pk).add_child(instance=change.page)
        revision = change.page.save_revision(user=user, log_action=True)
        if publishes:
            revision.publish(user=user)
        if change.entry:
            change.entry.commitment = change.page
            change.entry.save()


class _Comparison:
    """The list as it is when it begins; ``plan`` is asked once."""

    def __init__(self, list_page: CommitmentListPage, user: Any) -> None:
        self.list_page, self.user = list_page, user
        self.streams = {stream.code: stream for stream in Stream.objects.all()}
        self.themes = {theme.name: theme for theme in Theme.objects.all()}
        self.statuses = {str(label): value for value, label in StatusEntry.Status.choices}
        found = CommitmentPage.objects.child_of(list_page).select_related("stream", "theme").prefetch_related("entries")
        self.pages = {(page.stream.code, page.number): page for page in found}
        self.seen: set[tuple[str, int]] = set()
        self.made = Plan()

    def plan(self, rows: Iterable[SheetRow]) -> Plan:
        for row in rows:
            faults = [Fault(row.number, reason, remedy) for reason, remedy in self._unreadable(row)]
            self.made.faults += faults
            if not faults:
                self._row(row.number, dict(row.cells))
        self.made.faults.sort()
        return self.made

    def _unreadable(self, row: SheetRow) -> Iterator[tuple[str, str]]:
        cells = row.cells
        yield from ((f"{fault}.", "") for fault in row.faults)
        if not (cells["number"].isascii() and cells["number"].isdigit() and 0 < int(cells["number"]) < 1000):
            yield f"“{cells['number']}” is not a number.", "Write its number in the report, for example 7."
        if cells["stream"] not in self.streams:
            yield f"No work stream has the code “{cells['stream']}”.", f"Write one of: {', '.join(self.streams)}."
        if cells["theme"] and cells["theme"] not in self.themes:
            yield f"No theme is called “{cells['theme']}”.", f"Write one of: {'; '.join(self.themes)}. Or none."
        if cells["status"] and cells["status"] not in self.statuses:
            yield f"“{cells['status']}” is not a status.", f"Write one of: {', '.join(self.statuses)}."
        if not cells["status"] and any(cells[name] for name in STATUS_FIELDS):
            yield "There is a date, evidence or a note, but no status.", "Write the status, or empty these cells."

    def _row(self, number: int, cells: dict[str, str]) -> None:
        key = (cells["stream"], int(cells["number"]))
        page, is_new = self.pages.get(key), key not in self.pages
        if page is None:
            page = CommitmentPage(number=key[1], stream=self.streams[key[0]], owner=self.user)
        page.list_page = self.list_page
        now = page_cells(page)
        differing = [name for name in PAGE_FIELDS if now[name] != cells[name]]
        found = tuple(Difference(name, COLUMNS[name], now[name], cells[name]) for name in differing)
        entry = self._entry(page, cells, is_new)
        reasons = list(self._obstacles(page, key, bool(found or is_new), bool(entry), is_new))
        self.seen.add(key)
        for difference in found:
            value = self.themes.get(difference.new) if difference.column == "theme" else difference.new
            setattr(page, difference.column, value)
        reasons += [*_refusals(page, BY_THE_TREE), *(_refusals(entry, ["commitment", "author"]) if entry else [])]
        self.made.faults += [Fault(number, *reason) for reason in reasons]
        if entry:
            new = f"{entry.get_status_display()}, {entry.date}. {entry.note} {entry.evidence}"
            found += (Difference("status", "Added to its history", "", new),)
        if found or is_new:
            self.made.changes.append(Changed(number, page, found, entry, is_new))

    def _entry(self, page: CommitmentPage, cells: dict[str, str], is_new: bool) -> StatusEntry | None:
        """The entry that the row adds; None where it says nothing, or what the history says already."""
        wanted = {name: cells[name] for name in STATUS_FIELDS}
        known = [] if is_new else [status_cells(entry) for entry in page.entries.all()]
        if not wanted["status"] or wanted in known:
            return None
        return StatusEntry(**{**wanted, "status": self.statuses[wanted["status"]]}, author=self.user.get_username())

    def _obstacles(self, page, key, changes: bool, adds: bool, is_new: bool) -> Iterator[tuple[str, str]]:
        if key in self.seen:
            yield f"{page.label} stands in the file twice.", "Take one of the rows out."
        if adds and not self.user.has_perm("pages.add_statusentry"):
            yield f"{page.label} has a new status.", MAY_NOT_ADD
        if is_new and not self.list_page.permissions_for_user(self.user).can_add_subpage():
            yield f"{page.label} is not in the list.", "You may not add pages there. Take the row out."
        elif changes and not is_new and (page.has_unpublished_changes or not page.live):
            yield f"{page.label} would change.", DRAFT
        elif changes and not is_new and not page.permissions_for_user(self.user).can_edit():
            yield f"{page.label} would change.", MAY_NOT_EDIT


def _refusals(thing: Any, without: list[str]) -> Iterator[tuple[str, str]]:
    """What the rules of the page or the entry say against its values."""
    try:
        thing.full_clean(exclude=without)
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            yield f"{COLUMNS.get(name, name)}: {' '.join(messages)}", "Correct the cell."
