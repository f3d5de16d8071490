"""The directories of postcodes that an operator may download, read into (postcode, council or nation) rows.

National Records of Scotland's Scottish Postcode Directory (SmallUser.csv, LargeUser.csv, SingleRecord.csv), the ONS
Postcode Directory and National Statistics Postcode Lookup, and Ordnance Survey's Code-Point Open, which has no header.
The names of columns carry a year that changes: the newest is taken. A postcode that the Scottish directory splits
between councils stands in it once for each part, with a letter after it: "AB12 3GQA", "AB12 3GQB".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from contacts import csv_files
from contacts.postcode_text import full

NATIONS = {"E": "England", "W": "Wales", "N": "Northern Ireland", "M": "Isle of Man"}
# The directories have one pseudo-code for all the Channel Islands.
ISLANDS = {"JE": "Jersey", "GY": "Guernsey"}

POSTCODE = ("pcds", "pcd8", "pcd7", "pcd2", "pcd", "postcode", "pc")
COUNCIL = (
    ("Scottish Postcode Directory, National Records of Scotland", re.compile(r"councilarea(\d{4})code")),
    ("ONS Postcode Directory, Office for National Statistics", re.compile(r"lad(\d\d)cd")),
    ("ONS Postcode Directory, Office for National Statistics", re.compile(r"(?:os)?laua()")),
    ("Code-Point Open, Ordnance Survey", re.compile(r"(?:admin_district_code|dc)()")),
)
ENDED = ("dateofdeletion", "doterm")


class UnreadableError(ValueError):
    """The file is not a directory of postcodes that we know, or it holds a council that we do not."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where in a row the facts stand, and what the file is called."""

    title: str
    postcode: int
    council: int
    ended: int | None = None


CODE_POINT = Columns("Code-Point Open, Ordnance Survey", 0, 8)


@dataclass(frozen=True, slots=True)
class Row:
    """A postcode without its space, its council's slug or its nation, and whether it is out of use."""

    postcode: str
    place: str
    retired: bool
    title: str


def columns(header: Sequence[str]) -> Columns | None:
    """Where the facts stand, by the first row of a file; None if it is not a directory of postcodes."""
    names = [name.strip().lower() for name in header]
    if len(header) > CODE_POINT.council and full(header[0].replace(" ", "")):
        return CODE_POINT
    postcode = next((names.index(name) for name in POSTCODE if name in names), None)
    council = next(((title, at) for title, pattern in COUNCIL if (at := _newest(names, pattern)) is not None), None)
    if postcode is None or council is None:
        return None
    return Columns(council[0], postcode, council[1], next((names.index(name) for name in ENDED if name in names), None))


def _newest(names: list[str], pattern: re.Pattern[str]) -> int | None:
    years = [(match[1], at) for at, name in enumerate(names) if (match := pattern.fullmatch(name))]
    return max(years)[1] if years else None


def read(paths: Sequence[Path], slugs: Mapping[str, str], report: csv_files.Report) -> Iterator[Row]:
    """Every row that has a place. UnreadableError, with file and line, where a file is not what it should be.

    ``slugs``: the councils' slugs by GSS code, old codes included.
    """
    sources = _without_copies([source for path in paths for source in csv_files.files(path)])
    source: csv_files.CsvFile | None = None
    layout: Columns | None = None
    line, known = 0, 0
    for current, values in csv_files.rows(sources, report):
        line += 1
        if current is not source:
            source, line = current, 1
            layout = columns(values)
            known += layout is not None
            if layout is not CODE_POINT:
                continue
        if layout and len(values) > max(layout.council, layout.postcode):
            yield from _row(values, layout, slugs, f"{current.name}, line {line}")
    if not known:
        raise UnreadableError(
            "no column of postcodes with a column of councils was found: see the help for what is read"
        )


def _without_copies(sources: list[csv_files.CsvFile]) -> list[csv_files.CsvFile]:
    """Of an ONS zip only the one file of the whole country, not the same again by area, nor its lists of names."""
    whole = [source for source in sources if re.search(r"(?:onspd|nspl)[^/]*_uk\.csv$", source.name.lower())]
    return whole or sources


def _row(values: list[str], layout: Columns, slugs: Mapping[str, str], where: str) -> Iterator[Row]:
    postcode = values[layout.postcode].replace(" ", "").upper()
    if not full(postcode) and postcode[-1:].isalpha() and full(postcode[:-1]):
        postcode = postcode[:-1]
    place = _place(postcode, values[layout.council].strip(), slugs, where)
    retired = layout.ended is not None and len(values) > layout.ended and bool(values[layout.ended].strip())
    if place:
        yield Row(postcode, place, retired, layout.title)


def _place(postcode: str, code: str, slugs: Mapping[str, str], where: str) -> str:
    """The council or nation; "" for none and for a code that says "no council". UnreadableError for one unknown."""
    if code.startswith("S12"):
        if code not in slugs:
            raise UnreadableError(f"{where}: no council has the code {code}")
        return slugs[code]
    return ISLANDS.get(postcode[:2], "") if code.startswith("L") else NATIONS.get(code[:1], "")
