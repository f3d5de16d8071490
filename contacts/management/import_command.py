"""What the commands that take over a downloaded data file have in common."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from contacts import imported_files
from contacts.csv_files import Report
from contacts.data.postcode_source import DATA
from contacts.progress import Progress


class ImportCommand(BaseCommand):
    """Reads files, judges what they hold, and switches over to it or leaves all as it is."""

    file_name: str
    what: str

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
        parser.add_argument("--force", action="store_true", help="take over although much is missing or different")
        parser.add_argument("--rollback", action="store_true", help="go back to what was replaced last")

    @property
    def path(self) -> Path:
        """What was imported, if anything was."""
        return Path(settings.VAR_DIR) / self.file_name

    @property
    def in_use(self) -> Path:
        """What was imported, else what is shipped."""
        return self.path if self.path.exists() else DATA / self.file_name

    def handle(self, *args: Any, **options: Any) -> None:
        if options["rollback"]:
            self.roll_back()
        elif not options["files"]:
            raise CommandError("Name the file to import, or --rollback.")
        else:
            self.take_over(options["files"], dry_run=options["dry_run"], force=options["force"])

    def roll_back(self) -> None:
        if not imported_files.switch_back(self.path):
            raise CommandError(f"Nothing was imported: the {self.what} that are shipped are in use.")
        self.stdout.write(f"The {self.what} that were in use before are in use again.")

    def take_over(self, files: Sequence[Path], *, dry_run: bool, force: bool) -> None:
        try:
            text, impossible, doubtful = self.read(files, Progress("Reading", sys.stderr))
        except (OSError, ValueError, BadZipFile) as error:
            raise CommandError(f"Nothing was imported: {said(error)}") from error
        if impossible or (doubtful and not force):
            advice = [] if impossible else ["--force imports all the same."]
            raise CommandError("\n".join(["Nothing was imported.", *impossible, *doubtful, *advice]))
        if dry_run:
            self.stdout.write("Dry run: nothing was imported.")
        else:
            imported_files.switch_to(self.path, text)
            self.stdout.write(f"In use now: {self.path}. Back again with --rollback.")

    def read(self, files: Sequence[Path], report: Report) -> tuple[str, list[str], list[str]]:
        """The new file's text, why it can never take over, and why it should not unless somebody insists."""
        raise NotImplementedError


def said(error: Exception) -> str:
    """The error as the end of a sentence; Python's own for a file that is not there has a number in it."""
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename} cannot be read: {error.strerror}."
    return str(error)
