"""From what editors keep in the database to the value types that the finder works with.

Everything here drops what the public must not see: lines that are held back, and checks that found a number wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from contacts import numbers, services
from contacts.hours_text import parse_ranges
from contacts.opening_hours import OpeningHours

if TYPE_CHECKING:
    from contacts.models import Council, HourException, NationalLine, NumberCheck, Service, ServiceLine

Checks = Mapping[str, services.Check]


@dataclass
class Parts:
    """What belongs to one service and is kept in other tables."""

    lines: Iterable[ServiceLine] = ()
    exceptions: Iterable[HourException] = ()
    councils: Iterable[str] = ()
    checks: Checks = field(default_factory=dict)


def checks(found: Iterable[NumberCheck]) -> dict[str, services.Check]:
    """The checks, oldest first, as the newest good one for each number (by its digits)."""
    good: dict[str, services.Check] = {}
    for check in found:
        good.pop(numbers.digits(check.number), None)
        if check.result == "right":
            good[numbers.digits(check.number)] = services.Check(check.on, _how(check), check.next_due)
    return good


def _how(check: NumberCheck) -> services.CheckedHow:
    return cast("services.CheckedHow", check.how)


def service(row: Service, parts: Parts) -> services.Service:
    return services.Service(
        key=row.key,
        name=row.name,
        role=services.Role(row.role),
        lines=tuple(_line(line, parts.checks) for line in parts.lines if not line.held_back),
        hours=_hours(row, parts.exceptions),
        hours_in_words=row.hours_in_words,
        email=row.email,
        online_form=row.online_form,
        councils=tuple(sorted(parts.councils)),
    )


def _hours(row: Service, exceptions: Iterable[HourException]) -> OpeningHours | None:
    """None when neither the week nor any day is known."""
    days = list(exceptions)
    if not row.hours and not days:
        return None
    times = {
        day.date: tuple((found.opens, found.closes) for found in parse_ranges(f"Mon {day.hours}")) if day.hours else ()
        for day in days
    }
    ranges = parse_ranges(row.hours) if row.hours else ()
    return OpeningHours(ranges, times, row.hours_complete and bool(row.hours), {d.date: d.reason for d in days})


def _line(row: ServiceLine, known: Checks) -> services.Line:
    same = [
        "number",
        "area",
        "label",
        "ask_for",
        "keypad_option",
        "if_unsure",
        "free",
        "on_itemised_bill",
        "source",
        "valid_from",
    ]
    return services.Line(**{name: getattr(row, name) for name in same}, check=known.get(numbers.digits(row.number)))


def council(row: Council, own: Iterable[services.Service], *, withheld: bool = False) -> services.Council:
    same = ["slug", "name", "gss_code", "website", "child_protection_page", "committee_site"]
    return services.Council(
        **{name: getattr(row, name) for name in same},
        services=() if withheld else tuple(own),
        withheld=withheld,
        holidays=tuple(services.LocalHoliday(day.date, day.name, day.source) for day in row.holidays.all()),
        holidays_confirmed=frozenset(year.year for year in row.holiday_years.all()),
    )


def edited_council(row: Council, published: services.Council | None) -> services.Council:
    """A council's value as it is being edited, with the services that the public sees."""
    return council(row, published.services if published else ())


def council_with(row: Council | None, edited: Service) -> services.Council:
    """A council's value with one service as it is being edited; a nameless council when the service has none yet."""
    if row is None:
        parts = Parts(edited.lines.all(), edited.hour_exceptions.all())
        return services.Council("", "", services=(service(edited, parts),))
    own = [edited if other.pk == edited.pk else other for other in row.services.filter(live=True)]
    own += [] if edited.pk in {other.pk for other in own} else [edited]
    return council(row, (service(other, _parts(other)) for other in own))


def _parts(row: Service) -> Parts:
    slugs = [council.slug for council in row.councils.all()]
    found = checks(row.checks.all()) if row.pk else {}
    return Parts(row.lines.all(), row.hour_exceptions.all(), slugs, found)


def national(row: NationalLine, known: Checks | None = None) -> services.NationalLine:
    same = "key name number web hours_in_words for_whom emergency sign_up_needed free on_itemised_bill source kind"
    check = (known or {}).get(numbers.digits(row.number)) if row.number else None
    return services.NationalLine(**{name: getattr(row, name) for name in same.split()}, check=check)
