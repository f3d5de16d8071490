"""A visitor's choice whether visits may be counted: one cookie, set only when somebody chooses.

Nothing is asked and nothing is set before that. "Do Not Track" and Global Privacy Control count as a refusal.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from contacts.forms import UNREADABLE
from pages.frame import settings_for
from pages.inbox.origin import is_from_here
from pages.site_settings import SiteSettings

KEPT_DAYS = 180
YES, NO = "yes", "no"
# The prefixes make a browser refuse such a cookie from anywhere but this site over TLS.
COOKIE = "__Host-consent" if settings.OVER_TLS else "consent"
VISIT_COOKIE = "__Secure-visit" if settings.OVER_TLS else "visit"
VISIT_PATH = "/visit/"


def browser_refuses(request: HttpRequest) -> bool:
    """Whether the browser tells every site not to follow its user."""
    return request.headers.get("Sec-GPC") == "1" or request.headers.get("DNT") == "1"


def choice_of(request: HttpRequest, found: SiteSettings | None) -> str:
    """`yes`, `no`, or empty when nothing was chosen under the policy of today."""
    choice, _, version = request.COOKIES.get(COOKIE, "").partition(".")
    is_current = found is not None and version == str(found.consent_version)
    return choice if is_current and choice in (YES, NO) else ""


def may_count(request: HttpRequest, found: SiteSettings | None) -> bool:
    counts = found is not None and found.count_visits
    return counts and choice_of(request, found) == YES and not browser_refuses(request)


# Exempt: a token would need a cookie. A "yes" is taken only from our own pages; a "no" harms nobody.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Says what was chosen, and takes another choice."""
    found = settings_for(request)
    if request.method == "POST":
        return keep_choice(request, found)
    context = {"choice": choice_of(request, found), "refuses": browser_refuses(request), "kept_days": KEPT_DAYS}
    response = render(request, "pages/consent_choice.html", {**context, "counts": found and found.count_visits})
    response["Cache-Control"] = "no-store"
    return response


def keep_choice(request: HttpRequest, found: SiteSettings | None) -> HttpResponse:
    """Sets the cookie of the choice. Whatever is not a clear "yes" from here is a "no", which ends the visit."""
    is_yes = says_yes(request) and found is not None and found.count_visits
    response = redirect("consent")
    response["Cache-Control"] = "no-store"
    if found is None:
        response.delete_cookie(COOKIE, samesite="Lax")
    else:
        set_choice(response, YES if is_yes else NO, found.consent_version)
    if not is_yes:
        response.delete_cookie(VISIT_COOKIE, path=VISIT_PATH, samesite="Lax")
    return response


def says_yes(request: HttpRequest) -> bool:
    try:
        choice = request.POST.get("choice")
    except UNREADABLE:
        return False
    return choice == YES and is_from_here(request) and not browser_refuses(request)


def set_choice(response: HttpResponse, choice: str, version: int) -> None:
    seconds = KEPT_DAYS * 24 * 60 * 60
    response.set_cookie(COOKIE, f"{choice}.{version}", max_age=seconds, secure=settings.OVER_TLS, samesite="Lax")
