"""Rows of text to the bytes of a CSV or XLSX file, and back. Pure; what the rows mean is not known here.

Safe both ways: no program takes a cell that we write for a formula, and a file that is uploaded is read by its content
(not its name), within limits, and without computing anything.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from contacts import workbooks
from contacts.workbooks import SpreadsheetError as SpreadsheetError
from contacts.workbooks import Unusable

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 10_000
MAX_CHARACTERS = 32_767  # what Excel keeps in a cell
TOO_BIG = f"The file is too big: at most {MAX_BYTES // 1024 // 1024} MB can be read."
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# OWASP's list of beginnings that a spreadsheet program takes for a formula; the apostrophe is what we hide them behind.
FORMULA_STARTS = ("=", "+", "-", "@")
HIDDEN = re.compile(r"'(?=['=+\-@])")
DELIMITERS = (",", ";", "\t")
# Control and format characters, such as those that turn the direction of writing, would let a number look like another.
DROPPED = {"Cc", "Cf", "Cn", "Co", "Cs"}
SPACES = {"Zs", "Zl", "Zp"}
NOT_CSV = (
    (b"\xd0\xcf\x11\xe0", "This is an old Excel file (.xls) or one with a password. Save it as .xlsx without one."),
    (b"%PDF", "This is a PDF. Send the spreadsheet itself, as .xlsx or .csv."),
    (b"\xff\xfe", "This file is written in UTF-16. In Excel choose “Save as” and “CSV UTF-8”, or save it as .xlsx."),
    (b"\xfe\xff", "This file is written in UTF-16. In Excel choose “Save as” and “CSV UTF-8”, or save it as .xlsx."),
)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row: its number as the spreadsheet program shows it, its cells by column, and what cannot be read in it."""

    number: int
    cells: Mapping[str, str]
    faults: tuple[str, ...] = ()


def clean(text: str) -> str:
    """The text without spaces around it, with plain spaces and line ends, and without what cannot be seen."""
    if text.isascii() and text.isprintable():
        return text.strip()
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(filter(None, map(_plain, text))).strip()


def _plain(character: str) -> str:
    kind = unicodedata.category(character)
    if character == "\t" or kind in SPACES:
        return " "
    return "" if kind in DROPPED and character != "\n" else character


def headings(columns: Mapping[str, str]) -> list[str]:
    """What stands in the first row: plain words, and the name that never changes: “Phone number [number]”."""
    return [f"{title} [{name}]" for name, title in columns.items()]


def to_csv(rows: Iterable[Mapping[str, str]], columns: Mapping[str, str]) -> bytes:
    """CSV in UTF-8 with the mark that Excel needs to see that it is UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(headings(columns))
    writer.writerows([_hide(clean(row[name])) for name in columns] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _hide(text: str) -> str:
    return f"'{text}" if text.startswith((*FORMULA_STARTS, "'")) else text


def to_xlsx(rows: Iterable[Mapping[str, str]], columns: Mapping[str, str], title: str) -> bytes:
    """An Excel workbook in which every cell is text, so that Excel leaves zeros and dates as they are."""
    return workbooks.write(headings(columns), ([clean(row[name]) for name in columns] for row in rows), title)


def read(data: bytes, columns: Mapping[str, str]) -> list[SheetRow]:
    """The rows of an uploaded file that are not empty.

    SpreadsheetError with a sentence for people when the file as a whole cannot be used; what is wrong in a single row
    stands in its ``faults``.
    """
    if len(data) > MAX_BYTES:
        raise SpreadsheetError(TOO_BIG)
    if not data.strip():
        raise SpreadsheetError("The file is empty.")
    grid = workbooks.read(data) if data.startswith(b"PK") else _csv_grid(data)
    return list(_rows(grid, columns))


def _csv_grid(data: bytes) -> Iterator[list[str]]:
    text = _decoded(data)
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(DELIMITERS, key=first.count), strict=True)
    try:
        for row in reader:
            yield [_shown(cell) for cell in row]
    except csv.Error as error:
        raise SpreadsheetError(
            f"Line {reader.line_num} cannot be read: its quotation marks do not match or a cell is too long. "
            "Save the file again from a spreadsheet program."
        ) from error


def _decoded(data: bytes) -> str:
    for start, sentence in NOT_CSV:
        if data.startswith(start):
            raise SpreadsheetError(sentence)
    if b"\0" in data:
        raise SpreadsheetError("This is neither a CSV file nor an Excel file (.xlsx).")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SpreadsheetError(
            f"Line {line} holds a letter that is not written in UTF-8, so it could be read wrongly. In Excel choose "
            "“Save as” and “CSV UTF-8”, or save the file as .xlsx."
        ) from error


def _shown(cell: str) -> str:
    if cell.startswith("="):
        return Unusable("holds a formula. Type the value itself")
    return HIDDEN.sub("", cell, count=1) if cell.startswith("'") else cell


def _rows(grid: Iterable[list[str]], columns: Mapping[str, str]) -> Iterator[SheetRow]:
    names: list[str] | None = None
    found = 0
    for number, cells in enumerate(grid, 1):
        if not any(cells):
            continue
        if names is None:
            names = _names(cells, columns)
            continue
        found += 1
        if found > MAX_ROWS:
            raise SpreadsheetError(f"The file has more than {MAX_ROWS:,} rows. Split it into several files.")
        yield _row(number, cells, names, columns)
    if not found:
        raise SpreadsheetError("The file holds no rows below the names of its columns.")


def _names(cells: list[str], columns: Mapping[str, str]) -> list[str]:
    """The columns' names in the order in which they stand in the file: each of them once, and no other."""
    known = {title.casefold(): name for name, title in columns.items()}
    found = [_name(clean(cell), known) for cell in cells]
    while found and not found[-1]:
        found.pop()
    if missing := [f"“{title}”" for title in headings({k: v for k, v in columns.items() if k not in found})]:
        raise SpreadsheetError(
            f"The first row must hold the names of the columns, as in the file that you export. Missing: "
            f"{', '.join(missing)}."
        )
    if unknown := [f"“{cell}”" for cell, name in zip(cells, found, strict=False) if name not in columns]:
        raise SpreadsheetError(f"These columns are not known: {', '.join(unknown)}. Take them out of the file.")
    if len(found) > len(columns):
        raise SpreadsheetError("A column stands in the file twice. Take one of the two out.")
    return found


def _name(heading: str, known: Mapping[str, str]) -> str:
    bracketed = re.search(r"\[(\w+)\]$", heading)
    return bracketed[1] if bracketed else known.get(heading.casefold(), heading)


def _row(number: int, cells: list[str], names: list[str], columns: Mapping[str, str]) -> SheetRow:
    faults = [
        f"{columns[name]}: {cell}" for name, cell in zip(names, cells, strict=False) if isinstance(cell, Unusable)
    ]
    if len(cells) < len(names):
        faults.append("has fewer values than there are columns. Save the file again as .xlsx")
    if any(clean(cell) for cell in cells[len(names) :]):
        faults.append("has more values than there are columns")
    if any(len(cell) > MAX_CHARACTERS for cell in cells):
        faults.append(f"has a cell of more than {MAX_CHARACTERS:,} characters")
    values = [clean(cell) for cell in cells] + [""] * len(names)
    return SheetRow(number, dict(zip(names, values, strict=False)), tuple(faults))
