"""Pages for what went wrong. They carry the numbers, and they do without the database when it is away."""

import sys

from django.db import InterfaceError, InternalError, OperationalError
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseForbidden,
    HttpResponseNotAllowed,
    HttpResponseNotFound,
    HttpResponseServerError,
)
from django.template.loader import render_to_string

from cpip_site import audit

AWAY = (OperationalError, InterfaceError, InternalError)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponseNotFound(render_to_string("404.html", request=request))


def method_not_allowed(request: HttpRequest) -> HttpResponse:
    return HttpResponseNotAllowed(["GET", "HEAD", "OPTIONS", "POST"], render_to_string("404.html"))


def forged_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """For a form that does not come from this site, or that waited too long (CSRF_FAILURE_VIEW)."""
    audit.warn("A form that is not from this site was refused")
    return HttpResponseForbidden(render_to_string("403_csrf.html"))


def server_error(request: HttpRequest) -> HttpResponse:
    """500; or 503 and what to do, when it was the database: away, frozen, locked, or refusing to be written to."""
    if isinstance(sys.exc_info()[1], AWAY):
        page = render_to_string("503.html", {"editing": request.path.startswith("/admin/")})
        return HttpResponse(page, status=503, headers={"Retry-After": "10", "Cache-Control": "no-store"})
    return HttpResponseServerError(render_to_string("500.html"))
