"""The databases of the servers in browser tests, each known by a path.

SQLite files at these paths; or, where BROWSER_DATABASE_URL names a PostgreSQL server, databases on it, which
`drop_all` removes. The role has to be allowed to make databases.
"""

import hashlib
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

ON_POSTGRESQL = os.environ.get("BROWSER_DATABASE_URL", "")
made: set[str] = set()


def address_of(database: Path) -> str:
    """What stands in DATABASE_URL. A database on PostgreSQL is made if there is none yet."""
    if not ON_POSTGRESQL:
        return f"sqlite:///{database}"
    name = name_of(database)
    if name not in made:
        on_postgresql(f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}")
        made.add(name)
    return urlsplit(ON_POSTGRESQL)._replace(path=f"/{name}").geturl()


def copy(source: Path, target: Path) -> None:
    """All of it, also from under a server that goes on."""
    if ON_POSTGRESQL:
        name = name_of(target)
        on_postgresql(f"DROP DATABASE IF EXISTS {name}", *without_guests(source, f"CREATE DATABASE {name} TEMPLATE"))
        made.add(name)
        return
    # What stands in the write-ahead log too, which a copy of the file would leave behind.
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


def take_away(database: Path) -> None:
    """As a disk or a network might: whoever asks it gets an error, until `bring_back`."""
    if ON_POSTGRESQL:
        on_postgresql(*without_guests(database, "ALTER DATABASE", "ALLOW_CONNECTIONS false"))
        on_postgresql(*without_guests(database, "ALTER DATABASE", "ALLOW_CONNECTIONS false"))
        return
    for file in files_of(database):
        file.rename(file.with_name(f"away-{file.name}"))
    database.mkdir()


def bring_back(database: Path) -> None:
    if ON_POSTGRESQL:
        on_postgresql(f"ALTER DATABASE {name_of(database)} ALLOW_CONNECTIONS true")
        return
    database.rmdir()
    for file in database.parent.glob(f"away-{database.name}*"):
        file.rename(file.with_name(file.name.removeprefix("away-")))


def ask(database: Path, question: str) -> list[tuple]:
    """The rows that answer a question in SQL."""
    connection = psycopg2.connect(address_of(database)) if ON_POSTGRESQL else sqlite3.connect(database)
    with closing(connection), closing(connection.cursor()) as cursor:
        cursor.execute(question)
        return cursor.fetchall()


def write_down(database: Path) -> None:
    """Every row of every table in a file beside this path, as on SQLite they are already."""
    tables = "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'"
    for (table,) in ask(database, tables) if ON_POSTGRESQL else []:
        rows = ask(database, f"SELECT * FROM {table}")
        database.with_name(f"{table}.rows").write_text("\n".join(str(list(map(plain, row))) for row in rows))


def plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


def drop_all() -> None:
    for name in sorted(made):
        on_postgresql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    made.clear()


def files_of(database: Path) -> list[Path]:
    """The file, and what SQLite keeps beside it."""
    return [file for ending in ("", "-wal", "-shm") if (file := database.with_name(database.name + ending)).exists()]


def name_of(database: Path) -> str:
    return f"browser_{hashlib.sha256(str(database).encode()).hexdigest()[:12]}"


def without_guests(database: Path, command: str, rest: str = "") -> list[str]:
    """The command on a database that nobody is connected to at this moment. Servers connect again by themselves."""
    name = name_of(database)
    end = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    return [end, f"{command} {name} {rest}"]


def on_postgresql(*commands: str) -> None:
    with closing(psycopg2.connect(ON_POSTGRESQL)) as connection:
        connection.autocommit = True
        for command in commands:
            with connection.cursor() as cursor:
                cursor.execute(command)
