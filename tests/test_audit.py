"""The log of signing in."""

import logging

import pytest

from tests.sign_in import PASSWORD, code_now, give_code, give_password, make_editor, secret_of, sign_in

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


def test_the_log_says_who_was_refused_what(client, caplog, settings):
    editor = sign_in(client, make_editor())
    client.get("/admin/users/")
    assert f"Refused, no right to it: account {editor.pk}" in caplog.text
    client.handler.enforce_csrf_checks = True
    assert client.post("/admin/account/", {"name": "Morag"}).status_code == 403
    assert "A form that is not from this site was refused" in caplog.text
    settings.ADMIN_NETWORKS = ["192.0.2.0/24"]
    assert client.get("/admin/").status_code == 404
    assert "Refused, from outside ADMIN_HOST or ADMIN_NETWORKS" in caplog.text
    assert "127.0.0.1" not in caplog.text
