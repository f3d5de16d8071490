from django.core.management.base import BaseCommand, CommandError

from pages import loader
from pages.content_files import ContentError


class Command(BaseCommand):
    help = "Make the pages of pages/content that do not exist yet. Never touches a page that does."

    def handle(self, *args, **options) -> None:
        try:
            made = loader.load(self.stdout.write)
        except ContentError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{made} pages made." if made else "Every page exists already: nothing changed.")
