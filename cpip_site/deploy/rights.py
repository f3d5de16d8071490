"""Two accounts at PostgreSQL: one owns the tables and migrates, the other serves and can do no more than that takes.

The one that serves is called as its user in systemd/ is. `migrate` and `restore`, run by any other account, give it its
rights each time: rows, and no tables, triggers or TRUNCATE; and what is only added to, it cannot change or delete.
"""

from collections.abc import Iterator
from typing import Any

from django.db import transaction

from contacts.record_triggers import RECORDS

SERVES = "cpip"
OWNER = "cpip_owner"
# The columns in which an account is forgotten and an approval takes effect; and what the site only ever adds to.
KEPT = {
    **{each.table: [column for column in (each.forgets, each.filled_once) if column] for each in RECORDS},
    "pages_statusentry": [],
    "wagtailcore_pagelogentry": [],
    "wagtailcore_modellogentry": [],
}
# It is ours already where one account does both.
ASK_FOR_ACCOUNT = "SELECT 1 FROM pg_roles WHERE rolname = %s AND rolname <> current_user"
ASK_WHAT_IT_MAY = """
SELECT current_user, bool_or(pg_has_role(tableowner, 'USAGE')), has_schema_privilege('public', 'CREATE'),
    count(*) FILTER (WHERE NOT has_table_privilege(format('public.%I', tablename), 'SELECT'))
FROM pg_tables WHERE schemaname = 'public'
"""


def grant(connection: Any) -> None:
    """Give the account that serves its rights, and take all others from it. Where there is none, nothing changes."""
    if connection.vendor != "postgresql":
        return
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(ASK_FOR_ACCOUNT, [SERVES])
        if cursor.fetchone():
            for statement in statements(connection.ops.quote_name(SERVES)):
                cursor.execute(statement)


def statements(account: str) -> Iterator[str]:
    every = "ALL {} IN SCHEMA public"
    # Before PostgreSQL 15 everybody could make tables there.
    yield "REVOKE CREATE ON SCHEMA public FROM PUBLIC"
    yield f"GRANT USAGE ON SCHEMA public TO {account}"
    yield f"REVOKE ALL ON {every.format('TABLES')} FROM {account}"
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON {every.format('TABLES')} TO {account}"
    # SELECT is for the backup.
    yield f"GRANT USAGE, SELECT ON {every.format('SEQUENCES')} TO {account}"
    yield f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {account}"
    for table, columns in KEPT.items():
        yield f"REVOKE UPDATE, DELETE ON {table} FROM {account}"
        if columns:
            yield f"GRANT UPDATE ({', '.join(columns)}) ON {table} TO {account}"


def faults(connection: Any) -> Iterator[str]:
    """What is wrong with the rights of the account that asks, as the one that serves; each with its remedy."""
    with connection.cursor() as cursor:
        cursor.execute(ASK_WHAT_IT_MAY)
        account, owns, creates, shut = cursor.fetchone()
    if owns or creates:
        yield (
            f"The account that serves, {account}, owns its tables or can make some, so it could take the triggers from "
            f"the records. As the user postgres: createuser -P {OWNER}, psql -d {connection.settings_dict['NAME']} -c "
            f"'REASSIGN OWNED BY {account} TO {OWNER}', then run manage.py migrate as {OWNER}: README, Running it."
        )
    if shut:
        yield f"The account that serves, {account}, cannot read {shut} tables: run manage.py migrate as {OWNER}."
