"""The privacy notice: the thirteen parts that UK GDPR, Article 13, asks for, each a field that editors fill."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import HttpRequest
from wagtail.admin.panels import HelpPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index

from pages import processings
from pages.base import BasePage
from pages.frame import settings_for

SMALL_PRINT = ["bold", "ol", "ul", "link"]
OWNER = "To be completed by the site’s owner: "


class Part(NamedTuple):
    """One part of the notice: its field, its heading for readers, and where the law asks for it."""

    name: str
    heading: str
    article: str
    text: str = ""


HEADINGS = {
    "controller": ("Who we are", "13(1)(a)"),
    "data_protection_officer": ("Who to ask about data protection", "13(1)(b)"),
    "purposes": ("What we use, and what for", "13(1)(c)"),
    "legal_basis": ("Our legal reason", "13(1)(c)"),
    "legitimate_interests": ("Legitimate interests", "13(1)(d)"),
    "recipients": ("Who else gets it", "13(1)(e)"),
    "transfers": ("Sending data abroad", "13(1)(f)"),
    "retention": ("How long it is kept", "13(2)(a)"),
    "rights": ("Your rights", "13(2)(b)"),
    "withdrawal": ("Changing your mind", "13(2)(c)"),
    "complaint": ("How to complain", "13(2)(d)"),
    "obligation": ("Do you have to give us anything?", "13(2)(e)"),
    "automated_decisions": ("Decisions by computer", "13(2)(f)"),
}


def part(name: str, help_text: str) -> RichTextField:
    heading, article = HEADINGS[name]
    return RichTextField(
        f"{heading} ({article})", blank=True, features=SMALL_PRINT, help_text=f"{help_text} UK GDPR, Article {article}."
    )


class PrivacyPage(BasePage):
    """What is done with personal data. A part that nobody has written yet says so to readers, and to the editors."""

    in_short = RichTextField(features=SMALL_PRINT, help_text="The notice in three sentences, at the top.")
    controller = part("controller", OWNER + "the organisation that decides, and how to reach it.")
    data_protection_officer = part("data_protection_officer", OWNER + "how to reach its data protection officer.")
    purposes = part("purposes", "Stands above the table, which the site makes by itself from what it does.")
    legal_basis = part("legal_basis", OWNER + "the legal basis for each use in the table.")
    legitimate_interests = part("legitimate_interests", OWNER + "which interests, or that there are none.")
    recipients = part("recipients", OWNER + "who hosts the site and carries its mail, and who else gets data.")
    transfers = part("transfers", OWNER + "whether data leave the UK, and what protects them there.")
    retention = part("retention", "The table says how long each thing is kept.")
    rights = part("rights", "Access, correction, deletion, limits, objection, a copy to take elsewhere.")
    withdrawal = part("withdrawal", "How consent is taken back.")
    complaint = part("complaint", "To us, and to the regulator.")
    obligation = part("obligation", "Whether anything has to be given, and what happens if it is not.")
    automated_decisions = part("automated_decisions", "Whether a computer decides anything about people.")

    parent_page_types = ["pages.HomePage"]
    subpage_types = ["pages.ContentPage"]
    max_count = 1
    content_panels = [
        HelpPanel(template="pages/admin/privacy_missing.html"),
        *BasePage.content_panels,
        "in_short",
        MultiFieldPanel(list(HEADINGS), heading="The thirteen parts"),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("in_short"), index.SearchField("purposes")]

    @property
    def parts(self) -> list[Part]:
        return [Part(name, *HEADINGS[name], getattr(self, name)) for name in HEADINGS]

    @property
    def missing(self) -> list[Part]:
        """The parts that the site's owner still has to write."""
        return [each for each in self.parts if not each.text.strip()]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        return {**context, "processings": processings.listed(settings_for(request))}


def missing_parts() -> list[str]:
    """The headings of what is missing in the published notice, for the admin's first page and for a check-up."""
    page = PrivacyPage.objects.live().first()
    return [each.heading for each in page.missing] if page else ["The whole notice: there is no page with it"]
