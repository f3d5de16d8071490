"""Scotland's clock: moments as instants, days and times as people read them. Nothing here reads a clock.

The United Kingdom changes its clocks at 1am Greenwich Mean Time, in March and in October
(Summer Time Order 2002, SI 2002/262).
"""

from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
MIDNIGHT = time(0, 0)
MIDDAY = time(12, 0)
CLOCKS_CHANGE = time(1, 0, tzinfo=UTC)

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def local(at: datetime) -> datetime:
    """The moment as Scotland's clocks show it. ValueError for a moment without a time zone."""
    if at.tzinfo is None:
        raise ValueError("A moment needs a time zone: without one nobody can say when it is.")
    return at.astimezone(UTC).astimezone(LONDON)


@lru_cache(maxsize=4096)
def instant(day: date, clock: time) -> datetime:
    """When the clock first shows that time on that day, in UTC; a time that is jumped over means the jump itself."""
    wall = datetime.combine(day, clock, LONDON)
    moment = wall.astimezone(UTC)
    if moment.astimezone(LONDON).time() != clock:
        return datetime.combine(day, CLOCKS_CHANGE)
    return moment


def time_words(clock: time) -> str:
    """A time as GOV.UK writes it: 9am, 4:45pm, midday, midnight."""
    if clock in (MIDNIGHT, MIDDAY):
        return "midday" if clock == MIDDAY else "midnight"
    minutes = f":{clock.minute:02}" if clock.minute else ""
    return f"{clock.hour % 12 or 12}{minutes}{'am' if clock.hour < MIDDAY.hour else 'pm'}"


def date_words(day: date) -> str:
    """A date as people write it: 12 May 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def day_words(day: date, today: date) -> str:
    """today, tomorrow, Monday; with its date where the weekday alone could be mistaken for a nearer one."""
    ahead = (day - today).days
    if ahead in (0, 1):
        return ("today", "tomorrow")[ahead]
    name = DAYS[day.weekday()]
    return name if 1 < ahead < len(DAYS) else f"{name} {day.day} {MONTHS[day.month - 1]}"
