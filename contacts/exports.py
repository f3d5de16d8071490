"""The published contacts as open data: one JSON document, and one CSV row for each number. Pure.

Lines that are held back never come this far, because a Directory does not hold them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import Any

from contacts.services import Check, Council, Directory, Line, NationalLine, Service

LICENCE = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
ATTRIBUTION = (
    "Contains National Statistics data © Crown copyright and database right 2025 (Office for National Statistics, "
    "Open Government Licence v3.0)",
    "Contains OS data © Crown copyright and database right 2025",
    "Contains Royal Mail data © Royal Mail copyright and database right 2025",
    "Place names from GeoNames (www.geonames.org), CC BY 4.0",
)
COLUMNS = [
    "council",
    "gss_code",
    "service_key",
    "service",
    "role",
    "number",
    "area",
    "label",
    "ask_for",
    "keypad_option",
    "if_unsure",
    "hours",
    "hours_complete",
    "hours_in_words",
    "email",
    "online_form",
    "free",
    "on_itemised_bill",
    "verified_on",
    "verified_how",
    "next_check_due",
    "valid_from",
    "source",
    "holidays",
    "holidays_confirmed",
    "licence",
    "attribution",
]


def document(directory: Directory, page: str) -> dict[str, Any]:
    """Everything that is published, as contacts.schema.json describes it. ``page``: the address that documents it."""
    return {
        "documentation": page,
        "licence": LICENCE,
        "attribution": list(ATTRIBUTION),
        "councils": [_council(council) for council in directory.councils.values()],
        "national_lines": [_national(line) for line in directory.national],
    }


def _council(council: Council) -> dict[str, Any]:
    return {
        "slug": council.slug,
        "name": council.name,
        "gss_code": council.gss_code,
        "address": council.address,
        "website": council.website,
        "child_protection_page": council.child_protection_page,
        "committee_site": council.committee_site,
        "services": [_service(service) for service in council.services],
        "holidays": [{"date": day.on.isoformat(), "name": day.name, "source": day.source} for day in council.holidays],
        "holidays_confirmed": sorted(council.holidays_confirmed),
    }


def _service(service: Service) -> dict[str, Any]:
    hours = service.hours
    return {
        "key": service.key,
        "name": service.name,
        "role": service.role.value,
        "councils": list(service.councils),
        "hours": hours.format() if hours and hours.ranges else "",
        "hours_complete": bool(hours and hours.complete),
        "hours_in_words": service.hours_in_words,
        "hour_exceptions": _exceptions(service),
        "email": service.email,
        "online_form": service.online_form,
        "lines": [_line(line) for line in service.lines],
    }


def _exceptions(service: Service) -> list[dict[str, Any]]:
    if service.hours is None:
        return []
    return [
        {"date": day.isoformat(), "open": [f"{a:%H:%M}-{b:%H:%M}" for a, b in times]}
        for day, times in sorted(service.hours.exceptions.items())
    ]


def _line(line: Line) -> dict[str, Any]:
    words = {name: getattr(line, name) for name in ["number", "area", "label", "ask_for", "keypad_option", "if_unsure"]}
    known = {"free": line.free, "on_itemised_bill": line.on_itemised_bill, "source": line.source}
    return {**words, **known, "valid_from": _day(line.valid_from), **_verified(line.check)}


def _national(line: NationalLine) -> dict[str, Any]:
    words = "key name kind number web hours_in_words for_whom emergency sign_up_needed free on_itemised_bill source"
    return {**{name: getattr(line, name) for name in words.split()}, **_verified(line.check)}


def _verified(check: Check | None) -> dict[str, str | None]:
    return {
        "verified_on": _day(check.on) if check else None,
        "verified_how": check.how if check else None,
        "next_check_due": _day(check.next_due) if check else None,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def table(directory: Directory) -> str:
    """The same as CSV: a row for each number of each council, one for a council without any, and the national lines."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    about = {"licence": LICENCE, "attribution": ". ".join(ATTRIBUTION)}
    for row in (*_council_rows(directory), *_national_rows(directory)):
        writer.writerow({name: _cell(value) for name, value in {**row, **about}.items() if name in COLUMNS})
    return out.getvalue()


def _council_rows(directory: Directory) -> Iterator[dict[str, Any]]:
    for council in directory.councils.values():
        same = {
            "council": council.name,
            "gss_code": council.gss_code,
            "holidays": "; ".join(f"{day.on} {day.name}" for day in council.holidays),
            "holidays_confirmed": " ".join(map(str, sorted(council.holidays_confirmed))),
        }
        rows = [
            {**same, **_service(service), **_line(line), "service_key": service.key, "service": service.name}
            for service in council.services
            for line in service.lines
        ]
        yield from rows or [same]


def _national_rows(directory: Directory) -> Iterator[dict[str, Any]]:
    for line in directory.national:
        yield {
            **_national(line),
            "council": "Scotland",
            "service_key": line.key,
            "service": line.name,
            "role": "national",
        }


def _cell(value: Any) -> str:
    """A value for a spreadsheet: yes and no in words, and nothing that it could take for a formula."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
