"""Migrations have time, and wait for no lock."""

import pytest
from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import connection

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no such limits"),
]


def limits() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('statement_timeout'), current_setting('lock_timeout')")
        return cursor.fetchone()


def test_a_migration_has_time_and_waits_for_no_lock(monkeypatch):
    meanwhile = []
    monkeypatch.setattr(migrate.Command, "handle", lambda *args, **options: meanwhile.append(limits()))
    call_command("migrate")
    assert meanwhile == [("0", "2s")]
    assert limits() == ("5s", "2s")
