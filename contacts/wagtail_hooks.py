"""Contacts in the admin: menu, dashboard, report, and the buttons that lead to a check."""

from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.widgets.button import ListingButton
from wagtail.log_actions import LogFormatter
from wagtail.snippets.models import register_snippet

from contacts import check_views, dashboard, import_views, reports
from contacts.council_views import ContactsGroup
from contacts.models import NationalLine, Service
from contacts.usage import MAY_CHECK

register_snippet(ContactsGroup)
IMPORT_AND_EXPORT = [
    path("", import_views.index, name="index"),
    path("contacts.csv", import_views.export, {"kind": "csv"}, name="csv"),
    path("contacts.xlsx", import_views.export, {"kind": "xlsx"}, name="xlsx"),
    path("check/", import_views.check, name="check"),
    path("confirm/", import_views.confirm, name="confirm"),
    path("take-back/", import_views.take_back, name="take_back"),
]
LAST = 900


@hooks.register("register_admin_urls")
def urls():
    report = reports.NumbersReport
    return [
        path("contacts/import/", include((IMPORT_AND_EXPORT, "contact_import"), namespace="contact_import")),
        path("checks/", include((check_views.urlpatterns, check_views.app_name))),
        path("reports/numbers/", report.as_view(), name="contacts_numbers_report"),
        path("reports/numbers/results/", report.as_view(results_only=True), name="contacts_numbers_report_results"),
    ]


class ReportItem(MenuItem):
    def is_shown(self, request) -> bool:
        return reports.may_see(request.user)


@hooks.register("register_reports_menu_item")
def report_item():
    label = reports.NumbersReport.page_title
    return ReportItem(label, reverse("contacts_numbers_report"), icon_name=reports.NumbersReport.header_icon, order=100)


class ImportExportItem(MenuItem):
    def is_shown(self, request) -> bool:
        return import_views.may_export(request.user)


@hooks.register("construct_main_menu")
def add_to_contacts(request, menu_items) -> None:
    """The menu of this request gets one item more; the one that all requests share stays as it is."""
    address = reverse("contact_import:index")
    added = ImportExportItem("Import and export", address, name="contact-import", icon_name="download", order=LAST)
    for place, item in enumerate(menu_items):
        if isinstance(item, SubmenuMenuItem) and item.name == "contacts":
            menu = Menu(items=[*item.menu.registered_menu_items, added])
            same = {"classname": item.classname, "attrs": item.attrs, "order": item.order}
            menu_items[place] = SubmenuMenuItem(item.label, menu, name=item.name, icon_name=item.icon_name, **same)


@hooks.register("construct_homepage_panels")
def homepage(request, panels) -> None:
    panels[:0] = dashboard.panels(request)


@hooks.register("register_snippet_listing_buttons")
def record_a_check(snippet, user, next_url=None):
    if isinstance(snippet, (Service, NationalLine)) and user.has_perm(MAY_CHECK):
        url = reverse("contacts_checks:record", args=[snippet._meta.model_name, snippet.pk])
        yield ListingButton("Record a check", url, priority=5, icon_name="circle-check")


@hooks.register("register_log_actions")
def log_actions(actions) -> None:
    @actions.register_action(check_views.ACTION)
    class Check(LogFormatter):
        label = "Record a check"

        def format_message(self, log_entry) -> str:
            return "Check of {number}: {result} ({how})".format(**log_entry.data)


@hooks.register("insert_global_admin_css")
def admin_css() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))
