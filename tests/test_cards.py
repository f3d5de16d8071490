from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contacts.cards import Reason, card
from contacts.opening_hours import OpeningHours
from contacts.services import Check, Council, Line, LocalHoliday, Role, Service
from tests.moments import london

WEEK = OpeningHours.parse("Mon-Thu 08:45-16:45; Fri 08:45-16:00")
NIGHTS = OpeningHours.parse("Mon 00:00-08:45; Mon-Thu 16:45-08:45; Fri 16:00-24:00; Sat-Sun 00:00-24:00")
FROM_FIVE = OpeningHours.parse("Mon-Fri 17:00-24:00; Sat-Sun 00:00-24:00")
WEEKENDS = OpeningHours.parse("Sat-Sun 00:00-24:00", complete=False)
OFFICE_LINE, NIGHT_LINE = Line("01292 288645", keypad_option="1"), Line("0800 328 7758")


def service(role: Role, hours: OpeningHours | None, *lines: Line, words: str = "") -> Service:
    return Service(role.value, role.value, role, lines, hours, words)


def office(hours: OpeningHours | None = WEEK, *lines: Line, words: str = "") -> Service:
    return service(Role.OFFICE, hours, *(lines or (OFFICE_LINE,)), words=words)


def nights(hours: OpeningHours | None = NIGHTS, *lines: Line, words: str = "") -> Service:
    return service(Role.OUT_OF_HOURS, hours, *(lines or (NIGHT_LINE,)), words=words)


def council(*services: Service, **facts) -> Council:
    return Council("south-ayrshire", "South Ayrshire", services=services, **facts)


BOTH = council(office(), nights())
OFFICE_UNKNOWN = council(office(None), nights(None))
OFFICE_UNKNOWN_NIGHTS_KNOWN = council(office(None), nights())
ONLY_OFFICE = council(office())
ONLY_OFFICE_UNKNOWN = council(office(None))
ONLY_NIGHTS = council(nights())
ONLY_NIGHTS_UNKNOWN = council(nights(None))
DAY_AND_NIGHT = council(service(Role.ALL_HOURS, None, OFFICE_LINE))
GAP = council(office(), nights(FROM_FIVE))
NOTHING = council()
HOLIDAY = replace(BOTH, holidays=(LocalHoliday(date(2026, 9, 18), "Ayr Gold Cup"),))
SETTLED = replace(BOTH, holidays=(LocalHoliday(date(2026, 12, 25), "Christmas Day"),), holidays_confirmed={2026, 2027})
OFFICE, NIGHT = Role.OFFICE, Role.OUT_OF_HOURS


@pytest.mark.parametrize(
    ("place", "moment", "leading", "reason"),
    [
        pytest.param(BOTH, "2026-11-27 15:59", [OFFICE], Reason.OFFICE_OPEN, id="Friday 15:59"),
        pytest.param(BOTH, "2026-11-27 16:00", [NIGHT], Reason.OFFICE_CLOSED, id="Friday 16:00"),
        pytest.param(BOTH, "2026-11-27 16:01", [NIGHT], Reason.OFFICE_CLOSED, id="Friday 16:01"),
        pytest.param(BOTH, "2026-11-26 16:01", [OFFICE], Reason.OFFICE_OPEN, id="Thursday 16:01"),
        pytest.param(BOTH, "2026-11-28 23:40", [NIGHT], Reason.OFFICE_CLOSED, id="Saturday 23:40"),
        pytest.param(BOTH, "2026-12-25 11:00", [NIGHT, OFFICE], Reason.HOLIDAY_UNSETTLED, id="25 December, unsettled"),
        pytest.param(BOTH, "2026-12-25 20:00", [NIGHT], Reason.OFFICE_CLOSED, id="25 December, shut in any case"),
        pytest.param(BOTH, "2027-01-01 11:00", [NIGHT, OFFICE], Reason.HOLIDAY_UNSETTLED, id="1 January"),
        pytest.param(BOTH, "2026-01-02 11:00", [NIGHT, OFFICE], Reason.HOLIDAY_UNSETTLED, id="2 January"),
        pytest.param(BOTH, "2027-01-02 11:00", [NIGHT], Reason.OFFICE_CLOSED, id="2 January on a Saturday"),
        pytest.param(BOTH, "2026-11-30 11:00", [OFFICE, NIGHT], Reason.HOLIDAY_UNSETTLED, id="St Andrew's Day"),
        pytest.param(SETTLED, "2026-12-25 11:00", [NIGHT], Reason.HOLIDAY, id="25 December, listed"),
        pytest.param(SETTLED, "2026-11-30 11:00", [OFFICE], Reason.OFFICE_OPEN, id="St Andrew's Day, ruled out"),
        pytest.param(HOLIDAY, "2026-09-18 11:00", [NIGHT], Reason.HOLIDAY, id="a local holiday"),
        pytest.param(BOTH, "2026-09-18 11:00", [OFFICE], Reason.OFFICE_OPEN, id="a neighbour's local holiday"),
        pytest.param(BOTH, "2026-03-29 01:30", [NIGHT], Reason.OFFICE_CLOSED, id="the hour that spring jumps over"),
        pytest.param(BOTH, "2026-10-25 01:30", [NIGHT], Reason.OFFICE_CLOSED, id="the hour that autumn repeats"),
        pytest.param(BOTH, "2026-03-30 08:44", [NIGHT], Reason.OFFICE_CLOSED, id="the first summer-time morning, 8:44"),
        pytest.param(BOTH, "2026-03-30 08:45", [OFFICE], Reason.OFFICE_OPEN, id="the first summer-time morning, 8:45"),
        pytest.param(BOTH, "2026-10-26 08:45", [OFFICE], Reason.OFFICE_OPEN, id="the first winter-time morning, 8:45"),
        pytest.param(OFFICE_UNKNOWN, "2026-11-26 11:00", [OFFICE, NIGHT], Reason.HOURS_UNKNOWN, id="unknown, by day"),
        pytest.param(OFFICE_UNKNOWN, "2026-11-28 23:40", [NIGHT, OFFICE], Reason.HOURS_UNKNOWN, id="unknown, at night"),
        pytest.param(
            OFFICE_UNKNOWN, "2026-11-30 11:00", [OFFICE, NIGHT], Reason.HOLIDAY_UNSETTLED, id="unknown, bank holiday"
        ),
        pytest.param(
            OFFICE_UNKNOWN_NIGHTS_KNOWN, "2026-11-28 23:40", [NIGHT], Reason.OUT_OF_HOURS_OPEN, id="surely its time"
        ),
        pytest.param(
            OFFICE_UNKNOWN_NIGHTS_KNOWN, "2026-11-26 11:00", [OFFICE, NIGHT], Reason.HOURS_UNKNOWN, id="not its time"
        ),
        pytest.param(ONLY_OFFICE, "2026-11-26 11:00", [OFFICE], Reason.OFFICE_OPEN, id="only an office, open"),
        pytest.param(ONLY_OFFICE, "2026-11-28 23:40", [], Reason.NOBODY_NOW, id="only an office, closed"),
        pytest.param(
            ONLY_OFFICE_UNKNOWN, "2026-11-26 11:00", [OFFICE], Reason.ONLY_OFFICE, id="only an office, by day"
        ),
        pytest.param(ONLY_OFFICE_UNKNOWN, "2026-11-28 23:40", [], Reason.ONLY_OFFICE, id="only an office, at night"),
        pytest.param(ONLY_NIGHTS, "2026-11-28 23:40", [NIGHT], Reason.ONLY_OUT_OF_HOURS, id="only out of hours, open"),
        pytest.param(ONLY_NIGHTS, "2026-11-26 11:00", [], Reason.NOBODY_NOW, id="only out of hours, closed"),
        pytest.param(
            ONLY_NIGHTS, "2026-12-25 11:00", [NIGHT], Reason.ONLY_OUT_OF_HOURS, id="only out of hours, holiday"
        ),
        pytest.param(ONLY_NIGHTS_UNKNOWN, "2026-11-26 11:00", [NIGHT], Reason.ONLY_OUT_OF_HOURS, id="only it, unknown"),
        pytest.param(DAY_AND_NIGHT, "2026-12-25 11:00", [Role.ALL_HOURS], Reason.ALL_HOURS, id="a line open 24 hours"),
        pytest.param(GAP, "2026-11-27 16:30", [], Reason.NOBODY_NOW, id="between the office and the night team"),
        pytest.param(NOTHING, "2026-11-26 11:00", [], Reason.NOTHING_KNOWN, id="nothing known"),
    ],
)
def test_the_number_that_leads(place, moment, leading, reason):
    found = card(place, london(moment))
    assert [choice.service.role for choice in found.leading] == leading
    assert found.reason == reason
    assert found.police_lead is not bool(leading)


@pytest.mark.parametrize(
    ("place", "moment", "says"),
    [
        pytest.param(
            BOTH, "2026-11-26 12:00", ["open now until 4:45pm", "closed now, opens today 4:45pm"], id="by day"
        ),
        pytest.param(
            BOTH, "2026-11-21 23:40", ["open now until 8:45am on Monday", "closed now, opens Monday 8:45am"], id="night"
        ),
        pytest.param(
            HOLIDAY,
            "2026-09-18 12:00",
            ["we do not know if it is open now", "closed for a local holiday, opens Monday 8:45am"],
            id="a local holiday",
        ),
        pytest.param(
            council(office(), nights(NIGHTS, words="Nights, weekends and public holidays")),
            "2026-11-30 12:00",
            ["may be closed for a bank holiday", "Nights, weekends and public holidays"],
            id="an unsettled bank holiday",
        ),
        pytest.param(
            ONLY_OFFICE,
            "2026-11-28 12:00",
            ["closed now, opens Tuesday 8:45am at the latest"],
            id="the weekend before an unsettled Monday",
        ),
        pytest.param(
            council(office(None, words="Office hours")), "2026-11-26 12:00", ["Office hours"], id="only words"
        ),
        pytest.param(DAY_AND_NIGHT, "2026-11-26 12:00", ["open 24 hours"], id="24 hours"),
    ],
)
def test_each_number_says_what_is_known_of_its_hours(place, moment, says):
    found = card(place, london(moment))
    assert [choice.says for choice in (*found.leading, *found.others)] == says


def test_the_night_team_is_not_promised_to_stop_where_a_holiday_follows():
    place = replace(BOTH, holidays=(LocalHoliday(date(2026, 9, 21), "Autumn holiday"),))
    found = card(place, london("2026-09-19 23:40"))
    assert found.leading[0].says == "open now until at least 8:45am on Monday"
    assert found.others[0].says == "closed now, opens Tuesday 8:45am"


def test_an_office_with_its_own_hours_on_a_holiday_keeps_them():
    hours = replace(WEEK, exceptions={date(2026, 9, 18): WEEK._times_on(date(2026, 9, 17))})
    found = card(replace(HOLIDAY, services=(office(hours), nights())), london("2026-09-18 11:00"))
    assert (found.reason, found.holiday) == (Reason.OFFICE_OPEN, "Ayr Gold Cup")


def test_an_office_of_unknown_hours_is_closed_on_a_listed_holiday():
    place = council(office(None), nights(None), holidays=HOLIDAY.holidays)
    found = card(place, london("2026-09-18 11:00"))
    assert found.leading[0].service.role == NIGHT
    assert (found.others[0].state, found.others[0].says) == ("closed", "closed for a local holiday")


@pytest.mark.parametrize(
    ("lines", "leading", "following"),
    [
        pytest.param([("1", "Kilmarnock", False), ("2", "Cumnock", False)], ["1", "2"], [], id="areas are equals"),
        pytest.param(
            [("1", "Largs", False), ("2", "Irvine", True)], ["2"], ["1"], id="the one to ring if unsure leads"
        ),
        pytest.param([("1", "", False), ("2", "", False)], ["1"], ["2"], id="a second number follows"),
        pytest.param([("1", "Largs", False), ("2", "", False)], ["2"], ["1"], id="a number for everybody leads"),
    ],
)
def test_several_numbers_of_one_office(lines, leading, following):
    place = council(office(WEEK, *(Line(number, area, if_unsure=unsure) for number, area, unsure in lines)))
    found = card(place, london("2026-11-26 11:00"))
    assert [choice.line.number for choice in found.leading] == leading
    assert [choice.line.number for choice in found.others] == following


def test_a_second_number_follows_before_the_other_team():
    place = council(office(WEEK, Line("1"), Line("2")), nights())
    assert [choice.line.number for choice in card(place, london("2026-11-26 11:00")).others] == ["2", NIGHT_LINE.number]


@pytest.mark.parametrize(
    ("due", "overdue"), [(date(2026, 11, 25), True), (date(2026, 11, 26), False)], ids=["due yesterday", "due today"]
)
def test_an_overdue_number_still_leads_and_the_police_rise_beside_it(due, overdue):
    line = replace(OFFICE_LINE, check=Check(date(2026, 5, 12), "rang", due))
    found = card(council(office(WEEK, line), nights()), london("2026-11-26 11:00"))
    assert found.leading[0].line is line
    assert found.leading[0].overdue is found.police_rise is overdue
    assert not found.police_lead


@pytest.mark.parametrize(
    ("place", "moment", "rise"),
    [
        pytest.param(ONLY_OFFICE_UNKNOWN, "2026-11-26 11:00", True, id="only an office whose hours nobody states"),
        pytest.param(ONLY_NIGHTS_UNKNOWN, "2026-11-26 11:00", True, id="only the night team, by day"),
        pytest.param(ONLY_NIGHTS_UNKNOWN, "2026-11-28 23:40", False, id="only the night team, at night"),
        pytest.param(OFFICE_UNKNOWN, "2026-11-26 11:00", False, id="two numbers to try"),
        pytest.param(BOTH, "2026-11-26 11:00", False, id="an office that is open"),
        pytest.param(NOTHING, "2026-11-26 11:00", False, id="the police lead already"),
    ],
)
def test_the_police_rise_beside_a_lone_number_that_may_not_answer(place, moment, rise):
    assert card(place, london(moment)).police_rise is rise


def test_a_line_that_starts_on_monday_is_not_shown_before():
    place = council(office(WEEK, replace(OFFICE_LINE, valid_from=date(2026, 11, 30))), nights())
    numbers = {c.line.number for c in card(place, london("2026-11-29 23:59")).leading}
    assert numbers == {NIGHT_LINE.number}
    found = card(place, london("2026-12-01 09:00"))
    assert found.leading[0].line.number == OFFICE_LINE.number


def test_a_service_without_a_line_is_never_a_choice():
    place = council(replace(office(), lines=(), online_form="https://example.org/form"))
    assert card(place, london("2026-11-26 11:00")).reason == Reason.NOTHING_KNOWN


def test_a_moment_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        card(BOTH, datetime(2026, 11, 26, 11))


@pytest.mark.parametrize(
    ("place", "moment", "change"),
    [
        pytest.param(BOTH, "2026-11-27 15:30", "2026-11-27 16:00", id="the office closes"),
        pytest.param(BOTH, "2026-11-28 23:40", "2026-11-29 00:00", id="“opens Monday” becomes “opens tomorrow”"),
        pytest.param(OFFICE_UNKNOWN, "2026-11-26 17:30", "2026-11-26 18:00", id="the order of equals turns"),
    ],
)
def test_the_card_says_until_when_it_holds(place, moment, change):
    assert card(place, london(moment)).next_change == london(change)


hours = st.sampled_from([None, WEEK, NIGHTS, FROM_FIVE, WEEKENDS])
places = st.builds(
    lambda services, listed, confirmed: council(*services, holidays=listed, holidays_confirmed=confirmed),
    st.lists(st.builds(service, st.sampled_from(Role), hours, st.just(OFFICE_LINE)), max_size=3),
    st.lists(st.builds(LocalHoliday, st.dates(date(2026, 12, 20), date(2027, 1, 8)), st.just("Fair")), max_size=2).map(
        tuple
    ),
    st.frozensets(st.sampled_from([2026, 2027])),
)
moments = st.datetimes(datetime(2026, 12, 18), datetime(2027, 1, 10), timezones=st.just(UTC))


@given(places, moments, st.floats(0, 0.999))
@settings(max_examples=150, deadline=None)
def test_a_card_stays_the_same_until_its_next_change(place, at, share):
    found = card(place, at)
    later = card(place, at + share * (found.next_change - at))
    assert replace(later, at=at) == found


@given(places, moments)
@settings(max_examples=150, deadline=None)
def test_a_number_that_is_certainly_closed_leads_only_beside_one_that_may_answer(place, at):
    found = card(place, at)
    states = {choice.state for choice in found.leading}
    assert not states or states - {"closed"} or found.reason == Reason.ALL_HOURS
    assert found.at < found.next_change <= found.at + timedelta(days=1)
