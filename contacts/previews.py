"""A council's page as it will read at a chosen moment, with a service as it is being edited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from contacts import directory, preview_moments, values
from contacts.cards import card
from contacts.services import Council as CouncilValue
from contacts.views import national_context

if TYPE_CHECKING:
    from contacts.models import Council, Service

Mode = tuple[str, str]
TEMPLATE = "contacts/admin/preview.html"


def groups(service: Service) -> list[tuple[str, list[Mode]]]:
    """For each council that the service serves: its name, and the moments that its page can be seen at."""
    councils = list(service.councils.all())
    now = timezone.now()
    found = []
    for place, row in enumerate(councils):
        ending = f"@{row.slug}" if place else ""
        listed = preview_moments.moments(values.council(row, ()), now)
        found.append((row.name, [(f"{moment.name}{ending}", moment.label) for moment in listed]))
    return found or [("", [(preview_moments.NOW, "Now")])]


def modes(service: Service) -> list[Mode]:
    """What Wagtail offers to choose from; a service of several councils has the moments for each of them."""
    found = groups(service)
    if len(found) == 1:
        return found[0][1]
    return [(mode, f"{name}: {label}") for name, listed in found for mode, label in listed]


def context(service: Service, mode: str) -> dict[str, Any]:
    """The page of the mode's council (or the first one) at the mode's moment, with this service as it is edited.

    Before the moment from which the change is to be shown, the page is the one that the public gets.
    """
    now = timezone.now()
    row = _council(service, mode)
    at = preview_moments.find(mode, values.council(row, ()) if row else CouncilValue("", ""), now)
    waits = bool(row and service.go_live_at and at < service.go_live_at)
    shown = _published(row) if row and waits else values.council_with(row, service)
    return {
        "council": shown,
        "card": card(shown, at),
        "moment": preview_moments.words(at),
        "waits_until": preview_moments.words(service.go_live_at) if waits and service.go_live_at else "",
        **national_context(),
    }


def _council(service: Service, mode: str) -> Council | None:
    councils = list(service.councils.all())
    wanted = preview_moments.slug(mode)
    return next((row for row in councils if row.slug == wanted), councils[0] if councils else None)


def _published(row: Council) -> CouncilValue:
    return directory.current().councils.get(row.slug) or values.council(row, ())
