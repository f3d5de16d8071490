"""A real browser before the real server, with the first content and a database of its own."""

import json
import os
import shutil
from functools import lru_cache

import pytest

from tests.browser import accounts, databases
from tests.browser.server import Server
from tests.browser.visitor import Visitor
from tests.sign_in import sign_in_in_browser

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


@pytest.fixture(scope="session")
def first_database(tmp_path_factory):
    """A database with contacts and the first content, made once by the server itself."""
    database = tmp_path_factory.mktemp("server") / "first.sqlite3"
    Server(database).stop()
    return database


@pytest.fixture(scope="session")
def new_server(first_database, tmp_path_factory):
    """Gives a function: an ISO time (empty: now) -> a server with the first content whose clock shows this time."""
    servers: list[Server] = []

    def start(at: str = "", source=first_database, **more: str) -> Server:
        database = tmp_path_factory.mktemp("server") / "site.sqlite3"
        databases.copy(source, database)
        servers.append(Server(database, at, **more))
        return servers[-1]

    yield start
    for server in servers:
        server.process.terminate()
    for server in servers:
        server.stop()
    databases.drop_all()


@pytest.fixture(scope="session")
def server_at(new_server):
    """Gives a function: an ISO time -> the address of a server whose clock shows it, the same for all who ask."""
    return lru_cache(lambda moment="": new_server(moment).address)


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
def office(new_server):
    """A server for the editors, on a Friday afternoon, with the accounts of accounts.py."""
    server = new_server(accounts.FRIDAY.isoformat())
    server.secrets = json.loads(server.manage("shell", "-v", "0", "-c", accounts.MAKE))
    return server


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
