"""One e-mail on the 20th day of a message that nobody has answered."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from pages.inbox import outbox
from pages.inbox.models import Message


def queue_due(now: datetime) -> int:
    """Put the reminders down, each once. Returns how many."""
    due = Message.objects.filter(received_at__lte=now - Message.REMIND_AFTER, answered_at=None, reminded_at=None)
    reminded = 0
    for message in due.exclude(tell=""):
        with transaction.atomic():
            # Claimed by the row itself: of two processes one changes it.
            if Message.objects.filter(pk=message.pk, reminded_at=None).update(reminded_at=now):
                _queue(message)
                reminded += 1
    return reminded


def _queue(message: Message) -> None:
    address = settings.WAGTAILADMIN_BASE_URL + reverse("inbox_message", args=[message.pk])
    text = render_to_string("inbox/reminder.txt", {"message": message, "address": address})
    outbox.queue(message.tell, f"Due on {message.day_30:%d/%m/%Y}: {message.reference}", text, about=message)
