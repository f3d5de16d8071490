from pathlib import Path

from django.core.management.base import BaseCommand

from cpip_site.deploy.restore import restore


class Command(BaseCommand):
    help = "Put a backup back into an empty database, and prove that every row is as it was."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("backup", type=Path, help="the folder that `backup` made")
        parser.add_argument("--force", action="store_true", help="also into a database that is not empty")

    def handle(self, *args, **options) -> None:
        manifest = restore(options["backup"], force=options["force"])
        rows = sum(count for count, _digest in manifest["tables"].values())
        self.stdout.write(
            f"Restored the backup of {manifest['made']}: {rows} rows in {len(manifest['tables'])} tables,"
        )
        self.stdout.write("each as it was backed up, and every approval carries its seal. Restart the site now.")
