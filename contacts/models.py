"""Councils and what the site needs to know of them; services and national lines have modules of their own."""

import secrets

from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel

from contacts import FINDER_PATH
from contacts.approvals import Approval as Approval
from contacts.checks import NumberCheck as NumberCheck
from contacts.national import NationalLine as NationalLine
from contacts.number_changes import NumberChange as NumberChange
from contacts.phone_services import HourException as HourException
from contacts.phone_services import Service as Service
from contacts.phone_services import ServiceLine as ServiceLine
from contacts.second_person import SecondPersonTask as SecondPersonTask
from contacts.validators import validate_no_number


class Council(ClusterableModel):
    """One of the 32 councils. Owner of the facts: the CMS, after load_contacts has made the row.

    The name, the slug and the GSS code never change here: page addresses, the postcode table and callers lean on them.
    """

    slug = models.SlugField(max_length=60, unique=True, editable=False)
    name = models.CharField(max_length=60, unique=True, editable=False)
    gss_code = models.CharField("GSS code", max_length=9, unique=True, editable=False)
    website = models.URLField("council's website", blank=True)
    child_protection_page = models.URLField(
        max_length=300, blank=True, help_text="The council's own page for people who are worried about a child."
    )
    committee_site = models.URLField("child protection committee's site", max_length=300, blank=True)

    panels = [
        "child_protection_page",
        "website",
        "committee_site",
        InlinePanel("holidays", heading="Local holidays", label="holiday"),
        InlinePanel("holiday_years", heading="Years whose list of holidays is complete", label="year"),
    ]

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{FINDER_PATH}{self.slug}/"


class LocalHoliday(models.Model):
    """A day on which the council's offices are closed. Owner of the fact: the CMS."""

    council = ParentalKey(Council, on_delete=models.CASCADE, related_name="holidays")
    date = models.DateField()
    name = models.CharField(max_length=80, validators=[validate_no_number])
    source = models.URLField("where this is published", max_length=300)

    panels = ["date", "name", "source"]

    class Meta:
        ordering = ["date"]
        constraints = [models.UniqueConstraint(fields=["council", "date"], name="one_holiday_a_day")]

    def __str__(self) -> str:
        return f"{self.name}, {self.date}"


class HolidayYear(models.Model):
    """A year for which the council's own list is complete, so that a bank holiday not listed is a working day.

    Owner of the fact: the CMS.
    """

    council = ParentalKey(Council, on_delete=models.CASCADE, related_name="holiday_years")
    year = models.PositiveSmallIntegerField()
    source = models.URLField("where the list is published", max_length=300)

    panels = [HelpPanel(content="Add a year only when every holiday in the council's own list stands above."), "year"]
    panels += [FieldPanel("source")]

    class Meta:
        ordering = ["year"]
        constraints = [models.UniqueConstraint(fields=["council", "year"], name="one_row_for_a_year")]

    def __str__(self) -> str:
        return str(self.year)


class Loaded(models.Model):
    """What the data files have given already, so that what an editor deletes stays deleted. Owner: load_contacts."""

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="loaded_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class ContactsVersion(models.Model):
    """One row, which gets a new mark whenever a contact changes: other processes then read the contacts again.

    A random mark and not a count, so that a change that is rolled back can never look like another change.
    """

    mark = models.CharField(max_length=32)

    def __str__(self) -> str:
        return self.mark

    @classmethod
    def bump(cls) -> None:
        cls.objects.update_or_create(pk=1, defaults={"mark": secrets.token_hex(16)})

    @classmethod
    def current(cls) -> str:
        return cls.objects.values_list("mark", flat=True).filter(pk=1).first() or ""
