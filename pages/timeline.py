"""The programme's timeline: dated events with their sources, filtered by phase without a script."""

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.http import Http404, HttpRequest
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import InlinePanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField
from wagtail.models import Orderable

from pages import typed_numbers
from pages.base import BasePage
from pages.blocks import BodyBlock
from pages.publications import publisher_of, say_partial_date, validate_partial_date

validate_address = URLValidator(["http", "https"])


def validate_addresses(value: str) -> None:
    for number, line in enumerate(value.split(), 1):
        try:
            validate_address(line)
        except ValidationError as error:
            raise ValidationError(f"Source {number} is not a web address: {line[:80]}") from error


TIMELINE_EVENTS = InlinePanel(
    "events", heading="Events", label="Event", help_text="In any order: readers see the oldest first."
)


class TimelinePage(RoutablePageMixin, BasePage):
    body = StreamField(BodyBlock(required=False), blank=True, help_text="What readers should know first.")

    parent_page_types = ["pages.HomePage", "pages.ContentPage"]
    subpage_types: list[str] = []
    content_panels = [*BasePage.content_panels, "body", TIMELINE_EVENTS]

    @property
    def phases(self) -> list[str]:
        """The phases that have an address of their own."""
        return list(TimelineEvent.Phase.values)

    @path("")
    def all_phases(self, request: HttpRequest):
        return self.show(request, "")

    @path("phase-<slug:phase>/")
    def one_phase(self, request: HttpRequest, phase: str):
        if phase not in TimelineEvent.Phase.values:
            raise Http404
        return self.show(request, phase)

    def get_route_paths(self) -> list[str]:
        """The addresses below the page, for the redirects that are made when it moves."""
        return ["/", *(f"/phase-{phase}/" for phase in TimelineEvent.Phase.values)]

    def show(self, request: HttpRequest, phase: str):
        """The events of one phase, or all of them, oldest first. A date without a day stands before its days."""
        events = sorted(self.events.all(), key=lambda event: event.date)
        shown = [event for event in events if not phase or event.phase == phase]
        phases = [
            {"key": key, "label": label, "count": sum(event.phase == key for event in events)}
            for key, label in TimelineEvent.Phase.choices
        ]
        context = {"events": shown, "phase": phase, "phases": phases, "total": len(events)}
        return self.render(request, context_overrides=context)


class TimelineEvent(Orderable):
    """Something that happened, with its sources. Belongs to the CMS after first load."""

    class Phase(models.TextChoices):
        BEFORE = "before", "Before the programme"
        ONE = "one", "Phase one"
        TWO = "two", "Phase two"
        LATER = "later", "Later changes"

    page = ParentalKey(TimelinePage, on_delete=models.CASCADE, related_name="events")
    date = models.CharField(
        max_length=10,
        validators=[validate_partial_date],
        help_text="2016-02-25, or 2016-02 or 2016 if no more is known.",
    )
    end = models.CharField(
        max_length=10, blank=True, validators=[validate_partial_date], help_text="For a span of time."
    )
    event = models.TextField(
        "what happened", validators=[typed_numbers.refuse], help_text="One or two sentences in plain words."
    )
    phase = models.CharField(max_length=6, choices=Phase, help_text="Readers can filter the timeline by it.")
    note = models.TextField(
        blank=True,
        validators=[typed_numbers.refuse],
        help_text="What readers should know about the date or the source.",
    )
    sources = models.TextField(
        blank=True, validators=[validate_addresses], help_text="Web addresses, one on each line."
    )

    class Meta(Orderable.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.when}: {self.event[:60]}"

    @property
    def when(self) -> str:
        """The date in words; a span as "July 2016 to August 2016"."""
        return " to ".join(say_partial_date(value) for value in (self.date, self.end) if value)

    @property
    def source_links(self) -> list[dict[str, str]]:
        """Each source with its publisher."""
        return [{"address": address, "publisher": publisher_of(address)} for address in self.sources.split()]
