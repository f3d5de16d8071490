"""The account that serves: the whole site works with its rights, and nothing more does."""

import os
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from contacts import record_triggers
from contacts.models import Approval
from cpip_site import doctor, health
from cpip_site.deploy import rights
from cpip_site.management.commands.serve import Command as Serve
from tests.sign_in import code_now, give_code, give_password, make_editor, secret_of, sign_in
from tests.test_two_people_admin import approve, change_number, shown
from tests.two_people import KEY, NEW, person
from tests.visitors import COMPLAINT, send

ACCOUNT = f"serves_{os.getpid()}"
RECORDS = [record.table for record in record_triggers.RECORDS]

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("fresh"),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no accounts"),
]


def run(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.fixture
def account(db, monkeypatch):
    """An account at the database with its rights. It goes with the test's transaction."""
    monkeypatch.setattr(rights, "SERVES", ACCOUNT)
    run(f"CREATE ROLE {ACCOUNT}")
    rights.grant(connection)


@pytest.fixture
def serving(account):
    """From here on everything is asked as that account."""
    run(f"SET ROLE {ACCOUNT}")


def found():
    return list(doctor.account())


def test_an_editor_signs_in_with_both_factors(client, serving):
    secret = secret_of(make_editor())
    give_password(client)
    assert give_code(client, code_now(secret)).url == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_one_editor_writes_another_approves_and_leaves(client, ayr, serving):
    sign_in(client, person("anna"))
    change_number(client, ayr)
    sign_in(client, person("berta"))
    approve(client, ayr)
    assert NEW in shown()
    person("berta").delete()
    assert Approval.in_force(f"Service:{KEY}").approver_id is None


@pytest.mark.parametrize("path", ["/", "/search/?q=child", "/programme/timeline/", "/find-out-who-to-talk-to/fife/"])
def test_a_page_is_served(client, serving, path):
    assert client.get(path).status_code == 200


def test_a_message_is_kept(client, serving):
    assert "letter__reference" in send(client, COMPLAINT, what="A complaint.", name="", email="").text


@pytest.mark.parametrize("command", ["prune", "load_contacts", "load_content", "publish_scheduled", "send_reminders"])
def test_a_command_of_every_day_runs(serving, command):
    call_command(command, stdout=StringIO())


def test_with_no_migration_waiting_the_site_starts(serving):
    Serve().migrate()
    call_command("migrate", verbosity=0)
    assert health.reasons_not_to_serve() == []


def test_with_a_migration_waiting_one_sentence_says_who_may_run_it(account):
    run("DELETE FROM django_migrations WHERE app = 'contacts' AND name LIKE '0010%%'")
    run(f"SET ROLE {ACCOUNT}")
    with pytest.raises(CommandError, match=r"may not run them.*Run manage.py migrate as the account that owns"):
        Serve(stdout=StringIO()).migrate()


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE contacts_service ADD COLUMN mine text",
        "ALTER TABLE contacts_approval DISABLE TRIGGER USER",
        "ALTER FUNCTION contacts_kept_as_it_is() RENAME TO mine",
        "CREATE TABLE mine ()",
        "DROP TABLE contacts_numberchange",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('contacts', '0099', now())",
        "TRUNCATE contacts_service CASCADE",
        "UPDATE contacts_approval SET digest = '0'",
        "UPDATE contacts_numbercheck SET result = 'wrong'",
        "UPDATE contacts_numberchange SET number = '01292 000000'",
        "UPDATE pages_statusentry SET note = ''",
        *[f"DROP TRIGGER {record_triggers.NAME} ON {table}" for table in RECORDS],
        *[f"TRUNCATE {table} CASCADE" for table in RECORDS],
        *[f"DELETE FROM {table}" for table in rights.KEPT],
    ],
)
def test_what_serving_does_not_take_is_refused(serving, statement):
    with pytest.raises(ProgrammingError, match=r"must be owner|permission denied"), transaction.atomic():
        run(statement)


def test_a_record_whose_trigger_is_gone_is_still_not_changed(account):
    record_triggers.remove(connection)
    run(f"SET ROLE {ACCOUNT}")
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        run("UPDATE contacts_approval SET approved_by = 'anna'")


def test_a_table_that_a_migration_makes_is_served_after_it(account):
    run("CREATE TABLE made_just_now ()")
    call_command("migrate", verbosity=0)
    run(f"SET ROLE {ACCOUNT}")
    run("SELECT * FROM made_just_now")


def test_rights_that_somebody_added_are_taken_back(account):
    run(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {ACCOUNT}")
    rights.grant(connection)
    run(f"SET ROLE {ACCOUNT}")
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        run("TRUNCATE contacts_service CASCADE")


@pytest.mark.parametrize("name", ["nobody_of_that_name", None])
def test_without_an_account_that_only_serves_nothing_is_granted(monkeypatch, name):
    monkeypatch.setattr(rights, "SERVES", name or connection.settings_dict["USER"])
    monkeypatch.setattr(rights, "statements", lambda account: pytest.fail("nobody was to get rights"))
    rights.grant(connection)


def test_the_doctor_says_that_an_account_serves_and_owns_nothing(serving):
    assert found() == [doctor.Finding("account", "it serves, and owns nothing")]


def test_the_doctor_says_when_the_account_that_serves_owns_its_tables_and_how_to_mend_it():
    [finding] = found()
    assert "owns its tables" in finding.fix
    assert "REASSIGN OWNED BY" in finding.fix


def test_the_doctor_says_when_the_account_that_serves_lacks_a_table(account):
    run(f"REVOKE ALL ON contacts_council FROM {ACCOUNT}")
    run(f"SET ROLE {ACCOUNT}")
    assert "cannot read 1 tables" in found()[0].fix
