"""The real server as it stands in production: gunicorn, BASE_URL on https, and a proxy before it that ends TLS."""

import os
import ssl

import pytest

from tests.browser.conftest import Server
from tests.doors.tls import Proxy, make_certificate


def pytest_collection_modifyitems(config, items):
    """The server here has a SQLite of its own: one run is enough, and the one on PostgreSQL leaves it out."""
    doors = [item for item in items if "doors" in item.path.parts]
    for item in doors:
        item.add_marker(pytest.mark.enable_socket)
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        config.hook.pytest_deselected(items=doors)
        items[:] = [item for item in items if item not in doors]


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="session")
def trusting(certificate):
    return ssl.create_default_context(cafile=certificate)


@pytest.fixture(scope="session")
def house(certificate, tmp_path_factory):
    """The server. `house.tls` is the proxy before it, `house.address` its plain address."""
    proxy = Proxy(certificate)
    server = Server(tmp_path_factory.mktemp("doors") / "site.sqlite3", BASE_URL=f"https://127.0.0.1:{proxy.port}")
    server.tls, proxy.to = proxy, server.port
    yield server
    server.stop()
    proxy.listener.close()
