from datetime import date
from http import HTTPMethod

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Page, Site
from wagtail.search import index

from pages.page_form import PageForm

PHONE = {"name": "phone", "icon": "mobile-alt", "device_width": 360, "label": "Show as on a phone"}
DESKTOP = {"name": "desktop", "icon": "desktop", "device_width": 1280, "label": "Show as on a computer"}


def validate_has_been(value: date) -> None:
    if value > timezone.localdate():
        raise ValidationError("This day has not come yet. Enter the day on which the page was read.")


class BasePage(Page):
    """What every page has: a one-sentence summary, used in lists and search results, and when it was last read over."""

    summary = models.CharField(
        max_length=200,
        help_text="One sentence that says what the page is for. Shown in lists and in search results.",
    )
    last_reviewed = models.DateField(
        "last read over",
        null=True,
        blank=True,
        validators=[validate_has_been],
        help_text="The day on which somebody last read the whole page and found it right. "
        "After a year without it the page stands in Reports › Pages to read over.",
    )

    base_form_class = PageForm
    # Wagtail's own list offers DELETE, PATCH and PUT, which no page answers.
    allowed_http_methods = [HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS]
    preview_sizes = [PHONE, DESKTOP]
    exclude_fields_in_copy = ["last_reviewed"]
    # No page of this site is private: passwords for pages would stand in the database as they are typed.
    private_page_options: list[str] = []
    content_panels = [*Page.content_panels, "summary"]
    settings_panels = ["last_reviewed", *Page.settings_panels]
    search_fields = [*Page.search_fields, index.SearchField("summary", boost=2)]

    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        """The page, its ancestors from home down, and its place in its section: two queries for every page."""
        context = super().get_context(request, *args, **kwargs)
        trail = self.trail(request)
        section = [*trail, self][1] if trail else None
        context.update(trail=trail, section=section, section_pages=self.section_pages(section))
        return context

    def trail(self, request: HttpRequest) -> list[Page]:
        """The live pages from home down to the parent."""
        site = Site.find_for_request(request)
        if site and self.depth == site.root_page.depth + 1 and self.is_child_of(site.root_page):
            return [site.root_page]
        return list(self.get_ancestors().filter(depth__gt=1).live())

    @staticmethod
    def section_pages(section: Page | None) -> list[Page]:
        """The live pages below a page that stands directly under home."""
        return list(section.get_children().live()) if section else []
