"""What each group may do, and that only superusers manage accounts."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from wagtail.models import GroupPagePermission

from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db
GROUPS = ["Editors", "Moderators", "Contact checkers"]


def rights_of(name):
    permissions = Group.objects.get(name=name).permissions.select_related("content_type")
    return {f"{permission.content_type.app_label}.{permission.codename}" for permission in permissions}


def member_of(name):
    user = User.objects.create_user(name)
    user.groups.add(Group.objects.get(name=name))
    return user


@pytest.mark.parametrize("name", GROUPS)
def test_every_group_comes_into_the_admin(name):
    assert "wagtailadmin.access_admin" in rights_of(name)


@pytest.mark.parametrize("name", GROUPS)
@pytest.mark.parametrize(
    "right", ["auth.", "sessions.", "mfa.", "account.", "wagtailredirects.", "wagtailcore.", "delete_"]
)
def test_no_group_manages_accounts_or_redirects_or_deletes(name, right):
    assert not [held for held in rights_of(name) if right in held]


@pytest.mark.parametrize("name", GROUPS)
@pytest.mark.parametrize("address", ["users/", "users/add/", "groups/", "sites/", "workflows/list/", "redirects/"])
def test_the_screens_of_administrators_are_shut_to_groups(client, name, address):
    sign_in(client, member_of(name))
    assert client.get(f"/admin/{address}").status_code in (302, 404)


@pytest.mark.parametrize(
    ("name", "rights", "not_rights"),
    [
        ("Editors", "add_service change_service change_council change_nationalline", "publish_service add_numbercheck"),
        ("Moderators", "change_service publish_service publish_nationalline change_council", "add_service add_council"),
        ("Contact checkers", "view_service view_council publish_service add_numbercheck", "change_service add_service"),
    ],
)
def test_contacts_are_written_approved_and_checked_by_different_groups(name, rights, not_rights):
    held = rights_of(name)
    assert all(f"contacts.{right}" in held for right in rights.split())
    assert not any(f"contacts.{right}" in held for right in not_rights.split())


@pytest.mark.parametrize(
    ("name", "codenames"),
    [
        ("Editors", {"add_page", "change_page"}),
        ("Moderators", {"add_page", "change_page", "publish_page", "lock_page", "unlock_page"}),
        ("Contact checkers", set()),
    ],
)
def test_pages_are_written_by_editors_and_published_by_moderators(name, codenames):
    held = GroupPagePermission.objects.filter(group__name=name)
    assert set(held.values_list("permission__codename", flat=True)) == codenames


def test_what_became_of_a_recommendation_is_entered_by_moderators_and_changed_by_nobody():
    assert "pages.add_statusentry" in rights_of("Moderators")
    assert "pages.view_statusentry" in rights_of("Editors")
    assert "pages.add_statusentry" not in rights_of("Editors")
    assert not [held for name in GROUPS for held in rights_of(name) if held == "pages.change_statusentry"]


def test_a_contact_checker_sees_the_contacts(client):
    sign_in(client, member_of("Contact checkers"))
    for model in ("service", "nationalline", "council"):
        assert client.get(f"/admin/snippets/contacts/{model}/").status_code == 200


def test_making_the_groups_again_changes_nothing():
    before = {name: rights_of(name) for name in GROUPS}, GroupPagePermission.objects.count()
    migration = import_module("cpip_site.migrations.0002_groups")
    migration.make_groups(apps, None)
    assert before == ({name: rights_of(name) for name in GROUPS}, GroupPagePermission.objects.count())
