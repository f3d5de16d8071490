"""Links to other sites: what the last check found, and where on this site each one stands."""

import re

from django.db import models
from django.db.models import F


class ExternalLink(models.Model):
    """An address on another site. Owner: `manage.py check_links`, which keeps a result until it has a newer one."""

    class Result(models.TextChoices):
        NOT_CHECKED = "", "Not checked yet"
        BROKEN = "broken", "Dead"
        UNSURE = "unsure", "Look at it yourself"
        MOVED = "moved", "Moved for good"
        WORKS = "works", "Works"

    address = models.CharField(max_length=1000, unique=True)
    result = models.CharField(max_length=10, blank=True, default="", choices=Result)
    cause = models.CharField(max_length=400, blank=True)
    checked_at = models.DateTimeField("last checked", null=True)
    last_good_at = models.DateTimeField("last worked", null=True)

    class Meta:
        ordering = ["address"]
        verbose_name = "link to another site"
        verbose_name_plural = "links to other sites"

    def __str__(self) -> str:
        return self.address

    @classmethod
    def longest_unchecked(cls, limit: int | None = None) -> models.QuerySet["ExternalLink"]:
        """Those never checked first, then the one whose check is oldest."""
        return cls.objects.order_by(F("checked_at").asc(nulls_first=True), "address")[:limit]

    @property
    def pieces(self) -> list[str]:
        """The address in pieces between which a narrow column may break it."""
        return re.findall(r"[^/?&_-]*[/?&_-]+|[^/?&_-]+", self.address)

    @property
    def places_in_words(self) -> str:
        return "; ".join(str(place) for place in self.places.all())


class LinkPlace(models.Model):
    """One place on this site where a link stands. Owner: `manage.py check_links`."""

    class Kind(models.TextChoices):
        PAGE = "page", "Page"
        PUBLICATION = "publication", "Publication"
        CONTACT = "contact", "Contact"

    link = models.ForeignKey(ExternalLink, on_delete=models.CASCADE, related_name="places")
    kind = models.CharField(max_length=12, choices=Kind)
    name = models.CharField(max_length=255)
    place = models.CharField(max_length=255, blank=True)
    edit_address = models.CharField(max_length=255, blank=True)

    class Meta:
        ordering = ["kind", "name", "place"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.name}" + (f", {self.place}" if self.place else "")
