"""What a database holds, as a short proof: for each table the number of its rows and one hash over all of them."""

import hashlib
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.db import connection

Fingerprints = dict[str, list[Any]]


def of_rows(rows: Iterable[tuple[Any, ...]]) -> list[Any]:
    """The number of rows and their hash. The order of the rows does not matter."""
    count, total = 0, 0
    for row in rows:
        count += 1
        total += int.from_bytes(hashlib.sha256(repr(row).encode()).digest(), "big")
    return [count, f"{total % 2**256:064x}"]


def of_sqlite(file: Path) -> Fingerprints:
    database = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        listed = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        names = sorted(name for (name,) in listed)
        return {name: of_rows(database.execute(f'SELECT * FROM "{name}"')) for name in names}  # noqa: S608 # nosec B608 - our tables
    finally:
        database.close()


def of_postgresql(raw: Any) -> Fingerprints:
    """Through a psycopg connection, in whatever transaction it is."""
    with raw.cursor() as cursor:
        cursor.execute(
            "SET statement_timeout = 0; SET timezone = 'UTC'; SET datestyle = 'ISO'; SET bytea_output = 'hex'"
        )
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        found = {}
        for (name,) in cursor.fetchall():
            cursor.execute(f'SELECT one::text FROM public."{name}" one')  # noqa: S608 # nosec B608 - our tables
            found[name] = of_rows(cursor)
        return found


def new_connection() -> Any:
    """One more connection to the site's PostgreSQL, as psycopg has it."""
    return connection.get_new_connection(connection.get_connection_params())
