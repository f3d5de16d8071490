"""Every kind of page that a visitor can meet, by a short name: its address, or what is typed into the finder."""

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
    "useful-links": "/useful-links/",
    "contact-us": "/contact-us/",
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
    "all-numbers": f"{FINDER}all-numbers/",
    "open-data": f"{FINDER}open-data/",
}
TYPED = {"several": "TD15 1XX", "suggestions": "Stranrar", "nothing": "xyzzy", "england": "NE1 4ST", "names": "Gordon"}
CRISIS = ["finder", "council", "council-without-hours", "council-with-areas", "safety", *TYPED]


def open_kind(page: Page, address: str, name: str) -> None:
    if name in TYPED:
        page.goto(address + FINDER)
        page.get_by_label("Where does the child live?").fill(TYPED[name])
        page.get_by_role("button", name="Find").click()
        page.wait_for_load_state()
    else:
        page.goto(address + KINDS[name])
