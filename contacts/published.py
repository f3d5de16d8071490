"""What is published, as the value types that the finder works with.

What two people agreed on is shown, and nothing else: the approvals say it, and the rows that editors write are only
compared with them. A row that says something else was changed past the rule (by SQL, or from an old backup): then the
last agreed state stays on the site, and the log says so. Where an approval's own seal is broken nothing says what was
agreed: every council that it concerns shows the national numbers alone, and an alarm is raised.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.utils import timezone

from contacts import numbers, reviewed, services, states, values
from contacts.approvals import Approval
from contacts.approving import is_as_reviewed
from contacts.contact_files import Contacts
from contacts.models import (
    Council,
    HolidayYear,
    HourException,
    LocalHoliday,
    NationalLine,
    NumberCheck,
    Service,
    ServiceLine,
)

log = logging.getLogger(__name__)
Checks = list[dict[str, str]]
WITHOUT_A_SEAL = "The seal of {} is broken: national numbers are shown instead. manage.py doctor says more."


class Agreed(NamedTuple):
    """What may be shown, in JSON's own types, by what names a contact: "Service:fife-office".

    ``broken`` names the contacts whose seal is broken, ``withheld`` the councils that show no numbers because of them.
    """

    states: Mapping[str, states.State]
    checks: Mapping[str, Checks]
    broken: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()


def read() -> Contacts | None:
    """What the public may see, in eleven queries; None when no contacts are loaded."""
    found = agreed()
    return contacts(found) if found else None


def agreed() -> Agreed | None:
    """What two people agreed on, as the database has it; None when no contacts are loaded."""
    kept = {states.key(row): row for row in rows()}
    approvals = Approval.all_in_force()
    if not kept and not approvals:
        return None
    found = {key: _agreed(key, kept.get(key), approvals.get(key)) for key in sorted({*approvals, *kept})}
    broken = tuple(key for key, (_, is_broken) in found.items() if is_broken)
    withheld = {slug for key in broken for slug in _councils_of(key, kept.get(key))}
    shown = {key: state for key, (state, _) in found.items() if state}
    return Agreed(shown, _checks(), broken, tuple(sorted(withheld)))


def rows() -> list[Any]:
    """What editors write: every council, service and national line, with what belongs to it."""
    return [
        *Council.objects.prefetch_related("holidays", "holiday_years"),
        *Service.objects.prefetch_related("lines", "hour_exceptions", "councils"),
        *NationalLine.objects.all(),
    ]


def _agreed(key: str, row: Any, approval: Approval | None) -> tuple[states.State, bool]:
    """What may be shown of this contact, and whether its seal is broken."""
    kept = states.shown(row)
    trusted = approval is not None and (approval.is_sound or is_as_reviewed(approval))
    # A council is never taken off: at the least its page is there, as the data files have it.
    state = approval.after if approval and trusted else reviewed.council(key)
    broken = not trusted and bool(kept or approval)
    if kept == state or (trusted and not kept and states.is_over(state, timezone.now())):
        return kept, broken
    instead = ("what was agreed" if trusted else "what the data files say") if state else "nothing"
    log.error("%s was changed without a second person. Shown is %s.", key, instead)
    return state, broken


def _councils_of(key: str, row: Any) -> Iterator[str]:
    """Every council that may ever have shown this contact: a broken approval does not say truly which."""
    kind, _, name = key.partition(":")
    if kind == "Council":
        yield name
    past = [after for _, after in Approval.objects.filter(key=key).values_list("pk", "after")]
    for state in (reviewed.all_states().get(key, {}), states.of(row) if row else {}, *past):
        yield from state.get("councils", ())


def _checks() -> dict[str, Checks]:
    """The last check of each number, by what names its contact."""
    last: dict[tuple[str, str], dict[str, str]] = {}
    facts = ("service__key", "national_line__key", "number", "on", "how", "result", "next_due")
    for service, line, number, on, how, result, due in NumberCheck.objects.values_list(*facts):
        check = {"number": number, "on": str(on), "how": how, "result": result, "next_due": str(due)}
        last[f"Service:{service}" if service else f"NationalLine:{line}", numbers.digits(number)] = check
    found: dict[str, Checks] = {}
    for (key, _), check in last.items():
        found.setdefault(key, []).append(check)
    return found


def contacts(found: Agreed) -> Contacts:
    """The same as values. No number of a council that is withheld is among them."""
    offered = [_service(state, found.checks.get(key, ())) for key, state in _of(found, "Service")]
    # A service without a number that may be shown has nothing to offer to a caller.
    offered = [service for service in offered if service.lines or service.email or service.online_form]
    councils = {state["key"]: _council(state, offered, found.withheld) for _, state in _of(found, "Council")}
    alarms = (WITHOUT_A_SEAL.format(", ".join(found.broken)),) if found.broken else ()
    in_order = dict(sorted(councils.items(), key=lambda pair: pair[1].name))
    return Contacts(in_order, tuple(_national(found)), alarms)


def _of(found: Agreed, kind: str) -> list[tuple[str, states.State]]:
    return [(key, state) for key, state in found.states.items() if key.startswith(f"{kind}:")]


def _council(state: states.State, offered: list[services.Service], withheld: tuple[str, ...]) -> services.Council:
    council = Council(**states.typed(state, states.COUNCIL), slug=state["key"])
    council.holidays.set([LocalHoliday(**states.typed(day, states.HOLIDAY)) for day in state["holidays"]])
    council.holiday_years.set([HolidayYear(**year) for year in state["holiday_years"]])
    own = (service for service in offered if state["key"] in service.councils)
    return values.council(council, own, withheld=state["key"] in withheld)


def _national(found: Agreed) -> Iterator[services.NationalLine]:
    shown = sorted(_of(found, "NationalLine"), key=lambda pair: (pair[1]["sort_order"], pair[1]["name"]))
    for key, state in shown:
        if not state["held_back"]:
            line = NationalLine(**states.typed(state, ["key", *states.NATIONAL]))
            yield values.national(line, _good(found.checks.get(key, ())))


def _service(state: states.State, checks: Iterable[dict[str, str]]) -> services.Service:
    lines = [ServiceLine(**states.typed(line, states.LINE)) for line in state["lines"]]
    days = [HourException(**states.typed(day, states.EXCEPTION)) for day in state["hour_exceptions"]]
    row = Service(**states.typed(state, ["key", *states.SERVICE]))
    return values.service(row, values.Parts(lines, days, state["councils"], _good(checks)))


def _good(checks: Iterable[dict[str, str]]) -> values.Checks:
    dates = ("on", "next_due")
    return values.checks(
        NumberCheck(**{name: date.fromisoformat(value) if name in dates else value for name, value in check.items()})
        for check in checks
    )
