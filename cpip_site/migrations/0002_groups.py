"""Three groups, and what each may do. Only superusers manage accounts.

Editors write, Moderators also publish, Contact checkers record that a number was checked. To put a change to a number
on the site takes `publish` and a second person; the contacts themselves see to that.
"""

from django.db import migrations

PAGES = {
    "Editors": ["add_page", "change_page"],
    "Moderators": ["add_page", "change_page", "publish_page", "lock_page", "unlock_page"],
    "Contact checkers": [],
}
FILES = ["add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document"]
COLLECTIONS = {"Editors": FILES, "Moderators": FILES, "Contact checkers": []}
MODELS = {
    "Editors": {
        "contacts.service": "add change view",
        "contacts.nationalline": "add change view",
        "contacts.council": "change view",
        "contacts.localholiday": "view",
        "contacts.numbercheck": "view",
        "pages.publication": "add change view",
    },
    "Moderators": {
        "contacts.service": "change publish lock unlock view",
        "contacts.nationalline": "change publish lock unlock view",
        "contacts.council": "change publish lock unlock view",
        "contacts.localholiday": "view",
        "contacts.numbercheck": "view",
        "pages.publication": "add change view",
        "pages.sitesettings": "change view",
    },
    "Contact checkers": {
        "contacts.service": "publish view",
        "contacts.nationalline": "publish view",
        "contacts.council": "publish view",
        "contacts.localholiday": "view",
        "contacts.numbercheck": "add view",
    },
}
VERBOSE = {"localholiday": "local holiday", "nationalline": "national line", "numbercheck": "number check", "sitesettings": "site settings"}


def make_groups(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    for name in PAGES:
        group, _ = Group.objects.get_or_create(name=name)
        # Wagtail gave these for whole models; on this site files are given by collection only.
        old = group.permissions.filter(content_type__app_label__in=["wagtailimages", "wagtaildocs"])
        group.permissions.remove(*old)
        group.permissions.add(permission(apps, "wagtailadmin", "admin", "access_admin", "Can access Wagtail admin"))
        give_models(apps, group, MODELS[name])
        give_pages(apps, group, PAGES[name])
        give_collections(apps, group, COLLECTIONS[name])


def permission(apps, app_label, model, codename, words):
    """The permission, made here when it is not there yet: Django makes them only after the last migration."""
    ContentType, Permission = apps.get_model("contenttypes", "ContentType"), apps.get_model("auth", "Permission")
    content_type, _ = ContentType.objects.get_or_create(app_label=app_label, model=model)
    found, _ = Permission.objects.get_or_create(
        content_type=content_type, codename=codename, defaults={"name": words}
    )
    return found


def give_models(apps, group, rights):
    for label, actions in rights.items():
        app_label, model = label.split(".")
        for action in actions.split():
            words = f"Can {action} {VERBOSE.get(model, model)}"
            group.permissions.add(permission(apps, app_label, model, f"{action}_{model}", words))


def give_pages(apps, group, codenames):
    Page = apps.get_model("wagtailcore", "Page")
    Permission = apps.get_model("auth", "Permission")
    GroupPagePermission = apps.get_model("wagtailcore", "GroupPagePermission")
    GroupPagePermission.objects.filter(group=group).exclude(permission__codename__in=codenames).delete()
    root = Page.objects.filter(depth=1).first()
    for found in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=codenames):
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=found)


def give_collections(apps, group, codenames):
    Collection = apps.get_model("wagtailcore", "Collection")
    Permission = apps.get_model("auth", "Permission")
    Given = apps.get_model("wagtailcore", "GroupCollectionPermission")
    Given.objects.filter(group=group).exclude(permission__codename__in=codenames).delete()
    root = Collection.objects.filter(depth=1).first()
    of_files = Permission.objects.filter(content_type__app_label__in=["wagtailimages", "wagtaildocs"])
    for found in of_files.filter(codename__in=codenames):
        Given.objects.get_or_create(group=group, collection=root, permission=found)


class Migration(migrations.Migration):
    dependencies = [
        ("cpip_site", "0001_cache_table"),
        ("contacts", "0001_initial"),
        ("pages", "0001_initial"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
    ]
    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
