"""The first streams, themes, recommendations and actions. Makes what does not exist yet, and leaves the rest alone."""

from typing import Any

from django.core.exceptions import ValidationError

from pages import content_files
from pages.commitment_lists import CommitmentListPage
from pages.commitments import CommitmentPage
from pages.publications import Publication
from pages.status_entries import FIRST_CONTENT, StatusEntry
from pages.streams import Stream, Theme


def load_streams() -> None:
    content = content_files.read("streams.toml")
    for entry in content["streams"]:
        make(Stream, entry)
    for entry in content["themes"]:
        publication = Publication.objects.get(key=entry["publication"])
        make(Theme, {**entry, "publication": publication, "parts": [("part", part) for part in entry["parts"]]})


def make(model: type[Stream] | type[Theme], fields: dict[str, Any]) -> None:
    if model.objects.filter(slug=fields["slug"]).exists():
        return
    row = model(**fields)
    try:
        row.full_clean()
    except ValidationError as error:
        raise content_files.ContentError(f"streams.toml: {fields['slug']}: {error}") from error
    row.save()


def load_items(made: CommitmentListPage, content: dict[str, Any]) -> None:
    """The pages below a list that has just been made, each with its history."""
    list_page = CommitmentListPage.objects.get(pk=made.pk)
    for entry in content["items"]:
        try:
            load_item(list_page, dict(entry))
        except (ValidationError, Stream.DoesNotExist, Theme.DoesNotExist) as error:
            number = f"{entry['stream']} {entry['number']}"
            raise content_files.ContentError(f"{content['file']}: {number}: {error}") from error


def load_item(list_page: CommitmentListPage, fields: dict[str, Any]) -> None:
    entries = fields.pop("entries")
    stream = Stream.objects.get(code=fields.pop("stream"))
    theme = fields.pop("theme")
    page = CommitmentPage(stream=stream, theme=Theme.objects.get(slug=theme) if theme else None, **fields)
    page.list_page = list_page
    list_page.add_child(instance=page)
    page.save_revision().publish()
    for values in entries:
        entry = StatusEntry(commitment=page, author=FIRST_CONTENT, **values)
        entry.full_clean()
        entry.save()
