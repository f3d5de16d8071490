"""J2: a parent on a shared tablet, living with the person they fear, who walks in.

test_leave_this_page.py has what comes after the tap.
"""

import pytest

from tests.browser.visitor import FINDER

SATURDAY_NIGHT = "2026-11-28T23:40:00+00:00"
ELSEWHERE = "https://www.bbc.co.uk/weather"


def rain(route) -> None:
    route.fulfill(body="<title>Weather</title>Rain", content_type="text/html")


@pytest.fixture
def at_the_number(visitor, server_at):
    """On the council's page, after the finder. The page that Leave goes to is answered here."""
    visitor.page.route(f"{ELSEWHERE}**", rain)
    visitor.page.goto(server_at(SATURDAY_NIGHT) + FINDER)
    visitor.asks("Ayr")
    return visitor


def test_it_is_the_second_stop_of_the_tab_key_and_works_from_there(at_the_number):
    page = at_the_number.page
    assert "does not clear your history" in page.locator(".leave").inner_text()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Leave this page"
    page.keyboard.press("Enter")
    page.wait_for_url(f"{ELSEWHERE}**")
    assert page.context.pages == [page]


def test_no_title_on_the_way_names_the_subject(at_the_number):
    titles = [at_the_number.page.title()]
    at_the_number.page.go_back()
    titles.append(at_the_number.page.title())
    for word in ("abuse", "protection", "social work"):
        assert not [title for title in titles if word in title.lower()]
