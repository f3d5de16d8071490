"""Reads the contacts' data files: councils, services, lines and national lines. All is right, or nothing is read.

The files belong to the project until they are loaded; after that the CMS owns what they say.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from contacts import contact_checks
from contacts.contact_checks import Row, Rows
from contacts.opening_hours import OpeningHours
from contacts.services import Council, Line, NationalLine, Role, Service

FOLDER = Path(__file__).parent / "data"
COLUMNS = {
    "refused_numbers.csv": "number reason source",
    "councils.csv": "slug name gss_code old_gss_codes website child_protection_page committee_site",
    "services.csv": "key role name councils hours hours_complete hours_in_words email online_form source note",
    "lines.csv": "service number area label ask_for keypad_option if_unsure free on_itemised_bill source confidence "
    "held_back valid_from",
    "national_lines.csv": "key name number kind web hours_in_words for_whom emergency sign_up_needed free "
    "on_itemised_bill source confidence",
}
# What no two rows of a file may share.
UNIQUE: dict[str, list[tuple[str, ...]]] = {
    "refused_numbers.csv": [("number",)],
    "councils.csv": [("slug",), ("name",), ("gss_code",)],
    "services.csv": [("key",)],
    "lines.csv": [("service", "number")],
    "national_lines.csv": [("key",)],
}
YES_NO = {"yes": True, "no": False, "": None}


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong in a data file; the line is counted as a text editor counts it."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.reason}"


class ContactFileError(ValueError):
    """The data files are refused; ``faults`` lists everything that is wrong with them."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join(map(str, faults)))


class Contacts(NamedTuple):
    """What may be shown: councils by slug in A to Z order, and the national lines. ``alarms`` say what is wrong."""

    councils: Mapping[str, Council]
    national: tuple[NationalLine, ...]
    alarms: tuple[str, ...] = ()


def read_rows(folder: Path = FOLDER) -> Rows:
    """Every row of every file, by file name. Raises ContactFileError, which names each fault."""
    rows: dict[str, list[Row]] = {}
    places: dict[str, list[int]] = {}
    faults: list[Fault] = []
    for name in COLUMNS:
        rows[name], places[name] = [], []
        faults += _read(folder / name, rows[name], places[name])
    if not faults:
        faults = [fault for name in COLUMNS for fault in _faults(name, rows, places[name])]
    if faults:
        raise ContactFileError(sorted(faults, key=lambda fault: (fault.file, fault.line)))
    return rows


def _read(path: Path, rows: list[Row], places: list[int]) -> Iterator[Fault]:
    """Fills rows and their line numbers; yields what stops the file from being read at all."""
    try:
        reader = csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines(), strict=True)
        missing = [column for column in COLUMNS[path.name].split() if column not in (reader.fieldnames or ())]
        if missing:
            yield Fault(path.name, 1, f"column missing: {', '.join(missing)}")
            return
        for row in reader:
            if None in row or None in row.values():
                yield Fault(path.name, reader.line_num, "has more or fewer values than there are columns")
                continue
            rows.append({column: value.strip() for column, value in row.items()})
            places.append(reader.line_num)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        yield Fault(path.name, 1, f"cannot be read: {error}")


def _faults(name: str, rows: Rows, places: list[int]) -> Iterator[Fault]:
    check = contact_checks.CHECKS[name]
    for row, place in zip(rows[name], places, strict=True):
        for reason in check(row, rows):
            yield Fault(name, place, reason)
    for columns in UNIQUE[name]:
        yield from _doubles(name, columns, rows[name], places)
    if name == "councils.csv" and not rows[name]:
        yield Fault(name, 1, "holds no council")


def _doubles(name: str, columns: tuple[str, ...], rows: list[Row], places: list[int]) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for row, place in zip(rows, places, strict=True):
        value = " ".join(row[column] for column in columns)
        if first.setdefault(value, place) != place:
            yield Fault(name, place, f"{' '.join(columns)} “{value}” stands on line {first[value]} too")


@cache
def refused_numbers(folder: Path = FOLDER) -> Mapping[str, str]:
    """Digits of the numbers that must never be shown, each with the reason."""
    rows: dict[str, list[Row]] = {"refused_numbers.csv": []}
    if faults := list(_read(folder / "refused_numbers.csv", rows["refused_numbers.csv"], [])):
        raise ContactFileError(faults)
    return contact_checks.refused(rows)


def read_contacts(folder: Path = FOLDER) -> Contacts:
    """The councils and national lines as the public may see them: lines that are held back are left out.

    Raises ContactFileError when anything in the files is wrong.
    """
    rows = read_rows(folder)
    services = [_service(row, rows) for row in rows["services.csv"]]
    councils = {row["slug"]: _council(row, services) for row in sorted(rows["councils.csv"], key=lambda r: r["name"])}
    return Contacts(councils, tuple(_national(row) for row in rows["national_lines.csv"]))


def _council(row: Row, services: list[Service]) -> Council:
    own = tuple(service for service in services if row["slug"] in service.councils and service.lines)
    return Council(**_words(row, "slug name gss_code website child_protection_page committee_site"), services=own)


def _service(row: Row, rows: Rows) -> Service:
    hours = OpeningHours.parse(row["hours"], row["hours_complete"] == "yes") if row["hours"] else None
    lines = [line for line in rows["lines.csv"] if line["service"] == row["key"]]
    return Service(
        **_words(row, "key name hours_in_words email online_form"),
        role=Role(row["role"]),
        hours=hours,
        lines=tuple(_line(line) for line in lines if not line["held_back"]),
        councils=tuple(row["councils"].split()),
    )


def _line(row: Row) -> Line:
    return Line(
        **_words(row, "number area label ask_for keypad_option source"),
        **_answers(row, "free on_itemised_bill"),
        if_unsure=row["if_unsure"] == "yes",
        valid_from=date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
    )


def _national(row: Row) -> NationalLine:
    return NationalLine(
        **_words(row, "key name number web hours_in_words for_whom source kind"),
        **_answers(row, "emergency sign_up_needed free on_itemised_bill"),
    )


def _words(row: Row, names: str) -> dict[str, Any]:
    return {name: row[name] for name in names.split()}


def _answers(row: Row, names: str) -> dict[str, Any]:
    """Yes, no, or None where it is not known."""
    return {name: YES_NO[row[name]] for name in names.split()}
