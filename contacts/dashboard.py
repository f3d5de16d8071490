"""What the admin's first page says about the contacts: what has to be checked, and where help is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component
from wagtail.models import ModelLogEntry, PageLogEntry

from contacts import directory, holidays, verification
from contacts.check_states import State
from contacts.reports import may_see

SHOWN = [
    (State.OVERDUE, "Overdue", "Check these first: the site shows the police beside them."),
    (State.DUE_SOON, "Due within 30 days", "Check them before they are overdue."),
    (State.NEVER, "Never checked", "The page says that we could not check them yet."),
    (State.DISPUTED, "Disputed or held back", "Find out what is right, then change them."),
]


class ChecksPanel(Component):
    """How many numbers wait for a check, each count a link to the list of them."""

    name = "contacts_checks"
    order = 10
    template_name = "contacts/admin/dashboard_checks.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        counted = verification.counts(verification.rows())
        report = reverse("contacts_numbers_report")
        year = timezone.localdate().year + 1
        counts = [
            {"label": label, "says": says, "count": counted[state], "url": f"{report}?state={state}"}
            for state, label, says in SHOWN
        ]
        return {"counts": counts, "without_dates": councils_without_dates(), "year": year}


def councils_without_dates() -> list[str]:
    """The councils without next year's holidays; none before 1 November."""
    councils = directory.current().councils.values()
    return [council.name for council in holidays.missing_years(councils, timezone.localdate())]


class FirstRunPanel(Component):
    """Where to read how things are done; open until somebody has changed something."""

    name = "contacts_first_run"
    order = 20
    template_name = "contacts/admin/dashboard_help.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        has_worked = any(log.objects.filter(user=user).exists() for log in (ModelLogEntry, PageLogEntry))
        return {"new_here": not has_worked}


def panels(request) -> list[Component]:
    """The panels that this user may see."""
    return [ChecksPanel(), FirstRunPanel()] if may_see(request.user) else [FirstRunPanel()]
