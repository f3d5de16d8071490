"""Puts “Import and export” into the admin: its addresses, and its place under “Contacts”."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import include, path, reverse
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from contacts import import_views

LAST = 900
addresses = [
    path("", import_views.index, name="index"),
    path("contacts.csv", import_views.export, {"kind": "csv"}, name="csv"),
    path("contacts.xlsx", import_views.export, {"kind": "xlsx"}, name="xlsx"),
    path("check/", import_views.check, name="check"),
    path("confirm/", import_views.confirm, name="confirm"),
    path("take-back/", import_views.take_back, name="take_back"),
]


class ImportExportItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return import_views.may_export(request.user)


@hooks.register("register_admin_urls")
def import_addresses() -> list:
    return [path("contacts/import/", include((addresses, "contact_import"), namespace="contact_import"))]


@hooks.register("construct_main_menu")
def add_to_contacts(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """The menu of this request gets one item more; the one that all requests share stays as it is."""
    address = reverse("contact_import:index")
    added = ImportExportItem("Import and export", address, name="contact-import", icon_name="download", order=LAST)
    for place, item in enumerate(menu_items):
        if isinstance(item, SubmenuMenuItem) and item.name == "contacts":
            menu = Menu(items=[*item.menu.registered_menu_items, added])
            same = {"classname": item.classname, "attrs": item.attrs, "order": item.order}
            menu_items[place] = SubmenuMenuItem(item.label, menu, name=item.name, icon_name=item.icon_name, **same)
