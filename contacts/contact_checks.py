"""What must hold in each row of the contacts' data files. Pure: rows in, faults as sentences out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from contacts import numbers
from contacts.opening_hours import OpeningHours
from contacts.services import Role

Row = Mapping[str, str]
Rows = Mapping[str, list[Row]]

# Scotland's 32 councils, as the Office for National Statistics codes them since April 2019.
GSS_CODES = frozenset(
    f"S120000{code}"
    for code in (
        [
            "05",
            "06",
            "08",
            "10",
            "11",
            "13",
            "14",
            "17",
            "18",
            "19",
            "20",
            "21",
            "23",
            "26",
            "27",
            "28",
            "29",
            "30",
            "33",
            "34",
            "35",
            "36",
            "38",
            "39",
            "40",
            "41",
            "42",
            "45",
            "47",
            "48",
            "49",
            "50",
        ]
    )
)
YES_NO = frozenset({"yes", "no"})
KINDS = frozenset({"phone", "non_voice", "other"})
CONFIDENCE = frozenset({"high", "medium", "low", ""})
ADDRESSES = ("website", "child_protection_page", "committee_site", "online_form", "web", "source")


def _addresses(row: Row) -> Iterable[str]:
    for column in ADDRESSES:
        if (value := row.get(column, "")) and not re.fullmatch(r"https?://[^\s/]+\.[^\s]+", value):
            yield f"{column} “{value}” is not a web address"


def _choices(row: Row, allowed: Mapping[str, frozenset[str]]) -> Iterable[str]:
    for column, values in allowed.items():
        if row[column] not in values:
            yield f"{column} “{row[column]}” is not one of: {', '.join(sorted(values - {''}))}"


def _filled(row: Row, *columns: str) -> Iterable[str]:
    for column in columns:
        if not row[column]:
            yield f"{column} is empty"


def council(row: Row, rows: Rows) -> Iterable[str]:
    yield from _filled(row, "slug", "name", "gss_code")
    yield from _addresses(row)
    if row["gss_code"] and row["gss_code"] not in GSS_CODES:
        yield f"“{row['gss_code']}” is not the GSS code of a council in Scotland"
    if row["slug"] and not re.fullmatch(r"[a-z]+(-[a-z]+)*", row["slug"]):
        yield f"slug “{row['slug']}” may hold only small letters and hyphens"


def service(row: Row, rows: Rows) -> Iterable[str]:
    yield from _filled(row, "key", "name", "councils", "source")
    yield from _addresses(row)
    yield from _choices(row, {"role": frozenset(Role), "hours_complete": YES_NO})
    known = {other["slug"] for other in rows["councils.csv"]}
    yield from (f"no council has the slug “{slug}”" for slug in row["councils"].split() if slug not in known)
    if row["email"] and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", row["email"]):
        yield f"“{row['email']}” is not an e-mail address"
    yield from _hours(row["hours"])


def _hours(text: str) -> Iterable[str]:
    try:
        OpeningHours.parse(text or "always")
    except ValueError as error:
        yield f"hours “{text}”: {error}"


def line(row: Row, rows: Rows) -> Iterable[str]:
    yield from _filled(row, "service", "number", "source")
    yield from _addresses(row)
    yield from _choices(
        row,
        {
            "if_unsure": YES_NO,
            "free": YES_NO | {""},
            "on_itemised_bill": YES_NO | {""},
            "confidence": CONFIDENCE,
        },
    )
    if row["service"] not in {other["key"] for other in rows["services.csv"]}:
        yield f"no service has the key “{row['service']}”"
    if reason := numbers.fault(row["number"], refused(rows)):
        yield reason
    yield from _day(row["valid_from"])


def _day(text: str) -> Iterable[str]:
    try:
        date.fromisoformat(text or "2026-01-01")
    except ValueError:
        yield f"valid_from “{text}” is not a date: write it as 2026-11-24"


def national(row: Row, rows: Rows) -> Iterable[str]:
    yield from _filled(row, "key", "name", "for_whom", "source")
    yield from _addresses(row)
    answers = dict.fromkeys(("emergency", "sign_up_needed", "free", "on_itemised_bill"), YES_NO | {""})
    yield from _choices(row, {**answers, "kind": KINDS, "confidence": CONFIDENCE})
    if row["kind"] == "phone" and not row["number"]:
        yield "a phone line needs a number"
    if row["number"] and (reason := numbers.fault(row["number"], refused(rows))):
        yield reason


def refused_number(row: Row, rows: Rows) -> Iterable[str]:
    yield from _filled(row, "number", "reason", "source")
    yield from _addresses(row)


def refused(rows: Rows) -> dict[str, str]:
    """Digits of the numbers that must never be shown, each with the reason."""
    return {numbers.digits(row["number"]): row["reason"] for row in rows["refused_numbers.csv"]}


CHECKS: Mapping[str, Callable[[Row, Rows], Iterable[str]]] = {
    "refused_numbers.csv": refused_number,
    "councils.csv": council,
    "services.csv": service,
    "lines.csv": line,
    "national_lines.csv": national,
}
