"""How often the finder had no answer, and why: a number for each day and reason. What was typed is never kept."""

import logging
from collections.abc import Callable

from django.db import DatabaseError, InterfaceError, models
from django.db.models import F
from django.http import HttpResponse
from django.utils import timezone

from contacts import answers

log = logging.getLogger(__name__)


class FinderCount(models.Model):
    """Questions of one day that the finder could not answer, by reason. Owner: the finder, which only adds to it."""

    class Reason(models.TextChoices):
        NOT_FOUND = answers.NotFound.NOT_FOUND.value, "No place of that name, nor one like it"
        NOT_A_POSTCODE = answers.NotFound.NOT_A_POSTCODE.value, "Looks like a postcode, but there is none such"
        SUGGESTIONS = "suggestions", "No such place; places with a name like it were offered"
        OUTSIDE = "outside_scotland", "A place outside Scotland"
        EMPTY = "empty", "Nothing was typed"

    day = models.DateField()
    reason = models.CharField(max_length=20, choices=Reason)
    count = models.PositiveIntegerField("how often", default=0)

    class Meta:
        ordering = ["-day", "reason"]
        constraints = [models.UniqueConstraint(fields=["day", "reason"], name="one_count_a_day_and_reason")]

    def __str__(self) -> str:
        return f"{self.day}: {self.get_reason_display()}"


def reason_of(found: answers.Answer) -> str:
    """Why an answer is none; empty when it names a council."""
    match found:
        case answers.NothingFound(reason=reason):
            return reason.value
        case answers.Suggestions():
            return FinderCount.Reason.SUGGESTIONS.value
        case answers.OutsideScotland():
            return FinderCount.Reason.OUTSIDE.value
        case answers.Empty():
            return FinderCount.Reason.EMPTY.value
    return ""


def count_after(response: HttpResponse, found: answers.Answer) -> HttpResponse:
    """The same response. Once it has gone out, what was not found is counted: nobody waits for the count."""
    if reason := reason_of(found):
        close = response.close

        def count_and_close() -> None:
            try:
                count(reason)
            finally:
                close()

        closing: Callable[[], None] = count_and_close
        response.close = closing  # type: ignore[method-assign]
    return response


def count(reason: str) -> None:
    """Add one to today's count. A database that is away loses a count and nothing else."""
    today = timezone.localdate()
    row = FinderCount.objects.filter(day=today, reason=reason)
    try:
        if not row.update(count=F("count") + 1):
            # Two processes may meet here on the first question of a day; then the row is there already.
            FinderCount.objects.bulk_create([FinderCount(day=today, reason=reason)], ignore_conflicts=True)
            row.update(count=F("count") + 1)
    except (DatabaseError, InterfaceError) as error:
        log.warning("A question without an answer was not counted: %s.", type(error).__name__)
