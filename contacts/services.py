"""The value types that the rest of the finder speaks in: councils, their services, and the numbers to ring.

Nothing here knows about a database or a clock. Where a fact is not known its value is ``None`` or empty,
never a guess: a caller who plans a hidden call must be able to trust what is said about cost and bills.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from contacts import places, postcodes
    from contacts.opening_hours import OpeningHours

CheckedHow = Literal["rang", "council_confirmed", "page_read"]
LineKind = Literal["phone", "non_voice", "other"]


def tel(number: str) -> str:
    """The address that makes a phone ring the number: digits only, so that it is never dialled with a gap."""
    return f"tel:{''.join(filter(str.isdigit, number))}"


def spelled(number: str) -> str:
    """The number digit by digit, with a comma between its groups, so that a screen reader does not say "millions"."""
    return ", ".join(" ".join(group) for group in number.split())


def international(number: str) -> str:
    """The number as it is dialled from anywhere: +448007315520. A short code (101) stays as it is."""
    digits = "".join(filter(str.isdigit, number))
    return f"+44{digits[1:]}" if digits.startswith("0") else digits


class Role(StrEnum):
    """When a service is meant to be rung."""

    OFFICE = "office"
    OUT_OF_HOURS = "out_of_hours"
    ALL_HOURS = "all_hours"


@dataclass(frozen=True, slots=True)
class Check:
    """One time that somebody made sure of a number, and when it is due again."""

    on: date
    how: CheckedHow
    next_due: date


@dataclass(frozen=True, slots=True)
class Line:
    """A number of a service, grouped as it is shown, with what a caller has to know before ringing it."""

    number: str
    area: str = ""
    label: str = ""
    ask_for: str = ""
    keypad_option: str = ""
    if_unsure: bool = False
    free: bool | None = None
    on_itemised_bill: bool | None = None
    source: str = ""
    valid_from: date | None = None
    check: Check | None = None

    @property
    def tel(self) -> str:
        return tel(self.number)

    @property
    def spelled(self) -> str:
        return spelled(self.number)

    @property
    def international(self) -> str:
        return international(self.number)


@dataclass(frozen=True, slots=True)
class Service:
    """People who take calls about children, for one council or for several that share them.

    ``hours`` is None where no source states them; ``hours_in_words`` then holds what the source does say.
    """

    key: str
    name: str
    role: Role
    lines: tuple[Line, ...] = ()
    hours: OpeningHours | None = None
    hours_in_words: str = ""
    email: str = ""
    online_form: str = ""
    councils: tuple[str, ...] = ()

    def lines_on(self, day: date) -> tuple[Line, ...]:
        """The lines that are in use on this day; one that starts later is not among them."""
        return tuple(line for line in self.lines if line.valid_from is None or line.valid_from <= day)


@dataclass(frozen=True, slots=True)
class LocalHoliday:
    """A day on which one council's offices are closed, as its own list says."""

    on: date
    name: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Council:
    """One of Scotland's 32 councils.

    ``holidays_confirmed`` holds the years for which the council's own list of holidays is complete: in those
    years a bank holiday that is not listed is an ordinary working day. ``withheld``: there are numbers, and they are
    not shown because their seal is broken.
    """

    slug: str
    name: str
    gss_code: str = ""
    website: str = ""
    child_protection_page: str = ""
    committee_site: str = ""
    services: tuple[Service, ...] = ()
    holidays: tuple[LocalHoliday, ...] = ()
    holidays_confirmed: frozenset[int] = frozenset()
    withheld: bool = False

    @property
    def address(self) -> str:
        return f"/find-out-who-to-talk-to/{self.slug}/"


@dataclass(frozen=True, slots=True)
class NationalLine:
    """A line for the whole of Scotland. ``number`` is empty where there is only a web address."""

    key: str
    name: str
    number: str = ""
    web: str = ""
    hours_in_words: str = ""
    for_whom: str = ""
    emergency: bool | None = None
    sign_up_needed: bool | None = None
    free: bool | None = None
    on_itemised_bill: bool | None = None
    source: str = ""
    check: Check | None = None
    kind: LineKind = "phone"

    @property
    def tel(self) -> str:
        return tel(self.number)

    @property
    def spelled(self) -> str:
        return spelled(self.number)


@dataclass(frozen=True, slots=True)
class Directory:
    """Everything the finder needs to answer, read once: councils by slug in A to Z order, and where places are."""

    councils: Mapping[str, Council]
    national: tuple[NationalLine, ...]
    postcodes: postcodes.Table
    places: places.Index
