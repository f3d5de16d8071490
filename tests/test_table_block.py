"""Tables that editors write: whole, without numbers typed by hand, and read row by row on a phone."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError

from pages.blocks import BodyBlock
from pages.link_places import in_stream
from pages.models import ContentPage
from pages.publications import publisher_of
from pages.table_block import NO_CAPTION, NO_HEADING, NO_NAME, TOO_SMALL

pytestmark = pytest.mark.django_db
ADDRESS = "https://www.gov.scot/publications/example/"
OUTSIDE = f'<p><a href="{ADDRESS}">The plan</a></p>'


def block():
    return BodyBlock().child_blocks["table"]


def table(caption="The two phases", headings=("Phase", "When"), rows=(("One", "2016"), ("Two", "2017")), kind="words"):
    columns = [{"type": "words" if number == 0 else kind, "heading": words} for number, words in enumerate(headings)]
    return {"caption": caption, "columns": columns, "rows": [{"values": list(row)} for row in rows]}


def clean(**parts):
    return block().clean(block().normalize(table(**parts)))


def words_of(error: ValidationError) -> str:
    cells = [one for row in (error.cell_errors or {}).values() for one in row.values()]
    return " ".join([*error.non_block_errors, *(words for cell in cells for words in cell.messages)])


def shown(client, value, page="phase-two") -> BeautifulSoup:
    page = ContentPage.objects.get(slug=page)
    page.body = [("table", block().normalize(value))]
    page.save_revision().publish()
    return BeautifulSoup(client.get(page.get_url()).content, "html.parser")


def test_a_whole_table_is_taken_as_it_is():
    assert clean().caption == "The two phases"


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"caption": " "}, NO_CAPTION),
        ({"rows": ()}, TOO_SMALL),
        ({"headings": ("Phase",), "rows": (("One",),)}, TOO_SMALL),
        ({"headings": ("Phase", "")}, NO_HEADING),
        ({"rows": (("", "2016"),)}, NO_NAME),
    ],
)
def test_a_table_that_readers_could_not_follow_is_refused(parts, words):
    with pytest.raises(ValidationError) as refused:
        clean(**parts)
    assert words in words_of(refused.value)


@pytest.mark.parametrize(
    "parts",
    [
        {"caption": "Ring 0141 496 0123"},
        {"headings": ("Phase", "Ring 0141 496 0123")},
        {"rows": (("Ring 0141 496 0123", "2016"),)},
        {"rows": (("One", "<p>Ring 0141 496 0123</p>"),), "kind": "text"},
        {"rows": (("One", '<p>Ring <a href="tel:01414960123">us</a></p>'),), "kind": "text"},
    ],
)
def test_a_phone_number_typed_anywhere_in_a_table_is_refused(parts):
    with pytest.raises(ValidationError) as refused:
        clean(**parts)
    assert "is a phone number typed by hand" in words_of(refused.value)


def test_the_draft_of_a_table_may_be_unfinished():
    unfinished = BodyBlock()
    unfinished.defer_required_validation()
    try:
        draft = unfinished.child_blocks["table"]
        assert draft.clean(draft.normalize(table(caption="", headings=("", "")))).caption == ""
    finally:
        unfinished.restore_deferred_validation()


def test_a_table_has_a_caption_a_heading_over_each_column_and_a_name_for_each_row(client):
    page = shown(client, table())
    assert page.select_one(".table caption").get_text() == "The two phases"
    assert [cell.get_text() for cell in page.select(".table th[scope=col]")] == ["Phase", "When"]
    assert [cell.get_text() for cell in page.select(".table th[scope=row]")] == ["One", "Two"]


def test_each_cell_carries_the_heading_that_stands_before_it_on_a_phone(client):
    cells = shown(client, table()).select(".table td")
    assert [(cell["data-label"], cell.get_text()) for cell in cells] == [("When", "2016"), ("When", "2017")]


def test_plain_words_in_a_cell_are_shown_as_they_are_typed(client):
    page = shown(client, table(rows=(("<b>One</b> & two", "2016"),)))
    assert page.select_one(".table tbody th").get_text() == "<b>One</b> & two"


def test_a_link_in_a_cell_says_who_publishes_there(client):
    page = shown(client, table(rows=(("One", OUTSIDE),), kind="text"))
    assert page.select_one(".table td a .where").get_text() == f" ({publisher_of(ADDRESS)})"


def test_links_in_a_table_are_checked_like_all_others():
    stored = [{"type": "table", "value": table(rows=(("One", OUTSIDE),), kind="text")}]
    assert list(in_stream(stored)) == [(ADDRESS, "")]


def test_the_words_of_a_table_are_found_by_search():
    found = block().get_searchable_content(block().normalize(table()))
    assert found == ["The two phases", "Phase", "When", "One", "2016", "Two", "2017"]


def test_the_block_is_previewed_with_a_table_in_it():
    preview = block().get_preview_value()
    assert block().clean(preview).caption in block().render(preview)
