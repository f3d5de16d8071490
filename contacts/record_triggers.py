"""Records that the database itself keeps as they are: triggers that refuse what append_only.py refuses in Python.

What stays possible: adding a row; forgetting an account that is deleted; and for an approval to take effect, once.
Whoever owns the tables can take the triggers away (and TRUNCATE goes past them), so the site should be served by an
account that owns none (cpip_site/deploy/rights.py); `manage.py doctor` says when they are gone, and a changed approval
has no seal that fits.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

NAME = "kept_as_it_is"
REFUSED = "This is a record: rows are added to it, and none is ever changed or deleted."


class Record(NamedTuple):
    """A table; the column that may be emptied (an account), and the one that may be filled once."""

    table: str
    forgets: str = ""
    filled_once: str = ""


RECORDS = (
    Record("contacts_approval", "approver_id", "took_effect_at"),
    Record("contacts_numbercheck", "who_id"),
    Record("contacts_numberchange"),
)

FUNCTION = f"""
CREATE OR REPLACE FUNCTION contacts_{NAME}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    forgets text := TG_ARGV[0];
    filled_once text := TG_ARGV[1];
    before jsonb := to_jsonb(OLD);
    after jsonb;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        after := to_jsonb(NEW);
        IF after - forgets - filled_once = before - forgets - filled_once
            AND (after ->> forgets IS NULL OR after -> forgets = before -> forgets)
            AND (before ->> filled_once IS NULL OR after -> filled_once = before -> filled_once)
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation';
END
$$
"""


def install(connection: Any, records: Iterable[Record] = RECORDS) -> None:
    """Put the triggers on; where they are already nothing changes."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(FUNCTION)
        for record in records:
            for statement in _remove(connection, record) + _statements(connection, record):
                cursor.execute(statement)


def remove(connection: Any, records: Iterable[Record] = RECORDS) -> None:
    with connection.cursor() as cursor:
        for record in records:
            for statement in _remove(connection, record):
                cursor.execute(statement)


def missing(connection: Any) -> list[str]:
    """The tables that the database does not keep as they are."""
    on_postgresql = (
        "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "WHERE t.tgname = %s AND t.tgenabled <> 'D'"
    )
    on_sqlite = "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%%' || %s || '%%'"
    with connection.cursor() as cursor:
        cursor.execute(on_postgresql if connection.vendor == "postgresql" else on_sqlite, [NAME])
        found = {table for (table,) in cursor.fetchall()}
    return [record.table for record in RECORDS if record.table not in found]


def _statements(connection: Any, record: Record) -> list[str]:
    if connection.vendor == "postgresql":
        return [
            f"CREATE TRIGGER {NAME} BEFORE UPDATE OR DELETE ON {record.table} FOR EACH ROW "
            f"EXECUTE FUNCTION contacts_{NAME}('{record.forgets}', '{record.filled_once}')"
        ]
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    return [
        f"CREATE TRIGGER {record.table}_{NAME}_update BEFORE UPDATE ON {record.table} "
        f"WHEN NOT ({_stays(connection, record)}) {refuse}",
        f"CREATE TRIGGER {record.table}_{NAME}_delete BEFORE DELETE ON {record.table} {refuse}",
    ]


def _stays(connection: Any, record: Record) -> str:
    """For SQLite, which has no way to compare rows: every column by name."""
    with connection.cursor() as cursor:
        names = [column.name for column in connection.introspection.get_table_description(cursor, record.table)]
    rules = {
        record.forgets: '(NEW."{0}" IS NULL OR NEW."{0}" IS OLD."{0}")',
        record.filled_once: '(OLD."{0}" IS NULL OR NEW."{0}" IS OLD."{0}")',
    }
    return " AND ".join(rules.get(name, 'NEW."{0}" IS OLD."{0}"').format(name) for name in names)


def _remove(connection: Any, record: Record) -> list[str]:
    if connection.vendor == "postgresql":
        return [f"DROP TRIGGER IF EXISTS {NAME} ON {record.table}"]
    return [f"DROP TRIGGER IF EXISTS {record.table}_{NAME}_{kind}" for kind in ("update", "delete")]


def reinstall(using: str, **kwargs: Any) -> None:
    """After each `migrate`: SQLite loses a table's triggers when a migration makes the table anew."""
    from django.db import connections

    connection = connections[using]
    there, gone = set(connection.introspection.table_names()), missing(connection)
    # An account that only serves may make none, and where none has gone it need not.
    if lost := [record for record in RECORDS if record.table in there and record.table in gone]:
        install(connection, lost)
