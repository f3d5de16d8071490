"""Taking over a newer directory of postcodes: what is read, what is refused, and that nothing is ever half done."""

import csv
import io
import signal
import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from contacts import imported_files, postcode_files, postcode_import
from contacts.data.postcode_source import DATA, slugs_by_code
from contacts.postcode_compile import compile_table, to_json
from contacts.postcode_files import UnreadableError
from contacts.postcode_import import changes, doubtful, impossible, prepare
from contacts.postcode_text import parse
from contacts.postcodes import Elsewhere, Found, Sort, Table
from contacts.progress import Progress

SHIPPED = Table.load(DATA / "postcodes.json")
SLUGS = slugs_by_code()
CODES = {slug: code for code, slug in reversed(SLUGS.items())}
SCOTTISH = [(code, places[0]) for code, places in SHIPPED.items() if places != ("England",)]
SPD = ["Postcode", "PostcodeDistrict", "DateOfDeletion", "SplitIndicator", "CouncilArea2018Code", "CouncilArea2019Code"]


def written(path, header, rows):
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([header, *rows] if header else rows)
    return path


def rows_of(path):
    return list(postcode_files.read([path], SLUGS, lambda part: None))


def spd_row(postcode, council, ended="", old_code="S12000099"):
    return [f"{postcode[:-3]} {postcode[-3:]}", postcode[:-3], ended, "N", old_code, CODES[council]]


def whole(folder, listed, change=None, leave_out=()):
    """A Scottish directory of these postcodes, with some changed and some councils left out."""
    change = change or {}
    rows = (spd_row(code, change.get(code, council)) for code, council in listed if council not in leave_out)
    return written(folder / "SmallUser.csv", SPD, rows)


@pytest.fixture
def var(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"
    return settings.VAR_DIR


@pytest.fixture
def few(var, monkeypatch):
    """A directory of some 1,000 postcodes in use, and a file that may be as short as that."""
    first = {council: code for code, council in reversed(SCOTTISH)}
    listed = sorted({(code, council) for council, code in first.items()} | set(SCOTTISH[::230]))
    table = compile_table(listed, {"title": "few"})
    imported_files.switch_to(var / "postcodes.json", to_json(table))
    monkeypatch.setattr(postcode_import, "LEAST_POSTCODES", 900)
    return listed


def in_use(var):
    return Table.load(var / "postcodes.json")


def council_of(var, code):
    return in_use(var).lookup(parse(code)).councils


# --- what is read -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "row", "read"),
    [
        pytest.param(SPD, ["KA7 1AA", "KA7", "", "N", "S12000099", "S12000028"], "south-ayrshire", id="SmallUser.csv"),
        pytest.param(["pcd", "pcds", "oslaua"], ["KA7 1AA", "KA7 1AA", "S12000028"], "south-ayrshire", id="old ONSPD"),
        pytest.param(
            ["pcd7", "pcds", "lad24cd", "lad25cd"], ["", "KA7 1AA", "", "S12000028"], "south-ayrshire", id="ONSPD"
        ),
        pytest.param(["PCD2", "LAUA"], ["KA7  1AA", "S12000028"], "south-ayrshire", id="NSPL in capitals"),
        pytest.param(["postcode", "laua"], ["KY1 1AA", "S12000015"], "fife", id="Fife's old code"),
        pytest.param(["postcode", "laua"], ["PH1 1AA", "S12000024"], "perth-and-kinross", id="Perth's old code"),
        pytest.param(["postcode", "laua"], ["G1 1AA", "S12000046"], "glasgow-city", id="Glasgow's old code"),
        pytest.param(
            ["postcode", "laua"], ["ML1 1AA", "S12000044"], "north-lanarkshire", id="North Lanarkshire's old code"
        ),
        pytest.param(["postcode", "laua"], ["NE1 4ST", "E08000021"], "England", id="England"),
        pytest.param(["postcode", "laua"], ["BT1 1AA", "N09000003"], "Northern Ireland", id="Northern Ireland"),
        pytest.param(["postcode", "laua"], ["JE2 3AB", "L99999999"], "Jersey", id="Jersey"),
        pytest.param(
            None,
            ["KA7 1AA", "10", "1", "2", "S92000003", "", "", "", "S12000028", "S13"],
            "south-ayrshire",
            id="Code-Point",
        ),
    ],
)
def test_every_publisher_s_columns_are_read(header, row, read, tmp_path):
    assert [each.place for each in rows_of(written(tmp_path / "file.csv", header, [row]))] == [read]


def test_a_retired_postcode_says_so(tmp_path):
    path = written(
        tmp_path / "a.csv", SPD, [spd_row("KA71AA", "south-ayrshire", "01/01/2001"), spd_row("KY11AA", "fife")]
    )
    assert [row.retired for row in rows_of(path)] == [True, False]


def test_the_parts_of_a_split_postcode_are_one_postcode(tmp_path):
    rows = [["AB12 3GQA", "AB12", "", "Y", "", "S12000034"], ["AB12 3GQB", "AB12", "", "Y", "", "S12000033"]]
    found = rows_of(written(tmp_path / "a.csv", SPD, rows))
    assert [(row.postcode, row.place) for row in found] == [("AB123GQ", "aberdeenshire"), ("AB123GQ", "aberdeen-city")]


def test_a_row_without_a_council_is_left_out(tmp_path):
    assert rows_of(written(tmp_path / "a.csv", ["pcds", "laua"], [["AB11 3AG", ""], ["AB11 3AH", "S99999999"]])) == []


def test_a_zip_is_read_without_the_same_rows_twice(tmp_path):
    with zipfile.ZipFile(tmp_path / "ONSPD.zip", "w") as archive:
        for name in ("Data/ONSPD_MAY_2026_UK.csv", "Data/multi_csv/ONSPD_MAY_2026_UK_KA.csv", "Documents/names.csv"):
            archive.writestr(name, "pcds,lad25cd\nKA7 1AA,S12000028\n")
    assert [row.postcode for row in rows_of(tmp_path / "ONSPD.zip")] == ["KA71AA"]


def test_a_folder_is_read(tmp_path):
    for area in ("ka", "ky"):
        written(tmp_path / f"{area}.csv", None, [[f"{area.upper()}1 1AA", *[""] * 7, "S12000047", ""]])
    assert [row.postcode for row in rows_of(tmp_path)] == ["KA11AA", "KY11AA"]


def test_a_file_that_is_no_directory_is_refused(tmp_path):
    with pytest.raises(UnreadableError, match="no column of postcodes"):
        rows_of(written(tmp_path / "a.csv", ["name", "age"], [["Ayr", "800"]]))


def test_an_unknown_council_is_named_with_its_line(tmp_path):
    with pytest.raises(UnreadableError, match=r"a\.csv, line 3: no council has the code S12000099"):
        rows_of(written(tmp_path / "a.csv", ["pcds", "laua"], [["KA7 1AA", "S12000028"], ["KA7 1AB", "S12000099"]]))


# --- what comes of it -------------------------------------------------------------------------------------------------


def prepared_from(tmp_path, rows):
    return prepare([written(tmp_path / "a.csv", SPD, rows)], SHIPPED, SLUGS, lambda part: None)


def test_a_split_postcode_is_answered_with_both_councils(tmp_path):
    rows = [["KA7 1AAA", "", "", "Y", "", "S12000028"], ["KA7 1AAB", "", "", "Y", "", "S12000008"]]
    found = prepared_from(tmp_path, rows).table.lookup(parse("KA7 1AA"))
    assert found == Found(("south-ayrshire", "east-ayrshire"), Sort.SPLIT)


def test_a_postcode_given_out_again_is_where_it_is_now(tmp_path):
    rows = [spd_row("KA71AA", "fife", "01/01/1990"), spd_row("KA71AA", "south-ayrshire")]
    assert prepared_from(tmp_path, rows).table.lookup(parse("KA7 1AA")) == Found(("south-ayrshire",), Sort.EXACT)


def test_what_the_file_lacks_is_kept_and_berwick_stays_in_england(tmp_path):
    prepared = prepared_from(tmp_path, [spd_row("TD151BT", "scottish-borders")])
    assert prepared.table.lookup(parse("TD15 1AA")) == Elsewhere("England")
    assert prepared.table.lookup(parse("NE1 4ST")) == Elsewhere("England")
    assert prepared.table.lookup(parse("AB1 0AA")) == Found(("aberdeen-city",), Sort.EXACT)
    assert prepared.kept == sum(SHIPPED.councils().values()) - 1


def test_an_imported_table_names_its_source(tmp_path):
    about = prepared_from(tmp_path, [spd_row("KA71AA", "fife")]).table.about
    assert about["title"] == "Scottish Postcode Directory, National Records of Scotland"
    assert about["files"] == ["a.csv"]


def test_the_changes_are_counted_by_council(tmp_path):
    prepared = prepared_from(tmp_path, [spd_row("KA71AA", "fife")])
    moved = {change.council: (change.came, change.went) for change in changes(SHIPPED, prepared.table)}
    assert (moved["fife"], moved["south-ayrshire"], moved["moray"]) == ((1, 0), (0, 1), (0, 0))


def test_a_short_file_and_a_changed_one_are_doubtful(tmp_path):
    reasons = doubtful(prepared_from(tmp_path, [spd_row("KA71AA", "fife")]))
    assert "1 Scottish postcodes, fewer than 200,000" in reasons[0]
    assert "1 of 1 known postcodes (100.0%) would change" in reasons[1]


def test_a_file_without_a_council_is_impossible(tmp_path):
    reasons = impossible(prepared_from(tmp_path, [spd_row("KA71AA", "fife")]), SLUGS.values())
    assert reasons[0].startswith("The files have 1 of 32 councils. Missing: aberdeen-city, aberdeenshire")


# --- the command ------------------------------------------------------------------------------------------------------


def test_a_newer_directory_takes_over_and_can_be_rolled_back(few, var, tmp_path):
    code, council = few[0]
    call_command("import_postcodes", whole(tmp_path, few, {code: "fife"}))
    assert council_of(var, code) == ("fife",)
    call_command("import_postcodes", "--rollback")
    assert council_of(var, code) == (council,)


def test_the_first_import_of_all_goes_back_to_what_is_shipped(few, var, tmp_path):
    (var / "postcodes.json").unlink()
    call_command("import_postcodes", whole(tmp_path, few))
    assert council_of(var, "KA7 1AA") == ("south-ayrshire",)
    call_command("import_postcodes", "--rollback")
    assert not (var / "postcodes.json").exists()


def test_a_dry_run_says_what_would_change_and_changes_nothing(few, var, tmp_path):
    said = io.StringIO()
    before = (var / "postcodes.json").read_bytes()
    call_command("import_postcodes", whole(tmp_path, few, {few[0][0]: "fife"}), "--dry-run", stdout=said)
    assert f"1 of {len(few):,} known ones change council" in said.getvalue()
    assert len(said.getvalue().splitlines()) == 1 + 32 + 2
    assert [path.read_bytes() for path in var.iterdir()] == [before]


def test_a_short_file_is_refused_unless_forced(few, var, tmp_path, monkeypatch):
    path = whole(tmp_path, few)
    monkeypatch.setattr(postcode_import, "LEAST_POSTCODES", len(few) + 1)
    with pytest.raises(CommandError, match=r"Scottish postcodes, fewer than 1,0\d\d(.|\n)*--force"):
        call_command("import_postcodes", path)
    call_command("import_postcodes", path, "--force")
    assert in_use(var).about["files"] == ["SmallUser.csv"]


def test_too_many_changes_are_refused_unless_forced(few, var, tmp_path):
    moved = [code for code, _ in few[:9]]
    path = whole(tmp_path, few, dict.fromkeys(moved, "fife"))
    with pytest.raises(CommandError, match=r"9 of 1,0\d\d known postcodes \(0.9%\) would change"):
        call_command("import_postcodes", path)
    call_command("import_postcodes", path, "--force")
    assert council_of(var, moved[0]) == ("fife",)


def test_a_missing_council_is_refused_even_if_forced(few, var, tmp_path):
    path = whole(tmp_path, few, leave_out=("orkney-islands",))
    before = (var / "postcodes.json").read_bytes()
    with pytest.raises(CommandError, match=r"31 of 32 councils\. Missing: orkney-islands"):
        call_command("import_postcodes", path, "--force")
    assert (var / "postcodes.json").read_bytes() == before


def test_a_directory_of_real_size_is_taken_whole(var, tmp_path):
    call_command("import_postcodes", whole(tmp_path, SCOTTISH))
    assert dict(in_use(var).items()) == dict(SHIPPED.items())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param([], "Name the file", id="no file"),
        pytest.param(["nowhere.csv"], r"imported: nowhere\.csv cannot be read: No such file", id="no such file"),
        pytest.param(["--rollback"], "are shipped are in use", id="nothing to go back to"),
    ],
)
def test_what_cannot_be_done_is_said_in_words(arguments, said, var):
    with pytest.raises(CommandError, match=said):
        call_command("import_postcodes", *arguments)


def test_a_damaged_zip_is_refused_in_words(var, tmp_path_factory):
    path = tmp_path_factory.mktemp("zip") / "a.zip"
    path.write_bytes(b"PK not a zip")
    with pytest.raises(CommandError, match="Nothing was imported"):
        call_command("import_postcodes", path)


# --- never half done --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["_write", "_flush"])
def test_a_switch_that_fails_leaves_the_old_file(step, monkeypatch, tmp_path):
    path = tmp_path / "postcodes.json"
    imported_files.switch_to(path, "old")
    monkeypatch.setattr(imported_files, step, lambda *_: (_ for _ in ()).throw(OSError("the disk is full")))
    with pytest.raises(OSError, match="the disk is full"):
        imported_files.switch_to(path, "new")
    assert path.read_text() == "old"


def test_killed_half_way_the_old_file_still_stands(tmp_path):
    path = tmp_path / "postcodes.json"
    imported_files.switch_to(path, "old")
    program = f"""
        import time
        from pathlib import Path
        from contacts import imported_files
        imported_files._flush = lambda path: (print("half way", flush=True), time.sleep(60))
        imported_files.switch_to(Path({str(path)!r}), "new " * 1_000_000)
    """
    command = [sys.executable, "-c", textwrap.dedent(program)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parent.parent) as process:
        assert process.stdout.readline() == b"half way\n"
        process.send_signal(signal.SIGKILL)
    assert path.read_text() == "old"
    imported_files.switch_to(path, "newer")
    assert path.read_text() == "newer"
    assert imported_files.previous(path).read_text() == "old"


# --- progress ---------------------------------------------------------------------------------------------------------


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_on_a_terminal_there_is_a_bar():
    stream = Terminal()
    progress = Progress("Reading", stream)
    progress(0.5)
    progress(1)
    assert "\rReading [###############...............] 50%" in stream.getvalue()
    assert stream.getvalue().endswith("100%\n")


def test_elsewhere_there_is_a_line_for_every_tenth():
    stream = io.StringIO()
    progress = Progress("Reading", stream)
    for step in range(1001):
        progress(step / 1000)
    assert stream.getvalue().splitlines()[:2] == ["Reading: 0%", "Reading: 10%"]
    assert len(stream.getvalue().splitlines()) == 11
