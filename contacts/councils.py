"""Councils, and the days on which their offices are closed."""

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import InlinePanel
from wagtail.models import DraftStateMixin, LockableMixin, RevisionMixin, WorkflowMixin

from contacts import FINDER_PATH
from contacts.guard import Contact
from contacts.previewed import SeenOnCouncilPages
from contacts.validators import validate_no_number
from contacts.whole_writes import Part

STAYS = (
    "A council stays on the site: callers look for it by its name. What its page says can be changed in its draft, "
    "which another person then approves."
)


class Council(
    Contact, WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, SeenOnCouncilPages, ClusterableModel
):
    """One of the 32 councils. Owner of the facts: the CMS, after load_contacts has made the row.

    The name, the slug and the GSS code never change here: page addresses, the postcode table and callers lean on them.
    What is published stands in the table; a draft lives in a revision until a second person approves it.
    """

    KEY = "slug"
    taken_off_by = STAYS

    slug = models.SlugField(max_length=60, unique=True, editable=False)
    name = models.CharField(max_length=60, unique=True, editable=False)
    gss_code = models.CharField("GSS code", max_length=9, unique=True, editable=False)
    website = models.URLField("council's website", blank=True)
    child_protection_page = models.URLField(
        max_length=300, blank=True, help_text="The council's own page for people who are worried about a child."
    )
    committee_site = models.URLField("child protection committee's site", max_length=300, blank=True)

    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="council")
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="council",
        for_concrete_model=False,
    )

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

    @property
    def revisions(self):
        return self._revisions

    @property
    def key(self) -> str:
        """What names it in approvals."""
        return self.slug

    @property
    def source(self) -> str:
        """Where the council itself says what its page here says; empty when no address is known."""
        return self.child_protection_page or self.website

    def get_absolute_url(self) -> str:
        return f"{FINDER_PATH}{self.slug}/"

    def clean(self) -> None:
        super().clean()
        if self.expire_at:
            raise ValidationError({"expire_at": STAYS})


class LocalHoliday(Part):
    """A day on which the council's offices are closed. Owner of the fact: the CMS."""

    OWNER = "council"

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


class HolidayYear(Part):
    """A year for which the council's own list is complete, so that a bank holiday not listed is a working day.

    Owner of the fact: the CMS.
    """

    OWNER = "council"

    council = ParentalKey(Council, on_delete=models.CASCADE, related_name="holiday_years")
    year = models.PositiveSmallIntegerField()
    source = models.URLField("where the list is published", max_length=300)

    panels = ["year", "source"]

    class Meta:
        ordering = ["year"]
        constraints = [models.UniqueConstraint(fields=["council", "year"], name="one_row_for_a_year")]

    def __str__(self) -> str:
        return str(self.year)
