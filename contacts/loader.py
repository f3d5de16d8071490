"""Puts what the data files say into the database, once: after that the CMS owns it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import models

from contacts import approving
from contacts.contact_checks import Row, Rows
from contacts.contact_files import YES_NO
from contacts.models import Council, Loaded, NationalLine, Service, ServiceLine

Counts = dict[str, tuple[int, int]]


def load(rows: Rows) -> Counts:
    """Creates what was never loaded; returns, for each kind, how many were made and how many were left alone."""
    return {
        "Councils": _load(Council, "slug", rows["councils.csv"], _council),
        "Services": _load(Service, "key", rows["services.csv"], lambda row: _service(row, rows)),
        "National lines": _load(NationalLine, "key", rows["national_lines.csv"], _national),
    }


def _load(model: type[models.Model], key: str, rows: list[Row], make: Callable[[Row], Any]) -> tuple[int, int]:
    kind = model.__name__
    known = set(model._default_manager.values_list(key, flat=True))
    known |= set(Loaded.objects.filter(kind=kind).values_list("key", flat=True))
    new = [(order, row) for order, row in enumerate(rows) if row[key] not in known]
    for order, row in new:
        made = make(row)
        if isinstance(made, NationalLine):
            made.sort_order = order
        made.full_clean()
        # The data files were read by more than one person; the rule that nobody publishes alone holds from here on.
        approving.first_load(made)
        made.save()
        _keep_first_revision(made)
    Loaded.objects.bulk_create(Loaded(kind=kind, key=row[key]) for _, row in new)
    return len(new), len(rows) - len(new)


def _keep_first_revision(made: Council | Service | NationalLine) -> None:
    """So that an editor's first change can be compared with what was loaded, and undone."""
    # Named in the history as a change of its own, because Wagtail offers to go back to no other kind of entry.
    first = made.save_revision(log_action="wagtail.create")
    first.publish(changed=False, skip_permission_checks=True)


def _council(row: Row) -> Council:
    names = ["slug", "name", "gss_code", "website", "child_protection_page", "committee_site"]
    return Council(**{name: row[name] for name in names})


def _service(row: Row, rows: Rows) -> Service:
    names = ["key", "role", "name", "hours", "hours_in_words", "email", "online_form", "source", "note"]
    service = Service(**{name: row[name] for name in names}, hours_complete=row["hours_complete"] == "yes", live=True)
    service.councils = list(Council.objects.filter(slug__in=row["councils"].split()))
    lines = [line for line in rows["lines.csv"] if line["service"] == row["key"]]
    service.lines.set([_line(line, order) for order, line in enumerate(lines)])
    return service


def _line(row: Row, order: int) -> ServiceLine:
    names = ["number", "area", "label", "ask_for", "keypad_option", "source", "confidence", "held_back"]
    return ServiceLine(
        **{name: row[name] for name in names},
        **{name: YES_NO[row[name]] for name in ("free", "on_itemised_bill")},
        if_unsure=row["if_unsure"] == "yes",
        valid_from=date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
        sort_order=order,
    )


def _national(row: Row) -> NationalLine:
    words = ["key", "name", "number", "kind", "web", "hours_in_words", "for_whom", "source", "confidence"]
    known = ("emergency", "sign_up_needed", "free", "on_itemised_bill")
    yes_no = {name: YES_NO[row[name]] for name in known}
    return NationalLine(**{name: row[name] for name in words}, **yes_no, live=True)
