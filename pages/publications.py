"""What others have published. The site links to it and never copies it."""

import re
from collections.abc import Iterable
from datetime import date
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.formats import date_format
from wagtail.search import index
from wagtail.snippets.models import register_snippet

PARTIAL_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")

# Who publishes under which name on the web; the longest match wins.
PUBLISHERS = {
    "gov.scot": "Scottish Government",
    "parliament.scot": "Scottish Parliament",
    "parlamaid-alba.scot": "Scottish Parliament",
    "celcis.org": "CELCIS",
    "careinspectorate.com": "Care Inspectorate",
    "cosla.gov.uk": "COSLA",
    "socialworkscotland.org": "Social Work Scotland",
    "spa.police.uk": "Scottish Police Authority",
    "childrenfirst.org.uk": "Children First",
    "scra.gov.uk": "Scottish Children's Reporter Administration",
    "legislation.gov.uk": "The National Archives",
    "gov.uk": "UK Government",
    "ico.org.uk": "Information Commissioner",
    "equalityadvisoryservice.com": "Equality Advisory and Support Service",
    "w3.org": "World Wide Web Consortium",
}


def validate_partial_date(value: str) -> None:
    if not PARTIAL_DATE.fullmatch(value):
        raise ValidationError("Write the date as 2017, 2017-03 or 2017-03-02.")


def say_partial_date(value: str) -> str:
    """2017 stays as it is; 2017-03 becomes March 2017; 2017-03-02 becomes 2 March 2017."""
    parts = [int(part) for part in value.split("-")]
    shown = date(*[*parts, 1, 1][:3])
    return date_format(shown, {1: "Y", 2: "F Y", 3: "j F Y"}[len(parts)])


def publisher_of(address: str) -> str:
    """Who publishes at a web address: a name where we know it, else the host."""
    host = (urlsplit(address).hostname or "").removeprefix("www.")
    names = [domain for domain in PUBLISHERS if host == domain or host.endswith(f".{domain}")]
    return PUBLISHERS[max(names, key=len)] if names else host


class PublicationManager(models.Manager):
    """With what replaced each publication, which every link to it shows."""

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().select_related("superseded_by")


@register_snippet
class Publication(index.Indexed, models.Model):
    """A report, guidance or page of somebody else's. Belongs to the CMS after first load."""

    KINDS = [
        (kind, kind.capitalize())
        for kind in (
            "action plan", "blog", "consultation", "dataset", "diagram", "guidance", "law", "minutes",
            "official record", "report", "standards", "statement", "strategy", "web page",
        )
    ]  # fmt: skip

    key = models.SlugField(unique=True, help_text="A short name for use in data files, for example systems-review.")
    title = models.CharField(max_length=255, help_text="As its publisher writes it.")
    publisher = models.CharField(max_length=120, help_text="Who published it. Every link to it says so.")
    kind = models.CharField(max_length=20, choices=KINDS, help_text="What kind of thing readers will find there.")
    url = models.URLField("web address", max_length=500, help_text="The page of the publication, not a copy of it.")
    pdf_url = models.URLField(
        "address of the PDF", max_length=500, blank=True, help_text="With it, links can lead to one page of the PDF."
    )
    published = models.CharField(
        max_length=10,
        blank=True,
        validators=[validate_partial_date],
        help_text="2017-03-02, or 2017-03 or 2017 if no more is known.",
    )
    extent = models.CharField(max_length=60, blank=True, help_text="Pages and size, if known.")
    note = models.CharField(max_length=300, blank=True, help_text="What readers should know before they open it.")
    superseded_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="supersedes",
        help_text="The publication that replaced this one. Links to this one then say so and point on.",
    )  # fmt: skip

    objects = PublicationManager()

    panels = ["title", "publisher", "kind", "url", "pdf_url", "published", "extent", "note", "superseded_by", "key"]
    search_fields = [index.SearchField("title"), index.AutocompleteField("title"), index.SearchField("publisher")]

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        if self.superseded_by_id and self.superseded_by_id == self.pk:
            raise ValidationError({"superseded_by": "A publication cannot replace itself."})

    @property
    def published_in_words(self) -> str:
        return say_partial_date(self.published) if self.published else ""

    def address_of(self, pdf_page: int | None = None, part: str = "") -> str:
        """The most exact address: the page of the PDF, else the web page of the part, else the publication."""
        if pdf_page and self.pdf_url:
            return f"{self.pdf_url}#page={pdf_page}"
        return part or self.url


def publication_at(address: str, publications: Iterable[Publication]) -> Publication | None:
    """Which of the publications an address belongs to: the one with the longest address that it begins with."""
    found = [one for one in publications if address.startswith(one.url)]
    return max(found, key=lambda one: len(one.url), default=None)
