"""The moments at which a council's page can be previewed. Pure: now is an argument.

A moment travels as text: a name from this module or a day and time on Scotland's clocks ("2026-11-28T23:40"), then
"@" and the council's slug where a service has several councils.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from contacts import holidays
from contacts.london import DAYS, date_words, instant, local, time_words
from contacts.services import Council

NOW = "now"
SATURDAY, MONDAY = 5, 0
LOOK_AHEAD = 400


class Moment(NamedTuple):
    """A moment (UTC), and how it is named to editors."""

    name: str
    label: str
    at: datetime


def words(at: datetime) -> str:
    """Saturday 28 November 2026, 11:40pm."""
    there = local(at).replace(second=0, microsecond=0)
    return f"{DAYS[there.weekday()]} {date_words(there.date())}, {time_words(there.time())}"


def moments(council: Council, now: datetime) -> list[Moment]:
    """Now, a Saturday night, a Monday morning, Christmas Day, and the next holiday of this council."""
    today = local(now).date()
    christmas = date(today.year + (today > date(today.year, 12, 25)), 12, 25)
    found = [
        Moment(NOW, "Now", now),
        _moment("saturday", _next(SATURDAY, today, now, time(23, 40)), time(23, 40)),
        _moment("monday", _next(MONDAY, today, now, time(10, 0)), time(10, 0)),
        _moment("christmas", christmas, time(12, 0)),
    ]
    if holiday := _next_holiday(council, today):
        day, name = holiday
        at = instant(day, time(11, 0))
        found.append(Moment("holiday", f"{name}: {words(at)}", at))
    return found


def find(mode: str, council: Council, now: datetime) -> datetime:
    """The moment that a mode stands for; now for a mode that nobody can read."""
    name = mode.partition("@")[0]
    for moment in moments(council, now):
        if moment.name == name:
            return moment.at
    try:
        chosen = datetime.fromisoformat(name)
        return instant(chosen.date(), chosen.time().replace(tzinfo=None))
    except (ValueError, OverflowError):
        return now


def slug(mode: str) -> str:
    """The council that a mode names; empty when it names none."""
    return mode.partition("@")[2]


def _moment(name: str, day: date, clock: time) -> Moment:
    at = instant(day, clock)
    return Moment(name, words(at), at)


def _next(weekday: int, today: date, now: datetime, clock: time) -> date:
    day = today + timedelta(days=(weekday - today.weekday()) % 7)
    return day if instant(day, clock) >= now else day + timedelta(days=7)


def _next_holiday(council: Council, today: date) -> tuple[date, str] | None:
    """The next day in the council's own list; without one, the next bank holiday in Scotland."""
    if listed := min((day for day in council.holidays if day.on >= today), key=lambda day: day.on, default=None):
        return listed.on, listed.name
    ahead = (today + timedelta(days=count) for count in range(LOOK_AHEAD))
    return next(((day, name) for day in ahead if (name := holidays.bank_holiday(day))), None)
