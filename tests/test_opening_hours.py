import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contacts.london import instant
from contacts.opening_hours import ALWAYS, OpeningHours, Range
from tests.moments import london

OFFICE = OpeningHours.parse("Mon-Thu 08:45-16:45; Fri 08:45-16:00")
NIGHTS = OpeningHours.parse("Mon 00:00-09:00; Mon-Thu 17:00-09:00; Fri 17:00-24:00; Sat-Sun 00:00-24:00")
WEEKENDS = OpeningHours.parse("Sat-Sun 00:00-24:00", complete=False)
TWICE_A_DAY = OpeningHours.parse("Mon-Fri 09:00-12:00,13:00-17:00")
SMALL_HOURS = OpeningHours.parse("Sun 00:30-01:30")
CHRISTMAS = date(2026, 12, 25)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("hours", "moment", "is_open"),
    [
        pytest.param(OFFICE, "2026-11-26 08:44", False, id="the minute before it opens"),
        pytest.param(OFFICE, "2026-11-26 08:45", True, id="the minute it opens"),
        pytest.param(OFFICE, "2026-11-26 16:44", True, id="the last minute on a Thursday"),
        pytest.param(OFFICE, "2026-11-26 16:45", False, id="the minute it closes on a Thursday"),
        pytest.param(OFFICE, "2026-11-27 15:59", True, id="the last minute on a Friday"),
        pytest.param(OFFICE, "2026-11-27 15:59:59", True, id="the last second on a Friday"),
        pytest.param(OFFICE, "2026-11-27 16:00", False, id="the minute it closes on a Friday"),
        pytest.param(OFFICE, "2026-11-28 12:00", False, id="a Saturday"),
        pytest.param(NIGHTS, "2026-11-26 08:59", True, id="the morning after a night shift"),
        pytest.param(NIGHTS, "2026-11-26 09:00", False, id="the end of a night shift"),
        pytest.param(NIGHTS, "2026-11-28 23:40", True, id="late on a Saturday"),
        pytest.param(NIGHTS, "2026-11-30 08:59", True, id="early on a Monday, after Sunday"),
        pytest.param(TWICE_A_DAY, "2026-11-26 12:30", False, id="the lunch break"),
        pytest.param(TWICE_A_DAY, "2026-11-26 13:00", True, id="after lunch"),
        pytest.param(WEEKENDS, "2026-11-28 00:00", True, id="partly known hours: inside what is known"),
        pytest.param(WEEKENDS, "2026-11-30 00:00", None, id="partly known hours: outside what is known"),
        pytest.param(ALWAYS, "2026-12-25 03:00", True, id="a line that is open 24 hours"),
        pytest.param(OpeningHours(), "2026-11-26 12:00", False, id="no ranges at all"),
        pytest.param(OpeningHours(complete=False), "2026-11-26 12:00", None, id="nothing known"),
    ],
)
def test_a_line_is_open_in_its_hours(hours, moment, is_open):
    assert hours.is_open(london(moment)) is is_open


@pytest.mark.parametrize(
    ("hours", "moment", "change"),
    [
        pytest.param(OFFICE, "2026-11-26 08:44", "2026-11-26 08:45", id="opens in a minute"),
        pytest.param(OFFICE, "2026-11-27 15:59:30", "2026-11-27 16:00", id="closes within the minute"),
        pytest.param(OFFICE, "2026-11-27 16:00", "2026-11-30 08:45", id="over the weekend"),
        pytest.param(NIGHTS, "2026-11-28 23:40", "2026-11-30 09:00", id="through two midnights that change nothing"),
        pytest.param(WEEKENDS, "2026-11-28 23:40", "2026-11-30 00:00", id="from known to unknown"),
        pytest.param(WEEKENDS, "2026-12-01 12:00", "2026-12-05 00:00", id="from unknown to known"),
        pytest.param(NIGHTS, "2026-03-28 23:00", "2026-03-30 09:00", id="over the change to summer time"),
        pytest.param(NIGHTS, "2026-10-24 23:00", "2026-10-26 09:00", id="over the change to winter time"),
    ],
)
def test_the_next_change_is_told_to_the_minute(hours, moment, change):
    assert hours.next_change(london(moment)) == london(change)


@pytest.mark.parametrize(
    "hours", [ALWAYS, OpeningHours(), OpeningHours(complete=False)], ids=["24 hours", "never", "?"]
)
def test_hours_that_never_change_have_no_next_change(hours):
    assert hours.next_change(london("2026-11-26 12:00")) is None


def test_a_moment_in_any_time_zone_is_reckoned_in_scotland():
    tokyo = timezone(timedelta(hours=9))
    assert OFFICE.is_open(datetime(2026, 7, 3, 23, 59, tzinfo=tokyo)) is True  # 3:59pm in Ayr
    assert OFFICE.is_open(datetime(2026, 7, 4, 0, 0, tzinfo=tokyo)) is False
    assert OFFICE.is_open(datetime(2026, 7, 3, 7, 45, tzinfo=UTC)) is True  # summer time: 8:45am


def test_a_moment_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        OFFICE.is_open(datetime(2026, 11, 26, 12))


@pytest.mark.parametrize(
    ("utc", "is_open"),
    [
        pytest.param("2026-03-29 00:29", False, id="spring: before it opens"),
        pytest.param("2026-03-29 00:59", True, id="spring: the last minute before the jump"),
        pytest.param("2026-03-29 01:00", False, id="spring: 1am is 2am, so half past one has gone by"),
        pytest.param("2026-10-24 23:30", True, id="autumn: half past midnight, summer time"),
        pytest.param("2026-10-25 00:29", True, id="autumn: the first 1:29am"),
        pytest.param("2026-10-25 00:30", False, id="autumn: the first 1:30am closes it"),
        pytest.param("2026-10-25 01:15", False, id="autumn: the second 1:15am does not open it again"),
    ],
)
def test_hours_that_touch_the_changing_hour_are_right_to_the_minute(utc, is_open):
    assert SMALL_HOURS.is_open(datetime.fromisoformat(utc).replace(tzinfo=UTC)) is is_open


def test_a_range_within_the_hour_that_is_jumped_over_does_not_happen_that_week():
    hours = OpeningHours.parse("Sun 01:10-01:50")
    assert hours.next_change(london("2026-03-25 12:00")) == london("2026-04-05 01:10")


def test_a_night_shift_is_an_hour_shorter_in_spring_and_longer_in_autumn():
    hours = OpeningHours.parse("Sat 22:00-06:00")
    lengths = [
        hours.next_change(london(f"{day} 22:00")) - london(f"{day} 22:00").astimezone(UTC)
        for day in ("2026-03-28", "2026-10-24", "2026-11-28")
    ]
    assert lengths == [timedelta(hours=7), timedelta(hours=9), timedelta(hours=8)]


def test_an_exception_replaces_the_whole_of_its_date():
    hours = OpeningHours(NIGHTS.ranges, {CHRISTMAS: ((time(10), time(12)),)})
    opened = [hours.is_open(london(f"2026-12-25 {clock}")) for clock in ("08:00", "10:00", "12:00", "23:00")]
    assert opened == [False, True, False, False]


def test_an_exception_with_no_times_is_closed_and_says_why():
    hours = OpeningHours(OFFICE.ranges, {CHRISTMAS: ()}, reasons={CHRISTMAS: "Christmas Day"})
    assert hours.describe(london("2026-12-25 12:00")) == "closed for Christmas Day, opens Monday 8:45am"


def test_an_exception_can_run_into_the_next_day():
    hours = OpeningHours((), {CHRISTMAS: ((time(20), time(2)),)})
    assert hours.is_open(london("2026-12-26 01:59")) is True
    assert hours.next_change(london("2026-12-25 21:00")) == london("2026-12-26 02:00")


def test_a_far_exception_is_foreseen():
    hours = OpeningHours(ALWAYS.ranges, {date(2028, 2, 29): ()})
    assert hours.next_change(london("2026-11-26 12:00")) == london("2028-02-29 00:00")


def test_an_exception_settles_a_date_of_which_the_week_knows_nothing():
    hours = OpeningHours((), {CHRISTMAS: ()}, complete=False)
    assert hours.is_open(london("2026-12-25 12:00")) is False
    assert hours.is_open(london("2026-12-24 12:00")) is None


def test_a_closed_day_does_not_undo_an_exception_that_is_already_there():
    hours = OpeningHours(OFFICE.ranges, {CHRISTMAS: ((time(10), time(12)),)}).closed_on([CHRISTMAS, date(2026, 12, 28)])
    assert hours.is_open(london("2026-12-25 11:00")) is True
    assert hours.is_open(london("2026-12-28 11:00")) is False


def test_a_doubtful_day_is_unknown_only_where_the_week_says_open():
    hours = OFFICE.doubting(may_close=[CHRISTMAS])
    assert hours.is_open(london("2026-12-25 12:00")) is None
    assert hours.is_open(london("2026-12-25 20:00")) is False


@pytest.mark.parametrize(
    ("hours", "moment", "words"),
    [
        pytest.param(OFFICE, "2026-11-26 12:00", "open now until 4:45pm", id="open"),
        pytest.param(OFFICE, "2026-11-26 07:00", "closed now, opens today 8:45am", id="opens today"),
        pytest.param(OFFICE, "2026-11-26 17:00", "closed now, opens tomorrow 8:45am", id="opens tomorrow"),
        pytest.param(OFFICE, "2026-11-28 23:40", "closed now, opens Monday 8:45am", id="opens after the weekend"),
        pytest.param(NIGHTS, "2026-11-28 23:40", "open now until 9am on Monday", id="closes after the weekend"),
        pytest.param(NIGHTS, "2026-11-26 20:00", "open now until 9am tomorrow", id="closes tomorrow"),
        pytest.param(NIGHTS, "2026-11-26 03:00", "open now until 9am", id="closes later this morning"),
        pytest.param(TWICE_A_DAY, "2026-11-26 10:00", "open now until midday", id="closes at midday"),
        pytest.param(
            WEEKENDS, "2026-11-28 23:40", "open now until at least the end of tomorrow", id="partly known, open"
        ),
        pytest.param(WEEKENDS, "2026-11-26 12:00", "we do not know if it is open now", id="partly known, unknown"),
        pytest.param(ALWAYS, "2026-11-26 12:00", "open 24 hours", id="24 hours"),
        pytest.param(OpeningHours(), "2026-11-26 12:00", "closed now", id="never opens"),
        pytest.param(
            OpeningHours.parse("Mon-Fri 18:00-24:00"), "2026-11-26 19:00", "open now until midnight", id="midnight"
        ),
        pytest.param(
            OpeningHours.parse("Sat 00:00-06:00"), "2026-11-27 19:00", "closed now, opens at midnight", id="tonight"
        ),
        pytest.param(
            OpeningHours.parse("Sat 00:00-06:00"),
            "2026-11-25 19:00",
            "closed now, opens at the end of Friday",
            id="later",
        ),
        pytest.param(
            OpeningHours.parse("Thu 09:00-10:00"),
            "2026-11-26 12:00",
            "closed now, opens Thursday 3 December 9am",
            id="week",
        ),
        pytest.param(
            OFFICE.doubting(may_close=[CHRISTMAS, date(2026, 12, 28)]),
            "2026-12-24 18:00",
            "closed now, opens Tuesday 8:45am at the latest",
            id="doubtful days before it surely opens",
        ),
    ],
)
def test_hours_are_described_in_words(hours, moment, words):
    assert hours.describe(london(moment)) == words


def test_a_local_holiday_is_named_and_the_next_opening_told():
    hours = OpeningHours.parse("Mon-Fri 09:00-17:00").closed_on([date(2026, 9, 21)])
    words = hours.describe(london("2026-09-21 11:00"), closed_for="a local holiday")
    assert words == "closed for a local holiday, opens tomorrow 9am"


times = st.builds(time, st.integers(0, 23), st.integers(0, 59))
ranges = st.lists(st.builds(Range, st.integers(0, 6), times, times), max_size=5).map(tuple)
days = st.dates(date(2026, 3, 26), date(2026, 4, 2)) | st.dates(date(2026, 10, 22), date(2026, 10, 29))
exceptions = st.dictionaries(days, st.lists(st.tuples(times, times), max_size=2).map(tuple), max_size=2)
doubts = st.frozensets(days, max_size=2)
any_hours = st.builds(OpeningHours, ranges, exceptions, st.booleans(), st.just({}), doubts, doubts)
near_clock_changes = st.builds(lambda day, clock: instant(day, clock), days, times)
any_moment = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.timezones())


@given(any_hours, near_clock_changes)
@settings(max_examples=60, deadline=None)
def test_the_next_change_is_the_first_minute_that_differs(hours, at):
    state, change = hours.is_open(at), hours.next_change(at)
    if change:
        assert hours.is_open(change) is not state
        assert hours.is_open(change - MINUTE) is state or change - MINUTE < at
    # Every minute of three hours, and then every 37th, so that no hour of the day is always passed over.
    until = min(change or at + timedelta(days=9), at + timedelta(days=9))
    steps = [*range(180), *range(180, 9 * 24 * 60, 37)]
    assert all(hours.is_open(at + step * MINUTE) is state for step in steps if at + step * MINUTE < until)


@given(any_hours, any_moment, st.text(max_size=20))
@settings(max_examples=200, deadline=None)
def test_describe_never_raises(hours, at, closed_for):
    assert isinstance(hours.describe(at, closed_for), str)


@given(any_hours, near_clock_changes)
@settings(max_examples=100, deadline=None)
def test_changes_come_in_order_and_each_is_one(hours, at):
    seen = [(at, hours.is_open(at)), *hours.changes(at)]
    assert all(a[0] < b[0] and a[1] is not b[1] for a, b in pairwise(seen))


def test_the_time_rules_need_no_django():
    modules = ["opening_hours", "holidays", "cards", "vcards", "structured_data"]
    code = f"import sys, {', '.join(f'contacts.{name}' for name in modules)}; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
