from datetime import date
from http import HTTPMethod
from itertools import accumulate

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import Page, PageViewRestriction
from wagtail.search import index

from pages import nearby, typed_numbers
from pages.changes import ChangeNote
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

    change_note = models.CharField(
        "what has changed",
        max_length=250,
        blank=True,
        validators=[typed_numbers.refuse],
        help_text="For readers: one sentence, shown under “About this page” and in the feed of changes, with the "
        "day on which the page is published. Leave it empty for small corrections.",
    )

    base_form_class = PageForm
    # Wagtail's own list offers DELETE, PATCH and PUT, which no page answers.
    allowed_http_methods = [HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS]
    preview_sizes = [PHONE, DESKTOP]
    exclude_fields_in_copy = ["last_reviewed", "change_note"]
    # No page of this site is private: passwords for pages would stand in the database as they are typed.
    private_page_options: list[str] = []
    content_panels = [*Page.content_panels, "summary"]
    settings_panels = ["change_note", "last_reviewed", *Page.settings_panels]
    search_fields = [*Page.search_fields, index.SearchField("summary", boost=2)]

    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        """The page, its ancestors from home down, and its place in its section: one query beside the page's own."""
        # The frame names models that are made from this one.
        from pages import frame

        context = super().get_context(request, *args, **kwargs)
        trail = self.trail()
        section = [*trail, self][1] if trail else None
        pages = nearby.read(self, request, section, menu=frame.kept() is None)
        context.update(trail=trail, section=section, section_pages=pages.section)
        return context

    @property
    def changes(self) -> "QuerySet[ChangeNote] | list[ChangeNote]":
        """What editors said had changed, the newest first. A page that was published once has nothing to tell."""
        was_once = self.last_published_at is None or self.last_published_at == self.first_published_at
        return [] if was_once else ChangeNote.objects.filter(page=self.pk)

    @property
    def citation(self) -> str:
        """How to cite the page: who, when, what, where. With the day of its last publication."""
        day = timezone.localtime(self.last_published_at or timezone.now())
        address = f"{settings.BASE_URL}{(self.get_url() or '').removeprefix(settings.BASE_URL)}"
        return (
            f"Child Protection Improvement Programme ({day.year}). {self.title}. "
            f"Page last changed on {date_format(day, 'j F Y')}. {address}"
        )

    def lineage(self) -> list[Page]:
        """From the root of the tree down to the page, each with `restricted`. Found on the way here, else read now."""
        if "_lineage" not in self.__dict__:
            paths = [self.path[:end] for end in range(self.steplen, len(self.path) + 1, self.steplen)]
            return list(
                Page.objects.filter(path__in=paths).annotate(restricted=nearby.is_restricted()).order_by("depth")
            )
        return self.__dict__["_lineage"]

    def trail(self) -> list[Page]:
        """The live pages from home down to the parent."""
        return [page for page in self.lineage() if 1 < page.depth < self.depth and page.live] if self.depth > 2 else []

    def get_view_restrictions(self) -> QuerySet:
        """Wagtail's own answer, asked for only where something on the way down is restricted or an alias."""
        if any(page.restricted or page.alias_of_id for page in self.lineage()):
            return super().get_view_restrictions()
        return PageViewRestriction.objects.none()


def kinds() -> dict[str, type[BasePage]]:
    """Every page type by the name under which a plain page reaches it."""
    related = Page._meta.related_objects
    return {field.name: field.related_model for field in related if issubclass(field.related_model, BasePage)}


def find(home: Page, slugs: list[str]) -> BasePage | None:
    """The page at a path below home, or the nearest one above it, with its lineage. One query at any depth.

    A slug is what the database has an index of; among 20,000 pages the address alone would be looked for in every row.
    """
    addresses = list(accumulate(slugs, lambda address, slug: f"{address}{slug}/", initial=home.url_path))
    above = [home.path[:end] for end in range(home.steplen, len(home.path) + 1, home.steplen)]
    below = Q(slug__in=slugs, url_path__in=addresses[1:], path__startswith=home.path)
    pages = Page.objects.filter(below | Q(path__in=above)).select_related(*kinds()).order_by("depth")
    chain: list[Page] = []
    for page in pages.annotate(restricted=nearby.is_restricted()):
        if page.depth == len(chain) + 1 and page.path.startswith(chain[-1].path if chain else ""):
            chain.append(page)
    found = next((getattr(chain[-1], kind) for kind in kinds() if hasattr(chain[-1], kind)), None)
    if found:
        found.__dict__["_lineage"] = chain
    return found
