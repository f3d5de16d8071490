"""What stands round every page, and what many pages name: menu, settings, terms, work streams and themes.

A server keeps them in memory: the thread that watches the version of the site reads them when it moves. So the pages of
the finder ask nothing of the database, and are made at their hour even while it hangs.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest
from wagtail.models import Site

from contacts import directory
from pages import nearby
from pages.glossary import Term
from pages.site_settings import SiteSettings
from pages.streams import Stream, Theme


@dataclass(frozen=True)
class Frame:
    menu: list[dict[str, str]]
    settings: SiteSettings | None
    terms: list[Term]
    streams: list[Stream]
    themes: list[Theme]


_kept: Frame | None = None


def kept() -> Frame | None:
    """The frame as the watching thread last read it; None where nothing watches, as in tests and commands."""
    return _kept if directory.is_watched() else None


def refresh() -> None:
    """To be called by the watching thread. Raises DatabaseError while the database is away: the old frame holds."""
    global _kept
    site = Site.objects.select_related("root_page").filter(is_default_site=True).first()
    pages = site.root_page.get_children().live().in_menu().filter(~nearby.is_restricted()) if site else []
    menu = [{"title": page.title, "address": page.get_url() or ""} for page in pages]
    settings = SiteSettings.objects.select_related("alert_page").filter(site=site).first()
    _kept = Frame(menu, settings, _read_terms(), _read_streams(), _read_themes())


def terms() -> list[Term]:
    """The terms of the published glossary, with their page."""
    known = kept()
    return known.terms if known else _read_terms()


def streams() -> list[Stream]:
    """Every work stream, in its order."""
    known = kept()
    return known.streams if known else _read_streams()


def themes() -> list[Theme]:
    """Every theme of the report, in its order, with the report and what replaced it."""
    known = kept()
    return known.themes if known else _read_themes()


def _read_terms() -> list[Term]:
    return list(Term.objects.filter(page__live=True).select_related("page"))


def _read_streams() -> list[Stream]:
    return list(Stream.objects.all())


def _read_themes() -> list[Theme]:
    return list(Theme.objects.select_related("publication__superseded_by"))


def settings_for(request: HttpRequest | None) -> SiteSettings | None:
    """The settings of the site that was asked for, read once a request. None with no site or no database."""
    if request and not hasattr(request, "cpip_settings"):
        known = kept()
        request.cpip_settings = known.settings if known else _read_settings(request)  # type: ignore[attr-defined]
    return getattr(request, "cpip_settings", None)


def _read_settings(request: HttpRequest) -> SiteSettings | None:
    try:
        site = Site.find_for_request(request)
        return SiteSettings.objects.select_related("alert_page").filter(site=site).first()
    except (DatabaseError, InterfaceError):
        return None
