"""The contacts in the admin: what each list and edit page is made of."""

from __future__ import annotations

from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import PreviewSidePanel
from wagtail.snippets.views.snippets import (
    CreateView,
    EditView,
    SnippetViewSet,
)

from contacts import admin_filters, admin_layouts, previews
from contacts.admin_columns import CouncilsColumn, NumbersColumn, NumbersIndexView, RowColumn
from contacts.approver_views import AboutInspectView, SeenByApprovers
from contacts.contact_columns import COLUMNS
from contacts.models import NationalLine, Service

STATUS = RowColumn("live", "status_cell", label="On the site")


class MomentPanel(PreviewSidePanel):
    """The preview, with a choice of page, day and time."""

    template_name = "contacts/admin/preview_panel.html"

    class Media:
        js = ["js/preview_moment.js"]

    def get_context_data(self, parent_context):
        found = super().get_context_data(parent_context)
        return {**found, "groups": previews.groups(self.object), "places": previews.places(self.object)}


class ShownAtMoments:
    """An edit page whose preview is of a chosen moment."""

    def get_side_panels(self):
        return MediaContainer(
            MomentPanel(panel.object, panel.request, preview_url=panel.preview_url)
            if isinstance(panel, PreviewSidePanel)
            else panel
            for panel in super().get_side_panels()  # type: ignore[misc]
        )


class ContactCreateView(ShownAtMoments, CreateView):
    pass


class ContactEditView(ShownAtMoments, EditView):
    pass


class ServiceViewSet(SeenByApprovers, SnippetViewSet):
    model = Service
    icon = "mail"
    menu_label = "Services"
    index_view_class = NumbersIndexView
    inspect_view_enabled = True
    inspect_view_class = AboutInspectView
    inspect_template_name = "contacts/admin/inspect_service.html"
    inspect_view_fields = ["role", "hours", "hours_in_words", "email", "online_form", "source", "note"]
    add_view_class = ContactCreateView
    edit_view_class = ContactEditView
    list_display = [
        "name",
        "role",
        CouncilsColumn("council_names", label="Councils"),
        NumbersColumn("number_rows", label="Numbers, and how their checks stand"),
        STATUS,
    ]
    list_export = [*COLUMNS]
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
    add_view_class = ContactCreateView
    edit_view_class = ContactEditView
    inspect_template_name = "contacts/admin/inspect_national_line.html"
    inspect_view_fields = ["kind", "number", "web", "hours_in_words", "for_whom", "source"]
    list_display = [
        "name",
        "kind",
        NumbersColumn("number_rows", label="Number, and how its checks stand"),
        "web",
        STATUS,
    ]
    list_export = [*COLUMNS]
    filterset_class = admin_filters.NationalLineFilters
    search_fields = ["name", "number", "for_whom"]
    list_per_page = 50
    edit_handler = admin_layouts.NATIONAL_LINE
