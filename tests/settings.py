"""The site's settings, with what tests change."""

import hashlib
import os
import tempfile
from pathlib import Path

# Never the developer's own: the kept database below is sealed with this one.
os.environ["SECRET_KEY"] = "a-key-for-tests-alone-that-opens-nothing-anywhere-at-all"

from cpip_site.settings import *
from cpip_site.settings import BASE_DIR, DATABASES, STORAGES, VAR_DIR

VAR_DIR = VAR_DIR / "test"
VAR_DIR.mkdir(parents=True, exist_ok=True)

# The database is kept for the next run, and built anew when what it is built from has changed.
_made_from = [path for folder in ("contacts", "cpip_site", "pages") for path in (BASE_DIR / folder).rglob("*")]
_digest = hashlib.sha256(str(VAR_DIR).encode())
for _path in sorted(path for path in _made_from if path.suffix in (".csv", ".toml") or "migrations" in path.parts):
    if _path.is_file() and _path.suffix != ".pyc":
        _digest.update(_path.read_bytes())
_name = f"test_cpip_{_digest.hexdigest()[:12]}"
_on_sqlite = DATABASES["default"]["ENGINE"].endswith("sqlite3")
DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / f"{_name}.sqlite3" if _on_sqlite else _name}

MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="cpip-media-"))
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
