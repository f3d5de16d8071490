"""The list of recommendations, and that of actions: a table that readers filter by links, without a script."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from django.db import models
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest
from wagtail.contrib.routable_page.models import RoutablePageMixin, re_path
from wagtail.fields import StreamField

from pages import frame
from pages.base import BasePage
from pages.blocks import BodyBlock
from pages.commitments import CommitmentPage
from pages.link_blocks import PublicationLinkBlock
from pages.status_entries import StatusEntry
from pages.streams import Stream, Theme

FILTERS = r"^(?:theme/(?P<theme>[\w-]+)/)?(?:stream/(?P<stream>[\w-]+)/)?(?:status/(?P<status>[\w-]+)/)?$"


@dataclass(frozen=True)
class Choice:
    """Which of a list are shown. Each part is a slug; empty means all."""

    theme: str = ""
    stream: str = ""
    status: str = ""

    @property
    def path(self) -> str:
        parts = (("theme", self.theme), ("stream", self.stream), ("status", self.status))
        return "".join(f"{name}/{slug}/" for name, slug in parts if slug)

    def takes(self, slugs: dict[str, str]) -> bool:
        return all(not wanted or slugs[name] == wanted for name, wanted in vars(self).items())


class CommitmentListPage(RoutablePageMixin, BasePage):
    class Kind(models.TextChoices):
        RECOMMENDATION = "recommendation", "Recommendations of the review"
        ACTION = "action", "Actions of the work streams"

    kind = models.CharField(max_length=14, choices=Kind, help_text="What the pages below it are.")
    stated_total = models.PositiveSmallIntegerField(
        "how many the report states", null=True, blank=True,
        help_text="Readers see it beside the number of those that are here.",
    )  # fmt: skip
    official = StreamField(
        [("link", PublicationLinkBlock())], help_text="Where the official words are. Shown here and on each page below."
    )
    body = StreamField(BodyBlock(required=False), blank=True, help_text="What readers should know first.")

    parent_page_types = ["pages.ContentPage"]
    subpage_types = ["pages.CommitmentPage"]
    content_panels = [*BasePage.content_panels, "kind", "stated_total", "official", "body"]

    def label_of(self, commitment: CommitmentPage) -> str:
        if self.kind == self.Kind.RECOMMENDATION:
            return f"Recommendation {commitment.number}"
        return f"{commitment.stream.code}-{commitment.number}"

    def ordered(self) -> list[CommitmentPage]:
        """The live pages below, in the order of their streams and numbers."""
        found = CommitmentPage.objects.child_of(self).live().select_related("stream", "theme")
        ordered = list(found.order_by("stream__order", "number"))
        for commitment in ordered:
            commitment.list_page = self
        return ordered

    def commitments(self) -> list[CommitmentPage]:
        """The same, each with its history."""
        found = self.ordered()
        prefetch_related_objects(found, "entries")
        return found

    @re_path(FILTERS)
    def table(self, request: HttpRequest, theme: str | None = "", stream: str | None = "", status: str | None = ""):
        choice = Choice(theme or "", stream or "", status or "")
        every = self.commitments()
        if any(slug and slug not in names_of(name, every, slug) for name, slug in vars(choice).items()):
            raise Http404
        filters = [one for one in self.filters(every, choice) if one["chosen"] or one["differs"]]
        shown = [one for one in every if choice.takes(slugs_of(one))]
        context = {"every": every, "shown": shown, "filters": filters, "is_filtered": choice != Choice()}
        return self.render(request, context_overrides={**context, **self.counts(every)})

    def counts(self, every: list[CommitmentPage]) -> dict:
        """How many are here. The report's total is for the streams beside the review, or for the review alone."""
        is_review = self.kind == self.Kind.RECOMMENDATION
        counted = [one for one in every if (one.stream.kind == Stream.Kind.REVIEW) == is_review]
        streams = {one.stream_id for one in every}
        empty = [] if is_review else [one for one in frame.streams() if one.pk not in streams]
        return {"counted": counted, "summed_up": [one for one in counted if one.is_summed_up], "empty_streams": empty}

    def filters(self, every: list[CommitmentPage], choice: Choice) -> list[dict]:
        """For each thing to filter by: what there is of it, how many, and the path that shows just those."""
        return [
            one_filter(name, label, every, choice)
            for name, label in (("theme", "Theme"), ("stream", "Work stream"), ("status", "Status"))
        ]

    def get_route_paths(self) -> list[str]:
        """The addresses of the page and below it: each part of the list that there is, and the list as a file."""
        found = [slugs_of(one) for one in self.commitments()]
        choices = {
            Choice(**{name: slug if name in names else "" for name, slug in slugs.items()})
            for slugs in found
            for names in (("theme",), ("stream",), ("status",), ("theme", "status"), ("stream", "status"))
        }
        return [*sorted(f"/{choice.path}" for choice in {Choice(), *choices}), f"/{self.slug}.csv"]


def slugs_of(commitment: CommitmentPage) -> dict[str, str]:
    return {
        "theme": commitment.theme.slug if commitment.theme else "",
        "stream": commitment.stream.slug,
        "status": commitment.status.status if commitment.status else "",
    }


def one_filter(name: str, label: str, every: list[CommitmentPage], choice: Choice) -> dict:
    without = replace(choice, **{name: ""})
    among = [slugs_of(one) for one in every if without.takes(slugs_of(one))]
    counted = Counter(slugs[name] for slugs in among)
    options = [
        {"slug": slug, "label": words, "count": counted[slug], "path": replace(choice, **{name: slug}).path}
        for slug, words in names_of(name, every).items()
        if counted[slug]
    ]
    differs = any(option["count"] != len(among) for option in options)
    return {
        "label": label, "path": without.path, "total": len(among), "chosen": getattr(choice, name),
        "options": options, "differs": differs,
    }  # fmt: skip


def names_of(name: str, every: list[CommitmentPage], wanted: str = "") -> dict[str, str]:
    """Each slug of a filter with its words, in order: those that the list has, and the wanted one if it exists."""
    if name == "status":
        return dict(StatusEntry.Status.choices)
    rows: set[Theme | Stream] = {row for one in every if (row := getattr(one, name))}
    if wanted and wanted not in {row.slug for row in rows}:
        rows |= set((Theme if name == "theme" else Stream).objects.filter(slug=wanted))
    return {row.slug: row.name for row in sorted(rows, key=lambda row: row.order)}
