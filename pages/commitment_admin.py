"""Recommendations and actions in the admin: their streams and themes, the status entries, import and export."""

from __future__ import annotations

from django.urls import reverse
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.permission_policies.base import ModelPermissionPolicy
from wagtail.snippets.views.snippets import CreateView, SnippetViewSet, SnippetViewSetGroup

from pages.commitments import CommitmentPage
from pages.publications import publisher_of
from pages.status_entries import StatusEntry
from pages.streams import Stream, Theme


class OnlyAdded(ModelPermissionPolicy):
    """Entries are added and looked at. Nobody changes or deletes one, superusers included."""

    def user_has_permission(self, user, action) -> bool:
        return action in ("add", "view") and super().user_has_permission(user, action)


def evidence_from(entry: StatusEntry) -> str:
    return publisher_of(entry.evidence) if entry.evidence else ""


class AddEntryView(CreateView):
    def get_initial_form_instance(self):
        wanted = self.request.GET.get("commitment", "")
        found = CommitmentPage.objects.filter(pk=wanted).first() if wanted.isdigit() else None
        return StatusEntry(commitment=found, author=self.request.user.get_username())


class StatusEntryViewSet(SnippetViewSet):
    model = StatusEntry
    icon = "history"
    menu_label = "Status entries"
    list_display = [
        "commitment",
        "status",
        Column("when", label="Date", sort_key="date"),
        Column("evidence", accessor=evidence_from),
        "author",
        "entered_at",
    ]
    list_filter = ["status"]
    list_export = ["commitment", "status", "date", "evidence", "note", "author", "entered_at"]
    add_view_class = AddEntryView
    inspect_view_enabled = True
    copy_view_enabled = False

    @property
    def permission_policy(self):
        return OnlyAdded(self.model)


class StreamViewSet(SnippetViewSet):
    model = Stream
    icon = "list-ul"
    menu_label = "Work streams"
    list_display = ["name", "code", "kind", "order"]


class ThemeViewSet(SnippetViewSet):
    model = Theme
    icon = "tag"
    menu_label = "Themes"
    list_display = ["name", "order"]


class CommitmentsGroup(SnippetViewSetGroup):
    items = (StatusEntryViewSet, StreamViewSet, ThemeViewSet)
    menu_label = "Recommendations"
    menu_name = "recommendations"
    menu_icon = "list-ol"
    menu_order = 160

    def get_submenu_items(self):
        item = MenuItem("Import and export", reverse("commitments:index"), icon_name="download", order=900)
        return [*super().get_submenu_items(), item]
