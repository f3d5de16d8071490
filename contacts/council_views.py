"""The councils and their local holidays in the admin, and the menu of all contacts."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from contacts import admin_filters, admin_layouts
from contacts.admin_columns import ContactsIndexView
from contacts.admin_views import STATUS, ContactEditView, NationalLineViewSet, ServiceViewSet
from contacts.approver_views import AboutInspectView, SeenByApprovers
from contacts.london import date_words
from contacts.models import Council, LocalHoliday


class Stays(ModelPermissionPolicy):
    """There are 32 councils: none is added and none is deleted here, by nobody."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action not in ("add", "delete") and super().user_has_permission(user, action)


class LookOnly(ModelPermissionPolicy):
    """A list to look at. What stands in it is changed where it belongs."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, action)


class CouncilViewSet(SeenByApprovers, SnippetViewSet):
    model = Council
    icon = "site"
    menu_label = "Councils"
    permission_policy = Stays(Council)
    index_view_class = ContactsIndexView
    inspect_view_enabled = True
    inspect_view_class = AboutInspectView
    inspect_template_name = "contacts/admin/inspect_council.html"
    inspect_view_fields = ["child_protection_page", "website", "committee_site", "gss_code"]
    edit_view_class = ContactEditView
    copy_view_enabled = False
    list_display = ["name", "gss_code", STATUS]
    list_export = ["name", "slug", "gss_code", "website", "child_protection_page", "committee_site"]
    search_fields = ["name", "gss_code"]
    list_per_page = 50
    edit_handler = admin_layouts.COUNCIL


def _council_of(day: LocalHoliday) -> str:
    """Where the holiday is changed, or looked at by those who change nothing."""
    return reverse(CouncilViewSet().get_url_name("inspect"), args=[day.council_id])


def _day_in_words(day: LocalHoliday) -> str:
    return date_words(day.date)


class LocalHolidayViewSet(SnippetViewSet):
    """All councils' days in one list, to look through. They are changed in the draft of their council."""

    model = LocalHoliday
    icon = "calendar"
    menu_label = "Local holidays"
    permission_policy = LookOnly(LocalHoliday)
    copy_view_enabled = False
    list_display = [
        TitleColumn("name", label="Name", get_url=_council_of, sort_key="name"),
        "council",
        Column("date", label="Date", accessor=_day_in_words, sort_key="date"),
        Column("source"),
    ]
    list_export = ["council", "date", "name", "source"]
    filterset_class = admin_filters.HolidayFilters
    search_fields = ["name", "council__name"]
    list_per_page = 50


class ContactsGroup(SnippetViewSetGroup):
    items = (CouncilViewSet, ServiceViewSet, NationalLineViewSet, LocalHolidayViewSet)
    menu_label = "Contacts"
    menu_icon = "group"
    menu_order = 150
