"""The pages of signing in: no way in beside them, and nothing in them that a browser or a person trips over."""

import re

import pytest
from allauth.mfa.models import Authenticator

from tests.sign_in import SECOND_FACTOR, give_password, make_editor, secret_of, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return make_editor()


@pytest.mark.parametrize(
    "address",
    [
        "/admin/signup/", "/admin/login/code/", "/admin/email/", "/admin/password/reset/", "/admin/password/change/",
        "/admin/password_reset/", "/admin/social/login/", "/accounts/login/", "/accounts/password/reset/",
    ],
)  # fmt: skip
def test_there_is_no_other_way_in(client, editor, address):
    sign_in(client, editor)
    assert client.get(address).status_code == 404


def test_wagtails_other_login_page_leads_to_this_one(client):
    assert client.get("/_util/login/?next=/admin/pages/").url == "/admin/login/?next=/admin/pages/"


def test_password_managers_know_the_fields_and_may_paste(client, editor):
    page = client.get("/admin/login/").text
    assert re.search(r'<input[^>]*name="login"[^>]*autocomplete="username"', page)
    assert re.search(r'<input[^>]*name="password"[^>]*autocomplete="current-password"', page)
    secret_of(editor)
    give_password(client)
    page = client.get(f"{SECOND_FACTOR}authenticate/").text
    assert re.search(r'<input[^>]*name="code"[^>]*autocomplete="one-time-code"', page)


PAGES = [
    "login/", "logout/", "confirm/", "second-factor/", "second-factor/totp/activate/", "second-factor/webauthn/",
    "second-factor/webauthn/add/", "second-factor/recovery-codes/generate/", "second-factor/reauthenticate/",
]  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
def test_no_page_of_signing_in_has_a_script_or_a_style_in_it(client, editor, address):
    if address != "login/":
        sign_in(client, editor)
        if "activate" in address:
            Authenticator.objects.filter(type="totp").update(type="recovery_codes")
    text = client.get(f"/admin/{address}").text
    for script in re.findall(r"<script[^>]*>", text):
        assert " src=" in script or 'type="application/json"' in script
    assert not re.search(r"<style| style=| on[a-z]+=", text)


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
@pytest.mark.parametrize("address", ["login/", "account/", "pages/1/delete/", "second-factor/totp/deactivate/"])
def test_a_form_of_another_site_is_refused(client, editor, address, origin):
    sign_in(client, editor)
    client.handler.enforce_csrf_checks = True
    token = client.get("/admin/account/").cookies["csrftoken"].value
    answer = client.post(f"/admin/{address}", {"csrfmiddlewaretoken": token}, headers={"Origin": origin})
    assert answer.status_code == 403
