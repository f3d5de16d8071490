"""A password is long, of its maker's own words, and otherwise whatever they like."""

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from tests.sign_in import sign_in


@pytest.mark.parametrize(
    ("password", "taken"),
    [
        pytest.param("heron loch rain", True, id="15 letters, no capital, no digit, no sign"),
        pytest.param("heron loch rai", False, id="14 letters"),
        pytest.param("x" * 14 + "y" * 114, True, id="128 letters"),
        pytest.param("πέντε ερωδιοί στη λίμνη", True, id="another alphabet"),
        pytest.param("🦆🌧🦆🌧 rain on the loch", True, id="pictures"),
        pytest.param("  heron  loch  ", True, id="spaces count"),
        pytest.param("9472947382947392", False, id="digits alone"),
        pytest.param("123456789qwerty", False, id="on the list of common ones"),
        pytest.param("childprotection2026!", False, id="our words with a year"),
        pytest.param("Scotland-Children-1234", False, id="our words with capitals"),
        pytest.param("CPIPadminPassword1", False, id="our short name"),
        pytest.param("childhood by the sea wall", True, id="a word that begins like ours among others"),
        pytest.param("morag.macleod.99", False, id="the editor's own name"),
    ],
)
def test_a_password_is_taken_or_refused(password, taken):
    user = User(username="morag.macleod.99")
    if taken:
        validate_password(password, user)
    else:
        with pytest.raises(ValidationError):
            validate_password(password, user)


@pytest.mark.django_db
def test_an_administrator_cannot_give_out_a_weak_one(client):
    sign_in(client, User.objects.create_superuser("boss"))
    answer = client.post(
        "/admin/users/new/",
        {"username": "new", "email": "new@example.scot", "first_name": "N", "last_name": "E", "is_active": "on",
         "password1": "childprotection2026!", "password2": "childprotection2026!"},
    )  # fmt: skip
    assert not User.objects.filter(username="new").exists()
    assert "Do not make your password of words such as" in answer.content.decode()


@pytest.mark.django_db
def test_a_fresh_site_has_no_account():
    assert not User.objects.exists()
