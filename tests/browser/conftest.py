"""A real browser before the real server: gunicorn on a free port, with the first content and a database of its own."""

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from tests.browser import accounts
from tests.browser.visitor import Visitor
from tests.sign_in import sign_in_in_browser

BASE = Path(__file__).resolve().parent.parent.parent
SWITCHES = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PHONE = {"width": 360, "height": 640}
DESKTOP = {"width": 1280, "height": 800}


def pytest_collection_modifyitems(items):
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.enable_socket)


@pytest.fixture(scope="session")
def browser_type_launch_args():
    return {"executable_path": os.environ.get("CHROMIUM") or shutil.which("chromium"), "args": SWITCHES}


@pytest.fixture(scope="session")
def django_db_setup():
    """The browser tests use the server's database, never the one of the unit tests."""


class Server:
    """gunicorn with the site in it. `at` is the server's own clock, as an ISO time with an offset."""

    secrets: dict[str, str]

    def __init__(self, database: Path, at: str = "", **more: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.database = database
        self.log = database.with_suffix(f".{self.port}.log")
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
            "SECRET_KEY": "a-key-for-tests-alone-that-opens-nothing-anywhere-at-all",
            "DATABASE_URL": f"sqlite:///{database}",
            "PORT": str(self.port),
            "WEB_CONCURRENCY": "1",
            "BASE_URL": "",
            # So that tests can come from different addresses, each with its own limit of sign-ins.
            "TRUSTED_PROXIES": "127.0.0.1",
            "SERVER_CLOCK": at,
            **more,
        }
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                cwd=BASE,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self.wait()

    def wait(self) -> None:
        for _ in range(1800):
            try:
                urllib.request.urlopen(f"{self.address}/healthz", timeout=2).close()
                return
            except (urllib.error.URLError, OSError):
                if self.process.poll() is not None:
                    break
                time.sleep(0.1)
        self.stop()
        raise RuntimeError(f"The server did not start:\n{self.log.read_text()}")

    def manage(self, *arguments: str) -> str:
        """What manage.py prints, run with this server's database and with its clock as it was at the start."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=BASE, env=self.environment, capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(f"manage.py {arguments[0]}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def now(self) -> float:
        """The server's own time, which an authenticator app has to go by."""
        with urllib.request.urlopen(f"{self.address}/healthz", timeout=5) as response:
            return parsedate_to_datetime(response.headers["Date"]).timestamp()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=40)


def copy_database(source: Path, target: Path) -> None:
    """All of it: what stands in the write-ahead log too, which a copy of the file would leave behind."""
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


@pytest.fixture(scope="session")
def first_database(tmp_path_factory):
    """A database with contacts and the first content, made once by the server itself."""
    database = tmp_path_factory.mktemp("server") / "first.sqlite3"
    Server(database).stop()
    return database


@pytest.fixture(scope="session")
def server_at(first_database, tmp_path_factory):
    """Gives a function: an ISO time -> the address of a server whose clock shows it. An empty time is now."""
    servers: dict[str, Server] = {}

    def at(moment: str = "") -> str:
        if moment not in servers:
            database = tmp_path_factory.mktemp("server") / "site.sqlite3"
            copy_database(first_database, database)
            servers[moment] = Server(database, moment)
        return servers[moment].address

    yield at
    for server in servers.values():
        server.stop()


@pytest.fixture(scope="session")
def base_url(server_at):
    return server_at()


@pytest.fixture
def phone(new_context):
    """An old phone's screen."""
    return new_context(viewport=PHONE, has_touch=True).new_page()


@pytest.fixture(params=["phone", "phone without scripts", "desk"])
def visitor(request, new_context):
    """Somebody on an old phone, with scripts and without, and somebody at a desk."""
    screen = {"viewport": DESKTOP} if request.param == "desk" else {"viewport": PHONE, "has_touch": True}
    scripts = "without" not in request.param
    return Visitor(new_context(java_script_enabled=scripts, reduced_motion="reduce", **screen))


@pytest.fixture(scope="session")
def office(first_database, tmp_path_factory):
    """A server for the editors, on a Friday afternoon, with the accounts of accounts.py."""
    database = tmp_path_factory.mktemp("office") / "site.sqlite3"
    copy_database(first_database, database)
    server = Server(database, accounts.FRIDAY.isoformat())
    server.secrets = json.loads(server.manage("shell", "-v", "0", "-c", accounts.MAKE))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def desks(office, browser):
    """Gives a function: a name -> a browser on which this person is signed in. Each signs in once."""
    people = {}

    def desk(name: str):
        if name not in people:
            people[name] = browser.new_context(base_url=office.address, viewport=DESKTOP, reduced_motion="reduce")
            page = people[name].new_page()
            sign_in_in_browser(page, office.address, name, office.secrets[name], at=office.now())
            page.get_by_role("heading", level=1).wait_for()
            page.close()
        return people[name]

    yield desk
    for context in people.values():
        context.close()


@pytest.fixture
def signed_in(desks):
    """Gives a function: a name -> a page at the desk of this person. It is closed after the test."""
    pages = []

    def page(name: str):
        pages.append(desks(name).new_page())
        return pages[-1]

    yield page
    for opened in pages:
        opened.close()
