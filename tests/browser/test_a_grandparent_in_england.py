"""J4: a grandparent in Newcastle, worried about a child in Aberdeen, on a Tuesday at 14:00, with a landline."""

from tests.browser.visitor import FINDER

TUESDAY_AFTERNOON = "2026-12-01T14:00:00+00:00"


def test_the_postcode_of_their_own_home_is_put_right_in_one_step(visitor, server_at):
    site = server_at(TUESDAY_AFTERNOON)
    page = visitor.page
    page.goto(site + FINDER)
    visitor.asks("NE1 4ST")
    assert page.title().count("Error:") == 1
    assert page.title().startswith("Error:")
    problem = page.get_by_role("alert").inner_text()
    assert "in England" in problem
    assert "where the child lives" in problem
    assert page.locator(".call--lead").count() == 0
    assert page.get_by_label("Where does the child live?").input_value() == "NE1 4ST"
    assert page.get_by_role("alert").get_by_role("link", name="not in Scotland").count() == 1

    visitor.asks("Aberdeen")
    assert page.url == f"{site}{FINDER}aberdeen-city/"
    assert "Error" not in page.title()
    lead = page.locator(".call--lead").first
    assert visitor.sees_at_once(lead)
    # In groups, for dialling by hand, and digit by digit for a screen reader.
    assert lead.locator("[aria-hidden]").inner_text() == "01224 306877"
    assert "0 1 2 2 4" in lead.get_attribute("aria-label") if lead.get_attribute("aria-label") else lead.text_content()
    assert "101 reaches the police where you are." in page.locator(".police").inner_text()
    assert visitor.steps == 4
    assert visitor.left_nothing(site)
