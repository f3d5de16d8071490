"""J5: a delivery driver on a council boundary, on a Friday about 16:00, with one bar of signal."""

from tests.browser.visitor import FINDER

OPEN, CLOSED = "2026-11-27T15:50:00+00:00", "2026-11-27T16:05:00+00:00"
# No such postcode, letters for digits, and its neighbours lie in two councils.
LABEL = " ka1O.6zZ"
OFFICE, OUT_OF_HOURS, NEXT_DOOR = "tel:01292288645", "tel:08003287758", "tel:01563554200"


def leads(page) -> dict[str, list[str]]:
    return {
        part.get_by_role("heading", level=2).inner_text(): [
            call.get_attribute("href") for call in part.locator(".call--lead").all()
        ]
        for part in page.locator(".cards .sheet").all()
    }


def test_both_councils_stand_side_by_side_each_with_its_own_number_for_now(visitor, server_at):
    site = server_at(CLOSED)
    page = visitor.page
    page.goto(site + FINDER)
    landing = visitor.bytes
    visitor.asks(LABEL)
    found = leads(page)
    assert sorted(found) == ["East Ayrshire", "South Ayrshire"]
    assert found["South Ayrshire"] == [OUT_OF_HOURS]
    assert NEXT_DOOR in found["East Ayrshire"]
    assert "Not sure? Ring any of them." in page.get_by_role("main").inner_text()
    # The tap on a number is the third step, and no address was asked for.
    assert visitor.steps + 1 == 3
    assert page.locator("main select, main input[type=radio]").count() == 0
    assert visitor.bytes - landing <= 15_000
    assert visitor.left_nothing(site)

    page.context.set_offline(True)
    assert leads(page) == found
    assert page.get_by_role("heading", name="What to say").is_visible()


def test_ten_minutes_before_the_office_of_the_one_that_closes_still_leads(phone, server_at):
    phone.goto(server_at(OPEN) + FINDER)
    phone.get_by_label("Where does the child live?").fill(LABEL)
    phone.get_by_role("button", name="Find").click()
    found = leads(phone)
    assert found["South Ayrshire"] == [OFFICE]
    assert NEXT_DOOR in found["East Ayrshire"]
