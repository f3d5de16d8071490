"""What each kind of approval has to be like before it is kept. Whoever writes one by hand meets the same rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models
from wagtail.models import Revision

from contacts import approving, states
from contacts.approvals import Approval, NeedsSecondPersonError

AT_ONCE = "An approval is kept first and takes effect afterwards, never both at once."
REMOVES = "Without a second person a number can only be taken off the site. Everything else has to stay as it is."
NAMED = "An approval names who made the change and another person, who approves it. Nobody approves their own change."
DRAFT = "An approval belongs to a draft that says exactly what was approved."
NOTHING_WAITS = "Only what waits for its day can be cancelled."
# What a withdrawal leaves as it is in an approval that it carries on without the number.
CARRIED = ("made_by", "approver_id", "approved_by", "revision_id")


def check(approval: Approval) -> None:
    """NeedsSecondPersonError unless this may be kept."""
    if approval.took_effect_at is not None:
        raise NeedsSecondPersonError(AT_ONCE)
    kinds: dict[str, Callable[[Approval], None]] = {
        Approval.Kind.APPROVAL: _approval,
        Approval.Kind.FIRST_LOAD: _first_load,
        Approval.Kind.WITHDRAWAL: _withdrawal,
        Approval.Kind.CANCELLED: _cancelled,
    }
    if approval.kind not in kinds:
        raise NeedsSecondPersonError(NAMED)
    kinds[approval.kind](approval)


def only_removes(before: states.State, after: states.State) -> bool:
    """Whether nothing differs but that numbers which were shown are held back now."""
    if "lines" not in before:
        return _held_back(before, after)
    rest_before, rest_after = ({**state, "lines": None} for state in (before, after))
    old, new = before["lines"], after.get("lines", [])
    return rest_before == rest_after and len(old) == len(new) and all(map(_held_back, old, new))


def _held_back(before: states.State, after: states.State) -> bool:
    if before == after:
        return True
    removed = before.get("held_back") == "" and bool(after.get("held_back"))
    return removed and {**before, "held_back": ""} == {**after, "held_back": ""}


def _approval(approval: Approval) -> None:
    makers = {maker["id"] for maker in approval.made_by}
    if not makers or not approval.approved_by or approval.approver_id in makers:
        raise NeedsSecondPersonError(NAMED)
    if not _is_carried_on(approval):
        _of_a_draft(approval, makers)


def _is_carried_on(approval: Approval) -> bool:
    """Whether this is what waits already, at most with fewer numbers."""
    agreed = Approval.objects.filter(key=approval.key).exclude(kind=Approval.Kind.WITHDRAWAL).last()
    return (
        agreed is not None
        and agreed.kind == Approval.Kind.APPROVAL
        and agreed.took_effect_at is None
        and agreed.is_sound
        and all(getattr(agreed, name) == getattr(approval, name) for name in CARRIED)
        and only_removes(agreed.after, approval.after)
    )


def _of_a_draft(approval: Approval, makers: set[int]) -> None:
    revision = Revision.objects.filter(pk=approval.revision_id, content_type__app_label="contacts").first()
    draft: Any = revision and revision.as_object()
    if draft is None or states.key(draft) != approval.key or states.of(draft) != approval.after:
        raise NeedsSecondPersonError(DRAFT)
    row = type(draft)._base_manager.get(pk=draft.pk)
    approving.refuse(row, approval.approver, approving.who_made(row))
    if not makers.issuperset(maker.pk for maker in approving.who_made(row)):
        raise NeedsSecondPersonError(NAMED)


def _first_load(approval: Approval) -> None:
    approving.check_first_load(approval.key, approval.after)


def _withdrawal(approval: Approval) -> None:
    last = Approval.in_force(approval.key)
    removes = last is not None and last.is_sound and only_removes(last.after, approval.after)
    if not removes or not approval.approved_by or not approval.reason:
        raise NeedsSecondPersonError(REMOVES)


def _cancelled(approval: Approval) -> None:
    waiting: models.Model | None = Approval.waiting(approval.key)
    if waiting is None or approval.after:
        raise NeedsSecondPersonError(NOTHING_WAITS)
