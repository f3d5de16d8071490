"""What has changed, for readers: notes that editors write when they publish, and the feed that carries them."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe
from wagtail.models import Page
from wagtail.signals import page_published

FEED_PATH = "/changes.atom"
FEED_LENGTH = 50
AUTHOR = "Child Protection Improvement Programme"


class ChangeNote(models.Model):
    """What an editor said had changed when a page was published. Made by `keep_note` only."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="change_notes")
    at = models.DateTimeField(default=timezone.now)
    note = models.CharField(max_length=250)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}: {self.note}"


class Change(NamedTuple):
    """One entry of the feed. `key` is the same for ever."""

    at: datetime
    key: str
    page: Page
    words: str


def keep_note(sender, instance, revision=None, **kwargs) -> None:
    """The note goes from the page to its list of changes, so that the next publication does not repeat it."""
    if not (note := getattr(instance, "change_note", "")):
        return
    ChangeNote.objects.create(page_id=instance.pk, note=note)
    type(instance).objects.filter(pk=instance.pk).update(change_note="")
    instance.change_note = ""
    if revision is not None:
        revision.content["change_note"] = ""
        revision.save(update_fields=["content"])


def keep_notes() -> None:
    page_published.connect(keep_note, dispatch_uid="keep the change note")


def newest(number: int = FEED_LENGTH) -> list[Change]:
    """The newest changes of what everybody may see: pages that are new, notes, and what became of recommendations."""
    from pages.status_entries import FIRST_CONTENT, StatusEntry

    live = Page.objects.live().public().filter(depth__gt=1)
    notes = ChangeNote.objects.filter(page__in=live).select_related("page")[:number]
    pages = live.exclude(first_published_at=None).order_by("-first_published_at")[:number]
    entries = StatusEntry.objects.filter(commitment__in=live).exclude(author=FIRST_CONTENT)
    found = [Change(note.at, f"note-{note.pk}", note.page, note.note) for note in notes]
    found += [Change(page.first_published_at, f"page-{page.pk}", page, "New page.") for page in pages]
    for entry in entries.select_related("commitment")[:number]:
        words = f"{entry.get_status_display()}, {entry.when}. {entry.note}"
        found.append(Change(entry.entered_at, f"status-{entry.pk}", entry.commitment, words))
    return sorted(found, key=lambda change: (change.at, change.key), reverse=True)[:number]


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The newest changes as an Atom feed (RFC 4287)."""
    address = f"{settings.BASE_URL}{FEED_PATH}"
    atom = Atom1Feed(
        f"{AUTHOR}: changes", f"{settings.BASE_URL}/", "", feed_url=address, feed_guid=address, author_name=AUTHOR,
        language="en-GB",
    )  # fmt: skip
    for change in newest():
        page = change.page.get_url(request) or ""
        atom.add_item(
            title=change.page.title,
            link=page if page.startswith("http") else f"{settings.BASE_URL}{page}",
            description=change.words.strip(),
            unique_id=f"{address}#{change.key}",
            updateddate=change.at,
            pubdate=change.at,
        )
    return HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
