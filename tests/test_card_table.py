"""The 32 councils as the data files have them, each at the moments that go wrong most easily.

O: the office leads. N: the out-of-hours team leads. A: one service answers day and night. =: both are equals, the
office first. n: both are equals, the out-of-hours team first. P: the police lead. A new number or new hours in the
data files change a row here: read the row aloud before changing it.
"""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from contacts.cards import Card, Reason, card
from contacts.contact_files import read_contacts
from contacts.services import Check, Council, LocalHoliday, Role, Service
from tests.moments import london

COUNCILS = read_contacts().councils
FAIR = LocalHoliday(date(2026, 9, 21), "Autumn holiday")
THURSDAY, SATURDAY_NIGHT = "2026-11-26 11:00", "2026-11-28 23:40"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


MOMENTS = {
    "Thursday 11:00": london(THURSDAY),
    "Friday 15:59": london("2026-11-27 15:59"),
    "Friday 16:00": london("2026-11-27 16:00"),
    "Friday 16:01": london("2026-11-27 16:01"),
    "Friday 17:00": london("2026-11-27 17:00"),
    "Saturday 23:40": london(SATURDAY_NIGHT),
    "25 December, a Friday, 11:00": london("2026-12-25 11:00"),
    "1 January, a Friday, 11:00": london("2027-01-01 11:00"),
    "2 January, a Friday, 11:00": london("2026-01-02 11:00"),
    "2 January, a Saturday, 11:00": london("2027-01-02 11:00"),
    "St Andrew's Day, a Monday, 11:00": london("2026-11-30 11:00"),
    "spring, the minute before the clocks change": utc("2026-03-29 00:59"),
    "spring, the minute they change": utc("2026-03-29 01:00"),
    "autumn, the first 1:30am": utc("2026-10-25 00:30"),
    "autumn, the second 1:30am": utc("2026-10-25 01:30"),
}
# The letters stand in the order of MOMENTS.
TABLE = """
aberdeen-city          =====nnnnn=nnnn
aberdeenshire          NNNNNNNNNNNNNNN
angus                  PPPPPPPPPPPPPPP
argyll-and-bute        =====NnnnN=NNNN
city-of-edinburgh      PPPPPPPPPPPPPPP
clackmannanshire       ====NNnnnN=NNNN
dumfries-and-galloway  OOOOOPPPPPOPPPP
dundee-city            PPPPPPPPPPPPPPP
east-ayrshire          OOOOOPPPPPOPPPP
east-dunbartonshire    OOOOOPPPPPOPPPP
east-lothian           NNNNNNNNNNNNNNN
east-renfrewshire      PPPPPPPPPPPPPPP
falkirk                NNNNNNNNNNNNNNN
fife                   OOOONNnnnN=NNNN
glasgow-city           =====NnnnN=NNNN
highland               PPPPPPPPPPPPPPP
inverclyde             =====NnnnN=NNNN
midlothian             NNNNNNNNNNNNNNN
moray                  OOOONNnnnN=NNNN
na-h-eileanan-siar     =====nnnnn=nnnn
north-ayrshire         O===NNnnnN=NNNN
north-lanarkshire      NNNNNNNNNNNNNNN
orkney-islands         OOOONNnnnN=NNNN
perth-and-kinross      PPPPPPPPPPPPPPP
renfrewshire           =====NnnnN=NNNN
scottish-borders       PPPPPPPPPPPPPPP
shetland-islands       =====nnnnn=nnnn
south-ayrshire         OONNNNnnnN=NNNN
south-lanarkshire      OOOOOPPPPPOPPPP
stirling               ====NNnnnN=NNNN
west-dunbartonshire    =====NnnnN=NNNN
west-lothian           NNNNNNNNNNNNNNN
"""
ROWS = dict(row.split() for row in TABLE.strip().splitlines())
LETTERS = {
    (): "P",
    (Role.OFFICE,): "O",
    (Role.OUT_OF_HOURS,): "N",
    (Role.ALL_HOURS,): "A",
    (Role.OFFICE, Role.OUT_OF_HOURS): "=",
    (Role.OUT_OF_HOURS, Role.OFFICE): "n",
}
every_council = pytest.mark.parametrize("slug", ROWS)


def letter(found: Card) -> str:
    return LETTERS[tuple(dict.fromkeys(choice.service.role for choice in found.leading))]


def roles(council: Council) -> set[Role]:
    return {service.role for service in council.services}


def with_services(council: Council, **facts) -> Council:
    return replace(council, services=tuple(replace(service, **facts) for service in council.services))


def with_an_overdue_check(service: Service) -> Service:
    check = Check(on=date(2025, 1, 1), how="rang", next_due=date(2025, 7, 1))
    return replace(service, lines=tuple(replace(line, check=check) for line in service.lines))


def only(council: Council, role: Role) -> Council:
    return replace(council, services=tuple(service for service in council.services if service.role is role))


def test_the_table_names_every_council():
    assert list(ROWS) == list(COUNCILS)
    assert len(ROWS) == 32


@every_council
def test_what_leads_at_the_moments_that_go_wrong_most_easily(slug):
    found = {name: letter(card(COUNCILS[slug], at)) for name, at in MOMENTS.items()}
    assert found == dict(zip(MOMENTS, ROWS[slug], strict=True))


@every_council
def test_a_listed_local_holiday_takes_every_office_off_the_top(slug):
    found = card(replace(COUNCILS[slug], holidays=(FAIR,)), london("2026-09-21 11:00"))
    expected = {
        frozenset(): ("P", Reason.NOTHING_KNOWN),
        frozenset({Role.OFFICE}): ("P", Reason.NOBODY_NOW),
        frozenset({Role.OUT_OF_HOURS}): ("N", Reason.ONLY_OUT_OF_HOURS),
        frozenset({Role.OFFICE, Role.OUT_OF_HOURS}): ("N", Reason.HOLIDAY),
    }
    assert (letter(found), found.reason) == expected[frozenset(roles(COUNCILS[slug]))]
    assert found.holiday == "Autumn holiday"


@every_council
@pytest.mark.parametrize(("moment", "both"), [(THURSDAY, "="), (SATURDAY_NIGHT, "n")], ids=["by day", "at night"])
def test_with_unknown_hours_both_numbers_are_equals(slug, moment, both):
    council = with_services(COUNCILS[slug], hours=None)
    found = card(council, london(moment))
    if roles(council) == {Role.OFFICE, Role.OUT_OF_HOURS}:
        assert (letter(found), found.reason) == (both, Reason.HOURS_UNKNOWN)
    assert {choice.state for choice in (*found.leading, *found.others)} <= {"unknown"}


@every_council
@pytest.mark.parametrize("role", [Role.OFFICE, Role.OUT_OF_HOURS])
def test_with_one_number_known_nobody_is_sent_to_a_closed_line(slug, role):
    for at in MOMENTS.values():
        found = card(only(COUNCILS[slug], role), at)
        assert all(choice.state != "closed" for choice in found.leading)
        assert found.police_lead is not bool(found.leading)


@every_council
@pytest.mark.parametrize("role", [Role.OFFICE, Role.OUT_OF_HOURS])
def test_by_day_the_police_rise_beside_the_only_number_unless_it_is_surely_open(slug, role):
    found = card(only(COUNCILS[slug], role), MOMENTS["Thursday 11:00"])
    assert found.police_rise is any(choice.state == "unknown" for choice in found.leading)


@every_council
def test_with_no_number_known_the_police_lead(slug):
    for at in MOMENTS.values():
        found = card(replace(COUNCILS[slug], services=()), at)
        assert (found.leading, found.others, found.police_lead) == ((), (), True)
        assert found.reason == Reason.NOTHING_KNOWN


@every_council
def test_an_overdue_check_changes_no_order_but_the_police_rise(slug):
    council = COUNCILS[slug]
    overdue = replace(council, services=tuple(map(with_an_overdue_check, council.services)))
    for at in MOMENTS.values():
        before, after = card(council, at), card(overdue, at)
        assert [choice.line.number for choice in after.leading] == [choice.line.number for choice in before.leading]
        assert all(choice.overdue for choice in (*after.leading, *after.others))
        assert after.police_rise is bool(after.leading)
