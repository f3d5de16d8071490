"""The guide for editors, inside the admin: how a number is changed, checked, approved, scheduled and undone."""

from typing import Any, NamedTuple

from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_safe
from wagtail.admin.menu import MenuItem

TITLE, ICON = "Guide", "list-ol"
BEFORE_HELP = 10_500


class Section(NamedTuple):
    """One thing to do. The dashboard and other screens link to its anchor, so an anchor never changes."""

    anchor: str
    title: str

    @property
    def template(self) -> str:
        return f"guide/{self.anchor.replace('-', '_')}.html"


SECTIONS = [
    Section("change-a-number", "Change a number, and send it to a second person"),
    Section("check-a-number", "Check a number and record it"),
    Section("approve", "Approve somebody else’s change"),
    Section("schedule", "Let a change start on a day and at a time"),
    Section("undo", "Undo a change"),
    Section("import", "Change many numbers at once with a spreadsheet"),
    Section("pages", "Write and publish a page"),
    Section("banner", "Put a banner on every page"),
    Section("withdraw", "A number is dangerous right now"),
]


@require_safe
def guide(request: HttpRequest) -> TemplateResponse:
    """Every section on one page, for whoever may see the admin."""
    trail = [{"url": reverse("wagtailadmin_home"), "label": "Home"}, {"url": "", "label": TITLE}]
    context: dict[str, Any] = {"header_title": TITLE, "header_icon": ICON, "breadcrumbs_items": trail}
    return TemplateResponse(request, "guide/guide.html", {**context, "sections": SECTIONS})


def addresses() -> list[URLPattern]:
    return [path("guide/", guide, name="guide")]


def menu_item() -> MenuItem:
    return MenuItem(TITLE, reverse("guide"), name="guide", icon_name=ICON, order=BEFORE_HELP)
