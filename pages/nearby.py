"""The other pages that a page names: the main menu, its section, the pages that its words link to."""

from dataclasses import dataclass, field

from django.db.models import CharField, Exists, Field, OuterRef, QuerySet, Value
from django.http import HttpRequest
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, PageViewRestriction, Site

from pages import richtext


@dataclass
class Nearby:
    menu: list[Page] = field(default_factory=list)
    section: list[Page] = field(default_factory=list)
    linked: list[Page] = field(default_factory=list)


def is_restricted() -> Exists:
    """Whether a page is restricted by itself; what is above it is another question."""
    return Exists(PageViewRestriction.objects.filter(page=OuterRef("pk")))


def read(page: Page, request: HttpRequest, section: Page | None, *, menu: bool) -> Nearby:
    """All of them by one query, kept with the request for the templates. Without the `menu` where it is known."""
    wanted = {"linked": linked_from(page)}
    if menu:
        wanted["menu"] = in_menu(request)
    if section:
        wanted["section"] = section.get_children().live().filter(~is_restricted())
    parts = [pages.order_by().annotate(part=Value(name, CharField())) for name, pages in wanted.items()]
    nearby = Nearby()
    for found in sorted(parts[0].union(*parts[1:], all=True), key=lambda page: page.path):
        getattr(nearby, found.part).append(found)
    request.nearby = nearby  # type: ignore[attr-defined]
    return nearby


def in_menu(request: HttpRequest) -> QuerySet[Page]:
    """The pages that an editor marked "show in menus". None where there is no site."""
    site = Site.find_for_request(request)
    return site.root_page.get_children().live().in_menu().filter(~is_restricted()) if site else Page.objects.none()


def linked_from(page: Page) -> QuerySet[Page]:
    """The live pages that the words of this page link to, whichever of its fields they stand in."""
    words = " ".join(words_of(page, field) for field in page._meta.fields)
    numbers = set(richtext.PAGE_LINK.findall(words.replace("\\", "")))
    return Page.objects.live().filter(pk__in=numbers)


def words_of(page: Page, field: Field) -> str:
    """A field as it is stored, if it holds rich text or blocks."""
    value = getattr(page, field.attname)
    if isinstance(field, StreamField):
        return repr(value.raw_data) if value else ""
    return value or "" if isinstance(field, RichTextField) else ""
