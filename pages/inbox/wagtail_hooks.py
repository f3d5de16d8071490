"""What visitors send, in the admin: two lists in the menu, and what waits on the first page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.log_actions import LogActionRegistry

from pages.inbox import message_views, number_report_views, outbox
from pages.inbox.models import Message, NumberReport


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    messages, numbers = message_views.MessagesReport, number_report_views.NumberReportsView
    return [
        path("messages/", messages.as_view(), name="inbox_messages"),
        path("messages/results/", messages.as_view(results_only=True), name="inbox_messages_results"),
        path("messages/<int:pk>/", message_views.message, name="inbox_message"),
        path("wrong-numbers/", numbers.as_view(), name="inbox_number_reports"),
        path("wrong-numbers/results/", numbers.as_view(results_only=True), name="inbox_number_reports_results"),
        path("wrong-numbers/<int:pk>/settle/", number_report_views.settle, name="inbox_settle"),
    ]


class ForThoseWhoMay(MenuItem):
    permission = ""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(self.permission)


def menu_item(label: str, name: str, icon: str, permission: str, order: int) -> MenuItem:
    item = ForThoseWhoMay(label, reverse(name), name=name.replace("_", "-"), icon_name=icon, order=order)
    item.permission = permission
    return item


@hooks.register("register_admin_menu_item")
def messages_item() -> MenuItem:
    return menu_item("Messages", "inbox_messages", "mail", message_views.MAY_READ, 350)


@hooks.register("register_admin_menu_item")
def numbers_item() -> MenuItem:
    return menu_item("Wrong numbers", "inbox_number_reports", "warning", number_report_views.MAY_SEE, 351)


class WaitingPanel(Component):
    """How many reports and messages wait, and whether mail is stuck. Nothing where nothing waits."""

    name = "inbox_waiting"
    order = 5
    template_name = "inbox/admin/waiting.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        context: dict[str, Any] = {}
        if user.has_perm(number_report_views.MAY_SEE):
            context["reports"] = NumberReport.objects.filter(settled_on=None).count()
        if user.has_perm(message_views.MAY_READ):
            messages = list(Message.objects.filter(answered_at=None))
            pressing = [message for message in messages if message.state in ("Overdue", "Due soon")]
            context |= {"messages": messages, "pressing": pressing, "stuck": outbox.stuck(timezone.now())}
        return context


@hooks.register("construct_homepage_panels")
def homepage(request: HttpRequest, panels: list[Component]) -> None:
    panels.insert(0, WaitingPanel())


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(message_views.READ, "Read a message", "Message read")
    actions.register_action(message_views.DONE, "Note what was done", "What was done is noted")
    actions.register_action(number_report_views.SETTLED, "Settle a report", "Report settled")
