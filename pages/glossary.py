"""The glossary: terms and what they mean. Pages link to a term where they first use it."""

from django.db import models
from django.http import HttpRequest
from django.utils.text import slugify
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import InlinePanel
from wagtail.fields import StreamField
from wagtail.models import Orderable

from pages import typed_numbers
from pages.base import BasePage
from pages.blocks import BodyBlock
from pages.publications import publisher_of
from pages.timeline import validate_addresses

GLOSSARY_TERMS = InlinePanel(
    "terms", heading="Terms", label="Term", help_text="In any order: readers see them from A to Z."
)


class GlossaryPage(BasePage):
    body = StreamField(BodyBlock(required=False), blank=True, help_text="What readers should know first.")

    parent_page_types = ["pages.HomePage", "pages.ContentPage"]
    subpage_types: list[str] = []
    max_count = 1
    content_panels = [*BasePage.content_panels, "body", GLOSSARY_TERMS]

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        context = super().get_context(request, *args, **kwargs)
        context["terms"] = sorted(self.terms.all(), key=lambda term: term.term.lower())
        return context


class Term(Orderable):
    """A term of the field in plain words. Belongs to the CMS after first load."""

    page = ParentalKey(GlossaryPage, on_delete=models.CASCADE, related_name="terms")
    term = models.CharField(max_length=100, help_text="As it is written in a page. Pages link to it by these words.")
    abbreviation = models.CharField(max_length=20, blank=True, help_text="Its short form, for example CPIP.")
    definition = models.TextField(validators=[typed_numbers.refuse], help_text="One or two sentences in plain words.")
    note = models.TextField(
        blank=True, validators=[typed_numbers.refuse], help_text="For example what it was called before."
    )
    sources = models.TextField(
        blank=True, validators=[validate_addresses], help_text="Web addresses, one on each line."
    )

    class Meta(Orderable.Meta):
        pass

    def __str__(self) -> str:
        return self.term

    @property
    def slug(self) -> str:
        return slugify(self.term)

    @property
    def source_links(self) -> list[dict[str, str]]:
        return [{"address": address, "publisher": publisher_of(address)} for address in self.sources.split()]
