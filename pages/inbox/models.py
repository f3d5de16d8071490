"""What is kept of what visitors send, and the mail that waits to leave. Owner: the forms; people only mark it done."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from contacts import directory
from pages.inbox.seal import unseal


class Message(models.Model):
    """A complaint about data protection, or a message about accessibility. What was written is sealed."""

    class Kind(models.TextChoices):
        COMPLAINT = "complaint", "Data-protection complaint"
        ACCESSIBILITY = "accessibility", "Accessibility"

    # Data Protection Act 2018, section 164A: a complaint has to be confirmed within 30 days.
    REMIND_AFTER, LIMIT = timedelta(days=20), timedelta(days=30)

    kind = models.CharField(max_length=15, choices=Kind)
    reference = models.CharField(max_length=20, unique=True)
    received_at = models.DateTimeField("received", default=timezone.now)
    sealed = models.BinaryField()
    tell = models.EmailField("who answers", blank=True)
    acknowledged_at = models.DateTimeField("confirmed", null=True, blank=True)
    answered_at = models.DateTimeField("answered", null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-received_at"]

    def __str__(self) -> str:
        return self.reference

    @property
    def words(self) -> dict[str, str]:
        """What was written, field by field; empty when it cannot be opened."""
        return unseal(self.sealed)

    @property
    def day_20(self) -> date:
        return timezone.localdate(self.received_at + self.REMIND_AFTER)

    @property
    def day_30(self) -> date:
        return timezone.localdate(self.received_at + self.LIMIT)

    @property
    def state(self) -> str:
        """In words, the most pressing first."""
        if self.answered_at:
            return "Answered"
        today = timezone.localdate()
        if today > self.day_30:
            return "Overdue"
        if today >= self.day_20:
            return "Due soon"
        return "Confirmed" if self.acknowledged_at else "New"


class NumberReport(models.Model):
    """That a number on a council's page may be wrong: a task for the contact checkers. Nothing about who said so."""

    class Problem(models.TextChoices):
        NOT_ANSWERED = "not_answered", "Nobody answers"
        DEAD = "dead", "The number does not work"
        WRONG_PEOPLE = "wrong_people", "It is somebody else"
        WRONG_HOURS = "wrong_hours", "The times are wrong"

    council = models.CharField(max_length=60)
    number = models.CharField(max_length=40)
    service = models.CharField(max_length=200)
    problem = models.CharField(max_length=15, choices=Problem)
    times = models.PositiveIntegerField("how often", default=0)
    first_on = models.DateField(default=timezone.localdate)
    last_on = models.DateField(default=timezone.localdate)
    settled_on = models.DateField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-last_on", "council", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "number", "problem"],
                condition=models.Q(settled_on__isnull=True),
                name="one_open_report_of_a_problem",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.council_name}): {self.get_problem_display()}"

    @property
    def council_name(self) -> str:
        found = directory.current().councils.get(self.council)
        return found.name if found else self.council


class OutgoingMail(models.Model):
    """An e-mail that has not left yet: written in the transaction of what it is about, deleted once it has left."""

    sealed = models.BinaryField()
    message = models.ForeignKey(Message, null=True, blank=True, on_delete=models.CASCADE, related_name="mails")
    acknowledges = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    next_try = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    last_problem = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["next_try", "pk"]

    def __str__(self) -> str:
        return f"Mail {self.pk}, tried {self.tries} times"
