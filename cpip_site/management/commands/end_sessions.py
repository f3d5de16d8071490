from django.contrib.sessions.models import Session
from django.core.management.base import BaseCommand

from cpip_site import audit


class Command(BaseCommand):
    help = "Sign everybody out at once: when a computer was stolen, or somebody came in who should not have."

    def handle(self, *args: object, **options: object) -> None:
        ended, _ = Session.objects.all().delete()
        audit.warn(f"All sessions ended ({ended})")
        self.stdout.write(f"{ended} sessions ended. Everybody has to sign in again, with both factors.")
