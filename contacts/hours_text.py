"""Weekly hours as text that people type into a file or a form, read into ranges and written back.

``Mon-Thu 08:45-16:45; Fri 08:45-16:00`` · ``Sat-Sun 00:00-24:00`` · ``Mon-Thu 17:00-09:00`` ends the next day ·
``Mon,Wed 09:00-12:00,13:00-17:00`` · ``always``.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import time
from itertools import groupby, pairwise
from operator import itemgetter
from typing import NamedTuple

from contacts.london import DAYS, MIDNIGHT, time_words

MINUTES_IN_DAY = 24 * 60
TIMES = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})", re.ASCII)
ENTRY = re.compile(r"([^\d]+?)\s+(\d.*)", re.ASCII | re.DOTALL)
DASHES = str.maketrans(dict.fromkeys("\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}", "-"))
LONGEST = 500


class Range(NamedTuple):
    """Open from ``opens`` on a weekday (Monday is 0) until ``closes``, which is the next day unless it is later."""

    weekday: int
    opens: time
    closes: time


WHOLE_WEEK = tuple(Range(weekday, MIDNIGHT, MIDNIGHT) for weekday in range(7))


def parse_ranges(text: str) -> tuple[Range, ...]:
    """The ranges that the text states, in order of the week. ValueError with a sentence for people when it cannot."""
    text = text.translate(DASHES).strip()
    if text.lower() == "always":
        return WHOLE_WEEK
    if not text.strip("; ") or len(text) > LONGEST:
        raise ValueError("Write the hours like this: Mon-Thu 08:45-16:45; Fri 08:45-16:00")
    ranges = tuple(sorted(found for entry in text.split(";") if entry.strip() for found in _entry(entry.strip())))
    _refuse_overlaps(ranges)
    return ranges


def _entry(entry: str) -> Iterator[Range]:
    found = ENTRY.fullmatch(entry)
    if not found:
        raise ValueError(f"“{entry}” needs days and then times, like this: Mon-Thu 08:45-16:45")
    times = [_times(part.strip()) for part in found[2].split(",")]
    return (Range(day, *pair) for part in found[1].split(",") for day in _days(part.strip()) for pair in times)


def _days(text: str) -> Iterable[int]:
    first, dash, last = (part.strip() for part in text.partition("-"))
    start = _day(first)
    end = _day(last) if dash else start
    return [(start + step) % 7 for step in range((end - start) % 7 + 1)]


def _day(word: str) -> int:
    for weekday, name in enumerate(DAYS):
        if len(word) >= 3 and name.lower().startswith(word.lower()):
            return weekday
    raise ValueError(f"“{word}” is not a day: write Mon, Tue, Wed, Thu, Fri, Sat or Sun")


def _times(text: str) -> tuple[time, time]:
    found = TIMES.fullmatch(text)
    if not found:
        raise ValueError(f"“{text}” is not a pair of times: write 09:00-17:00, by the 24-hour clock")
    opens, closes = (int(found[1]), int(found[2])), (int(found[3]), int(found[4]))
    return _time(*opens), MIDNIGHT if closes == (24, 0) else _time(*closes)


def _time(hour: int, minute: int) -> time:
    try:
        return time(hour, minute)
    except ValueError:
        raise ValueError(f"{hour:02}:{minute:02} is not a time of day") from None


def _refuse_overlaps(ranges: tuple[Range, ...]) -> None:
    """Two ranges that overlap are nearly always one that was meant to replace the other: nobody can tell which."""
    week = [(_minute(found), _minute(found) + _length(found), found) for found in ranges]
    week += [(start + 7 * MINUTES_IN_DAY, end, found) for start, end, found in week[:1]]
    for (_, end, _first), (start, _, second) in pairwise(week):
        if end > start:
            raise ValueError(f"The hours for {DAYS[second.weekday]} overlap: give each time of the week once")


def _minute(found: Range) -> int:
    return found.weekday * MINUTES_IN_DAY + found.opens.hour * 60 + found.opens.minute


def _length(found: Range) -> int:
    opens, closes = (clock.hour * 60 + clock.minute for clock in (found.opens, found.closes))
    return (closes - opens) % MINUTES_IN_DAY or MINUTES_IN_DAY


def grouped(ranges: Iterable[Range]) -> list[tuple[list[int], list[tuple[time, time]]]]:
    """Runs of following days that keep the same times: ([0, 1, 2, 3], [(8:45, 16:45)]), ([4], [(8:45, 16:00)])."""
    by_day = {day: [found[1:] for found in same] for day, same in groupby(sorted(ranges), key=itemgetter(0))}
    runs: list[tuple[list[int], list[tuple[time, time]]]] = []
    for day, times in by_day.items():
        if runs and runs[-1][1] == times and runs[-1][0][-1] == day - 1:
            runs[-1][0].append(day)
        else:
            runs.append(([day], times))
    return runs


def format_ranges(ranges: tuple[Range, ...]) -> str:
    """The text that ``parse_ranges`` reads back into the same ranges; empty when there are none."""
    if tuple(sorted(ranges)) == WHOLE_WEEK:
        return "always"
    return "; ".join(
        f"{_ends([DAYS[day][:3] for day in days], '-')} {','.join(_write_times(*pair) for pair in times)}"
        for days, times in grouped(ranges)
    )


def say_ranges(ranges: tuple[Range, ...]) -> str:
    """The week in words: Monday to Thursday 8:45am to 4:45pm, Friday 8:45am to 4pm."""
    if tuple(sorted(ranges)) == WHOLE_WEEK:
        return "24 hours"
    return ", ".join(
        f"{_ends([DAYS[day] for day in days], ' to ')} {' and '.join(_say_times(*pair) for pair in times)}"
        for days, times in grouped(ranges)
    )


def _say_times(opens: time, closes: time) -> str:
    if opens == closes == MIDNIGHT:
        return "all day"
    next_day = " the next day" if MIDNIGHT != closes <= opens else ""
    return f"{time_words(opens)} to {time_words(closes)}{next_day}"


def _write_times(opens: time, closes: time) -> str:
    return f"{opens:%H:%M}-{'24:00' if closes == MIDNIGHT else f'{closes:%H:%M}'}"


def _ends(names: list[str], between: str) -> str:
    return names[0] if len(names) == 1 else f"{names[0]}{between}{names[-1]}"
