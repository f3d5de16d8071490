"""Places from Ordnance Survey's Open Names: Scotland's settlements and islands, in the columns of places.csv.

Its CSV files have no header (one comes beside them); the order is that of its technical specification. Open Names
gives the council by name, and Gaelic names as second names.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from contacts import csv_files
from contacts.postcode_files import UnreadableError

COLUMNS = ("name", "also", "councils", "kind", "near", "size")
NAME, OTHER_NAME, TYPE, LOCAL_TYPE, DISTRICT, TOWN, COUNCIL, COUNTRY = 2, 4, 6, 7, 16, 18, 24, 29
KINDS = {
    "City": "city",
    "Town": "town",
    "Village": "village",
    "Hamlet": "hamlet",
    "Other Settlement": "settlement",
    "Suburban Area": "district",
    "Island": "island",
}
LEAST_PLACES = 5000
FindCouncil = Callable[[str], str]


def read(paths: Sequence[Path], find_council: FindCouncil, report: csv_files.Report) -> list[dict[str, str]]:
    """The rows of places.csv, sorted, each name once for each council and kind.

    ``find_council``: the slug of the council of a name, or "". UnreadableError, with file and line, for one unknown,
    and where no row is one of Open Names.
    """
    sources = [source for path in paths for source in csv_files.files(path)]
    found: dict[tuple[str, str, str], dict[str, str]] = {}
    for row in _places(sources, find_council, report):
        found.setdefault((row["councils"], row["name"], row["kind"]), row)
    if not found:
        raise UnreadableError("no Scottish place was found: is this OS Open Names in CSV?")
    return [found[key] for key in sorted(found)]


def _places(
    sources: Sequence[csv_files.CsvFile], find_council: FindCouncil, report: csv_files.Report
) -> Iterator[dict[str, str]]:
    for number, (source, values) in enumerate(csv_files.rows(sources, report), 1):
        if _is_wanted(values):
            slug = find_council(values[COUNCIL])
            if not slug:
                raise UnreadableError(f"{source.name}, row {number} read: no council is called {values[COUNCIL]!r}")
            near = values[TOWN] if values[TOWN] != values[NAME] else ""
            yield {
                "name": values[NAME],
                "also": values[OTHER_NAME],
                "councils": slug,
                "kind": KINDS[values[LOCAL_TYPE]],
                "near": near or values[DISTRICT],
                "size": "",
            }


def _is_wanted(values: list[str]) -> bool:
    return (
        len(values) > COUNTRY
        and values[COUNTRY] == "Scotland"
        and values[LOCAL_TYPE] in KINDS
        and bool(values[COUNCIL])
    )


def to_csv(rows: Sequence[dict[str, str]]) -> str:
    """The rows as the file that ``contacts.places.Index`` loads."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def by_council(rows: Sequence[dict[str, str]]) -> Counter[str]:
    """How many places each council has."""
    return Counter(slug for row in rows for slug in row["councils"].split())


def impossible(rows: Sequence[dict[str, str]], slugs: Iterable[str]) -> list[str]:
    """Why the places can never take over, each reason a sentence."""
    missing = sorted(set(slugs) - by_council(rows).keys())
    return [f"The files have no place in {', '.join(missing)}."] if missing else []


def doubtful(rows: Sequence[dict[str, str]]) -> list[str]:
    """Why the places should not take over unless somebody insists, each reason a sentence."""
    few = len(rows) < LEAST_PLACES
    return [f"The files have {len(rows):,} Scottish places, fewer than {LEAST_PLACES:,}."] if few else []
