"""What tests need of the rule that nobody changes a number alone: two people, and a way to put a draft on the site."""

from contextlib import contextmanager

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection, models
from wagtail.models import Revision

from contacts import approving, directory, published, record_triggers
from contacts.models import (
    Approval,
    Council,
    HolidayYear,
    HourException,
    Loaded,
    LocalHoliday,
    NationalLine,
    NumberChange,
    Service,
    ServiceLine,
)

PARTS = (ServiceLine, HourException, Service.councils.through)
CONTACTS = (NumberChange, Approval, Loaded, *PARTS, NationalLine, Service, HolidayYear, LocalHoliday, Council)

# The service that these tests change, its number, and numbers that it could have instead.
KEY = "south-ayrshire-office"
OLD, NEW, OTHER = "01292 288645", "01292 288654", "01292 000000"


@pytest.fixture
def fresh():
    """No contacts in the process's memory, before the test and after it."""
    directory.forget()
    yield
    directory.forget()


@pytest.fixture
def ayr():
    return Service.objects.get(key=KEY)


def person(name, superuser=True):
    """An editor with this name: made once, then found again."""
    made, _ = get_user_model().objects.get_or_create(
        username=name, defaults={"email": f"{name}@example.scot", "is_superuser": superuser, "is_staff": superuser}
    )
    return made


def member(name, group):
    """An editor with this name in this group, and no superuser."""
    made = person(name, superuser=False)
    made.groups.add(Group.objects.get(name=group))
    return made


def with_number(service, number):
    """The service with its first number changed, not saved."""
    service.lines = [*service.lines.all()]
    service.lines.all()[0].number = number
    return service


def draft(service, number, author="anna"):
    """A draft of the newest state with another first number."""
    return with_number(service.get_latest_revision_as_object(), number).save_revision(user=person(author))


def shown_numbers(slug):
    """What a council's page shows, read from the database afresh."""
    return [line.number for service in published.read().councils[slug].services for line in service.lines]


def agree(contact, author="anna", checker="berta"):
    """What the contact says now, drafted by one person and approved by another; returns the approved revision."""
    revision = contact.save_revision(user=person(author))
    approving.approve(revision, person(checker))
    return revision


def put_on_site(contact, author="anna", checker="berta"):
    """Drafted by one person, approved by another, and published."""
    agree(contact, author, checker).publish(user=person(checker))
    return type(contact).objects.get(pk=contact.pk)


def with_holiday(slug, day, name="Founder's day"):
    """The council with one more local holiday, not saved."""
    council = Council.objects.get(slug=slug)
    council.holidays = [*council.holidays.all(), LocalHoliday(date=day, name=name, source="https://example.scot/days")]
    return council


def hold_back(contact, reason="Wrong"):
    """The way in which two people take every number of a contact off the site."""
    if isinstance(contact, NationalLine):
        contact.held_back = reason
    else:
        contact.lines = [*contact.lines.all()]
        for line in contact.lines.all():
            line.held_back = reason
    return put_on_site(contact)


@contextmanager
def past_the_triggers(model):
    """As somebody would who owns the tables: what the database refuses for this one is let through."""
    records = [record for record in record_triggers.RECORDS if record.table == model._meta.db_table]
    if connection.vendor == "postgresql":
        # A table with checks that wait for the transaction's end cannot be altered.
        connection.check_constraints()
    record_triggers.remove(connection, records)
    yield
    if connection.vendor == "postgresql":
        connection.check_constraints()
    record_triggers.install(connection, records)


def sql_update(rows, **values):
    """As a statement in the database's own console would: past every rule of ours."""
    with past_the_triggers(rows.model):
        models.QuerySet(rows.model, query=rows.query.chain()).update(**values)
    directory.note_change()


def sql_delete(rows):
    if rows.model is Approval and (named := NumberChange.objects.filter(approval__in=[*rows])):
        sql_delete(named)
    with past_the_triggers(rows.model):
        rows._raw_delete(rows.db)
    directory.note_change()


def no_contacts():
    """Empties every table of contacts, past every rule of ours."""
    for model in CONTACTS:
        with past_the_triggers(model):
            models.QuerySet(model).all()._raw_delete("default")
    models.QuerySet(Revision).filter(content_type__app_label="contacts")._raw_delete("default")
    directory.forget()
