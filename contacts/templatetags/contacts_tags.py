from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import json_script
from django.utils.safestring import SafeString, mark_safe

from contacts import directory, places, services
from contacts.cards import Card
from contacts.london import local
from contacts.structured_data import government_office

register = template.Library()


@register.inclusion_tag("contacts/card.html")
def council_card(card: Card) -> dict[str, Any]:
    """A council's numbers at the card's moment: the one to ring now, the others, the police."""
    by_service: defaultdict[str, int] = defaultdict(int)
    for choice in card.leading:
        by_service[choice.service.key] += bool(choice.line.area)
    return {
        "card": card,
        "checked": [choice for choice in card.leading if choice.line.check],
        "unchecked": [choice for choice in card.leading if not choice.line.check],
        "equals": len(card.leading) > 1,
        "areas": any(count > 1 for count in by_service.values()),
    }


@register.inclusion_tag("contacts/form.html")
def place_form() -> dict[str, Any]:
    """The finder's question, wherever an editor puts it."""
    return {"place": "", "problem": ""}


@register.inclusion_tag("contacts/line_block.html")
def national_line(key: str) -> dict[str, services.NationalLine | None]:
    """A national line by its key; nothing when there is no such line any more."""
    lines = directory.current().national
    return {"line": next((line for line in lines if line.key == key), None)}


@register.simple_tag
def json_ld(card: Card) -> SafeString:
    """The council as schema.org's GovernmentOffice, in a script element that no browser runs."""
    office = government_office(card.council, local(card.at).date(), f"{settings.BASE_URL}{card.council.address}")
    # json_script escapes whatever could end the element; only the type differs.
    return mark_safe(json_script(office).replace("application/json", "application/ld+json", 1))  # noqa: S308 # nosec B308 B703


@register.filter
def council_name(slug: str) -> str:
    """The name of a council; the slug when it is not known."""
    found = directory.current().councils.get(slug)
    return found.name if found else slug


@register.filter
def in_council(found: Iterable[places.Place], slug: str) -> list[places.Place]:
    """The places that lie in this council."""
    return [place for place in found if slug in place.councils]
