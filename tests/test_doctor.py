"""The doctor says what is wrong with a deployment, and how to put it right."""

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from contacts.approvals import Approval
from contacts.models import Council
from cpip_site import doctor
from cpip_site.delivery import mirror
from cpip_site.page_cache import ALL_NUMBERS
from cpip_site.stored_page import StoredPage

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
    for name in ("one", "two"):
        get_user_model().objects.create_user(name)
    return settings


def fixes():
    """What to fix, without what every test's database lacks."""
    found = [finding.fix for finding in doctor.examine() if finding.fix]
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
    monkeypatch.setattr(doctor.published, "read", lambda: None)


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (break_debug, "Set DEBUG=false"), (break_address, "https://"), (break_hosts, "ALLOWED_HOSTS lacks a.example"),
        (break_static, "collectstatic"), (break_mirror, "build_mirror"), (break_mail, "EMAIL_URL"),
        (break_mail_server, "does not answer"), (break_seal, "SECRET_KEY_FALLBACKS"), (break_people, "two people"),
        (break_disk, "make room"), (break_contacts, "load_contacts"),
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
    assert Council.objects.count() == doctor.COUNCILS
