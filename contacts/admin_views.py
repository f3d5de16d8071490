"""The lists and edit pages of the contacts in the admin."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import PreviewSidePanel
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.models import Revision
from wagtail.snippets.views.snippets import (
    CreateView,
    EditView,
    IndexView,
    InspectView,
    SnippetViewSet,
    SnippetViewSetGroup,
)

from contacts import admin_filters, admin_layouts, preview_moments, previews, verification
from contacts.admin_columns import CouncilsColumn, NumbersColumn, RowColumn
from contacts.approver_views import SeenByApprovers
from contacts.models import Council, LocalHoliday, NationalLine, Service
from contacts.usage import about_national_line, about_service

STATUS = RowColumn("live", "status_cell", label="On the site")


class NumbersIndexView(IndexView):
    """A list whose rows know their numbers with the states of their checks."""

    def search_queryset(self, queryset):
        """Once each, also a service of which two councils or two numbers match."""
        return super().search_queryset(queryset).distinct()

    def paginate_queryset(self, queryset, page_size):
        paginator, page, found, more = super().paginate_queryset(queryset, page_size)
        return paginator, page, self.with_numbers(list(found)), more

    def as_spreadsheet(self, queryset, spreadsheet_format):
        return super().as_spreadsheet(self.with_numbers(list(queryset)), spreadsheet_format)

    def with_numbers(self, found: list[Any]) -> list[Any]:
        grouped = verification.by_owner(verification.rows())
        names = _council_names() if self.model is Service else {}
        starts = _starts(self.model)
        for row in found:
            row.number_rows = grouped.get((self.model._meta.model_name, row.pk), [])
            row.council_names = names.get(row.pk, [])
            row.starts = starts.get(str(row.pk), "")
            row.export_councils = "; ".join(row.council_names)
            row.export_numbers = "; ".join(f"{number.number} ({number.state.label})" for number in row.number_rows)
        return found


def _council_names() -> dict[int, list[str]]:
    names: defaultdict[int, list[str]] = defaultdict(list)
    pairs = Service.councils.through.objects.order_by("council__name").values_list("service_id", "council__name")
    for service, name in pairs:
        names[service].append(name)
    return names


def _starts(model: type[Any]) -> dict[str, str]:
    """From when the approved changes that wait are shown, by the row that they belong to."""
    waiting = Revision.objects.filter(
        content_type=ContentType.objects.get_for_model(model), approved_go_live_at__isnull=False
    )
    found = waiting.values_list("object_id", "approved_go_live_at")
    return {pk: preview_moments.words(moment) for pk, moment in found}


class MomentPanel(PreviewSidePanel):
    """The preview, with a choice of council, day and time."""

    template_name = "contacts/admin/preview_panel.html"

    class Media:
        js = ["js/preview_moment.js"]

    def get_context_data(self, parent_context):
        found = super().get_context_data(parent_context)
        councils = [(row.slug, row.name) for row in self.object.councils.all()]
        return {**found, "groups": previews.groups(self.object), "councils": councils}


def _with_moments(panels):
    return MediaContainer(
        MomentPanel(panel.object, panel.request, preview_url=panel.preview_url)
        if isinstance(panel, PreviewSidePanel)
        else panel
        for panel in panels
    )


class ServiceCreateView(CreateView):
    """A new service."""

    def get_side_panels(self):
        return _with_moments(super().get_side_panels())


class ServiceEditView(EditView):
    """A service, with the preview of its councils' pages."""

    def get_side_panels(self):
        return _with_moments(super().get_side_panels())


class AboutInspectView(InspectView):
    """What the site shows, for people who check numbers and change none."""

    page_title = "On the site now"

    def get_context_data(self, **kwargs):
        facts = about_service if isinstance(self.object, Service) else about_national_line
        return {**super().get_context_data(**kwargs), **facts(self.object, self.request.user)}


class CouncilViewSet(SnippetViewSet):
    model = Council
    icon = "site"
    menu_label = "Councils"
    list_display = ["name", "child_protection_page", "gss_code"]
    list_export = ["name", "slug", "gss_code", "website", "child_protection_page", "committee_site"]
    search_fields = ["name", "gss_code"]
    list_per_page = 50
    inspect_view_enabled = True
    edit_handler = admin_layouts.COUNCIL


class ServiceViewSet(SeenByApprovers, SnippetViewSet):
    model = Service
    icon = "mail"
    menu_label = "Services"
    index_view_class = NumbersIndexView
    inspect_view_enabled = True
    inspect_view_class = AboutInspectView
    inspect_template_name = "contacts/admin/inspect_service.html"
    inspect_view_fields = ["role", "hours", "hours_in_words", "email", "online_form", "source", "note"]
    add_view_class = ServiceCreateView
    edit_view_class = ServiceEditView
    list_display = [
        "name",
        "role",
        CouncilsColumn("council_names", label="Councils"),
        NumbersColumn("number_rows", label="Numbers, and how their checks stand"),
        STATUS,
    ]
    list_export = ["key", "name", "role", "export_councils", "hours", "hours_in_words", "export_numbers", "source"]
    export_headings = {"export_councils": "Councils", "export_numbers": "Numbers"}
    filterset_class = admin_filters.ServiceFilters
    search_fields = ["name", "note", "lines__number", "councils__name"]
    list_per_page = 50
    edit_handler = admin_layouts.SERVICE


class NationalLineViewSet(SeenByApprovers, SnippetViewSet):
    model = NationalLine
    icon = "globe"
    menu_label = "National lines"
    index_view_class = NumbersIndexView
    inspect_view_enabled = True
    inspect_view_class = AboutInspectView
    inspect_template_name = "contacts/admin/inspect_national_line.html"
    inspect_view_fields = ["kind", "number", "web", "hours_in_words", "for_whom", "source"]
    list_display = [
        "name",
        "kind",
        NumbersColumn("number_rows", label="Number, and how its checks stand"),
        "web",
        STATUS,
    ]
    list_export = ["key", "name", "kind", "number", "web", "hours_in_words", "for_whom", "export_numbers", "source"]
    export_headings = {"export_numbers": "State of its checks"}
    filterset_class = admin_filters.NationalLineFilters
    search_fields = ["name", "number", "for_whom"]
    list_per_page = 50
    edit_handler = admin_layouts.NATIONAL_LINE


class LocalHolidayViewSet(SnippetViewSet):
    model = LocalHoliday
    icon = "calendar"
    menu_label = "Local holidays"
    list_display = ["name", "council", DateColumn("date", label="Date", sort_key="date"), Column("source")]
    list_export = ["council", "date", "name", "source"]
    filterset_class = admin_filters.HolidayFilters
    search_fields = ["name", "council__name"]
    list_per_page = 50
    edit_handler = admin_layouts.HOLIDAY


class ContactsGroup(SnippetViewSetGroup):
    items = (CouncilViewSet, ServiceViewSet, NationalLineViewSet, LocalHolidayViewSet)
    menu_label = "Contacts"
    menu_icon = "group"
    menu_order = 150
