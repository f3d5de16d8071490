"""The report on questions that the finder could not answer."""

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView

from contacts.finder_counts import FinderCount


class FinderFilters(WagtailFilterSet):
    day = django_filters.DateFromToRangeFilter(label="Day", widget=DateRangePickerWidget)
    reason = django_filters.ChoiceFilter(choices=FinderCount.Reason.choices, label="Why")

    class Meta:
        model = FinderCount
        fields: list[str] = []


class FinderReport(ReportView):
    model = FinderCount
    page_title = "Finder questions without an answer"
    header_icon = "search"
    index_url_name = "finder_report"
    index_results_url_name = "finder_report_results"
    results_template_name = "contacts/finder_results.html"
    filterset_class = FinderFilters
    columns = [
        Column("day", label="Day"),
        Column("get_reason_display", label="Why there was no answer"),
        Column("count", label="How often"),
    ]
    list_export = ["day", "get_reason_display", "count"]
    export_headings = {"day": "Day", "get_reason_display": "Why there was no answer", "count": "How often"}

    def get_queryset(self) -> QuerySet:
        return FinderCount.objects.order_by("-day", "reason")

    def get_filename(self) -> str:
        return f"finder-without-answer-{timezone.localdate():%Y-%m-%d}"
