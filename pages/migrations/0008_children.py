from django.db import migrations

# Wagtail has an index of paths alone: the children of a page are looked for among all that is below it, which is
# every page for those near the root. Should Wagtail ever make its table anew on SQLite, this index is gone and pages
# only take longer.
CREATE = "CREATE INDEX pages_children ON wagtailcore_page (depth, path)"
DROP = "DROP INDEX pages_children"


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0007_tables"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [migrations.RunSQL(CREATE, DROP)]
