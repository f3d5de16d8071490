"""A place, and the files that places stand in: ``data/places.csv``, ``data/place_names.csv`` and those imported."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Place:
    """A place and the slugs of the councils that it lies in, likeliest first; none where ``nation`` says it is outside.

    ``near`` is a bigger place beside it, or "" ; ``size`` is its population where that is known, else 0.
    """

    name: str
    councils: tuple[str, ...]
    kind: str = "place"
    near: str = ""
    nation: str = ""
    size: int = 0


def read(path: Path) -> Iterator[tuple[Place, list[str]]]:
    """Each place of a file and its other names; ValueError that names the file where a column is missing."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        missing = {"name", "also", "councils", "kind", "near"} - set(rows.fieldnames or ())
        if missing:
            raise ValueError(f"{path.name}: no column {', '.join(sorted(missing))}")
        for row in rows:
            yield _place(row), [name for name in row["also"].split("; ") if name]


def _place(row: dict[str, str]) -> Place:
    outside = row["kind"] == "outside"
    near, nation = ("", row["near"]) if outside else (row["near"], "")
    return Place(row["name"], tuple(row["councils"].split()), row["kind"], near, nation, int(row.get("size") or 0))
