import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from contacts.models import Council
from contacts.withdrawal import Order, Withdrawn, withdraw


class Command(BaseCommand):
    help = (
        "Take a dangerous number off the site at once, without a second person. It can only remove: to show a number "
        "again takes two people in the admin. Who did it, when and why are kept."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", help="the number, with or without spaces")
        parser.add_argument("--reason", required=True, help="why, in a sentence that editors will read")
        parser.add_argument("--service", default="", help="the key of one service; otherwise from everywhere")

    def handle(self, *args: Any, number: str, reason: str, service: str, **options: Any) -> None:
        if not reason.strip():
            raise CommandError("Say why: --reason “Rings at a private house”. Nothing was withdrawn.")
        gone = withdraw(Order(number, reason.strip(), getpass.getuser()), service)
        if not gone:
            where = f" by {service}" if service else ""
            raise CommandError(f"{number} is not shown anywhere{where}, and no draft would show it.")
        for one in gone:
            self.stdout.write(f"{number} is withdrawn from {one.name}. {_where(one)}")
        drafts = sum(not one.was_shown for one in gone)
        if drafts:
            self.stdout.write(f"Shown and taken off: {len(gone) - drafts}. Only in a draft or waiting: {drafts}.")


def _where(one: Withdrawn) -> str:
    if not one.was_shown:
        return "It was not on the site: it stood in a draft, or in what waits for its day. It will not come from there."
    if not one.councils:
        return "Changed: every page that showed it, in all of Scotland."
    pages = [f"  {council.get_absolute_url()}" for council in Council.objects.filter(slug__in=one.councils)]
    return "\n".join(["Changed:", *pages])
