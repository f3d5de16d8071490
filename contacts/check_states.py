"""How sure the site may be of a number today. Pure: facts and a day in, a state out."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

SOON = timedelta(days=30)


class State(StrEnum):
    """How a number stands, the most urgent first."""

    OVERDUE = "overdue"
    DISPUTED = "disputed"
    NEVER = "never"
    DUE_SOON = "due_soon"
    CHECKED = "checked"

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS = {
    State.OVERDUE: "Overdue",
    State.DISPUTED: "Disputed or held back",
    State.NEVER: "Never checked",
    State.DUE_SOON: "Due within 30 days",
    State.CHECKED: "Checked",
}
URGENCY = {state: place for place, state in enumerate(State)}


def state(held_back: bool, result: str, next_due: date | None, today: date) -> State:
    """``result`` and ``next_due`` are the latest check's; an empty result means that there is none.

    A number is disputed while an editor holds it back, and after a check that did not find it right.
    """
    if held_back or result in ("wrong", "nobody"):
        return State.DISPUTED
    if not result or next_due is None:
        return State.NEVER
    if next_due < today:
        return State.OVERDUE
    return State.DUE_SOON if next_due <= today + SOON else State.CHECKED
