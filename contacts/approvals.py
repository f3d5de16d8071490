"""Approvals: for every state of a contact that was ever on the site, who made it and who else agreed."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Max, Q
from django.utils import timezone

from contacts import seals, states
from contacts.append_only import AppendOnly
from contacts.states import State

log = logging.getLogger(__name__)
# Migration 0003 seals what it writes in the same way.
SALT = "contacts.approvals"
USED = "This approval was used already, or cannot be used now. Please send the change for approval again."


class NeedsSecondPersonError(ValidationError):
    """What was tried would change what the public sees without a second person. ``str()`` is a sentence for people."""

    def __str__(self) -> str:
        return str(self.message)


def has_begun(state: State) -> bool:
    """Whether the day from which the state may be shown has come."""
    begin = states.moment(state, "go_live_at")
    return begin is None or begin <= timezone.now()


class Approval(AppendOnly):
    """One state that may be shown: what was, what comes, who made it, who else agreed. Append only. Owner: the code.

    Only the newest one of a contact can still take effect, once: it gets its moment then and nothing else ever changes.
    """

    class Kind(models.TextChoices):
        APPROVAL = "approval", "Approved by a second person"
        FIRST_LOAD = "first_load", "Loaded from the reviewed files"
        WITHDRAWAL = "withdrawal", "Withdrawn at once"
        CANCELLED = "cancelled", "Cancelled before its day"

    kind = models.CharField(max_length=20, choices=Kind)
    key = models.CharField(max_length=100, db_index=True)
    name = models.CharField(max_length=120)
    before = models.JSONField()
    after = models.JSONField()
    digest = models.CharField(max_length=64)
    made_by = models.JSONField(default=list)
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # Kept beside the approver, because an account may be deleted later.
    approved_by = models.CharField(max_length=200, blank=True)
    source = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    revision_id = models.PositiveBigIntegerField(null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)
    took_effect_at = models.DateTimeField(null=True, blank=True)

    never_changed = "An approval is never changed."
    never_deleted = "An approval is never deleted."

    class Meta(AppendOnly.Meta):
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="approval", approved_by=""), name="an_approval_names_the_second_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_kind_display().lower()}, {self.at:%d %B %Y}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        from contacts.approval_rules import check

        if self._state.adding:
            check(self)
            self.digest = seals.seal(SALT, [self.key, self.after])
        super().save(*args, **kwargs)

    @property
    def is_sound(self) -> bool:
        """Whether this site wrote the state, for this contact; also before SECRET_KEY was changed."""
        return seals.fits(self.digest, SALT, [self.key, self.after])

    def shown(self) -> State:
        """What this approval puts on the site now: nothing when the end that was agreed has come."""
        return self.after if self.is_sound and not states.is_over(self.after, timezone.now()) else states.NOTHING

    def take_effect(self) -> None:
        """From now on this is what is shown. Exactly one of several attempts succeeds."""
        from contacts import audit_log

        newest = Approval.waiting(self.key)
        if newest is None or newest.pk != self.pk or not has_begun(newest.after):
            raise NeedsSecondPersonError(USED)
        waiting: models.QuerySet = models.QuerySet(Approval).filter(pk=self.pk, took_effect_at=None)
        if not waiting.update(took_effect_at=timezone.now()):
            raise NeedsSecondPersonError(USED)
        audit_log.shown(self)

    @classmethod
    def newest(cls, key: str) -> Approval | None:
        return cls.objects.filter(key=key).last()

    @classmethod
    def in_force(cls, key: str) -> Approval | None:
        """The one that says what is shown now."""
        return cls.objects.filter(key=key, took_effect_at__isnull=False).last()

    @classmethod
    def all_in_force(cls) -> dict[str, Approval]:
        """By key, for every contact: one query."""
        effective = cls.objects.filter(took_effect_at__isnull=False).order_by()
        newest = effective.values("key").annotate(last_pk=Max("pk")).values("last_pk")
        return {approval.key: approval for approval in cls.objects.filter(pk__in=newest)}

    @classmethod
    def waiting_for(cls, key: str, state: State) -> Approval | None:
        """The approval of exactly this state that has not taken effect yet, if it is the newest one."""
        waiting = cls.waiting(key)
        return waiting if waiting and waiting.after == state else None

    @classmethod
    def waiting(cls, key: str) -> Approval | None:
        """What was approved and has not taken effect yet. A newer approval, or its cancellation, ends it."""
        newest = cls.newest(key)
        usable = newest and newest.took_effect_at is None and newest.kind != cls.Kind.CANCELLED and newest.is_sound
        return newest if usable else None

    @classmethod
    def cancel(cls, key: str) -> None:
        """What waits for its day will not come: whoever wants it needs a second person again."""
        if waiting := cls.waiting(key):
            cls.objects.create(
                kind=cls.Kind.CANCELLED, key=key, name=waiting.name, before=waiting.after, after=states.NOTHING
            )
            log.warning("%s: what was approved for a later day is cancelled. It needs a new approval.", key)
