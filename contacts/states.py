"""What the public gets from a service, a national line or a council, as plain data that two people can agree on.

A state holds nothing but JSON's own types, so that it can be kept, compared and digested. An empty state means that
nothing is shown. What is left out (notes, confidence, locks, drafts) may be changed by one person alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

State = dict[str, Any]
NOTHING: State = {}
SCHEDULE = ("go_live_at", "expire_at")
SERVICE = ("name", "role", "hours", "hours_complete", "hours_in_words", "email", "online_form", *SCHEDULE)
LINE = (
    *("number", "area", "label", "ask_for", "keypad_option", "if_unsure", "free", "on_itemised_bill", "source"),
    *("held_back", "valid_from"),
)
EXCEPTION = ("date", "hours", "reason")
NATIONAL = (
    *("name", "kind", "number", "web", "hours_in_words", "for_whom", "emergency", "sign_up_needed", "free"),
    *("on_itemised_bill", "source", "held_back", "sort_order", *SCHEDULE),
)
COUNCIL = ("name", "gss_code", "website", "child_protection_page", "committee_site", *SCHEDULE)
HOLIDAY = ("date", "name", "source")
YEAR = ("year", "source")
# What belongs to a contact and stands in other tables, with what counts of it.
PARTS = {"lines": LINE, "hour_exceptions": EXCEPTION, "holidays": HOLIDAY, "holiday_years": YEAR}
# What save(update_fields=...) and QuerySet.update() may not touch without an approval.
PROTECTED = frozenset({"live", "key", "slug", "councils", *SERVICE, *NATIONAL, *COUNCIL, *PARTS}).union(*PARTS.values())


def key(row: Any) -> str:
    """What names a contact in approvals and in the record of numbers: "Service:fife-office", "Council:fife"."""
    return f"{type(row).__name__}:{row.key}"


def of(row: Any) -> State:
    """The state that this row, or this draft, would put on the site."""
    if hasattr(row, "holidays"):
        return _council(row)
    if not hasattr(row, "lines"):
        return {"key": row.key, **_values(row, NATIONAL)}
    lines = sorted(row.lines.all(), key=lambda line: (line.sort_order is None, line.sort_order or 0, line.number))
    return {
        "key": row.key,
        **_values(row, SERVICE),
        "councils": sorted(council.slug for council in row.councils.all()),
        "lines": [_values(line, LINE) for line in lines],
        "hour_exceptions": sorted((_values(day, EXCEPTION) for day in row.hour_exceptions.all()), key=_date),
    }


def _council(row: Any) -> State:
    years = sorted((_values(year, YEAR) for year in row.holiday_years.all()), key=lambda year: int(year["year"] or 0))
    days = sorted((_values(day, HOLIDAY) for day in row.holidays.all()), key=_date)
    return {"key": row.key, **_values(row, COUNCIL), "holidays": days, "holiday_years": years}


def shown(row: Any) -> State:
    """The state that the row puts on the site now."""
    return of(row) if row is not None and row.live else NOTHING


def digest(state: State) -> str:
    """SHA-256 of the state, in an order that does not depend on how it was kept."""
    text = json.dumps(state, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def moment(state: State, name: str) -> datetime | None:
    """When the state begins ("go_live_at") or ends ("expire_at")."""
    return datetime.fromisoformat(state[name]) if state.get(name) else None


def is_over(state: State, now: datetime) -> bool:
    """Whether the state's agreed end has come."""
    end = moment(state, "expire_at")
    return end is not None and end <= now


def numbers(state: State) -> list[str]:
    """Every number that the state shows to the public."""
    lines = state.get("lines", [state] if "number" in state else [])
    return [line["number"] for line in lines if line["number"] and not line["held_back"]]


def without(state: State, digits: str, reason: str) -> State:
    """The same state with every line of this number held back."""
    if "lines" not in state:
        return {**state, "held_back": reason} if _is(state, digits) else state
    held = [{**line, "held_back": reason} if _is(line, digits) else line for line in state["lines"]]
    return {**state, "lines": held}


def typed(values: State, names: Iterable[str]) -> State:
    """The named values with dates as dates, as a model's constructor takes them."""
    dates = {"date", "valid_from"}
    return {
        name: date.fromisoformat(values[name]) if name in dates and values[name] else values[name]
        for name in names
        if name not in SCHEDULE
    }


def _is(line: State, digits: str) -> bool:
    return not line["held_back"] and "".join(filter(str.isdigit, line["number"])) == digits


def _values(row: Any, names: Iterable[str]) -> State:
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: Any) -> Any:
    # To the minute: the admin's field for a moment knows no seconds, and saving a draft again must change nothing.
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="minutes")
    return value.isoformat() if isinstance(value, date) else value


def _date(values: State) -> str:
    return str(values["date"])
