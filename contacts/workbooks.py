"""XLSX workbooks: written with every cell as text, read as a grid of text. Pure.

An uploaded workbook is a zip of XML. openpyxl reads the XML with defusedxml, which refuses entities; how much there is
to unpack is counted before anything is unpacked. Nothing is computed: a formula is refused and not believed.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

# Unpacked, 10,000 full rows are some 20 MB of XML; styles and the rest are some 10 KB.
MAX_CONTENT = 40 * 1024 * 1024
MAX_REST = 1024 * 1024
CONTENT = ("xl/worksheets/", "xl/sharedStrings.xml")
MAX_PARTS = 500
MAX_SHEET_ROWS = 100_000  # empty ones too
MAX_COLUMNS = 60
WIDEST = 60


class SpreadsheetError(ValueError):
    """The file cannot be used; the message is a sentence for the person who sent it."""


class Unusable(str):
    """In place of a cell's text: why it cannot be used."""

    __slots__ = ()


def write(headings: list[str], rows: Iterable[list[str]], title: str) -> bytes:
    """One sheet with a bold first row that stays in sight."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for number, row in enumerate((headings, *rows), 1):
        for place, text in enumerate(row, 1):
            # As text, whatever it looks like: “=…” is no formula, 0800 keeps its zero.
            cell = sheet.cell(number, place)
            cell.value = text or None
            cell.data_type = "s"
            cell.number_format = "@"
    for place, heading in enumerate(headings, 1):
        sheet.cell(1, place).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = min(len(heading) + 2, WIDEST)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(data: bytes) -> Iterator[list[str]]:
    """The rows of the first sheet, empty ones too. SpreadsheetError with a sentence for people when it cannot."""
    _refuse_other_zips(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        yield from _grid(book.worksheets[0])
    except SpreadsheetError:
        raise
    except Exception as error:  # openpyxl lets through whatever zip and XML readers meet in a broken file
        raise SpreadsheetError("This Excel file is damaged. Open it and save it again as .xlsx.") from error


def _refuse_other_zips(data: bytes) -> None:
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, EOFError, OSError) as error:
        raise SpreadsheetError("This Excel file is damaged. Open it and save it again as .xlsx.") from error
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise SpreadsheetError("This is not an Excel file (.xlsx). Save the spreadsheet as .xlsx or .csv.")
    if any(name.lower().endswith(".bin") and "vba" in name.lower() for name in names):
        raise SpreadsheetError("This Excel file holds macros. Save it as .xlsx, which holds none.")
    content = sum(part.file_size for part in parts if part.filename.startswith(CONTENT))
    rest = sum(part.file_size for part in parts) - content
    if content > MAX_CONTENT or rest > MAX_REST or len(parts) > MAX_PARTS:
        raise SpreadsheetError("This Excel file unpacks to far more than a list of contacts needs. It was not opened.")


def _grid(sheet: Any) -> Iterator[list[str]]:
    sheet.reset_dimensions()  # what the file says of its own size is not believed
    for number, row in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), 1):
        if number > MAX_SHEET_ROWS:
            raise SpreadsheetError(
                f"There is something below row {MAX_SHEET_ROWS:,}. Delete the rows below the contacts."
            )
        yield [_text(cell) for cell in row]


def _text(cell: Any) -> str:
    if cell.data_type == "f":
        return Unusable("holds a formula. Type the value itself")
    if cell.data_type == "e":
        return Unusable(f"holds an error of the spreadsheet program ({cell.value}). Type the value itself")
    return _written(cell.value)


def _written(value: Any) -> str:
    """A value as an editor would write it: yes, 1292288645, 2026-11-24."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)
