"""Reading big CSV files as publishers give them out: one file, a folder of them, or a zip, row by row."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

EVERY = 2000  # rows between two reports of progress
Report = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class CsvFile:
    """A CSV file on disk or in a zip: its name, its size in bytes, and how to open it."""

    name: str
    size: int
    open: Callable[[], BinaryIO]


def files(path: Path) -> list[CsvFile]:
    """The CSV files that a path stands for, by name; OSError or zipfile.BadZipFile where it cannot be read."""
    if path.suffix.lower() == ".zip":
        archive = zipfile.ZipFile(path)
        return [_zipped(archive, info) for info in archive.infolist() if info.filename.lower().endswith(".csv")]
    found = sorted(path.rglob("*.csv")) if path.is_dir() else [path]
    return [_on_disk(each) for each in found]


def _zipped(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> CsvFile:
    return CsvFile(info.filename, info.file_size, lambda: archive.open(info))  # type: ignore[arg-type, return-value]


def _on_disk(path: Path) -> CsvFile:
    return CsvFile(path.name, path.stat().st_size, lambda: path.open("rb"))


def rows(sources: Sequence[CsvFile], report: Report) -> Iterator[tuple[CsvFile, list[str]]]:
    """Every row of every file, the header rows too; ``report`` is told the part that is read, from 0 to 1."""
    total, before = sum(source.size for source in sources) or 1, 0
    for source in sources:
        with source.open() as binary:
            text = io.TextIOWrapper(binary, encoding="utf-8-sig", errors="replace", newline="")
            for number, row in enumerate(csv.reader(text)):
                if number % EVERY == 0:
                    report((before + binary.tell()) / total)
                yield source, row
        before += source.size
    report(1)
