"""The whole site as it stands in production: nginx, gunicorn, PostgreSQL and Redis, each of them to be broken."""

import shutil
import tempfile
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from contacts import contact_files
from cpip_site.environment import VAR_DIR
from tests.faults.nginx import Nginx
from tests.faults.servers import Application, PostgreSQL, Redis, wait_until
from tests.faults.visitors import FINDER, Client, Tally, Visitors

PREPARE = """
from django.core.management import call_command
from cpip_site.management.commands.serve import Command
Command().collect_static()
for name in ("load_contacts", "load_content", "build_mirror"):
    call_command(name)
"""
# A working day on which no office opens or closes in the next hours.
TUESDAY_10AM = "2026-11-24T10:00:00+00:00"
tallies: dict[str, Tally] = {}


def pytest_collection_modifyitems(items):
    for item in items:
        if "faults" in item.path.parts:
            item.add_marker(pytest.mark.faults)
            item.add_marker(pytest.mark.enable_socket)


def pytest_terminal_summary(terminalreporter):
    for name, tally in tallies.items():
        terminalreporter.write_line(f"{name:42} {tally}")


@pytest.fixture(scope="session")
def django_db_setup():
    """These tests use the servers' own database, never the one of the unit tests."""


@dataclass
class Stack:
    folder: Path
    database: PostgreSQL
    redis: Redis
    nginx: Nginx
    application: Application
    client: Client
    visitors: Visitors
    environment: dict[str, str]
    static: Path

    def publish(self) -> None:
        """Something was published: every page has to be made afresh."""
        self.database.sql("UPDATE cpip_site_siteversion SET mark = md5(random()::text)")

    def another(self, name: str, at: str = TUESDAY_10AM, **environment: str) -> Application:
        """One more application, not started yet, with a folder of its own. Its clock is the usual one's."""
        return Application(self.folder / name, self.static, {**self.environment, **environment}, at)

    @contextmanager
    def serving(self, application: Application):
        """This application behind nginx, instead of the usual one."""
        site = self.nginx.folder / "site.conf"
        usual = site.read_text()
        application.start()
        if application.environment["DATABASE_URL"] == self.database.url_to_serve:
            wait_until(application.is_ready, "the application is ready")
        try:
            site.write_text(usual.replace(f":{self.application.port} ", f":{application.port} "))
            self.nginx.reload()
            yield
        finally:
            site.write_text(usual)
            self.nginx.reload()
            application.stop()

    def is_well(self) -> bool:
        try:
            answer = self.client.ask(f"{FINDER}fife/")
        except OSError:
            return False
        return answer.status == 200 and bool(answer.leading) and self.application.is_ready()


@pytest.fixture(scope="session")
def stack():
    with ExitStack() as at_the_end:
        # Not below pytest's own folder, which is closed to the user that PostgreSQL runs as.
        folder = Path(tempfile.mkdtemp(prefix="cpip-faults-"))
        at_the_end.callback(shutil.rmtree, folder, ignore_errors=True)
        folder.chmod(0o755)
        yield set_up(folder, at_the_end)


def set_up(folder: Path, at_the_end: ExitStack) -> Stack:
    # Collected and compressed once for all runs.
    static = VAR_DIR / "static"
    static.mkdir(parents=True, exist_ok=True)
    database, redis, nginx = PostgreSQL(folder / "pg"), Redis(folder), Nginx(folder / "nginx")
    at_the_end.callback(database.kill)
    environment = {"DATABASE_URL": database.url_to_serve, "REDIS_URL": redis.url, "BASE_URL": nginx.base_url}
    application = Application(folder / "one", static, environment, at=TUESDAY_10AM)
    for server in (redis, application, nginx):
        at_the_end.callback(server.stop)
    redis.start()
    application.manage("migrate", DATABASE_URL=database.url)
    application.manage("shell", "-v", "0", "-c", PREPARE)
    nginx.configure(application)
    application.start()
    nginx.start()
    client = Client(nginx.base_url, nginx.certificate)
    visitors = Visitors(client, list(contact_files.read_contacts().councils))
    return Stack(folder, database, redis, nginx, application, client, visitors, environment, static)


@pytest.fixture
def well(stack):
    """The stack with everything running, before a test and after it."""
    wait_until(stack.is_well, "all is well")
    stack.visitors.learn()
    yield stack
    wait_until(stack.is_well, "all is well again")


@pytest.fixture
def crowd(well, request):
    """Gives a context: visitors come while it lasts. At its end each must have had the right answer in time."""

    @contextmanager
    def come():
        with well.visitors.coming() as tally:
            time.sleep(0.5)
            yield tally
            time.sleep(0.5)
        tallies[request.node.name.removeprefix("test_").replace("_", " ")] = tally
        tally.check()

    return come
