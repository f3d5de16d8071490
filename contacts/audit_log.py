"""What changed in a number, by whom, and who agreed: one line each in the log, once it is certain (after commit).

The record itself is kept in the database (approvals.py, checks.py, number_changes.py); this is its copy on another
machine's disk, which nobody can change who changes the database. Accounts are named by their number, as in the other
lines about people. First loads are left out: their numbers are those of the version's own data files.
"""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import post_save

from contacts import states
from contacts.approvals import Approval
from contacts.checks import NumberCheck

log = logging.getLogger("contacts.audit")


def listen() -> None:
    post_save.connect(_approved, sender=Approval, dispatch_uid="audit log")
    post_save.connect(_checked, sender=NumberCheck, dispatch_uid="audit log")


def shown(approval: Approval) -> None:
    """To be called when an approval takes effect."""
    _write("Contact shown", approval)


def _approved(sender: Any, instance: Approval, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        _write(f"Contact: {instance.get_kind_display().lower()}", instance)


def _write(event: str, approval: Approval) -> None:
    if approval.kind == Approval.Kind.FIRST_LOAD:
        return
    facts = {
        "contact": approval.key,
        "old": ", ".join(states.numbers(approval.before)),
        "new": ", ".join(states.numbers(approval.after)),
        "made_by": ",".join(str(maker["id"]) for maker in approval.made_by),
        # A withdrawal is an operator's, who has an account on the machine and none here.
        "approver": approval.approver_id or approval.approved_by,
        "source": approval.source,
        "at": approval.at.isoformat(timespec="seconds"),
        "approval": approval.pk,
    }
    transaction.on_commit(partial(log.info, event, extra={"facts": facts}))


def _checked(sender: Any, instance: NumberCheck, raw: bool = False, **kwargs: Any) -> None:
    owner = instance.service or instance.national_line
    if raw or owner is None:
        return
    facts = {
        "contact": states.key(owner),
        "number": instance.number,
        "result": instance.result,
        "how": instance.how,
        "who": instance.who_id,
        "on": instance.on,
    }
    transaction.on_commit(partial(log.info, "Number checked", extra={"facts": facts}))
