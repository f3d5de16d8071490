"""Whether this deployment is sound, part by part: what is well, what is not, and how to put it right."""

import shutil
import time
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.mail import get_connection
from django.db import connection
from django.utils import timezone
from wagtail.models import Revision

from cpip_site.contacts_doctor import Finding, comparison, contacts, records, sealed_snapshot
from cpip_site.delivery import mirror
from cpip_site.deploy import rights
from cpip_site.health import reasons_not_to_serve
from cpip_site.page_cache import ALL_NUMBERS

LATE = timedelta(minutes=5)
DAYS_AHEAD = 30


def address() -> Iterator[Finding]:
    host = urlsplit(settings.BASE_URL).hostname
    if settings.DEBUG:
        yield Finding("settings", fix="DEBUG is on: errors show code to strangers. Set DEBUG=false.")
    if not settings.OVER_TLS:
        yield Finding("settings", fix=f"BASE_URL is {settings.BASE_URL}: set the https:// address that readers use.")
    if host not in settings.ALLOWED_HOSTS:
        yield Finding("settings", fix=f"ALLOWED_HOSTS lacks {host}, the host of BASE_URL.")
    yield Finding("settings", f"BASE_URL {settings.BASE_URL}, the admin at {settings.WAGTAILADMIN_BASE_URL}/admin/")


def database() -> Iterator[Finding]:
    began = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    took = (time.monotonic() - began) * 1000
    yield Finding("database", f"{connection.display_name} answers in {took:.0f} ms")
    if connection.vendor == "sqlite":
        yield Finding(
            "database", fix="SQLite serves one machine alone. For more than one, set DATABASE_URL=postgres://…"
        )
    for reason in reasons_not_to_serve():
        yield Finding("database", fix=reason)


def account() -> Iterator[Finding]:
    """Whether the account at the database can do no more than serving takes."""
    if connection.vendor != "postgresql":
        return
    wrong = list(rights.faults(connection))
    yield from (Finding("account", fix=fault) for fault in wrong)
    if not wrong:
        yield Finding("account", "it serves, and owns nothing")


def clock() -> Iterator[Finding]:
    """The database's clock against this machine's: a wrong one shows the number of another hour."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        there = cursor.fetchone()[0]
    apart = abs((datetime.now(UTC) - there).total_seconds())
    if apart > 2:
        yield Finding("clock", fix=f"{apart:.0f} seconds off the database's: start a time service on both.")
    else:
        yield Finding("clock", "agrees with the database's")


def shared_cache() -> Iterator[Finding]:
    caches["shared"].set("doctor", "well", 10)
    if caches["shared"].get("doctor") != "well":
        yield Finding("cache", fix="It forgets what it was given. Check REDIS_URL, or run manage.py migrate.")
    else:
        yield Finding("cache", type(caches["shared"]).__name__)


def files() -> Iterator[Finding]:
    try:
        default_storage.delete(default_storage.save("doctor.txt", ContentFile(b"well")))
    except Exception as error:
        # Every storage has errors of its own.
        where = getattr(default_storage, "bucket_name", settings.MEDIA_ROOT)
        yield Finding("files", fix=f"Media cannot be written to {where}: {words_of(error)}. Check MEDIA_STORAGE.")
    else:
        yield Finding("files", "media can be written")
    space = shutil.disk_usage(settings.VAR_DIR)
    free = 100 * space.free / space.total
    if free < 10:
        yield Finding("disk", fix=f"{free:.0f}% free under {settings.VAR_DIR}: make room, or publishing will fail.")
    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        yield Finding("static files", fix="They are not collected: run manage.py collectstatic.")
    yield Finding("disk", f"{free:.0f}% is free")


def copies() -> Iterator[Finding]:
    if mirror().read(ALL_NUMBERS) is None:
        yield Finding("mirror", fix="It lacks the page with all numbers: run manage.py build_mirror.")
    else:
        yield Finding("mirror", f"in {mirror().folder}")


def mail() -> Iterator[Finding]:
    if settings.EMAIL_BACKEND.endswith("console.EmailBackend"):
        yield Finding("mail", fix="It is only printed: set EMAIL_URL, or nobody is reminded of a number that is due.")
        return
    with get_connection(timeout=5):
        yield Finding("mail", "the server takes our connection")


def schedule() -> Iterator[Finding]:
    late = Revision.objects.filter(approved_go_live_at__lt=timezone.now() - LATE).count()
    if late:
        yield Finding("schedule", fix=f"{late} changes are overdue: run manage.py publish_scheduled every minute.")
    else:
        yield Finding("schedule", "nothing is overdue")


def security_txt() -> Iterator[Finding]:
    days = (settings.SECURITY_TXT_EXPIRES - timezone.now()).days
    if days <= DAYS_AHEAD:
        yield Finding(
            "security.txt", fix=f"It expires in {days} days: move SECURITY_TXT_EXPIRES in settings.py on, and deploy."
        )
    else:
        yield Finding("security.txt", f"valid for {days} days, contact {settings.SECURITY_TXT_CONTACT}")


def people() -> Iterator[Finding]:
    number = get_user_model().objects.filter(is_active=True).count()
    if number < 2:
        yield Finding("people", fix=f"{number} active accounts: no number can be changed before there are two people.")
    else:
        yield Finding("people", f"{number} active accounts")


PARTS: list[Callable[[], Iterator[Finding]]] = [
    address, database, account, clock, contacts, sealed_snapshot, records, comparison, shared_cache, files, copies,
    mail, schedule, security_txt, people,
]  # fmt: skip


def what_runs() -> dict[str, object]:
    """What a start says of itself: version, database, cache, storage, processes. No password and no key."""
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]
    at = connection.settings_dict
    return {
        "version": project["version"],
        "database": f"{connection.vendor} {at['HOST'] or ''} {at['NAME']}",
        "cache": type(caches["shared"]).__name__,
        "storage": type(storages["default"]).__name__,
        "processes": settings.WEB_CONCURRENCY,
    }


def words_of(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def examine() -> Iterator[Finding]:
    """All findings. A part that cannot even be asked is a finding too, and the others are asked all the same."""
    for part in PARTS:
        try:
            yield from part()
        except Exception as error:
            yield Finding(part.__name__.replace("_", " "), fix=f"It does not answer: {words_of(error)}")
