"""The first publications: what the pages of the first content link to. Makes what does not exist yet."""

from typing import Any

from django.core.exceptions import ValidationError

from pages import content_files
from pages.publications import Publication


def load_publications() -> None:
    entries = content_files.read("publications.toml")["publications"]
    fields = {field.name for field in Publication._meta.fields} - {"id", "superseded_by"}
    new = [entry for entry in entries if not Publication.objects.filter(key=entry["key"]).exists()]
    for entry in new:
        publication = Publication(**{name: value for name, value in entry.items() if name in fields})
        try:
            publication.full_clean()
        except ValidationError as error:
            raise content_files.ContentError(f"publications.toml: {entry['key']}: {error}") from error
        publication.save()
    for entry in new:
        if newer := entry.get("superseded_by"):
            Publication.objects.filter(key=entry["key"]).update(superseded_by=Publication.objects.get(key=newer))


def publication_link(link: dict[str, Any]) -> dict[str, Any]:
    return {
        **link,
        "publication": Publication.objects.get(key=link["publication"]),
        "pdf_page": link.get("pdf_page") or None,
    }
