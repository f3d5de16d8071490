"""The reports on contacts: every number, for the people who check them, and what the finder could not answer."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.admin.auth import permission_denied
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports.base import ReportView

from contacts import verification
from contacts.admin_columns import NumberColumn, RowColumn
from contacts.admin_filters import NumberFilters
from contacts.finder_counts import FinderCount
from contacts.verification import NumberRow

EXPORTED = {
    "number": "Number",
    "council_names": "Councils",
    "name": "Service",
    "role": "When it is rung",
    "area": "Area",
    "state_label": "Checks",
    "last_on": "Last check",
    "last_how": "How",
    "last_answered": "Who answered",
    "last_result": "What was found",
    "last_who": "Checked by",
    "next_due": "Next due",
    "confidence": "How sure",
    "held_back": "Held back because",
    "source": "Source",
}
PERMISSIONS = ("contacts.view_service", "contacts.change_service", "contacts.add_numbercheck")


def may_see(user: Any) -> bool:
    """Whoever may see or change the services, or check their numbers."""
    return any(user.has_perm(permission) for permission in PERMISSIONS)


class NumbersReport(ReportView):
    """Every number with council, role, state, last check, next due, confidence, reason and source."""

    page_title = "Numbers and their checks"
    header_icon = "circle-check"
    index_url_name = "contacts_numbers_report"
    index_results_url_name = "contacts_numbers_report_results"
    filterset_class = NumberFilters
    is_searchable = True
    export_filename = "numbers"
    paginate_by = 50
    columns = [
        NumberColumn("number", label="Number"),
        RowColumn("council_names", "whom_cell", label="For whom"),
        RowColumn("state", "state_cell", label="Checks"),
        RowColumn("last", "last_check_cell", label="Last check"),
        RowColumn("next_due", "due_cell", label="Next due"),
        RowColumn("source", "source_cell", label="Source"),
    ]
    list_export = list(EXPORTED)
    export_headings = EXPORTED

    def dispatch(self, request, *args, **kwargs):
        if not may_see(request.user):
            return permission_denied(request)
        return super().dispatch(request, *args, **kwargs)

    def get_filename(self) -> str:
        return f"numbers-{timezone.localdate():%Y-%m-%d}"

    def get_queryset(self) -> list[NumberRow]:
        return [row for row in verification.rows() if self._found(row)]

    def _found(self, row: NumberRow) -> bool:
        text = f"{row.number} {row.number.replace(' ', '')} {row.name} {row.council_names} {row.area}".casefold()
        return self.search_query.casefold() in text

    def to_row_dict(self, item: NumberRow) -> dict[str, Any]:
        last = item.last
        found = {
            "state_label": item.state.label,
            "last_on": last.on if last else None,
            "last_how": last.get_how_display() if last else "",
            "last_answered": last.answered_by if last else "",
            "last_result": last.get_result_display() if last else "",
            "last_who": str(last.who) if last and last.who else "",
        }
        return {name: found[name] if name in found else getattr(item, name) for name in EXPORTED}


class FinderFilters(WagtailFilterSet):
    day = django_filters.DateFromToRangeFilter(label="Day", widget=DateRangePickerWidget)
    reason = django_filters.ChoiceFilter(choices=FinderCount.Reason.choices, label="Why")

    class Meta:
        model = FinderCount
        fields: list[str] = []


class FinderReport(ReportView):
    """Questions that the finder could not answer, by day and reason."""

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
