"""What became of a recommendation or an action: entries that are only ever added."""

from django.core.exceptions import ValidationError
from django.db import models

from contacts.append_only import AppendOnly
from pages import typed_numbers
from pages.commitments import CommitmentPage
from pages.publications import say_partial_date, validate_partial_date

FIRST_CONTENT = "first content of the site"


class StatusEntry(AppendOnly):
    """One thing that is known about how it went, with its source. The newest by date is the status. Append only."""

    class Status(models.TextChoices):
        ACCEPTED = "accepted", "Accepted"
        BEGUN = "work-begun", "Work begun"
        CARRIED_OUT = "carried-out", "Carried out"
        REPLACED = "replaced", "Replaced by something later"
        NO_RECORD = "no-record", "No record found"

    NEED_EVIDENCE = (Status.BEGUN, Status.CARRIED_OUT, Status.REPLACED)

    commitment = models.ForeignKey(
        CommitmentPage, on_delete=models.PROTECT, related_name="entries", verbose_name="recommendation or action",
        help_text="What it is about.",
    )  # fmt: skip
    status = models.CharField(max_length=12, choices=Status, help_text="How things stood on that date.")
    date = models.CharField(
        max_length=10,
        validators=[validate_partial_date],
        help_text="2018-11-14, or 2018-11, or 2018.",
    )
    evidence = models.URLField(max_length=500, blank=True, help_text="The web address of a public page that says so.")
    note = models.TextField(
        blank=True, validators=[typed_numbers.refuse], help_text="What happened, in one or two plain sentences."
    )
    author = models.CharField(max_length=150, editable=False, help_text="Who made the entry. Not shown to readers.")
    entered_at = models.DateTimeField(auto_now_add=True, help_text="When the entry was made.")

    panels = ["commitment", "status", "date", "evidence", "note"]
    never_changed = "A status entry is never changed. Add another one."
    never_deleted = "A status entry is never deleted. Add another one."

    class Meta(AppendOnly.Meta):
        ordering = ["-entered_at", "-pk"]
        verbose_name = "status entry"
        verbose_name_plural = "status entries"

    def __str__(self) -> str:
        return f"{self.commitment.title}: {self.get_status_display()}, {self.when}"

    @property
    def when(self) -> str:
        return say_partial_date(self.date)

    def clean(self) -> None:
        if self.status in self.NEED_EVIDENCE and not self.evidence:
            raise ValidationError(
                {"evidence": f"“{self.get_status_display()}” needs the address of a page that says so."}
            )
