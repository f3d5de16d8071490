"""The table of the cache that all processes share when there is no Redis, as `manage.py createcachetable` makes it.

Made here, so that no start of the site can forget it. It has no model: only Django's cache reads it.
"""

from django.db import migrations, models

TABLE = migrations.CreateModel(
    name="CacheRow",
    fields=[
        ("cache_key", models.CharField(max_length=255, primary_key=True, serialize=False)),
        ("value", models.TextField()),
        ("expires", models.DateTimeField(db_index=True)),
    ],
    options={"db_table": "cpip_cache"},
)


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.SeparateDatabaseAndState(database_operations=[TABLE])]
