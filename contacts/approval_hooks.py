"""The rule of two people in the admin: no buttons that it would refuse, and a sentence where something is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from wagtail import hooks
from wagtail.admin import messages

from contacts import answering
from contacts.approvals import NeedsSecondPersonError
from contacts.guard import Contact

ALONE = {"action-publish", "action-unpublish"}
NO_DELETING = "You may not delete contacts. Nothing was deleted."
APPROVED = "Approved: {}."
SENT_BACK = "Sent back with your comment: {}."


@hooks.register("construct_snippet_action_menu")
def no_publishing_alone(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """For contacts, “Publish” and “Unpublish” are the second person's to press."""
    if issubclass(context["model"], Contact):
        items[:] = [item for item in items if item.name not in ALONE]
        if context.get("locked_for_user"):
            found = [*answering.buttons(context["instance"], request.user)]
            items[:] = found + [item for item in items if not found or item.name != "action-locked"]


@hooks.register("before_delete_snippet")
def no_deleting_alone(request: HttpRequest, instances: list[Any]) -> HttpResponse | None:
    """Says it before anybody is asked whether they are sure."""
    on_site = [row for row in instances if isinstance(row, Contact) and row.live]
    return _refused(request, on_site[0].taken_off_by, _list_of(on_site[0])) if on_site else None


@hooks.register("before_bulk_action")
def no_deleting_of_nothing(request: HttpRequest, action: str, rows: list[Any], view: Any) -> HttpResponse | None:
    """Where none of the chosen contacts may be deleted, nothing is said about deleting."""
    if action == "delete" and issubclass(view.model, Contact) and not rows:
        return _refused(request, NO_DELETING, _list_of(view.model))
    return None


@hooks.register("before_edit_snippet")
def answering_saves_no_form(request: HttpRequest, instance: Any) -> HttpResponse | None:
    """An approval is of the draft that was seen: what stands in the form is never saved on the way."""
    action = request.POST.get("workflow-action-name", "")
    if not _is_answered_here(instance, request.user, action):
        return None
    if why := answering.answer(instance, request, action):
        return _refused(request, why)
    messages.success(request, (APPROVED if action == answering.APPROVE else SENT_BACK).format(instance.name))
    return redirect(_list_of(instance))


def _is_answered_here(row: Any, user: Any, action: str) -> bool:
    """Whoever may change the contact can also correct it while sending it back: that stays Wagtail's."""
    if not isinstance(row, Contact) or action not in answering.LABELS or answering.is_locked_otherwise(row, user):
        return False
    return action == answering.APPROVE or not user.has_perm(f"contacts.change_{row._meta.model_name}")


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    actions.register_action("contacts.withdraw", "Withdraw a number", "A number was withdrawn at once")


class SayWhyRefused:
    """Middleware: whatever the rule of two people refuses in the admin is answered with its sentence, never a 500."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, NeedsSecondPersonError):
            return None
        return _refused(request, str(error))


def _refused(request: HttpRequest, why: str, back: str = "") -> HttpResponse:
    if not request.accepts("text/html"):
        return JsonResponse({"success": False, "error_code": "second_person", "error_message": why}, status=400)
    messages.error(request, why)
    return redirect(back or _back(request))


def _list_of(kind: Any) -> str:
    return reverse(kind.snippet_viewset.get_url_name("list"))


def _back(request: HttpRequest) -> str:
    """The page from which this was tried, unless it was this one's own confirmation."""
    came_from = request.headers.get("Referer", "")
    same = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    if same and (request.method == "POST" or urlsplit(came_from).path != request.path):
        return came_from
    return reverse("wagtailadmin_home")
