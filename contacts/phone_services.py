"""The services that take calls about children, and their lines."""

import secrets

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.utils.text import slugify
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import DraftStateMixin, LockableMixin, Orderable, RevisionMixin, WorkflowMixin

from contacts import services
from contacts.guard import Contact
from contacts.previewed import SeenOnCouncilPages
from contacts.validators import validate_hours, validate_number, validate_times
from contacts.whole_writes import Part


class Service(
    Contact, WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, SeenOnCouncilPages, ClusterableModel
):
    """People who take calls, for one council or for several. Owner of the facts: the CMS, after load_contacts.

    What is published stands in the table; a draft lives in a revision until a second person approves it.
    """

    class Role(models.TextChoices):
        OFFICE = services.Role.OFFICE.value, "Office hours"
        OUT_OF_HOURS = services.Role.OUT_OF_HOURS.value, "Out of hours"
        ALL_HOURS = services.Role.ALL_HOURS.value, "Day and night"

    key = models.SlugField(max_length=80, unique=True, blank=True, editable=False)
    name = models.CharField(max_length=120, help_text="What the team is called, as a caller would hear it.")
    role = models.CharField("when it is rung", max_length=20, choices=Role)
    councils = ParentalManyToManyField("contacts.Council", related_name="services")
    hours = models.CharField(
        max_length=300,
        blank=True,
        validators=[validate_hours],
        help_text="For example: Mon-Thu 08:45-16:45; Fri 08:45-16:00. “always” for day and night. "
        "17:00-09:00 ends the next morning. Leave empty when no source states the times.",
    )
    hours_complete = models.BooleanField(
        "these are all its hours",
        default=False,
        help_text="Tick only when the source states every day. Otherwise other times count as not known.",
    )
    hours_in_words = models.CharField(
        max_length=150, blank=True, help_text="What the source says where it gives no times: “Evenings and weekends”."
    )
    email = models.EmailField(blank=True)
    online_form = models.URLField(max_length=300, blank=True)
    source = models.URLField("where this is published", max_length=300)
    note = models.TextField("note for editors", blank=True, help_text="Never shown to the public.")

    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="phone_service")
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="phone_service",
        for_concrete_model=False,
    )

    panels = [
        "name",
        "role",
        FieldPanel("councils"),
        InlinePanel("lines", heading="Numbers", label="number"),
        MultiFieldPanel(["hours", "hours_complete", "hours_in_words"], heading="Hours"),
        InlinePanel("hour_exceptions", heading="Days with other hours", label="day"),
        MultiFieldPanel(["email", "online_form"], heading="Without ringing"),
        MultiFieldPanel(["source", "note"], heading="For editors"),
    ]

    class Meta:
        ordering = ["name", "key"]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_role_display().lower()})"

    @property
    def revisions(self):
        return self._revisions

    def save(self, *args, **kwargs) -> None:
        self.key = self.key or f"{slugify(self.name)[:70]}-{secrets.token_hex(3)}"
        super().save(*args, **kwargs)


class ServiceLine(Part, Orderable):
    """One number of a service. A line that is held back is for editors only and is never shown or exported."""

    service = ParentalKey(Service, on_delete=models.CASCADE, related_name="lines")
    number = models.CharField(max_length=20, validators=[validate_number])
    area = models.CharField(max_length=80, blank=True, help_text="The part of the council that it covers, if not all.")
    label = models.CharField(max_length=80, blank=True)
    ask_for = models.CharField(max_length=80, blank=True, help_text="“Ask for …”: the words that follow.")
    keypad_option = models.CharField(max_length=5, blank=True, help_text="The key to press when a voice gives options.")
    if_unsure = models.BooleanField("ring this one if the area is not known", default=False)
    free = models.BooleanField("the call is free", null=True, blank=True)
    on_itemised_bill = models.BooleanField("the call shows on an itemised bill", null=True, blank=True)
    source = models.URLField("where this number is published", max_length=300)
    confidence = models.CharField(
        max_length=10, blank=True, choices=[("high", "High"), ("medium", "Medium"), ("low", "Low")]
    )
    held_back = models.CharField(
        max_length=150, blank=True, help_text="Why the public must not see this number. Empty: it is shown."
    )
    valid_from = models.DateField(null=True, blank=True, help_text="The first day on which the number works.")

    panels = [
        "number",
        "area",
        "label",
        "ask_for",
        "keypad_option",
        "if_unsure",
        "free",
        "on_itemised_bill",
        "source",
        "confidence",
        "held_back",
        "valid_from",
    ]

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["service", "number"], name="a_number_once_in_a_service")]

    def __str__(self) -> str:
        return self.number


class HourException(Part):
    """A day on which a service keeps other hours, or none."""

    service = ParentalKey(Service, on_delete=models.CASCADE, related_name="hour_exceptions")
    date = models.DateField()
    hours = models.CharField(
        max_length=100, blank=True, validators=[validate_times], help_text="09:00-12:00, or empty for closed all day."
    )
    reason = models.CharField(max_length=80, blank=True)

    panels = ["date", "hours", "reason"]

    class Meta:
        ordering = ["date"]
        constraints = [models.UniqueConstraint(fields=["service", "date"], name="one_exception_a_day")]

    def __str__(self) -> str:
        return f"{self.date}: {self.hours or 'closed'}"
