"""The choice whether visits may be counted: what is asked where, what is set when, and how it is changed."""

import pytest
from bs4 import BeautifulSoup
from django.db import DatabaseError

from contacts import FINDER_PATH
from pages.consent import COOKIE, VISIT_COOKIE
from pages.models import SiteSettings

pytestmark = pytest.mark.django_db
CHOICE = "/cookies/choice/"
HERE = {"Sec-Fetch-Site": "same-origin"}
CRISIS_PATH = ["/safety/", FINDER_PATH, f"{FINDER_PATH}fife/", f"{FINDER_PATH}all-numbers/"]
COUNTED = ["/", "/programme/", "/programme/timeline/", "/programme/glossary/", "/cookies/", "/search/", "/sitemap/"]


def soup_of(client, address, **headers):
    return BeautifulSoup(client.get(address, headers=headers).content, "html.parser")


def choose(client, choice, **headers):
    return client.post(CHOICE, {"choice": choice}, headers={**HERE, **headers})


def said(client, **headers) -> str:
    return soup_of(client, CHOICE, **headers).select_one("[role=status]").get_text()


@pytest.mark.parametrize("address", COUNTED)
def test_the_question_stands_after_the_main_part_and_hidden_until_a_script_asks(client, address):
    html = client.get(address).content.decode()
    assert html.index("</main>") < html.index("data-consent") < html.index("<footer")
    assert soup_of(client, address).select_one("[data-consent]").has_attr("hidden")


@pytest.mark.parametrize("address", [*CRISIS_PATH, "/no-such-page/"])
def test_the_crisis_path_never_asks_and_loads_nothing_that_counts(client, address):
    html = client.get(address).content.decode()
    assert "data-consent" not in html
    assert "visit.js" not in html


def test_a_finders_answer_never_asks(client):
    assert "data-consent" not in client.post(FINDER_PATH, {"place": "Ayrshire"}).content.decode()


@pytest.mark.parametrize("address", [*COUNTED, *CRISIS_PATH, CHOICE])
def test_no_page_sets_a_cookie_before_somebody_chooses(client, address):
    assert not client.get(address).cookies


def test_both_answers_are_as_large_as_each_other(client):
    buttons = soup_of(client, "/").select("[data-consent] button")
    assert [button["value"] for button in buttons] == ["yes", "no"]
    assert buttons[0]["class"] == buttons[1]["class"]


def test_a_choice_is_kept_for_180_days_with_the_version_it_was_made_under(client):
    cookie = choose(client, "yes").cookies[COOKIE]
    assert (cookie.value, cookie["max-age"], cookie["samesite"]) == ("yes.1", 180 * 86400, "Lax")
    assert "You said yes" in said(client)


def test_a_choice_is_changed_without_a_script_and_the_visit_ends_at_once(client):
    choose(client, "yes")
    answer = choose(client, "no")
    assert answer.cookies[COOKIE].value == "no.1"
    assert answer.cookies[VISIT_COOKIE]["max-age"] == 0
    assert answer.cookies[VISIT_COOKIE]["path"] == "/visit/"
    assert "You said no" in said(client)


def test_a_new_version_asks_again(client):
    choose(client, "yes")
    SiteSettings.objects.update(consent_version=2)
    assert "You have not chosen" in said(client)


@pytest.mark.parametrize("signal", [{"Sec-GPC": "1"}, {"DNT": "1"}])
def test_what_the_browser_says_counts_as_a_refusal(client, signal):
    assert choose(client, "yes", **signal).cookies[COOKIE].value == "no.1"
    choose(client, "yes")
    assert "whatever you choose" in said(client, **signal)


@pytest.mark.parametrize(
    ("headers", "kept"),
    [
        pytest.param({"Sec-Fetch-Site": "same-origin"}, "yes.1", id="a page of ours"),
        pytest.param({"Sec-Fetch-Site": "cross-site"}, "no.1", id="another site"),
        pytest.param({"Sec-Fetch-Site": "same-site", "Origin": "http://testserver"}, "no.1", id="a neighbour's site"),
        pytest.param({"Origin": "http://testserver"}, "yes.1", id="an older browser on a page of ours"),
        pytest.param({"Origin": "null"}, "no.1", id="a page without an origin"),
        pytest.param({"Origin": "http://testserver.evil.example"}, "no.1", id="a name that begins like ours"),
        pytest.param({"Referer": "http://testserver/cookies/"}, "yes.1", id="an old browser on a page of ours"),
        pytest.param({}, "no.1", id="a browser that says nothing"),
    ],
)
def test_nobody_else_can_say_yes_for_a_visitor(client, headers, kept):
    assert client.post(CHOICE, {"choice": "yes"}, headers=headers).cookies[COOKIE].value == kept


@pytest.mark.parametrize("choice", ["", "YES", "yes.1", "maybe", "yes\x00"])
def test_whatever_is_not_a_clear_yes_is_a_no(client, choice):
    assert choose(client, choice).cookies[COOKIE].value == "no.1"


def test_where_nothing_is_counted_nobody_is_asked(client):
    SiteSettings.objects.update(count_visits=False)
    assert "data-consent" not in client.get("/").content.decode()
    assert choose(client, "yes").cookies[COOKIE].value == "no.1"
    assert "counts no visits" in said(client)


def test_a_choice_is_answered_while_the_database_is_away(client, monkeypatch):
    def away(*args, **kwargs):
        raise DatabaseError

    monkeypatch.setattr("pages.frame.Site.find_for_request", away)
    assert choose(client, "no").status_code == 302
    assert client.get(CHOICE).status_code == 200


def test_the_choice_is_in_no_cache(client):
    assert client.get(CHOICE)["Cache-Control"] == "no-store"
    assert choose(client, "no")["Cache-Control"] == "no-store"
