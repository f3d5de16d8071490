"""Reports of wrong numbers in the admin: the open ones as tasks, each to be settled once the number is checked."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.auth import permission_denied
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView
from wagtail.log_actions import log

from pages.inbox.models import NumberReport

MAY_SEE, MAY_SETTLE = "inbox.view_numberreport", "inbox.change_numberreport"
SETTLED = "inbox.settled"


class NumberColumn(Column):
    cell_template_name = "inbox/admin/number_cell.html"


class SaidColumn(Column):
    cell_template_name = "inbox/admin/said_cell.html"


class TaskColumn(Column):
    cell_template_name = "inbox/admin/task_cell.html"


class NumberReportsView(ReportView):
    model = NumberReport
    page_title = "Numbers that visitors find wrong"
    header_icon = "warning"
    index_url_name = "inbox_number_reports"
    index_results_url_name = "inbox_number_reports_results"
    results_template_name = "inbox/admin/number_reports_results.html"
    columns = [
        NumberColumn("number", label="Number"),
        SaidColumn("problem", label="What they say"),
        TaskColumn("task", accessor="pk", label="What to do"),
    ]
    list_export = ["number", "service", "council", "get_problem_display", "times", "first_on", "last_on"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(MAY_SEE):
            return permission_denied(request)
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet:
        return NumberReport.objects.filter(settled_on=None).order_by("-times", "-last_on", "number")

    def get_filename(self) -> str:
        return f"wrong-numbers-{timezone.localdate():%Y-%m-%d}"


@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """That the number was checked, and changed where it was wrong."""
    if not request.user.has_perm(MAY_SETTLE):
        raise PermissionDenied
    report = get_object_or_404(NumberReport, pk=pk)
    today = timezone.localdate()
    if NumberReport.objects.filter(pk=pk, settled_on=None).update(settled_on=today, settled_by=request.user):
        log(instance=report, action=SETTLED, user=request.user)
        messages.success(request, f"{report.number}: settled.")
    return redirect(reverse("inbox_number_reports"))
