"""Approvals: for every state of a contact that was ever on the site, who made it and who else agreed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Max, Q
from django.utils import timezone

from contacts import states
from contacts.states import State


class NeedsSecondPersonError(ValidationError):
    """What was tried would change what the public sees without a second person. ``str()`` is a sentence for people."""

    def __str__(self) -> str:
        return str(self.message)


class AppendOnlyQuerySet(models.QuerySet):
    """Rows are added, one by one, and stay as they are."""

    def _refuse(self, *args: Any, **kwargs: Any) -> Any:
        raise ValidationError("An approval is never changed and never deleted: it is the record of who agreed to what.")

    update = bulk_update = bulk_create = delete = _refuse


class Approval(models.Model):
    """One state that may be shown: what was, what comes, who made it, who else agreed. Append only. Owner: the code.

    Only the newest one of a contact can still take effect, once: it gets its moment then and nothing else ever changes.
    """

    class Kind(models.TextChoices):
        APPROVAL = "approval", "Approved by a second person"
        FIRST_LOAD = "first_load", "Loaded from the reviewed files"
        WITHDRAWAL = "withdrawal", "Withdrawn at once"

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

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="approval", approved_by=""), name="an_approval_names_the_second_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_kind_display().lower()}, {self.at:%d %B %Y}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ValidationError("An approval is never changed.")
        if self.kind == self.Kind.APPROVAL and self.approver_id in {maker["id"] for maker in self.made_by}:
            raise NeedsSecondPersonError("Nobody approves their own change.")
        self.digest = states.digest(self.after)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise ValidationError("An approval is never deleted.")

    @property
    def is_sound(self) -> bool:
        """Whether the state is the one that was approved, as far as its digest tells."""
        return self.digest == states.digest(self.after)

    def shown(self) -> State:
        """What this approval puts on the site now: nothing when the end that was agreed has come."""
        return states.NOTHING if states.is_over(self.after, timezone.now()) else self.after

    def take_effect(self) -> None:
        """From now on this is what is shown. Exactly one of several attempts succeeds."""
        waiting: models.QuerySet = models.QuerySet(Approval).filter(pk=self.pk, took_effect_at=None)
        if not waiting.update(took_effect_at=timezone.now()):
            raise NeedsSecondPersonError("This approval was used already. Please send the change for approval again.")

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
        newest = effective.values("key").annotate(newest=Max("pk")).values("newest")
        return {approval.key: approval for approval in cls.objects.filter(pk__in=newest)}

    @classmethod
    def waiting_for(cls, key: str, state: State) -> Approval | None:
        """The approval of exactly this state that has not taken effect yet, if it is the newest one."""
        newest = cls.newest(key)
        agreed = newest and newest.took_effect_at is None and newest.is_sound and newest.after == state
        return newest if agreed else None
