import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django.asserts import assertContains, assertNotContains

from contacts import FINDER_PATH

pytestmark = pytest.mark.django_db


def search(client, query):
    return client.get("/search/", {"q": query})


def test_a_word_finds_its_page(client):
    assertContains(search(client, "systems review"), 'href="/programme/systems-review-group/"')


def test_a_misspelt_word_finds_its_page_and_says_how_it_was_read(client):
    response = search(client, "glosary")
    assertContains(response, 'href="/programme/glossary/"')
    assertContains(response, "Showing “glossary” instead")


@pytest.mark.parametrize("query", ["learning review", "significant case review"])
def test_old_and_new_names_of_reviews_lead_to_the_same_page(client, query):
    assertContains(search(client, query), 'href="/programme/glossary/')


@pytest.mark.parametrize(
    ("query", "address"),
    [
        pytest.param("South Ayrshire", f"{FINDER_PATH}south-ayrshire/", id="a council"),
        pytest.param("KA7 1DR", f"{FINDER_PATH}south-ayrshire/", id="a postcode"),
        pytest.param("Stornoway", f"{FINDER_PATH}na-h-eileanan-siar/", id="a town"),
        pytest.param("phone", FINDER_PATH, id="phone"),
        pytest.param("worried about a child", FINDER_PATH, id="a worry"),
    ],
)
def test_who_needs_a_person_is_led_to_the_finder(client, query, address):
    assertContains(search(client, query), f'href="{address}"')


def test_words_about_the_programme_are_not_taken_for_a_worry(client):
    assertNotContains(search(client, "timeline"), 'id="talk"')


def test_nothing_found_says_so_and_shows_the_way(client):
    assertContains(search(client, "xyzzyplugh"), "Nothing found")


def test_the_query_is_shown_as_text_and_never_as_html(client):
    response = search(client, '"><script>alert(1)</script>')
    assertNotContains(response, "<script>alert")


def test_the_answer_to_something_typed_is_not_kept(client):
    assert search(client, "KA7 1DR")["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "query",
    [
        pytest.param('"', id="a double quote"),
        pytest.param('"unclosed phrase', id="an open phrase"),
        pytest.param("a\x00b", id="a NUL"),
        pytest.param("word " * 600, id="600 words"),
        pytest.param("*:AND (NOT", id="operators"),
        pytest.param("' OR 1=1; --", id="SQL"),
        pytest.param("'", id="a lone apostrophe"),
        pytest.param("review'", id="a word and an apostrophe"),
        pytest.param("a'b \\ a-b", id="signs inside words"),
        pytest.param("😀", id="an emoji"),
    ],
)
def test_no_query_is_a_server_error(client, query):
    assert search(client, query).status_code == 200


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(max_size=300))
def test_no_text_at_all_is_a_server_error(client, query):
    assert search(client, query).status_code == 200
