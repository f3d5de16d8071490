from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from contacts import reminders, verification


class Command(BaseCommand):
    help = "E-mail the Contact checkers the numbers that are overdue, due soon or never checked, once a week."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="print the e-mail and send nothing")
        parser.add_argument("--force", action="store_true", help="send even if this week's has gone out")

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.localdate()
        subject, text = reminders.message(verification.rows(today))
        to = reminders.recipients()
        if not subject:
            self.stdout.write("No number waits for a check: nothing sent.")
        elif options["dry_run"]:
            self.stdout.write(f"Subject: {subject}\nTo: {', '.join(to) or 'nobody'}\n\n{text}\nDry run: nothing sent.")
        elif not to:
            self.stderr.write(f"Nobody in the group “{reminders.GROUP}” has an e-mail address: nothing sent.")
        else:
            self._send(subject, text, to, options["force"])

    def _send(self, subject: str, text: str, to: list[str], force: bool) -> None:
        today = timezone.localdate()
        try:
            reminders.send(subject, text, to, today, force)
        except reminders.SentAlreadyError:
            self.stdout.write(f"Already sent in {reminders.week(today)}: nothing sent. --force sends it again.")
            return
        self.stdout.write(f"Sent “{subject}” to {len(to)}: {', '.join(to)}")
