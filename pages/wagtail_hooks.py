"""What the pages add to the admin: our own checks in the page editor, four reports, and the recommendations."""

from django.urls import include, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.userbar import AccessibilityItem
from wagtail.admin.views.reports import ReportView
from wagtail.snippets.models import register_snippet

from contacts.reports import FinderReport
from pages import commitment_views
from pages.checker import ContentChecks
from pages.commitment_admin import CommitmentsGroup
from pages.link_report import LinksReport
from pages.privacy_panel import PrivacyPanel
from pages.review_report import ReviewReport
from pages.visit_report import VisitsReport

REPORTS: list[tuple[str, type[ReportView], str, str]] = [
    ("links", LinksReport, "Links to other sites", "link-external"),
    ("review", ReviewReport, "Pages to read over", "time"),
    ("visits", VisitsReport, "Visits", "view"),
    ("finder", FinderReport, "Finder questions without an answer", "search"),
]


register_snippet(CommitmentsGroup)


@hooks.register("register_admin_urls")
def commitment_addresses() -> list:
    return [path("commitments/", include((commitment_views.addresses, "commitments"), namespace="commitments"))]


@hooks.register("construct_wagtail_userbar")
def use_our_checks(request, items, page) -> None:
    """Our checker in the place of Wagtail's, which it includes."""
    items[:] = [
        ContentChecks(in_editor=item.in_editor) if isinstance(item, AccessibilityItem) else item for item in items
    ]


@hooks.register("construct_homepage_panels")
def what_the_notice_lacks(request, panels) -> None:
    panels.append(PrivacyPanel())


@hooks.register("register_admin_urls")
def report_addresses() -> list:
    addresses = []
    for name, view, *_ in REPORTS:
        addresses += [
            path(f"reports/{name}/", view.as_view(), name=f"{name}_report"),
            path(f"reports/{name}/results/", view.as_view(results_only=True), name=f"{name}_report_results"),
        ]
    return addresses


def offer(name: str, label: str, icon: str, order: int) -> None:
    hooks.register(
        "register_reports_menu_item",
        lambda: MenuItem(label, reverse(f"{name}_report"), name=f"{name}-report", icon_name=icon, order=order),
    )


for _order, (_name, _view, _label, _icon) in enumerate(REPORTS):
    offer(_name, _label, _icon, 10 + _order)
