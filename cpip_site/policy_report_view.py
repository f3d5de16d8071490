"""The report, for administrators, on what browsers refused to run or load here."""

from datetime import timedelta
from typing import NoReturn

from django.contrib.auth.mixins import UserPassesTestMixin
from django.core.exceptions import PermissionDenied
from django.db.models import Max, QuerySet, Sum
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView

from cpip_site.models import PolicyReport

NAME = "policy_report"
DAYS_SHOWN = 30
WHERE = {"admin": "In the admin", "public": "On public pages"}


class PolicyReportView(UserPassesTestMixin, ReportView):
    """The last 30 days, by kind: how often, and when last."""

    model = PolicyReport
    page_title = "Refused by browsers"
    header_icon = "warning"
    index_url_name = NAME
    index_results_url_name = f"{NAME}_results"
    results_template_name = "cpip_site/admin/policy_report_results.html"
    paginate_by = 50
    columns = [
        Column("place", label="Where", accessor=lambda row: WHERE[row["where"]]),
        Column("rule", label="Which rule of the content policy"),
        Column("what", label="What it refused"),
        Column("times", label="How often"),
        Column("last", label="Last on", accessor=lambda row: f"{row['last']:%-d %B %Y}"),
    ]
    list_export = ["where", "rule", "what", "times", "last"]

    def test_func(self) -> bool:
        return self.request.user.is_superuser

    def handle_no_permission(self) -> NoReturn:
        raise PermissionDenied

    def get_queryset(self) -> QuerySet:
        since = timezone.localdate() - timedelta(days=DAYS_SHOWN)
        kinds = PolicyReport.objects.filter(day__gt=since).order_by().values("where", "rule", "what")
        return kinds.annotate(times=Sum("count"), last=Max("day")).order_by("-times", "where", "rule", "what")


class ForAdministrators(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)


def addresses() -> list[URLPattern]:
    return [
        path("reports/policy/", PolicyReportView.as_view(), name=NAME),
        path("reports/policy/results/", PolicyReportView.as_view(results_only=True), name=f"{NAME}_results"),
    ]


def menu_item() -> MenuItem:
    return ForAdministrators("Refused by browsers", reverse(NAME), name=NAME, icon_name="warning", order=20)
