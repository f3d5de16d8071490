"""Lines that serve the whole of Scotland."""

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, RevisionMixin, WorkflowMixin

from contacts.guard import Contact
from contacts.validators import validate_number


class NationalLine(
    Contact, WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, models.Model
):
    """A line, or a way to be heard without speaking. Owner of the facts: the CMS, after load_contacts.

    Pages name a line by its key, which therefore never changes.
    """

    class Kind(models.TextChoices):
        PHONE = "phone", "Phone line"
        NON_VOICE = "non_voice", "For people who cannot talk on the phone"
        OTHER = "other", "Something else"

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=Kind)
    number = models.CharField(max_length=20, blank=True, validators=[validate_number])
    web = models.URLField("web address", max_length=300, blank=True)
    hours_in_words = models.CharField(max_length=200, blank=True)
    for_whom = models.CharField(max_length=300)
    emergency = models.BooleanField("works in an emergency", null=True, blank=True)
    sign_up_needed = models.BooleanField("people must sign up first", null=True, blank=True)
    free = models.BooleanField("the call is free", null=True, blank=True)
    on_itemised_bill = models.BooleanField("the call shows on an itemised bill", null=True, blank=True)
    source = models.URLField("where this is published", max_length=300)
    confidence = models.CharField(
        max_length=10, blank=True, choices=[("high", "High"), ("medium", "Medium"), ("low", "Low")]
    )
    held_back = models.CharField(
        max_length=150, blank=True, help_text="Why the public must not see this line. Empty: it is shown."
    )
    sort_order = models.PositiveSmallIntegerField(default=0)

    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="national_line")
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="national_line",
        for_concrete_model=False,
    )

    panels = [
        "name",
        "kind",
        MultiFieldPanel(["number", "web", "hours_in_words", "for_whom"], heading="How to reach it"),
        MultiFieldPanel(["emergency", "sign_up_needed", "free", "on_itemised_bill"], heading="What callers must know"),
        MultiFieldPanel(["source", "confidence", "held_back", "sort_order", FieldPanel("key")], heading="For editors"),
    ]

    class Meta:
        ordering = ["sort_order", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def revisions(self):
        return self._revisions

    def clean(self) -> None:
        super().clean()
        if self.kind == self.Kind.PHONE and not self.number:
            raise ValidationError({"number": "A phone line needs a number."})
        if self.pk and NationalLine.objects.filter(pk=self.pk, live=True).exclude(key=self.key).exists():
            raise ValidationError({"key": "The key stays as it is: pages name the line by it."})

    @property
    def preview_modes(self):
        from contacts import previews

        return previews.modes(self)

    def get_preview_template(self, request, mode_name: str) -> str:
        from contacts import previews

        return previews.template_for_national(mode_name)

    def get_preview_context(self, request, mode_name: str) -> dict:
        """The finder, or a council's page, at the mode's moment, with this line as it is edited."""
        from contacts import previews

        return previews.context_for_national(self, mode_name)
