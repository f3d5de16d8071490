"""What every answer tells the browser: what may run, who may frame it, what may be kept."""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from cpip_site.errors import method_not_allowed
from pages.styles import stylesheet_hashes

METHODS = ("GET", "HEAD", "OPTIONS", "POST")
ADMIN_PATHS = ("/admin/", "/_util/", "/documents/")

PERMISSIONS = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"


def public_policy() -> str:
    """Nothing but our own scripts and forms, and the stylesheets that stand in the page."""
    styles = " ".join(f"'{each}'" for each in stylesheet_hashes())
    return (
        f"default-src 'none'; script-src 'self'; style-src {styles}; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; frame-ancestors 'self'; base-uri 'none'"
    )


def next_change(request: HttpRequest, response: HttpResponse) -> datetime | None:
    """When the page will read differently with nothing published: another number leads, a banner comes or goes."""
    settings = getattr(request, "cpip_settings", None)
    moments = [getattr(response, "changes_at", None), settings and settings.alert_changes_at(timezone.now())]
    return min((moment for moment in moments if moment), default=None)


class SecurityHeaders:
    """Middleware, outermost: adds the headers to every answer, errors included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Before the check against forged forms, whose refusal would carry no numbers.
        response = self.get_response(request) if request.method in METHODS else method_not_allowed(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if request.path.startswith(ADMIN_PATHS) or getattr(request, "is_preview", False):
            response.headers.setdefault("Cache-Control", "no-store")
        else:
            response.headers.setdefault("Content-Security-Policy", public_policy())
            # Kept nowhere unasked: the browser asks each time, and is told in a few bytes that nothing changed.
            response.headers.setdefault("Cache-Control", "no-cache")
        if changes_at := next_change(request, response):
            # For the page cache, which keeps it to itself.
            response.headers["X-Changes-At"] = f"{changes_at.timestamp():.0f}"
        return response
