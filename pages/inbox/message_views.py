"""The messages in the admin: a list with what is due, each message for those who answer it, and what was done."""

from __future__ import annotations

from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from wagtail.admin import messages
from wagtail.admin.auth import permission_denied
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.log_actions import log

from pages.inbox.forms import FORMS
from pages.inbox.models import Message

MAY_READ, MAY_ANSWER = "inbox.view_message", "inbox.change_message"
READ, DONE = "inbox.read", "inbox.done"
DEEDS = {"acknowledged": "acknowledged_at", "answered": "answered_at"}


class MessageFilters(WagtailFilterSet):
    kind = django_filters.ChoiceFilter(choices=Message.Kind.choices, label="What it is")
    open = django_filters.ChoiceFilter(
        choices=[("yes", "Not answered"), ("no", "Answered")], label="Answer", method="by_answer"
    )

    class Meta:
        model = Message
        fields: list[str] = []

    def by_answer(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(answered_at__isnull=value == "yes")


class MessagesReport(ReportView):
    """Those without an answer first, the oldest on top: that is the list of what is due."""

    model = Message
    page_title = "Messages from visitors"
    header_icon = "mail"
    index_url_name = "inbox_messages"
    index_results_url_name = "inbox_messages_results"
    results_template_name = "inbox/admin/messages_results.html"
    filterset_class = MessageFilters
    columns = [
        TitleColumn("reference", label="Reference", url_name="inbox_message"),
        Column("get_kind_display", label="What it is"),
        Column("state", label="State"),
        DateColumn("received_at", label="Came in"),
        Column("day_20", label="Day 20"),
        Column("day_30", label="Day 30"),
    ]
    list_export = ["reference", "get_kind_display", "state", "received_at", "acknowledged_at", "answered_at", "day_30"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(MAY_READ):
            return permission_denied(request)
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet:
        return Message.objects.order_by(F("answered_at").desc(nulls_first=True), "received_at")

    def get_filename(self) -> str:
        return f"messages-{timezone.localdate():%Y-%m-%d}"


def message(request: HttpRequest, pk: int) -> HttpResponse:
    """One message, opened. Who reads it is written down."""
    if not request.user.has_perm(MAY_READ):
        raise PermissionDenied
    found = get_object_or_404(Message, pk=pk)
    if request.method == "POST":
        return note_done(request, found)
    log(instance=found, action=READ, user=request.user)
    words = found.words
    fields = FORMS[found.kind].base_fields
    said = [(fields[name].label or name, text) for name, text in words.items() if name in fields]
    context = {"message": found, "said": said, "may_answer": request.user.has_perm(MAY_ANSWER), "readable": bool(words)}
    return TemplateResponse(request, "inbox/admin/message.html", context)


def note_done(request: HttpRequest, found: Message) -> HttpResponse:
    """That it was confirmed, or answered. What was noted before stays."""
    if not request.user.has_perm(MAY_ANSWER):
        raise PermissionDenied
    deed = request.POST.get("deed", "")
    if name := DEEDS.get(deed):
        noted = Message.objects.filter(pk=found.pk, **{name: None}).update(**{name: timezone.now()})
        if noted:
            log(instance=found, action=DONE, user=request.user, data={"deed": deed})
            messages.success(request, f"{found.reference}: noted as {deed}.")
    return redirect(reverse("inbox_messages"))
