"""Councils come under the rule of two people: the workflow, and for each an approval of what stands on the site.

What editors have written (links, local holidays, settled years) is taken as agreed, as migration 0003 did for services.
"""

import json
from datetime import UTC, datetime

from django.db import migrations
from django.utils.crypto import salted_hmac

OLD_NAME, NAME = "A second person", "a second person"
COUNCIL = ["name", "gss_code", "website", "child_protection_page", "committee_site", "go_live_at", "expire_at"]
PARTS = {"holidays": ["date", "name", "source"], "holiday_years": ["year", "source"]}


def say_it_in_lower_case(apps, schema_editor):
    """The button then reads “Submit to a second person”."""
    for model in ("Workflow", "Task"):
        apps.get_model("wagtailcore", model).objects.filter(name=OLD_NAME).update(name=NAME)


def give_the_workflow(apps, schema_editor):
    workflow = apps.get_model("wagtailcore", "Workflow").objects.filter(name=NAME).first()
    if workflow:
        apps.get_model("wagtailcore", "WorkflowContentType").objects.update_or_create(
            content_type=content_type(apps), defaults={"workflow": workflow}
        )


def approve_what_is_shown(apps, schema_editor):
    """One approval and one first revision, to go back to, for each council that has none yet."""
    approvals = apps.get_model("contacts", "Approval")
    known = set(approvals.objects.values_list("key", flat=True))
    for row in apps.get_model("contacts", "Council").objects.filter(live=True).order_by("pk"):
        if f"Council:{row.slug}" not in known:
            parts = {name: list(getattr(row, name).order_by(fields[0])) for name, fields in PARTS.items()}
            first = keep_first_revision(apps, row, parts)
            approve(approvals, row, parts, first)


def keep_first_revision(apps, row, parts):
    now = datetime.now(UTC)
    kinds = {"content_type": content_type(apps), "object_id": str(row.pk)}
    content = {"pk": row.pk, "slug": row.slug, "live": True, **values(row, COUNCIL)}
    for name, fields in PARTS.items():
        content[name] = [{"pk": part.pk, "council": row.pk, **values(part, fields)} for part in parts[name]]
    revision = apps.get_model("wagtailcore", "Revision").objects.create(
        **kinds, base_content_type=kinds["content_type"], created_at=now, object_str=row.name, content=content
    )
    type(row).objects.filter(pk=row.pk).update(live_revision=revision, latest_revision=revision)
    apps.get_model("wagtailcore", "ModelLogEntry").objects.create(
        **kinds, label=row.name, action="wagtail.create", timestamp=now, revision=revision, content_changed=True
    )
    return revision


def approve(approvals, row, parts, first):
    state = {"key": row.slug, **values(row, COUNCIL)}
    state |= {name: [values(part, fields) for part in parts[name]] for name, fields in PARTS.items()}
    text = json.dumps([f"Council:{row.slug}", state], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    approvals(
        kind="first_load",
        key=f"Council:{row.slug}",
        name=row.name,
        before={},
        after=state,
        digest=salted_hmac("contacts.approvals", text, algorithm="sha256").hexdigest(),
        source=row.child_protection_page or row.website,
        reason="On the site before the rule of two people began for councils",
        revision_id=first.pk,
        at=first.created_at,
        took_effect_at=first.created_at,
    ).save()


def values(row, names):
    return {name: plain(getattr(row, name)) for name in names}


def plain(value):
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="minutes")
    return value.isoformat() if hasattr(value, "isoformat") else value


def content_type(apps):
    return apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label="contacts", model="council")[0]


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0008_council_drafts"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        migrations.RunPython(say_it_in_lower_case, migrations.RunPython.noop),
        migrations.RunPython(give_the_workflow, migrations.RunPython.noop),
        migrations.RunPython(approve_what_is_shown, migrations.RunPython.noop),
    ]
