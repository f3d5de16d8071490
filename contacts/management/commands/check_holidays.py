from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from contacts import dashboard


class Command(BaseCommand):
    help = "Name the councils without next year's holidays, from 1 November on. Informs only: it never fails."

    def handle(self, *args: Any, **options: Any) -> None:
        missing = dashboard.councils_without_dates()
        if not missing:
            self.stdout.write("No council's holidays for next year are due and missing.")
            return
        year = timezone.localdate().year + 1
        self.stdout.write(f"Holidays for {year} are missing for {len(missing)} councils: {', '.join(missing)}")
