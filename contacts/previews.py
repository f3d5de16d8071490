"""The finder's pages as they will read at a chosen moment, with a contact as it is being edited."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from contacts import directory, preview_moments, services, usage, values
from contacts.cards import card
from contacts.services import Council as CouncilValue
from contacts.views import finder_context, national_context

if TYPE_CHECKING:
    from contacts.models import Council, NationalLine, Service

    Contact = Service | NationalLine | Council

Mode = tuple[str, str]
COUNCIL_PAGE, FINDER_PAGE = "contacts/admin/preview.html", "contacts/admin/preview_finder.html"
FINDER = CouncilValue("", "The finder")


def places(contact: Contact) -> list[CouncilValue]:
    """Whose pages the contact can be seen on: its councils; for a national line the finder, then every council."""
    if hasattr(contact, "councils"):
        return [values.council(row, ()) for row in contact.councils.all()]
    if hasattr(contact, "holidays"):
        return [values.council(contact, ())]
    return [FINDER, *directory.current().councils.values()]


def groups(contact: Contact) -> list[tuple[str, list[Mode]]]:
    """For each place that is offered: its name, and the moments that its page can be seen at.

    Of all councils that show a national line the first is offered; the others can be chosen for a moment of one's own.
    """
    offered = places(contact) if hasattr(contact, "councils") else places(contact)[:2]
    now = timezone.now()
    found = []
    for order, place in enumerate(offered):
        ending = f"@{place.slug}" if order else ""
        listed = preview_moments.moments(place, now)
        found.append((place.name, [(f"{moment.name}{ending}", moment.label) for moment in listed]))
    return found or [("", [(preview_moments.NOW, "Now")])]


def modes(contact: Contact) -> list[Mode]:
    """What Wagtail offers to choose from; a contact of several places has the moments for each of them."""
    found = groups(contact)
    if len(found) == 1:
        return found[0][1]
    return [(mode, f"{name}: {label}") for name, listed in found for mode, label in listed]


def context(edited: Service | Council, mode: str) -> dict[str, Any]:
    """The page of the mode's council (or the first one) at the mode's moment, with this contact as it is edited.

    Before the moment from which the change is to be shown, the page is the one that the public gets.
    """
    now = timezone.now()
    row = _council(edited, mode)
    at = preview_moments.find(mode, values.council(row, ()) if row else CouncilValue("", ""), now)
    waits = bool(row and edited.go_live_at and at < edited.go_live_at)
    shown = _published(row) if row and waits else _as_edited(row, edited)
    return {
        "council": shown,
        "card": card(shown, at),
        **_note(at, edited.go_live_at if waits else None),
        **national_context(),
    }


def _note(at: datetime, waits_until: datetime | None) -> dict[str, str]:
    return {
        "moment": preview_moments.words(at),
        "waits_until": preview_moments.words(waits_until) if waits_until else "",
    }


def _as_edited(row: Council | None, edited: Service | Council) -> CouncilValue:
    if hasattr(edited, "councils"):
        return values.council_with(row, edited)
    return values.edited_council(edited, directory.current().councils.get(edited.slug))


def _council(edited: Service | Council, mode: str) -> Council | None:
    councils = list(edited.councils.all()) if hasattr(edited, "councils") else [edited]
    wanted = preview_moments.slug(mode)
    return next((row for row in councils if row.slug == wanted), councils[0] if councils else None)


def _published(row: Council) -> CouncilValue:
    return directory.current().councils.get(row.slug) or values.council(row, ())


def template_for_national(mode: str) -> str:
    return COUNCIL_PAGE if preview_moments.slug(mode) else FINDER_PAGE


def context_for_national(line: NationalLine, mode: str) -> dict[str, Any]:
    """The page of the mode's council, or the finder, at the mode's moment, with this line as it is edited.

    ``section`` is the part of that page in which the line stands; empty when it does not stand there.
    """
    council = directory.current().councils.get(preview_moments.slug(mode))
    at = preview_moments.find(mode, council or FINDER, timezone.now())
    waits = bool(line.go_live_at and at < line.go_live_at)
    lines = national_context(None if waits else _lines_with(line))
    note = {**_note(at, line.go_live_at if waits else None), "section": usage.section(line, council is not None)}
    if council is None:
        return finder_context(line=line, **note, **lines)
    return {"line": line, "council": council, "card": card(council, at), **note, **lines}


def _lines_with(line: NationalLine) -> list[services.NationalLine]:
    """What is published, with one line as it is edited, in the order of the lists."""
    kept = type(line).objects.values_list("key", "sort_order", "name")
    order = {key: (place, name) for key, place, name in kept} | {line.key: (line.sort_order or 0, line.name)}
    found = [other for other in directory.current().national if other.key != line.key]
    if not line.held_back:
        found.append(values.national(line, values.checks(line.checks.all()) if line.pk else {}))
    return sorted(found, key=lambda one: order.get(one.key, (0, one.name)))
