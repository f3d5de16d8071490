"""Leave this page in Firefox: finder, result, leave, Back three times, as in test_leave_this_page.py for Chromium."""

import pytest

from tests.browser import firefox
from tests.browser.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.skipif(not firefox.PROGRAM, reason="no Firefox: apt-get install firefox-esr")
FINDER = "/find-out-who-to-talk-to/"
ELSEWHERE = "https://www.bbc.co.uk/weather"
SATURDAY_NIGHT = "2026-11-28T23:40:00+00:00"
NUMBER_IS_SHOWN = "document.body.textContent.includes('0800 328 7758')"
FIELD = "document.getElementById('place').value"


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """Gives a function: scripts on or off -> a Firefox, started once."""
    browsers: dict[bool, firefox.Firefox] = {}

    def browser(scripts: bool) -> firefox.Firefox:
        if scripts not in browsers:
            browsers[scripts] = firefox.Firefox(tmp_path_factory.mktemp("firefox"), scripts=scripts)
        return browsers[scripts]

    yield browser
    for each in browsers.values():
        each.close()


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
def opened(request, running):
    """Gives a function: scripts on or off -> Firefox on an empty tab."""

    def browser(scripts: bool) -> firefox.Firefox:
        running(scripts).new_tab(request.param)
        return running(scripts)

    return browser


def find_ayr(browser, address):
    browser.open(address + FINDER)
    browser.run("document.getElementById('place').value = 'Ayr'")
    browser.run("document.querySelector('.ask button').click()")
    # Until its script is there, "Leave this page" is a plain link.
    browser.wait_for(f"document.readyState === 'complete' && {NUMBER_IS_SHOWN}")


def leave(browser):
    browser.run("document.querySelector('.leave__link').click()")
    browser.wait_for(f"document.documentURI.startsWith('about:neterror') || location.href === '{ELSEWHERE}'")


def test_with_scripts_back_never_shows_the_number_again(opened, server_at):
    address, browser = server_at(SATURDAY_NIGHT), opened(True)
    find_ayr(browser, address)
    leave(browser)
    browser.back()
    assert browser.address() == address + FINDER
    assert browser.run(FIELD) == ""
    assert browser.run(NUMBER_IS_SHOWN) is False
    browser.back()
    assert browser.address().startswith("about:")


def test_without_scripts_back_shows_what_the_safety_page_says(opened, server_at):
    address, browser = server_at(SATURDAY_NIGHT), opened(False)
    find_ayr(browser, address)
    leave(browser)
    browser.back()
    assert browser.address() == f"{address}{FINDER}south-ayrshire/"
    browser.back()
    assert browser.address() == address + FINDER
    assert browser.run(NUMBER_IS_SHOWN) is False
    browser.back()
    assert browser.address().startswith("about:")


def test_shift_three_times_leaves(opened, server_at):
    browser = opened(True)
    find_ayr(browser, server_at(SATURDAY_NIGHT))
    browser.press("\ue008", times=3)
    browser.wait_for(f"document.documentURI.startsWith('about:neterror') || location.href === '{ELSEWHERE}'")
