"""J7: somebody who uses a screen reader and mistypes, with the script files blocked."""

import pytest

from tests.browser.visitor import FINDER

TUESDAY_AFTERNOON = "2026-12-01T14:00:00+00:00"
NAME = "document.activeElement.id || document.activeElement.innerText"


@pytest.mark.parametrize("visitor", ["phone", "phone without scripts", "desk"], indirect=True)
def test_a_misspelt_town_is_heard_and_put_right_by_one_link(visitor, server_at):
    site = server_at(TUESDAY_AFTERNOON)
    page = visitor.page
    page.route("**/*.js", lambda route: route.abort())
    page.goto(site + FINDER)
    assert page.locator("[role=combobox], [role=listbox], [role=option]").count() == 0
    # Past the header, then the police, then the field.
    heard = []
    for key in ("Tab", "Enter", "Tab", "Tab"):
        page.keyboard.press(key)
        heard.append(page.evaluate(NAME))
    assert heard[0] == "Skip to main content"
    assert heard[2:] == ["999", "place"]

    page.keyboard.type("Stranrar")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    assert page.title().startswith("Error:")
    field = page.get_by_label("Where does the child live?")
    described = field.get_attribute("aria-describedby").split()
    error = page.locator(f"#{described[-1]}").inner_text()
    problem = page.get_by_role("alert")
    assert problem.get_by_role("link").first.inner_text() in error
    problem.get_by_role("link").first.click()
    assert page.evaluate(NAME) == "place"
    suggestions = problem.get_by_role("listitem").get_by_role("link")
    assert 1 <= suggestions.count() <= 3
    visitor.taps(suggestions.filter(has_text="Stranraer"))

    assert page.get_by_role("heading", level=1).inner_text() == "Dumfries and Galloway"
    call = page.get_by_role("link", name="Call", exact=False).and_(page.locator(".call--lead")).first
    spoken = call.locator(".visually-hidden").inner_text()
    assert "Dumfries and Galloway" in spoken
    assert "0 3 0" in spoken
