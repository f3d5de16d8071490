from django.core.management.base import BaseCommand
from django.utils import timezone

from pages.inbox import outbox, reminders


class Command(BaseCommand):
    help = "Send the mail that waits, and remind of complaints on their 20th day. Every minute, from cron or a timer."

    def handle(self, *args: object, **options: object) -> None:
        now = timezone.now()
        reminded = reminders.queue_due(now)
        sent, waiting = outbox.send_due(now)
        if sent or waiting or reminded:
            self.stdout.write(f"{sent} sent, {waiting} to be tried again, {reminded} complaints brought to mind.")
