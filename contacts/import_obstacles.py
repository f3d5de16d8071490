"""Why a service may not get a draft from a file at the moment: somebody else is in the middle of changing it."""

from __future__ import annotations

from typing import Any

from contacts import contact_rows
from contacts.models import Service

WAIT = "Have that finished first, or take the rows of this service out of the file."


def obstacle(service: Service, user: Any) -> tuple[str, str] | None:
    """What stands in the way and what to do, as two sentences; None when nothing does."""
    name = f"“{service.name}” ({service.key})"
    if service.get_workflow() is None:
        return f"No workflow is assigned to {name}, so nobody could approve the change.", "Ask an administrator."
    if service.locked and service.locked_by_id != user.pk:
        return f"{name} is locked by somebody else.", "Ask them to unlock it, or take its rows out of the file."
    if service.workflow_in_progress:
        return f"A change to {name} waits for approval already.", WAIT
    if service.scheduled_revision:
        return f"A change to {name} is approved and will be published at a later time.", WAIT
    if _has_other_draft(service):
        return f"{name} has a draft that is not published; the file would write over it.", WAIT
    return None


def _has_other_draft(service: Service) -> bool:
    """Whether the newest revision says something else than what is published (and not only that one was saved)."""
    newest = service.get_latest_revision()
    return newest is not None and _state(newest.as_object()) != _state(Service.objects.get(pk=service.pk))


def _state(service: Service) -> list[object]:
    days = sorted((str(day.date), day.hours, day.reason) for day in service.hour_exceptions.all())
    return [*contact_rows.rows_of(service), days]
