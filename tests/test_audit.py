"""The log of signing in."""

import logging

import pytest

from tests.sign_in import PASSWORD, code_now, give_code, give_password, make_editor, secret_of

pytestmark = pytest.mark.django_db


def test_the_log_says_who_came_in_and_nothing_that_opens_a_door(client, caplog):
    editor = make_editor()
    secret = secret_of(editor)
    with caplog.at_level(logging.INFO, "cpip_site.sign_in"):
        give_password(client, "morag", "a wrong password", REMOTE_ADDR="192.0.2.7")
        give_password(client, "my-password-by-mistake", "a wrong password")
        give_password(client)
        give_code(client, "000000")
        give_code(client, code := code_now(secret))
    log = caplog.text
    for line in (
        f"Wrong name or password: account {editor.pk}", "Wrong name or password: account unknown",
        f"Wrong second factor: account {editor.pk}", f"Second factor used (totp): account {editor.pk}",
        f"Signed in: account {editor.pk}",
    ):  # fmt: skip
        assert line in log
    for word in (
        "morag",
        PASSWORD,
        "a wrong password",
        "my-password-by-mistake",
        "192.0.2.7",
        "127.0.0.1",
        code,
        secret,
    ):
        assert word not in log
