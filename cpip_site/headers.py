"""What every answer tells the browser: what may run, who may frame it, what may be kept."""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from contacts import FINDER_PATH
from cpip_site.content_policy import admin_policy, preview_policy, public_policy
from cpip_site.errors import method_not_allowed

METHODS = ("GET", "HEAD", "OPTIONS", "POST")
ADMIN_PATHS = ("/admin/", "/_util/", "/documents/")

EVERYWHERE = {
    "Permissions-Policy": (
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
    ),
    # No other site shares a process with ours, holds a window of ours, or puts our files into its pages.
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def next_change(request: HttpRequest, response: HttpResponse) -> datetime | None:
    """When the page will read differently with nothing published: another number leads, a banner comes or goes."""
    settings = getattr(request, "cpip_settings", None)
    moments = [getattr(response, "changes_at", None), settings and settings.alert_changes_at(timezone.now())]
    return min((moment for moment in moments if moment), default=None)


def for_this_place(request: HttpRequest, response: HttpResponse) -> dict[str, str]:
    """The headers that depend on where the answer belongs: a preview, the admin, or the public site."""
    if getattr(request, "is_preview", False):
        policy, kept = preview_policy(), "no-store"
    elif request.path.startswith(ADMIN_PATHS) and not hasattr(request, "urlconf"):
        policy, kept = admin_policy(b"" if response.streaming else response.content), "no-store"
    else:
        policy, kept = public_policy(request.path), how_long_kept(request.path, response)
    return {"Content-Security-Policy": policy, "Cache-Control": kept}


def how_long_kept(path: str, response: HttpResponse) -> str:
    """On the device, a page of the finder is kept nowhere, so that Back shows nothing of it after leaving.

    Of others the browser asks each time whether its copy is still good, and is told so in a few bytes.
    """
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    return "no-store" if is_page and path.startswith(FINDER_PATH) else "no-cache"


class SecurityHeaders:
    """Middleware, outermost: adds the headers to every answer, errors included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Before the check against forged forms, whose refusal would carry no numbers.
        response = self.get_response(request) if request.method in METHODS else method_not_allowed(request)
        for name, value in (EVERYWHERE | for_this_place(request, response)).items():
            response.headers.setdefault(name, value)
        if changes_at := next_change(request, response):
            # For the page cache, which keeps it to itself.
            response.headers["X-Changes-At"] = f"{changes_at.timestamp():.0f}"
        if getattr(response, "changes_at", None):
            # It says which number leads now. The banner's hour, in contrast, makes no page wrong.
            response.headers["X-Tells-The-Hour"] = "yes"
        return response
