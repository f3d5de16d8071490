"""Finds every link to another site: in pages, in publications and in the contacts, with the place where it stands."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urldefrag, urlencode

from bs4 import BeautifulSoup
from django.db import models
from django.urls import reverse
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from contacts import directory
from contacts.services import Service
from pages.glossary import Term
from pages.publications import Publication
from pages.richtext import is_elsewhere
from pages.status_entries import StatusEntry
from pages.streams import Theme
from pages.timeline import TimelineEvent


@dataclass(frozen=True)
class Found:
    """A link, and the place where it stands: `edit` is where an editor changes it."""

    address: str
    kind: str
    name: str
    place: str
    edit: str


def collect() -> dict[str, list[Found]]:
    """Every address on another site, without its fragment, with the places where it stands."""
    places: defaultdict[str, list[Found]] = defaultdict(list)
    for source in (in_pages, in_rows_of_pages, in_publications, in_themes, in_contacts):
        for found in source():
            address = urldefrag(found.address.strip())[0]
            if is_elsewhere(address) and len(address) <= 1000 and found not in places[address]:
                places[address].append(found)
    return {address: found for address, found in places.items() if found}


def in_pages() -> Iterator[Found]:
    for page in Page.objects.live().filter(depth__gt=1).specific(defer=False).iterator(chunk_size=100):
        edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
        for field in page._meta.get_fields():
            if isinstance(field, StreamField):
                links = in_stream(getattr(page, field.name).raw_data)
            elif isinstance(field, (RichTextField, models.URLField)):
                links = ((address, "") for address in in_text(getattr(page, field.name)))
            else:
                continue
            for address, heading in links:
                place = f"under “{heading}”" if heading else str(field.verbose_name)
                yield Found(address, "page", page.title, place, edit)


def in_stream(blocks) -> Iterator[tuple[str, str]]:
    """The addresses in the stored blocks of a stream, each with the heading that it stands under."""
    heading = ""
    for block in blocks:
        if block["type"] == "heading":
            heading = block["value"]
        for address in in_value(block["value"]):
            yield address, heading


def in_value(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield from in_text(value)
    elif isinstance(value, dict):
        for part in value.values():
            yield from in_value(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from in_value(part)


def in_text(text: str) -> list[str]:
    """The text itself where it is an address, else the addresses that its links lead to."""
    if text.startswith(("http://", "https://")):
        return [text]
    if "<a " not in text:
        return []
    return [str(link["href"]) for link in BeautifulSoup(text, "html.parser").find_all("a", href=True)]


def in_rows_of_pages() -> Iterator[Found]:
    """Terms, events and status entries: what belongs to a page and stands in rows of its own."""
    for model, label in ((Term, "term"), (TimelineEvent, "event")):
        for row in model.objects.filter(page__live=True).select_related("page"):
            edit = reverse("wagtailadmin_pages:edit", args=[row.page_id])
            for address in row.sources.split():
                yield Found(address, "page", row.page.title, f"{label} “{row}”"[:255], edit)
    for entry in StatusEntry.objects.filter(commitment__live=True).select_related("commitment"):
        edit = reverse("wagtailadmin_pages:edit", args=[entry.commitment_id])
        yield Found(entry.evidence, "page", entry.commitment.title, f"status of {entry.when}", edit)


def in_publications() -> Iterator[Found]:
    for row in Publication.objects.all():
        edit = reverse("wagtailsnippets_pages_publication:edit", args=[row.pk])
        for address, place in ((row.url, "web address"), (row.pdf_url, "address of the PDF")):
            yield Found(address, "publication", row.title, place, edit)


def in_themes() -> Iterator[Found]:
    for row in Theme.objects.all():
        edit = reverse("wagtailsnippets_pages_theme:edit", args=[row.pk])
        yield Found(row.address, "page", f"Theme {row.name}", "address", edit)


def in_contacts() -> Iterator[Found]:
    contacts = directory.current()
    for council in contacts.councils.values():
        for place in ("website", "child_protection_page", "committee_site"):
            label = place.replace("_", " ")
            yield Found(getattr(council, place), "contact", council.name, label, in_admin("council", council.name))
        for service in council.services:
            name, edit = f"{service.name} ({served(service)})", in_admin("service", service.name)
            yield Found(service.online_form, "contact", name, "online form", edit)
            for line in service.lines:
                yield Found(line.source, "contact", name, f"source of {line.number}", edit)
    for one in contacts.national:
        edit = in_admin("nationalline", one.name)
        yield Found(one.web, "contact", one.name, "web address", edit)
        yield Found(one.source, "contact", one.name, "source", edit)


def served(service: Service) -> str:
    """Whom a service is for, since many have the same name."""
    names = [directory.current().councils[slug].name for slug in service.councils]
    return ", ".join(names) if len(names) < 3 else f"{len(names)} councils"


def in_admin(model: str, name: str) -> str:
    """The list of the contacts in the admin, with just this one in it."""
    return f"{reverse(f'wagtailsnippets_contacts_{model}:list')}?{urlencode({'q': name})}"
