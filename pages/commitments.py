"""What was recommended and what was to be done: one page for each, at an address that stays."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property
from django.utils.text import Truncator
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.search import index

from pages import typed_numbers
from pages.base import BasePage
from pages.commitment_form import CommitmentForm
from pages.publications import Publication, publication_at
from pages.status_panel import StatusPanel
from pages.streams import Stream, Theme

NOT_SUMMED_UP = "Not yet summarised here. The official words are in the report."


class CommitmentPage(BasePage):
    """A recommendation or an action. Its number makes its title and its address, which never change."""

    number = models.PositiveSmallIntegerField(help_text="Its number in the report.")
    stream = models.ForeignKey(
        Stream, on_delete=models.PROTECT, related_name="+", verbose_name="work stream",
        help_text="In the report’s table of actions the numbers start again at 1 in each.",
    )  # fmt: skip
    theme = models.ForeignKey(
        Theme, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        help_text="For a recommendation: the report’s theme that it belongs to. Empty: not known here yet.",
    )  # fmt: skip
    name = models.CharField(
        max_length=120, blank=True, validators=[typed_numbers.refuse],
        help_text="What it is about, in a few plain words. Empty: it is only listed by its number.",
    )  # fmt: skip
    words = models.TextField(
        "plain summary", blank=True, validators=[typed_numbers.refuse],
        help_text="What it asks for, in your own plain words. Only from the text itself: never guess.",
    )  # fmt: skip
    lead = models.CharField(
        "who it falls to", max_length=300, blank=True, validators=[typed_numbers.refuse],
        help_text="Who has to act, as the report says.",
    )  # fmt: skip
    place = models.CharField(
        "where in the report", max_length=120, blank=True,
        help_text="As exact as is known, for example: chapter 4, paragraph 12, printed page 18.",
    )  # fmt: skip
    official_address = models.URLField(
        "address of the official words", max_length=500, blank=True,
        help_text="The web address of just these words, if they have one. Empty: the links of the list above it.",
    )  # fmt: skip

    base_form_class = CommitmentForm
    parent_page_types = ["pages.CommitmentListPage"]
    subpage_types: list[str] = []
    content_panels = [
        FieldPanel("number", required_on_save=True),
        FieldPanel("stream", required_on_save=True),
        "theme", "name", "words",
        FieldPanel("lead", widget=AdminAutoHeightTextInput),
        MultiFieldPanel(["place", "official_address"], heading="Official words"),
        StatusPanel(heading="Status"),
    ]  # fmt: skip
    # Without the slug: the address is made from the number.
    promote_panels = ["seo_title", "search_description"]
    search_fields = [*BasePage.search_fields, index.SearchField("words"), index.SearchField("lead")]

    @cached_property
    def list_page(self):
        return self.lineage()[-2].commitmentlistpage

    @property
    def label(self) -> str:
        """ "Recommendation 7" or "NEG-1": what others call it."""
        return self.list_page.label_of(self)

    @property
    def is_summed_up(self) -> bool:
        return bool(self.words)

    @cached_property
    def history(self) -> list:
        """The status entries, the newest first. A date without a day counts as the start of its month."""
        return sorted(self.entries.all(), key=lambda entry: (entry.date, entry.pk), reverse=True)

    @property
    def status(self):
        return next(iter(self.history), None)

    def full_clean(self, *args, **kwargs) -> None:
        self.name_itself()
        super().full_clean(*args, **kwargs)

    def minimal_clean(self) -> None:
        self.name_itself()
        super().minimal_clean()

    def name_itself(self) -> None:
        if self.number and self.stream_id:
            self.title = f"{self.label}: {self.name}" if self.name else self.label
            self.slug = self.label.rpartition(" ")[2].lower()
            self.summary = Truncator(self.words or NOT_SUMMED_UP).chars(200)

    def clean(self) -> None:
        others = type(self).objects.child_of(self.list_page).exclude(pk=self.pk)
        if self.stream_id and others.filter(number=self.number, stream=self.stream_id).exists():
            raise ValidationError({"number": f"{self.label} is in the list already."})
        super().clean()

    def get_context(self, request, *args, **kwargs) -> dict:
        siblings = self.list_page.ordered()
        place = next((place for place, one in enumerate(siblings) if one.pk == self.pk), 0)
        if siblings:
            self.stream, self.theme = siblings[place].stream, siblings[place].theme
        around = {"before": siblings[place - 1] if place else None, "after": (siblings[place + 1 :] or [None])[0]}
        publications = list(Publication.objects.all())
        history = [(entry, publication_at(entry.evidence, publications)) for entry in self.history]
        exact = publication_at(self.official_address, publications)
        context = super().get_context(request, *args, **kwargs)
        return {**context, **around, "history": history, "exact": exact}
