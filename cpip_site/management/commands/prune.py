from collections.abc import Callable
from datetime import date

from django.contrib.sessions.models import Session
from django.core.management.base import BaseCommand
from django.utils import timezone

from cpip_site import policy_reports
from pages import visits
from pages.inbox import retention


def forget_sessions(today: date) -> int:
    return Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]


PRUNED: list[tuple[str, Callable[[date], int]]] = [
    ("counts of visits, after 25 months", visits.forget_counts),
    ("marks of visits, when their day is over", visits.forget_visits),
    ("messages, 12 months after the answer, complaints after 24", retention.forget_messages),
    ("reports of wrong numbers, 12 months after they were settled", retention.forget_number_reports),
    ("counts of what browsers refused, after 25 months", policy_reports.forget),
    ("sessions that have ended", forget_sessions),
]


class Command(BaseCommand):
    help = "Delete what has reached the age that the privacy notice states. Daily, from cron or a timer."

    def handle(self, *args: object, **options: object) -> None:
        today = timezone.localdate()
        for words, forget in PRUNED:
            self.stdout.write(f"{forget(today)} deleted: {words}.")
