"""The environment, typed and checked once at the start. What is wrong stops the start with one line that says so."""

import os
import re
import sys
from ipaddress import ip_network
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import unquote, urlsplit

from environs import Env, EnvError

BASE_DIR = Path(__file__).resolve().parent.parent
# Everything that is written at run time. An application's second instance on the same machine needs its own.
VAR_DIR = Path(os.environ.get("VAR_DIR") or BASE_DIR / "var").absolute()
KEPT_SECRET_KEY = VAR_DIR / "secret_key"

# How long a question to PostgreSQL may take, a lock may be waited for, and a connection may take to be made. `migrate`
# has all the time it needs, and waits for a lock no longer than a visitor does. DATABASE_URL may say otherwise.
PATIENCE = {"connect_timeout": 2, "options": "-c statement_timeout=5s -c lock_timeout=2s"}

# A secret may hold slashes; it writes @ as %40 and % as %25. `ssl=false` is for a server on the same machine.
BUCKET = re.compile(
    r"s3://(?P<key>[^\s:@]+):(?P<secret>[^\s@]+)@(?P<host>[\w.-]+(:\d+)?)/(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])"
    r"(\?(region=(?P<region>[a-z0-9-]+))?&?(?P<open>ssl=false)?)?"
)

EXAMPLES = {
    "SECRET_KEY": "SECRET_KEY=fifty-random-characters",
    "SECRET_KEY_FALLBACKS": "SECRET_KEY_FALLBACKS=the-key-before,the-one-before-that",
    "DEBUG": "DEBUG=false",
    "ALLOWED_HOSTS": "ALLOWED_HOSTS=www.example.scot,example.scot",
    "BASE_URL": "BASE_URL=https://www.example.scot",
    "DATABASE_URL": "DATABASE_URL=postgres://user:password@127.0.0.1:5432/cpip",
    "REDIS_URL": "REDIS_URL=redis://127.0.0.1:6379/0",
    "MEDIA_STORAGE": "MEDIA_STORAGE=s3://key:secret@s3.example.scot/bucket?region=eu-west-2",
    "EMAIL_URL": "EMAIL_URL=smtp://user:password@mail.example.scot:465/?ssl=true",
    "SENTRY_DSN": "SENTRY_DSN=https://key@sentry.example.scot/1",
    "ADMIN_HOST": "ADMIN_HOST=admin.example.scot",
    "ADMIN_NETWORKS": "ADMIN_NETWORKS=203.0.113.0/24,2001:db8::/32",
    "TRUSTED_PROXIES": "TRUSTED_PROXIES=127.0.0.1,10.0.0.0/8",
    "VAR_DIR": "VAR_DIR=/srv/cpip/var",
    "WEB_CONCURRENCY": "WEB_CONCURRENCY=2",
    "PORT": "PORT=8000",
}


def stop(name: str, reason: str) -> NoReturn:
    """End the start with one line: the variable, what is wrong with it, and how it should look."""
    sys.exit(f"{name}: {reason} For example: {EXAMPLES[name]}")


def only_the_code(event: Any, hint: Any) -> Any:
    """An error report without the request, the person, the machine and what was logged before."""
    for part in ("request", "user", "server_name", "breadcrumbs", "extra", "transaction"):
        event.pop(part, None)
    return event


class Environment:
    """Reads one variable at a time; each method gives a typed value or stops the start."""

    def __init__(self) -> None:
        if VAR_DIR.exists() and not VAR_DIR.is_dir():
            stop("VAR_DIR", "this is not a folder.")
        self.env = Env()
        self.env.read_env(str(BASE_DIR / ".env"), recurse=False)

    def read(self, kind: str, name: str, default: Any) -> Any:
        """The variable as environs' `kind` (str, bool, int, list, dj_db_url ...). An empty one counts as not set."""
        try:
            if not self.env.str(name, "").strip():
                return getattr(self.env, kind)(f"{name}_NOT_SET", default)
            return getattr(self.env, kind)(name)
        except (EnvError, ValueError):
            stop(name, "this value is malformed.")

    def whole_number(self, name: str, default: int, lowest: int, highest: int) -> int:
        number: int = self.read("int", name, default)
        if not lowest <= number <= highest:
            stop(name, f"{number} is not between {lowest} and {highest}.")
        return number

    def web_address(self, name: str, default: str) -> str:
        """An http or https address without a path, and without a slash at its end."""
        address: str = self.read("str", name, default).rstrip("/")
        scheme, _, host = address.partition("://")
        if scheme not in ("http", "https") or not host or any(char in host for char in "/?# "):
            stop(name, "this is not the address of a site.")
        return address

    def hosts(self, name: str, default: list[str]) -> list[str]:
        """Names under which the site may be asked for: no scheme, no path, no port."""
        hosts: list[str] = self.read("list", name, default)
        if any(not host or set(host) & set("/ ?#@") or (":" in host and not host.startswith("[")) for host in hosts):
            stop(name, "these are not names of hosts.")
        return hosts

    def admin_host(self, base_url: str) -> str:
        """The one name under which the admin answers; empty where it answers under every one."""
        host, *more = [*self.hosts("ADMIN_HOST", []), ""]
        if len(more) > 1 or (host and host.lower() == urlsplit(base_url).hostname):
            stop("ADMIN_HOST", "it takes one name, and another one than BASE_URL has.")
        return host.lower()

    def networks(self, name: str, default: list[str]) -> list[str]:
        """IP addresses or networks."""
        networks: list[str] = self.read("list", name, default)
        try:
            for network in networks:
                ip_network(network)
        except ValueError:
            stop(name, "these are not addresses or networks.")
        return networks

    def redis(self) -> str:
        address: str = self.read("str", "REDIS_URL", "")
        try:
            parts = urlsplit(address)
            is_one = not address or (parts.scheme in ("redis", "rediss", "unix") and (parts.port or True))
        except ValueError:
            is_one = False
        if not is_one:
            stop("REDIS_URL", "this is not the address of a Redis server.")
        return address

    def error_reports(self) -> None:
        """Errors go to Sentry when SENTRY_DSN is set: what broke and where in the code, never who asked for what."""
        dsn: str = self.read("str", "SENTRY_DSN", "")
        if not dsn:
            return
        # Here, because it takes 12 MB of every process, and most have no use for it.
        import sentry_sdk

        try:
            sentry_sdk.init(dsn=dsn, send_default_pii=False, include_local_variables=False, before_send=only_the_code)
        except sentry_sdk.utils.BadDsn:
            stop("SENTRY_DSN", "this is not the address of a Sentry project.")

    def secret_key(self) -> str:
        """SECRET_KEY, else the key that `make run` made on first run and keeps in var/."""
        key: str = self.read("str", "SECRET_KEY", "")
        if not key and KEPT_SECRET_KEY.exists():
            key = KEPT_SECRET_KEY.read_text().strip()
        if not key:
            stop("SECRET_KEY", "it is not set.")
        if len(key) < 32:
            stop("SECRET_KEY", f"it has {len(key)} characters and needs 32 or more.")
        return key

    def media(self) -> dict[str, Any]:
        """Django's storage of media, from MEDIA_STORAGE: files in var/media, or in an S3-compatible bucket."""
        address: str = self.read("str", "MEDIA_STORAGE", "local")
        if address == "local":
            return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
        found = BUCKET.fullmatch(address)
        if not found:
            stop("MEDIA_STORAGE", "this is neither `local` nor the address of a bucket.")
        options = {
            "access_key": unquote(found["key"]),
            "secret_key": unquote(found["secret"]),
            "endpoint_url": f"{'http' if found['open'] else 'https'}://{found['host']}",
            "bucket_name": found["bucket"],
            "region_name": found["region"] or "us-east-1",
        }
        return {"BACKEND": "cpip_site.bucket.Bucket", "OPTIONS": options}

    def mail(self) -> dict[str, Any]:
        """Django's settings for mail, from EMAIL_URL; without one, mail is printed to the log."""
        config: dict[str, Any] = self.read("dj_email_url", "EMAIL_URL", "console://")
        if not config.get("EMAIL_BACKEND"):
            stop("EMAIL_URL", "this is not the address of a mail server.")
        return config

    def database(self) -> dict[str, Any]:
        """DATABASE_URL for PostgreSQL or SQLite; without one, SQLite in var/."""
        config: dict[str, Any] = self.read("dj_db_url", "DATABASE_URL", f"sqlite:///{VAR_DIR / 'db.sqlite3'}")
        engine = config.get("ENGINE", "")
        if not engine.endswith(("postgresql", "sqlite3")):
            stop("DATABASE_URL", "only postgres:// and sqlite:// are supported.")
        if engine.endswith("sqlite3"):
            # Writers wait their turn and readers never wait for them: SQLite's own advice for a web site.
            config["OPTIONS"] = {
                "timeout": 10,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            }
        else:
            config["OPTIONS"] = {**PATIENCE, **config.get("OPTIONS", {})}
            config.update(CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True)
        return config
