"""A contact on the site is written as a whole: its numbers, days, councils and holidays never change beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import models
from django.db.models import ProtectedError
from django.db.models.signals import m2m_changed, post_save, pre_delete, pre_save
from wagtail.models import Revision

from contacts import states
from contacts.approvals import Approval, NeedsSecondPersonError

ALONE = (
    "This would change what the public sees, and nobody does that alone. It can stand as a draft: submit the draft, "
    "and another person looks at it and approves it."
)
TAKE_OFF = (
    "Nobody takes a contact off the site alone. Write the reason into “held back” of each number and submit that: "
    "another person approves it. If a number is dangerous, ask an operator for “manage.py withdraw_number”."
)
WHOLE = (
    "Numbers, hours, councils and holidays are changed in the draft of the service or council that they belong to. "
    "Another person then approves it."
)
# The contacts that are being written as a whole; only then may what belongs to them be written.
_open: ContextVar[tuple[models.Model, ...]] = ContextVar("contacts being written", default=())


@contextmanager
def writing(row: models.Model) -> Iterator[None]:
    """Within it, what belongs to this contact may be written. The caller answers for the whole."""
    token = _open.set((*_open.get(), row))
    try:
        yield
    finally:
        _open.reset(token)


def make_room(row: Any) -> None:
    """Takes out what gets another number or day, so that two that change places are not in each other's way."""
    for name, fields in states.PARTS.items():
        if row.pk is None or not hasattr(row, name):
            continue
        kept = getattr(row, name).get_live_queryset()
        before = dict(kept.values_list("pk", fields[0]))
        value = kept.model._meta.get_field(fields[0]).to_python
        now = {part.pk: value(getattr(part, fields[0])) for part in getattr(row, name).all()}
        kept.filter(pk__in=[pk for pk in before if now.get(pk) not in (None, before[pk])]).delete()


class GuardedQuerySet(models.QuerySet):
    """Refuses to write many rows at once past the rule."""

    def update(self, **values: Any) -> int:
        owner = getattr(self.model, "OWNER", "")
        moves = {"live", owner, f"{owner}_id"} & values.keys()
        if moves or (states.PROTECTED & values.keys() and self._on_site().exists()):
            raise NeedsSecondPersonError(ALONE)
        return super().update(**values)

    update.alters_data = True  # type: ignore[attr-defined]

    def _on_site(self) -> models.QuerySet:
        owner = getattr(self.model, "OWNER", "")
        return self.filter(**{f"{owner}__live" if owner else "live": True})

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> Any:
        rows = list(objs)
        if any(row.is_on_site() for row in rows):
            raise NeedsSecondPersonError(ALONE)
        return super().bulk_create(rows, *args, **kwargs)


class Part(models.Model):
    """What belongs to a service or a council and is written with it alone: a number, a day with other hours."""

    OWNER = "service"
    objects = GuardedQuerySet.as_manager()

    class Meta:
        abstract = True

    def is_on_site(self) -> bool:
        return _is_live(_owner_of(self), [getattr(self, f"{self.OWNER}_id")])


def watch(contacts: Iterable[type[models.Model]], parts: Iterable[type[models.Model]]) -> None:
    """Connects what guards the writes that no model method sees. The first of the contacts is the service."""
    service, *others = contacts
    for part in parts:
        pre_save.connect(_part_is_saved, sender=part, dispatch_uid=f"guard {part.__name__}")
        pre_delete.connect(_part_is_deleted, sender=part, dispatch_uid=f"guard {part.__name__}")
    for contact in (service, *others):
        pre_delete.connect(_contact_is_deleted, sender=contact, dispatch_uid=f"guard {contact.__name__}")
    councils: Any = service._meta.get_field("councils")
    m2m_changed.connect(_councils_change, sender=councils.remote_field.through, dispatch_uid="guard councils")
    pre_delete.connect(_revision_is_deleted, sender=Revision, dispatch_uid="guard revisions")
    post_save.connect(_revision_is_saved, sender=Revision, dispatch_uid="guard schedules")
    pre_save.connect(_revision_will_be_saved, sender=Revision, dispatch_uid="guard schedules")


def _owner_of(part: Any) -> Any:
    return part._meta.get_field(part.OWNER).related_model


def _is_live(owner: Any, pks: Iterable[int | None]) -> bool:
    closed = set(pks) - {row.pk for row in _open.get() if isinstance(row, owner)}
    return bool(closed) and owner._base_manager.filter(pk__in=closed, live=True).exists()


def _part_is_saved(sender: Any, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    owner = f"{sender.OWNER}_id"
    before = sender._base_manager.filter(pk=instance.pk).values_list(owner, flat=True)
    if not raw and _is_live(_owner_of(sender), [getattr(instance, owner), *before]):
        raise NeedsSecondPersonError(WHOLE)


def _part_is_deleted(sender: Any, instance: Any, **kwargs: Any) -> None:
    if instance.is_on_site():
        raise NeedsSecondPersonError(WHOLE)


def _contact_is_deleted(sender: Any, instance: Any, **kwargs: Any) -> None:
    if sender._base_manager.filter(pk=instance.pk, live=True).exists():
        raise NeedsSecondPersonError(instance.taken_off_by)


def _councils_change(sender: Any, instance: Any, action: str, reverse: bool, pk_set: Any, **kwargs: Any) -> None:
    if not action.startswith("pre_"):
        return
    pks = (pk_set or instance.services.values_list("pk", flat=True)) if reverse else [instance.pk]
    if _is_live(sender._meta.get_field("service").related_model, pks):
        raise NeedsSecondPersonError(WHOLE)


def _revision_is_deleted(sender: Any, instance: Any, origin: Any = None, **kwargs: Any) -> None:
    """Who made a change is read from its revisions. They go with the contact, and not before it."""
    alone = isinstance(origin, Revision) or getattr(origin, "model", None) is Revision
    if alone and instance.content_type.app_label == "contacts":
        raise ProtectedError("The revisions of a contact say who changed it: they are kept.", {instance})


def is_scheduled(row: Any) -> bool:
    """Whether a draft of this contact waits for its day."""
    return bool(row.revisions.filter(approved_go_live_at__isnull=False).exists())


def _revision_will_be_saved(sender: Any, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """Notes whether this takes a draft of a contact off the schedule, as “Unschedule” in the admin does."""
    waits = Revision.objects.filter(pk=instance.pk, approved_go_live_at__isnull=False)
    cleared = not raw and instance.pk and not instance.approved_go_live_at
    instance.was_scheduled = bool(cleared and instance.content_type.app_label == "contacts" and waits.exists())


def _revision_is_saved(sender: Any, instance: Any, **kwargs: Any) -> None:
    if not instance.was_scheduled:
        return
    row = instance.content_type.model_class()._base_manager.filter(pk=instance.object_id).first()
    if row is not None and not is_scheduled(row):
        Approval.cancel(states.key(row))
