import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django.asserts import assertContains, assertNotContains
from wagtail.models import PageViewRestriction
from wagtail.search.models import IndexEntry

from contacts import FINDER_PATH
from pages import search as site_search
from pages.models import ContentPage
from tests.questions import asked_for

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
        pytest.param("*", id="a star"),
        pytest.param("child*", id="a star after a word"),
        pytest.param("OR", id="OR"),
        pytest.param("child OR", id="a word and OR"),
        pytest.param("NOT child", id="NOT"),
        pytest.param("NEAR(child review, 2)", id="NEAR"),
        pytest.param("title:child", id="a column"),
        pytest.param("^child", id="a hat"),
        pytest.param("child & | ! <-> review:*", id="PostgreSQL's operators"),
        pytest.param("'child' \\' ''", id="quotes in quotes"),
        pytest.param("x" * 10_000, id="10,000 characters"),
        pytest.param("%s %(a)s %%", id="percent signs"),
        pytest.param("{title} : {0}", id="braces"),
        pytest.param("the of and", id="nothing but common words"),
    ],
)
def test_no_query_is_a_server_error(client, query):
    assert search(client, query).status_code == 200


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(max_size=300))
def test_no_text_at_all_is_a_server_error(client, query):
    assert search(client, query).status_code == 200


def page_with(title, body="", *, parent="programme", **fields):
    page = ContentPage(title=title, summary="A page for a test.", body=[("text", f"<p>{body}</p>")], **fields)
    return ContentPage.objects.get(slug=parent).add_child(instance=page)


def found(query):
    return [page.title for page in site_search.search(query).pages]


def test_a_word_in_the_title_comes_before_the_same_word_in_the_text():
    page_with("Quokka in words", "Quokkas and wombats, and once more wombats: wombats.")
    page_with("Wombat", "Something else altogether.")
    assert found("wombat") == ["Wombat", "Quokka in words"]


def test_one_word_in_the_title_and_one_in_the_text_find_the_page():
    page_with("Wombat", "They live in burrows.")
    assert found("wombat burrow") == ["Wombat"]


def test_a_plural_finds_the_singular_and_the_other_way_round():
    page_with("One wombat")
    page_with("Many wombats")
    assert sorted(found("wombat")) == sorted(found("wombats")) == ["Many wombats", "One wombat"]


def test_common_words_of_a_question_are_left_out():
    page_with("Wombat", "They live in burrows.")
    assert found("what is a wombat and where is the burrow") == ["Wombat"]


def test_a_draft_is_not_found():
    page_with("Wombat", live=False)
    assert found("wombat") == []


def test_words_that_nobody_has_published_yet_are_not_found():
    page = page_with("Marsupial")
    page.title = "Wombat"
    page.save_revision()
    assert found("wombat") == []


def test_an_unpublished_page_is_not_found():
    page_with("Wombat").unpublish()
    assert found("wombat") == []


def test_a_deleted_page_is_not_found():
    page_with("Wombat").delete()
    assert found("wombat") == []


def test_a_restricted_page_is_not_found_nor_one_below_it():
    page = page_with("Wombat")
    page_with("Wombat's child", parent=page.slug)
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert found("wombat") == []


def test_a_misspelt_word_is_not_corrected_to_a_word_of_a_restricted_page():
    page = page_with("Wombatology")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    site_search.vocabulary.cache_clear()
    assert site_search.search("wombatolgy").spelling == ""


def test_a_changed_page_is_found_by_its_new_words_alone():
    page = page_with("Marsupial")
    page.title = "Wombat"
    page.save_revision().publish()
    assert found("wombat") == ["Wombat"]
    assert found("marsupial") == []


def test_a_term_is_found_by_its_plural(client):
    assertContains(search(client, "learning reviews"), "Learning Review: what it means")


@pytest.mark.parametrize("query", ["timeline", "programme"])
def test_a_search_asks_the_database_at_most_8_times(client, query):
    assert len(asked_for(lambda: search(client, query))) <= 8


def test_the_index_can_be_made_anew():
    page_with("Wombat")
    IndexEntry.objects.all().delete()
    assert found("wombat") == []
    call_command("update_index", verbosity=0)
    assert found("wombat") == ["Wombat"]
