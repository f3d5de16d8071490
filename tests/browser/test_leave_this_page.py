"""Leave this page: finder, result, leave, Back three times. Each step shows what /safety/ says, word for word."""

import pytest

from tests.browser.conftest import DESKTOP, PHONE, SWITCHES

FINDER = "/find-out-who-to-talk-to/"
ELSEWHERE = "https://www.bbc.co.uk/weather"
NUMBER = "0800 328 7758"
SATURDAY_NIGHT = "2026-11-28T23:40:00+00:00"
WITH_SCRIPTS = (
    "Back goes to the page that you opened before the one you left. If that was the finder, it shows the finder with "
    "an empty field. It does not show what you typed, or the number."
)
WITHOUT = (
    "Where scripts are off, it is a plain link. Then Back shows the page that you left, with the number. Back again "
    "shows the finder. In some browsers it still has what you typed."
)


@pytest.fixture(scope="module")
def with_back_forward_cache(browser_type, browser_type_launch_args):
    """A browser as people have it: Playwright's own switches keep pages out of the back/forward cache."""
    off = ["--disable-back-forward-cache"]
    browser = browser_type.launch(**{**browser_type_launch_args, "args": SWITCHES}, ignore_default_args=off)
    yield browser
    browser.close()


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
def opened(request, with_back_forward_cache):
    """Gives a function: scripts on or off -> a page on an empty tab, on a network where the weather answers."""
    contexts = []

    def page(scripts: bool):
        size = {"viewport": request.param, "has_touch": request.param is PHONE}
        contexts.append(with_back_forward_cache.new_context(**size, java_script_enabled=scripts))
        tab = contexts[-1].new_page()
        tab.route(
            f"{ELSEWHERE}**", lambda route: route.fulfill(body="<title>Weather</title>", content_type="text/html")
        )
        return tab

    yield page
    for context in contexts:
        context.close()


def find_ayr(page, address):
    page.goto(address + FINDER)
    page.get_by_label("Where does the child live?").fill("Ayr")
    page.get_by_role("button", name="Find").click()
    page.get_by_text(NUMBER).first.wait_for()
    # Until its script is there, "Leave this page" is a plain link.
    page.wait_for_load_state()


def field_on(page):
    return page.get_by_label("Where does the child live?").input_value()


def back(page):
    """As the Back key does. A page out of the back/forward cache is not loaded again, so nothing waits for that."""
    page.go_back(wait_until="commit")
    page.wait_for_timeout(500)


def says(page, address, words):
    page.goto(f"{address}/safety/")
    return words in " ".join(page.get_by_role("main").inner_text().split())


def test_with_scripts_back_never_shows_the_number_again(opened, server_at):
    address = server_at(SATURDAY_NIGHT)
    page = opened(True)
    find_ayr(page, address)
    page.get_by_role("link", name="Leave this page").click()
    page.wait_for_url(ELSEWHERE)
    back(page)
    assert page.url == address + FINDER
    assert field_on(page) == ""
    assert NUMBER not in page.content()
    back(page)
    assert page.url == "about:blank"
    back(page)
    assert page.url == "about:blank"
    assert says(page, address, WITH_SCRIPTS)


def test_without_scripts_back_shows_what_the_safety_page_says(opened, server_at):
    address = server_at(SATURDAY_NIGHT)
    page = opened(False)
    find_ayr(page, address)
    page.get_by_role("link", name="Leave this page").click()
    page.wait_for_url(ELSEWHERE)
    back(page)
    assert page.url == f"{address}{FINDER}south-ayrshire/"
    back(page)
    assert page.url == address + FINDER
    assert NUMBER not in page.content()
    assert field_on(page) == "Ayr"
    back(page)
    assert page.url == "about:blank"
    assert says(page, address, WITHOUT)


def test_what_was_typed_on_the_first_page_is_gone_too(opened, server_at):
    page = opened(True)
    page.goto(server_at(SATURDAY_NIGHT))
    page.get_by_label("Where does the child live?").fill("Ayr")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Leave this page").click()
    page.wait_for_url(ELSEWHERE)
    back(page)
    assert field_on(page) == ""


def test_shift_three_times_leaves_in_the_same_tab(opened, server_at):
    page = opened(True)
    find_ayr(page, server_at(SATURDAY_NIGHT))
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url(ELSEWHERE)
    assert len(page.context.pages) == 1


def test_the_page_is_blank_at_once_however_slow_the_network(opened, server_at):
    page = opened(True)
    find_ayr(page, server_at(SATURDAY_NIGHT))
    # In one breath with the press, before the network is even asked.
    click = "document.querySelector('.leave__link').click()"
    assert page.evaluate(f"() => {{ {click}; return [document.title, document.body.childElementCount] }}") == [
        "Weather",
        0,
    ]


def test_leaving_sends_nothing_to_us_and_no_referrer_to_them(opened, server_at):
    page = opened(True)
    address = server_at(SATURDAY_NIGHT)
    find_ayr(page, address)
    asked = []
    page.on("request", lambda request: asked.append(request))
    page.get_by_role("link", name="Leave this page").click()
    page.wait_for_url(ELSEWHERE)
    # The browser fetches a page's icon whenever it has time: that belongs to coming, not to leaving.
    asked = [request for request in asked if not request.url.startswith(f"{address.rstrip('/')}/static/img/icon")]
    assert [request.url for request in asked] == [ELSEWHERE]
    assert "referer" not in asked[0].headers


@pytest.mark.parametrize("path", [FINDER, f"{FINDER}south-ayrshire/", "/safety/", f"{FINDER}all-numbers/"])
def test_pages_on_the_crisis_path_are_kept_nowhere_on_the_device(page, base_url, path):
    assert page.request.get(base_url + path).headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", [FINDER, f"{FINDER}south-ayrshire/", "/safety/", f"{FINDER}fife/wrong-number/"])
def test_title_icon_and_preview_say_nothing_of_a_child(page, base_url, path):
    page.goto(base_url + path)
    shown = [page.title(), page.locator("link[rel=icon]").get_attribute("href")]
    shown += page.locator("meta[name=description], meta[property^='og:']").evaluate_all(
        "all => all.map((meta) => meta.content)"
    )
    for word in ("child", "abuse", "protect", "worried", "danger"):
        assert word not in " ".join(shown).lower()
