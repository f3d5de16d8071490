"""Every kind of page, on a phone and on a desk, in light and dark: nothing sideways, nothing that axe objects to."""

import pytest
from axe_playwright_python.sync_playwright import Axe

FINDER = "/find-out-who-to-talk-to/"
KINDS = [
    "/", "/programme/", "/programme/systems-review-group/", "/programme/timeline/", "/programme/timeline/phase-one/",
    "/programme/systems-review-group/recommendations/", "/programme/systems-review-group/recommendations/1/",
    "/programme/actions/", "/programme/phase-one/", "/programme/glossary/",
    "/useful-links/", "/contact-us/", "/accessibility/", "/cookies/", "/privacy/", "/safety/",
    "/search/?q=learning", "/sitemap/", "/no-such-page/", FINDER, f"{FINDER}south-ayrshire/", f"{FINDER}angus/",
    f"{FINDER}north-ayrshire/", f"{FINDER}aberdeen-city/", f"{FINDER}open-data/",
]  # fmt: skip


@pytest.mark.parametrize("address", KINDS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(new_context, base_url, address, scheme):
    page = new_context(viewport={"width": 1280, "height": 800}, color_scheme=scheme, bypass_csp=True).new_page()
    page.goto(base_url + address)
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("address", KINDS)
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_nothing_scrolls_sideways(new_context, base_url, address, width):
    page = new_context(viewport={"width": width, "height": 640}).new_page()
    page.goto(base_url + address)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("address", KINDS)
def test_the_page_comes_in_one_request_and_no_console_complains(new_context, base_url, address):
    page = new_context().new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    blocking: list[str] = []
    page.on("request", lambda request: blocking.append(request.url) if request.resource_type == "stylesheet" else None)
    page.goto(base_url + address)
    assert blocking == []
    assert [text for text in complaints if "404" not in text] == []


@pytest.mark.parametrize("address", [FINDER, f"{FINDER}south-ayrshire/"])
def test_what_can_be_tapped_on_the_crisis_path_is_44_pixels_high(new_context, base_url, address):
    page = new_context(viewport={"width": 360, "height": 640}).new_page()
    page.goto(base_url + address)
    for target in page.locator("main .call, main .line__number, main button, .leave a, .worried a").all():
        if target.is_visible():
            assert target.bounding_box()["height"] >= 44, target.inner_text()
