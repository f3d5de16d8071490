"""“This number is wrong”: two choices, nothing to write, and a task for the contact checkers."""

import pytest
from django.core.cache import caches
from django.db import DatabaseError
from django.urls import reverse
from django.utils import timezone

from contacts import FINDER_PATH, directory
from pages.inbox.models import NumberReport
from pages.inbox.wrong_numbers import numbers_of
from tests.sign_in import make_editor, sign_in
from tests.visitors import send, soup_of

pytestmark = pytest.mark.django_db
COUNCIL = f"{FINDER_PATH}south-ayrshire/"
ADDRESS = f"{COUNCIL}wrong-number/"


@pytest.fixture(autouse=True)
def no_counts_yet():
    caches["shared"].clear()


@pytest.fixture
def number():
    return next(iter(numbers_of(directory.current().councils["south-ayrshire"], timezone.localdate())))


def test_every_council_page_leads_there(client):
    assert soup_of(client.get(COUNCIL)).select(f"a[href='{ADDRESS}']")


def test_it_asks_for_a_choice_and_for_no_words(client):
    page = soup_of(client.get(ADDRESS))
    assert not page.select("main textarea, main input[type=text]:not([name=website]), main input[type=email]")
    assert [legend.get_text() for legend in page.select("legend")] == ["Which number?", "What is wrong?"]
    assert page.select_one(".leave__link")
    assert page.title.get_text() == "A number in South Ayrshire"


def test_it_sets_no_cookie_and_is_kept_by_no_cache(client):
    answer = client.get(ADDRESS)
    assert not answer.cookies
    assert answer["Cache-Control"] == "private, no-store"
    assert "data-consent" not in answer.content.decode()


def test_a_report_becomes_a_task_and_the_next_one_adds_to_it(client, number):
    for _ in range(2):
        answer = send(client, ADDRESS, number=number, problem="dead")
        assert "Somebody will check the number." in answer.content.decode()
    task = NumberReport.objects.get()
    assert (task.council, task.number, task.problem, task.times) == ("south-ayrshire", number, "dead", 2)


def test_another_site_cannot_report_in_a_visitors_name(client, number):
    answer = send(client, ADDRESS, headers={"Sec-Fetch-Site": "cross-site"}, number=number, problem="dead")
    assert answer.status_code == 422
    assert not NumberReport.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"number": ""}, {"number": "0123"}, {"problem": ""}, {"problem": "bomb"}, {"number": "<b>"}]
)
def test_what_is_not_offered_is_not_taken(client, number, wrong):
    answer = send(client, ADDRESS, **{"number": number, "problem": "dead", **wrong})
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert not NumberReport.objects.exists()


def test_a_council_that_does_not_exist_is_not_found(client):
    assert client.get(f"{FINDER_PATH}no-such-council/wrong-number/").status_code == 404


def test_a_database_that_is_away_says_so_and_keeps_the_choice(client, number, monkeypatch):
    def away(*args, **kwargs):
        raise DatabaseError

    monkeypatch.setattr("pages.inbox.wrong_numbers.NumberReport.objects.get_or_create", away)
    answer = send(client, ADDRESS, number=number, problem="dead")
    assert "could not take this" in answer.content.decode()
    assert soup_of(answer).select_one("input[value=dead]").has_attr("checked")


def test_a_checker_sees_the_task_on_the_first_page_and_settles_it(client, number):
    send(client, ADDRESS, number=number, problem="dead")
    checker = sign_in(client, make_editor("dora", "Contact checkers"))
    assert "Number that visitors find wrong" in client.get("/admin/").content.decode()
    listed = client.get(reverse("inbox_number_reports")).content.decode()
    assert number in listed
    client.post(reverse("inbox_settle", args=[NumberReport.objects.get().pk]))
    task = NumberReport.objects.get()
    assert (task.settled_by, task.settled_on) == (checker, timezone.localdate())
    assert "find wrong" not in client.get("/admin/").content.decode().partition("From visitors")[2]


def test_a_settled_report_that_comes_again_is_a_new_task(client, number):
    send(client, ADDRESS, number=number, problem="dead")
    NumberReport.objects.update(settled_on=timezone.localdate())
    send(client, ADDRESS, number=number, problem="dead")
    assert NumberReport.objects.count() == 2


def test_editors_may_not_settle_it(client, number):
    send(client, ADDRESS, number=number, problem="dead")
    sign_in(client, make_editor("anna", "Editors"))
    client.post(reverse("inbox_settle", args=[NumberReport.objects.get().pk]))
    assert NumberReport.objects.get().settled_on is None
    assert client.get(reverse("inbox_number_reports")).status_code == 302
