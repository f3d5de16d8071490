import hashlib
import os
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
import wagtail
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from contacts import directory
from cpip_site.environment import EXAMPLES, VAR_DIR
from pages.models import HomePage

HOST = os.environ.get("HOST", "127.0.0.1")


class Command(BaseCommand):
    help = "Get ready and serve the site: migrations, first content, static files, then gunicorn. `make run` calls it."

    def handle(self, *args, **options) -> None:
        self.check_port()
        self.make_folder()
        try:
            self.migrate()
        except OperationalError as error:
            raise CommandError(f"DATABASE_URL: the database cannot be used: {str(error).splitlines()[0]}") from error
        # Only into an empty site: what editors deleted stays deleted.
        if not directory.contacts_are_loaded():
            self.step("Loading contacts", "load_contacts")
        if not HomePage.objects.exists():
            self.step("Loading the first content", "load_content")
        self.collect_static()
        self.say_hello()
        gunicorn = [sys.executable, "-m", "gunicorn", "-c", str(settings.BASE_DIR / "cpip_site" / "gunicorn.conf.py")]
        os.execv(sys.executable, gunicorn)  # noqa: S606 - our own arguments, and no shell

    def check_port(self) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, settings.PORT))
            except OSError as error:
                advice = f"Choose another, for example: PORT={settings.PORT + 1} make run"
                raise CommandError(f"Port {settings.PORT} cannot be used: {error.strerror}. {advice}") from error

    def make_folder(self) -> None:
        try:
            VAR_DIR.mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=VAR_DIR).close()
        except OSError as error:
            reason = f"{VAR_DIR} cannot be written: {error.strerror}."
            raise CommandError(f"VAR_DIR: {reason} For example: {EXAMPLES['VAR_DIR']}") from error

    def step(self, words: str, command: str, **options) -> None:
        self.stdout.write(f"{words} …")
        self.stdout.flush()
        call_command(command, stdout=self.stdout, **options)

    def migrate(self) -> None:
        executor = MigrationExecutor(connection)
        waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        if waiting:
            self.step(f"Setting up the database ({waiting} steps)", "migrate", interactive=False, verbosity=0)

    def collect_static(self) -> None:
        """Collect, compress and name the static files, unless nothing changed since the last time."""
        stamp = Path(settings.STATIC_ROOT) / ".collected"
        digest = hashlib.sha256("\n".join(static_files()).encode()).hexdigest()
        if stamp.exists() and stamp.read_text() == digest:
            return
        self.stdout.write("Collecting and compressing static files …")
        self.stdout.flush()
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(digest)

    def say_hello(self) -> None:
        self.stdout.write(f"\nThe site:   http://{HOST}:{settings.PORT}/")
        self.stdout.write(f"For editors: http://{settings.ADMIN_HOST or HOST}:{settings.PORT}/admin/")
        self.stdout.write("Make the first account: .venv/bin/python manage.py createsuperuser")
        self.stdout.write("Its first sign-in asks for a second factor: have an authenticator app or a passkey at hand.")
        self.stdout.write("Stop with Ctrl+C.\n")
        self.stdout.flush()


def static_files() -> Iterator[str]:
    """A line for each static file: its name, size and time of change; and the versions that shape them."""
    yield f"{django.VERSION} {wagtail.VERSION}"
    for finder in get_finders():
        for name, storage in finder.list([]):
            facts = Path(storage.path(name)).stat()
            yield f"{name} {facts.st_size} {facts.st_mtime_ns}"
