"""Approving and refusing on the edit page: the draft as it stands is answered, and no form is saved with it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from wagtail.locks import WorkflowLock
from wagtail.snippets.action_menu import WorkflowMenuItem

from contacts import approving, states
from contacts.approvals import NeedsSecondPersonError

APPROVE = "approve"
TYPED = (
    "You changed something on this page and approved it in one step. Nothing was saved and nothing was published. To "
    "approve, open the page again and leave every field as it is. A change of your own is approved by another person."
)
NOT_WAITING = "This change does not wait for an approval any more. Nothing was published."
NOT_ASKED = "You are not in a group that approves contacts. Somebody who is has to approve this."
LABELS = {APPROVE: "Approve and publish", "reject": "Request changes"}
ICONS = {APPROVE: "success"}


def answer(row: Any, request: HttpRequest, action: str) -> str:
    """Hands the answer to the workflow. Empty when it was accepted, otherwise the sentence that says why not."""
    task = row.current_workflow_task
    if task is None:
        return NOT_WAITING
    if action not in {name for name, *_ in task.get_actions(row, request.user)}:
        return why_not(row, request.user)
    extra = _extra(request)
    if why := _obstacle(row, request, extra) if action == APPROVE else "":
        return why
    try:
        task.on_action(row.current_workflow_task_state, request.user, action, **extra)
    except NeedsSecondPersonError as error:
        return str(error)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def why_not(row: Any, user: Any) -> str:
    """The true reason why this user may not answer."""
    if not user.has_perm(f"contacts.publish_{row._meta.model_name}"):
        return approving.NOBODY
    try:
        made = user in approving.who_made(row)
    except NeedsSecondPersonError as error:
        return str(error)
    return approving.OWN if made else NOT_ASKED


def is_locked_otherwise(row: Any, user: Any) -> bool:
    """By a person, or because an approved change waits for its day: nobody answers then."""
    lock = row.get_lock()
    return bool(lock and not isinstance(lock, WorkflowLock) and lock.for_user(user))


def buttons(row: Any, user: Any) -> Iterator[WorkflowMenuItem]:
    """The answers for somebody who may change nothing; Wagtail offers them only with an open form."""
    task = row.current_workflow_task
    if task is None or is_locked_otherwise(row, user):
        return
    for name, label, modal in reversed(task.get_actions(row, user)):
        yield WorkflowMenuItem(name, LABELS.get(name, label), modal, icon_name=ICONS.get(name, "edit"))


def _obstacle(row: Any, request: HttpRequest, extra: dict[str, str]) -> str:
    if extra.get("seen") != states.digest(states.of(row)):
        return approving.NEWER
    return TYPED if _typed(row, request) else ""


def _typed(row: Any, request: HttpRequest) -> bool:
    """Whether the fields that came along say something else than the draft: it would be lost, unseen or not."""
    draft = row.get_latest_revision_as_object()
    before = _facts(draft)
    form_class = row.snippet_viewset.get_form_class(for_update=True)
    form = form_class(request.POST, instance=draft, for_user=request.user)
    if not form.has_changed():
        return False
    if not form.is_valid():
        return True
    form.save(commit=False)
    return _facts(draft) != before


def _facts(draft: Any) -> Any:
    """All that the draft says, the editors' own notes too; lines in their order, whatever numbers give that order."""
    said = draft.serializable_data()
    parts = {name: [{**part, "sort_order": None} for part in said[name]] for name in states.PARTS if name in said}
    return [states.of(draft), {**said, **parts}]


def _extra(request: HttpRequest) -> dict[str, str]:
    """What the person wrote in the window, and the digest of what they saw there."""
    try:
        found = json.loads(request.POST.get("workflow-action-extra-data") or "{}")
    except ValueError:
        return {}
    known = found if isinstance(found, dict) else {}
    return {name: str(known[name]) for name in ("comment", "seen") if name in known}
