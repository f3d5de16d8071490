"""J3: a 13-year-old on a school laptop at 07:50 on a Tuesday, with no phone."""

import pytest

TUESDAY_MORNING = "2026-12-01T07:50:00+00:00"
SCHOOL_LAPTOP = {"width": 1366, "height": 768}


@pytest.mark.parametrize("start", ["/", "/find-out-who-to-talk-to/"])
def test_the_door_for_a_child_is_on_the_first_screen_and_leads_to_somebody_to_talk_to(visitor, server_at, start):
    site = server_at(TUESDAY_MORNING)
    page = visitor.page
    if page.viewport_size["width"] > 1000:
        page.set_viewport_size(SCHOOL_LAPTOP)
    page.goto(site + start)
    door = page.get_by_role("link", name="Is it you?")
    assert visitor.sees_at_once(door)
    visitor.taps(door)

    assert visitor.steps <= 2
    assert page.url == f"{site}/find-out-who-to-talk-to/#is-it-you"
    part = page.locator("#is-it-you")
    box = part.bounding_box()
    assert -1 <= box["y"] <= page.viewport_size["height"] / 2
    words = part.inner_text()
    for said in ("0800 1111", "its website", "Tell an adult you trust", "ring with you", "999", "what stays private"):
        assert said in words
    assert visitor.reading_age("#is-it-you") <= 8
    # The home page and the finder, or the finder alone.
    assert visitor.bytes <= 25_000 * (2 if start == "/" else 1)
    for filtered in ("abuse", "sex", "drug", "violence", "suicide", "harm"):
        assert filtered not in page.url
    assert not page.locator("main img").count()
    assert visitor.left_nothing(site)
