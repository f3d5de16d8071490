"""The database itself refuses to change or delete what is kept of approvals, checks and changes of numbers."""

import django.db.models.deletion
from django.db import migrations, models

from contacts import record_triggers


def install(apps, schema_editor):
    record_triggers.install(schema_editor.connection)


def remove(apps, schema_editor):
    record_triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("contacts", "0009_councils_two_people")]

    operations = [
        migrations.AddField(
            model_name="numberchange",
            name="approval",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="contacts.approval"
            ),
        ),
        migrations.RunPython(install, remove),
    ]
