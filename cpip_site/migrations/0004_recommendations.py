"""Editors look after work streams and themes; moderators also say what became of a recommendation or an action.

An entry of its history is on the site at once, as a page is only when somebody who may publish has published it.
"""

from importlib import import_module

from django.db import migrations

groups = import_module("cpip_site.migrations.0002_groups")
RIGHTS = {
    "Editors": {"pages.stream": "add change view", "pages.theme": "add change view", "pages.statusentry": "view"},
    "Moderators": {"pages.stream": "add change view", "pages.theme": "add change view", "pages.statusentry": "add view"},
}
VERBOSE = {"stream": "work stream", "statusentry": "status entry"}


def give_rights(apps, schema_editor):
    for name, rights in RIGHTS.items():
        group = apps.get_model("auth", "Group").objects.get(name=name)
        for label, actions in rights.items():
            app_label, model = label.split(".")
            for action in actions.split():
                words = f"Can {action} {VERBOSE.get(model, model)}"
                group.permissions.add(groups.permission(apps, app_label, model, f"{action}_{model}", words))


class Migration(migrations.Migration):
    dependencies = [("cpip_site", "0003_site_version"), ("pages", "0004_recommendations")]
    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
