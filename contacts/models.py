"""Every model of contacts: councils, services, national lines and approvals have modules of their own."""

import secrets

from django.db import models

from contacts.approvals import Approval as Approval
from contacts.checks import NumberCheck as NumberCheck
from contacts.councils import Council as Council
from contacts.councils import HolidayYear as HolidayYear
from contacts.councils import LocalHoliday as LocalHoliday
from contacts.national import NationalLine as NationalLine
from contacts.number_changes import NumberChange as NumberChange
from contacts.phone_services import HourException as HourException
from contacts.phone_services import Service as Service
from contacts.phone_services import ServiceLine as ServiceLine
from contacts.second_person import SecondPersonTask as SecondPersonTask


class Loaded(models.Model):
    """What the data files have given already, so that what an editor deletes stays deleted. Owner: load_contacts."""

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="loaded_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class ContactsVersion(models.Model):
    """One row, which gets a new mark whenever a contact changes: other processes then read the contacts again.

    A random mark and not a count, so that a change that is rolled back can never look like another change.
    """

    mark = models.CharField(max_length=32)

    def __str__(self) -> str:
        return self.mark

    @classmethod
    def bump(cls) -> None:
        mark = secrets.token_hex(16)
        if not cls.objects.filter(pk=1).update(mark=mark):
            cls.objects.update_or_create(pk=1, defaults={"mark": mark})

    @classmethod
    def current(cls) -> str:
        return cls.objects.values_list("mark", flat=True).filter(pk=1).first() or ""
