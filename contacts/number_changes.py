"""What was shown when: a line for every number that appeared on the site or went from it, and by whose agreement."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils import timezone

from contacts.append_only import AppendOnly
from contacts.approvals import Approval


class NumberChange(AppendOnly):
    """One number that began or ceased to be shown. Append only. Owner: the code, at each publication.

    ``approval`` says who made the change, who agreed, what was there before and where the number comes from; empty
    for lines from before it was kept.
    """

    at = models.DateTimeField(default=timezone.now)
    key = models.CharField(max_length=100, db_index=True)
    name = models.CharField(max_length=120)
    councils = models.TextField()
    number = models.CharField(max_length=20)
    shown = models.BooleanField()
    approval = models.ForeignKey("contacts.Approval", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(AppendOnly.Meta):
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.number} {'is shown now' if self.shown else 'is not shown any more'}: {self.name}"

    @classmethod
    def record(cls, key: str, name: str, councils: str, numbers: Iterable[str]) -> None:
        """Compares the numbers that are shown now with those that were, and keeps the differences."""
        approval = Approval.in_force(key)
        before = {number for number, shown in cls._last(key).items() if shown}
        now = set(numbers)
        for number in sorted(before ^ now):
            facts = {"councils": councils, "number": number, "shown": number in now, "approval": approval}
            cls.objects.create(key=key, name=name, **facts)

    @classmethod
    def _last(cls, key: str) -> dict[str, bool]:
        return dict(cls.objects.filter(key=key).order_by("pk").values_list("number", "shown"))
