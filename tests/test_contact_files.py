"""The contacts' data files: what they say, and that a file with a fault is refused whole."""

import shutil
from collections import Counter

import pytest

from contacts import contact_files, numbers
from contacts.contact_files import FOLDER, ContactFileError, read_contacts, read_rows
from contacts.services import Role

HELD_BACK = {"old", "old-probably-superseded", "indirect", "disputed", "partial-area", "heading-lost", "one-source"}


@pytest.fixture
def folder(tmp_path):
    """A copy of the data files, to be spoilt."""
    for name in contact_files.COLUMNS:
        shutil.copy(FOLDER / name, tmp_path / name)
    return tmp_path


def spoil(folder, name, old, new):
    text = (folder / name).read_text()
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1))


def faults_of(folder):
    with pytest.raises(ContactFileError) as caught:
        read_rows(folder)
    return str(caught.value)


def test_all_32_councils_are_there():
    assert len(read_contacts().councils) == 32


def test_councils_are_in_a_to_z_order():
    names = [council.name for council in read_contacts().councils.values()]
    assert names == sorted(names)


def test_every_line_has_the_address_of_its_source():
    assert all(line["source"].startswith("http") for line in read_rows()["lines.csv"])


def test_a_line_that_is_held_back_says_why_in_known_words():
    reasons = {line["held_back"].split(":")[0] for line in read_rows()["lines.csv"] if line["held_back"]}
    assert reasons == HELD_BACK


def test_a_line_that_is_held_back_is_never_shown():
    rows = read_rows()["lines.csv"]
    shown = {(s.key, line.number) for c in read_contacts().councils.values() for s in c.services for line in s.lines}
    assert not shown & {(row["service"], row["number"]) for row in rows if row["held_back"]}


def test_every_number_that_may_be_shown_can_be_dialled():
    contacts = read_contacts()
    found = [line.number for c in contacts.councils.values() for s in c.services for line in s.lines]
    found += [line.number for line in contacts.national if line.number]
    assert [number for number in found if numbers.fault(number, contact_files.refused_numbers())] == []


def test_no_number_is_called_free_without_a_source_that_says_so():
    free = [line.key for line in read_contacts().national if line.free]
    assert free == ["samaritans"]


@pytest.mark.parametrize(
    ("key", "councils"),
    [
        ("ayrshire-out-of-hours", "north-ayrshire south-ayrshire"),
        ("forth-valley-out-of-hours", "clackmannanshire falkirk stirling"),
        ("glasgow-and-partners-out-of-hours", "glasgow-city inverclyde renfrewshire west-dunbartonshire"),
        ("lothian-out-of-hours", "east-lothian midlothian"),
    ],
)
def test_a_shared_service_is_one_service_of_several_councils(key, councils):
    shared = {s for c in read_contacts().councils.values() for s in c.services if s.key == key}
    assert [service.councils for service in shared] == [tuple(councils.split())]


def test_option_1_is_a_key_to_press():
    office = read_contacts().councils["south-ayrshire"].services[1]
    assert (office.role, office.lines[0].keypad_option) == (Role.OFFICE, "1")


def test_irvine_is_the_office_to_ring_when_the_area_is_not_known():
    lines = [line for s in read_contacts().councils["north-ayrshire"].services for line in s.lines if line.if_unsure]
    assert [line.area for line in lines] == ["Irvine, Dreghorn and Kilwinning"]


def test_hours_that_the_source_cuts_off_are_not_complete():
    office = next(s for s in read_contacts().councils["north-ayrshire"].services if s.role is Role.OFFICE)
    assert (office.hours.format(), office.hours.complete) == ("Mon-Thu 09:00-16:45", False)


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        pytest.param(
            "lines.csv", ",keypad_option", ",keypad", "lines.csv, line 1: column missing: keypad_option", id="no column"
        ),
        pytest.param(
            "councils.csv",
            "angus,Angus,S12000041",
            "angus,Angus,S12000034",
            "councils.csv, line 4: gss_code “S12000034” stands on line 3 too",
            id="a council's code twice",
        ),
        pytest.param(
            "councils.csv",
            "angus,Angus",
            "aberdeenshire,Angus",
            "councils.csv, line 4: slug “aberdeenshire” stands on line 3 too",
            id="a council twice",
        ),
        pytest.param(
            "councils.csv",
            "S12000041",
            "E06000047",
            "councils.csv, line 4: “E06000047” is not the GSS code of a council in Scotland",
            id="a code from England",
        ),
        pytest.param(
            "lines.csv",
            "01224 306877",
            "01224 30687",
            "lines.csv, line 2: 01224 30687 ",
            id="a short number",
        ),
        pytest.param(
            "lines.csv",
            "01224 306877",
            "O1224 306877",
            "lines.csv, line 2: “O1224 306877” is not a phone number",
            id="a letter in a number",
        ),
        pytest.param(
            "lines.csv",
            "0300 343 1505",
            "0800 811505",
            "must not be used: an old standby number of Glasgow and its partners",
            id="a refused number",
        ),
        pytest.param(
            "services.csv", "Mon-Fri 09:00-17:00", "Mon-Fri 9 to 5", "hours “Mon-Fri 9 to 5”: ", id="hours in words"
        ),
        pytest.param(
            "services.csv", "north-ayrshire south-ayrshire", "north-ayrshire ayr", "slug “ayr”", id="an unknown council"
        ),
        pytest.param("lines.csv", "fife-office", "five-office", "key “five-office”", id="an unknown service"),
        pytest.param(
            "national_lines.csv",
            "childline,Childline,0800 1111",
            "childline,Childline,",
            "a phone line needs a number",
            id="a phone line without a number",
        ),
        pytest.param(
            "councils.csv", "angus,Angus,", "angus,Angus", "line 4: has more or fewer values", id="a short row"
        ),
        pytest.param(
            "councils.csv", "https://www.angus", "www.angus", "“www.angus.gov.uk” is not a web", id="half a link"
        ),
    ],
)
def test_a_file_with_a_fault_is_refused_with_file_line_and_reason(folder, name, old, new, fault):
    spoil(folder, name, old, new)
    assert fault in faults_of(folder)


def test_every_fault_is_listed_at_once(folder):
    spoil(folder, "lines.csv", "01224 306877", "01224")
    spoil(folder, "lines.csv", "0800 731 5520", "0800")
    spoil(folder, "councils.csv", "S12000041", "nothing")
    assert faults_of(folder).count("\n") == 2


def test_a_file_that_is_not_there_is_named(folder):
    (folder / "services.csv").unlink()
    assert faults_of(folder).startswith("services.csv, line 1: cannot be read")


def test_a_file_that_is_not_text_is_named(folder):
    (folder / "services.csv").write_bytes(b"\xff\xfe\x00")
    assert "services.csv, line 1: cannot be read" in faults_of(folder)


@pytest.mark.parametrize(
    "number", ["999", "101", "116 123", "0800 1111", "0800 555 111", "030 33 33 3001", "0131 496 0000"]
)
def test_a_number_that_can_be_dialled_is_taken(number):
    assert numbers.fault(number, {}) == ""


@pytest.mark.parametrize(
    "number",
    [
        "",
        "112",
        "1234",
        "0999 123 4567",
        "01224  306877",
        " 101",
        "+44 1224 306877",
        "٠١٢٢٤ ٣٠٦٨٧٧",
        "0" * 10_000,
        "101\n",
    ],
)
def test_a_number_that_cannot_be_dialled_is_refused(number):
    assert numbers.fault(number, {}) != ""


def test_the_four_recoded_councils_keep_their_old_codes():
    old = Counter(row["old_gss_codes"] for row in read_rows()["councils.csv"])
    assert {code for code in old if code} == {"S12000015", "S12000024", "S12000044", "S12000046"}
