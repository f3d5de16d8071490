"""Making a ``contacts.postcodes.Table`` from a directory of postcodes, and writing it down."""

from __future__ import annotations

import base64
import json
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from contacts.postcode_text import area_of, full
from contacts.postcodes import OUTSIDE, ROW, UNITS, Table

# The Crown dependencies and Northern Ireland are whole areas; only England and Wales share some.
EITHER = "England or Wales"
MOST_ENTRIES = 255  # what a byte can tell apart


class TooManyPlacesError(ValueError):
    """A byte cannot tell so many combinations of councils apart."""


class Compiler:
    """Takes a directory one row at a time, in about a megabyte however long it is, and makes a table of it."""

    def __init__(self) -> None:
        self.palette: list[tuple[str, ...]] = [()]
        self.entries: dict[tuple[str, ...], int] = {}
        self.rows: defaultdict[str, bytearray] = defaultdict(lambda: bytearray(ROW))
        self.nations: defaultdict[str, set[str]] = defaultdict(set)
        self.scottish: set[str] = set()

    def add(self, text: str, place: str) -> None:
        """List a postcode under a council's slug or a nation. Given again with another council, it has both."""
        code = full(text.replace(" ", "").upper())
        unit = UNITS.get(code.inward[1:]) if code else None
        if code is None or unit is None:
            return
        if place in OUTSIDE:
            self.nations[code.sector].add(place)
        else:
            self.scottish.add(code.outward)
        row = self.rows[code.sector]
        known = self.palette[row[unit]]
        if place not in known:
            row[unit] = self._entry((*known, place))

    def listed(self, text: str) -> bool:
        """Whether a postcode, given without its space, was added."""
        row = self.rows.get(f"{text[:-3]} {text[-3:-2]}")
        unit = UNITS.get(text[-2:])
        return row is not None and unit is not None and row[unit] > 0

    def _entry(self, places: tuple[str, ...]) -> int:
        if places not in self.entries:
            if len(self.palette) > MOST_ENTRIES:
                raise TooManyPlacesError(
                    f"more than {MOST_ENTRIES} combinations of councils, the last: {', '.join(places)}"
                )
            self.entries[places] = len(self.palette)
            self.palette.append(places)
        return self.entries[places]

    def table(self, about: Mapping[str, Any], elsewhere: Mapping[str, str] | None = None) -> Table:
        """What was added. ``elsewhere`` stands in for nations outside that a Scottish directory does not list."""
        kept = sorted(sector for sector in self.rows if sector.split(" ")[0] in self.scottish)
        rows = b"".join(bytes(self.rows[sector]) for sector in kept)
        outside = {s: found for s, found in self.nations.items() if s.split(" ")[0] not in self.scottish}
        nations = prefixes(outside) if elsewhere is None else dict(elsewhere)
        return Table(tuple(self.palette), {s: ROW * at for at, s in enumerate(kept)}, rows, nations, dict(about))


def compile_table(rows: Iterable[tuple[str, str]], about: Mapping[str, Any]) -> Table:
    """A table of (postcode, council slug or nation) rows; a postcode with several rows is listed under all."""
    compiler = Compiler()
    for text, place in rows:
        compiler.add(text, place)
    return compiler.table(about)


def prefixes(nations: Mapping[str, set[str]]) -> dict[str, str]:
    """The nation of each area, and of each district and sector that differs from what it is part of.

    Where England and Wales share an area, what is not known further down is "England or Wales".
    """
    levels: tuple[defaultdict[str, set[str]], ...] = (defaultdict(set), defaultdict(set), defaultdict(set))
    for sector, found in nations.items():
        outward = sector.split(" ")[0]
        for level, name in zip(levels, (area_of(outward), outward, sector), strict=True):
            level[name] |= found
    known = {name: _one(found) for name, found in levels[0].items()}
    for level in levels[1:]:
        known |= {name: _one(found) for name, found in level.items() if _one(found) != _above(name, known)}
    return dict(sorted(known.items()))


def _one(found: set[str]) -> str:
    return next(iter(found)) if len(found) == 1 else EITHER


def _above(name: str, known: Mapping[str, str]) -> str:
    outward = name.split(" ")[0]
    return known.get(outward) or known[area_of(outward)] if " " in name else known[area_of(outward)]


def to_json(table: Table) -> str:
    """The table as it is kept in a file; ``Table.from_json`` reads it back."""
    digits: dict[str, str] = {}
    for sector in table.sectors:
        outward, digit = sector.split(" ")
        digits[outward] = digits.get(outward, "") + digit
    elsewhere: dict[str, str] = {}
    for prefix, nation in table.elsewhere.items():
        elsewhere[nation] = f"{elsewhere.get(nation, '')} {prefix.replace(' ', '_')}".strip()
    content = {
        "about": dict(table.about),
        "palette": [list(places) for places in table.palette],
        "elsewhere": elsewhere,
        "sectors": " ".join(f"{outward}:{found}" for outward, found in digits.items()),
        "rows": base64.b64encode(zlib.compress(table.rows, 9)).decode(),
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"


def council_totals(table: Table) -> Counter[str]:
    """How many postcodes each council has; one that two share counts for both."""
    totals: Counter[str] = Counter()
    for places, count in table.councils().items():
        totals.update(dict.fromkeys(places, count))
    return totals
