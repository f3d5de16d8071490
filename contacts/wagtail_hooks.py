"""Contacts in the admin: menu, dashboard, report, and the buttons that lead to a check."""

from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import ListingButton
from wagtail.log_actions import LogFormatter
from wagtail.snippets.models import register_snippet

from contacts import check_views, dashboard, reports
from contacts import import_hooks as import_hooks
from contacts.admin_views import ContactsGroup
from contacts.models import NationalLine, Service
from contacts.usage import MAY_CHECK

register_snippet(ContactsGroup)


@hooks.register("register_admin_urls")
def urls():
    report = reports.NumbersReport
    return [
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
