"""What the site puts on a device, as /cookies/ lists it. A crawl in the tests compares it with what is there."""

from dataclasses import dataclass

from django.conf import settings

from pages.consent import COOKIE, KEPT_DAYS, VISIT_COOKIE


@dataclass(frozen=True)
class Stored:
    """One cookie, or one entry of the browser's own storage. A name that ends in * stands for all that begin so."""

    name: str
    kind: str
    purpose: str
    how_long: str


VISITORS = [
    Stored(
        COOKIE,
        "cookie",
        "Keeps your choice: may we count your visit, yes or no. Set only when you choose.",
        f"{KEPT_DAYS} days",
    ),
    Stored(
        VISIT_COOKIE,
        "cookie",
        "A number made at random, so that one visit is counted as one. Set only if you say yes.",
        "Until midnight, or until you say no",
    ),
]
EDITORS = [
    Stored(
        settings.SESSION_COOKIE_NAME,
        "cookie",
        "Remembers that an editor is signed in.",
        "Until signing out, 30 minutes without work, 8 hours, or the browser is closed",
    ),
    Stored(
        settings.CSRF_COOKIE_NAME,
        "cookie",
        "Makes sure that a change comes from that editor.",
        "Until the browser is closed",
    ),
    Stored("wagtail_sidebar_collapsed", "cookie", "Keeps the menu narrow, if an editor made it so.", "One year"),
    Stored("wagtail*", "local storage", "How an editor likes the screens laid out.", "Until it is deleted"),
    Stored("wagtail*", "session storage", "How an editor left a screen.", "Until the tab is closed"),
]
STORED = {"visitors": VISITORS, "editors": EDITORS}
