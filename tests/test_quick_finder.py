"""One council at once: the same answer as Django's, or none."""

import threading
from urllib.parse import urlencode

import pytest

from contacts import FINDER_PATH, directory
from cpip_site.quick_finder import FORM, LONGEST, QuickFinder

pytestmark = pytest.mark.django_db


@pytest.fixture
def finder(client):
    """Has learned from Django, in a process where a thread watches the contacts."""
    directory.forget()
    directory.current()
    stop = threading.Event()
    watch = threading.Thread(target=stop.wait, args=(30,))
    directory.watched_by(watch)
    watch.start()
    made = QuickFinder()
    response = client.post(FINDER_PATH, {"place": "Ayr"})
    made.learn(response.status_code, [(n.lower().encode(), v.encode()) for n, v in response.headers.items()])
    yield made
    stop.set()
    watch.join()


def ask(finder, place, kind=FORM[0]):
    return finder.headers_for(kind, urlencode({"place": place}).encode())


@pytest.mark.parametrize(
    "place", ["KA7 2AA", "ka72aa", " EH1 1YZ ", "Ayr", "Fife", "na h-eileanan siar", "Baile Átha Cliath", "Glasgow"]
)
def test_what_it_answers_django_answers_too(finder, client, place):
    response = client.post(FINDER_PATH, {"place": place})
    found = ask(finder, place)
    expected = {name.lower().encode(): value.encode() for name, value in response.headers.items()}
    assert found is None or dict(found) == expected
    assert (found is None) == (response.status_code != 303)


@pytest.mark.parametrize(
    "place", ["", "Glasgwo", "London", "TD15 1AA", "Newton", "M8", "<script>", "\x00", "x" * LONGEST]
)
def test_what_is_not_settled_is_left_to_django(finder, place):
    assert ask(finder, place) is None


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (b"multipart/form-data; boundary=x", b"place=Ayr"),
        (b"application/x-www-form-urlencoded; charset=utf-16", b"place=Ayr"),
        (b"", b"place=Ayr"),
        (FORM[0], b"place=%ff%fe"),
        (FORM[0], b"place=\xff"),
        (FORM[0], b"a&b&c&d&e&f&g&place=Ayr"),
        (FORM[0], b"town=Ayr"),
    ],
)
def test_a_form_of_another_shape_is_left_to_django(finder, kind, body):
    assert finder.headers_for(kind, body) is None


def test_the_last_of_two_places_counts_as_it_does_for_django(finder, client):
    body = b"place=Ayr&place=Fife"
    response = client.post(FINDER_PATH, body.decode(), content_type=FORM[0].decode())
    assert dict(finder.headers_for(FORM[0], body))[b"location"].decode() == response["Location"]


def test_nothing_is_answered_before_django_has_shown_how(finder):
    assert ask(QuickFinder(), "Ayr") is None


def test_nothing_is_answered_in_a_process_where_nobody_watches_the_contacts(finder, monkeypatch):
    monkeypatch.setattr(directory, "is_watched", lambda: False)
    assert ask(finder, "Ayr") is None
