"""Contacts from a spreadsheet: what the rows would change, and the drafts that make those changes.

A file never publishes anything. It changes services that are published and have no other draft; a row that is missing
changes nothing, and a key that no service has is refused: keys tell the rows apart, so a mistyped one must not make a
service. What goes live is up to the second person who approves the draft.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError

from contacts import contact_files, contact_rows, import_checks
from contacts.contact_rows import COLUMNS, LINE_FIELDS, SERVICE_FIELDS, Cells
from contacts.import_lines import Lines
from contacts.import_obstacles import obstacle
from contacts.import_plan import Change, Fault, Plan, differences
from contacts.models import Council, Service
from contacts.spreadsheet import SheetRow

Numbered = list[tuple[int, Cells]]


def compare(rows: Iterable[SheetRow], user: Any) -> Plan:
    """What the rows would change in the contacts as they are now, for this user. Saves nothing."""
    return _Comparison(user).plan(list(rows))


def save_drafts(plan: Plan, user: Any) -> None:
    """Saves a draft of each service that changes and sends it for approval. To be called within a transaction."""
    if plan.faults:
        raise ValueError("A file with a fault is not imported.")
    for service in plan.drafts:
        service.save_revision(user=user, log_action=True)
        service.get_workflow().start(service, user)


def _key(row: tuple[int, Cells]) -> str:
    return row[1]["service"]


class _Comparison:
    """The contacts as they are when it begins; ``plan`` is asked once."""

    def __init__(self, user: Any) -> None:
        self.user = user
        self.councils = {council.slug: council for council in Council.objects.all()}
        self.services = {service.key: service for service in contact_rows.published()}
        self.unpublished = set(Service.objects.filter(live=False).values_list("key", flat=True))
        self.rules = import_checks.data_rows(self.councils, self.services, contact_files.refused_numbers())
        self.made = Plan()

    def plan(self, rows: list[SheetRow]) -> Plan:
        self.made.faults += (Fault(row.number, f"{fault}.", "") for row in rows for fault in row.faults)
        slugs = {council.name.lower(): council.slug for council in self.councils.values()}
        whole = [(row.number, contact_rows.normal(row.cells, slugs)) for row in rows if not row.faults]
        whole.sort(key=_key)
        for key, group in groupby(whole, key=_key):
            self._rows_of(key, list(group))
        self.made.sort()
        return self.made

    def _rows_of(self, key: str, rows: Numbered) -> None:
        if (service := self.services.get(key)) is None:
            self.made.faults += (Fault(number, *self._not_known(key)) for number, _ in rows)
            return
        councils = ", ".join(sorted(council.name for council in service.councils.all()))
        lines = Lines(service, councils, self.rules)
        about_lines = [row for row in rows if any(row[1][name] for name in ("line", *LINE_FIELDS))]
        changes = [*self._own_changes(service, rows, councils), *lines.compare(about_lines)]
        self.made.faults += lines.faults
        if changes:
            self.made.changes += changes
            self._draft(service, min(change.row for change in changes))

    def _not_known(self, key: str) -> tuple[str, str]:
        if not key:
            return f"“{COLUMNS['service']}” is empty.", "Copy it from another row of the same service."
        if key in self.unpublished:
            return f"The service “{key}” is not published.", "Change it under Contacts, Services, or take the row out."
        return f"No service has the key “{key}”.", import_checks.NEW_SERVICE

    def _own_changes(self, service: Service, rows: Numbered, councils: str) -> list[Change]:
        """What the rows say of the service itself: the same in each of them."""
        first, cells = rows[0]
        self.made.faults += import_checks.disagreements(rows)
        now, then = contact_rows.service_cells(service), {name: cells[name] for name in SERVICE_FIELDS}
        if not (found := differences(now, then, COLUMNS)):
            return []
        change = Change(first, service.name, councils, "", False, found)
        faults = list(import_checks.service_faults(first, cells, self.rules))
        self.made.faults += faults
        if not faults:
            contact_rows.put_service(service, {one.column: one.new for one in found}, self.councils.values())
        return [change]

    def _draft(self, service: Service, row: int) -> None:
        if why_not := obstacle(service, self.user):
            self.made.faults.append(Fault(row, *why_not))
            return
        try:
            service.full_clean()
        except ValidationError as error:
            titles = {field: COLUMNS[column] for column, field in SERVICE_FIELDS.items()}
            self.made.faults += import_checks.model_faults(row, error, titles)
        self.made.drafts.append(service)
