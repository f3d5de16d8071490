from django.db import models
from django.http import HttpRequest
from wagtail.models import Page
from wagtail.search import index


class BasePage(Page):
    """What every page has: a one-sentence summary, used in lists and search results."""

    summary = models.CharField(
        max_length=200,
        help_text="One sentence that says what the page is for. Shown in lists and in search results.",
    )

    content_panels = [*Page.content_panels, "summary"]
    search_fields = [*Page.search_fields, index.SearchField("summary", boost=2)]

    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        """The page, its ancestors from home down, and its place in its section: two queries for every page."""
        context = super().get_context(request, *args, **kwargs)
        trail = list(self.get_ancestors().filter(depth__gt=1).live())
        section = [*trail, self][1] if trail else None
        context.update(trail=trail, section=section, section_pages=self.section_pages(section))
        return context

    @staticmethod
    def section_pages(section: Page | None) -> list[Page]:
        """The live pages below a page that stands directly under home."""
        return list(section.get_children().live()) if section else []
