"""J1: a neighbour at 23:40 on a Saturday, on an old phone. Knows the town, not the postcode."""

from tests.browser.visitor import FINDER

SATURDAY_NIGHT = "2026-11-28T23:40:00+00:00"


def test_three_steps_lead_to_the_out_of_hours_number_and_leave_nothing_behind(visitor, server_at):
    site = server_at(SATURDAY_NIGHT)
    page = visitor.page
    page.goto(site + FINDER)
    for shown in (
        page.get_by_role("main").get_by_role("link", name="999").first,
        page.get_by_label("Where does the child live?"),
        page.get_by_role("button", name="Find"),
        page.get_by_role("link", name="Leave this page"),
        page.get_by_role("link", name="Is it you?"),
    ):
        assert visitor.sees_at_once(shown), shown
    assert visitor.bytes <= 35_000
    landing = visitor.bytes

    visitor.asks("Ayr")
    assert page.url == f"{site}{FINDER}south-ayrshire/"
    assert page.get_by_role("heading", level=1).inner_text() == "South Ayrshire"
    call = page.locator(".call--lead")
    assert call.get_attribute("href") == "tel:08003287758"
    assert visitor.sees_at_once(call)
    assert visitor.sees_at_once(page.get_by_role("link", name="Somewhere else? Change"))
    assert visitor.sees_at_once(page.locator(".card").get_by_role("link", name="999"))
    card = page.locator(".card").inner_text()
    assert "Open now until" in card
    assert "Closed now, opens" in card
    assert "You do not have to be sure." in page.locator(".reassure").inner_text()
    # The tap on the number is the third step.
    assert visitor.steps + 1 == 3
    assert visitor.bytes - landing <= 15_000
    assert visitor.reading_age() <= 9
    assert visitor.left_nothing(site)


def test_who_lands_on_the_councils_page_from_a_search_engine_needs_one_step(visitor, server_at):
    visitor.page.goto(f"{server_at(SATURDAY_NIGHT)}{FINDER}south-ayrshire/")
    assert visitor.sees_at_once(visitor.page.locator("main h1"))
    assert visitor.sees_at_once(visitor.page.locator(".call--lead"))


def test_a_yes_to_being_counted_changes_nothing_of_the_first_view(phone, server_at):
    site = server_at(SATURDAY_NIGHT)
    phone.goto(site + FINDER)
    before = phone.screenshot()
    phone.goto(f"{site}/")
    phone.get_by_role("button", name="Yes, count it").click()
    phone.get_by_text("Your visit is counted").wait_for()
    phone.goto(site + FINDER)
    assert phone.screenshot() == before
