"""The weekly e-mail to the people who check numbers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage, get_connection
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse

from contacts import verification
from contacts.check_states import State
from contacts.checks import ReminderSent
from contacts.verification import NumberRow

GROUP = "Contact checkers"
LISTED = (State.OVERDUE, State.DUE_SOON, State.NEVER)
AT_MOST = 40


class SentAlreadyError(Exception):
    """This week's e-mail has gone out."""


def recipients() -> list[str]:
    """The addresses of the active people in the group, each once."""
    people = get_user_model().objects.filter(groups__name=GROUP, is_active=True).exclude(email="")
    return sorted(set(people.values_list("email", flat=True)))


def week(day: date) -> str:
    """The week as ISO 8601 counts them: 2026-W48."""
    return f"{day:%G-W%V}"


def message(rows: Iterable[NumberRow]) -> tuple[str, str]:
    """Subject and text; an empty subject when nothing has to be checked."""
    found = list(rows)
    counted = verification.counts(found)
    waiting = sum(counted[state] for state in LISTED)
    if not waiting:
        return "", ""
    report = settings.WAGTAILADMIN_BASE_URL + reverse("contacts_numbers_report")
    parts = [
        {
            "label": state.label,
            "count": counted[state],
            "url": f"{report}?state={state}",
            "rows": [row for row in found if row.state == state][:AT_MOST],
            "more": max(counted[state] - AT_MOST, 0),
        }
        for state in LISTED
        if counted[state]
    ]
    context = {"parts": parts, "disputed": counted[State.DISPUTED], "report": report}
    noun = "number waits" if waiting == 1 else "numbers wait"
    return f"{waiting} {noun} for a check", render_to_string("contacts/admin/reminder.txt", context)


def send(subject: str, text: str, to: list[str], today: date, force: bool = False) -> None:
    """One e-mail to each address. SentAlreadyError when this week's has gone out, unless forced.

    The week is claimed before anything is sent, so that two machines cannot both send; if sending fails it is free
    again.
    """
    with transaction.atomic():
        _claim(week(today), force)
        mails = [EmailMessage(subject, text, None, [address]) for address in to]
        get_connection().send_messages(mails)


def _claim(this_week: str, force: bool) -> None:
    if force:
        ReminderSent.objects.update_or_create(week=this_week)
        return
    try:
        with transaction.atomic():
            ReminderSent.objects.create(week=this_week)
    except IntegrityError as error:
        raise SentAlreadyError from error
