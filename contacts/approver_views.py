"""Preview, history and comparison of a contact, also for people who approve changes and make none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail.snippets.models import SnippetAdminURLFinder
from wagtail.snippets.views import snippets

from contacts.approval_summary import approval_summary
from contacts.approving import may_approve
from contacts.models import Council, NationalLine, Service
from contacts.usage import about_council, about_national_line, about_service

MAKES_OR_APPROVES = ["change", "publish"]


ABOUT: dict[type, Callable[[Any, Any], dict[str, Any]]] = {
    Service: about_service,
    NationalLine: about_national_line,
    Council: about_council,
}


def is_asked(row: Any, user: Any) -> bool:
    """Whether a change of this contact waits for this user's group, so that its edit page opens to them."""
    task = row.current_workflow_task
    return bool(task and task.user_can_access_editor(row, user))


class EditURLFinder(SnippetAdminURLFinder):
    """Leads to the edit page whoever may change the contact, and whoever is asked to approve its change."""

    def __init__(self, user: Any = None) -> None:
        super().__init__(user)
        self.user = user

    def get_edit_url(self, instance: Any) -> str | None:
        found = super().get_edit_url(instance)
        return _edit_url(instance) if found is None and is_asked(instance, self.user) else found


def _edit_url(row: Any) -> str:
    return reverse(row.snippet_viewset.get_url_name("edit"), args=[row.pk])


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
        may_change = self.permission_policy.user_has_permission(self.request.user, "change")
        return may_change or is_asked(self.object, self.request.user)


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


class AboutInspectView(snippets.InspectView):
    """What the site shows, for people who check numbers and change none, and the change that waits for them."""

    page_title = "On the site now"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        facts = ABOUT[type(self.object)](self.object, self.request.user)
        return {**super().get_context_data(**kwargs), **facts, **self.waiting()}

    def waiting(self) -> dict[str, Any]:
        """Old and new side by side while a change waits, and the way to where it is answered."""
        row, user = self.object, self.request.user
        if not (row.latest_revision_id and row.workflow_in_progress):
            return {}
        may_answer = is_asked(row, user) and may_approve(row, user)
        answer_url = _edit_url(row) if may_answer else ""
        return {"summary": approval_summary(row.latest_revision), "answer_url": answer_url}


class WorkflowHistoryView(ApproversToo, snippets.WorkflowHistoryView):
    pass


class WorkflowHistoryDetailView(ApproversToo, snippets.WorkflowHistoryDetailView):
    pass


class SeenByApprovers:
    """The views of a contact that its approvers need, for its SnippetViewSet."""

    model: Any

    @property
    def url_finder_class(self) -> type[EditURLFinder]:
        return type("_EditURLFinder", (EditURLFinder,), {"model": self.model})

    preview_on_edit_view_class = PreviewView
    history_view_class = HistoryView
    revisions_view_class = RevisionView
    revisions_compare_view_class = CompareView
    workflow_history_view_class = WorkflowHistoryView
    workflow_history_detail_view_class = WorkflowHistoryDetailView
