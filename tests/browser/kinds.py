"""Every kind of page that a visitor can meet, by a short name: its address, or what is typed into the finder."""

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
TYPED = {"several": "TD15 1XX", "suggestions": "Stranrar", "nothing": "xyzzy", "england": "NE1 4ST", "names": "Gordon"}
CRISIS = [
    "finder",
    "council",
    "council-without-hours",
    "council-with-areas",
    "council-without-number",
    "safety",
    *TYPED,
]
EVERY = [*KINDS, *TYPED]


def open_kind(page: Page, address: str, name: str) -> None:
    if name in TYPED:
        page.goto(address + FINDER)
        page.get_by_label("Where does the child live?").fill(TYPED[name])
        page.get_by_role("button", name="Find").click()
        page.wait_for_load_state()
    else:
        page.goto(address + KINDS[name])


def source_of(address: str, name: str) -> bytes:
    """The page as the server sends it, before a browser mends it."""
    question = urlencode({"place": TYPED[name]}).encode() if name in TYPED else None
    try:
        with urlopen(address + KINDS.get(name, FINDER), data=question, timeout=30) as response:
            return response.read()
    except HTTPError as error:
        return error.read()
