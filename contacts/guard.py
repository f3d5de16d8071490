"""Nobody changes a number alone: what is written to a contact must be what a second person approved.

The rule stands where rows are written, so that it holds for the admin, imports, scheduled publishing and scripts alike.
What gets past it (SQL, private methods of Django's) is not shown either: see published.py.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import models, transaction

from contacts import states
from contacts.approvals import Approval, NeedsSecondPersonError, has_begun
from contacts.whole_writes import ALONE, TAKE_OFF, GuardedQuerySet, is_scheduled, make_room, writing

log = logging.getLogger(__name__)
SCHEDULED = "wagtail.publish.scheduled"


class Contact(models.Model):
    """What a service, a national line and a council share: the row shows only what a second person has approved."""

    # The field that names it, and what is said to somebody who tries to take it off alone.
    KEY = "key"
    taken_off_by = TAKE_OFF
    live: Any
    objects = GuardedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        fields = kwargs.get("update_fields")
        if fields is not None and not states.PROTECTED.intersection(fields):
            super().save(*args, **kwargs)
            return
        with transaction.atomic(), _agreed(self):
            make_room(self)
            super().save(*args, **kwargs)

    def is_on_site(self) -> bool:
        return self.live

    def publish(self, revision: Any, user: Any = None, **options: Any) -> None:
        """Puts the draft on the site, or makes it wait for its day. NeedsSecondPersonError unless it was approved."""
        try:
            with transaction.atomic():
                _check_schedule(revision.as_object())
                with _schedule_noticed(self):
                    super().publish(revision, user=user, **options)  # type: ignore[misc]
        except NeedsSecondPersonError:
            if options.get("log_action") != SCHEDULED:
                raise
            # One draft that was never approved must not hold up the others that are due.
            log.exception("%s was due to be published and nobody approved it: it stays a draft.", states.key(self))

    def unpublish(self, set_expired: bool = False, **options: Any) -> None:
        """Ends what is shown when its agreed end has come; NeedsSecondPersonError at any other time."""
        try:
            with transaction.atomic(), _schedule_noticed(self):
                super().unpublish(set_expired=set_expired, **options)  # type: ignore[misc]
        except NeedsSecondPersonError:
            if not set_expired:
                raise
            log.exception("%s was due to be taken off and nobody approved it: it stays.", states.key(self))


@contextmanager
def _schedule_noticed(row: Any) -> Iterator[None]:
    """What waited for its day and does not any more is cancelled: Wagtail clears schedules without a signal."""
    before = is_scheduled(row)
    yield
    if before and not is_scheduled(row):
        Approval.cancel(states.key(row))


@contextmanager
def _agreed(row: Any) -> Iterator[None]:
    """Lets the row be written and then looks at what stands in the database: all of it was approved, or none stays."""
    before = _in_database(row)
    with writing(row):
        yield
    after = _in_database(row)
    if before != after:
        _settle(row, after)


def _in_database(row: Any) -> states.State:
    """What the database shows of this row; nobody else can write it until the transaction ends."""
    if row.pk is None:
        return states.NOTHING
    return states.shown(type(row)._base_manager.select_for_update().filter(pk=row.pk).first())


def _settle(row: Any, after: states.State) -> None:
    key = states.key(row)
    last = Approval.in_force(key)
    if after == (last.shown() if last else states.NOTHING):
        return
    approval = Approval.waiting_for(key, after) if after else None
    if approval is None or not has_begun(after):
        raise NeedsSecondPersonError(ALONE if after else row.taken_off_by)
    approval.take_effect()


def _check_schedule(draft: Any) -> None:
    """A draft that waits for its day is approved before it waits, not when its day has come."""
    state = states.of(draft)
    if not has_begun(state) and not Approval.waiting_for(states.key(draft), state):
        raise NeedsSecondPersonError(ALONE)
