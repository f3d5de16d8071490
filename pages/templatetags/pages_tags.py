from bs4 import BeautifulSoup
from django import template
from django.db import DatabaseError, InterfaceError
from django.utils.safestring import mark_safe
from wagtail.models import Page, Site
from wagtail.rich_text import expand_db_html

from pages import richtext, styles
from pages.glossary import Term
from pages.publications import Publication, publisher_of
from pages.site_settings import SiteSettings

register = template.Library()


@register.simple_tag
def inline_css() -> str:
    """The stylesheet, for a style element in the head of the page."""
    return mark_safe(styles.stylesheet())  # noqa: S308 - our own file


@register.inclusion_tag("components/menu.html", takes_context=True)
def main_menu(context) -> dict:
    """The pages that an editor marked "show in menus". Empty, not broken, with no site or no database."""
    request = context.get("request")
    if request and not hasattr(request, "main_menu"):
        request.main_menu = _menu_items(request)
    return {"items": getattr(request, "main_menu", []), "path": getattr(request, "path", "")}


def _menu_items(request) -> list[dict[str, str]]:
    try:
        site = Site.find_for_request(request)
        items = site.root_page.get_children().live().in_menu() if site else Page.objects.none()
        return [{"title": page.title, "address": page.get_url(request)} for page in items]
    except (DatabaseError, InterfaceError):
        return []


@register.simple_tag(takes_context=True)
def copyright_line(context) -> str:
    """The copyright line of the site settings. Empty with no site, no database, or on an error page."""
    request = context.get("request")
    try:
        site = Site.find_for_request(request) if request else None
        return SiteSettings.for_site(site).copyright if site else ""
    except (DatabaseError, InterfaceError):
        return ""


@register.simple_tag(takes_context=True)
def annotate(context, value) -> str:
    """Rich text for readers: terms linked on their first use on the page, outside links labelled."""
    html = expand_db_html(getattr(value, "source", value) or "")
    soup = BeautifulSoup(html, "html.parser")
    page = context.get("page")
    terms, sources = _reference(page)
    richtext.say_where_links_go(soup, lambda address: sources.get(address) or richtext.Source(publisher_of(address)))
    richtext.link_terms(soup, terms, page.__dict__.setdefault("_linked_terms", set()) if page else set())
    return mark_safe(str(soup))  # noqa: S308 - Wagtail's own rich text, parsed and written again


def _reference(page) -> tuple[dict[str, str], dict[str, richtext.Source]]:
    """Glossary addresses by term and sources by address: two queries for a page, however many blocks it has."""
    if page is None or "_reference" not in page.__dict__:
        found = (_terms(page), _sources())
        if page is None:
            return found
        page.__dict__["_reference"] = found
    return page.__dict__["_reference"]


def _terms(page) -> dict[str, str]:
    terms: dict[str, str] = {}
    for term in Term.objects.filter(page__live=True).select_related("page"):
        if term.page_id != getattr(page, "pk", None):
            address = f"{term.page.get_url()}#{term.slug}"
            terms[term.term.lower()] = address
            if len(term.abbreviation) > 2:
                terms[term.abbreviation.lower()] = address
    return terms


def _sources() -> dict[str, richtext.Source]:
    sources: dict[str, richtext.Source] = {}
    for publication in Publication.objects.all():
        newer = publication.superseded_by
        source = richtext.Source(
            publication.publisher, publication.kind, newer.title if newer else "", newer.url if newer else ""
        )
        sources |= {address: source for address in (publication.url, publication.pdf_url) if address}
    return sources
