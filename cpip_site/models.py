import secrets

from django.db import models


class SiteVersion(models.Model):
    """One row. Its mark is random and not a count, so that a change that is rolled back never looks like another."""

    mark = models.CharField(max_length=32)

    def __str__(self) -> str:
        return self.mark

    @classmethod
    def move(cls) -> None:
        mark = secrets.token_hex(16)
        # One statement: this runs some twenty times in one publish.
        if not cls.objects.filter(pk=1).update(mark=mark):
            cls.objects.update_or_create(pk=1, defaults={"mark": mark})

    @classmethod
    def current(cls) -> str:
        return cls.objects.filter(pk=1).values_list("mark", flat=True).first() or "new"


class PolicyReport(models.Model):
    """How often browsers refused something on one day, by kind. Owner: policy_reports.py, which only adds to it."""

    day = models.DateField()
    where = models.CharField(max_length=6)
    rule = models.CharField(max_length=25)
    what = models.CharField(max_length=20)
    count = models.PositiveIntegerField("how often", default=0)

    class Meta:
        ordering = ["-day", "where", "rule", "what"]
        constraints = [
            models.UniqueConstraint(fields=["day", "where", "rule", "what"], name="one_count_a_day_and_refusal")
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.rule} refused {self.what} ({self.where})"
