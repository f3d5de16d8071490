"""The account that serves owns nothing at PostgreSQL, and the one that owns its tables never serves."""

import psycopg2
import pytest

WHO_ASKS = "SELECT DISTINCT usename FROM pg_stat_activity WHERE datname = 'cpip' AND pid <> pg_backend_pid()"


def ask(address: str, statement: str):
    connection = psycopg2.connect(address, connect_timeout=5)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall()
    finally:
        connection.close()


def test_the_site_is_served_by_the_account_that_owns_nothing(well):
    assert ask(well.database.url, WHO_ASKS) == [("cpip",)]
    owned = "SELECT count(*) FROM pg_class WHERE relowner = 'cpip'::regrole"
    assert ask(well.database.url, owned) == [(0,)]


@pytest.mark.parametrize(
    "statement", ["SET ROLE cpip_owner", "SET ROLE postgres", "ALTER ROLE cpip SUPERUSER", "GRANT cpip_owner TO cpip"]
)
def test_it_cannot_become_another(well, statement):
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(well.database.url_to_serve, statement)


def test_what_it_backs_up_its_owner_restores_and_it_serves_again(well):
    """Into a database that is not empty: its schema is made anew, and every right in it with that."""
    well.application.manage("backup", str(well.folder / "backups"))
    made = next((well.folder / "backups").iterdir())
    well.database.sql("CREATE DATABASE drill OWNER cpip_owner", database="postgres")
    owner, serves = (url.removesuffix("cpip") + "drill" for url in (well.database.url, well.database.url_to_serve))
    ask(owner, "CREATE TABLE in_the_way (); SELECT 1")
    assert "every approval carries its seal" in well.application.manage(
        "restore", str(made), "--force", DATABASE_URL=owner, VAR_DIR=str(well.folder / "drill")
    )
    assert ask(serves, "UPDATE contacts_council SET live = live RETURNING 1") == [(1,)] * 32
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(serves, "DELETE FROM contacts_approval RETURNING 1")
