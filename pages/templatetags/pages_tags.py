from dataclasses import dataclass, field

from bs4 import BeautifulSoup
from django import template
from django.db import DatabaseError, InterfaceError
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import mark_safe
from wagtail.rich_text import expand_db_html

from contacts import FINDER_PATH
from pages import frame, nearby, richtext, styles
from pages.consent import COOKIE
from pages.frame import settings_for
from pages.publications import Publication, publisher_of
from pages.script_files import script_element
from pages.stored import STORED

register = template.Library()


@register.simple_tag
def inline_css(name: str = "site") -> str:
    """A stylesheet, for a style element in the head of the page."""
    return mark_safe(styles.stylesheet(name))  # noqa: S308 # nosec B308 B703 - our file


register.filter("publisher", publisher_of)


register.simple_tag(script_element, name="script")


@register.inclusion_tag("components/menu.html", takes_context=True)
def main_menu(context) -> dict:
    """The pages that an editor marked "show in menus". Empty, not broken, with no site or no database."""
    request = context.get("request")
    if request and not hasattr(request, "main_menu"):
        request.main_menu = _menu_items(request)
    return {"items": getattr(request, "main_menu", []), "path": getattr(request, "path", "")}


def _menu_items(request) -> list[dict[str, str]]:
    if known := frame.kept():
        return known.menu
    try:
        pages = (hasattr(request, "nearby") and request.nearby.menu) or nearby.in_menu(request)
        return [{"title": page.title, "address": page.get_url(request)} for page in pages]
    except (DatabaseError, InterfaceError):
        return []


@register.simple_tag(takes_context=True)
def copyright_line(context) -> str:
    """The copyright line of the site settings. Empty with no site, no database, or on an error page."""
    settings = settings_for(context.get("request"))
    return settings.copyright if settings else ""


@register.inclusion_tag("components/alert.html", takes_context=True)
def alert(context, place: str) -> dict:
    """The banner for everybody, where this is the place for it: before the main part, on the crisis path after it."""
    settings = settings_for(context.get("request"))
    if settings is None or not settings.alert_at(timezone.now()) or (place == "after_main") != _on_crisis_path(context):
        return {"alert": None}
    page = settings.alert_page if settings.alert_page and settings.alert_page.live else None
    return {
        "alert": {
            "level": settings.alert_level,
            "level_words": settings.get_alert_level_display(),
            "words": settings.alert_text,
            "title": page.title if page else "",
            "address": page.get_url(context["request"]) if page else "",
        }
    }


def _on_crisis_path(context) -> bool:
    """Where numbers to ring are shown. A preview of a council's page has another address, but it has the card."""
    page, request = context.get("page"), context["request"]
    return bool(getattr(page, "crisis_path", False)) or request.path.startswith(FINDER_PATH) or "card" in context


@register.inclusion_tag("components/consent.html", takes_context=True)
def consent(context) -> dict:
    """The question whether this visit may be counted. Nothing on the crisis path, or where visits are not counted."""
    found = settings_for(context["request"])
    asks = found is not None and found.count_visits and not _on_crisis_path(context)
    return {"consent": {"version": found.consent_version, "cookie": COOKIE}} if asks and found else {"consent": None}


@register.inclusion_tag("components/storage_table.html")
def storage_table(whom: str) -> dict:
    """What the site puts on a device. `whom`: visitors or editors."""
    return {"entries": STORED[whom]}


@register.simple_tag(takes_context=True)
def annotate(context, value) -> str:
    """Rich text for readers: terms linked on their first use on the page, outside links labelled."""
    known = _reference(context.get("page"), context.get("request"))
    html = richtext.link_pages(getattr(value, "source", value) or "", known.pages)
    soup = BeautifulSoup(expand_db_html(html), "html.parser")
    richtext.clean(soup)
    richtext.say_where_links_go(soup, known.source_of)
    richtext.link_terms(soup, known.terms, known.linked)
    return mark_safe(str(soup))  # noqa: S308 # nosec B308 B703 - Wagtail's own rich text, parsed and written again


@dataclass
class Reference:
    """What the words of one page may refer to, and the terms that are linked on it already."""

    terms: dict[str, str]
    pages: dict[str, str]
    linked: set[str] = field(default_factory=set)

    @cached_property
    def sources(self) -> dict[str, richtext.Source]:
        """What is known about addresses outside: read when the first link leads there."""
        return _sources()

    def source_of(self, address: str) -> richtext.Source:
        return self.sources.get(address) or richtext.Source(publisher_of(address))


def _reference(page, request) -> Reference:
    """At most two queries for a page, however many blocks it has."""
    if page is None:
        return Reference(_terms(None, request), {})
    if "_cpip_reference" not in page.__dict__:
        page.__dict__["_cpip_reference"] = Reference(_terms(page, request), _pages(page, request))
    return page.__dict__["_cpip_reference"]


def _terms(page, request) -> dict[str, str]:
    """The address of each term and abbreviation, in lower case; none on the glossary itself."""
    terms: dict[str, str] = {}
    address = ""
    for term in frame.terms():
        if page and term.page_id == page.pk:
            continue
        address = address or term.page.get_url(request)
        names = [term.term, term.abbreviation] if len(term.abbreviation) > 2 else [term.term]
        terms |= {name.lower(): f"{address}#{term.slug}" for name in names}
    return terms


def _pages(page, request) -> dict[str, str]:
    """The addresses of the pages that this page links to, by their number."""
    pages = request.nearby.linked if hasattr(request, "nearby") else nearby.linked_from(page)
    return {str(each.pk): each.get_url(request) for each in pages}


def _sources() -> dict[str, richtext.Source]:
    sources: dict[str, richtext.Source] = {}
    for publication in Publication.objects.all():
        newer = publication.superseded_by
        source = richtext.Source(
            publication.publisher, publication.kind, newer.title if newer else "", newer.url if newer else ""
        )
        sources |= {address: source for address in (publication.url, publication.pdf_url) if address}
    return sources
