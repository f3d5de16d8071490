"""The workflow for contacts, and an approval for what was on the site before the rule began.

What stood on the site then is taken as agreed: whatever changes from here on needs a second person.
"""

import json
from datetime import UTC, datetime

from django.db import migrations
from django.utils.crypto import salted_hmac

NAME = "a second person"
GROUPS = ["Moderators", "Contact checkers"]
SCHEDULE = ["go_live_at", "expire_at"]
SERVICE = ["key", "name", "role", "hours", "hours_complete", "hours_in_words", "email", "online_form", *SCHEDULE]
LINE = ["number", "area", "label", "ask_for", "keypad_option", "if_unsure", "free", "on_itemised_bill", "source"]
LINE += ["held_back", "valid_from"]
EXCEPTION = ["date", "hours", "reason"]
NATIONAL = ["key", "name", "kind", "number", "web", "hours_in_words", "for_whom", "emergency", "sign_up_needed", "free"]
NATIONAL += ["on_itemised_bill", "source", "held_back", "sort_order", *SCHEDULE]


def make_workflow(apps, schema_editor=None):
    """The workflow, its one step and the groups that may approve, for services and national lines. Runs any number of times."""
    content_type = apps.get_model("contenttypes", "ContentType").objects.get_or_create
    step, _ = content_type(app_label="contacts", model="secondpersontask")
    task, _ = apps.get_model("contacts", "SecondPersonTask").objects.get_or_create(
        name=NAME, defaults={"content_type": step, "active": True}
    )
    for group in GROUPS:
        task.groups.add(apps.get_model("auth", "Group").objects.get_or_create(name=group)[0])
    workflow, _ = apps.get_model("wagtailcore", "Workflow").objects.get_or_create(name=NAME)
    apps.get_model("wagtailcore", "WorkflowTask").objects.get_or_create(
        workflow=workflow, task_id=task.pk, defaults={"sort_order": 0}
    )
    for model in ("service", "nationalline"):
        apps.get_model("wagtailcore", "WorkflowContentType").objects.update_or_create(
            content_type=content_type(app_label="contacts", model=model)[0], defaults={"workflow": workflow}
        )


def approve_what_is_shown(apps, schema_editor=None):
    """One approval for each contact that is on the site and has none yet."""
    approvals = apps.get_model("contacts", "Approval")
    known = set(approvals.objects.values_list("key", flat=True))
    for name, state_of in (("Service", service_state), ("NationalLine", national_state)):
        for row in apps.get_model("contacts", name).objects.filter(live=True).order_by("pk"):
            if f"{name}:{row.key}" not in known:
                approve(approvals, f"{name}:{row.key}", row, state_of(apps, row))


def approve(approvals, key, row, state):
    text = json.dumps([key, state], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    now = datetime.now(UTC)
    approvals(
        kind="first_load",
        key=key,
        name=row.name,
        before={},
        after=state,
        digest=salted_hmac("contacts.approvals", text, algorithm="sha256").hexdigest(),
        source=row.source,
        reason="On the site before the rule of two people began",
        revision_id=row.live_revision_id or row.latest_revision_id,
        at=now,
        took_effect_at=now,
    ).save()


def service_state(apps, row):
    lines = apps.get_model("contacts", "ServiceLine").objects.filter(service_id=row.pk)
    days = apps.get_model("contacts", "HourException").objects.filter(service_id=row.pk).order_by("date")
    served = apps.get_model("contacts", "Service").councils.through.objects.filter(service_id=row.pk)
    in_order = sorted(lines, key=lambda line: (line.sort_order is None, line.sort_order or 0, line.number))
    return {
        **values(row, SERVICE),
        "councils": sorted(served.values_list("council__slug", flat=True)),
        "lines": [values(line, LINE) for line in in_order],
        "hour_exceptions": [values(day, EXCEPTION) for day in days],
    }


def national_state(apps, row):
    return values(row, NATIONAL)


def values(row, names):
    return {name: plain(getattr(row, name)) for name in names}


def plain(value):
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="minutes")
    return value.isoformat() if hasattr(value, "isoformat") else value


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0002_two_people"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        migrations.RunPython(make_workflow, migrations.RunPython.noop),
        migrations.RunPython(approve_what_is_shown, migrations.RunPython.noop),
    ]
