"""The forms for visitors: no cookie, no puzzle, the numbers first, and nothing that was typed is lost."""

import pytest
from django.core.cache import caches
from django.db import DatabaseError

from pages.inbox.models import Message, OutgoingMail
from pages.models import FormPage, SiteSettings
from tests.visitors import ACCESSIBILITY, COMPLAINT, HERE, opened, send, soup_of

pytestmark = pytest.mark.django_db
FORMS = [COMPLAINT, ACCESSIBILITY]
WORDS = "You kept my old email address."


@pytest.fixture(autouse=True)
def no_counts_yet():
    caches["shared"].clear()


def problems(answer) -> str:
    return " ".join(soup_of(answer).select_one(".problem").get_text(" ").split())


@pytest.mark.parametrize("address", FORMS)
def test_the_first_line_says_what_is_not_for_here_and_gives_the_numbers(client, address):
    main = soup_of(client.get(address)).main
    numbers = [link["href"] for link in main.select("a[href^='tel:']")]
    assert numbers == ["tel:999", "tel:101", "tel:08001111"]
    html = str(main)
    assert html.index("Do not use this form to tell us about a child.") < html.index("<form")


@pytest.mark.parametrize("address", FORMS)
def test_who_only_looks_gets_no_cookie_and_no_cache_keeps_the_form(client, address):
    answer = client.get(address)
    assert not answer.cookies
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("address", FORMS)
def test_every_field_has_a_name_and_a_hint_that_belong_to_it(client, address):
    page = soup_of(client.get(address))
    for field in page.select("form.letter :is(textarea, input:not([type=hidden]))"):
        assert page.select_one(f"label[for={field['id']}]")
        if field["name"] != "website":
            assert page.find(id=field["aria-describedby"])


def test_a_message_is_kept_sealed_with_a_reference_to_write_down(client):
    answer = send(client, COMPLAINT, what=WORDS, name="", email="")
    message = Message.objects.get()
    assert answer.status_code == 200
    assert soup_of(answer).select_one(".letter__reference").get_text() == message.reference
    assert message.reference.startswith("DP-")
    assert message.words == {"what": WORDS}
    assert WORDS.encode() not in bytes(message.sealed)
    assert answer["Cache-Control"] == "private, no-store"


def test_a_confirmation_and_word_to_whoever_answers_are_put_down_with_it(client):
    FormPage.objects.update(tell="dpo@example.scot")
    send(client, COMPLAINT, what=WORDS, email="ada@example.scot")
    assert OutgoingMail.objects.count() == 2
    assert OutgoingMail.objects.filter(acknowledges=True).count() == 1


def test_without_an_address_of_its_own_the_forms_word_goes_to_the_sites(client):
    SiteSettings.objects.update(email="office@example.scot")
    send(client, ACCESSIBILITY, what="The menu does not open.")
    assert Message.objects.get().tell == "office@example.scot"


def test_a_reload_sends_nothing_twice(client):
    _, stamp = opened(client, COMPLAINT)
    for _ in range(2):
        send(client, COMPLAINT, stamp=stamp, what=WORDS)
    assert Message.objects.count() == 1


def test_an_empty_form_says_what_to_put_right_and_where(client):
    answer = send(client, COMPLAINT, what="")
    assert answer.status_code == 422
    assert "Write what went wrong" in problems(answer)
    assert soup_of(answer).title.get_text().startswith("Error: ")
    field = soup_of(answer).find(id=soup_of(answer).select_one(".problem a")["href"][1:])
    assert field["aria-invalid"] == "true"
    assert soup_of(answer).find(id=field["aria-describedby"].split()[-1])


@pytest.mark.parametrize(
    ("more", "said"),
    [
        pytest.param({"after": 1}, "very quick", id="sooner than anybody can read"),
        pytest.param({"after": 13 * 3600}, "open for a long time", id="the next day"),
        pytest.param({"stamp": "1700000000.abc:forged"}, "went wrong with the form", id="a forged stamp"),
        pytest.param({"stamp": ""}, "went wrong with the form", id="no stamp"),
        pytest.param({"website": "http://spam.example"}, "Leave the last field empty", id="the trap filled in"),
        pytest.param({"headers": {"Sec-Fetch-Site": "cross-site"}}, "from this site", id="another site"),
        pytest.param({"email": "not an address"}, "name@example.scot", id="no address"),
        pytest.param({"what": "a" * 4001}, "4000", id="too long"),
        pytest.param({"what": "a\x00b"}, "Null", id="a NUL"),
    ],
)
def test_a_fault_keeps_nothing_and_loses_nothing(client, more, said):
    fields = {"what": WORDS, "email": "ada@example.scot", **more}
    answer = send(client, COMPLAINT, **fields)
    assert answer.status_code == 422
    assert said in problems(answer)
    assert not Message.objects.exists()
    if "what" not in more:
        assert soup_of(answer).textarea.get_text().strip() == WORDS


def test_a_form_that_came_too_soon_goes_through_when_it_is_sent_again(client):
    answer = send(client, COMPLAINT, after=1, what=WORDS)
    stamp = soup_of(answer).select_one("form.letter [name=stamp]")["value"]
    assert send(client, COMPLAINT, stamp=stamp, what=WORDS).status_code == 200


def test_one_address_sends_ten_in_an_hour_and_no_more(client):
    for number in range(10):
        assert send(client, COMPLAINT, what=f"{WORDS} {number}").status_code == 200
    answer = send(client, COMPLAINT, what=WORDS)
    assert "Too many messages" in problems(answer)
    assert soup_of(answer).textarea.get_text().strip() == WORDS


DANGER = "My neighbour hits his child."


def test_words_of_danger_show_the_numbers_before_anything_is_kept(client):
    answer = send(client, COMPLAINT, what=DANGER)
    assert "Is a child in danger?" in soup_of(answer).h1.get_text()
    assert soup_of(answer).main.select_one("a[href='tel:999']")
    assert not Message.objects.exists()
    assert not answer.cookies


def test_send_anyway_sends_what_was_written(client):
    page = soup_of(send(client, COMPLAINT, what=DANGER, email="ada@example.scot"))
    fields = {field["name"]: field.get("value", "") for field in page.select("form.letter input")}
    assert send(client, COMPLAINT, **{**fields, "anyway": "yes"}).status_code == 200
    assert Message.objects.get().words == {"what": DANGER, "email": "ada@example.scot"}


def test_change_it_first_gives_the_words_back(client):
    answer = send(client, COMPLAINT, what=DANGER, edit="yes")
    assert soup_of(answer).textarea.get_text().strip() == DANGER
    assert not Message.objects.exists()


def test_a_database_that_is_away_loses_no_words(client, monkeypatch):
    def away(*args, **kwargs):
        raise DatabaseError

    monkeypatch.setattr("pages.form_page.receive", away)
    answer = send(client, COMPLAINT, what=WORDS)
    assert answer.status_code == 503
    assert "it is not sent" in problems(answer)
    assert soup_of(answer).textarea.get_text().strip() == WORDS


def test_a_mail_that_cannot_be_put_down_takes_the_message_back_too(client, monkeypatch):
    def away(*args, **kwargs):
        raise DatabaseError

    monkeypatch.setattr("pages.inbox.receiving.outbox.queue", away)
    assert send(client, COMPLAINT, what=WORDS, email="ada@example.scot").status_code == 503
    assert not Message.objects.exists()


def test_the_address_that_takes_a_form_leads_back_to_it(client):
    action, _ = opened(client, COMPLAINT)
    assert client.get(action)["Location"].endswith(COMPLAINT)
    assert client.post("/send/999999/", {}, headers=HERE).status_code == 404


def test_the_accessibility_statement_links_to_its_form(client):
    assert soup_of(client.get("/accessibility/")).main.select(f"a[href='{ACCESSIBILITY}']")


def test_the_page_cache_keeps_no_form(client):
    from cpip_site.page_cache import may_be_kept

    assert not may_be_kept(list(client.get(COMPLAINT).items()))
    assert may_be_kept(list(client.get("/programme/").items()))
