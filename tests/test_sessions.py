"""A session ends after 30 idle minutes, after 8 hours, and at once when what it rests on changes."""

import pytest
import time_machine
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import call_command

from cpip_site.sessions import SEEN_AT
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db
START = 1_800_000_000


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as clock:
        yield clock


@pytest.fixture
def boss(client, clock):
    return sign_in(client, User.objects.create_superuser("boss", password="x"))


def test_thirty_idle_minutes_end_a_session(client, boss, clock):
    clock.shift(30 * 60 - 1)
    assert client.get("/admin/").status_code == 200
    clock.shift(30 * 60)
    assert client.get("/admin/").url == "/admin/login/?next=/admin/"
    assert "30 minutes passed" in client.get("/admin/login/").text


def test_eight_hours_end_a_session_however_busy(client, boss, clock):
    for _ in range(8 * 3 - 1):
        clock.shift(20 * 60)
        assert client.get("/admin/").status_code == 200
    clock.shift(20 * 60)
    assert client.get("/admin/").status_code == 302


def test_the_page_of_an_editor_does_not_keep_the_session_alive_by_itself(client, boss, clock):
    address = "/admin/editing-sessions/ping/wagtailcore/page/1/1/"
    for _ in range(30):
        clock.shift(60)
        client.post(address)
    assert client.get("/admin/").status_code == 302


def test_the_sign_of_life_is_written_once_a_minute(client, boss, clock):
    clock.shift(59)
    client.get("/admin/")
    assert client.session[SEEN_AT] == START
    clock.shift(1)
    client.get("/admin/")
    assert client.session[SEEN_AT] == START + 60


def test_a_session_without_stamps_is_over(client, boss):
    session = client.session
    del session[SEEN_AT]
    session.save()
    assert client.get("/admin/").status_code == 302


def test_the_session_gets_a_new_key_at_sign_in(client):
    client.get("/admin/")
    client.get("/admin/login/")
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    sign_in(client, User.objects.create_superuser("boss"))
    assert client.session.session_key != planted
    assert not Session.objects.filter(session_key=planted).exists()


def test_a_new_password_ends_the_session(client, boss):
    boss.set_password("another")
    boss.save()
    assert client.get("/admin/").status_code == 302


def test_closing_the_account_ends_the_session(client, boss):
    User.objects.update(is_active=False)
    assert client.get("/admin/").status_code == 302


def test_taking_away_the_rights_ends_the_session(client, boss):
    User.objects.update(is_superuser=False)
    assert client.get("/admin/").status_code == 302


def test_signing_out_ends_the_session_on_the_server_too(client, boss):
    key = client.session.session_key
    assert client.post("/admin/logout/").url == "/admin/login/"
    assert not Session.objects.filter(session_key=key).exists()


def test_the_cookie_ends_with_the_browser(client, boss, clock):
    clock.shift(61)
    cookie = client.get("/admin/").cookies["sessionid"]
    assert cookie["max-age"] == cookie["expires"] == ""
    assert cookie["httponly"]


def test_an_operator_ends_every_session_at_once(client, caplog):
    sign_in(client, User.objects.create_superuser("boss"))
    assert client.get("/admin/").status_code == 200
    call_command("end_sessions")
    assert client.get("/admin/").status_code == 302
    assert "All sessions ended (1)" in caplog.text
