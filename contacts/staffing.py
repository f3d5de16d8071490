"""Who answers at one moment: each service's hours with the council's holidays worked in, in state and in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from contacts.holidays import Holiday, Open, Unsettled, bank_holiday, day_kind
from contacts.london import MIDNIGHT, instant, local
from contacts.opening_hours import ALWAYS, OpeningHours
from contacts.services import Council, Line, Role, Service

State = Literal["open", "closed", "unknown", "none"]
STATES: dict[bool | None, State] = {True: "open", False: "closed", None: "unknown"}
LIKELIEST_FIRST: tuple[State, ...] = ("open", "unknown", "closed")
# A guess, so it only orders two equals and decides whether an office whose hours nobody states may lead alone.
OFFICE_DAY = (time(8), time(18))
WEEKEND = (5, 6)
DAYS_AHEAD = 16


@dataclass(frozen=True, slots=True)
class Choice:
    """A number to ring, and what is known of it at that moment. ``overdue``: its check should have been renewed."""

    service: Service
    line: Line
    state: State
    says: str
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Staffing:
    """One council's services at one moment."""

    council: Council
    at: datetime
    today: date
    kind: Open | Holiday | Unsettled

    @classmethod
    def of(cls, council: Council, at: datetime) -> Staffing:
        today = local(at).date()
        return cls(council, at, today, day_kind(today, council))

    @property
    def is_office_time(self) -> bool:
        """Whether offices are likely to be open: a weekday between 8am and 6pm that is not a holiday, or likely one."""
        if isinstance(self.kind, Holiday) or (isinstance(self.kind, Unsettled) and self.kind.likely_closed):
            return False
        opens, closes = OFFICE_DAY
        return self.today.weekday() not in WEEKEND and opens <= local(self.at).time() < closes

    def services(self, role: Role) -> tuple[Service, ...]:
        """The services in this role that have a number to ring today."""
        return tuple(service for service in self.council.services if service.role is role and self.lines(service))

    def lines(self, service: Service) -> list[Line]:
        """Today's lines, those that lead first: a line for everybody, or the one to ring when unsure, or every area."""
        return sorted(service.lines_on(self.today), key=lambda line: (not line.if_unsure, bool(line.area)))

    def leading_lines(self, service: Service) -> list[Line]:
        """Those that stand on top: one, or every area where nothing says which to ring when unsure."""
        lines = self.lines(service)
        return lines if all(line.area and not line.if_unsure for line in lines) else lines[:1]

    def choices(self, service: Service, leading_only: bool = False) -> list[Choice]:
        state, says = self.state(service), self.says(service)
        lines = self.leading_lines(service) if leading_only else self.lines(service)
        return [Choice(service, line, state, says, self._is_overdue(line)) for line in lines]

    def state(self, service: Service) -> State:
        """Whether somebody answers now. Hours that nobody states are unknown, but a listed holiday closes an office."""
        hours = self.hours(service)
        if hours is None:
            return "closed" if service.role is Role.OFFICE and isinstance(self.kind, Holiday) else "unknown"
        return STATES[hours.is_open(self.at)]

    def best(self, role: Role) -> tuple[State, tuple[Service, ...]]:
        """The best state that any service in this role is in, and the services that are in it."""
        services = self.services(role)
        for state in LIKELIEST_FIRST:
            if found := tuple(service for service in services if self.state(service) == state):
                return state, found
        return "none", ()

    def hours(self, service: Service) -> OpeningHours | None:
        """The service's hours with the coming holidays worked in; None where no source states them.

        Out-of-hours hours are written for ordinary weeks: on a holiday they may well cover the day, so "closed" is
        then not to be relied on.
        """
        if service.role is Role.ALL_HOURS:
            return service.hours or ALWAYS
        if service.hours is None:
            return None
        closed, unsettled = self._days(Holiday), self._days(Unsettled)
        if service.role is Role.OFFICE:
            return service.hours.closed_on(closed).doubting(may_close=unsettled)
        return service.hours.doubting(may_open=closed + unsettled)

    def _days(self, kind: type[Holiday] | type[Unsettled]) -> list[date]:
        days = (self.today + timedelta(days=step) for step in range(-1, DAYS_AHEAD))
        return [day for day in days if isinstance(day_kind(day, self.council), kind)]

    def says(self, service: Service) -> str:
        """One phrase for a reader; empty where nothing is known."""
        hours, state = self.hours(service), self.state(service)
        closed_for = self._closed_for(service, state)
        if hours is None:
            return f"closed for {closed_for}" if closed_for and state == "closed" else service.hours_in_words
        if state == "unknown" and not closed_for and service.hours_in_words:
            return service.hours_in_words
        return hours.describe(self.at, hours.reasons.get(self.today) or closed_for)

    def _closed_for(self, service: Service, state: State) -> str:
        """A bank holiday, or a local one, where that is why this office is, or may be, closed now."""
        doubt = isinstance(self.kind, Unsettled) and state == "unknown" and service.hours is not None
        if service.role is Role.OFFICE and (doubt or isinstance(self.kind, Holiday)):
            return "a bank holiday" if bank_holiday(self.today) else "a local holiday"
        return ""

    def _is_overdue(self, line: Line) -> bool:
        return line.check is not None and line.check.next_due < self.today

    def next_change(self) -> datetime:
        """The first moment at which anything here may read differently: the next midnight (UTC) at the latest."""
        return min(moment for moment in self._moments() if moment > self.at)

    def _moments(self) -> Iterator[datetime]:
        yield instant(self.today + timedelta(days=1), MIDNIGHT)
        yield from (instant(self.today, clock) for clock in OFFICE_DAY)
        for service in self.council.services:
            hours = self.hours(service)
            if hours and (moment := hours.next_change(self.at)):
                yield moment
