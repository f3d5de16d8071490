from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.http import HttpRequest
from wagtail.blocks import CharBlock, StructBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.search import index

from pages import base
from pages.base import BasePage
from pages.blocks import BodyBlock
from pages.changes import ChangeNote
from pages.commitment_lists import CommitmentListPage
from pages.commitments import CommitmentPage
from pages.external_links import ExternalLink, LinkPlace
from pages.form_page import FormPage
from pages.glossary import GlossaryPage, Term
from pages.privacy import PrivacyPage
from pages.publications import Publication
from pages.site_settings import SiteSettings
from pages.status_entries import StatusEntry
from pages.streams import Stream, Theme
from pages.timeline import TimelineEvent, TimelinePage
from pages.word_blocks import WordsBlock

__all__ = [
    "BasePage", "ChangeNote", "CommitmentListPage", "CommitmentPage", "ContentPage", "ExternalLink", "FormPage",
    "GlossaryPage", "HomePage", "LinkPlace", "PrivacyPage", "Publication", "SiteSettings", "StatusEntry", "Stream",
    "Term", "Theme", "TimelineEvent", "TimelinePage",
]  # fmt: skip


validate_own_address = RegexValidator(
    r"^/(?![/\\])\S*$", "Write an address on this site, from the first stroke on: /programme/."
)


FEWEST_LISTED = 4


class AudienceBlock(StructBlock):
    title = WordsBlock(max_length=80, help_text="Who they are, for example: People who work with children.")
    text = WordsBlock(max_length=200, help_text="What they find on this site, in one sentence.")
    link = CharBlock(
        max_length=200,
        validators=[validate_own_address],
        help_text="Where they should go: an address on this site, for example /programme/.",
    )

    class Meta:
        icon = "group"
        description = "One kind of reader, and where they should go."


class HomePage(BasePage):
    """The first page: the finder's question, who the site is for, and the programme in three sentences."""

    audience = StreamField(
        [("audience", AudienceBlock())], blank=True, help_text="Who the site is for: one entry each."
    )
    programme_intro = RichTextField(features=["bold", "link"], help_text="The programme in three sentences.")
    body = StreamField(
        BodyBlock(required=False), blank=True, help_text="Anything more, below the programme. It may stay empty."
    )

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "pages.ContentPage", "pages.TimelinePage", "pages.GlossaryPage", "pages.FormPage", "pages.PrivacyPage",
    ]  # fmt: skip
    max_count = 1
    content_panels = [*BasePage.content_panels, "audience", "programme_intro", "body"]
    search_fields = [*BasePage.search_fields, index.SearchField("programme_intro"), index.SearchField("body")]

    def route(self, request: HttpRequest, path_components: list[str]):
        """The page at a path by one query, where Wagtail asks for each page on the way down."""
        found = base.find(self, path_components) if path_components else None
        if found is None or found.depth == self.depth:
            return super().route(request, path_components)
        return found.route(request, path_components[found.depth - self.depth :])


class ContentPage(BasePage):
    """Any page of words and links: the programme's pages, useful links, contact, and the small print."""

    without_contents = models.BooleanField(
        "leave out the list of headings",
        default=False,
        help_text="A page of more than three headings lists them at its top, under “On this page”.",
    )
    crisis_path = models.BooleanField(
        "for readers who may be watched",
        default=False,
        help_text="Keeps “Leave this page” in reach. Such a page never asks about cookies and is never counted.",
    )
    body = StreamField(BodyBlock(), help_text="The page, in the order in which it is read.")

    parent_page_types = ["pages.HomePage", "pages.ContentPage", "pages.PrivacyPage"]
    subpage_types = [
        "pages.ContentPage", "pages.TimelinePage", "pages.GlossaryPage", "pages.CommitmentListPage", "pages.FormPage",
    ]  # fmt: skip
    content_panels = [*BasePage.content_panels, "body"]
    settings_panels = [*BasePage.settings_panels, "without_contents", "crisis_path"]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]

    def clean(self) -> None:
        super().clean()
        if self.crisis_path and any(block.block_type == "figure" for block in self.body):
            raise ValidationError(
                {"crisis_path": "Such a page holds no pictures: they are slow on an old phone and show from afar. "
                 "Take the pictures out, or do not tick this."}
            )  # fmt: skip

    def serve(self, request: HttpRequest, *args, **kwargs):
        response = super().serve(request, *args, **kwargs)
        if self.crisis_path:
            # Nothing of it stays on the device, so that Back shows nothing after leaving.
            response["Cache-Control"] = "no-store"
        return response

    @property
    def contents(self) -> list[str]:
        """The words of the page's own h2 headings, where they are listed: never between a crisis and its numbers."""
        headings = [block.value for block in self.body if block.block_type == "heading"]
        is_listed = len(headings) >= FEWEST_LISTED and not (self.without_contents or self.crisis_path)
        return headings if is_listed else []
