"""Plain English, measured: at most age 11 where somebody looks for help, at most 14 elsewhere."""

import pytest
from django.conf import settings

from contacts import FINDER_PATH
from pages.views import every_path
from tests.reading_age import reading_age, sentences_of

pytestmark = pytest.mark.django_db
CRISIS_AGE, OTHER_AGE = 11, 14
NOT_PAGES = (".csv", ".json", ".atom", ".xml", ".txt")


def is_crisis(path: str) -> bool:
    return path == "/safety/" or (path.startswith(FINDER_PATH) and not path.endswith("/open-data/"))


def test_every_page_can_be_read_at_its_age(client):
    ages = {
        path: reading_age(client.get(path.removeprefix(settings.BASE_URL)).content)
        for path in every_path()
        if not path.endswith(NOT_PAGES)
    }
    too_old = {path: age for path, age in ages.items() if age > (CRISIS_AGE if is_crisis(path) else OTHER_AGE)}
    assert too_old == {}
    assert sum(age > 0 for age in ages.values()) > 50


def page(text: str) -> bytes:
    return f"<main><h1>Heading</h1><p>{text}</p></main>".encode()


SHORT = "You do not have to be sure. Say where the child lives. Ring the number. Someone will help you."
LONG = "Implementation of organisational accountability arrangements necessitates considerable interdepartmental work. "


def test_short_words_in_short_sentences_are_for_the_young_and_long_ones_are_not():
    assert reading_age(page(SHORT)) < 8
    assert reading_age(page(LONG * 3)) > 18


def test_names_and_numbers_are_left_out():
    named = SHORT.replace("Ring", "In the Leadership, Governance and Accountability report of 2017 ring")
    assert abs(reading_age(page(named)) - reading_age(page(SHORT))) < 3
    assert sentences_of(page("The Crown Office and Procurator Fiscal Service of 2017 said so.")) == [
        "The and of said so"
    ]
