"""Which council a postcode belongs to: a table small enough to ship and to keep in memory, and exact.

Every sector of a district that has Scottish postcodes is a row of 400 bytes, one for each inward unit ("AA" to
"ZZ" over the twenty letters that units use). A byte says which councils the postcode is listed under, or that it
is not in the directory. So membership is exact: a postcode that the directory has, live or retired, gets the
councils it has there; one that it lacks is answered from its sector, else its district, and marked as a guess.
A postcode that the directory lists without a place (some mailboxes) counts as one that it lacks. The other
parts of the United Kingdom and the Crown dependencies are known by area, district or sector only.

The rows compress to about 30 KB, because neighbouring units share a council, and unpack in about a millisecond.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from contacts.postcode_text import Part, Postcode, area_of, find, parse

__all__ = ["Elsewhere", "Found", "Part", "Postcode", "Sort", "Table", "find", "parse"]

UNIT_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"  # Royal Mail leaves out C I K M O V
UNITS = {a + b: 20 * i + j for i, a in enumerate(UNIT_LETTERS) for j, b in enumerate(UNIT_LETTERS)}
ROW = len(UNITS)
OUTSIDE = frozenset({"England", "Wales", "England or Wales", "Northern Ireland", "Isle of Man", "Jersey", "Guernsey"})


class Sort(StrEnum):
    """How the councils of an answer are known."""

    EXACT = "exact"
    SPLIT = "split"
    SECTOR = "sector"
    DISTRICT = "district"
    SECTOR_GUESS = "sector_guess"
    DISTRICT_GUESS = "district_guess"


@dataclass(frozen=True, slots=True)
class Found:
    """Council slugs, likeliest first. ``nation`` is "England" where part of what was asked for lies there."""

    councils: tuple[str, ...]
    sort: Sort
    nation: str = ""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Not in Scotland but in ``nation``, one of OUTSIDE."""

    nation: str


@dataclass(frozen=True, slots=True)
class Table:
    """Councils by postcode.

    ``rows`` has ROW bytes for each sector, each byte an index into ``palette`` (0 is "not in the directory");
    ``sectors`` says where a sector's row starts; ``elsewhere`` names the nation of an area, district or sector that
    is not Scottish, the longest that fits counting; ``about`` is the source, its licence and its date.
    """

    palette: tuple[tuple[str, ...], ...]
    sectors: Mapping[str, int]
    rows: bytes
    elsewhere: Mapping[str, str]
    about: Mapping[str, Any]

    @classmethod
    def load(cls, path: Path) -> Self:
        """The table in a file; OSError or ValueError where there is none, or it is damaged."""
        return cls.from_json(path.read_text(encoding="utf-8"))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The table that ``contacts.postcode_compile.to_json`` wrote; ValueError where the text is not one."""
        try:
            content = json.loads(text)
            names = [
                f"{outward} {digit}"
                for outward, _, digits in (word.partition(":") for word in content["sectors"].split())
                for digit in digits
            ]
            rows = zlib.decompress(base64.b64decode(content["rows"]))
            elsewhere = {
                prefix.replace("_", " "): n for n, found in content["elsewhere"].items() for prefix in found.split()
            }
            palette = tuple(map(tuple, content["palette"]))
        except (KeyError, TypeError, AttributeError, zlib.error) as fault:
            raise ValueError(f"not a postcode table: {fault!r}") from fault
        beyond = rows.translate(None, bytes(range(len(palette))))  # a byte that is no index into the palette
        if len(rows) != ROW * len(names) or beyond:
            raise ValueError("not a postcode table: its parts do not fit together")
        return cls(palette, {name: ROW * at for at, name in enumerate(names)}, rows, elsewhere, content["about"])

    def lookup(self, code: Postcode | Part) -> Found | Elsewhere | None:
        """The councils of a postcode, sector or district; its nation if it is not Scottish; None if it cannot be."""
        if isinstance(code, Part):
            sort = Sort.SECTOR if code.digit else Sort.DISTRICT
            return self._among(code, sort) or self._outside(code)
        start = self.sectors.get(code.sector)
        unit = UNITS.get(code.inward[1:])
        entry = self.rows[start + unit] if start is not None and unit is not None else 0
        return self._listed(entry) if entry else self._guess(code)

    def councils(self) -> Counter[tuple[str, ...]]:
        """How many postcodes are listed under each council, or under each set of councils that share one."""
        return Counter({self.palette[entry]: count for entry, count in Counter(self.rows).items() if entry})

    def items(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Every postcode in the table, without its space, and where it is listed."""
        for sector, start in self.sectors.items():
            stem = sector.replace(" ", "")
            for unit, at in UNITS.items():
                if entry := self.rows[start + at]:
                    yield stem + unit, self.palette[entry]

    def _listed(self, entry: int) -> Found | Elsewhere:
        places = self.palette[entry]
        if len(places) == 1:
            return Elsewhere(places[0]) if places[0] in OUTSIDE else Found(places, Sort.EXACT)
        councils = tuple(place for place in places if place not in OUTSIDE)
        return Found(councils, Sort.SPLIT, next((place for place in places if place in OUTSIDE), ""))

    def _guess(self, code: Postcode) -> Found | Elsewhere | None:
        sector = Part(code.outward, code.inward[0])
        known_outside = self._outside(sector) if str(sector) in self.elsewhere else None
        guess = self._among(sector, Sort.SECTOR_GUESS) or known_outside
        return guess or self._among(Part(code.outward), Sort.DISTRICT_GUESS) or self._outside(sector)

    def _among(self, part: Part, sort: Sort) -> Found | Elsewhere | None:
        """The places of all postcodes of a sector or district, the commonest first."""
        starts = self._starts(part)
        shares: Counter[str] = Counter()
        for entry, count in Counter(b"".join(self.rows[at : at + ROW] for at in starts)).items():
            shares.update(dict.fromkeys(self.palette[entry], count))
        councils = tuple(place for place, _ in shares.most_common() if place not in OUTSIDE)
        nation = next((place for place in shares if place in OUTSIDE), "")
        if councils:
            return Found(councils, sort, nation)
        return Elsewhere(nation) if nation else None

    def _starts(self, part: Part) -> list[int]:
        digits = part.digit or "0123456789"
        starts = (self.sectors.get(f"{part.outward} {digit}") for digit in digits)
        return [start for start in starts if start is not None]

    def _outside(self, part: Part) -> Elsewhere | None:
        prefixes = (str(part), part.outward, area_of(part.outward))
        nation = next((self.elsewhere[prefix] for prefix in prefixes if prefix in self.elsewhere), "")
        return Elsewhere(nation) if nation else None
