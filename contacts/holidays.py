"""Whether a council's offices keep ordinary hours on a day, and whether anybody can know.

Scotland's bank holidays come from the ``holidays`` package (GB, SCT; Banking and Financial Dealings Act 1971,
schedule 1, and the St Andrew's Day Bank Holiday (Scotland) Act 2007). They close banks, not councils: each council
settles its own public holidays, so a bank holiday tells only that its offices may be closed.

That holds for 25 and 26 December and 1 and 2 January too. Offices are most likely closed then, but no source says so
for any one council, so these days are unsettled like the others until the council's own list settles them; the
difference is ``likely_closed``, which puts the out-of-hours number first of the two equals.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import holidays

from contacts.services import Council

# The days, and those that replace them when they fall on a weekend.
MIDWINTER = {(12, day) for day in (25, 26, 27, 28)} | {(1, day) for day in (1, 2, 3, 4)}
NEXT_YEAR_IS_DUE = (11, 1)
NAMES = {"New Year Holiday": "2 January holiday", "Saint ": "St ", "(observed)": "(substitute day)"}


@dataclass(frozen=True, slots=True)
class Open:
    """An ordinary day: hours are as they always are."""


@dataclass(frozen=True, slots=True)
class Holiday:
    """The council's own list says that its offices are closed."""

    name: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A bank holiday in Scotland that the council's list neither contains nor rules out."""

    name: str
    likely_closed: bool = False


def bank_holiday(day: date) -> str:
    """The name of the bank holiday in Scotland on this day, or an empty string."""
    return _bank_holidays(day.year).get(day, "")


@lru_cache(maxsize=16)
def _bank_holidays(year: int) -> dict[date, str]:
    found = holidays.country_holidays("GB", subdiv="SCT", years=year)
    return {day: _rename(name) for day, name in found.items()}


def _rename(name: str) -> str:
    for theirs, ours in NAMES.items():
        name = name.replace(theirs, ours)
    return name


def day_kind(day: date, council: Council) -> Open | Holiday | Unsettled:
    """What is known of this day: Holiday (closed), Open (ordinary), or Unsettled where the council's list is silent."""
    for listed in council.holidays:
        if listed.on == day:
            return Holiday(listed.name, listed.source)
    name = bank_holiday(day)
    if name and day.year not in council.holidays_confirmed:
        return Unsettled(name, likely_closed=(day.month, day.day) in MIDWINTER)
    return Open()


def missing_years(councils: Iterable[Council], on: date) -> tuple[Council, ...]:
    """The councils whose list for next year is not confirmed; none before 1 November, when lists are not out yet."""
    if (on.month, on.day) < NEXT_YEAR_IS_DUE:
        return ()
    return tuple(council for council in councils if on.year + 1 not in council.holidays_confirmed)
