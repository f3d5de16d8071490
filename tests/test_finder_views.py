"""The finder, as somebody who types into it meets it."""

import gzip

import pytest
import time_machine
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contacts import contact_files

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh")]
FINDER = "/find-out-who-to-talk-to/"
FORM = "application/x-www-form-urlencoded"
COUNCILS = [(row["name"], row["slug"]) for row in contact_files.read_rows()["councils.csv"]]


def ask(client, place):
    return client.post(FINDER, {"place": place})


def soup_of(response):
    return BeautifulSoup(response.content, "html.parser")


def text_of(response):
    return " ".join(soup_of(response).get_text(" ").split())


@pytest.mark.parametrize(("name", "slug"), COUNCILS)
def test_the_name_of_a_council_leads_to_its_page(client, name, slug):
    response = ask(client, name)
    assert (response.status_code, response["Location"]) == (303, f"{FINDER}{slug}/")


@pytest.mark.parametrize(("name", "slug"), COUNCILS)
def test_every_council_can_be_chosen_without_typing(client, name, slug):
    links = soup_of(client.get(FINDER)).select(".a-to-z a")
    assert (name, f"{FINDER}{slug}/") in [(link.get_text(), link["href"]) for link in links]


@pytest.mark.parametrize(
    ("place", "slug"),
    [
        pytest.param("ka7 1aa", "south-ayrshire", id="a postcode"),
        pytest.param("ka7-1Aa.", "south-ayrshire", id="a postcode in a mess"),
        pytest.param("Stranraer", "dumfries-and-galloway", id="a town"),
        pytest.param("Lochaber", "highland", id="a former district"),
        pytest.param("the western isles", "na-h-eileanan-siar", id="an everyday name"),
    ],
)
def test_one_council_is_answered_by_going_there(client, place, slug):
    assert ask(client, place)["Location"] == f"{FINDER}{slug}/"


@pytest.mark.parametrize("place", ["KA7 1AA", "Stranrar", "", "London", "Ayrshire"])
def test_an_answer_to_something_typed_is_not_kept(client, place):
    assert ask(client, place)["Cache-Control"] == "no-store"


@pytest.mark.parametrize("place", ["KA7 1AA", "Stranrar", "", "London", "Ayrshire"])
def test_an_answer_sets_no_cookie(client, place):
    assert not ask(client, place).cookies


def test_the_form_needs_no_token_and_sets_no_cookie(client):
    response = client.get(FINDER)
    assert not response.cookies
    assert "csrf" not in response.content.decode().lower()


def test_the_form_works_where_tokens_are_checked(client):
    client.handler.enforce_csrf_checks = True
    assert ask(client, "Ayr").status_code == 303


def test_several_councils_stand_side_by_side_each_with_its_number_for_now(client):
    with time_machine.travel("2026-11-21 23:40Z"):
        soup = soup_of(ask(client, "Ayrshire"))
    councils = {section.h2.get_text(): section for section in soup.select(".cards > section")}
    assert councils.keys() == {"East Ayrshire", "North Ayrshire", "South Ayrshire"}
    assert all(section.select("a.call--lead") for section in councils.values())


def test_a_misspelling_is_never_a_silent_guess(client):
    response = ask(client, "Stranrar")
    assert response.status_code == 200
    assert "Stranraer (Dumfries and Galloway)" in text_of(response)


def test_a_place_in_england_is_no_council_in_scotland(client):
    response = ask(client, "NE1 4ST")
    assert response.status_code == 200
    assert "That place is in England" in text_of(response)


@pytest.mark.parametrize("place", ["Stranrar", "", "London", "xqzw vvkk", "ZZ99 9ZZ"])
def test_a_problem_is_in_the_title_once(client, place):
    assert soup_of(ask(client, place)).title.get_text().count("Error:") == 1


@pytest.mark.parametrize("place", ["Stranrar", "London", "xqzw vvkk"])
def test_after_a_problem_the_field_keeps_what_was_typed(client, place):
    assert soup_of(ask(client, place)).select_one("#place")["value"] == place


@pytest.mark.parametrize("place", ["Stranrar", "", "London", "xqzw vvkk"])
def test_a_problem_comes_with_a_summary_that_leads_to_the_field(client, place):
    assert soup_of(ask(client, place)).select_one('.problem a[href="#place"]')


@pytest.mark.parametrize("place", ["", "   ", "xqzw vvkk"])
def test_a_problem_answers_422_and_still_has_numbers(client, place):
    response = ask(client, place)
    assert response.status_code == 422
    assert {"tel:999", "tel:101", "tel:08001111"} <= {link["href"] for link in soup_of(response).select("main a")}


@pytest.mark.parametrize(
    "place",
    [
        pytest.param("\x00", id="NUL"),
        pytest.param("Ayr\x00", id="a town and NUL"),
        pytest.param("x" * 10_000, id="10,000 characters"),
        pytest.param("KA7 1AA " * 1_000, id="a thousand postcodes"),
        pytest.param("'; DROP TABLE contacts_council; --", id="SQL"),
        pytest.param("<script>alert(1)</script>", id="HTML"),
        pytest.param("🏴󠁧󠁢󠁳󠁣󠁴󠁿", id="emoji"),
        pytest.param("\ud7ff\u202e\u200b", id="signs that nobody sees"),
    ],
)
def test_no_text_gives_a_server_error(client, place):
    assert ask(client, place).status_code in {200, 303, 422}


def test_what_was_typed_is_escaped(client):
    assert "<script>alert" not in ask(client, "<script>alert(1)</script>").content.decode()


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        pytest.param(b"", FORM, id="no field"),
        pytest.param(b"town=Ayr", FORM, id="another field"),
        pytest.param(b"place=%FF%FE", FORM, id="bytes that are not UTF-8"),
        pytest.param(b"place=\xff\xfe", FORM, id="raw bytes that are not UTF-8"),
        pytest.param(b"place=Ayr", f"{FORM}; charset=utf-16", id="another charset"),
        pytest.param(b"place=Ayr", f"{FORM}; charset=nonsense", id="a charset that is none"),
        pytest.param(b'{"place": "Ayr"}', "application/json", id="JSON"),
        pytest.param(b"place=Ayr", "multipart/form-data", id="multipart without a boundary"),
        pytest.param(b"--x\r\nnothing", "multipart/form-data; boundary=x", id="broken multipart"),
        pytest.param(b"place=Ayr", "", id="no content type"),
        pytest.param(b"&".join([b"a=1"] * 20_000), FORM, id="20,000 fields"),
        pytest.param(b"place=" + b"x" * 3_000_000, FORM, id="three million bytes"),
    ],
)
def test_no_request_gives_a_server_error(client, body, content_type):
    response = client.generic("POST", FINDER, body, content_type=content_type)
    assert response.status_code in {200, 303, 422}
    if response.status_code != 303:
        assert 'href="tel:999"' in response.content.decode()


def test_of_two_fields_one_is_answered(client):
    response = client.generic("POST", FINDER, b"place=Fife&place=Ayr", content_type=FORM)
    assert response.status_code == 303


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_other_methods_are_not_allowed(client, method):
    assert getattr(client, method)(FINDER).status_code == 405


def test_head_answers_like_get(client):
    assert client.head(FINDER).status_code == 200


@pytest.mark.parametrize("query", ["?place=Ayr", "?%00", "?place=%FF", f"?{'a' * 5000}"])
def test_a_query_changes_nothing(client, query):
    assert client.get(FINDER + query).content == client.get(FINDER).content


@settings(max_examples=100, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_at_all_gets_an_answer_with_numbers(client, place):
    response = ask(client, place)
    assert response.status_code == 303 or b'href="tel:999"' in response.content


def test_the_field_offers_nothing_to_the_next_person(client):
    assert soup_of(client.get(FINDER)).select_one("#place")["autocomplete"] == "off"


@pytest.mark.parametrize(
    "words", ["I do not know the postcode", "Is it you?", "Leave this page", "The child is in Wales"]
)
def test_the_page_has_a_way_for_those_who_cannot_answer(client, words):
    assert words in text_of(client.get(FINDER))


def test_the_emergency_number_stands_before_the_field(client):
    html = client.get(FINDER).content.decode()
    assert html.index('href="tel:999"') < html.index('id="place"')


def test_the_page_is_the_same_for_everybody(client):
    assert client.get(FINDER).content == client.get(FINDER, headers={"cookie": "a=b", "user-agent": "x"}).content


def test_the_page_fits_one_round_trip(client):
    assert len(gzip.compress(client.get(FINDER).content)) <= 14 * 1024


@pytest.mark.parametrize("place", ["KA10 6ZZ", "Stranrar", "NE1 4ST"])
def test_an_answer_that_is_a_page_comes_compressed(client, place):
    plain = ask(client, place)
    small = client.post(FINDER, {"place": place}, headers={"accept-encoding": "gzip"})
    assert small["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small["Vary"]
    assert len(small.content) <= 14 * 1024
    assert len(gzip.decompress(small.content)) == len(plain.content)
