import json
from dataclasses import replace
from datetime import date, time

import pytest

from contacts.contact_files import read_contacts
from contacts.opening_hours import ALWAYS, OpeningHours
from contacts.services import Council, Line, Role, Service
from contacts.structured_data import government_office

TODAY = date(2026, 11, 26)
WEEK = OpeningHours.parse("Mon-Thu 08:45-16:45; Fri 08:45-16:00")
OFFICE = Service(
    "office", "Social Work", Role.OFFICE, (Line("01292 288645", area="Ayr", label="Duty"),), WEEK, email="a@example.org"
)
NIGHTS = Service("nights", "Out of Hours", Role.OUT_OF_HOURS, (Line("0800 328 7758"),))
AYR = Council(
    "south-ayrshire", "South Ayrshire", "S12000028", "https://www.south-ayrshire.gov.uk", services=(OFFICE, NIGHTS)
)
WEEKDAYS = [f"https://schema.org/{day}" for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")]


def hours_of(hours: OpeningHours | None) -> list[dict]:
    council = replace(AYR, services=(replace(OFFICE, hours=hours),))
    return government_office(council, TODAY)["contactPoint"][0].get("hoursAvailable", [])


def test_a_council_is_a_government_office_for_its_area():
    found = government_office(AYR, TODAY, "https://example.org/south-ayrshire/")
    assert {name: value for name, value in found.items() if name != "contactPoint"} == {
        "@context": "https://schema.org",
        "@type": "GovernmentOffice",
        "name": "South Ayrshire",
        "url": "https://example.org/south-ayrshire/",
        "sameAs": "https://www.south-ayrshire.gov.uk",
        "areaServed": {"@type": "AdministrativeArea", "name": "South Ayrshire", "identifier": "S12000028"},
    }


def test_each_line_is_a_contact_point():
    first, second = government_office(AYR, TODAY)["contactPoint"]
    assert first.pop("hoursAvailable")
    assert first == {
        "@type": "ContactPoint",
        "name": "Social Work, Duty",
        "contactType": "office",
        "telephone": "+441292288645",
        "email": "a@example.org",
        "areaServed": "Ayr",
    }
    assert second == {
        "@type": "ContactPoint",
        "name": "Out of Hours",
        "contactType": "out of hours",
        "telephone": "+448003287758",
    }


def specification(days: list[str], opens: str, closes: str) -> dict:
    return {"@type": "OpeningHoursSpecification", "opens": opens, "closes": closes, "dayOfWeek": days}


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        pytest.param(
            WEEK,
            [specification(WEEKDAYS[:4], "08:45", "16:45"), specification(WEEKDAYS[4:], "08:45", "16:00")],
            id="days that differ",
        ),
        pytest.param(
            OpeningHours.parse("Mon 17:00-09:00"), [specification(WEEKDAYS[:1], "17:00", "09:00")], id="past midnight"
        ),
        pytest.param(
            ALWAYS,
            [specification([*WEEKDAYS, "https://schema.org/Saturday", "https://schema.org/Sunday"], "00:00", "23:59")],
            id="24 hours",
        ),
        pytest.param(None, [], id="unknown hours are left out"),
        pytest.param(replace(WEEK, complete=False), [], id="hours that are known in part are left out"),
    ],
)
def test_hours_are_given_where_they_are_known(hours, expected):
    assert hours_of(hours) == expected


def test_an_exception_is_given_with_its_date():
    exceptions = {date(2026, 12, 24): ((time(9), time(12)),), date(2026, 12, 25): ()}
    dated = [found for found in hours_of(replace(WEEK, exceptions=exceptions)) if "validFrom" in found]
    assert [(found["validFrom"], found["validThrough"], found["opens"], found["closes"]) for found in dated] == [
        ("2026-12-24", "2026-12-24", "09:00", "12:00"),
        ("2026-12-25", "2026-12-25", "00:00", "00:00"),
    ]


def test_a_line_that_starts_later_is_left_out():
    later = replace(NIGHTS, lines=(Line("0800 328 7758", valid_from=date(2026, 11, 30)),))
    council = replace(AYR, services=(later,))
    assert "contactPoint" not in government_office(council, TODAY)
    assert government_office(council, date(2026, 11, 30))["contactPoint"]


def test_nothing_that_is_not_known_is_stated():
    assert government_office(Council("angus", "Angus"), TODAY) == {
        "@context": "https://schema.org",
        "@type": "GovernmentOffice",
        "name": "Angus",
        "areaServed": {"@type": "AdministrativeArea", "name": "Angus"},
    }


@pytest.mark.parametrize("council", read_contacts().councils.values(), ids=lambda council: council.slug)
def test_every_council_can_be_written_as_json_without_an_empty_value(council):
    written = json.dumps(government_office(council, TODAY))
    assert not [empty for empty in ('""', "null", "[]", "{}") if empty in written]
