from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from contacts import contact_files, loader


class Command(BaseCommand):
    help = (
        "Create the councils, services and national lines of contacts/data/ that were never loaded before. "
        "Never touches one that exists, and never brings back one that an editor deleted."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rows = contact_files.read_rows()
        except contact_files.ContactFileError as error:
            raise CommandError(f"Nothing was loaded.\n{error}") from error
        with transaction.atomic():
            counts = loader.load(rows)
        for kind, (made, there) in counts.items():
            self.stdout.write(f"{kind}: {made} made, {there} left as they are")
