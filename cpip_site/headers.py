"""What every answer tells the browser: what may run, who may frame it, what may be kept."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from pages.styles import stylesheet_hash

ADMIN_PATHS = ("/admin/", "/_util/", "/documents/")

PERMISSIONS = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"


def public_policy() -> str:
    """Nothing but our own scripts and forms, and the one stylesheet that stands in the page."""
    return (
        f"default-src 'none'; script-src 'self'; style-src '{stylesheet_hash()}'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; frame-ancestors 'self'; base-uri 'none'"
    )


class SecurityHeaders:
    """Middleware, outermost: adds the headers to every answer, errors included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if request.path.startswith(ADMIN_PATHS) or getattr(request, "is_preview", False):
            response.headers.setdefault("Cache-Control", "no-store")
        else:
            response.headers.setdefault("Content-Security-Policy", public_policy())
        return response
