"""Contacts in the admin: enough to edit them, under one menu."""

from wagtail.admin.panels import ObjectList
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from contacts.models import Council, NationalLine, Service


class CouncilViewSet(SnippetViewSet):
    model = Council
    icon = "site"
    menu_label = "Councils"
    list_display = ["name", "gss_code", "child_protection_page"]
    search_fields = ["name"]
    inspect_view_enabled = True
    edit_handler = ObjectList(Council.panels)


class ServiceViewSet(SnippetViewSet):
    model = Service
    icon = "mail"
    menu_label = "Services"
    list_display = ["name", "role", "hours"]
    list_filter = ["role", "councils"]
    search_fields = ["name", "note"]
    edit_handler = ObjectList(Service.panels)


class NationalLineViewSet(SnippetViewSet):
    model = NationalLine
    icon = "globe"
    menu_label = "National lines"
    list_display = ["name", "number", "kind"]
    list_filter = ["kind"]
    search_fields = ["name", "number"]
    edit_handler = ObjectList(NationalLine.panels)


class ContactsGroup(SnippetViewSetGroup):
    items = (CouncilViewSet, ServiceViewSet, NationalLineViewSet)
    menu_label = "Contacts"
    menu_icon = "group"
    menu_order = 150


register_snippet(ContactsGroup)
