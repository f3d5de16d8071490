"""What browsers refused to run or load here, as a number for each day and kind. No address of anybody or anything."""

import json
import logging
from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from cpip_site.models import PolicyReport
from pages.inbox.limits import is_within
from pages.visits import KEPT_MONTHS, months_before

log = logging.getLogger(__name__)
LONGEST = 8 * 1024  # bytes of a report
KNOWN = {
    "base-uri", "connect-src", "default-src", "font-src", "form-action", "frame-ancestors", "frame-src", "img-src",
    "media-src", "object-src", "require-trusted-types-for", "script-src", "script-src-attr", "script-src-elem",
    "style-src", "style-src-attr", "style-src-elem", "trusted-types", "worker-src",
}  # fmt: skip
BLOCKED = {"inline", "eval", "wasm-eval", "data", "blob", "trusted-types-sink", "trusted-types-policy"}


# Exempt: a browser sends it by itself, without a form. It changes nothing but a count.
@csrf_exempt
@require_POST
def report(request: HttpRequest) -> HttpResponse:
    """Counts a report (CSP level 3, 5.3), within limits. The answer is always empty."""
    kind = kind_of(request.body[: LONGEST + 1])
    if kind and is_within(request, "policy-report", each=20, all_together=300, seconds=60):
        count(*kind)
    return HttpResponse(status=204, headers={"Cache-Control": "no-store"})


def kind_of(body: bytes) -> tuple[str, str, str] | None:
    """Where it was, which rule refused, and what: words from our own lists. None if it is no report."""
    try:
        said = json.loads(body)["csp-report"] if len(body) <= LONGEST else {}
        page = urlsplit(str(said["document-uri"]))
        rule = str(said.get("effective-directive") or said["violated-directive"]).split()[0]
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        return None
    where = "admin" if page.path.startswith("/admin/") else "public"
    return where, rule if rule in KNOWN else "other", what_of(str(said.get("blocked-uri", "")))


def what_of(blocked: str) -> str:
    if blocked in BLOCKED:
        return blocked
    return (
        "our own file"
        if blocked.startswith((f"{settings.BASE_URL}/", f"{settings.WAGTAILADMIN_BASE_URL}/", "self"))
        else "elsewhere"
    )


def count(where: str, rule: str, what: str) -> None:
    """Add one to today's count. A database that is away loses a count and nothing else."""
    kind = {"day": timezone.localdate(), "where": where, "rule": rule, "what": what}
    row = PolicyReport.objects.filter(**kind)
    try:
        if not row.update(count=F("count") + 1):
            PolicyReport.objects.bulk_create([PolicyReport(**kind)], ignore_conflicts=True)
            row.update(count=F("count") + 1)
    except (DatabaseError, InterfaceError) as error:
        log.warning("A report on the policy was not counted: %s.", type(error).__name__)


def forget(today: date) -> int:
    """Delete the counts that are older than 25 months. Returns how many rows went."""
    return PolicyReport.objects.filter(day__lt=months_before(today, KEPT_MONTHS)).delete()[0]
