"""The environment: what is missing or malformed stops the start with one line that names it and shows an example."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

BASE = Path(__file__).resolve().parent.parent
GOOD = {"SECRET_KEY": "a-key-for-tests-alone-that-opens-nothing-anywhere-at-all", "DATABASE_URL": "sqlite://:memory:"}


def start(**environment: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "cpip_site.settings", **GOOD, **environment}
    command = [sys.executable, "-c", "import cpip_site.settings"]
    return subprocess.run(command, cwd=BASE, env=env, capture_output=True, text=True, check=False)


def test_a_good_environment_starts():
    assert start(BASE_URL="https://www.example.scot", PORT="9000", WEB_CONCURRENCY="3").returncode == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("DEBUG", "perhaps", id="DEBUG is not yes or no"),
        pytest.param("PORT", "eight", id="PORT is not a number"),
        pytest.param("PORT", "70000", id="PORT is out of range"),
        pytest.param("WEB_CONCURRENCY", "0", id="no worker at all"),
        pytest.param("BASE_URL", "www.example.scot", id="BASE_URL without a scheme"),
        pytest.param("BASE_URL", "https://www.example.scot/path", id="BASE_URL with a path"),
        pytest.param("DATABASE_URL", "mysql://u:p@h/db", id="a database that is not supported"),
        pytest.param("DATABASE_URL", "nonsense", id="DATABASE_URL is nonsense"),
        pytest.param("EMAIL_URL", "nonsense", id="EMAIL_URL is nonsense"),
        pytest.param("MEDIA_STORAGE", "floppy", id="MEDIA_STORAGE is unknown"),
        pytest.param("MEDIA_STORAGE", "s3://s3.example.scot/bucket", id="a bucket without a key"),
        pytest.param("MEDIA_STORAGE", "s3://key:too-secret@s3.example.scot", id="a server without a bucket"),
        pytest.param("MEDIA_STORAGE", "s3://key:too-secret@s3.example.scot/No_Bucket", id="no name of a bucket"),
        pytest.param("MEDIA_STORAGE", "s3://key:too-secret@s3.example.scot/bucket/in", id="a folder in a bucket"),
        pytest.param("MEDIA_STORAGE", "s3://key:too-secret@s3.example.scot/bucket?acl=public", id="a bucket with more"),
        pytest.param("REDIS_URL", "foo", id="REDIS_URL is nonsense"),
        pytest.param("REDIS_URL", "redis://127.0.0.1:x/0", id="REDIS_URL with a port that is no number"),
        pytest.param("VAR_DIR", "/etc/passwd", id="VAR_DIR is a file"),
        pytest.param("ALLOWED_HOSTS", "http://x", id="a host with a scheme"),
        pytest.param("ALLOWED_HOSTS", "example.scot:8000", id="a host with a port"),
        pytest.param("ADMIN_HOST", "https://admin.example.scot", id="an admin's host with a scheme"),
        pytest.param("ADMIN_HOST", "admin.example.scot,b.example.scot", id="two hosts for the admin"),
        pytest.param("ADMIN_HOST", "127.0.0.1", id="the readers' host for the admin"),
        pytest.param("TRUSTED_PROXIES", "xx", id="a proxy that is no address"),
        pytest.param("ADMIN_NETWORKS", "10.0.0.1/8", id="a network that is an address within one"),
        pytest.param("SENTRY_DSN", "foo", id="SENTRY_DSN is nonsense"),
        pytest.param("SECRET_KEY", "short", id="SECRET_KEY is too short"),
    ],
)
def test_a_malformed_value_stops_the_start_with_one_line(name, value):
    ended = start(**{name: value})
    assert ended.returncode != 0
    assert len(ended.stderr.strip().splitlines()) == 1
    assert ended.stderr.startswith(f"{name}: ")
    assert f"For example: {name}=" in ended.stderr


def test_the_secret_is_never_printed():
    assert "too-short-secret" not in start(SECRET_KEY="too-short-secret").stderr
    assert "too-secret" not in start(MEDIA_STORAGE="s3://key:too-secret@s3.example.scot").stderr


def test_every_variable_stands_in_the_example_file():
    from cpip_site.environment import EXAMPLES

    lines = (BASE / ".env.example").read_text().splitlines()
    assert {line.partition("=")[0] for line in lines if line and not line.startswith("#")} == set(EXAMPLES)


def test_a_question_to_postgresql_ends_after_five_seconds_unless_the_address_says_otherwise():
    code = "from cpip_site import settings; print(settings.DATABASES['default']['OPTIONS'])"
    env = {"PATH": os.environ["PATH"], **GOOD}

    def options(url: str) -> str:
        asked = {**env, "DATABASE_URL": url}
        return subprocess.run([sys.executable, "-c", code], cwd=BASE, env=asked, capture_output=True, text=True).stdout

    assert "'connect_timeout': 2" in options("postgres://u@h/d")
    assert "statement_timeout=5s -c lock_timeout=2s" in options("postgres://u@h/d")
    assert "statement_timeout" not in options("postgres://u@h/d?options=-c%20lock_timeout=9s")
    # A database on another machine is asked over TLS, and asked who it is.
    over_tls = options("postgres://u@h/d?sslmode=verify-full&sslrootcert=/etc/cpip-ca.pem")
    assert "'sslmode': 'verify-full'" in over_tls
    assert "'sslrootcert': '/etc/cpip-ca.pem'" in over_tls


def test_only_what_processes_share_is_kept_in_redis_so_that_pages_are_made_without_it():
    code = "from cpip_site import settings; print([k for k, v in settings.CACHES.items() if 'redis' in v['BACKEND']])"
    env = {"PATH": os.environ["PATH"], **GOOD, "REDIS_URL": "redis://127.0.0.1:6379/0"}
    said = subprocess.run([sys.executable, "-c", code], cwd=BASE, env=env, capture_output=True, text=True, check=True)
    assert said.stdout == "['shared']\n"
