"""The contacts as rows of text: one row for each number of a service, one for each national line.

A row is known again by the key of its service or national line, and by the mark of its number, so that a number of
which every digit changes is still the same line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet

from contacts import contact_columns
from contacts.contact_columns import COLUMNS, LINE_FIELDS, NATIONAL, NATIONAL_FIELDS, SERVICE_FIELDS, Cells
from contacts.contact_files import YES_NO
from contacts.models import Council, HourException, NationalLine, Service, ServiceLine
from contacts.spreadsheet import clean

YES_NO_NAMES = {value: text for text, value in YES_NO.items()}
YES_NO_FIELDS = {"if_unsure", "free", "on_itemised_bill", "hours_complete", "emergency", "sign_up_needed"}
ELSEWHERE = {"councils", "other_days"}


def published(model: type[Any]) -> QuerySet[Any]:
    """The services, or the national lines, that are published, with what their rows need."""
    found = model.objects.filter(live=True).order_by("key")
    return found.prefetch_related("lines", "councils", "hour_exceptions") if model is Service else found


def export(*models: type[Any], **which: Any) -> Iterator[Cells]:
    """Every row of what is published of these models, or of both; numbers that are held back too: for editors only.

    ``which`` are further conditions of a filter.
    """
    for model in models or (Service, NationalLine):
        for contact in published(model).filter(**which):
            yield from rows_of(contact)


def rows_of(contact: Service | NationalLine) -> Iterator[Cells]:
    empty = dict.fromkeys(COLUMNS, "")
    if isinstance(contact, NationalLine):
        yield {**empty, "service": contact.key, "role": NATIONAL, **national_cells(contact)}
        return
    same = {**empty, "service": contact.key, **service_cells(contact)}
    lines = list(contact.lines.all())
    for line in lines:
        yield {**same, "line": str(line.pk or ""), **line_cells(line)}
    if not lines:
        yield same


def service_cells(service: Service) -> Cells:
    fields = {column: field for column, field in SERVICE_FIELDS.items() if column not in ELSEWHERE}
    words = {column: _text(getattr(service, field)) for column, field in fields.items()}
    days = [(str(day.date), clean(day.hours), clean(day.reason)) for day in service.hour_exceptions.all()]
    return {
        **words,
        "councils": " ".join(sorted(council.slug for council in service.councils.all())),
        "other_days": contact_columns.tidy_days(contact_columns.write_days(days)),
    }


def line_cells(line: ServiceLine) -> Cells:
    return {field: _text(getattr(line, field)) for field in LINE_FIELDS}


def national_cells(line: NationalLine) -> Cells:
    return {column: _text(getattr(line, field)) for column, field in NATIONAL_FIELDS.items()}


def _text(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return YES_NO_NAMES[value]
    return value.isoformat() if isinstance(value, date) else clean(str(value))


def put_service(service: Service, cells: Mapping[str, str], councils: Iterable[Council]) -> None:
    """Writes cells that have been checked into a service in memory."""
    if (slugs := cells.get("councils")) is not None:
        service.councils = [council for council in councils if council.slug in slugs.split()]
    if (days := cells.get("other_days")) is not None:
        _put_days(service, days)
    put(service, {SERVICE_FIELDS[column]: text for column, text in cells.items() if column not in ELSEWHERE})


def _put_days(service: Service, text: str) -> None:
    known = {str(day.date): day for day in service.hour_exceptions.all()}
    days = []
    for day, hours, reason in contact_columns.read_days(text):
        kept = known.get(day) or HourException(date=date.fromisoformat(day))
        kept.hours, kept.reason = hours, reason
        days.append(kept)
    service.hour_exceptions.set(days)


def put(row: Any, values: Mapping[str, str]) -> None:
    """Writes texts that have been checked into the fields of a number, a national line or a service in memory."""
    for field, text in values.items():
        setattr(row, field, _value(field, text))


def _value(field: str, text: str) -> Any:
    if field in YES_NO_FIELDS:
        return YES_NO[text]
    if field == "valid_from":
        return date.fromisoformat(text) if text else None
    return text
