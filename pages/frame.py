"""What stands round every page: the menu and the site's settings.

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
from pages.site_settings import SiteSettings


@dataclass(frozen=True)
class Frame:
    menu: list[dict[str, str]]
    settings: SiteSettings | None


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
    _kept = Frame(menu, SiteSettings.objects.select_related("alert_page").filter(site=site).first())


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
