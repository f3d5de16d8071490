"""Who may read and answer: Moderators the messages, Contact checkers and Moderators the reports of wrong numbers."""

from django.db import migrations

RIGHTS = {
    "Moderators": {"message": "view change", "numberreport": "view change"},
    "Contact checkers": {"numberreport": "view change"},
}
WORDS = {"message": "message", "numberreport": "number report"}


def give(apps, schema_editor):
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    for name, rights in RIGHTS.items():
        group, _ = Group.objects.get_or_create(name=name)
        for model, actions in rights.items():
            content_type, _ = ContentType.objects.get_or_create(app_label="inbox", model=model)
            for action in actions.split():
                # Django makes permissions only after the last migration.
                right, _ = Permission.objects.get_or_create(
                    content_type=content_type,
                    codename=f"{action}_{model}",
                    defaults={"name": f"Can {action} {WORDS[model]}"},
                )
                group.permissions.add(right)


class Migration(migrations.Migration):
    dependencies = [("inbox", "0001_what_visitors_send"), ("cpip_site", "0002_groups")]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
