"""Signing in: a password and a second factor, and no other way."""

import re
import subprocess
import sys

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.hashers import MD5PasswordHasher, make_password
from django.contrib.auth.models import User

from cpip_site import settings as real_settings
from tests.sign_in import (
    PASSWORD,
    SECOND_FACTOR,
    authenticator_app,
    code_now,
    give_code,
    give_password,
    make_editor,
    secret_of,
    sign_in,
)
from tests.test_environment import BASE, GOOD

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return make_editor()


@pytest.fixture
def at_once(monkeypatch):
    """What waits for the end of a transaction, which no unit test reaches, is done at once."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda action, **kwargs: action())


def test_a_password_and_a_code_lead_into_the_admin(client, editor):
    secret = secret_of(editor)
    assert give_password(client).url == f"{SECOND_FACTOR}authenticate/"
    assert client.get("/admin/").status_code == 302
    assert give_code(client, code_now(secret)).url == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_after_signing_in_an_editor_stands_where_they_wanted_to_go(client, editor):
    secret = secret_of(editor)
    client.post("/admin/login/", {"login": "morag", "password": PASSWORD, "next": "/admin/reports/locked/"})
    assert give_code(client, code_now(secret)).url == "/admin/reports/locked/"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_nobody_is_led_to_another_site(client, editor, elsewhere):
    secret = secret_of(editor)
    client.post("/admin/login/", {"login": "morag", "password": PASSWORD, "next": elsewhere})
    assert give_code(client, code_now(secret)).url == "/admin/"


def test_the_first_sign_in_sets_up_an_authenticator_app(client, editor, at_once):
    assert give_password(client).url == "/admin/"
    assert client.get("/admin/").url == SECOND_FACTOR
    form = client.get(f"{SECOND_FACTOR}totp/activate/").context["form"]
    key = client.session.session_key
    answer = client.post(f"{SECOND_FACTOR}totp/activate/", {"code": code_now(form.secret)})
    assert answer.url == f"{SECOND_FACTOR}recovery-codes/"
    assert client.session.session_key != key
    assert len(re.findall(r"<code>\d{8}</code>", client.get(answer.url).text)) == 10
    assert client.get("/admin/").status_code == 200


def test_recovery_codes_are_shown_once(client, editor):
    RecoveryCodes.activate(editor)
    sign_in(client, editor)
    assert "<code>" in client.get(f"{SECOND_FACTOR}recovery-codes/").text
    assert "<code>" not in client.get(f"{SECOND_FACTOR}recovery-codes/").text


def test_a_recovery_code_works_once(client, editor):
    authenticator_app(editor)
    code = RecoveryCodes.activate(editor).generate_codes()[0]
    give_password(client)
    assert give_code(client, code).status_code == 302
    client.logout()
    give_password(client)
    assert give_code(client, code).status_code == 200


def test_who_came_in_by_a_recovery_code_stays_in_when_they_get_new_codes(client, editor, at_once):
    authenticator_app(editor)
    give_password(client)
    give_code(client, RecoveryCodes.activate(editor).generate_codes()[0])
    client.post(f"{SECOND_FACTOR}recovery-codes/generate/")
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("seconds", [0, 29, 31, 59])
def test_a_code_counts_once_for_as_long_as_it_could_count(client, editor, seconds):
    secret = secret_of(editor)
    with time_machine.travel(1_800_000_000, tick=False) as clock:
        code = code_now(secret, step=1)
        give_password(client)
        assert give_code(client, code).status_code == 302
        client.logout()
        clock.shift(seconds)
        give_password(client)
        assert give_code(client, code).status_code == 200


@pytest.mark.parametrize(("step", "counts"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_half_a_minute_wrong(client, editor, step, counts):
    secret = secret_of(editor)
    with time_machine.travel(1_800_000_000, tick=False):
        give_password(client)
        assert (give_code(client, code_now(secret, step)).status_code == 302) is counts


def test_a_password_that_was_changed_meanwhile_does_not_finish_a_sign_in(client, editor):
    secret = secret_of(editor)
    give_password(client)
    editor.set_password("another long password of hers")
    editor.save()
    assert give_code(client, code_now(secret)).url == "/admin/login/"
    assert client.get("/admin/").status_code == 302


def test_an_account_that_was_closed_meanwhile_does_not_finish_a_sign_in(client, editor):
    secret = secret_of(editor)
    give_password(client)
    User.objects.update(is_active=False)
    assert give_code(client, code_now(secret)).url == "/admin/login/"


def words_of(answer) -> str:
    return re.sub(r'(name="csrfmiddlewaretoken" value|name="login" value)="[^"]*"', "", answer.text)


def test_unknown_known_and_closed_accounts_get_the_same_words(client, editor):
    User.objects.create_user("closed", password=PASSWORD, is_active=False)
    known = words_of(give_password(client, password="wrong"))
    assert "do not belong together" in known
    assert words_of(give_password(client, "nobody", "wrong")) == known
    assert words_of(give_password(client, "closed", PASSWORD)) == known


def test_unknown_accounts_take_as_much_work_as_known_ones(client, editor, monkeypatch):
    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args: hashed.append(1) or encode(*args))
    give_password(client, password="wrong")
    known = len(hashed)
    give_password(client, "nobody", "wrong")
    assert len(hashed) == 2 * known


def test_passwords_are_kept_as_argon2id(settings):
    settings.PASSWORD_HASHERS = real_settings.PASSWORD_HASHERS
    assert make_password(PASSWORD).startswith("argon2$argon2id$")


def test_a_copy_of_the_database_does_not_give_the_second_factor_away(editor):
    secret = secret_of(editor)
    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))


def test_after_a_change_of_the_secret_key_no_code_counts_and_nothing_breaks(client, editor, settings):
    secret = secret_of(editor)
    settings.SECRET_KEY = "another-key-for-tests-alone-that-opens-nothing-anywhere"
    give_password(client)
    assert give_code(client, code_now(secret)).status_code == 200


def test_an_old_secret_key_still_reads_the_second_factor(client, editor, settings):
    secret = secret_of(editor)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-for-tests-alone-that-opens-nothing-anywhere"
    give_password(client)
    assert give_code(client, code_now(secret)).status_code == 302


def test_cookies_are_bound_to_the_host_over_tls_and_end_with_the_browser():
    names = "SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_EXPIRE_AT_BROWSER_CLOSE, s.CSRF_COOKIE_AGE"
    command = [sys.executable, "-c", f"import cpip_site.settings as s; print(s.{names}, s.TRUSTED_PROXIES)"]
    env = {**GOOD, "BASE_URL": "https://www.example.scot"}
    said = subprocess.run(command, cwd=BASE, env=env, capture_output=True, text=True, check=True).stdout
    assert said.split(maxsplit=4)[:4] == ["__Host-sessionid", "__Host-csrftoken", "True", "None"]
    assert "127.0.0.1" in said


def test_sessions_are_not_saved_at_every_request(settings):
    assert not settings.SESSION_SAVE_EVERY_REQUEST
