"""Preview, history and comparison of a contact, also for people who approve changes and make none."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail.snippets.views import snippets

MAKES_OR_APPROVES = ["change", "publish"]


class ApproversToo:
    """Whoever approves a change may see all of it; the way to the edit page is offered where it opens."""

    request: HttpRequest
    permission_policy: Any
    object: Any

    def user_has_permission(self, permission: str) -> bool:
        if permission != "change":
            return self.permission_policy.user_has_permission(self.request.user, permission)
        return self.permission_policy.user_has_any_permission(self.request.user, MAKES_OR_APPROVES)

    def user_has_permission_for_instance(self, permission: str, instance: Any) -> bool:
        return self.user_has_permission(permission)

    def may_edit(self) -> bool:
        user, task = self.request.user, self.object.current_workflow_task
        may_change = self.permission_policy.user_has_permission(user, "change")
        return may_change or bool(task and task.user_can_access_editor(self.object, user))


class NoWayToEdit(ApproversToo):
    """Without links to an edit page that would be refused."""

    edit_url_name: str | None
    revisions_revert_url_name: str | None = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)  # type: ignore[misc]
        if not self.may_edit():
            self.edit_url_name = self.revisions_revert_url_name = None


class PreviewView(ApproversToo, snippets.PreviewOnEditView):
    pass


class HistoryView(NoWayToEdit, snippets.HistoryView):
    any_permission_required = [*snippets.HistoryView.any_permission_required, "publish"]

    @property
    def header_buttons(self) -> list[Any]:
        return super().header_buttons if self.edit_url_name else []


class RevisionView(ApproversToo, snippets.PreviewRevisionView):
    pass


class CompareView(NoWayToEdit, snippets.RevisionsCompareView):
    pass


class WorkflowHistoryView(ApproversToo, snippets.WorkflowHistoryView):
    pass


class WorkflowHistoryDetailView(ApproversToo, snippets.WorkflowHistoryDetailView):
    pass


class SeenByApprovers:
    """The views of a contact that its approvers need, for its SnippetViewSet."""

    preview_on_edit_view_class = PreviewView
    history_view_class = HistoryView
    revisions_view_class = RevisionView
    revisions_compare_view_class = CompareView
    workflow_history_view_class = WorkflowHistoryView
    workflow_history_detail_view_class = WorkflowHistoryDetailView
