"""Guessing stops at the sixth try, for one account at one address; nobody else is kept out."""

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.db import connection
from django.test import RequestFactory

from cpip_site.client_address import client_address
from tests.sign_in import PASSWORD, authenticator_app, code_now, secret_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss():
    user = User.objects.create_superuser("boss", password=PASSWORD)
    authenticator_app(user)
    return user


def give_password(client, name="boss", password="wrong", **headers):
    return client.post("/admin/login/", {"login": name, "password": password}, **headers)


def fail_five_times(client, **headers):
    for _ in range(5):
        assert give_password(client, **headers).status_code == 200


@pytest.mark.parametrize("name", ["boss", "BOSS", "nobody"])
def test_the_sixth_try_is_refused_even_with_the_right_password(client, boss, name):
    for _ in range(5):
        give_password(client, name)
    answer = give_password(client, name, PASSWORD)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "300"
    assert "Too many wrong tries" in answer.text


def test_five_minutes_later_the_right_password_counts_again(client, boss):
    with time_machine.travel(1_800_000_000, tick=False) as clock:
        fail_five_times(client)
        clock.shift(299)
        assert give_password(client, password=PASSWORD).status_code == 429
        clock.shift(1)
        assert give_password(client, password=PASSWORD).status_code == 302


def test_colleagues_behind_the_same_proxy_still_come_in(client, boss):
    fail_five_times(client)
    User.objects.create_superuser("colleague", password=PASSWORD)
    assert give_password(client, "colleague", PASSWORD).status_code == 302


def test_the_owner_still_comes_in_from_another_address(client, boss):
    fail_five_times(client, REMOTE_ADDR="192.0.2.7")
    assert give_password(client, password=PASSWORD, REMOTE_ADDR="192.0.2.8").status_code == 302


def test_many_addresses_against_one_account_are_stopped_too(client, boss, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login_anywhere": "7/h/key"}
    for last in range(7):
        assert give_password(client, REMOTE_ADDR=f"192.0.2.{last}").status_code == 200
    assert give_password(client, password=PASSWORD, REMOTE_ADDR="192.0.2.99").status_code == 429


def test_signing_in_rightly_does_not_use_up_tries(client, boss, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login_anywhere": "7/h/key"}
    for _ in range(9):
        assert give_password(client, password=PASSWORD).status_code == 302
        client.logout()


def test_one_address_cannot_try_one_password_on_everybody(client):
    for number in range(30):
        give_password(client, f"name{number}")
    answer = give_password(client, "one more")
    assert answer.status_code == 429
    assert "Wait five minutes" in answer.text


@pytest.mark.parametrize("code", ["000000", "not-a-code"])
def test_the_sixth_code_is_refused_even_when_right(client, boss, code):
    give_password(client, password=PASSWORD)
    for _ in range(5):
        client.post("/admin/second-factor/authenticate/", {"code": code})
    answer = client.post("/admin/second-factor/authenticate/", {"code": code_now(secret_of(boss))})
    assert answer.status_code == 200
    assert "Too many wrong tries" in answer.text


def test_an_invented_client_address_does_not_help(client, boss):
    for number in range(5):
        give_password(client, HTTP_X_FORWARDED_FOR=f"192.0.2.{number}")
    assert give_password(client, HTTP_X_FORWARDED_FOR="192.0.2.99").status_code == 429


def test_behind_our_own_proxy_each_visitor_is_counted_alone(client, boss, settings):
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    fail_five_times(client, HTTP_X_FORWARDED_FOR="192.0.2.7")
    assert give_password(client, password=PASSWORD, HTTP_X_FORWARDED_FOR="192.0.2.8").status_code == 302


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        pytest.param("203.0.113.5", "192.0.2.1", "203.0.113.5", id="a stranger's header counts for nothing"),
        pytest.param("127.0.0.1", "192.0.2.1", "192.0.2.1", id="our proxy says who asked"),
        pytest.param("127.0.0.1", "198.51.100.9, 192.0.2.1", "192.0.2.1", id="what the visitor wrote stands left"),
        pytest.param("10.0.0.3", "192.0.2.1, 10.0.0.9", "192.0.2.1", id="two proxies of ours"),
        pytest.param("127.0.0.1", "nonsense", "127.0.0.1", id="nonsense"),
        pytest.param("127.0.0.1", "", "127.0.0.1", id="no header"),
        pytest.param("::1", "2001:db8::1", "2001:db8::1", id="IPv6"),
        pytest.param("::ffff:127.0.0.1", "192.0.2.1:4711", "192.0.2.1", id="IPv4 written as IPv6, and a port"),
        pytest.param("", "192.0.2.1", "", id="no address at all"),
    ],
)
def test_the_address_that_counts(settings, peer, forwarded, address):
    settings.TRUSTED_PROXIES = ["127.0.0.1", "::1", "10.0.0.0/8"]
    request = RequestFactory().get("/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == address


def test_all_processes_count_together(client, boss):
    assert isinstance(caches["shared"], DatabaseCache)
    give_password(client)
    give_password(client, password=PASSWORD)
    client.post("/admin/second-factor/authenticate/", {"code": code_now(secret_of(boss))})
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM cpip_cache")
        keys = " ".join(row[0] for row in cursor.fetchall())
    assert "login_failed" in keys
    assert "totp.used" in keys


def test_the_limits_of_passwords_do_not_lock_out_a_passkey(client, boss):
    Authenticator.objects.all().delete()
    fail_five_times(client)
    assert client.get("/admin/second-factor/webauthn/login/", headers={"accept": "application/json"}).status_code == 200
