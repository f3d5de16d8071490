"""The doctor says what is wrong with a deployment, and how to put it right."""

import os
import time
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from contacts import published, record_triggers, snapshot
from contacts.approvals import Approval
from contacts.models import ContactsVersion, Council
from cpip_site import contacts_doctor, doctor
from cpip_site.delivery import mirror
from cpip_site.page_cache import ALL_NUMBERS
from cpip_site.stored_page import StoredPage
from tests.two_people import sql_update

pytestmark = pytest.mark.django_db


@pytest.fixture
def sound(settings, tmp_path):
    """A deployment as it should be, but for the database, which is the tests' own."""
    settings.VAR_DIR = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    (settings.STATIC_ROOT / "staticfiles.json").write_text("{}")
    settings.BASE_URL, settings.OVER_TLS, settings.ALLOWED_HOSTS = "https://a.example", True, ["a.example"]
    mirror().write(ALL_NUMBERS, StoredPage.make(b"numbers", [("Content-Type", "text/html")], "1"))
    assert snapshot.keep(published.agreed(), ContactsVersion.current())
    (tmp_path / contacts_doctor.COMPARED).touch()
    for name in ("one", "two"):
        get_user_model().objects.create_user(name)
    return settings


def fixes():
    """What to fix, without what every test's database lacks: a server, or an account that owns nothing."""
    found = [finding.fix for finding in doctor.examine() if finding.fix and finding.part != "account"]
    return [fix for fix in found if not fix.startswith("SQLite serves")]


def test_a_sound_deployment_has_nothing_to_fix(sound):
    assert fixes() == []


def break_debug(settings, monkeypatch):
    settings.DEBUG = True


def break_address(settings, monkeypatch):
    settings.OVER_TLS = False


def break_hosts(settings, monkeypatch):
    settings.ALLOWED_HOSTS = ["b.example"]


def break_static(settings, monkeypatch):
    (settings.STATIC_ROOT / "staticfiles.json").unlink()


def break_mirror(settings, monkeypatch):
    mirror().remove(ALL_NUMBERS)


def break_mail(settings, monkeypatch):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"


def break_mail_server(settings, monkeypatch):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1


def break_seal(settings, monkeypatch):
    settings.SECRET_KEY = "another key, with nothing in the fallbacks, as after a careless change"
    settings.SECRET_KEY_FALLBACKS = []
    monkeypatch.setattr(Approval, "is_sound", False)


def break_people(settings, monkeypatch):
    get_user_model().objects.filter(username="two").update(is_active=False)


def break_disk(settings, monkeypatch):
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda path: type("Usage", (), {"total": 100, "free": 3}))


def break_contacts(settings, monkeypatch):
    monkeypatch.setattr(published, "read", lambda: None)


def break_state(settings, monkeypatch):
    kept = Approval.in_force("Service:fife-office")
    sql_update(Approval.objects.filter(pk=kept.pk), after={**kept.after, "hours": "always"})


def break_snapshot(settings, monkeypatch):
    snapshot.file().write_text(snapshot.file().read_text().replace("01292 288645", "01292 288654"))


def remove_snapshot(settings, monkeypatch):
    snapshot.file().unlink()
    snapshot.lock().unlink()


def outdate_snapshot(settings, monkeypatch):
    ContactsVersion.bump()


def break_records(settings, monkeypatch):
    record_triggers.remove(connection)


def forget_to_compare(settings, monkeypatch):
    os.utime(settings.VAR_DIR / contacts_doctor.COMPARED, (0, time.time() - 4 * 3600))


def never_compare(settings, monkeypatch):
    (settings.VAR_DIR / contacts_doctor.COMPARED).unlink()


def break_security_txt(settings, monkeypatch):
    settings.SECURITY_TXT_EXPIRES = timezone.now() + timedelta(days=30)


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (break_debug, "Set DEBUG=false"), (break_address, "https://"), (break_hosts, "ALLOWED_HOSTS lacks a.example"),
        (break_static, "collectstatic"), (break_mirror, "build_mirror"), (break_mail, "EMAIL_URL"),
        (break_mail_server, "does not answer"), (break_seal, "SECRET_KEY_FALLBACKS"), (break_people, "two people"),
        (break_disk, "make room"), (break_contacts, "load_contacts"), (break_state, "Service:fife-office is broken"),
        (break_snapshot, "the seal of Service:south-ayrshire-office"), (remove_snapshot, "start the site, which"),
        (outdate_snapshot, "is the disk full?"), (break_records, "run manage.py migrate"),
        (forget_to_compare, "enable its timer"), (never_compare, "enable its timer"),
        (break_security_txt, "SECURITY_TXT_EXPIRES"),
    ],
)  # fmt: skip
def test_what_is_broken_is_named_with_its_remedy(sound, monkeypatch, broken, words):
    broken(sound, monkeypatch)
    assert [fix for fix in fixes() if words in fix]


def test_the_command_ends_with_an_error_when_something_has_to_be_fixed(sound, capsys):
    sound.DEBUG = True
    with pytest.raises(CommandError, match="to fix"):
        call_command("doctor")
    assert "FIX  settings: DEBUG is on" in capsys.readouterr().out


def test_a_part_that_cannot_be_asked_does_not_keep_the_others_from_being_asked(sound, monkeypatch):
    def away():
        raise OSError("connection refused")

    monkeypatch.setattr(doctor, "PARTS", [away, doctor.people])
    assert [finding.part for finding in doctor.examine()] == ["away", "people"]


def test_a_start_says_what_runs_and_keeps_the_password(settings):
    settings.WEB_CONCURRENCY = 3
    said = doctor.what_runs()
    assert {"version", "database", "cache", "storage", "processes"} == said.keys()
    assert "password" not in str(said).lower()


def test_contacts_are_there_to_be_examined():
    assert Council.objects.count() == contacts_doctor.COUNCILS


def test_a_sound_snapshot_is_said_to_be_sealed_and_how_old_it_is(sound):
    said = {finding.part: finding.words for finding in doctor.examine()}
    assert said["snapshot"] == "sealed, 0 days old, and says what the database says"
    assert said["security.txt"].startswith("valid for ")
