"""What the edit pages say about a service, a line or a council before anybody changes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from wagtail.fields import StreamField
from wagtail.models import Page, get_page_models

from contacts import numbers, preview_moments, verification
from contacts.london import date_words
from contacts.models import Council, NationalLine, Service

Contact = Service | NationalLine | Council
WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
MAY_CHECK = "contacts.add_numbercheck"
# The lines that the page of every council names, each with the part of the page in which it stands.
ON_COUNCIL_PAGES = {"childline": "is-it-you", "nspcc": "nobody-answered"}
# What the templates of the finder say by themselves, so that no mistake in the admin can take it away.
IN_TEMPLATES = {"999", "101"}


@dataclass(frozen=True)
class Place:
    """A page on which a contact is seen."""

    name: str
    address: str


def about_service(service: Service, user) -> dict[str, Any]:
    councils = sorted(service.councils.all(), key=lambda council: council.name)
    return {
        "councils": councils,
        "how_many": how_many(len(councils), "council"),
        "role": service.get_role_display().lower(),
        **_about("service", service, user),
    }


def about_national_line(line: NationalLine, user) -> dict[str, Any]:
    return {
        "on_councils": bool(section(line, council_page=True)),
        "pages": list(pages_naming(line.key)),
        "in_templates": numbers.digits(line.number) in IN_TEMPLATES,
        "is_held_back": bool(line.held_back),
        **_about("nationalline", line, user),
    }


def section(line: NationalLine, council_page: bool) -> str:
    """The id of the part of a council's page, or of the finder, in which the line stands; empty when it does not."""
    if line.held_back:
        return ""
    if line.kind == NationalLine.Kind.NON_VOICE:
        return "cannot-talk"
    return ON_COUNCIL_PAGES.get(line.key, "") if council_page else "numbers-for-all"


def pages_naming(key: str) -> Iterator[Place]:
    """The published pages in whose text an editor chose this national line."""
    for model in get_page_models():
        for name in (field.name for field in model._meta.local_fields if isinstance(field, StreamField)):
            rows = model.objects.live().annotate(text=Cast(name, models.TextField()))
            for page in rows.filter(text__contains=f'"value": "{key}"').only(*_titles(model)):
                yield Place(page.title, page.url or "")


def _titles(model: type[Page]) -> list[str]:
    return [field.name for field in Page._meta.local_fields if field.name in ("id", "title", "url_path")]


def about_council(council: Council, user) -> dict[str, Any]:
    days = council.holidays.filter(date__gte=timezone.localdate()) if council.pk else []
    return {
        "services": council.services.filter(live=True),
        "coming": [(day.name, date_words(day.date)) for day in days],
        "settled": [year.year for year in council.holiday_years.all()],
        "page": council.get_absolute_url(),
        "may_change": user.has_perm("contacts.change_service"),
        **_plans("council", council),
    }


def how_many(count: int, noun: str) -> str:
    """five councils, one council, 32 councils."""
    number = WORDS[count] if count < len(WORDS) else str(count)
    return f"{number} {noun}" if count == 1 else f"{number} {noun}s"


def _about(kind: str, row: Service | NationalLine, user) -> dict[str, Any]:
    numbers = [found for found in verification.rows() if found.owner == (kind, row.pk)]
    return {
        "numbers": numbers,
        "may_check": user.has_perm(MAY_CHECK),
        **_plans(kind, row),
    }


def _plans(kind: str, row: Contact) -> dict[str, str]:
    """What is to come of it: the change that is scheduled, and the one that nobody has approved yet."""
    return {
        "starts": starts(row),
        "meant": preview_moments.words(row.go_live_at) if row.go_live_at and row.go_live_at > timezone.now() else "",
        "compare_url": _compare_url(kind, row),
    }


def starts(row: Contact) -> str:
    """From when the scheduled change is shown, in words; empty when nothing is scheduled."""
    scheduled = row.scheduled_revision
    return preview_moments.words(scheduled.approved_go_live_at) if scheduled else ""


def _compare_url(kind: str, row: Contact) -> str:
    """Where the draft is compared with what the site shows; empty when there is none that still needs approval."""
    if not (row.live and row.has_unpublished_changes) or row.latest_revision == row.scheduled_revision:
        return ""
    return reverse(f"wagtailsnippets_contacts_{kind}:revisions_compare", args=[row.pk, "live", "latest"])
