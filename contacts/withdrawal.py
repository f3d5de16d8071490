"""Takes a dangerous number off the site at once. The one change that a person makes alone: it can only remove."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from wagtail.log_actions import log as keep_in_history
from wagtail.models import Revision

from contacts import changes, directory, states
from contacts.approvals import Approval
from contacts.models import NationalLine, Service
from contacts.numbers import digits

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Order:
    """What is to go, why, and who says so."""

    number: str
    reason: str
    who: str

    def means(self, number: str) -> bool:
        """Whether this is the number, however it was written: with 0, +44, 0044 or (0) in front."""
        return bool(_significant(self.number)) and _significant(number) == _significant(self.number)

    @property
    def words(self) -> str:
        """What editors read beside the number from now on."""
        return f"Withdrawn on {timezone.localdate():%d %B %Y}: {self.reason}"[:150]


@dataclass(frozen=True)
class Withdrawn:
    """A contact from which a number went, and the councils whose pages showed it; none: all of Scotland.

    ``was_shown`` is false when the number stood only in drafts, or in what waits for its day.
    """

    name: str
    councils: tuple[str, ...]
    was_shown: bool = True


def _significant(number: str) -> str:
    """The digits that tell numbers apart. Pages compare numbers in the same way (pages/typed_numbers.py)."""
    return re.sub(r"^(\+44|0044|0)", "", re.sub(r"[^0-9+]", "", number.replace("(0)", "")))


def withdraw(order: Order, service: str = "") -> list[Withdrawn]:
    """Holds the number back where it is shown, drafted or waiting for its day; returns from where it went.

    ``service`` is a key, and limits it to one service. Nothing happens where the number is not.
    """
    with transaction.atomic():
        gone = [one for row in _rows(service) if (one := _withdraw(row, order))]
        directory.note_change()
    for one in gone:
        log.warning("%s was withdrawn from %s by %s: %s", order.number, one.name, order.who, order.reason)
    return gone


def _rows(service: str) -> Iterable[Any]:
    """The contacts, which nobody else can write until the number has gone."""
    services = Service.objects.select_for_update()
    if service:
        return list(services.filter(key=service))
    return [*services.all(), *NationalLine.objects.select_for_update()]


def _withdraw(row: Any, order: Order) -> Withdrawn | None:
    key = states.key(row)
    last, waiting = Approval.in_force(key), Approval.waiting(key)
    waits = waiting is not None and _has(waiting.after, order)
    stood = [_clean_drafts(row, order), _hold_back_row(row, order), waits]
    shows = last is not None and _has(last.shown(), order)
    if last and shows:
        _take_off(last, order)
    if waiting and (shows or waits):
        _approve_the_rest(waiting, order)
    if not shows and not any(stood):
        return None
    keep_in_history(row, "contacts.withdraw", data={"reason": order.reason, "who": order.who}, content_changed=True)
    if last and shows:
        return Withdrawn(last.name, tuple(last.after.get("councils", ())))
    return Withdrawn(row.name, (), was_shown=False)


def _has(state: states.State, order: Order) -> bool:
    return any(map(order.means, states.numbers(state)))


def _without(state: states.State, order: Order) -> states.State:
    for number in filter(order.means, states.numbers(state)):
        state = states.without(state, digits(number), order.words)
    return state


def _take_off(last: Approval, order: Order) -> None:
    after = _without(last.after, order)
    Approval.objects.create(
        kind=Approval.Kind.WITHDRAWAL,
        key=last.key,
        name=last.name,
        before=last.after,
        after=after,
        approved_by=order.who,
        source=last.source,
        reason=order.reason,
        revision_id=last.revision_id,
    ).take_effect()
    changes.note_state(last.key, last.name, after)


def _approve_the_rest(waiting: Approval, order: Order) -> None:
    """What was approved for a later day stays approved, without this number."""
    kept = ("kind", "key", "name", "before", "made_by", "approver", "approved_by", "source", "reason", "revision_id")
    after = _without(waiting.after, order)
    Approval.objects.create(**{name: getattr(waiting, name) for name in kept}, after=after)


def _hold_back_row(row: Any, order: Order) -> bool:
    """The rows that editors see. They may say something else as well, if somebody changed them past the rule."""
    lines = row.lines.all() if isinstance(row, Service) else [row]
    found = [line for line in lines if order.means(line.number) and not line.held_back]
    for line in found:
        # Past the rule: the withdrawal itself is the approval, and it says nothing about the rest of the row.
        models.QuerySet(type(line)).filter(pk=line.pk).update(held_back=order.words)
    return bool(found)


def _clean_drafts(row: Any, order: Order) -> bool:
    """So that no draft brings the number back, among them one that was approved for a later day."""
    cleaned = False
    kept = models.Q(pk__in=[row.live_revision_id, row.latest_revision_id])
    for revision in row.revisions.filter(kept | models.Q(approved_go_live_at__isnull=False)):
        lines = revision.content.get("lines", [revision.content])
        found = [line for line in lines if order.means(line["number"]) and not line.get("held_back")]
        for line in found:
            line["held_back"] = order.words
        if found:
            Revision.objects.filter(pk=revision.pk).update(content=revision.content)
            cleaned = True
    return cleaned
