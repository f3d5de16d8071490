"""The report on links to other sites, the dead ones first."""

import django_filters
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils import timezone
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView

from pages.external_links import ExternalLink, LinkPlace

WORST_FIRST = ["broken", "unsure", "moved", "", "works"]


class LinkFilters(WagtailFilterSet):
    result = django_filters.ChoiceFilter(
        choices=[(value or "none", label) for value, label in ExternalLink.Result.choices],
        label="Result",
        method="with_result",
    )
    kind = django_filters.ChoiceFilter(
        field_name="places__kind", choices=LinkPlace.Kind.choices, label="Where it stands", distinct=True
    )

    class Meta:
        model = ExternalLink
        fields: list[str] = []

    def with_result(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(result="" if value == "none" else value)


class AddressColumn(Column):
    cell_template_name = "pages/admin/address_cell.html"


class PlacesColumn(Column):
    cell_template_name = "pages/admin/places_cell.html"


class LinksReport(ReportView):
    model = ExternalLink
    page_title = "Links to other sites"
    header_icon = "link-external"
    index_url_name = "links_report"
    index_results_url_name = "links_report_results"
    results_template_name = "pages/admin/links_results.html"
    filterset_class = LinkFilters
    is_searchable = True
    search_fields = ["address", "cause"]
    columns = [
        AddressColumn("address", label="Link, and what the check found", width="42%"),
        PlacesColumn("places", accessor="places_in_words", label="Where it stands", width="34%"),
        DateColumn("checked_at", label="Last checked", width="12%"),
        DateColumn("last_good_at", label="Last worked", width="12%"),
    ]
    list_export = ["address", "get_result_display", "cause", "places_in_words", "checked_at", "last_good_at"]
    export_headings = {
        "address": "Address", "get_result_display": "Result", "cause": "What the check found",
        "places_in_words": "Where it stands", "checked_at": "Last checked", "last_good_at": "Last worked",
    }  # fmt: skip

    def get_queryset(self) -> QuerySet:
        worst = [When(result=value, then=Value(place)) for place, value in enumerate(WORST_FIRST)]
        order = Case(*worst, default=Value(len(WORST_FIRST)), output_field=IntegerField())
        return ExternalLink.objects.prefetch_related("places").order_by(order, "address")

    def get_filtered_queryset(self) -> QuerySet:
        return self.search_queryset(super().get_filtered_queryset())

    def get_filename(self) -> str:
        return f"links-{timezone.localdate():%Y-%m-%d}"
