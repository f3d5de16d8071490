"""A lost phone: another administrator takes the second factor off; nobody does it for themselves."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.test import Client
from wagtail.models import ModelLogEntry

from tests.sign_in import PASSWORD, authenticator_app, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    user = User.objects.create_user("morag", password=PASSWORD)
    user.groups.add(Group.objects.get(name="Editors"))
    authenticator_app(user)
    return user


@pytest.fixture
def boss(client):
    return sign_in(client, User.objects.create_superuser("boss"))


def address_for(user):
    return f"/admin/second-factor/reset/{user.pk}/"


def test_another_administrator_takes_off_a_second_factor(client, boss, editor):
    at_home = Client()
    sign_in(at_home, editor)
    assert "morag" in client.get(address_for(editor)).text
    assert client.post(address_for(editor)).url == "/admin/users/"
    assert not Authenticator.objects.filter(user=editor).exists()
    assert at_home.get("/admin/").url == "/admin/login/?next=/admin/"
    assert ModelLogEntry.objects.get(action="second_factor.reset").user == boss


def test_looking_at_the_page_changes_nothing(client, boss, editor):
    client.get(address_for(editor))
    assert Authenticator.objects.filter(user=editor).exists()


def test_a_half_finished_sign_in_ends_too(client, boss, editor):
    thief = Client()
    thief.post("/admin/login/", {"login": "morag", "password": PASSWORD})
    client.post(address_for(editor))
    assert thief.get("/admin/second-factor/authenticate/").url == "/admin/login/"
    assert thief.get("/admin/login/").status_code == 200


def test_other_peoples_sessions_go_on(client, boss, editor):
    client.post(address_for(editor))
    assert client.get("/admin/").status_code == 200


def test_nobody_takes_off_their_own_that_way(client, boss):
    client.post(address_for(boss))
    assert Authenticator.objects.filter(user=boss).exists()


def test_only_administrators_do_it(client, editor):
    moderator = User.objects.create_user("iain")
    moderator.groups.add(Group.objects.get(name="Moderators"))
    sign_in(client, moderator)
    assert client.post(address_for(editor)).status_code == 302
    assert Authenticator.objects.filter(user=editor).exists()


def test_the_list_of_users_offers_it_for_others_only(client, boss, editor):
    text = client.get("/admin/users/").text
    assert address_for(editor) in text
    assert address_for(boss) not in text


def test_an_operator_does_it_by_command(capsys, editor):
    call_command("reset_second_factor", "morag")
    assert "second factor of morag is off" in capsys.readouterr().out
    assert not Authenticator.objects.exists()
    call_command("reset_second_factor", "morag")
    assert "had no second factor" in capsys.readouterr().out


def test_the_command_names_an_account_that_is_not_there():
    with pytest.raises(CommandError, match="no account named 'nobody'"):
        call_command("reset_second_factor", "nobody")


def test_a_new_password_from_an_administrator_leaves_the_second_factor_on(client, boss, editor):
    groups = [group.pk for group in editor.groups.all()]
    form = {
        "username": "morag", "email": "m@example.scot", "first_name": "M", "last_name": "R", "is_active": "on",
        "groups": groups, "password1": "a new and rather long one", "password2": "a new and rather long one",
    }  # fmt: skip
    assert client.post(f"/admin/users/edit/{editor.pk}/", form).status_code == 302
    editor.refresh_from_db()
    assert editor.check_password("a new and rather long one")
    assert Authenticator.objects.filter(user=editor).exists()


def test_the_account_page_leads_to_the_second_factor(client, boss):
    assert "/admin/second-factor/" in client.get("/admin/account/").text
