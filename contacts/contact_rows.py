"""The contacts as rows of text: one row for each number of a service, the same columns in the export and the import.

The columns are those of data/services.csv and data/lines.csv together. A row is known again by its service's key and by
the mark of its number, so that a number of which every digit changes is still the same line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet

from contacts.contact_files import YES_NO
from contacts.models import Council, Service, ServiceLine
from contacts.spreadsheet import clean

# The last column is one that is never empty: Excel leaves out empty ones at the end of some rows of a CSV file.
COLUMNS: Mapping[str, str] = {
    "service": "Service key",
    "name": "Service name",
    "role": "When it is rung",
    "councils": "Councils",
    "line": "Mark of the number",
    "number": "Phone number",
    "area": "Area",
    "label": "Label",
    "ask_for": "Ask for",
    "keypad_option": "Keypad option",
    "if_unsure": "Ring this one if the area is not known",
    "free": "The call is free",
    "on_itemised_bill": "The call shows on an itemised bill",
    "held_back": "Held back because",
    "valid_from": "Works from",
    "confidence": "Confidence",
    "source": "Where the number is published",
    "hours": "Opening hours",
    "hours_complete": "These are all its hours",
    "hours_in_words": "Hours in words",
    "email": "Email",
    "online_form": "Online form",
    "note": "Note for editors",
    "service_source": "Where the service is published",
}
HELP: Mapping[str, str] = {
    "service": "Which service the row belongs to. Never change it.",
    "name": "The same in every row of the service.",
    "role": "office, out_of_hours or all_hours.",
    "councils": "Short names as in the addresses of their pages, with spaces between: south-ayrshire east-ayrshire. "
    "Full names with semicolons between do too.",
    "line": "Which number of the service the row is about. Never change it; leave it empty for a new number.",
    "number": "Digits with single spaces: 01292 288645.",
    "if_unsure": "yes or no.",
    "free": "yes, no, or empty when it is not known.",
    "on_itemised_bill": "yes, no, or empty when it is not known.",
    "held_back": "Why the public must not see the number. To take a number off the site, give the reason here.",
    "valid_from": "The first day on which the number works: 2026-11-24. Empty: it works now.",
    "confidence": "high, medium, low or empty.",
    "source": "A web address.",
    "hours": "Mon-Thu 08:45-16:45; Fri 08:45-16:00, or always. Empty when no source states the times.",
    "hours_complete": "yes only when the source states every day, otherwise no.",
    "email": "An email address, or empty.",
    "online_form": "A web address, or empty.",
    "note": "Never shown to the public.",
    "service_source": "A web address.",
}
_NAMES = [*COLUMNS]
LINE_FIELDS = _NAMES[_NAMES.index("number") : _NAMES.index("hours")]
SERVICE_FIELDS: Mapping[str, str] = {
    name: "source" if name == "service_source" else name
    for name in _NAMES[1:]
    if name != "line" and name not in LINE_FIELDS
}
IN_SMALL_LETTERS = {"role", "if_unsure", "free", "on_itemised_bill", "hours_complete", "confidence"}
YES_NO_NAMES = {value: text for text, value in YES_NO.items()}

Cells = dict[str, str]


def published() -> QuerySet[Service]:
    """The services that are published, with what their rows need, in two further queries."""
    return Service.objects.filter(live=True).order_by("key").prefetch_related("lines", "councils")


def export() -> Iterator[Cells]:
    """Every row of what is published now, the numbers that are held back too: for editors only."""
    for service in published():
        yield from rows_of(service)


def rows_of(service: Service) -> Iterator[Cells]:
    same = {"service": service.key, **service_cells(service)}
    lines = list(service.lines.all())
    for line in lines:
        yield {**same, "line": str(line.pk or ""), **line_cells(line)}
    if not lines:
        yield {**same, **dict.fromkeys(("line", *LINE_FIELDS), "")}


def service_cells(service: Service) -> Cells:
    words = {column: _text(getattr(service, field)) for column, field in SERVICE_FIELDS.items() if column != "councils"}
    return {**words, "councils": " ".join(sorted(council.slug for council in service.councils.all()))}


def line_cells(line: ServiceLine) -> Cells:
    return {field: _text(getattr(line, field)) for field in LINE_FIELDS}


def _text(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return YES_NO_NAMES[value]
    return value.isoformat() if isinstance(value, date) else clean(value)


def normal(cells: Mapping[str, str], councils: Mapping[str, str]) -> Cells:
    """The cells as we write them ourselves: small letters where they make no difference, councils by slug, in order.

    ``councils`` maps each council's name, in small letters, to its slug.
    """
    same = {name: text.lower() if name in IN_SMALL_LETTERS else text for name, text in cells.items()}
    return {**same, "councils": _slugs(cells["councils"], councils)}


def _slugs(text: str, councils: Mapping[str, str]) -> str:
    several = text.replace(",", ";").split(";") if text.lower() not in councils else [text]
    parts = [part.strip() for part in several] if len(several) > 1 or text.lower() in councils else text.split()
    return " ".join(sorted({councils.get(part.lower(), "-".join(part.lower().split())) for part in parts} - {""}))


def put_service(service: Service, cells: Mapping[str, str], councils: Iterable[Council]) -> None:
    """Writes cells that have been checked into a service in memory."""
    for column, text in cells.items():
        if column == "councils":
            service.councils = [council for council in councils if council.slug in text.split()]
        else:
            setattr(service, SERVICE_FIELDS[column], YES_NO[text] if column == "hours_complete" else text)


def put_line(line: ServiceLine, cells: Mapping[str, str]) -> None:
    """Writes cells that have been checked into a line in memory."""
    for column, text in cells.items():
        setattr(line, column, _value(column, text))


def _value(column: str, text: str) -> Any:
    if column in ("if_unsure", "free", "on_itemised_bill"):
        return YES_NO[text]
    if column == "valid_from":
        return date.fromisoformat(text) if text else None
    return text
