"""Councils are approved as services are, and their local holidays are written in the draft of their council."""

from importlib import import_module

from django.db import migrations

GROUPS = import_module("cpip_site.migrations.0002_groups")
NEW = {"Moderators": "publish lock unlock", "Contact checkers": "publish"}


def change_rights(apps, schema_editor):
    group_of = apps.get_model("auth", "Group").objects.get_or_create
    for name in GROUPS.PAGES:
        group, _ = group_of(name=name)
        GROUPS.give_models(apps, group, {"contacts.council": NEW.get(name, "")})
        held = group.permissions.filter(content_type__app_label="contacts", content_type__model="localholiday")
        group.permissions.remove(*held.exclude(codename="view_localholiday"))


class Migration(migrations.Migration):
    dependencies = [("cpip_site", "0004_recommendations"), ("contacts", "0009_councils_two_people")]
    operations = [migrations.RunPython(change_rights, migrations.RunPython.noop)]
