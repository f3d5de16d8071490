"""J1: a neighbour at 23:40 on a Saturday, on an old phone. Knows the town, not the postcode."""

import pytest

SATURDAY_NIGHT = "2026-11-21T23:40:00+00:00"
FINDER = "/find-out-who-to-talk-to/"


@pytest.fixture(params=[True, False], ids=["scripts on", "scripts off"])
def page(request, new_context):
    context = new_context(viewport={"width": 360, "height": 640}, has_touch=True, java_script_enabled=request.param)
    return context.new_page()


def bottom_of(locator) -> float:
    box = locator.bounding_box()
    return box["y"] + box["height"]


def test_three_steps_lead_to_the_out_of_hours_number_without_scrolling(page, server_at):
    page.goto(server_at(SATURDAY_NIGHT) + FINDER)
    page.get_by_label("Where does the child live?").fill("Ayr")
    page.get_by_role("button", name="Find").click()

    assert page.url.endswith(f"{FINDER}south-ayrshire/")
    assert page.get_by_role("heading", level=1).inner_text() == "South Ayrshire"
    call = page.locator(".call--lead")
    assert call.count() == 1
    assert call.get_attribute("href") == "tel:08003287758"
    assert bottom_of(call) <= 640
    assert "closed now, opens Monday 8:45am" in page.locator(".card").inner_text().replace("Closed", "closed")


def test_the_first_view_of_the_finder_holds_999_the_field_the_way_out_and_childline(page, server_at):
    page.goto(server_at(SATURDAY_NIGHT) + FINDER)
    for shown in (
        page.get_by_role("main").get_by_role("link", name="999").first,
        page.get_by_label("Where does the child live?"),
        page.get_by_role("button", name="Find"),
        page.get_by_role("link", name="Leave this page"),
        page.get_by_role("link", name="Is it you?"),
    ):
        assert bottom_of(shown) <= 640, shown


def test_who_lands_on_the_councils_page_from_a_search_engine_needs_one_step(page, server_at):
    page.goto(f"{server_at(SATURDAY_NIGHT)}{FINDER}south-ayrshire/")
    assert bottom_of(page.locator(".call--lead")) <= 640
    assert page.locator("main h1").bounding_box()["y"] < page.locator(".call--lead").bounding_box()["y"]


def test_the_whole_path_is_small_and_asks_nothing_of_others(new_context, server_at):
    site = server_at(SATURDAY_NIGHT)
    page = new_context(viewport={"width": 360, "height": 640}).new_page()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(site + FINDER)
    page.get_by_label("Where does the child live?").fill("Ayr")
    page.get_by_role("button", name="Find").click()

    assert all(url.startswith(site) for url in requests)
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
