"""The database itself keeps approvals, checks and changes of numbers as they are, whoever asks and in whatever way."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from contacts import record_triggers
from contacts.models import Approval, NumberChange, NumberCheck, Service
from tests.two_people import KEY, NEW, agree, person, put_on_site, sql_update, with_number

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh")]


@pytest.fixture(autouse=True)
def check(fresh):
    """One row in every record."""
    service = Service.objects.get(key=KEY)
    days = {"on": date(2026, 5, 12), "next_due": date(2026, 11, 12)}
    NumberCheck.objects.create(
        service=service, number="01292 288645", how="rang", result="right", who=person("anna"), **days
    )


def refused(sql, *values):
    with pytest.raises(IntegrityError, match="This is a record"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


RECORDS = [record.table for record in record_triggers.RECORDS]
CHANGES = [
    ("contacts_approval", "name = 'Mine'"),
    ("contacts_approval", "digest = '0'"),
    ("contacts_approval", "took_effect_at = NULL"),
    ("contacts_approval", "approved_by = 'anna'"),
    ("contacts_approval", "after = '{}'"),
    ("contacts_approval", "id = id + 100000"),
    ("contacts_numbercheck", "result = 'wrong'"),
    ("contacts_numbercheck", "\"on\" = '2026-11-24'"),
    ("contacts_numberchange", "number = '01292 000000'"),
    ("contacts_numberchange", "approval_id = NULL"),
]


@pytest.mark.parametrize("table", RECORDS)
def test_no_row_of_a_record_is_deleted(table):
    refused(f"DELETE FROM {table}")


@pytest.mark.parametrize(("table", "change"), CHANGES)
def test_no_row_of_a_record_is_changed(table, change):
    refused(f"UPDATE {table} SET {change}")


def test_nobody_else_is_written_into_a_record(ayr):
    put_on_site(with_number(ayr, NEW))
    clara = person("clara").pk
    refused("UPDATE contacts_approval SET approver_id = %s", clara)
    refused("UPDATE contacts_numbercheck SET who_id = %s", clara)


def test_an_approval_takes_effect_once_and_its_moment_stays(ayr):
    put_on_site(with_number(ayr, NEW))
    assert Approval.in_force(f"Service:{KEY}").took_effect_at
    refused("UPDATE contacts_approval SET took_effect_at = %s WHERE approved_by = 'berta'", timezone.now())


def test_an_account_that_is_deleted_is_forgotten_by_every_record(ayr):
    put_on_site(with_number(ayr, NEW))
    person("berta").delete()
    person("anna").delete()
    kept = Approval.in_force(f"Service:{KEY}")
    assert (kept.approver_id, kept.approved_by) == (None, "berta")
    assert NumberCheck.objects.get().who_id is None


def test_djangos_own_way_past_its_managers_is_refused(ayr):
    with pytest.raises(IntegrityError), transaction.atomic():
        models.QuerySet(Approval).update(name="Mine")
    with pytest.raises(IntegrityError), transaction.atomic():
        models.QuerySet(NumberChange).all()._raw_delete("default")


def test_rows_are_added_as_before(ayr):
    before = Approval.objects.count()
    agree(with_number(ayr, NEW))
    assert Approval.objects.count() == before + 1


def test_a_record_that_is_not_kept_by_the_database_is_named():
    assert record_triggers.missing(connection) == []
    record_triggers.remove(connection, [record_triggers.RECORDS[2]])
    assert record_triggers.missing(connection) == ["contacts_numberchange"]
    record_triggers.install(connection)
    assert record_triggers.missing(connection) == []


def test_each_migrate_puts_back_what_a_new_table_has_lost():
    record_triggers.remove(connection)
    call_command("migrate", verbosity=0)
    assert record_triggers.missing(connection) == []


def test_the_tests_own_way_past_the_triggers_puts_them_back(ayr):
    sql_update(Approval.objects.filter(key=f"Service:{KEY}"), digest="0")
    refused("UPDATE contacts_approval SET digest = '0'")
