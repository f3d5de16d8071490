"""A PostgreSQL that hangs is given up. `tests/faults` freezes a real one; here it is a socket that says nothing."""

import socket

import pytest
from django.conf import settings

from cpip_site import database_waits

psycopg2 = pytest.importorskip("psycopg2")


@pytest.fixture
def limited(monkeypatch):
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.postgresql")
    monkeypatch.setattr(database_waits, "SECONDS_FOR_A_CONNECTION", 0.2)
    database_waits.limit()
    yield
    psycopg2.extensions.set_wait_callback(None)


@pytest.mark.enable_socket
def test_a_server_that_takes_a_connection_and_says_nothing_is_given_up(limited):
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(psycopg2.OperationalError, match="hangs"):
        psycopg2.connect(host="127.0.0.1", port=silent.getsockname()[1], user="cpip", dbname="cpip")


def test_only_postgresql_is_limited(monkeypatch):
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.sqlite3")
    database_waits.limit()
    assert psycopg2.extensions.get_wait_callback() is None
