from django.core.management.base import BaseCommand, CommandError

from cpip_site.doctor import examine


class Command(BaseCommand):
    help = "Check this deployment part by part, and say what to fix. Ends with an error when something has to be."
    requires_system_checks = []

    def handle(self, *args, **options) -> None:
        findings = list(examine())
        for finding in findings:
            self.stdout.write(f"{'FIX ' if finding.fix else 'well'} {finding.part}: {finding.fix or finding.words}")
        if wrong := sum(bool(finding.fix) for finding in findings):
            raise CommandError(f"{wrong} things to fix.")
        self.stdout.write("All is well.")
