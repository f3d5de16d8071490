"""Visits of people who agreed, counted by page and day: a number in the database, and nothing about anybody.

The page itself comes from the page cache and knows no visitor, so a script asks for a count in a request of its own.
"""

import logging
import re
import secrets
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from wagtail.models import Site

from contacts.forms import UNREADABLE
from pages.consent import VISIT_COOKIE, VISIT_PATH, may_count
from pages.frame import settings_for
from pages.inbox.limits import is_within
from pages.inbox.origin import is_from_here
from pages.inbox.retention import months_before

log = logging.getLogger(__name__)
KEPT_MONTHS = 25
WHOLE_SITE = ""
# Pages without a row in the tree of pages. Searches are counted, words searched for are not.
ALSO_COUNTED = ("/search/", "/sitemap/")
LONGEST_PATH = 255
PATH = re.compile(r"/([a-z0-9_-]+/)*")


class VisitCount(models.Model):
    """How often one page was seen on one day, and in how many visits. Owner: this module, which only adds to it."""

    day = models.DateField()
    path = models.CharField("page", max_length=LONGEST_PATH, blank=True)
    views = models.PositiveIntegerField("views", default=0)
    visits = models.PositiveIntegerField("visits", default=0)

    class Meta:
        ordering = ["-day", "path"]
        constraints = [models.UniqueConstraint(fields=["day", "path"], name="one_count_a_day_and_page")]

    def __str__(self) -> str:
        return f"{self.day}: {self.path or 'the whole site'}"


class SeenToday(models.Model):
    """That a visit has seen a page today, so that it counts once. Deleted when the day is over."""

    day = models.DateField()
    visit = models.CharField(max_length=32)
    path = models.CharField(max_length=LONGEST_PATH, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "visit", "path"], name="one_row_a_visit_and_page")]

    def __str__(self) -> str:
        return f"{self.day}: {self.path or 'the whole site'}"


# Exempt: a token would need a cookie, and only our own pages are believed.
@csrf_exempt
@require_POST
def visit(request: HttpRequest) -> HttpResponse:
    """Counts one view of the page named in the body, if its reader has agreed. The answer is always empty."""
    response = HttpResponse(status=204, headers={"Cache-Control": "no-store"})
    if is_from_here(request) and may_count(request, settings_for(request)):
        mark = visit_of(request)
        keep_visit(response, mark)
        count_after(response, request, mark, path_in(request))
    return response


def visit_of(request: HttpRequest) -> str:
    """The random mark of this visit: today's, or a new one."""
    day, _, mark = request.COOKIES.get(VISIT_COOKIE, "").partition(".")
    is_ours = day == str(timezone.localdate()) and len(mark) == 32 and mark.isalnum()
    return mark if is_ours else secrets.token_hex(16)


def keep_visit(response: HttpResponse, mark: str) -> None:
    now = timezone.localtime()
    midnight = datetime.combine(now.date() + timedelta(days=1), time.min, tzinfo=now.tzinfo)
    response.set_cookie(
        VISIT_COOKIE,
        f"{now.date()}.{mark}",
        max_age=max(int((midnight - now).total_seconds()), 1),
        path=VISIT_PATH,
        secure=settings.OVER_TLS,
        httponly=True,
        samesite="Lax",
    )


def path_in(request: HttpRequest) -> str:
    try:
        return request.body[: LONGEST_PATH + 1].decode()
    except UNREADABLE:
        return ""


def count_after(response: HttpResponse, request: HttpRequest, mark: str, path: str) -> None:
    """Counts once the answer has gone out: nobody waits for it. Whatever fails, a count is lost, never a page."""
    close = response.close

    def count_and_close() -> None:
        try:
            if is_counted(request, path) and is_within(request, "visit", each=120, all_together=6000, seconds=60):
                count(timezone.localdate(), path, mark)
        except Exception as error:
            log.warning("A visit was not counted: %s.", type(error).__name__)
        finally:
            close()

    closing: Callable[[], None] = count_and_close
    response.close = closing  # type: ignore[method-assign]


def is_counted(request: HttpRequest, path: str) -> bool:
    """Whether this is the path of a live page that is not for readers who may be watched."""
    if path in ALSO_COUNTED:
        return True
    site = Site.find_for_request(request)
    if site is None or len(path) > LONGEST_PATH or not PATH.fullmatch(path):
        return False
    try:
        page = site.root_page.specific.route(request, [part for part in path.split("/") if part])[0]
    except Http404:
        return False
    return not getattr(page, "crisis_path", False)


def count(day: date, path: str, mark: str) -> None:
    for counted in (path, WHOLE_SITE):
        _, is_new = SeenToday.objects.get_or_create(day=day, visit=mark, path=counted)
        _add(day, counted, int(is_new))


def _add(day: date, path: str, visits: int) -> None:
    row = VisitCount.objects.filter(day=day, path=path)
    if not row.update(views=F("views") + 1, visits=F("visits") + visits):
        # The first of a day. Two processes may meet here; then the row is there already.
        forget_visits(day)
        VisitCount.objects.bulk_create([VisitCount(day=day, path=path)], ignore_conflicts=True)
        row.update(views=F("views") + 1, visits=F("visits") + visits)


def forget_visits(today: date) -> int:
    """Delete the marks of every visit before today. Returns how many rows went."""
    return SeenToday.objects.exclude(day=today).delete()[0]


def forget_counts(today: date) -> int:
    """Delete the counts that are older than 25 months. Returns how many rows went."""
    return VisitCount.objects.filter(day__lt=months_before(today, KEPT_MONTHS)).delete()[0]
