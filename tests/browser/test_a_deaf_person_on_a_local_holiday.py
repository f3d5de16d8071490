"""J6: somebody Deaf who uses BSL, at 19:30 on a local public holiday that is not a national one."""

import time

import pytest

from tests.browser.visitor import FINDER

EVENING = "2027-02-15T19:30:00+00:00"
DAY_OFF = """
from datetime import date
from tests.two_people import put_on_site, with_holiday
put_on_site(with_holiday("south-ayrshire", date(2027, 2, 15), "Local holiday"))
"""


@pytest.fixture(scope="module")
def on_a_local_holiday(new_server):
    """A server whose editors entered a day off for one council."""
    server = new_server(EVENING)
    server.manage("shell", "-v", "0", "-c", DAY_OFF)
    return server.address


def test_the_day_off_is_known_and_each_way_without_a_voice_says_what_it_is_for(visitor, on_a_local_holiday):
    site = on_a_local_holiday
    page = visitor.page
    page.goto(site + FINDER)
    visitor.asks("Ayr")
    # What was published reaches the server's process within moments.
    for _ in range(50):
        if "Local holiday" in page.locator(".card").inner_text():
            break
        time.sleep(0.2)
        page.reload()
    assert "The office is closed today (Local holiday)." in page.locator(".card").inner_text()
    assert page.locator(".call--lead").get_attribute("href") == "tel:08003287758"

    ways = page.locator("#cannot-talk .ways__way")
    assert ways.count() >= 4
    for way in ways.all():
        assert "Emergency: " in way.inner_text()
        assert "Sign up first: " in way.inner_text()
    words = page.locator("#cannot-talk").inner_text()
    assert "contactSCOTLAND-BSL" in words
    assert "999 BSL" in words
    assert visitor.steps <= 3
    assert page.locator("video, iframe").count() == 0

    page.goto(f"{site}{FINDER}fife/")
    assert "Local holiday" not in page.locator(".card").inner_text()
    assert visitor.left_nothing(site)
