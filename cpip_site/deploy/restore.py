"""A backup put back, and proved: every row is as it was, and what two people approved still carries their seal."""

import json
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection

from contacts.approvals import Approval
from cpip_site.deploy import backup, fingerprints, rights
from cpip_site.models import SiteVersion

NAMES = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}
ANEW = "DROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n"


def restore(folder: Path, *, force: bool) -> dict[str, Any]:
    """Put it back; its manifest. CommandError, and nothing changed, when it is not whole or would overwrite."""
    manifest = checked(folder)
    if not force and not is_empty():
        raise CommandError("The database is not empty. With --force the backup takes the place of all that is in it.")
    # The site sees another version and makes its pages afresh; done last, so it is not part of the proof.
    put_back = to_postgresql if connection.vendor == "postgresql" else to_sqlite
    put_back(folder / backup.FILES[connection.vendor])
    rights.grant(connection)
    prove(manifest)
    put_back_files(folder)
    SiteVersion.move()
    return manifest


def checked(folder: Path) -> dict[str, Any]:
    """The manifest of a backup that is whole and fits this site's database."""
    try:
        manifest: dict[str, Any] = json.loads((folder / backup.MANIFEST).read_text())
    except (OSError, ValueError):
        raise CommandError(f"{folder} is not a backup: it has no {backup.MANIFEST} that can be read.") from None
    if manifest["database"] != connection.vendor:
        theirs, ours = NAMES[manifest["database"]], NAMES[connection.vendor]
        raise CommandError(f"This is a backup of {theirs}, and DATABASE_URL names {ours}.")
    for name, expected in manifest["files"].items():
        file = folder / name
        if not file.is_file() or backup.digest(file) != expected:
            raise CommandError(f"The backup is damaged: {name} is missing or not as it was written.")
    return manifest


def is_empty() -> bool:
    return not connection.introspection.table_names()


def to_postgresql(dump: Path) -> None:
    """In one transaction: all of it, or nothing."""
    with tempfile.TemporaryDirectory() as scratch:
        made, script = Path(scratch) / "dump.sql", Path(scratch) / "script.sql"
        backup.run("pg_restore", "--no-owner", "--no-privileges", f"--file={made}", str(dump))
        with script.open("wb") as whole:
            whole.write(b"" if is_empty() else ANEW.encode())
            with made.open("rb") as part:
                shutil.copyfileobj(part, whole)
        connection.close()
        backup.run("psql", "--no-psqlrc", "--quiet", "--single-transaction", "-v", "ON_ERROR_STOP=1", "-f", str(script))


def to_sqlite(copy: Path) -> None:
    target = Path(connection.settings_dict["NAME"])
    target.parent.mkdir(parents=True, exist_ok=True)
    connection.close()
    with closing(sqlite3.connect(copy)) as kept, closing(sqlite3.connect(target)) as live:
        kept.backup(live)


def prove(manifest: dict[str, Any]) -> None:
    """CommandError when a row differs from the backup, or an approval's seal does not fit SECRET_KEY."""
    if connection.vendor == "postgresql":
        with closing(fingerprints.new_connection()) as raw:
            found = fingerprints.of_postgresql(raw)
    else:
        found = fingerprints.of_sqlite(Path(connection.settings_dict["NAME"]))
    if wrong := sorted(
        name for name in {*found, *manifest["tables"]} if found.get(name) != manifest["tables"].get(name)
    ):
        raise CommandError(f"These tables are not as they were backed up: {', '.join(wrong)}.")
    if broken := sum(not approval.is_sound for approval in Approval.objects.all()):
        raise CommandError(
            f"Everything is back, but {broken} approvals were sealed with another SECRET_KEY, and what they approved "
            "is not shown. Put that key into SECRET_KEY_FALLBACKS."
        )


def put_back_files(folder: Path) -> None:
    """Media and imported data. What is there and not in the backup stays."""
    if (media := folder / "media").is_dir():
        shutil.copytree(media, settings.MEDIA_ROOT, dirs_exist_ok=True)
    for name in backup.IMPORTED:
        if (folder / name).exists():
            shutil.copy2(folder / name, Path(settings.VAR_DIR) / name)
