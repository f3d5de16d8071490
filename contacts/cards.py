"""Which number leads: what one council's page puts on top at one moment, and the one honest sentence that says why.

The rule behind every rule here: lead with a number only when somebody is known, or may fairly be expected, to answer
it now. Where that is not known, numbers stand as equals; where nobody is known to answer, the police lead. The police
(101, and 999) are on every page whatever a card says.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from contacts.holidays import Holiday, Open, Unsettled
from contacts.services import Council, Role, Service
from contacts.staffing import Choice, Staffing

__all__ = ["Card", "Choice", "Reason", "card"]


class Reason(StrEnum):
    """Why the card is as it is; the template has one sentence for each."""

    ALL_HOURS = "all_hours"  # one service answers day and night
    OFFICE_OPEN = "office_open"  # the office is open
    OFFICE_CLOSED = "office_closed"  # the office is closed: the out-of-hours team leads
    HOLIDAY = "holiday"  # the office is closed for a holiday that the council lists: the out-of-hours team leads
    HOLIDAY_UNSETTLED = "holiday_unsettled"  # a bank holiday, and whether this office is open is not known
    HOURS_UNKNOWN = "hours_unknown"  # the office's hours are not known: ring either
    OUT_OF_HOURS_OPEN = "out_of_hours_open"  # the office's hours are not known; the out-of-hours team is open
    ONLY_OFFICE = "only_office"  # the only number known is an office whose hours are not known
    ONLY_OUT_OF_HOURS = "only_out_of_hours"  # the only number known is the out-of-hours team's
    NOBODY_NOW = "nobody_now"  # every number known is closed at this moment: the police lead
    NOTHING_KNOWN = "nothing_known"  # no number is known: the police lead
    WITHHELD = "withheld"  # the numbers' seal is broken: the police lead


@dataclass(frozen=True, slots=True)
class Card:
    """One council at one moment.

    ``leading``: the number to ring now, or several that are equals; empty when the police lead. ``others`` follow.
    ``police_rise``: the police stand beside the leading number, because its check is overdue or it may not answer.
    ``holiday``: the name of today's holiday, settled or not. ``next_change`` (UTC): until then the card is the same.
    """

    council: Council
    at: datetime
    leading: tuple[Choice, ...]
    others: tuple[Choice, ...]
    police_lead: bool
    police_rise: bool
    reason: Reason
    holiday: str
    next_change: datetime | None


def card(council: Council, at: datetime) -> Card:
    """What leads for this council at this moment (any time zone). ValueError for a moment without a time zone."""
    staffing = Staffing.of(council, at)
    reason, leaders = _decide(staffing)
    leading = [choice for service in leaders for choice in staffing.choices(service, leading_only=True)]
    ranked = dict.fromkeys((*leaders, *_in_order(staffing)))
    others = [choice for service in ranked for choice in staffing.choices(service) if choice not in leading]
    return Card(
        council=council,
        at=at,
        leading=tuple(leading),
        others=tuple(others),
        police_lead=not leading,
        police_rise=any(choice.overdue for choice in leading) or (bool(leading) and _may_not_answer(staffing)),
        reason=reason,
        holiday="" if isinstance(staffing.kind, Open) else staffing.kind.name,
        next_change=staffing.next_change(),
    )


def _decide(staffing: Staffing) -> tuple[Reason, tuple[Service, ...]]:
    """The reason, and the services that lead, best first."""
    if staffing.council.withheld:
        return Reason.WITHHELD, ()
    if always := staffing.services(Role.ALL_HOURS):
        return Reason.ALL_HOURS, always
    office, offices = staffing.best(Role.OFFICE)
    match office:
        case "open":
            return Reason.OFFICE_OPEN, offices
        case "closed":
            return _when_the_office_is_closed(staffing)
        case "unknown":
            return _when_the_office_may_be_open(staffing, offices)
    return _when_there_is_no_office(staffing)


def _when_the_office_is_closed(staffing: Staffing) -> tuple[Reason, tuple[Service, ...]]:
    night, nights = staffing.best(Role.OUT_OF_HOURS)
    if night in ("none", "closed"):
        return Reason.NOBODY_NOW, ()
    return Reason.HOLIDAY if isinstance(staffing.kind, Holiday) else Reason.OFFICE_CLOSED, nights


def _when_the_office_may_be_open(
    staffing: Staffing, offices: tuple[Service, ...]
) -> tuple[Reason, tuple[Service, ...]]:
    night, nights = staffing.best(Role.OUT_OF_HOURS)
    if night == "open":
        return Reason.OUT_OF_HOURS_OPEN, nights
    reason = Reason.ONLY_OFFICE if night == "none" else Reason.HOURS_UNKNOWN
    if isinstance(staffing.kind, Unsettled):
        reason = Reason.HOLIDAY_UNSETTLED
    if night == "none":
        return reason, offices if staffing.is_office_time else ()
    office_first = staffing.is_office_time or night == "closed"
    return reason, offices + nights if office_first else nights + offices


def _when_there_is_no_office(staffing: Staffing) -> tuple[Reason, tuple[Service, ...]]:
    night, nights = staffing.best(Role.OUT_OF_HOURS)
    if night == "none":
        return Reason.NOTHING_KNOWN, ()
    return (Reason.NOBODY_NOW, ()) if night == "closed" else (Reason.ONLY_OUT_OF_HOURS, nights)


def _may_not_answer(staffing: Staffing) -> bool:
    """Whether only one kind of number is known and, in the daytime, nothing says that somebody answers it now."""
    office, night = staffing.best(Role.OFFICE)[0], staffing.best(Role.OUT_OF_HOURS)[0]
    return not staffing.services(Role.ALL_HOURS) and {office, night} == {"none", "unknown"} and staffing.is_office_time


def _in_order(staffing: Staffing) -> tuple[Service, ...]:
    """Every service: the office before the out-of-hours team while it is open, or likely to be."""
    office, offices = staffing.best(Role.OFFICE)[0], staffing.services(Role.OFFICE)
    nights = staffing.services(Role.OUT_OF_HOURS)
    office_first = office == "open" or (office == "unknown" and staffing.is_office_time)
    return (*staffing.services(Role.ALL_HOURS), *((*offices, *nights) if office_first else (*nights, *offices)))
