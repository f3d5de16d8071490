"""The workflow's one step: a second person looks at a change of a contact and approves it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from wagtail.forms import TaskStateCommentForm
from wagtail.locks import WorkflowLock
from wagtail.models import GroupApprovalTask

from contacts import states

LOOK_ONLY = (
    "You can approve this change or request another one. You cannot edit it: that takes the right to change contacts."
)


class ApproveForm(TaskStateCommentForm):
    """A comment, and the digest of what the person saw when they agreed."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class AnswerOnly(WorkflowLock):
    """Says to those who may approve and not change what they can do here."""

    def get_message(self, user: Any) -> str | None:
        may_answer = self.for_user(user) and self.task.get_actions(self.object, user)
        return LOOK_ONLY if may_answer else super().get_message(user)


class SecondPersonTask(GroupApprovalTask):
    """Approved by a member of the groups who made no part of the change. Superusers are no exception."""

    lock_class = AnswerOnly

    class Meta:
        verbose_name = "approval by a second person"
        verbose_name_plural = "approvals by a second person"

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        from contacts.approving import may_approve

        if not super().get_actions(obj, user):
            return []
        # Always in a window of its own, which shows old and new side by side.
        approve = [("approve", "Approve", True)] if may_approve(obj, user) else []
        return [("reject", "Request changes", True), *approve]

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        """Approving takes no right to change anything, and gives none."""
        return super().locked_for_user(obj, user) or not user.has_perm(f"contacts.change_{obj._meta.model_name}")

    def get_form_for_action(self, action: str) -> type[forms.Form]:
        return ApproveForm if action == "approve" else super().get_form_for_action(action)

    def get_template_for_action(self, action: str) -> str:
        return "contacts/admin/approve.html" if action == "approve" else super().get_template_for_action(action)

    @transaction.atomic
    def on_action(self, task_state: Any, user: Any, action_name: str, **options: Any) -> Any:
        """Keeps the approval of exactly what the person saw before the workflow publishes it.

        Who approves without having seen a window (a script) agrees to what was submitted.
        """
        from contacts.approving import approve

        seen = options.pop("seen", "")
        if action_name == "approve":
            row = task_state.workflow_state.content_object
            seen = seen or states.digest(states.of(task_state.revision.as_object()))
            approve(row.get_latest_revision(), user, seen, options.get("comment", ""))
        return super().on_action(task_state, user, action_name, **options)

    @classmethod
    def get_description(cls) -> str:
        return "Members of the chosen groups can approve a change that they made no part of"
