"""Checks of numbers: the only thing that makes a number count as verified."""

from django.conf import settings
from django.db import models

from contacts.append_only import AppendOnly


class NumberCheck(AppendOnly):
    """One time that somebody made sure of a number. Owner of the fact: the person who checked. Append only.

    A check belongs to a service (or a national line) and to the digits: a number that changes is unverified again.
    """

    class How(models.TextChoices):
        RANG = "rang", "Rang it"
        COUNCIL_CONFIRMED = "council_confirmed", "The council confirmed it"
        PAGE_READ = "page_read", "Read it on the council's page"

    class Result(models.TextChoices):
        RIGHT = "right", "It is right"
        WRONG = "wrong", "It is wrong"
        NOBODY = "nobody", "Nobody answered"

    service = models.ForeignKey(
        "contacts.Service", on_delete=models.PROTECT, null=True, blank=True, related_name="checks"
    )
    national_line = models.ForeignKey(
        "contacts.NationalLine", on_delete=models.PROTECT, null=True, blank=True, related_name="checks"
    )
    number = models.CharField(max_length=20)
    on = models.DateField()
    how = models.CharField(max_length=20, choices=How)
    answered_by = models.CharField(max_length=120, blank=True)
    who = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    result = models.CharField(max_length=10, choices=Result)
    next_due = models.DateField()

    never_changed = "A check is never changed. Record another one."
    never_deleted = "A check is never deleted. Record another one."

    class Meta(AppendOnly.Meta):
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(service__isnull=True) ^ models.Q(national_line__isnull=True),
                name="a_check_of_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}, {self.on}: {self.get_result_display().lower()}"


class ReminderSent(models.Model):
    """A week in which the checkers got their e-mail, so that none gets it twice. Owner: send_reminders."""

    week = models.CharField(max_length=8, unique=True)
    at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.week}, {self.at}"
