from contextlib import suppress
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.hours_text import WHOLE_WEEK, Range, format_ranges, parse_ranges, say_ranges
from contacts.opening_hours import ALWAYS, OpeningHours

NINE, FIVE, MIDNIGHT = time(9), time(17), time(0)


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        pytest.param("Fri 09:00-17:00", [(4, NINE, FIVE)], id="one day"),
        pytest.param("Mon-Tue 09:00-17:00", [(0, NINE, FIVE), (1, NINE, FIVE)], id="days in a row"),
        pytest.param("Sun-Mon 09:00-17:00", [(0, NINE, FIVE), (6, NINE, FIVE)], id="days over the weekend's end"),
        pytest.param("Mon,Wed 09:00-17:00", [(0, NINE, FIVE), (2, NINE, FIVE)], id="days apart"),
        pytest.param("Sat 00:00-24:00", [(5, MIDNIGHT, MIDNIGHT)], id="a whole day"),
        pytest.param("Mon 17:00-09:00", [(0, FIVE, NINE)], id="past midnight"),
        pytest.param("Mon 9:00-12:00, 13:00-17:00", [(0, NINE, time(12)), (0, time(13), FIVE)], id="a lunch break"),
        pytest.param("monday 09:00\u201317:00;", [(0, NINE, FIVE)], id="a full name, a long dash, a stray semicolon"),
        pytest.param(" Always ", WHOLE_WEEK, id="24 hours"),
    ],
)
def test_hours_are_read_from_text(text, ranges):
    assert parse_ranges(text) == tuple(ranges)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        pytest.param("", "like this", id="nothing"),
        pytest.param(" ; ;", "like this", id="only semicolons"),
        pytest.param("Mon", "needs days and then times", id="no times"),
        pytest.param("09:00-17:00", "needs days and then times", id="no days"),
        pytest.param("Mun 09:00-17:00", "“Mun” is not a day", id="a misspelt day"),
        pytest.param("Mo 09:00-17:00", "“Mo” is not a day", id="a day too short"),
        pytest.param("Mon- 09:00-17:00", "is not a day", id="half a range of days"),
        pytest.param("Mon 9am-5pm", "24-hour clock", id="am and pm"),
        pytest.param("Mon 9-17", "24-hour clock", id="hours only"),
        pytest.param("Mon 25:00-26:00", "25:00 is not a time of day", id="no such hour"),
        pytest.param("Mon 24:00-09:00", "24:00 is not a time of day", id="24:00 as a start"),
        pytest.param("Mon 09:00-17:60", "17:60 is not a time of day", id="no such minute"),
        pytest.param("Mon-Fri 09:00-17:00; Fri 09:00-16:00", "Friday overlap", id="a day given twice"),
        pytest.param("Sun 22:00-09:00; Mon 08:00-17:00", "overlap", id="a night that runs into Monday's hours"),
        pytest.param("x" * 10_000, "like this", id="far too long"),
        pytest.param("Mon 09:00-17:00\x00", "24-hour clock", id="a NUL"),
    ],
)
def test_text_that_is_not_hours_is_refused_with_the_reason(text, complaint):
    with pytest.raises(ValueError, match=complaint):
        parse_ranges(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Mon-Thu 08:45-16:45; Fri 08:45-16:00", "Monday to Thursday 8:45am to 4:45pm, Friday 8:45am to 4pm"),
        ("Mon-Thu 17:00-09:00", "Monday to Thursday 5pm to 9am the next day"),
        ("Fri 17:00-24:00; Sat-Sun 00:00-24:00", "Friday 5pm to midnight, Saturday to Sunday all day"),
        ("Mon 09:00-12:00,13:00-17:00", "Monday 9am to midday and 1pm to 5pm"),
        ("always", "24 hours"),
    ],
)
def test_a_week_is_said_in_words_and_written_as_it_was_typed(text, words):
    assert say_ranges(parse_ranges(text)) == words
    assert format_ranges(parse_ranges(text)) == text


def test_opening_hours_are_parsed_and_written_back():
    assert OpeningHours.parse("always") == ALWAYS == OpeningHours.ALWAYS
    assert OpeningHours.parse("Sat-Sun 00:00-24:00", complete=False).format() == "Sat-Sun 00:00-24:00"


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_with_a_value_error(text):
    with suppress(ValueError):
        assert parse_ranges(text)


quarters = st.integers(0, 47).map(lambda half: time(half // 2, half % 2 * 30))


@given(st.dictionaries(st.integers(0, 6), st.tuples(quarters, quarters).filter(lambda p: p[0] < p[1]), min_size=1))
def test_whatever_is_written_is_read_back_the_same(week):
    ranges = tuple(sorted(Range(day, *pair) for day, pair in week.items()))
    assert parse_ranges(format_ranges(ranges)) == ranges
