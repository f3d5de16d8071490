"""A service on the site is written as a whole: its numbers, days and councils never change beside it."""

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
WHOLE = "Numbers, hours and councils are changed in the draft of their service, which another person then approves."
COUNCIL = "This council has services on the site. Give them to another council, or hold their numbers back, first."
# The services that are being written as a whole; only then may their lines, days and councils be written.
_open: ContextVar[tuple[models.Model, ...]] = ContextVar("services being written", default=())


@contextmanager
def writing(row: models.Model) -> Iterator[None]:
    """Within it, what belongs to this service may be written. The caller answers for the whole."""
    token = _open.set((*_open.get(), row))
    try:
        yield
    finally:
        _open.reset(token)


class GuardedQuerySet(models.QuerySet):
    """Refuses to write many rows at once past the rule."""

    def update(self, **values: Any) -> int:
        moves = {"live", "service", "service_id"} & values.keys()
        if moves or (states.PROTECTED & values.keys() and self._on_site().exists()):
            raise NeedsSecondPersonError(ALONE)
        return super().update(**values)

    update.alters_data = True  # type: ignore[attr-defined]

    def _on_site(self) -> models.QuerySet:
        model: Any = self.model
        return self.filter(**{model.ON_SITE: True})

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> Any:
        rows = list(objs)
        if any(row.is_on_site() for row in rows):
            raise NeedsSecondPersonError(ALONE)
        return super().bulk_create(rows, *args, **kwargs)


class Part(models.Model):
    """What belongs to a service and is written with it alone: a number, a day with other hours."""

    ON_SITE = "service__live"
    service_id: int
    objects = GuardedQuerySet.as_manager()

    class Meta:
        abstract = True

    def is_on_site(self) -> bool:
        return _is_live(_service_of(self), [self.service_id])


def watch(service: type[models.Model], national: type[models.Model], parts: Iterable[type[models.Model]]) -> None:
    """Connects what guards the writes that no model method sees."""
    for part in parts:
        pre_save.connect(_part_is_saved, sender=part, dispatch_uid=f"guard {part.__name__}")
        pre_delete.connect(_part_is_deleted, sender=part, dispatch_uid=f"guard {part.__name__}")
    for contact in (service, national):
        pre_delete.connect(_contact_is_deleted, sender=contact, dispatch_uid=f"guard {contact.__name__}")
    councils: Any = service._meta.get_field("councils")
    m2m_changed.connect(_councils_change, sender=councils.remote_field.through, dispatch_uid="guard councils")
    pre_delete.connect(_council_is_deleted, sender=councils.related_model, dispatch_uid="guard council")
    pre_delete.connect(_revision_is_deleted, sender=Revision, dispatch_uid="guard revisions")
    post_save.connect(_revision_is_saved, sender=Revision, dispatch_uid="guard schedules")
    pre_save.connect(_revision_will_be_saved, sender=Revision, dispatch_uid="guard schedules")


def _service_of(part: Any) -> Any:
    return part._meta.get_field("service").related_model


def _is_live(service: Any, pks: Iterable[int | None]) -> bool:
    closed = set(pks) - {row.pk for row in _open.get()}
    return bool(closed) and service._base_manager.filter(pk__in=closed, live=True).exists()


def _part_is_saved(sender: Any, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    before = sender._base_manager.filter(pk=instance.pk).values_list("service_id", flat=True)
    if not raw and _is_live(_service_of(sender), [instance.service_id, *before]):
        raise NeedsSecondPersonError(WHOLE)


def _part_is_deleted(sender: Any, instance: Any, **kwargs: Any) -> None:
    if instance.is_on_site():
        raise NeedsSecondPersonError(WHOLE)


def _contact_is_deleted(sender: Any, instance: Any, **kwargs: Any) -> None:
    if sender._base_manager.filter(pk=instance.pk, live=True).exists():
        raise NeedsSecondPersonError(TAKE_OFF)


def _councils_change(sender: Any, instance: Any, action: str, reverse: bool, pk_set: Any, **kwargs: Any) -> None:
    if not action.startswith("pre_"):
        return
    pks = (pk_set or instance.services.values_list("pk", flat=True)) if reverse else [instance.pk]
    if _is_live(_service_of(sender), pks):
        raise NeedsSecondPersonError(WHOLE)


def _council_is_deleted(sender: Any, instance: Any, **kwargs: Any) -> None:
    if instance.services.filter(live=True).exists():
        raise NeedsSecondPersonError(COUNCIL)


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
