"""What is published, as the value types that the finder works with.

What two people agreed on is shown, and nothing else: the approvals say it, and the rows that editors write are only
compared with them. A row that says something else was changed past the rule (by SQL, or from an old backup): then the
last agreed state stays on the site, and the log says so.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils import timezone

from contacts import services, states, values
from contacts.approvals import Approval
from contacts.approving import is_as_reviewed, reviewed_councils
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
Approvals = Mapping[str, Approval]


def read() -> Contacts | None:
    """What the public may see, in eleven queries; None when no contacts are loaded."""
    found = list(Council.objects.prefetch_related("holidays", "holiday_years"))
    agreed = Approval.all_in_force()
    if not found or not agreed:
        return None
    offered = _services(agreed)
    shown = sorted(_shown(Council, found, agreed), key=lambda state: state["name"])
    councils = {
        state["key"]: values.council(_council(state), (one for one in offered if state["key"] in one.councils))
        for state in shown
    }
    return Contacts(councils, tuple(_national(agreed)))


def _council(state: states.State) -> Council:
    council = Council(**states.typed(state, states.COUNCIL), slug=state["key"])
    council.holidays.set([LocalHoliday(**states.typed(day, states.HOLIDAY)) for day in state["holidays"]])
    council.holiday_years.set([HolidayYear(**year) for year in state["holiday_years"]])
    return council


def _services(agreed: Approvals) -> list[services.Service]:
    rows = list(Service.objects.prefetch_related("lines", "hour_exceptions", "councils"))
    checks = _checks("service")
    found = [_service(state, checks[state["key"]]) for state in _shown(Service, rows, agreed)]
    # A service without a number that may be shown has nothing to offer to a caller.
    return [service for service in found if service.lines or service.email or service.online_form]


def _national(agreed: Approvals) -> Iterator[services.NationalLine]:
    checks = _checks("national_line")
    shown = _shown(NationalLine, list(NationalLine.objects.all()), agreed)
    for state in sorted(shown, key=lambda state: (state["sort_order"], state["name"])):
        if not state["held_back"]:
            yield values.national(NationalLine(**states.typed(state, ["key", *states.NATIONAL])), checks[state["key"]])


def _service(state: states.State, checks: values.Checks) -> services.Service:
    lines = [ServiceLine(**states.typed(line, states.LINE)) for line in state["lines"]]
    days = [HourException(**states.typed(day, states.EXCEPTION)) for day in state["hour_exceptions"]]
    row = Service(**states.typed(state, ["key", *states.SERVICE]))
    return values.service(row, values.Parts(lines, days, state["councils"], checks))


def _shown(model: type[Any], rows: list[Any], agreed: Approvals) -> Iterator[states.State]:
    """The agreed states of one kind of contact, by key."""
    kept = {states.key(row): states.shown(row) for row in rows}
    keys = {key for key in agreed if key.startswith(f"{model.__name__}:")} | kept.keys()
    for key in sorted(keys):
        if state := _agreed(key, kept.get(key, states.NOTHING), agreed.get(key)):
            yield state


def _agreed(key: str, kept: states.State, approval: Approval | None) -> states.State:
    trusted = approval is not None and (approval.is_sound or is_as_reviewed(approval))
    # A council is never taken off: at the least it is there as the data files have it, with its services.
    state = approval.after if approval and trusted else reviewed_councils().get(key, states.NOTHING)
    if kept == state or (not kept and states.is_over(state, timezone.now())):
        return kept
    log.error("%s was changed without a second person. Shown is %s.", key, "what was agreed" if state else "nothing")
    return state


def _checks(owner: str) -> defaultdict[str, dict[str, services.Check]]:
    """The good checks of each contact, by its key."""
    rows: defaultdict[str, list[NumberCheck]] = defaultdict(list)
    for check in NumberCheck.objects.filter(**{f"{owner}__isnull": False}).select_related(owner):
        rows[getattr(check, owner).key].append(check)
    return defaultdict(dict, {key: values.checks(found) for key, found in rows.items()})
