"""What is published in the database, as the value types that the finder works with."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db import models

from contacts import services, values
from contacts.contact_files import Contacts
from contacts.models import Council, HourException, NationalLine, NumberCheck, Service, ServiceLine


def read() -> Contacts | None:
    """What the public may see, in ten queries; None when no contacts are loaded."""
    found = list(Council.objects.prefetch_related("holidays", "holiday_years"))
    if not found:
        return None
    offered = _services()
    councils = {row.slug: values.council(row, (one for one in offered if row.slug in one.councils)) for row in found}
    checks = _checks("national_line_id")
    national = NationalLine.objects.filter(live=True)
    return Contacts(councils, tuple(values.national(row, checks[row.pk]) for row in national))


def _services() -> list[services.Service]:
    lines, exceptions = _by_service(ServiceLine.objects.all()), _by_service(HourException.objects.all())
    councils, checks = _councils(), _checks("service_id")
    rows = Service.objects.filter(live=True).order_by("key")
    found = (
        values.service(row, values.Parts(lines[row.pk], exceptions[row.pk], councils[row.pk], checks[row.pk]))
        for row in rows
    )
    # A service without a number that may be shown has nothing to offer to a caller.
    return [service for service in found if service.lines or service.email or service.online_form]


def _by_service(rows: models.QuerySet[Any]) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.service_id].append(row)
    return found


def _councils() -> defaultdict[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    for service, slug in Service.councils.through.objects.values_list("service_id", "council__slug"):
        found[service].append(slug)
    return found


def _checks(owner: str) -> defaultdict[int, dict[str, services.Check]]:
    rows: defaultdict[int, list[NumberCheck]] = defaultdict(list)
    for check in NumberCheck.objects.filter(**{f"{owner}__isnull": False}):
        rows[getattr(check, owner)].append(check)
    return defaultdict(dict, {key: values.checks(found) for key, found in rows.items()})
