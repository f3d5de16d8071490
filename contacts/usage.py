"""What the edit pages say about a service or a line before anybody changes it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone

from contacts import preview_moments, verification
from contacts.models import NationalLine, Service

WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
MAY_CHECK = "contacts.add_numbercheck"


def about_service(service: Service, user) -> dict[str, Any]:
    councils = sorted(service.councils.all(), key=lambda council: council.name)
    return {
        "councils": councils,
        "how_many": how_many(len(councils), "council"),
        "role": service.get_role_display().lower(),
        **_about("service", service, user),
    }


def about_national_line(line: NationalLine, user) -> dict[str, Any]:
    return _about("nationalline", line, user)


def how_many(count: int, noun: str) -> str:
    """five councils, one council, 32 councils."""
    number = WORDS[count] if count < len(WORDS) else str(count)
    return f"{number} {noun}" if count == 1 else f"{number} {noun}s"


def _about(kind: str, row: Service | NationalLine, user) -> dict[str, Any]:
    numbers = [found for found in verification.rows() if found.owner == (kind, row.pk)]
    return {
        "numbers": numbers,
        "may_check": user.has_perm(MAY_CHECK),
        "starts": starts(row),
        "meant": preview_moments.words(row.go_live_at) if row.go_live_at and row.go_live_at > timezone.now() else "",
        "compare_url": _compare_url(kind, row),
    }


def starts(row: Service | NationalLine) -> str:
    """From when the scheduled change is shown, in words; empty when nothing is scheduled."""
    scheduled = row.scheduled_revision
    return preview_moments.words(scheduled.approved_go_live_at) if scheduled else ""


def _compare_url(kind: str, row: Service | NationalLine) -> str:
    """Where the draft is compared with what the site shows; empty when there is none that still needs approval."""
    if not (row.live and row.has_unpublished_changes) or row.latest_revision == row.scheduled_revision:
        return ""
    return reverse(f"wagtailsnippets_contacts_{kind}:revisions_compare", args=[row.pk, "live", "latest"])
