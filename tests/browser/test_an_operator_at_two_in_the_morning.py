"""J10: the database is away at 02:00; in the morning somebody refuses cookies and complains about the privacy page.

That the numbers after a restore are those from before it: `tests/test_backup.py`.
"""

import time

import pytest

from tests.browser import databases
from tests.browser.visitor import FINDER

NIGHT = "2026-12-02T02:00:00+00:00"


@pytest.fixture(scope="module")
def server(new_server):
    server = new_server(NIGHT, MAKE_PAGES_BEFOREHAND="yes")
    for _ in range(600):
        if (copies := len(list(server.own_folder().glob("mirror/**/*.html")))) > 40:
            return server
        time.sleep(0.1)
    raise AssertionError(f"Only {copies} pages were made beforehand.")


@pytest.fixture
def without_a_database(server):
    databases.take_away(server.database)
    yield server.address
    databases.bring_back(server.database)


def test_with_the_database_away_the_numbers_are_still_there(visitor, without_a_database):
    site = without_a_database
    page = visitor.page
    page.goto(site + FINDER)
    visitor.asks("Ayr")
    assert page.locator(".call--lead").get_attribute("href") == "tel:08003287758"
    before = visitor.bytes
    page.goto(f"{site}{FINDER}all-numbers/")
    assert visitor.bytes - before <= 30_000
    assert page.locator("main h2").count() == 32
    assert page.locator("main a[href='tel:999']").count() >= 1
    assert visitor.left_nothing(site)


def test_in_the_morning_a_refusal_keeps_the_choice_alone_and_a_complaint_gets_a_reference(visitor, base_url):
    page = visitor.page
    page.goto(f"{base_url}/contact-us/data-protection-complaint/")
    for field in page.locator("main .letter textarea").all():
        field.fill("Please say what you keep about a visit.")
    # The form asks who is quicker than a person can write to read it through, and keeps what was written.
    page.get_by_role("button", name="Send").click()
    page.get_by_text("Read it through, then press Send again.").wait_for()
    shown = time.monotonic()
    refuse_cookies(page.context.new_page(), base_url)
    time.sleep(max(0, 3.1 - (time.monotonic() - shown)))
    page.get_by_role("button", name="Send").click()
    page.locator(".letter__reference").wait_for()
    assert "30 days" in page.get_by_role("main").inner_text()
    assert [cookie["name"] for cookie in page.context.cookies()] == ["consent"]


def refuse_cookies(page, base_url):
    page.goto(f"{base_url}/cookies/")
    page.locator("main").get_by_role("button", name="No, do not").click()
    page.get_by_role("status").get_by_text("You said no.").wait_for()
    assert [cookie["name"] for cookie in page.context.cookies()] == ["consent"]
