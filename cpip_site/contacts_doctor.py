"""Whether the contacts are sound: approvals and their seals, the snapshot, the records, and the last comparison."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.utils import timezone

from contacts import published, record_triggers, snapshot
from contacts.approvals import Approval
from contacts.models import ContactsVersion

COUNCILS = 32
COMPARED = "contacts.compared"  # touched by verify_contacts when all is well
HOURS = 3  # it runs hourly


class Finding(NamedTuple):
    """`fix` says what is wrong and what to do; empty when all is well, and then `words` say what was seen."""

    part: str
    words: str = ""
    fix: str = ""


def contacts() -> Iterator[Finding]:
    found = published.read()
    number = len(found.councils) if found else 0
    if number != COUNCILS:
        yield Finding("contacts", fix=f"{number} councils instead of {COUNCILS}: run manage.py load_contacts.")
    broken = [key for key, approval in Approval.all_in_force().items() if not approval.is_sound]
    for alarm in found.alarms if found else ():
        yield Finding("contacts", fix=alarm)
    yield Finding("contacts", f"{number} councils, {len(broken)} approvals without a valid seal")
    if broken:
        cause = "Is an old SECRET_KEY missing in SECRET_KEY_FALLBACKS? If not, somebody wrote past the rule."
        yield Finding("contacts", fix=f"No valid seal: {', '.join(broken[:5])}. {cause}")


def sealed_snapshot() -> Iterator[Finding]:
    """What a start without a database would show."""
    try:
        found = snapshot.read()
    except snapshot.BrokenSnapshotError as error:
        yield Finding("snapshot", fix=f"It cannot be trusted ({error}). Start the site: it is written afresh.")
        return
    if found is None:
        yield Finding("snapshot", fix=f"There is none in {settings.VAR_DIR}: start the site, which writes it.")
    elif found.mark != ContactsVersion.current():
        yield Finding("snapshot", fix="It is older than the database: start the site. If it runs, is the disk full?")
    else:
        days = (timezone.now() - found.made).days
        key = "" if found.by_this_key else ", with a key before this one"
        yield Finding("snapshot", f"sealed{key}, {days} days old, and says what the database says")


def records() -> Iterator[Finding]:
    """Whether the database itself keeps approvals, checks and changes as they are."""
    if gone := record_triggers.missing(connection):
        yield Finding(
            "records", fix=f"The triggers that keep {', '.join(gone)} as they are have gone: run manage.py migrate."
        )
    else:
        yield Finding("records", "the database keeps approvals, checks and changes as they are")


def comparison() -> Iterator[Finding]:
    """When verify_contacts last found everything as it was approved."""
    try:
        ago = time.time() - (Path(settings.VAR_DIR) / COMPARED).stat().st_mtime
    except FileNotFoundError:
        ago = float("inf")
    if ago > HOURS * 3600:
        yield Finding(
            "comparison",
            fix=f"No verify_contacts has ended well in the last {HOURS} hours: run it, and enable its timer.",
        )
    else:
        yield Finding("comparison", f"every published number was as approved {ago / 60:.0f} minutes ago")
