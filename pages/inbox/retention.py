"""How long each thing is kept. The privacy notice and `manage.py prune` read the same figures."""

from datetime import date

from pages.inbox.models import Message, NumberReport

MONTHS_AFTER_ANSWER = {"complaint": 24, "accessibility": 12}
NUMBER_REPORT_MONTHS = 12


def months_before(day: date, months: int) -> date:
    """The day that many months earlier; at most the 28th, so that every month has it."""
    counted = day.year * 12 + day.month - 1 - months
    return date(counted // 12, counted % 12 + 1, min(day.day, 28))


def forget_messages(today: date) -> int:
    """Delete messages at the stated age after their answer. One without an answer stays, and stays on the list."""
    gone = 0
    for kind, months in MONTHS_AFTER_ANSWER.items():
        old = Message.objects.filter(kind=kind, answered_at__date__lt=months_before(today, months))
        gone += old.delete()[1].get("inbox.Message", 0)
    return gone


def forget_number_reports(today: date) -> int:
    """Delete reports of wrong numbers at the stated age after they were settled."""
    return NumberReport.objects.filter(settled_on__lt=months_before(today, NUMBER_REPORT_MONTHS)).delete()[0]
