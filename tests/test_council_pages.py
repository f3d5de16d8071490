"""A council's page: the number to ring now, first, and everything around it."""

import gzip
import json
import re
from datetime import date

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse

from contacts import contact_files
from contacts.models import NumberCheck, Service, ServiceLine
from tests.two_people import put_on_site, with_holiday

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh")]
SLUGS = [row["slug"] for row in contact_files.read_rows()["councils.csv"]]
ROUND_TRIP = 14 * 1024
SATURDAY_NIGHT = "2026-11-21 23:40Z"
WEDNESDAY_MORNING = "2026-11-25 10:00Z"


def page(client, slug, at=WEDNESDAY_MORNING):
    with time_machine.travel(at):
        return BeautifulSoup(client.get(f"/find-out-who-to-talk-to/{slug}/").content, "html.parser")


def text_of(node):
    return " ".join(node.get_text(" ").split())


def leading(soup):
    return [link["href"] for link in soup.select("a.call--lead")]


def checked(number, on, next_due):
    service = ServiceLine.objects.get(number=number, held_back="").service
    NumberCheck.objects.create(service=service, number=number, on=on, how="rang", result="right", next_due=next_due)


@pytest.mark.parametrize("slug", SLUGS)
def test_every_council_has_a_page_with_a_number_to_ring(client, slug):
    assert leading(page(client, slug))


@pytest.mark.parametrize("slug", SLUGS)
def test_every_page_has_the_police_at_the_top(client, slug):
    assert {"tel:999", "tel:101"} <= {link["href"] for link in page(client, slug).select(".card a")}


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("at", [SATURDAY_NIGHT, WEDNESDAY_MORNING])
def test_every_page_fits_one_round_trip(client, slug, at):
    with time_machine.travel(at):
        assert len(gzip.compress(client.get(f"/find-out-who-to-talk-to/{slug}/").content)) <= ROUND_TRIP


def test_on_saturday_night_the_out_of_hours_number_is_the_only_large_button(client):
    assert leading(page(client, "south-ayrshire", SATURDAY_NIGHT)) == ["tel:08003287758"]


def test_on_a_weekday_morning_the_office_is_the_only_large_button(client):
    assert leading(page(client, "south-ayrshire")) == ["tel:01292288645"]


def test_where_no_number_is_known_the_police_lead(client):
    assert leading(page(client, "east-renfrewshire")) == ["tel:101"]


def test_the_page_says_that_the_office_is_closed(client):
    assert "The office is closed. This is the out-of-hours team." in text_of(page(client, "fife", SATURDAY_NIGHT))


def test_on_a_local_holiday_the_page_names_it(client):
    put_on_site(with_holiday("fife", date(2026, 11, 25), "Fife Day"))
    assert "closed today (Fife Day)" in text_of(page(client, "fife"))


def test_what_stands_on_the_page_stands_in_the_order_of_the_design(client):
    found = text_of(page(client, "south-ayrshire", SATURDAY_NIGHT).main)
    places = [
        found.index(words)
        for words in (
            "South Ayrshire",
            "Somewhere else? Change",
            "0800 328 7758",
            "Open now",
            "01292 288645",
            "999",
            "101 reaches the police where you are",
            "We have not been able to check this number yet: if nobody answers, ring the police on 101",
            "You do not have to be sure. You do not have to give your name.",
            "You cannot talk on the phone",
            "What to say",
            "What happens next",
            "You do not have to be sure You",
            "Nobody answered?",
            "Is it you?",
            "Wrong number? Tell us",
        )
    ]
    assert places == sorted(places)


def test_the_title_is_neutral(client):
    assert page(client, "south-ayrshire").title.get_text() == "Who to talk to in South Ayrshire"


def test_the_way_out_stands_before_the_numbers(client):
    html = str(page(client, "south-ayrshire"))
    assert html.index("data-leave") < html.index("call--lead")


def test_a_keypad_option_stands_by_its_number(client):
    assert "Choose option 1" in text_of(page(client, "south-ayrshire"))


def test_whom_to_ask_for_stands_by_the_number(client):
    assert "Ask for the Social Work Access team" in text_of(page(client, "dumfries-and-galloway"))


def test_several_areas_ask_to_pick_where_the_child_lives(client):
    assert "Pick the area where the child lives" in text_of(page(client, "na-h-eileanan-siar"))


def test_a_checked_number_says_when(client):
    checked("01292 288645", date(2026, 5, 12), date(2027, 5, 12))
    assert "Checked on 12 May 2026" in text_of(page(client, "south-ayrshire").main)


def test_an_overdue_check_says_since_when(client):
    checked("01292 288645", date(2025, 5, 12), date(2025, 11, 12))
    found = text_of(page(client, "south-ayrshire").main)
    assert "We have not been able to check this number since 12 May 2025" in found


def test_every_number_says_what_is_not_known_of_the_call(client):
    found = text_of(page(client, "south-ayrshire").main)
    assert found.count("we do not know if this call is free") == 2


def test_a_screen_reader_hears_the_number_digit_by_digit(client):
    assert "0 1 2 9 2, 2 8 8 6 4 5" in text_of(page(client, "south-ayrshire").select_one("a.call--lead"))


def test_a_number_that_is_held_back_is_on_no_page_and_in_no_export(client):
    shown = {row["number"] for row in contact_files.read_rows()["lines.csv"] if not row["held_back"]}
    held = {row["number"] for row in contact_files.read_rows()["lines.csv"] if row["held_back"]} - shown
    addresses = [f"{slug}/{kind}" for slug in SLUGS for kind in ("", "contact.vcf")]
    addresses += ["", "contacts.json", "contacts.csv", "changes.atom", "nowhere/"]
    everything = "".join(client.get(f"/find-out-who-to-talk-to/{address}").content.decode() for address in addresses)
    assert [number for number in held if number in everything or number.replace(" ", "") in everything] == []


def test_no_page_sets_a_cookie(client):
    assert not client.get("/find-out-who-to-talk-to/south-ayrshire/").cookies


def test_structured_data_cannot_end_its_own_element(client):
    service = Service.objects.get(key="fife-office")
    service.name = "</script><script>alert(1)</script>"
    put_on_site(service)
    html = client.get("/find-out-who-to-talk-to/fife/").content.decode()
    assert "<script>alert" not in html


def test_structured_data_names_the_council(client):
    found = page(client, "fife").select_one('script[type="application/ld+json"]')
    assert json.loads(found.string)["@type"] == "GovernmentOffice"


def test_an_unknown_council_is_not_found_and_still_has_numbers(client):
    response = client.get("/find-out-who-to-talk-to/atlantis/")
    assert response.status_code == 404
    assert 'href="tel:999"' in response.content.decode()


@pytest.mark.parametrize("slug", ["%00", "a" * 3000, "%FF%FE", "..", "FIFE", "fife%0A", "<script>", "%E2%80%AE"])
def test_no_path_gives_a_server_error(client, slug):
    assert client.get(f"/find-out-who-to-talk-to/{slug}/").status_code in {301, 400, 404}


def test_a_page_answers_head(client):
    assert client.head("/find-out-who-to-talk-to/fife/").status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_a_page_takes_nothing(client, method):
    assert getattr(client, method)("/find-out-who-to-talk-to/fife/").status_code == 405


def test_a_contact_card_can_be_saved(client):
    response = client.get(reverse("contacts:vcard", args=["fife"]))
    assert response["Content-Type"] == "text/vcard; charset=utf-8"
    assert response.content.startswith(b"BEGIN:VCARD\r\n")


def test_a_contact_card_of_an_unknown_council_is_not_found(client):
    assert client.get("/find-out-who-to-talk-to/atlantis/contact.vcf").status_code == 404


def test_the_page_knows_when_it_will_read_differently(client):
    with time_machine.travel("2026-11-27 15:59Z"):
        response = client.get("/find-out-who-to-talk-to/south-ayrshire/")
    assert f"{response.changes_at:%H:%M}" == "16:00"


def test_the_crisis_path_asks_for_nothing_from_another_host(client):
    html = str(page(client, "south-ayrshire"))
    assert re.findall(r"""(?:src|srcset|rel="stylesheet" href)=["']?https?:""", html) == []
