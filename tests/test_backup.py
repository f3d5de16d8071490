"""Backups, and the drill: what is put back is what was there, row by row, on both databases."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection

from contacts import directory, exports
from cpip_site.deploy.restore import checked

BASE = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.django_db
PUBLISHED = """
import json
from contacts import directory, exports
print(json.dumps(exports.document(directory.current(), "")))
"""


def url(name: str) -> str:
    """The address of a database beside the tests' own."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    params = connection.get_connection_params()
    return f"postgres://{params['user']}:{params.get('password', '')}@{params['host']}:{params['port']}/{name}"


class Place:
    """A machine with a database, media and a key."""

    def __init__(self, var: Path, database: str) -> None:
        self.var = var
        var.mkdir(exist_ok=True)
        self.environment = {
            **os.environ, "DJANGO_SETTINGS_MODULE": "cpip_site.settings", "VAR_DIR": str(var),
            "DATABASE_URL": url(database), "SECRET_KEY": settings.SECRET_KEY,
        }  # fmt: skip

    def manage(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=BASE, env={**self.environment, **environment},
            capture_output=True, text=True, check=False,
        )  # fmt: skip


@pytest.fixture(scope="module")
def live(tmp_path_factory, django_db_setup, django_db_blocker):
    """The tests' own database, with contacts and content, and some media."""
    with django_db_blocker.unblock():
        place = Place(tmp_path_factory.mktemp("live"), str(connection.settings_dict["NAME"]))
    (place.var / "media/images").mkdir(parents=True)
    (place.var / "media/images/a.png").write_bytes(b"a picture")
    (place.var / "postcodes.json").write_text("imported")
    return place


@pytest.fixture(scope="module")
def made(live):
    """A backup of it."""
    done = live.manage("backup", str(live.var / "backups"))
    assert done.returncode == 0, done.stderr
    return next((live.var / "backups").iterdir())


@pytest.fixture
def empty(tmp_path):
    """Another machine, with an empty database."""
    if connection.vendor == "sqlite":
        yield Place(tmp_path / "var", str(tmp_path / "restored.sqlite3"))
        return
    name = f"cpip_restore_{os.getpid()}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name}")
    yield Place(tmp_path / "var", name)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_a_backup_holds_the_database_the_media_and_what_was_imported(made):
    manifest = json.loads((made / "manifest.json").read_text())
    assert manifest["tables"]["contacts_council"][0] == 32
    assert {"media/images/a.png", "postcodes.json"} < set(manifest["files"])
    assert made.stat().st_mode & 0o077 == 0


def test_a_backup_with_media_of_its_own_warns_of_no_bucket(live, tmp_path):
    assert "bucket" not in live.manage("backup", str(tmp_path)).stdout


def test_what_is_restored_is_what_was_there(made, empty, tmp_path):
    done = empty.manage("restore", str(made))
    assert done.returncode == 0, done.stderr
    assert "each as it was backed up, and every approval carries its seal" in done.stdout
    assert (empty.var / "media/images/a.png").read_bytes() == b"a picture"
    assert (empty.var / "postcodes.json").read_text() == "imported"
    # Not only by its own word: the restored site backs up to the same rows. The version alone has moved.
    empty.manage("backup", str(tmp_path / "again"))
    again = next((tmp_path / "again").iterdir())
    before, after = (json.loads((each / "manifest.json").read_text())["tables"] for each in (made, again))
    assert before.pop("cpip_site_siteversion") != after.pop("cpip_site_siteversion")
    assert before == after
    published = empty.manage("shell", "-v", "0", "-c", PUBLISHED).stdout.splitlines()[-1]
    assert published == json.dumps(exports.document(directory.current(), ""))
    second = empty.manage("restore", str(made))
    assert "The database is not empty" in second.stderr
    assert empty.manage("restore", str(made), "--force").returncode == 0


def test_a_key_that_does_not_fit_the_seals_is_named(made, empty):
    done = empty.manage("restore", str(made), SECRET_KEY="another-key-that-nothing-was-ever-sealed-with")
    assert done.returncode != 0
    assert "SECRET_KEY_FALLBACKS" in done.stderr


@pytest.mark.parametrize("damage", ["database", "media/images/a.png", "manifest.json"])
def test_a_damaged_backup_is_refused(made, tmp_path, damage):
    damaged = tmp_path / "damaged"
    shutil.copytree(made, damaged)
    file = next(damaged.glob(f"{damage}*"))
    file.write_bytes(file.read_bytes()[:-7])
    with pytest.raises(CommandError, match=r"The backup is damaged: (media|database)|is not a backup"):
        checked(damaged)


def test_a_backup_of_the_other_database_is_refused(made, tmp_path):
    manifest = json.loads((made / "manifest.json").read_text())
    manifest["database"] = "sqlite" if connection.vendor == "postgresql" else "postgresql"
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(CommandError, match="and DATABASE_URL names"):
        checked(tmp_path)


def test_what_is_no_backup_is_named(tmp_path):
    with pytest.raises(CommandError, match=f"{tmp_path} is not a backup"):
        checked(tmp_path)


def test_a_backup_that_fails_leaves_nothing_behind(empty, tmp_path):
    (tmp_path / "file").write_text("in the way")
    done = empty.manage("backup", str(tmp_path / "file"))
    assert done.returncode != 0
    assert done.stderr.startswith("CommandError: No backup was made")
    unreachable = empty.manage("backup", str(tmp_path / "kept"), DATABASE_URL="postgres://cpip@127.0.0.1:1/cpip")
    assert unreachable.returncode != 0
    assert not list((tmp_path / "kept").iterdir())


def test_only_the_newest_backups_are_kept(live, tmp_path):
    for day in range(1, 5):
        (tmp_path / f"cpip-2026010{day}T000000Z").mkdir()
    live.manage("backup", str(tmp_path), "--keep", "2")
    kept = sorted(path.name for path in tmp_path.glob("cpip-*"))
    assert kept[0] == "cpip-20260104T000000Z"
    assert len(kept) == 2
