"""The rule of two people in the admin: no buttons that it would refuse, and a sentence where something is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from wagtail import hooks
from wagtail.admin import messages

from contacts import approving, states
from contacts.approvals import NeedsSecondPersonError
from contacts.guard import Contact
from contacts.whole_writes import TAKE_OFF

ALONE = {"action-publish", "action-unpublish"}


@hooks.register("construct_snippet_action_menu")
def no_publishing_alone(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """For contacts, “Publish” and “Unpublish” are the second person's to press."""
    if issubclass(context["model"], Contact):
        items[:] = [item for item in items if item.name not in ALONE]


@hooks.register("before_delete_snippet")
def no_deleting_alone(request: HttpRequest, instances: list[Any]) -> HttpResponse | None:
    """Says it before anybody is asked whether they are sure."""
    if any(isinstance(row, Contact) and row.live for row in instances):
        return _refused(request, TAKE_OFF)
    return None


@hooks.register("before_edit_snippet")
def no_approving_what_was_not_seen(request: HttpRequest, instance: Any) -> HttpResponse | None:
    """Before the form is saved: an approval on this page must not write over a draft that somebody saved meanwhile."""
    if not isinstance(instance, Contact) or request.POST.get("workflow-action-name") != "approve":
        return None
    if not approving.may_approve(instance, request.user):
        return _refused(request, approving.OWN)
    seen = _extra(request).get("seen")
    return _refused(request, approving.NEWER) if seen != states.digest(states.of(instance)) else None


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


def _refused(request: HttpRequest, why: str) -> HttpResponse:
    if not request.accepts("text/html"):
        return JsonResponse({"success": False, "error_code": "second_person", "error_message": why}, status=400)
    messages.error(request, why)
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    """The page from which this was tried, unless it was this one's own confirmation."""
    came_from = request.headers.get("Referer", "")
    same = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    if same and (request.method == "POST" or urlsplit(came_from).path != request.path):
        return came_from
    return reverse("wagtailadmin_home")


def _extra(request: HttpRequest) -> dict[str, Any]:
    try:
        found = json.loads(request.POST.get("workflow-action-extra-data") or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
