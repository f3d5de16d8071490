"""Pages for what went wrong. They carry the numbers, and they do without the database when it is away."""

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseForbidden,
    HttpResponseNotAllowed,
    HttpResponseNotFound,
    HttpResponseServerError,
)
from django.template.loader import render_to_string


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponseNotFound(render_to_string("404.html", request=request))


def method_not_allowed(request: HttpRequest) -> HttpResponse:
    return HttpResponseNotAllowed(["GET", "HEAD", "OPTIONS", "POST"], render_to_string("404.html"))


def forged_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """For a form that does not come from this site, or that waited too long (CSRF_FAILURE_VIEW)."""
    return HttpResponseForbidden(render_to_string("403_csrf.html"))


def server_error(request: HttpRequest) -> HttpResponse:
    return HttpResponseServerError(render_to_string("500.html"))
