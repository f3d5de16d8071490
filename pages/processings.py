"""What the site really does with personal data, as the privacy notice lists it: one entry for each, from the code."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings

from pages.consent import KEPT_DAYS
from pages.inbox.retention import MONTHS_AFTER_ANSWER, NUMBER_REPORT_MONTHS
from pages.site_settings import SiteSettings
from pages.visits import KEPT_MONTHS


@dataclass(frozen=True)
class Processing:
    """`tables`: the models that hold it. `is_on`: whether the site does it, as its settings stand."""

    what: str
    why: str
    kept: str
    tables: tuple[str, ...] = ()
    is_on: Callable[[SiteSettings], bool] = lambda found: True


def counts_visits(found: SiteSettings) -> bool:
    return found.count_visits


PROCESSINGS = [
    Processing(
        "Your internet address",
        "Your device sends it with each request. We need it to send the page back, and to stop floods of requests.",
        "Not kept. To count requests it becomes a mark that nobody can turn back, for a day at most",
    ),
    Processing(
        "The place that you type in the finder",
        "To find the right council. Where the finder had no answer, we count that, without the words.",
        "Not kept, in no log and in no web address",
        ("contacts.FinderCount",),
    ),
    Processing(
        "What you search for on this site",
        "To find pages. The words stand in the web address, so your browser’s history has them.",
        "Not kept by this site",
    ),
    Processing(
        "Your visit, if you say yes",
        "To learn which pages are read. We count pages by day. A random number makes one visit count as one.",
        f"The number until the next day, the counts {KEPT_MONTHS} months, your choice on your device {KEPT_DAYS} days",
        ("pages.VisitCount", "pages.SeenToday"),
        counts_visits,
    ),
    Processing(
        "A report that a number is wrong",
        "So that somebody checks the number. It has the number and what is wrong with it, and nothing about you.",
        f"{NUMBER_REPORT_MONTHS} months after the number was checked",
        ("inbox.NumberReport",),
    ),
    Processing(
        "A message about accessibility",
        "To answer you and to mend what does not work. It is kept locked (encrypted).",
        f"{MONTHS_AFTER_ANSWER['accessibility']} months after our answer",
        ("inbox.Message", "inbox.OutgoingMail"),
    ),
    Processing(
        "A complaint about personal data",
        "To look into it and to answer you, as the law asks. It is kept locked (encrypted).",
        f"{MONTHS_AFTER_ANSWER['complaint']} months after our answer",
        ("inbox.Message", "inbox.OutgoingMail"),
    ),
    Processing(
        "The accounts of people who edit this site",
        "Name, email address, sign-in, and what they changed and when. It shows how a number came to be on the site.",
        f"Sign-ins end after {settings.SESSION_COOKIE_AGE // 3600} hours. The record of changes to numbers stays",
        ("auth.User", "sessions.Session"),
    ),
]


def listed(found: SiteSettings | None) -> list[Processing]:
    """What the site does as its settings stand; everything it might do when they cannot be read."""
    return [entry for entry in PROCESSINGS if found is None or entry.is_on(found)]
