"""J10: the database is away at 02:00; in the morning somebody refuses cookies and complains about the privacy page."""

import pytest

from tests.browser.conftest import Server, copy_database
from tests.browser.visitor import FINDER

NIGHT = "2026-12-02T02:00:00+00:00"


@pytest.fixture(scope="module")
def server(first_database, tmp_path_factory):
    database = tmp_path_factory.mktemp("night") / "site.sqlite3"
    copy_database(first_database, database)
    server = Server(database, NIGHT)
    yield server
    server.stop()


@pytest.fixture
def without_a_database(server):
    """The file is taken away, as a disk might be; afterwards it is back."""
    files = [path for path in server.database.parent.iterdir() if path.name.startswith("site.sqlite3")]
    away = server.database.parent / "away"
    away.mkdir()
    for path in files:
        path.rename(away / path.name)
    server.database.mkdir()
    yield server.address
    server.database.rmdir()
    for path in away.iterdir():
        path.rename(server.database.parent / path.name)
    away.rmdir()


def test_with_the_database_away_the_numbers_are_still_there(visitor, without_a_database):
    site = without_a_database
    page = visitor.page
    page.goto(site + FINDER)
    visitor.asks("Ayr")
    assert page.locator(".call--lead").get_attribute("href") == "tel:08003287758"
    page.goto(f"{site}{FINDER}all-numbers/")
    assert page.locator("main h2").count() == 32
    assert visitor.left_nothing(site)


def test_in_the_morning_a_refusal_keeps_the_choice_alone_and_a_complaint_gets_a_reference(visitor, base_url):
    page = visitor.page
    page.goto(f"{base_url}/cookies/")
    page.locator("main").get_by_role("button", name="No, do not").click()
    page.get_by_role("status").get_by_text("You said no.").wait_for()
    assert [cookie["name"] for cookie in page.context.cookies()] == ["consent"]

    page.goto(f"{base_url}/contact-us/data-protection-complaint/")
    for field in page.locator("main .letter textarea").all():
        field.fill("Please say what you keep about a visit.")
    # The form asks who is quicker than a person can write to read it through, and keeps what was written.
    page.get_by_role("button", name="Send").click()
    page.get_by_text("Read it through, then press Send again.").wait_for()
    page.wait_for_timeout(3_500)
    page.get_by_role("button", name="Send").click()
    page.locator(".letter__reference").wait_for()
    assert "30 days" in page.get_by_role("main").inner_text()
    assert [cookie["name"] for cookie in page.context.cookies()] == ["consent"]
