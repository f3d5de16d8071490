"""Spreadsheets in and out: what is written is read back, and what cannot be trusted is refused with a sentence."""

import io
import subprocess
import sys
import zipfile
from contextlib import suppress
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from contacts import spreadsheet, workbooks
from contacts.number_diff import marked
from contacts.spreadsheet import SpreadsheetError

COLUMNS = {"number": "Phone number", "area": "Area", "note": "Note"}
HEADINGS = ["Phone number [number]", "Area [area]", "Note [note]"]
WRITERS = {
    "CSV": lambda rows: spreadsheet.to_csv(rows, COLUMNS),
    "XLSX": lambda rows: spreadsheet.to_xlsx(rows, COLUMNS, "Contacts"),
}
both = pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)


def row(number="01292 288645", area="Ayr", note="seen"):
    return {"number": number, "area": area, "note": note}


def cells_of(data):
    return [dict(found.cells) for found in spreadsheet.read(data, COLUMNS)]


def csv_file(*lines):
    return "\r\n".join([",".join(HEADINGS), *lines]).encode()


def workbook(*rows, headings=HEADINGS):
    book = Workbook()
    for cells in (headings, *rows):
        book.active.append(cells)
    return saved(book)


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def zipped(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {"xl/workbook.xml": b"<workbook/>", **parts}.items():
            archive.writestr(name, content)
    return out.getvalue()


def refusal_of(data):
    with pytest.raises(SpreadsheetError) as caught:
        spreadsheet.read(data, COLUMNS)
    return str(caught.value)


@both
def test_what_is_written_is_read_back(write):
    rows = [row(), row("0800 1111", "", "“quoted”, with, commas\nand a second line")]
    assert cells_of(write(rows)) == rows


@both
@given(st.lists(st.fixed_dictionaries({name: st.text(max_size=40) for name in COLUMNS}), min_size=1, max_size=5))
def test_any_text_is_read_back_as_it_would_be_kept(write, rows):
    kept = [{name: spreadsheet.clean(text) for name, text in each.items()} for each in rows]
    expected = [each for each in kept if any(each.values())]
    assert expected == (cells_of(write(rows)) if expected else [])


@both
@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@A1", "'=1+1", "''quoted", "=cmd|' /C calc'!A0"])
def test_a_text_that_looks_like_a_formula_is_read_back_as_text(write, text):
    assert cells_of(write([row(note=text)]))[0]["note"] == text


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_no_cell_of_our_csv_begins_like_a_formula(start):
    assert f",'{start}1+1\r\n" in spreadsheet.to_csv([row(note=f"{start}1+1")], COLUMNS).decode()


def test_every_cell_of_our_workbook_is_text():
    data = spreadsheet.to_xlsx([row("0800 1111", "=1+1", "2026-11-24")], COLUMNS, "Contacts")
    cells = [cell for cells in load_workbook(io.BytesIO(data)).active.iter_rows() for cell in cells]
    assert {(cell.data_type, cell.number_format) for cell in cells} == {("s", "@")}


def test_our_csv_tells_excel_that_it_is_utf8():
    assert spreadsheet.to_csv([row()], COLUMNS).startswith(b"\xef\xbb\xbf")


def test_rows_are_counted_as_the_spreadsheet_program_shows_them():
    data = csv_file('1,Ayr,"two', 'lines"', "", "2,Ayr,")
    assert [found.number for found in spreadsheet.read(data, COLUMNS)] == [2, 4]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"], ids=["commas", "semicolons", "tabs"])
def test_values_may_be_separated_by(delimiter):
    data = delimiter.join(HEADINGS) + "\n" + delimiter.join(["101", "Ayr", ""])
    assert cells_of(data.encode()) == [row("101", "Ayr", "")]


@pytest.mark.parametrize(
    "headings",
    [HEADINGS, ["number", "area", "note"], ["note", "area", "number"], ["PHONE NUMBER", "Area", "[note]"]],
    ids=["as we write them", "the names alone", "in another order", "the words alone"],
)
def test_columns_are_known_by(headings):
    assert spreadsheet.read(workbook(["x"] * 3, headings=headings), COLUMNS)[0].cells == dict.fromkeys(COLUMNS, "x")


@pytest.mark.parametrize(
    ("headings", "sentence"),
    [
        pytest.param(HEADINGS[:2], "Missing: “Note [note]”", id="missing"),
        pytest.param([*HEADINGS, "Seen by"], "not known: “Seen by”", id="not known"),
        pytest.param([*HEADINGS, "Area"], "twice", id="there twice"),
    ],
)
def test_a_column_is_refused_that_is(headings, sentence):
    assert sentence in refusal_of(workbook(["x"] * len(headings), headings=headings))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param(1292288645, "1292288645", id="a number"),
        pytest.param(101.0, "101", id="a number with a point"),
        pytest.param(1.5, "1.5", id="a fraction"),
        pytest.param(True, "yes", id="true"),
        pytest.param(date(2026, 11, 24), "2026-11-24", id="a date"),
        pytest.param(datetime(2026, 11, 24, 0, 1), "2026-11-24T00:01:00", id="a date with a time"),
        pytest.param(None, "", id="nothing"),
        pytest.param("\u00a001292\u202f288645\u200b ", "01292 288645", id="spaces that look like others"),
        pytest.param("01292\u202e 288645", "01292 288645", id="a turn of the direction of writing"),
    ],
)
def test_a_cell_of_excel_is_read_as_an_editor_would_write_it(value, text):
    assert cells_of(workbook([value, "Ayr", ""])) == [row(text, "Ayr", "")]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        pytest.param(workbook(["=1+1", "Ayr", ""]), "Phone number: holds a formula", id="a formula in XLSX"),
        pytest.param(csv_file("=1+1,Ayr,"), "Phone number: holds a formula", id="a formula in CSV"),
        pytest.param(workbook(["#N/A", "Ayr", ""]), "Phone number: holds an error", id="an error of Excel"),
        pytest.param(csv_file("101,Ayr"), "fewer values", id="too few values"),
        pytest.param(csv_file("101,Ayr,x,y"), "more values", id="too many values"),
        pytest.param(workbook(["101", "Ayr", "", "y"]), "more values", id="too many values in XLSX"),
        pytest.param(csv_file(f"101,Ayr,{'x' * 40_000}"), "more than 32,767 characters", id="a cell that is too long"),
    ],
)
def test_a_row_is_named_with_what_cannot_be_read(data, sentence):
    (found,) = spreadsheet.read(data, COLUMNS)
    assert found.number == 2
    assert sentence in found.faults[0]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        pytest.param(b"", "The file is empty.", id="empty"),
        pytest.param(b" \r\n\r\n", "The file is empty.", id="only line ends"),
        pytest.param(csv_file(), "no rows", id="only headings"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "old Excel file (.xls)", id="xls"),
        pytest.param(b"%PDF-1.7 ...", "This is a PDF", id="pdf"),
        pytest.param("a,b".encode("utf-16"), "UTF-16", id="utf-16"),
        pytest.param(b"\x89PNG\r\n\x1a\n\x00\x00", "neither a CSV file nor an Excel file", id="an image"),
        pytest.param(csv_file("101,Ayr,caf\N{LATIN SMALL LETTER E WITH ACUTE}")[:-2] + b"\xe9", "Line 2", id="Windows"),
        pytest.param(csv_file('101,Ayr,"no end'), "quotation marks", id="a quotation mark without its end"),
        pytest.param(b"<html><body>not signed in</body></html>", "Missing: “Phone number [number]”", id="a web page"),
        pytest.param(b"PK\x03\x04 broken", "damaged", id="a broken zip"),
        pytest.param(zipped(), "damaged", id="a workbook without a sheet"),
        pytest.param(b"x" * (spreadsheet.MAX_BYTES + 1), "too big", id="too big"),
    ],
)
def test_a_file_is_refused_that_is(data, sentence):
    assert sentence in refusal_of(data)


def test_a_zip_that_is_no_workbook_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("content.xml", "an OpenDocument file")
    assert "not an Excel file" in refusal_of(out.getvalue())


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"], ids=["rows", "texts", "styles"]
)
def test_a_zip_bomb_is_not_opened(part, monkeypatch):
    monkeypatch.setattr(workbooks, "load_workbook", lambda *args, **kwargs: pytest.fail("it was opened"))
    bomb = zipped(**{part: b" " * (workbooks.MAX_CONTENT + 1)})
    assert len(bomb) < 100_000
    assert "was not opened" in refusal_of(bomb)


def test_a_workbook_with_macros_is_refused():
    assert "macros" in refusal_of(zipped(**{"xl/vbaProject.bin": b"x"}))


def changed_part(data, part, old, new):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(out, "w") as changed:
        for name in given.namelist():
            content = given.read(name)
            assert name != part or old in content
            changed.writestr(name, content.replace(old, new) if name == part else content)
    return out.getvalue()


def test_entities_in_the_xml_are_not_expanded():
    entities = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><worksheet '
    data = changed_part(workbook(["101", "Ayr", ""]), "xl/worksheets/sheet1.xml", b"<worksheet ", entities)
    assert "damaged" in refusal_of(data)


def test_a_row_far_below_all_others_does_not_keep_us_busy():
    data = changed_part(workbook(["101", "", ""]), "xl/worksheets/sheet1.xml", b'<row r="2"', b'<row r="999999999"')
    assert "below row 100,000" in refusal_of(data)


def test_empty_rows_below_do_not_count():
    book = Workbook()
    book.active.append(HEADINGS)
    book.active.append(["101", "Ayr", None])
    book.active.cell(20_000, 1).number_format = "@"
    assert len(spreadsheet.read(saved(book), COLUMNS)) == 1


@both
def test_more_than_ten_thousand_rows_are_refused(write):
    assert "more than 10,000 rows" in refusal_of(write([row()] * 10_001))


@given(st.binary(max_size=200), st.sampled_from([b"", b"PK\x03\x04", b"number,area,note\n"]))
def test_no_bytes_lead_to_an_error_of_ours(data, start):
    with suppress(SpreadsheetError):
        spreadsheet.read(start + data, COLUMNS)


@pytest.mark.parametrize("module", ["spreadsheet", "workbooks", "number_diff", "import_plan"])
def test_without_django_works(module):
    code = f"import sys, contacts.{module}; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("old", "new", "marks"),
    [
        pytest.param(
            "01292 288645", "01292 288654", "01292 2886[45] 01292 2886[54]", id="two digits that changed places"
        ),
        pytest.param("01292 288645", "01292288645", "01292[ ]288645 01292288645", id="only a space"),
        pytest.param("", "101", " [101]", id="nothing before"),
        pytest.param("101", "", "[101] ", id="nothing after"),
        pytest.param("101", "101", "101 101", id="no change"),
    ],
)
def test_what_differs_is_marked(old, new, marks):
    sides = ["".join(f"[{text}]" if changed else text for text, changed in side) for side in marked(old, new)]
    assert " ".join(sides) == marks
