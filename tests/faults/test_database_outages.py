"""What visitors and editors get while the database is broken or away."""

import time
from concurrent.futures import ThreadPoolExecutor

import psycopg2
import pytest


def test_postgresql_killed_and_started_again(well, crowd):
    with crowd():
        well.publish()
        well.database.kill()
        time.sleep(5)
        well.database.start()
        time.sleep(2)


def test_postgresql_hung(well, crowd):
    with crowd():
        well.database.freeze()
        time.sleep(8)
        well.database.go_on()
        time.sleep(1)


def test_postgresql_hung_just_after_a_publish(well, crowd):
    with crowd():
        well.publish()
        time.sleep(0.3)
        well.database.freeze()
        time.sleep(6)
        well.database.go_on()
        time.sleep(1)


def test_the_primary_refuses_writes(well, crowd):
    with crowd():
        well.database.sql("ALTER DATABASE cpip SET default_transaction_read_only = on")
        well.database.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'cpip' AND pid <> pg_backend_pid()"
        )
        time.sleep(3)
        well.database.sql("ALTER DATABASE cpip RESET default_transaction_read_only", database="postgres")
        well.database.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'cpip'", database="postgres"
        )


def test_a_table_locked_for_four_seconds(well, crowd):
    with crowd():
        well.publish()
        connection = well.database.connect()
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE wagtailcore_page, contacts_council IN ACCESS EXCLUSIVE MODE")
            time.sleep(4)
        connection.close()
        time.sleep(1)


def test_a_migration_under_traffic(well, crowd):
    """A column with a default, and its index. One more is refused, because somebody holds the table."""
    add = "ALTER TABLE contacts_service ADD COLUMN note_{0} varchar(80) NOT NULL DEFAULT ''"
    index = "CREATE INDEX CONCURRENTLY service_note_{0} ON contacts_service (note_{0})"
    drop = "ALTER TABLE contacts_service DROP COLUMN note_{0}"
    with crowd():
        for number in range(3):
            well.database.sql(f"SET lock_timeout = '2s'; {add.format(number)}")
            well.database.sql(index.format(number))
            well.publish()
            time.sleep(0.7)
        holder = well.database.connect()
        holder.cursor().execute("SELECT count(*) FROM contacts_service")
        with pytest.raises(psycopg2.errors.LockNotAvailable):
            well.database.sql(f"SET lock_timeout = '2s'; {add.format(9)}")
        holder.close()
    for number in range(3):
        well.database.sql(drop.format(number))


def test_editors_are_told_in_plain_words_while_the_database_is_away(well):
    well.database.kill()
    try:
        answer = well.client.ask("/admin/", Cookie=f"__Host-sessionid={'a' * 32}")
    finally:
        well.database.start()
    assert answer.status == 503
    assert "Everything that you had saved is safe" in answer.text
    assert "Traceback" not in answer.text


def test_no_thread_of_an_editor_hangs_with_the_database(well):
    """Nothing but our own clock ends such a wait: without it the answer would be nginx's, after a minute."""
    well.database.freeze()
    try:
        with ThreadPoolExecutor(16) as editors:
            asked = [editors.submit(ask_as_editor, well) for _ in range(16)]
            answers = [each.result() for each in asked]
    finally:
        well.database.go_on()
    assert {answer.status for answer in answers} == {503}
    assert all("Everything that you had saved is safe" in answer.text for answer in answers)
    assert ask_as_editor(well).status == 302


def ask_as_editor(stack):
    return stack.client.ask("/admin/", Cookie=f"__Host-sessionid={'a' * 32}")
