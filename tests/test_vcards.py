from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.cards import card
from contacts.opening_hours import OpeningHours
from contacts.services import Check, Council, Line, Role, Service
from contacts.vcards import vcard

AT = datetime(2026, 11, 26, 11, tzinfo=UTC)
CHECK = Check(date(2026, 5, 12), "rang", date(2027, 5, 12))
SOURCE = "https://hscp.south-ayrshire.gov.uk/article/52156/Reporting-a-concern"
OFFICE = Service(
    "office",
    "Children and Families Social Work",
    Role.OFFICE,
    (Line("01292 288645", area="Ayr, Troon; Girvan", keypad_option="1", source=SOURCE, check=CHECK),),
    OpeningHours.parse("Mon-Thu 08:45-16:45; Fri 08:45-16:00"),
)
NIGHTS = Service("nights", "Ayrshire Out of Hours", Role.OUT_OF_HOURS, (Line("0800 328 7758", source=SOURCE),))
AYR = Council("south-ayrshire", "South Ayrshire", child_protection_page=SOURCE, services=(OFFICE, NIGHTS))


def text(council: Council, at: datetime = AT, page: str = "") -> str:
    return vcard(council, card(council, at), page)


def lines(council: Council, at: datetime = AT, page: str = "") -> list[str]:
    return text(council, at, page).replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def note(council: Council, at: datetime = AT) -> str:
    return next(line for line in lines(council, at) if line.startswith("NOTE:"))


def test_a_vcard_holds_one_labelled_number_for_each_line():
    assert lines(AYR)[:9] == [
        "BEGIN:VCARD",
        "VERSION:4.0",
        "KIND:org",
        "FN:Who to talk to in South Ayrshire",
        "ORG:South Ayrshire",
        'item1.TEL;VALUE=uri;TYPE="work,voice":tel:+441292288645',
        "item1.X-ABLabel:Office hours\\, Ayr\\, Troon\\; Girvan",
        'item2.TEL;VALUE=uri;TYPE="work,voice":tel:+448003287758',
        "item2.X-ABLabel:Out of hours",
    ]
    assert lines(AYR)[-1] == "END:VCARD"


def test_the_note_says_of_each_number_when_it_was_checked():
    found = note(AYR)
    assert "01292 288645: Children and Families Social Work\\; press 1\\; Monday to Thursday 8:45am to 4:45pm" in found
    assert "checked on 12 May 2026." in found
    assert "0800 328 7758: Ayrshire Out of Hours\\; we have not been able to check this number yet." in found
    assert found.endswith("ring the police on 101. If a child is in danger now\\, ring 999.")


def test_an_overdue_check_is_said():
    assert "checked on 12 May 2026\\, and due to be checked again." in note(AYR, datetime(2027, 6, 1, tzinfo=UTC))


def test_the_sources_of_the_page_and_its_numbers_are_named_once():
    page = "https://example.org/find-out-who-to-talk-to/south-ayrshire/"
    found = [line for line in lines(AYR, page=page) if line.startswith(("URL", "SOURCE"))]
    assert found == [f"URL:{SOURCE}", f"SOURCE:{page}", f"SOURCE:{SOURCE}"]


def test_a_council_without_a_number_still_gives_the_police():
    found = lines(Council("angus", "Angus"))
    numbers = [line.partition(":")[2] for line in found if ".TEL" in line]
    assert numbers == ["tel:101;phone-context=+44"]
    assert not [line for line in found if line.startswith(("URL", "SOURCE"))]
    assert found[-2].startswith("NOTE:If nobody answers\\, ring the police on 101")


def test_a_line_that_starts_later_is_left_out():
    later = replace(NIGHTS, lines=(replace(NIGHTS.lines[0], valid_from=date(2026, 11, 30)),))
    assert "8003287758" not in text(replace(AYR, services=(OFFICE, later)))
    assert "8003287758" in text(replace(AYR, services=(OFFICE, later)), datetime(2026, 11, 30, tzinfo=UTC))


def test_a_short_code_is_dialled_as_it_is():
    police = Service("police", "Police", Role.ALL_HOURS, (Line("101"),))
    assert 'item1.TEL;VALUE=uri;TYPE="work,voice":tel:101;phone-context=+44' in lines(replace(AYR, services=(police,)))


def test_the_same_moment_gives_the_same_card_and_another_minute_too():
    assert text(AYR) == text(AYR, datetime(2026, 11, 26, 23, 40, tzinfo=UTC))


def test_lines_are_folded_at_75_octets_without_cutting_a_letter():
    folded = text(replace(AYR, name="Ìle, Diùra agus Colbhasa " * 12))
    assert max(len(line.encode()) for line in folded.split("\r\n")) <= 75


@pytest.mark.parametrize("bad", ["a\r\nTEL:999", "a\nb", "a\x00b", "a\u2028b", "a\\;,b"])
def test_nothing_in_a_name_starts_a_new_property(bad):
    found = lines(replace(AYR, name=bad, child_protection_page=f"https://example.org/{bad}"))
    assert len(found) == len(lines(AYR))
    assert not [line for line in found if line.startswith("TEL")]


@given(st.text(), st.text(), st.text())
def test_any_words_give_a_card_of_whole_short_lines(name, area, page):
    service = replace(NIGHTS, name=name, lines=(Line("0800 328 7758", area=area),))
    folded = vcard(replace(AYR, name=name, services=(service,)), card(AYR, AT), page)
    physical = folded.removesuffix("\r\n").split("\r\n")
    assert all(len(line.encode()) <= 75 and "\n" not in line and "\r" not in line for line in physical)
    assert (physical[0], physical[-1]) == ("BEGIN:VCARD", "END:VCARD")
