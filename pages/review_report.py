"""The report on pages that nobody has read over for a year."""

from datetime import timedelta

import django_filters
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page

from pages.base import BasePage

YEAR = timedelta(days=365)


def condition(state: str) -> Q:
    """Which pages are meant by "never", "old" or "all"; by anything else those that are due."""
    never, old = Q(last_reviewed__isnull=True), Q(last_reviewed__lt=timezone.localdate() - YEAR)
    return {"never": never, "old": old, "all": Q()}.get(state, never | old)


def with_last_reviewed(pages: QuerySet) -> QuerySet:
    """The pages, each with the date that its own page type keeps."""
    own = [F(f"{model._meta.model_name}__last_reviewed") for model in BasePage.__subclasses__()]
    return pages.annotate(last_reviewed=Coalesce(*own))


class ReviewFilters(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        choices=[("never", "Never"), ("old", "More than a year ago"), ("all", "At any time (all pages)")],
        label="Last read over",
        empty_label="Never, or more than a year ago",
    )

    class Meta:
        model = Page
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.filter(condition(self.form.cleaned_data.get("state") or ""))


def in_words(page: Page) -> str:
    reviewed = page.last_reviewed  # type: ignore[attr-defined]
    return date_format(reviewed, "j F Y") if reviewed else "Never"


class ReviewReport(ReportView):
    model = Page
    page_title = "Pages to read over"
    header_icon = "time"
    index_url_name = "review_report"
    index_results_url_name = "review_report_results"
    results_template_name = "pages/admin/review_results.html"
    filterset_class = ReviewFilters
    columns = [
        TitleColumn("title", label="Page", url_name="wagtailadmin_pages:edit"),
        Column("url", label="Address"),
        Column("last_reviewed", accessor=in_words, label="Last read over"),
        DateColumn("last_published_at", label="Last published"),
    ]
    list_export = ["title", "url", "last_reviewed", "last_published_at"]
    export_headings = {
        "title": "Page", "url": "Address", "last_reviewed": "Last read over", "last_published_at": "Last published",
    }  # fmt: skip

    def get_queryset(self) -> QuerySet:
        """The live pages, those never read over first."""
        pages = with_last_reviewed(Page.objects.live().filter(depth__gt=1))
        return pages.order_by(F("last_reviewed").asc(nulls_first=True), "title")

    def get_filename(self) -> str:
        return f"pages-to-read-over-{timezone.localdate():%Y-%m-%d}"
