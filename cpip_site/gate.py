"""Middleware: nothing of the admin answers, and nobody is known anywhere, before both factors are given."""

from collections.abc import Callable
from functools import partial
from ipaddress import ip_address, ip_network
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.http.request import split_domain_port
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from cpip_site import audit
from cpip_site.client_address import client_address
from cpip_site.content_policy import REPORTS
from cpip_site.sessions import Standing, standing, touch

ADMIN = "/admin/"
# What ADMIN_HOST answers itself. Everything else is a reader's page, and stands at BASE_URL.
ON_ITS_HOST = (ADMIN, "/_util/", "/documents/", "/media/", "/favicon.ico", "/healthz", "/readyz", REPORTS)
SIGN_IN = {"account_login", "account_logout", "mfa_authenticate", "mfa_login_webauthn"}
SET_UP = {"mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate"}
OPEN = {Standing.NOBODY: SIGN_IN, Standing.TO_ENROL: SIGN_IN | SET_UP}
# The editor's page calls these by itself: they are no sign that somebody is there.
BY_THEMSELVES = "wagtailadmin_editing_sessions"

REASONS = {
    Standing.OVER: "You were signed out because 30 minutes passed without any work, or 8 hours in all. Sign in again.",
    Standing.NO_RIGHTS: "This account has no rights here yet. Ask an administrator to put you in a group.",
    Standing.UNPROVEN: "Sign in again, with your second factor.",
}


class Gate:
    """Stands after Django's AuthenticationMiddleware. Public pages stay as they are: the session is not looked at."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_on_its_host(request) and is_for_readers(request):
            return redirect(settings.BASE_URL + request.get_full_path())
        if request.path_info.startswith((ADMIN, "/_util/")) and not may_come_near(request):
            audit.warn("Refused, from outside ADMIN_HOST or ADMIN_NETWORKS")
            request.urlconf = "cpip_site.public_urls"
        if not is_for_editors(request):
            # Looked at only when something asks who is there: a private document, for example.
            request.user = SimpleLazyObject(partial(known_user, request, request.user))  # type: ignore[assignment]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not is_for_editors(request) or request.resolver_match is None:
            return None
        found = standing(request.user, request.session)
        if found is Standing.COMPLETE:
            if BY_THEMSELVES not in request.resolver_match.namespaces:
                touch(request.session)
            return None
        if found in REASONS:
            sign_out(request, found)
            found = Standing.NOBODY
        return None if request.resolver_match.view_name in OPEN[found] else turn_away(request, found)


def is_for_editors(request: HttpRequest) -> bool:
    return request.path_info.startswith(ADMIN) and not hasattr(request, "urlconf")


def is_for_readers(request: HttpRequest) -> bool:
    """Whether this asks for a page of the site. A preview does not, though Wagtail makes a request like that for it."""
    return not f"{request.path_info}/".startswith(ON_ITS_HOST) and not hasattr(request, "is_dummy")


def is_on_its_host(request: HttpRequest) -> bool:
    return bool(settings.ADMIN_HOST) and split_domain_port(request.get_host())[0] == settings.ADMIN_HOST


def may_come_near(request: HttpRequest) -> bool:
    """Whether the request comes to settings.ADMIN_HOST, from one of settings.ADMIN_NETWORKS, where these are named."""
    if settings.ADMIN_HOST and not is_on_its_host(request):
        return False
    if not settings.ADMIN_NETWORKS:
        return True
    address = client_address(request)
    return bool(address) and any(ip_address(address) in ip_network(network) for network in settings.ADMIN_NETWORKS)


def known_user(request: HttpRequest, user: Any) -> Any:
    """The account behind a session with both factors; for every other session, nobody."""
    return user if standing(user, request.session) is Standing.COMPLETE else AnonymousUser()


def sign_out(request: HttpRequest, found: Standing) -> None:
    audit.note(f"Session ended ({found.value})", request.user)
    logout(request)
    messages.info(request, REASONS[found])


def turn_away(request: HttpRequest, found: Standing) -> HttpResponse:
    """To the page that comes next; scripts get a 403, since they cannot follow to a form."""
    by_script = request.headers.get("x-requested-with") == "XMLHttpRequest"
    if by_script or request.headers.get("sec-fetch-mode", "navigate") != "navigate":
        return HttpResponseForbidden("Sign in again.", content_type="text/plain")
    if found is Standing.TO_ENROL:
        return redirect("mfa_index")
    return redirect_to_login(request.get_full_path(), login_url=reverse("account_login"))
