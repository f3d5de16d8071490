"""When a phone line is answered: weekly hours, exceptions by date, and what is not known, always in Scotland's time.

Any aware moment goes in; it is reckoned in Europe/London to the minute, also on the days when the clocks change.
An answer is True, False, or None where nothing that is known tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import ClassVar

from contacts.hours_text import WHOLE_WEEK, Range, format_ranges, parse_ranges, say_ranges
from contacts.london import DAYS, MIDNIGHT, day_words, instant, local, time_words

__all__ = ["ALWAYS", "OpeningHours", "Range"]

Times = tuple[tuple[time, time], ...]
DAY = timedelta(days=1)
# Two weeks and a day: the hour that is jumped over in March can swallow a short weekly range whole.
AHEAD = 15


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """The hours of one service.

    ``ranges``: the week; a range whose end is not later than its start ends on the next day.
    ``exceptions``: what holds on a date instead, for the whole of that date (nothing runs into it from the evening
    before); no times means closed. ``reasons``: why, for the same dates.
    ``complete``: False where the source states only part, so that outside the ranges nothing is known.
    ``may_close``, ``may_open``: dates on which the week's "open", or its "closed", is not to be relied on.
    """

    ranges: tuple[Range, ...] = ()
    exceptions: Mapping[date, Times] = field(default_factory=dict, hash=False)
    complete: bool = True
    reasons: Mapping[date, str] = field(default_factory=dict, hash=False)
    may_close: frozenset[date] = frozenset()
    may_open: frozenset[date] = frozenset()

    ALWAYS: ClassVar[OpeningHours]

    @classmethod
    def parse(cls, text: str, complete: bool = True, exceptions: Mapping[date, Times] | None = None) -> OpeningHours:
        """The hours that the text states (see ``hours_text``). ValueError with a sentence for people when it cannot."""
        return cls(parse_ranges(text), exceptions or {}, complete)

    def format(self) -> str:
        """The week as text that ``parse`` reads back."""
        return format_ranges(self.ranges)

    def in_words(self) -> str:
        """The week for a reader: "Monday to Thursday 8:45am to 4:45pm, Friday 8:45am to 4pm", or "24 hours"."""
        return say_ranges(self.ranges)

    def closed_on(self, days: Iterable[date]) -> OpeningHours:
        """The same hours, closed on these days too, except where an exception already says what holds."""
        return replace(self, exceptions={**dict.fromkeys(days, ()), **self.exceptions})

    def doubting(self, may_close: Iterable[date] = (), may_open: Iterable[date] = ()) -> OpeningHours:
        """The same hours, less sure on these days, unless an exception settles them."""
        known = self.exceptions.keys()
        return replace(self, may_close=frozenset(may_close) - known, may_open=frozenset(may_open) - known)

    def is_open(self, at: datetime) -> bool | None:
        """Whether the line is answered at this moment; None when that is not known."""
        day = local(at).date()
        if any(opens <= at < closes for opens, closes in self._stretches(day)):
            return None if day in self.may_close else True
        known = self.complete or day in self.exceptions
        return False if known and day not in self.may_open else None

    def changes(self, at: datetime) -> Iterator[tuple[datetime, bool | None]]:
        """Every later moment (UTC) at which ``is_open`` changes, with what it changes to, as far as can be foreseen."""
        state = self.is_open(at)
        for moment in self._boundaries(local(at).date()):
            if moment > at and (then := self.is_open(moment)) is not state:
                state = then
                yield moment, then

    def next_change(self, at: datetime) -> datetime | None:
        """The first minute after ``at`` at which ``is_open`` differs, in UTC; None when it never does."""
        return next((moment for moment, _ in self.changes(at)), None)

    def describe(self, at: datetime, closed_for: str = "") -> str:
        """What to tell a reader: "open now until 4:45pm", "closed for a local holiday, opens Tuesday 9am"."""
        closed_for = closed_for or self.reasons.get(local(at).date(), "")
        state = self.is_open(at)
        if state is None:
            return f"may be closed for {closed_for}" if closed_for else "we do not know if it is open now"
        if state:
            return self._describe_open(at)
        return ", ".join(filter(None, [f"closed for {closed_for}" if closed_for else "closed now", self._opens(at)]))

    def _describe_open(self, at: datetime) -> str:
        moment, then = next(self.changes(at), (None, None))
        if moment is None or (local(moment).date() - local(at).date()).days >= len(DAYS):
            return "open 24 hours"
        return f"open now until {'at least ' if then is None else ''}{_until(local(moment), local(at).date())}"

    def _opens(self, at: datetime) -> str:
        doubt = ""
        for moment, then in self.changes(at):
            if then:
                return f"opens {_from(local(moment), local(at).date())}{doubt}"
            doubt = " at the latest" if then is None else doubt
        return ""

    def _times_on(self, day: date) -> Times:
        weekly = tuple((found.opens, found.closes) for found in self.ranges if found.weekday == day.weekday())
        return self.exceptions.get(day, weekly)

    def _stretches(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """The stretches, in UTC, that can touch this day: its own, and those from the evening before."""
        for start in (day,) if day in self.exceptions else (day - DAY, day):
            for opens, closes in self._times_on(start):
                yield instant(start, opens), instant(start if closes > opens else start + DAY, closes)

    def _boundaries(self, today: date) -> Iterator[datetime]:
        """Every moment, in order, at which something may change; the days left out are ordinary weeks."""
        unusual = {day for day in (*self.exceptions, *self.may_close, *self.may_open) if day >= today}
        for day in sorted({start + DAY * step for start in (today, *unusual) for step in range(AHEAD)}):
            first, last = instant(day, MIDNIGHT), instant(day + DAY, MIDNIGHT)
            ends = {end for stretch in self._stretches(day) for end in stretch}
            yield from sorted({first, *(end for end in ends if first < end < last)})


ALWAYS = OpeningHours.ALWAYS = OpeningHours(WHOLE_WEEK)


def _until(moment: datetime, today: date) -> str:
    """A closing time: 4:45pm, 9am tomorrow, 9am on Monday, midnight, the end of Sunday."""
    if moment.time() == MIDNIGHT:
        ending = moment.date() - DAY
        return "midnight" if ending == today else f"the end of {day_words(ending, today)}"
    day = day_words(moment.date(), today)
    clock = time_words(moment.time())
    return {"today": clock, "tomorrow": f"{clock} tomorrow"}.get(day, f"{clock} on {day}")


def _from(moment: datetime, today: date) -> str:
    """An opening time: today 8:45am, tomorrow 9am, Monday 9am, at midnight, at the end of Friday."""
    if moment.time() == MIDNIGHT:
        return f"at {_until(moment, today)}"
    return f"{day_words(moment.date(), today)} {time_words(moment.time())}"
