from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.management.base import BaseCommand

from cpip_site.deploy.backup import back_up


class Command(BaseCommand):
    help = "Back up the database, media and imported data into a folder of their own. Nightly, from cron."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, help="where backups are kept (default: backups in VAR_DIR)")
        parser.add_argument("--keep", type=int, default=30, help="how many backups stay (default: 30)")

    def handle(self, *args, **options) -> None:
        folder = options["folder"] or Path(settings.VAR_DIR) / "backups"
        self.stdout.write(f"Backed up into {back_up(folder, max(1, options['keep']))}.")
        if not isinstance(default_storage, FileSystemStorage):
            warning = "Media are in a bucket, and NOT in this backup: copy the bucket by itself (MEDIA_STORAGE)."
            self.stdout.write(self.style.WARNING(warning))
        self.stdout.write("Copy it to another machine. SECRET_KEY is not in it: keep that too.")
