"""The report on visits: a chart by day or month, and the pages that were read most."""

from datetime import date, timedelta
from typing import Any

import django_filters
from django.db.models import QuerySet, Sum
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView

from pages import visit_chart
from pages.visits import WHOLE_SITE, VisitCount

DAYS_SHOWN = 30
MOST_DAYS_IN_CHART = 92


class VisitFilters(WagtailFilterSet):
    day = django_filters.DateFromToRangeFilter(label="Day", widget=DateRangePickerWidget)

    class Meta:
        model = VisitCount
        fields: list[str] = []


class PathColumn(Column):
    cell_template_name = "pages/admin/path_cell.html"


class VisitsReport(ReportView):
    """Without a filter: the last 30 days."""

    model = VisitCount
    page_title = "Visits"
    header_icon = "view"
    index_url_name = "visits_report"
    index_results_url_name = "visits_report_results"
    results_template_name = "pages/admin/visits_results.html"
    filterset_class = VisitFilters
    paginate_by = 50
    columns = [
        PathColumn("path", label="Page", width="60%"),
        Column("views", label="Times read", width="20%"),
        Column("visits", label="Visits in which it was read", width="20%"),
    ]
    list_export = ["path", "views", "visits"]
    export_headings = {"path": "Page", "views": "Times read", "visits": "Visits in which it was read"}

    def get_queryset(self) -> QuerySet:
        return VisitCount.objects.all()

    def get_filtered_queryset(self) -> QuerySet:
        shown = super().get_filtered_queryset()
        if not self.is_filtering:
            shown = shown.filter(day__gt=timezone.localdate() - timedelta(days=DAYS_SHOWN))
        self.of_the_site = list(shown.filter(path=WHOLE_SITE).order_by("day").values_list("day", "views", "visits"))
        by_page = shown.exclude(path=WHOLE_SITE).order_by().values("path")
        return by_page.annotate(views=Sum("views"), visits=Sum("visits")).order_by("-views", "path")

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        periods = by_period(self.whole_period(self.of_the_site))
        return {
            **context,
            "chart": visit_chart.draw([(label, visits) for label, _, visits in periods]),
            "periods": periods,
            "all_views": sum(views for _, views, _ in periods),
            "all_visits": sum(visits for *_, visits in periods),
            "days_shown": None if self.is_filtering else DAYS_SHOWN,
        }

    def whole_period(self, days: list[tuple[date, int, int]]) -> list[tuple[date, int, int]]:
        """With the first and the last of the days that are shown unasked, so that the chart says what lies between."""
        if self.is_filtering or not days:
            return days
        today = timezone.localdate()
        ends = [(end, 0, 0) for end in (today - timedelta(days=DAYS_SHOWN - 1), today)]
        known = {day for day, *_ in days}
        return sorted([*days, *(end for end in ends if end[0] not in known)])

    def get_filename(self) -> str:
        return f"visits-{timezone.localdate():%Y-%m-%d}"


def by_period(days: list[tuple[date, int, int]]) -> list[tuple[str, int, int]]:
    """(label, views, visits) for each day from the first to the last, empty ones too; for each month of a long time."""
    if not days:
        return []
    length = (days[-1][0] - days[0][0]).days + 1
    if length > MOST_DAYS_IN_CHART:
        return by_month(days)
    known = {day: (views, visits) for day, views, visits in days}
    every_day = (days[0][0] + timedelta(days=number) for number in range(length))
    return [(date_format(day, "j M"), *known.get(day, (0, 0))) for day in every_day]


def by_month(days: list[tuple[date, int, int]]) -> list[tuple[str, int, int]]:
    months: dict[str, tuple[int, int]] = {}
    for day, views, visits in days:
        label = date_format(day, "M Y")
        before = months.get(label, (0, 0))
        months[label] = (before[0] + views, before[1] + visits)
    return [(label, *figures) for label, figures in months.items()]
