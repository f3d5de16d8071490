"""A backup: one folder with the database, the media, what operators imported, and a manifest that proves them.

Whole or not there: it is made under another name and renamed at its end. SECRET_KEY is not in it; keep that elsewhere,
because approvals and second factors are sealed with it.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection

from cpip_site.deploy import fingerprints

MANIFEST = "manifest.json"
FILES = {"postgresql": "database.dump", "sqlite": "database.sqlite3"}
IMPORTED = ("postcodes.json", "places.csv")
UNFINISHED = ".unfinished-"


def back_up(folder: Path, keep: int) -> Path:
    """Make a backup in `folder` and delete all but the newest `keep`. CommandError in words when it cannot be made."""
    name = f"cpip-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    unfinished = folder / f"{UNFINISHED}{name}"
    try:
        unfinished.mkdir(parents=True, mode=0o700)
        write(unfinished)
        unfinished.rename(folder / name)
    except OSError as error:
        raise CommandError(f"No backup was made: {error.filename or folder}: {error.strerror}.") from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    for old in sorted(folder.glob("cpip-*Z"))[:-keep]:
        shutil.rmtree(old)
    return folder / name


def write(folder: Path) -> None:
    database = folder / FILES[connection.vendor]
    tables = dump_postgresql(database) if connection.vendor == "postgresql" else copy_sqlite(database)
    if Path(settings.MEDIA_ROOT).is_dir():
        shutil.copytree(settings.MEDIA_ROOT, folder / "media")
    for imported in IMPORTED:
        if (file := Path(settings.VAR_DIR) / imported).exists():
            shutil.copy2(file, folder / imported)
    manifest = {
        "made": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "database": connection.vendor,
        "tables": tables,
        "files": {str(file.relative_to(folder)): digest(file) for file in files_in(folder)},
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1))
    for file in files_in(folder):
        with file.open("rb") as written:
            os.fsync(written.fileno())


def files_in(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def dump_postgresql(file: Path) -> fingerprints.Fingerprints:
    """The dump, and the fingerprints of the very same moment, however busy the site is."""
    with closing(fingerprints.new_connection()) as raw:
        raw.set_session(isolation_level="REPEATABLE READ", readonly=True, autocommit=False)
        with raw.cursor() as cursor:
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
        run("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={file}")
        return fingerprints.of_postgresql(raw)


def copy_sqlite(file: Path) -> fingerprints.Fingerprints:
    """SQLite's own backup: a moment's whole state, while others go on writing."""
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as live, closing(sqlite3.connect(file)) as copy:
        live.backup(copy)
        # One file, not three: the copy is never written to.
        copy.execute("PRAGMA journal_mode = DELETE")
    return fingerprints.of_sqlite(file)


def run(tool: str, *arguments: str) -> None:
    """One of PostgreSQL's tools with this site's database. CommandError with its last words when it fails."""
    params = connection.get_connection_params()
    names = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user", "PGPASSWORD": "password", "PGDATABASE": "dbname"}
    chosen = {name: str(params[key]) for name, key in names.items() if params.get(key)}
    try:
        done = subprocess.run(  # noqa: S603 - our own arguments, and no shell
            [tool, *arguments], env={**os.environ, **chosen}, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        raise CommandError(f"{tool} is not installed. On Debian: apt-get install postgresql-client") from None
    if done.returncode:
        raise CommandError(f"{tool}: {(done.stderr.strip().splitlines() or ['it failed'])[-1]}")
