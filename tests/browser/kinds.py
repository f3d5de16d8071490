"""Every kind of page that a visitor can meet, by a short name: its address, or what is typed into the finder."""

import time
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

from playwright.sync_api import Page

FINDER = "/find-out-who-to-talk-to/"
KINDS = {
    "home": "/",
    "programme": "/programme/",
    "phase-one": "/programme/phase-one/",
    "phase-two": "/programme/phase-two/",
    "review": "/programme/systems-review-group/",
    "timeline": "/programme/timeline/",
    "timeline-of-a-phase": "/programme/timeline/phase-one/",
    "glossary": "/programme/glossary/",
    "recommendations": "/programme/systems-review-group/recommendations/",
    "recommendation": "/programme/systems-review-group/recommendations/1/",
    "actions": "/programme/actions/",
    "useful-links": "/useful-links/",
    "contact-us": "/contact-us/",
    "form": "/contact-us/accessibility/",
    "complaint": "/contact-us/data-protection-complaint/",
    "accessibility": "/accessibility/",
    "cookies": "/cookies/",
    "cookie-choice": "/cookies/choice/",
    "privacy": "/privacy/",
    "safety": "/safety/",
    "search": "/search/?q=learning",
    "nothing-found": "/search/?q=xyzzy",
    "sitemap": "/sitemap/",
    "not-found": "/no-such-page/",
    "finder": FINDER,
    "council": f"{FINDER}south-ayrshire/",
    "council-without-hours": f"{FINDER}angus/",
    "council-with-areas": f"{FINDER}north-ayrshire/",
    "council-without-number": f"{FINDER}dundee-city/",
    "wrong-number": f"{FINDER}south-ayrshire/wrong-number/",
    "all-numbers": f"{FINDER}all-numbers/",
    "open-data": f"{FINDER}open-data/",
}
TYPED = {"several": "KA1 6ZZ", "suggestions": "Stranrar", "nothing": "xyzzy", "england": "NE1 4ST", "names": "Gordon"}
CRISIS = [
    "finder",
    "council",
    "council-without-hours",
    "council-with-areas",
    "council-without-number",
    "safety",
    *TYPED,
]
# What is written into a form, by the name of each field, and then sent. No word: the first choice is taken.
COMPLAINT, ACCESSIBILITY = KINDS["complaint"], KINDS["form"]
SENT = {
    "form-with-errors": (ACCESSIBILITY, {"email": "name@example"}),
    "form-thanks": (ACCESSIBILITY, {"what": "The menu does not open.", "email": "name@example.scot"}),
    "numbers-first": (COMPLAINT, {"what": "You wrote that she is hurt at home."}),
    "wrong-number-with-errors": (KINDS["wrong-number"], {}),
    "wrong-number-thanks": (KINDS["wrong-number"], {"number": "", "problem": ""}),
}
EVERY = [*KINDS, *TYPED, *SENT]
SOONEST = 3.1  # seconds: a form that comes back sooner was not written by a person
stamps: dict[str, tuple[str, float]] = {}


def open_kind(page: Page, address: str, name: str) -> None:
    if name in SENT:
        page.goto(address + SENT[name][0])
        send_form(page, address, SENT[name][1])
    elif name in TYPED:
        page.goto(address + FINDER)
        page.get_by_label("Where does the child live?").fill(TYPED[name])
        page.get_by_role("button", name="Find").click()
        page.wait_for_load_state()
    else:
        page.goto(address + KINDS[name])


def send_form(page: Page, address: str, words: dict[str, str]) -> None:
    """Sends it with the stamp of the first form that was opened here, which is old enough by now or is waited for."""
    stamp, since = stamps.setdefault(address, (page.locator("[name=stamp]").input_value(), time.monotonic()))
    page.locator("[name=stamp]").evaluate("(field, stamp) => { field.value = stamp }", stamp)
    for field, word in words.items():
        if word:
            page.locator(f"[name={field}]").fill(word)
        else:
            page.locator(f"[name={field}]").first.check()
    time.sleep(max(0, SOONEST - (time.monotonic() - since)))
    page.get_by_role("button", name="Send").click()
    page.wait_for_load_state()


def source_of(address: str, name: str) -> bytes:
    """The page as the server sends it, before a browser mends it."""
    question = urlencode({"place": TYPED[name]}).encode() if name in TYPED else None
    try:
        with urlopen(address + KINDS.get(name, FINDER), data=question, timeout=30) as response:
            return response.read()
    except HTTPError as error:
        return error.read()
