"""Contacts from a spreadsheet: what the rows would change, and the drafts that make those changes.

A file never publishes anything. It changes services and national lines that are published and have no other draft; a
row that is missing changes nothing, and a key that nothing has is refused: keys tell the rows apart, so a mistyped one
must not make a contact. What goes live is up to the second person who approves the draft.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError

from contacts import contact_columns, contact_files, contact_rows, import_checks, import_lines
from contacts.contact_columns import COLUMNS, LINE_FIELDS, NATIONAL, NATIONAL_FIELDS, SERVICE_FIELDS, Cells
from contacts.import_plan import Change, Fault, Note, Plan, differences
from contacts.models import Council, NationalLine, Service
from contacts.spreadsheet import SheetRow

Numbered = list[tuple[int, Cells]]
Contact = Service | NationalLine
WAIT = "Have that finished first, or take its rows out of the file."


def compare(rows: Iterable[SheetRow], user: Any) -> Plan:
    """What the rows would change in the contacts as they are now, for this user. Saves nothing."""
    return _Comparison(user).plan(list(rows))


def save_drafts(plan: Plan, user: Any) -> None:
    """Saves a draft of each contact that changes and sends it for approval. To be called within a transaction."""
    if plan.faults:
        raise ValueError("A file with a fault is not imported.")
    for contact in plan.drafts:
        contact.save_revision(user=user, log_action=True)
        contact.get_workflow().start(contact, user)


def obstacle(contact: Contact, user: Any) -> tuple[str, str] | None:
    """Why this contact may not get a draft from a file now, and what to do, as two sentences; None when it may."""
    name = f"“{contact.name}” ({contact.key})"
    if not user.has_perm(f"contacts.change_{contact._meta.model_name}"):
        return f"You may not change {name}.", "Take its rows out of the file."
    if contact.get_workflow() is None:
        return f"No workflow is assigned to {name}, so nobody could approve the change.", "Ask an administrator."
    if contact.locked and contact.locked_by_id != user.pk:
        return f"{name} is locked by somebody else.", "Ask them to unlock it, or take its rows out of the file."
    return (reason, WAIT) if (reason := _in_progress(contact, name)) else None


def _in_progress(contact: Contact, name: str) -> str:
    """What somebody has begun and not finished."""
    if contact.workflow_in_progress:
        return f"A change to {name} waits for approval already."
    if contact.scheduled_revision:
        return f"A change to {name} is approved and will be published at a later time."
    if _has_other_draft(contact):
        return f"{name} has a draft that is not published; the file would write over it."
    return ""


def _has_other_draft(contact: Contact) -> bool:
    """Whether the newest revision says something else than what is published (and not only that one was saved)."""
    newest, kept = contact.get_latest_revision(), type(contact).objects.get(pk=contact.pk)
    return newest is not None and [*contact_rows.rows_of(newest.as_object())] != [*contact_rows.rows_of(kept)]


def _key(row: tuple[int, Cells]) -> tuple[bool, str]:
    return row[1]["role"] == NATIONAL, row[1]["service"]


class _Comparison:
    """The contacts as they are when it begins; ``plan`` is asked once."""

    def __init__(self, user: Any) -> None:
        self.user = user
        self.councils = {council.slug: council for council in Council.objects.all()}
        self.services = {service.key: service for service in contact_rows.published(Service)}
        self.national = {line.key: line for line in contact_rows.published(NationalLine)}
        self.rules = import_checks.data_rows(self.councils, self.services, contact_files.refused_numbers())
        self.made = Plan()

    def plan(self, rows: list[SheetRow]) -> Plan:
        self.made.faults += (Fault(row.number, f"{fault}.", "") for row in rows for fault in row.faults)
        slugs = {council.name.lower(): council.slug for council in self.councils.values()}
        whole = [(row.number, contact_columns.normal(row.cells, slugs)) for row in rows if not row.faults]
        whole.sort(key=_key)
        for (national, key), group in groupby(whole, key=_key):
            (self._national if national else self._service)(key, list(group))
        self.made.sort()
        return self.made

    def _service(self, key: str, rows: Numbered) -> None:
        self.made.faults += (fault for row in rows for fault in import_checks.misplaced(*row))
        if (service := self.services.get(key)) is None:
            self.made.faults += (Fault(number, *self._not_known(Service, key)) for number, _ in rows)
            return
        councils = ", ".join(sorted(council.name for council in service.councils.all()))
        lines = import_lines.Lines(service, councils, self.rules)
        about_lines = [row for row in rows if any(row[1][name] for name in ("line", *LINE_FIELDS))]
        changes = [*self._own_changes(service, rows, councils), *lines.compare(about_lines)]
        self.made.faults += lines.faults
        self.made.notes += lines.notes
        self._draft(service, changes, SERVICE_FIELDS)

    def _national(self, key: str, rows: Numbered) -> None:
        self.made.faults += (fault for row in rows for fault in import_checks.misplaced(*row))
        if (line := self.national.get(key)) is None:
            self.made.faults += (Fault(number, *self._not_known(NationalLine, key)) for number, _ in rows)
            return
        changes = import_lines.compare_national(line, rows, self.rules, self.made)
        self._draft(line, changes, NATIONAL_FIELDS)

    def _not_known(self, model: type[Contact], key: str) -> tuple[str, str]:
        kind, other = ("national line", self.services) if model is NationalLine else ("service", self.national)
        if not key:
            return f"“{COLUMNS['service']}” is empty.", "Copy it from the file that you exported."
        if key in other:
            return f"“{key}” is not a {kind}.", f"Write under “{COLUMNS['role']}” what the export says there."
        if model.objects.filter(key=key).exists():
            return f"The {kind} “{key}” is not published.", "Change it under Contacts, or take the row out."
        return f"No {kind} has the key “{key}”.", import_checks.NEW_CONTACT

    def _own_changes(self, service: Service, rows: Numbered, councils: str) -> list[Change]:
        """What the rows say of the service itself: the same in each of them."""
        first, cells = rows[0]
        self.made.faults += import_checks.disagreements(rows)
        now = contact_rows.service_cells(service)
        cells, guesses = import_checks.as_exported(now, cells)
        self.made.notes += (Note(first, guess) for guess in guesses)
        if not (found := differences(now, cells)):
            return []
        faults = list(import_checks.service_faults(first, cells, self.rules))
        self.made.faults += faults
        if not faults:
            contact_rows.put_service(service, {one.column: one.new for one in found}, self.councils.values())
        return [Change(first, service.name, councils, "", False, found)]

    def _draft(self, contact: Contact, changes: list[Change], fields: Mapping[str, str]) -> None:
        if not changes:
            return
        self.made.changes += changes
        row = min(change.row for change in changes)
        if why_not := obstacle(contact, self.user):
            self.made.faults.append(Fault(row, *why_not))
            return
        try:
            contact.full_clean()
        except ValidationError as error:
            self.made.faults += import_checks.model_faults(
                row, error, {field: COLUMNS[n] for n, field in fields.items()}
            )
        self.made.drafts.append(contact)
