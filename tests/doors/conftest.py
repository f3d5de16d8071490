"""The real server as it stands in production: gunicorn, BASE_URL on https, and a proxy before it that ends TLS."""

import ssl

import pytest

from tests.browser.server import Server
from tests.doors.tls import Proxy, make_certificate


def pytest_collection_modifyitems(items):
    for item in items:
        if "doors" in item.path.parts:
            item.add_marker(pytest.mark.enable_socket)


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
